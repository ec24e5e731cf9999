"""The lamp of targets today: from the last month whose deadline has passed, or a later one already handed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from gangmu.base.periods import month_end
from gangmu.org.models import Unit
from gangmu.progress.lamps import Lamp, grey, lamp
from gangmu.progress.models import Report, ReportingPeriod
from gangmu.progress.states import ReportState
from gangmu.targets.models import Plan, Target
from gangmu.targets.queries import reporting_pairs, scheduled

Handed = dict[tuple[int, int, dt.date], Report]


def status(target: Target, today: dt.date) -> Lamp:
    """The lamp of one target; see `statuses` for many."""
    return statuses(target.plan, today, targets=[target])[target.pk]


def statuses(
    plan: Plan,
    today: dt.date,
    *,
    targets: Iterable[Target] | None = None,
    pairs: Sequence[tuple[Target, Unit]] | None = None,
    periods: Sequence[ReportingPeriod] | None = None,
    reports: Iterable[Report] | None = None,
) -> dict[int, Lamp]:
    """Target number → lamp, judged by the report of the lead unit. At most five queries, whatever the number.

    `targets` narrows to these (all of the plan by default); `pairs`, `periods` (those opened, by month) and `reports`
    (see `reports_judged`) save queries when known already.
    """
    wanted = None if targets is None else {one.pk: one for one in targets}
    if periods is None:
        periods = list(ReportingPeriod.objects.filter(plan=plan, opens__lte=today).order_by("month"))
    if pairs is None:
        pairs = reporting_pairs(plan, today)
    first: dict[int, tuple[Target, Unit]] = {}
    for target, unit in pairs:
        if wanted is None or target.pk in wanted:
            first.setdefault(target.pk, (wanted[target.pk] if wanted else target, unit))
    prefetch_related_objects([target for target, _unit in first.values()], "nodes")
    months = judged(periods, today)
    if reports is None:
        reports = reports_judged(periods, today, {unit.pk for _target, unit in first.values()})
    handed = _handed(months, reports)
    found = {pk: _status(target, unit, months, handed) for pk, (target, unit) in first.items()}
    for pk in wanted or {}:
        found.setdefault(pk, grey(_("没有牵头或责任单位，无人填报")))
    return found


def judged(periods: Sequence[ReportingPeriod], today: dt.date) -> list[ReportingPeriod]:
    """The last period whose deadline has passed and those after it, newest first."""
    passed = [one for one in periods if one.due < today]
    later = [one for one in periods if one.due >= today]
    return [*reversed(later), *passed[-1:]]


def reports_judged(
    periods: Sequence[ReportingPeriod], today: dt.date, units: Iterable[int] | None = None
) -> QuerySet[Report]:
    """The reports that lamps are judged by, with nothing but what that needs."""
    rows = Report.objects.filter(period__in=[one.pk for one in judged(periods, today)])
    if units is not None:
        rows = rows.filter(unit__in=list(units))
    return rows.only("target_id", "unit_id", "period_id", "state", "value", "verified_value", "days_late")


def _handed(periods: Sequence[ReportingPeriod], reports: Iterable[Report]) -> Handed:
    months = {one.pk: one.month for one in periods}
    return {(row.target_id, row.unit_id, months[row.period_id]): row for row in reports if row.period_id in months}


def _status(target: Target, unit: Unit, periods: Sequence[ReportingPeriod], handed: Handed) -> Lamp:
    for period in periods:
        report = handed.get((target.pk, unit.pk, period.month))
        if report and report.state in (ReportState.SUBMITTED, ReportState.APPROVED, ReportState.VERIFIED):
            return _judge(target, period.month, report)
    if not periods:
        return grey(_("还没有到填报的时候"))
    last = periods[-1]
    report = handed.get((target.pk, unit.pk, last.month))
    due = _("%(month)d月%(day)d日") % {"month": last.due.month, "day": last.due.day}
    words = {"unit": unit.label, "month": last.month.month, "due": due}
    if report and report.state == ReportState.RETURNED:
        return grey(_("%(unit)s的 %(month)s 月填报被退回，还没有重报") % words)
    return grey(_("%(unit)s的 %(month)s 月填报没有提交，截止 %(due)s") % words)


def _judge(target: Target, month: dt.date, report: Report) -> Lamp:
    if report.known_value is None:
        return grey(_("%(month)s 月已填报，但没有数值") % {"month": month.month})
    return lamp(target, month, report.known_value, scheduled(target, month_end(month.year, month.month)))

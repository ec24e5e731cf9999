"""The lamp of targets today: from the last month whose deadline has passed, or a later one already handed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _

from gangmu.base.periods import month_end
from gangmu.org.queries import Tree
from gangmu.progress.duties import Filed, filed_of
from gangmu.progress.lamps import Lamp, grey, lamp
from gangmu.progress.models import Report, ReportingPeriod
from gangmu.progress.states import HANDED_IN, ReportState
from gangmu.targets.answering import Held, held_parts
from gangmu.targets.models import Plan, Target
from gangmu.targets.queries import scheduled

Handed = Mapping[int, Filed]
"""Number of the period → its reports."""


def status(target: Target, today: dt.date) -> Lamp:
    """The lamp of one target; see `statuses` for many."""
    return statuses(target.plan, today, targets=[target])[target.pk]


def statuses(
    plan: Plan,
    today: dt.date,
    *,
    targets: Iterable[Target] | None = None,
    held: Sequence[Held] | None = None,
    tree: Tree | None = None,
    periods: Sequence[ReportingPeriod] | None = None,
    reports: Iterable[Report] | None = None,
) -> dict[int, Lamp]:
    """Target number → lamp, judged by the lead's reports. At most five queries, one more after a reform.

    `targets` narrows to these (all of the plan by default); `held`, the `tree` of today, `periods` (those opened, by
    month) and `reports` (see `reports_judged`) save queries when known already.
    """
    wanted = None if targets is None else {one.pk: one for one in targets}
    if periods is None:
        periods = list(ReportingPeriod.objects.filter(plan=plan, opens__lte=today).order_by("month"))
    if held is None:
        held = held_parts(plan, tree=tree, targets=wanted)
    first: dict[int, tuple[Target, Held]] = {}
    for one in sorted(held, key=lambda one: one.unit is None):
        if wanted is None or one.target.pk in wanted:
            first.setdefault(one.target.pk, (wanted[one.target.pk] if wanted else one.target, one))
    prefetch_related_objects([target for target, _held in first.values()], "nodes")
    months = judged(periods, today)
    if reports is None:
        reports = reports_judged(periods, today, {name.pk for _target, one in first.values() for name in one.names})
    handed: dict[int, dict[tuple[int, int], Report]] = {one.pk: {} for one in months}
    for row in reports:
        handed.get(row.period_id, {})[row.target_id, row.unit_id] = row
    found = {pk: _status(target, one, months, handed) for pk, (target, one) in first.items()}
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


def _status(target: Target, held: Held, periods: Sequence[ReportingPeriod], handed: Handed) -> Lamp:
    if ended := held.ended:
        words = {"month": ended.since.month, "day": ended.since.day, "reason": ended.reason}
        return grey(_("自%(month)d月%(day)d日起按决定终止：%(reason)s") % words)
    for period in periods:
        _unit, report = filed_of(held, handed[period.pk])
        if report and report.state in HANDED_IN:
            return _judge(target, period.month, report)
    if not periods:
        return grey(_("还没有到填报的时候"))
    last = periods[-1]
    _unit, report = filed_of(held, handed[last.pk])
    unit = held.acting(last.month, last.due) or held.assigned
    due = _("%(month)d月%(day)d日") % {"month": last.due.month, "day": last.due.day}
    words = {"unit": unit.label, "month": last.month.month, "due": due}
    if report and report.state == ReportState.RETURNED:
        return grey(_("%(unit)s的 %(month)s 月填报被退回，还没有重报") % words)
    return grey(_("%(unit)s的 %(month)s 月填报没有提交，截止 %(due)s") % words)


def _judge(target: Target, month: dt.date, report: Report) -> Lamp:
    if report.known_value is None:
        return grey(_("%(month)s 月已填报，但没有数值") % {"month": month.month})
    return lamp(target, month, report.known_value, scheduled(target, month_end(month.year, month.month)))

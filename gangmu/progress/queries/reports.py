"""Reports one may see, and the values they hold.

One sees the reports of units one sees, of targets that such a unit leads or monitors, and everything of a government
one sees. A report never handed in is seen only by the unit's own people: until then it is a scrap of paper.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from gangmu.base.errors import Unseen
from gangmu.base.periods import month_end
from gangmu.org.models import Succession, Unit
from gangmu.org.permissions import Access, Permission
from gangmu.org.queries import name_as_of
from gangmu.progress.duties import part_reported
from gangmu.progress.models import Evidence, Report
from gangmu.progress.states import HANDED_IN, ReportState
from gangmu.targets.agreed import READ, months_until, prefetch_terms
from gangmu.targets.answering import Held, parts_of
from gangmu.targets.models import Assignment, Handover, Plan, Target
from gangmu.targets.states import Part

KEPT_EVIDENCE = Prefetch(
    "evidence",
    Evidence.objects.filter(removed_at__isnull=True).select_related("file").order_by("pk"),
    to_attr="files",
)
"""The files of a report that were not removed, as `report.files`."""


def visible_reports(access: Access) -> QuerySet[Report]:
    seen = access.units(Permission.VIEW_TARGETS)
    own = access.units(Permission.REPORT) | access.units(Permission.APPROVE)
    leading = Assignment.objects.filter(
        target=OuterRef("target_id"), unit__in=seen, part__in=(Part.LEAD, Part.MONITORING)
    )
    handed = Handover.objects.filter(assignment__target=OuterRef("target_id"))
    same_part = Q(assignment__unit=OuterRef("unit_id"))
    taken_over = handed.filter(same_part | Q(assignment__part__in=(Part.LEAD, Part.MONITORING)), to__in=seen)
    before_reform = Succession.objects.filter(new__in=seen).values("old")
    may = Q(unit__in=seen) | Q(target__plan__unit__in=seen) | Q(unit__in=before_reform)
    may |= Exists(leading) | Exists(taken_over)
    mine = Q(unit__in=own) | Exists(handed.filter(same_part, to__in=own))
    scraps = Q(first_submitted_at__isnull=True) & ~mine
    return Report.objects.filter(may).exclude(scraps).select_related("target__plan", "unit", "period")


def get_report(access: Access, pk: int) -> Report:
    """The report with everything its page needs, or Unseen when it may not be seen."""
    rows = visible_reports(access).select_related("submitted_by", "approved_by", "verified_by")
    report = rows.prefetch_related("target__assignments__unit", f"target__{READ}", KEPT_EVIDENCE).filter(pk=pk).first()
    if report is None:
        raise Unseen
    return _named([report])[0]


def _named(reports: list[Report]) -> list[Report]:
    """Each report under the name that its unit had at the end of the month."""
    name_as_of((one.unit, month_end(one.period.month.year, one.period.month.month)) for one in reports)
    return reports


def get_evidence(access: Access, pk: int) -> Evidence:
    """A file of a report one may see, also when it was removed since; Unseen otherwise."""
    rows = Evidence.objects.select_related("file", "report__target__plan", "report__unit", "report__period")
    evidence = rows.filter(pk=pk, report__in=visible_reports(access).values("pk")).first()
    if evidence is None:
        raise Unseen
    return evidence


def history(target: Target, access: Access) -> list[Report]:
    """All reports of a target one may see, by month and unit, with their files as `report.files`."""
    rows = visible_reports(access).filter(target=target).prefetch_related(KEPT_EVIDENCE)
    return _named(list(rows.order_by("period__month", "unit__order", "unit__code")))


def reports_of_unit(unit: Unit, access: Access, year: int) -> list[Report]:
    """All reports of a unit in a year one may see, newest month first."""
    rows = visible_reports(access).filter(unit=unit, target__plan__year=year)
    return list(rows.order_by("-period__month", "target__code"))


def figures(held: Iterable[Held], plan: Plan, month: dt.date) -> dict[tuple[int, int], Report]:
    """(target, unit) → the verified report whose figure counts for each part up to this month; three queries.

    It is that of the latest month in which one was due; where it was verified that there is none, of the one before.
    A month that is missing or not verified yet is never bridged: the part then has no figure.
    """
    held = list(held)
    prefetch_terms((one.target for one in held), nodes=False)
    rows = Report.objects.filter(target__plan=plan, period__month__lte=month, state=ReportState.VERIFIED)
    verified = {(row.target_id, row.unit_id, row.period.month): row for row in rows.select_related("period", "unit")}
    found = {}
    for one in held:
        for due in months_until(one.target, month):
            keys = [(one.target.pk, name.pk, due) for name in one.names]
            row = next((verified[key] for key in keys if key in verified), None)
            if row is None:
                break
            if row.verified_value is not None:
                found[row.target_id, row.unit_id] = row
                break
    return found


def earlier_values(report: Report) -> dict[dt.date, Decimal]:
    """Month → value of what was handed in on this part of the target in earlier months, whoever had it then."""
    held = part_reported(report, parts_of(report.target))
    pair = (report.target_id, report.unit_id)
    values = values_of_parts([held])[held.pk] if held else values_by_month([pair])[pair]
    return before(values, report.period.month)


def before(values: Mapping[dt.date, Decimal], month: dt.date) -> dict[dt.date, Decimal]:
    """Only the months earlier than this one."""
    return {at: value for at, value in values.items() if at < month}


def values_of_parts(held: Iterable[Held]) -> dict[int, dict[dt.date, Decimal]]:
    """Number of the part → month → value handed in, under whichever of its names; one query for all."""
    held = list(held)
    found = values_by_month((one.target.pk, name.pk) for one in held for name in one.names)
    return {
        one.pk: {month: value for name in one.names[::-1] for month, value in found[one.target.pk, name.pk].items()}
        for one in held
    }


def values_by_month(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], dict[dt.date, Decimal]]:
    """(target, unit) → month → value handed in, verified where it is; one query for all."""
    wanted = set(pairs)
    found: dict[tuple[int, int], dict[dt.date, Decimal]] = {pair: {} for pair in wanted}
    rows = Report.objects.filter(
        state__in=HANDED_IN,
        unit__in={unit for _target, unit in wanted},
        target__in={target for target, _unit in wanted},
    )
    columns = ("target_id", "unit_id", "period__month", "state", "value", "verified_value")
    for target_id, unit_id, at, state, value, verified in rows.values_list(*columns):
        known = verified if state == ReportState.VERIFIED else value
        if known is not None and (target_id, unit_id) in wanted:
            found[target_id, unit_id][at] = known
    return found

"""What is due: the periods that are open, and one row for every target a unit reports on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet, prefetch_related_objects
from django.http import Http404
from django.utils import timezone

from gangmu.base.periods import month_end
from gangmu.org.models import Unit
from gangmu.org.permissions import Access, Permission
from gangmu.progress.lamps import Lamp, lamp
from gangmu.progress.models import Report, ReportingPeriod
from gangmu.progress.plausibility import questions
from gangmu.progress.queries.reports import KEPT_EVIDENCE, before, values_by_month
from gangmu.progress.states import EDITABLE
from gangmu.targets.models import Target
from gangmu.targets.queries import reporting_pairs, scheduled, visible_plans
from gangmu.targets.states import REPORTING_PARTS, Accumulation, Part, PlanState


def open_periods(today: dt.date) -> QuerySet[ReportingPeriod]:
    """Periods of issued plans that have opened, oldest first."""
    rows = ReportingPeriod.objects.filter(plan__state=PlanState.ISSUED, opens__lte=today)
    return rows.select_related("plan__unit").order_by("month", "plan")


def get_period(access: Access, pk: int) -> ReportingPeriod:
    """A period of a plan one may see, or Http404."""
    rows = ReportingPeriod.objects.select_related("plan__unit")
    period = rows.filter(pk=pk, plan__in=visible_plans(access).values("pk")).first()
    if period is None:
        raise Http404
    return period


def pair_day(period: ReportingPeriod, today: dt.date) -> dt.date:
    """The day whose tree says who reports: the deadline, or today while it has not come."""
    return min(period.due, today)


def reports_on(target: Target, unit: Unit, period: ReportingPeriod) -> bool:
    """Whether the unit owes a report on this target in this period."""
    pairs = reporting_pairs(period.plan, pair_day(period, timezone.localdate()), frozenset({unit.pk}))
    return any(found.pk == target.pk for found, _unit in pairs)


@dataclass(frozen=True)
class DueRow:
    """One line of the monthly grid. `report` has no number yet while nothing was saved; its version is 0 then.

    `leads` says that the unit answers for the target as a whole, so that its value is held against goal and schedule.
    """

    target: Target
    unit: Unit
    report: Report
    earlier: Mapping[dt.date, Decimal]
    planned: Decimal | None
    leads: bool
    files: list[object] = field(default_factory=list)

    @property
    def editable(self) -> bool:
        return self.report.state in EDITABLE

    @property
    def filled(self) -> bool:
        return self.report.value is not None or bool(self.report.words.strip())

    @property
    def last_month(self) -> dt.date | None:
        return max(self.earlier, default=None)

    @property
    def last(self) -> Decimal | None:
        """The value last known before this month."""
        return self.earlier[self.last_month] if self.last_month else None

    @property
    def increase(self) -> Decimal | None:
        """What this month added to the cumulative value."""
        if self.report.known_value is None or self.target.accumulation == Accumulation.LATEST:
            return None
        return self.report.known_value - (self.last or Decimal(0))

    @property
    def lamp(self) -> Lamp | None:
        """How the value stands against the schedule; None without a value, or when others answer for the target."""
        if self.report.known_value is None or not self.leads:
            return None
        return lamp(self.target, self.report.period.month, self.report.known_value, self.planned)

    @property
    def asked(self) -> list[str]:
        """What one would ask about the value as it stands."""
        return questions(self.target, self.report.period.month, self.report.value, self.earlier)


def reports_due(access: Access, period: ReportingPeriod, today: dt.date) -> list[DueRow]:
    """Every target on which one's units report in this period, with what was saved so far; at most seven queries."""
    units = access.units(Permission.REPORT)
    pairs = reporting_pairs(period.plan, pair_day(period, today), units, tree=access.tree)
    targets = [target for target, _unit in pairs]
    prefetch_related_objects(targets, "nodes", "assignments")
    rows = Report.objects.filter(period=period, unit__in=units).prefetch_related(KEPT_EVIDENCE)
    reports = {(row.target_id, row.unit_id): row for row in rows}
    values = values_by_month((target.pk, unit.pk) for target, unit in pairs)
    on = month_end(period.month.year, period.month.month)
    return [
        _row(
            target,
            unit,
            reports.get((target.pk, unit.pk)) or Report(version=0),
            period,
            before(values[target.pk, unit.pk], period.month),
            scheduled(target, on),
        )
        for target, unit in pairs
    ]


def _row(
    target: Target,
    unit: Unit,
    report: Report,
    period: ReportingPeriod,
    earlier: Mapping[dt.date, Decimal],
    planned: Decimal | None,
) -> DueRow:
    report.target, report.unit, report.period = target, unit, period
    return DueRow(target, unit, report, earlier, planned, leads(target, unit), list(getattr(report, "files", [])))


def leads(target: Target, unit: Unit) -> bool:
    """Whether the unit answers for the target as a whole: its lead, who took over from it, or anyone without a lead."""
    parts = {one.unit_id: one.part for one in target.assignments.all() if one.part in REPORTING_PARTS}
    return parts.get(unit.pk, Part.LEAD) == Part.LEAD or Part.LEAD not in parts.values()

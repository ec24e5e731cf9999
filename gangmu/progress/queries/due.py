"""What is due: the periods that are open, and one row for every target a unit reports on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet

from gangmu.base.errors import Unseen
from gangmu.base.periods import month_end
from gangmu.org.models import Unit
from gangmu.org.permissions import Access, Permission
from gangmu.progress.duties import Duty, duties
from gangmu.progress.lamps import Lamp, lamp
from gangmu.progress.models import Report, ReportingPeriod
from gangmu.progress.plausibility import questions
from gangmu.progress.queries.reports import KEPT_EVIDENCE, before, values_of_parts
from gangmu.progress.states import EDITABLE
from gangmu.targets.agreed import is_due, prefetch_terms, terms_of_month
from gangmu.targets.answering import held_parts
from gangmu.targets.models import Node, Target, Terms
from gangmu.targets.queries import scheduled, visible_plans
from gangmu.targets.states import Accumulation, PlanState


def open_periods(today: dt.date) -> QuerySet[ReportingPeriod]:
    """Periods of issued plans that have opened, oldest first."""
    rows = ReportingPeriod.objects.filter(plan__state=PlanState.ISSUED, opens__lte=today)
    return rows.select_related("plan__unit").order_by("month", "plan")


def get_period(access: Access, pk: int) -> ReportingPeriod:
    """A period of a plan one may see, or Unseen."""
    rows = ReportingPeriod.objects.select_related("plan__unit")
    period = rows.filter(pk=pk, plan__in=visible_plans(access).values("pk")).first()
    if period is None:
        raise Unseen
    return period


@dataclass(frozen=True)
class DueRow:
    """One line of the monthly grid. `report` has no number yet while nothing was saved; its version is 0 then.

    `unit` is under whose name it is reported, `acting` who does so today; `terms` are those of the month.
    """

    terms: Terms
    unit: Unit
    acting: Unit
    report: Report
    earlier: Mapping[dt.date, Decimal]
    planned: Decimal | None
    files: list[object] = field(default_factory=list)

    @property
    def target(self) -> Target:
        return self.terms.target

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
    def stage(self) -> Node | None:
        """The next node, this month's or later, that describes what must be reached in words."""
        ahead = [one for one in self.terms.nodes.all() if one.content and one.due >= self.report.period.month]
        return min(ahead, key=lambda one: one.due, default=None)

    @property
    def increase(self) -> Decimal | None:
        """What this month added to the cumulative value, or how far a level moved since it was last known."""
        level = self.target.accumulation == Accumulation.LATEST
        if self.report.known_value is None or (level and self.last is None):
            return None
        return self.report.known_value - (self.last or Decimal(0))

    @property
    def lamp(self) -> Lamp | None:
        """How the unit's own value stands against the schedule; None without one."""
        if self.report.known_value is None:
            return None
        return lamp(self.terms, self.report.period.month, self.report.known_value, self.planned)

    @property
    def asked(self) -> list[str]:
        """What one would ask about the value as it stands."""
        return questions(self.terms, self.report.period.month, self.report.value, self.earlier)


def reports_due(access: Access, period: ReportingPeriod) -> list[DueRow]:
    """Every target on which one's units report in this period, with what was saved so far; at most eight queries."""
    units = access.units(Permission.REPORT)
    held = held_parts(period.plan, tree=access.tree, units=units)
    prefetch_terms(one.target for one in held)
    names = {name.pk for one in held for name in one.names}
    rows = Report.objects.filter(period=period, unit__in=names).prefetch_related(KEPT_EVIDENCE)
    owed = [one for one in duties(period, held=held, reports=rows) if one.acting and one.acting.pk in units]
    values = values_of_parts([one.held for one in owed])
    return [_row(duty, period, before(values[duty.held.pk], period.month)) for duty in owed]


def resting(access: Access, period: ReportingPeriod) -> list[Target]:
    """Targets on which one's units report, and which have no figure in this month; two queries."""
    units = access.units(Permission.REPORT)
    held = held_parts(period.plan, tree=access.tree, units=units)
    prefetch_terms((one.target for one in held), nodes=False)
    mine = [one for one in held if (unit := one.acting(period.month, period.due)) and unit.pk in units]
    return [one.target for one in mine if not is_due(one.target, period.month)]


def _row(duty: Duty, period: ReportingPeriod, earlier: Mapping[dt.date, Decimal]) -> DueRow:
    terms = terms_of_month(duty.target, period.month)
    planned = scheduled(terms, month_end(period.month.year, period.month.month))
    report = duty.report or Report(version=0)
    report.target, report.unit, report.period = duty.target, duty.name, period
    files = list(getattr(report, "files", []))
    return DueRow(terms, duty.name, duty.answering, report, earlier, planned, files)

"""Who has reported in a period, and who has not."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Max

from gangmu.org.models import Unit
from gangmu.org.permissions import Permission, served
from gangmu.org.queries import Tree, tree_on
from gangmu.progress.duties import Duty, duties
from gangmu.progress.models import Reminder, Report, ReportingPeriod
from gangmu.progress.states import HANDED_IN, ReportState
from gangmu.targets.answering import Held
from gangmu.targets.models import Target
from gangmu.targets.states import Kind


@dataclass
class UnitCoverage:
    """One unit in one period: how many reports it answers for, in which states they are, how late."""

    unit: Unit
    expected: int = 0
    states: Counter[str] = field(default_factory=Counter)
    late: int = 0  # reports first handed in after the deadline
    most_days: int = 0
    missing: list[Target] = field(default_factory=list)  # not handed in, or given back
    resting: int = 0  # have no figure this month, and owe none
    without_figure: int = 0  # of those handed in: confirmed that there is none
    reminded_at: dt.datetime | None = None
    served: bool = True  # somebody there can report, so that a reminder is seen

    @property
    def handed_in(self) -> int:
        return sum(self.states[state] for state in HANDED_IN)

    @property
    def verified(self) -> int:
        return self.states[ReportState.VERIFIED]

    @property
    def complete(self) -> bool:
        return not self.missing


@dataclass(frozen=True)
class Coverage:
    """A whole period, units in their order."""

    period: ReportingPeriod
    units: list[UnitCoverage]

    @property
    def expected(self) -> int:
        return sum(one.expected for one in self.units)

    @property
    def handed_in(self) -> int:
        return sum(one.handed_in for one in self.units)

    @property
    def verified(self) -> int:
        return sum(one.verified for one in self.units)

    @property
    def resting(self) -> int:
        return sum(one.resting for one in self.units)

    @property
    def without_figure(self) -> int:
        return sum(one.without_figure for one in self.units)

    @property
    def late(self) -> int:
        return sum(one.late for one in self.units)

    @property
    def waiting(self) -> list[UnitCoverage]:
        """Units that still owe something, those that owe most first."""
        return sorted((one for one in self.units if one.missing), key=lambda one: -len(one.missing))

    @property
    def unserved(self) -> list[UnitCoverage]:
        """Units where nobody can report."""
        return [one for one in self.units if not one.served]


def coverage(
    period: ReportingPeriod,
    *,
    tree: Tree | None = None,
    units: Iterable[int] | None = None,
    held: Sequence[Held] | None = None,
    reports: Iterable[Report] | None = None,
    reminded: bool = True,
) -> Coverage:
    """Who has reported, by the unit that answers today; six queries. `units` narrows; the `tree` of today, `held`
    and `reports`, when known, save three; without `reminded` (the last one, and who would see another) two less.
    """
    wanted = None if units is None else frozenset(units)
    found: dict[int, UnitCoverage] = {}
    if tree is None and (held is None or reminded):
        tree = tree_on()
    for duty in duties(period, tree=tree, units=wanted, held=held, reports=reports, resting=True):
        _count(found.setdefault(duty.answering.pk, UnitCoverage(duty.answering)), duty)
    if reminded:
        last = Reminder.objects.filter(period=period).order_by().values_list("unit_id").annotate(Max("at"))
        for unit_id, at in last:
            if unit_id in found:
                found[unit_id].reminded_at = at
        reached = served(Permission.REPORT, tree or tree_on())
        for pk, one in found.items():
            one.served = pk in reached
    return Coverage(period, sorted(found.values(), key=lambda one: (one.unit.order, one.unit.code)))


def _count(one: UnitCoverage, duty: Duty) -> None:
    if not duty.due:
        one.resting += 1
        return
    one.expected += 1
    one.without_figure += duty.without_figure and duty.target.kind == Kind.QUANTITATIVE
    if duty.report:
        one.states[duty.report.state] += 1
    if not duty.handed_in:
        one.missing.append(duty.target)
    if duty.report and duty.report.days_late:
        one.late += 1
        one.most_days = max(one.most_days, duty.report.days_late)


def missing_of(period: ReportingPeriod, units: Iterable[int]) -> dict[int, int]:
    """Unit number → how many reports it still owes in this period."""
    return {one.unit.pk: len(one.missing) for one in coverage(period, units=units, reminded=False).units}

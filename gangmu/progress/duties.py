"""Whose report of a month is owed, who acts for it today, and which report it is; see `targets.answering`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Q

from gangmu.org.models import Unit
from gangmu.org.queries import Tree
from gangmu.progress.models import Report, ReportingPeriod
from gangmu.progress.states import HANDED_IN, ReportState
from gangmu.targets.agreed import is_due, prefetch_terms
from gangmu.targets.answering import Held, held_parts
from gangmu.targets.models import Assignment, Target
from gangmu.targets.states import REPORTING_PARTS, Part, PlanState

FURTHEST = (ReportState.DRAFT, ReportState.RETURNED, ReportState.SUBMITTED, ReportState.APPROVED, ReportState.VERIFIED)
COUNTED = ("target_id", "unit_id", "period_id", "state", "days_late", "value", "verified_value")
"""What of a report tells how far it has come."""
Filed = Mapping[tuple[int, int], Any]
"""(target, unit) → its report of one month."""


@dataclass(frozen=True)
class Duty:
    """One part's report of a month. `unit` owes it, `acting` files and approves it today, `name` is whose it is called.

    It is `due` where the target has a figure of that month at all, or one was handed in all the same.
    Nobody acts where the part was ended by decision or its unit closed; such a duty is there only once handed in.
    """

    held: Held
    unit: Unit
    acting: Unit | None
    name: Unit
    report: Any = None
    due: bool = True

    @property
    def target(self) -> Target:
        return self.held.target

    @property
    def answering(self) -> Unit:
        """Whom one asks about it today."""
        return self.acting or self.unit

    @property
    def handed_in(self) -> bool:
        return self.report is not None and self.report.state in HANDED_IN

    @property
    def without_figure(self) -> bool:
        """Handed in with words and no figure: there is none this month, and who reports has said so."""
        return self.handed_in and self.report.known_value is None


def duty(held: Held, period: ReportingPeriod, filed: Filed) -> Duty | None:
    """None when nobody is asked for it any more and nothing was handed in."""
    owing, acting = held.owing(period.month, period.due), held.acting(period.month, period.due)
    name, report = filed_of(held, filed)
    if acting is None and (report is None or report.state not in HANDED_IN):
        return None
    if name is None:
        name = held.filed_as(acting or held.assigned)
    made = Duty(held, owing or acting or name, acting, name, report)
    return made if made.handed_in or is_due(held.target, period.month) else replace(made, due=False)


def filed_of(held: Held, filed: Filed) -> tuple[Unit | None, Any]:
    """The report of a part and under whose name it is; of two from before a reform was entered, the furthest."""
    found = [(unit, filed[held.target.pk, unit.pk]) for unit in held.names if (held.target.pk, unit.pk) in filed]
    return max(found, key=lambda pair: FURTHEST.index(pair[1].state), default=(None, None))


def duties(
    period: ReportingPeriod,
    *,
    tree: Tree | None = None,
    units: frozenset[int] | None = None,
    held: Sequence[Held] | None = None,
    reports: Iterable[Any] | None = None,
    resting: bool = False,
) -> list[Duty]:
    """Every report of a period that is owed or handed in, one for each part; `units` only those they answer for.

    A part whose target has no figure in that month owes nothing; with `resting` it is told too, as not due.
    `held` and `reports`, when known, save their queries; reports of other periods are passed over.
    """
    if held is None:
        held = held_parts(period.plan, tree=tree, units=units)
    if reports is None:
        reports = Report.objects.filter(period=period).only(*COUNTED)
    filed = {(row.target_id, row.unit_id): row for row in reports if row.period_id == period.pk}
    prefetch_terms((one.target for one in held), nodes=False)
    asked = [one for one in held if one.part in REPORTING_PARTS]
    found = [made for one in asked if (made := duty(one, period, filed))]
    return [one for one in found if (one.due or resting) and (units is None or one.answering.pk in units)]


def part_reported(report: Report, parts: Iterable[Held]) -> Held | None:
    """Which of the target's parts this report is about; None for a report from before its unit lost every part."""
    named = (one for one in parts if one.part in REPORTING_PARTS and report.unit in one.names)
    return next(named, None)


def acting_for(report: Report, parts: Iterable[Held]) -> Unit:
    """Who files, corrects and approves this report today; its own unit where nobody took over."""
    held = part_reported(report, parts)
    return (held and held.acting(report.period.month, report.period.due)) or report.unit


def verifying_units(report: Report, parts: Iterable[Held]) -> list[Unit]:
    """The units that verify this report today: who has a monitoring part, but never who answers for the report."""
    parts = list(parts)
    acting = acting_for(report, parts)
    found = {one.unit.pk: one.unit for one in parts if one.part == Part.MONITORING and one.unit}
    return [unit for pk, unit in found.items() if pk != acting.pk]


@dataclass(frozen=True)
class Moved:
    """Reports on targets of which a part passed on: number → who acts, and who verifies, instead of what is stored."""

    acting: dict[int, int] = field(default_factory=dict)
    verifying: dict[int, frozenset[int]] = field(default_factory=dict)

    def of(self, units: Iterable[int]) -> Q:
        """Filter for reports for which one of these units acts."""
        units = frozenset(units)
        mine = [pk for pk, unit in self.acting.items() if unit in units]
        return Q(pk__in=mine) | Q(unit__in=units) & ~Q(pk__in=list(self.acting))

    def verified_by(self, units: frozenset[int]) -> list[int]:
        return [pk for pk, verifiers in self.verifying.items() if verifiers & units]

    @property
    def verified_by_nobody(self) -> list[int]:
        return [pk for pk, verifiers in self.verifying.items() if not verifiers]


def moved_reports(tree: Tree) -> Moved:
    """One query where no part passed on; else three or four."""
    touched = Assignment.objects.filter(Q(unit__in=list(tree.ended)) | Q(handovers__isnull=False))
    touched = touched.filter(target__plan__state=PlanState.ISSUED).order_by()
    rows = list(Report.objects.filter(target__in=touched.values("target")).select_related("period", "unit"))
    if not rows:
        return Moved()
    parts: dict[int, list[Held]] = {}
    for one in held_parts(targets={row.target_id for row in rows}, tree=tree, parts=Part.values):
        parts.setdefault(one.target.pk, []).append(one)
    acting, verifying = {}, {}
    for row in rows:
        acting[row.pk] = acting_for(row, parts[row.target_id]).pk
        verifying[row.pk] = frozenset(unit.pk for unit in verifying_units(row, parts[row.target_id]))
    return Moved(acting, verifying)

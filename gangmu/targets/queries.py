"""The only readers of plans and targets used from outside. Those that take `access` return only what may be seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.http import Http404

from gangmu.org.models import Appointment, Succession, Unit
from gangmu.org.permissions import Access, Permission
from gangmu.org.queries import Tree, appointments_on, people_at, tree_on
from gangmu.org.states import Role
from gangmu.targets.models import Assignment, Node, Plan, Target, TargetImport
from gangmu.targets.states import REPORTING_PARTS, Accumulation, Part, PlanState

LAST_PLACE = Decimal("0.000001")


def visible_plans(access: Access) -> QuerySet[Plan]:
    """Plans one may edit in any state; others once issued, when one sees the government or one of the targets."""
    seen = access.units(Permission.VIEW_TARGETS)
    shared = Assignment.objects.filter(target__plan=OuterRef("pk"), unit__in=seen)
    issued = ~Q(state=PlanState.DRAFT) & (Q(unit__in=seen) | Exists(shared))
    editable = Q(unit__in=access.units(Permission.EDIT_PLAN))
    return Plan.objects.filter(editable | issued).select_related("unit")


def get_plan(access: Access, pk: int) -> Plan:
    """The plan, or Http404 when it may not be seen."""
    plan = visible_plans(access).filter(pk=pk).first()
    if plan is None:
        raise Http404
    return plan


def visible_targets(access: Access, plan: Plan | None = None) -> QuerySet[Target]:
    """Targets of the plan (of all plans when none is named) that one may see."""
    seen = access.units(Permission.VIEW_TARGETS)
    mine = Assignment.objects.filter(target=OuterRef("pk"), unit__in=seen)
    issued = ~Q(plan__state=PlanState.DRAFT) & (Q(plan__unit__in=seen) | Exists(mine))
    editable = Q(plan__unit__in=access.units(Permission.EDIT_PLAN))
    rows = Target.objects.filter(editable | issued).select_related("plan", "leader")
    return rows if plan is None else rows.filter(plan=plan)


def get_target(access: Access, pk: int) -> Target:
    """The target with everything its page needs, or Http404 when it may not be seen."""
    target = visible_targets(access).select_related("plan__unit").prefetch_related(*PARTS).filter(pk=pk).first()
    if target is None:
        raise Http404
    return target


PARTS = (
    "sources",
    Prefetch("nodes", Node.objects.order_by("due")),
    Prefetch("assignments", Assignment.objects.select_related("unit", "person").order_by("unit__order", "unit__code")),
)


def targets_of_unit(access: Access, unit: Unit) -> QuerySet[Target]:
    """Visible targets in which the unit has any part, newest year first."""
    part = Assignment.objects.filter(target=OuterRef("pk"), unit=unit)
    return visible_targets(access).filter(Exists(part)).prefetch_related(*PARTS).order_by("-plan__year", "plan", "code")


def parts(target: Target) -> dict[str, list[Assignment]]:
    """The assignments by part, every part present; uses what `PARTS` prefetched."""
    found: dict[str, list[Assignment]] = {part: [] for part in Part.values}
    for assignment in target.assignments.all():
        found[assignment.part].append(assignment)
    return found


def lead_unit(target: Target) -> Unit | None:
    lead = parts(target)[Part.LEAD]
    return lead[0].unit if lead else None


def get_import(access: Access, pk: int) -> TargetImport:
    """An import into a plan one may edit, or Http404."""
    rows = TargetImport.objects.filter(plan__unit__in=access.units(Permission.EDIT_PLAN))
    upload = rows.select_related("plan__unit", "file", "by").filter(pk=pk).first()
    if upload is None:
        raise Http404
    return upload


def open_imports(access: Access, plan: Plan) -> QuerySet[TargetImport]:
    """The plan's imports, newest first, without their rows."""
    rows = TargetImport.objects.filter(plan=plan, plan__unit__in=access.units(Permission.EDIT_PLAN))
    return rows.defer("rows", "problems").select_related("by")


def reporting_pairs(
    plan: Plan, on: dt.date, units: frozenset[int] | None = None, *, tree: Tree | None = None
) -> list[tuple[Target, Unit]]:
    """(target, unit) for all that must report in the tree of that day: lead and responsible units, the lead first.

    A unit that was merged or split before that day is replaced by the units that took over. `units`
    asks for these only; a `tree` of that day, when known already, saves a query.
    """
    rows = (
        Assignment.objects.filter(target__plan=plan, part__in=REPORTING_PARTS)
        .select_related("target__plan", "unit")
        .order_by("target__code", "part", "unit__order", "unit__code")
    )
    if tree is None or tree.on != on:
        tree = tree_on(on)
    if units is not None:
        rows = rows.filter(unit__in=tree.with_former(units))
    heirs = _Heirs(tree)
    pairs: dict[tuple[int, int], tuple[Target, Unit]] = {}
    for row in rows:
        for unit in heirs.of(row.unit):
            if units is None or unit.pk in units:
                pairs.setdefault((row.target_id, unit.pk), (row.target, unit))
    return list(pairs.values())


def with_heirs(on: dt.date, parts: Iterable[str] = REPORTING_PARTS) -> Prefetch[str]:
    """Assignments of these parts with `heir` and `heir_name`, the unit that took over by that day; for `pairs_of`."""
    taken_over = Succession.objects.filter(old=OuterRef("unit"), on__lte=on).order_by("-on", "pk")
    rows = Assignment.objects.filter(part__in=list(parts)).select_related("unit")
    rows = rows.annotate(
        heir=Subquery(taken_over.values("new")[:1]), heir_name=Subquery(taken_over.values("new__name")[:1])
    )
    return Prefetch("assignments", rows.order_by("unit__order", "unit__code"))


def pairs_of(targets: Iterable[Target]) -> list[tuple[Target, Unit]]:
    """As `reporting_pairs`, for a page of targets prefetched `with_heirs`; no query.

    A unit that took over has its number and name only.
    """
    held: list[tuple[Target, Any]] = [
        (target, one)
        for target in targets
        for one in sorted(target.assignments.all(), key=lambda one: one.part)
        if one.part in REPORTING_PARTS
    ]
    return [(target, Unit(pk=one.heir, name=one.heir_name) if one.heir else one.unit) for target, one in held]


class _Heirs:
    """Which units stand for a unit on a day; the successions are read once, when first needed."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.known: dict[int, list[Unit]] | None = None

    def of(self, unit: Unit) -> list[Unit]:
        found, queue, met = [], [unit], {unit.pk}
        while queue:
            one = queue.pop(0)
            if one.pk in self.tree:
                found.append(one)
                continue
            new = [heir for heir in self._successors().get(one.pk, []) if heir.pk not in met]
            met.update(heir.pk for heir in new)
            queue += new
        return found

    def _successors(self) -> dict[int, list[Unit]]:
        if self.known is None:
            self.known = {}
            for row in Succession.objects.filter(on__lte=self.tree.on).select_related("new").order_by("on", "pk"):
                self.known.setdefault(row.old_id, []).append(row.new)
        return self.known


def scheduled(target: Target, on: dt.date) -> Decimal | None:
    """序时进度: the planned cumulative value on a day, straight between the nodes; None without planned nodes.

    The line starts on the last day of the year before, at 0 (of a value that does not add up over the year: at the
    baseline; without one there is nothing before the first node). After the last node its value stays.
    """
    planned = sorted((node.due, node.planned) for node in target.nodes.all() if node.planned is not None)
    if not planned:
        return None
    points = [*_start(target), *planned]
    before = [point for point in points if point[0] <= on]
    after = [point for point in points if point[0] > on]
    if not before:
        return None
    if not after:
        return before[-1][1]
    (day, value), (next_day, next_value) = before[-1], after[0]
    share = Decimal((on - day).days) / Decimal((next_day - day).days)
    return (value + (next_value - value) * share).quantize(LAST_PLACE)


def _start(target: Target) -> list[tuple[dt.date, Decimal]]:
    first = dt.date(target.plan.year - 1, 12, 31)
    if target.accumulation == Accumulation.CUMULATIVE:
        return [(first, Decimal(0))]
    return [] if target.baseline is None else [(first, target.baseline)]


@dataclass(frozen=True)
class Reach:
    """Whom the issue of a plan binds: how many targets, units and people."""

    targets: int
    units: int
    people: int


def reach_of(plan: Plan, on: dt.date) -> Reach:
    """Units with a part in a target; people there who report, approve or verify, leaders, and named persons."""
    rows = list(Assignment.objects.filter(target__plan=plan).values_list("unit_id", "person_id"))
    units = {unit for unit, _person in rows}
    people = {person for _unit, person in rows if person}
    people |= set(plan.targets.exclude(leader=None).values_list("leader_id", flat=True))
    for role in (Role.REPORTER, Role.HEAD, Role.MONITOR):
        people |= set(people_at(units, role, on).values_list("user_id", flat=True))
    return Reach(plan.targets.count(), len(units), len(people))


def leaders_on(on: dt.date, units: Iterable[int]) -> QuerySet[Appointment]:
    """Principal leaders and leaders in charge at these units, to choose from."""
    return appointments_on(on).filter(role__in=(Role.PRINCIPAL, Role.LEADER), unit_id__in=list(units))

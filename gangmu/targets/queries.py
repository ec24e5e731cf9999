"""The only readers of plans and targets used from outside. Those that take `access` return only what may be seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from gangmu.base.errors import Unseen
from gangmu.base.quantities import half_up
from gangmu.org.models import Appointment, Unit
from gangmu.org.permissions import Access, Permission
from gangmu.org.queries import appointments_on, people_at
from gangmu.org.states import Role
from gangmu.targets.agreed import READ
from gangmu.targets.answering import Held, had_by, parts_of
from gangmu.targets.models import (
    Assignment,
    Candidate,
    Negotiation,
    Plan,
    Source,
    SourceItem,
    Target,
    TargetImport,
    Terms,
)
from gangmu.targets.states import REPORTING_PARTS, TALKED_ABOUT, Accumulation, Part, PlanState, TalkState

LAST_PLACE = 6


def visible_plans(access: Access) -> QuerySet[Plan]:
    """Plans one may edit in any state; others once issued, when one sees the government or one of the targets."""
    seen = access.units(Permission.VIEW_TARGETS)
    shared = Assignment.objects.filter(had_by(seen), target__plan=OuterRef("pk"))
    issued = ~Q(state=PlanState.DRAFT) & (Q(unit__in=seen) | Exists(shared))
    editable = Q(unit__in=access.units(Permission.EDIT_PLAN))
    return Plan.objects.filter(editable | issued).select_related("unit")


def get_plan(access: Access, pk: int) -> Plan:
    """The plan, or Unseen when it may not be seen."""
    plan = visible_plans(access).filter(pk=pk).first()
    if plan is None:
        raise Unseen
    return plan


def visible_targets(access: Access, plan: Plan | None = None) -> QuerySet[Target]:
    """Targets of the plan (of all plans when none is named) that one may see."""
    seen = access.units(Permission.VIEW_TARGETS)
    mine = Assignment.objects.filter(had_by(seen), target=OuterRef("pk"))
    issued = ~Q(plan__state=PlanState.DRAFT) & (Q(plan__unit__in=seen) | Exists(mine))
    editable = Q(plan__unit__in=access.units(Permission.EDIT_PLAN))
    rows = Target.objects.filter(editable | issued).select_related("plan", "leader")
    return rows if plan is None else rows.filter(plan=plan)


def get_target(access: Access, pk: int) -> Target:
    """The target with everything its page needs, or Unseen when it may not be seen."""
    rows = visible_targets(access).select_related("plan__unit", "indicator", "measured")
    target = rows.prefetch_related(*PARTS).filter(pk=pk).first()
    if target is None:
        raise Unseen
    return target


PARTS = (
    "sources",
    READ,
    Prefetch("assignments", Assignment.objects.select_related("unit", "person").order_by("unit__order", "unit__code")),
)


def targets_of_unit(access: Access, unit: Unit) -> QuerySet[Target]:
    """Visible targets in which the unit has or had any part, also by taking over, newest year first."""
    part = Assignment.objects.filter(had_by(access.tree.with_former([unit.pk])), target=OuterRef("pk"))
    return visible_targets(access).filter(Exists(part)).prefetch_related(*PARTS).order_by("-plan__year", "plan", "code")


def lead_unit(target: Target) -> Unit | None:
    """Who leads today; of a part that was ended or whose unit closed, who led last."""
    lead = next((one for one in parts_of(target) if one.part == Part.LEAD), None)
    return (lead.unit or lead.assigned) if lead else None


def get_part(access: Access, pk: int) -> tuple[Target, Held]:
    """A part in a target that may be seen, as of today, or Unseen."""
    row = Assignment.objects.filter(pk=pk).only("target_id").first()
    target = get_target(access, row.target_id if row else 0)
    held = next((one for one in parts_of(target, access.tree) if one.pk == pk), None)
    if held is None:
        raise Unseen
    return target, held


def get_import(access: Access, pk: int) -> TargetImport:
    """An import into a plan one may edit, or Unseen."""
    rows = TargetImport.objects.filter(plan__unit__in=access.units(Permission.EDIT_PLAN))
    upload = rows.select_related("plan__unit", "file", "by").filter(pk=pk).first()
    if upload is None:
        raise Unseen
    return upload


def sources_of(plan: Plan) -> QuerySet[Source]:
    """The plan's sources with the number of their targets, of their items, and of the items still open."""
    open_items = Q(items__targets__isnull=True, items__set_aside="")
    return plan.sources.annotate(
        count=Count("targets", distinct=True),
        item_count=Count("items", distinct=True),
        open_count=Count("items", filter=open_items, distinct=True),
    ).order_by("kind", "name")


def get_source(access: Access, pk: int) -> Source:
    """A source of a plan one may see, or Unseen."""
    source = Source.objects.filter(plan__in=visible_plans(access), pk=pk).select_related("plan__unit", "file").first()
    if source is None:
        raise Unseen
    return source


def get_item(access: Access, pk: int) -> SourceItem:
    """An item of a source of a plan one may see, with its targets and candidates, or Unseen."""
    rows = items_of(Source.objects.filter(plan__in=visible_plans(access))).filter(pk=pk)
    item = rows.select_related("source__plan__unit").first()
    if item is None:
        raise Unseen
    return item


def get_candidate(access: Access, pk: int) -> Candidate:
    """A candidate of a plan one may see, or Unseen."""
    rows = Candidate.objects.filter(item__source__plan__in=visible_plans(access), pk=pk)
    candidate = rows.select_related("item__source__plan__unit").first()
    if candidate is None:
        raise Unseen
    return candidate


def items_of(sources: QuerySet[Source] | Source) -> QuerySet[SourceItem]:
    """Items in the order of their text, with targets and candidates."""
    chosen = Q(source=sources) if isinstance(sources, Source) else Q(source__in=sources)
    return (
        SourceItem.objects.filter(chosen)
        .select_related("source")
        .prefetch_related(
            Prefetch("targets", Target.objects.order_by("code")),
            Prefetch("candidates", Candidate.objects.select_related("target").order_by("number")),
        )
        .order_by("source__kind", "source__name", "number")
    )


OPEN_ITEM = Q(targets__isnull=True, set_aside="")
"""An item that no target carries, and nobody said why."""


@dataclass(frozen=True)
class Coverage:
    """覆盖情况: items that no target carries, targets that come from no document, and how many there are of all."""

    items: int
    open_items: QuerySet[SourceItem]
    targets: int
    loose: QuerySet[Target]


def coverage_of(plan: Plan) -> Coverage:
    """Both ways: from the documents to the targets, and from the targets to the documents."""
    sources = plan.sources.all()
    return Coverage(
        items=SourceItem.objects.filter(source__in=sources).count(),
        open_items=items_of(sources).filter(OPEN_ITEM),
        targets=plan.targets.count(),
        loose=plan.targets.filter(sources__isnull=True).order_by("code"),
    )


def negotiable(access: Access, plan: Plan) -> QuerySet[Assignment]:
    """Parts of units that lead or answer for a target, with what was offered so far; one's own, or all of the plan."""
    rows = Assignment.objects.filter(
        part__in=REPORTING_PARTS, target__plan=plan, unit__in=access.units(Permission.VIEW_TARGETS)
    )
    return (
        rows.select_related("unit", "target__plan__unit", "negotiation")
        .prefetch_related(f"target__{READ}", "negotiation__rounds")
        .order_by("unit__order", "unit__code", "target__code")
    )


def get_negotiable(access: Access, pk: int) -> Assignment:
    """A part that may be negotiated by this person's side, or seen, or Unseen."""
    found = Assignment.objects.filter(pk=pk).select_related("target__plan").first()
    plan = visible_plans(access).filter(pk=found.target.plan_id).first() if found else None
    one = negotiable(access, plan).filter(pk=pk).first() if plan else None
    if one is None:
        raise Unseen
    return one


def talk_counts(access: Access, plan: Plan) -> list[tuple[str, int]]:
    """How many parts are in which state of negotiation, in words; those not begun first."""
    rows = negotiable(access, plan).order_by().values_list("negotiation__state").annotate(n=Count("pk"))
    found = dict(rows)
    begun = [(str(label), found.get(state, 0)) for state, label in TalkState.choices]
    return [(_("还没有开始"), found.get(None, 0)), *begun]


def talks_waiting(access: Access) -> list[tuple[int, str, str, int]]:
    """(plan, its title, side, how many) of the offers that wait for this person's word; one query, none for others."""
    speaks, edits = access.units(Permission.APPROVE), access.units(Permission.EDIT_PLAN)
    if not speaks and not edits:
        return []
    mine = Q(state=TalkState.TO_UNIT, assignment__unit__in=speaks)
    mine |= Q(state=TalkState.TO_OFFICE, assignment__target__plan__unit__in=edits)
    rows = Negotiation.objects.filter(mine, assignment__target__plan__state__in=TALKED_ABOUT).order_by()
    plan = "assignment__target__plan"
    return list(rows.values_list(plan, f"{plan}__title", "state").annotate(n=Count("pk")).order_by(plan, "state"))


def named_like(word: str) -> Q:
    """Parts whose target or unit has this word in its name or code."""
    return Q(target__name__icontains=word) | Q(target__code__icontains=word) | Q(unit__name__icontains=word)


def open_imports(access: Access, plan: Plan) -> QuerySet[TargetImport]:
    """The plan's imports, newest first, without their rows."""
    rows = TargetImport.objects.filter(plan=plan, plan__unit__in=access.units(Permission.EDIT_PLAN))
    return rows.defer("rows", "problems").select_related("by")


def scheduled(terms: Terms, on: dt.date) -> Decimal | None:
    """序时进度: the planned cumulative value on a day, straight between the nodes; None without planned nodes.

    The line starts on the last day of the year before, at 0 (of a value that does not add up over the year: at the
    baseline; without one there is nothing before the first node). After the last node its value stays.
    """
    planned = sorted((node.due, node.planned) for node in terms.nodes.all() if node.planned is not None)
    if not planned:
        return None
    points = [*_start(terms), *planned]
    before = [point for point in points if point[0] <= on]
    after = [point for point in points if point[0] > on]
    if not before:
        return None
    if not after:
        return before[-1][1]
    (day, value), (next_day, next_value) = before[-1], after[0]
    share = Decimal((on - day).days) / Decimal((next_day - day).days)
    return half_up(value + (next_value - value) * share, LAST_PLACE)


def _start(terms: Terms) -> list[tuple[dt.date, Decimal]]:
    first = dt.date(terms.target.plan.year - 1, 12, 31)
    if terms.target.accumulation == Accumulation.CUMULATIVE:
        return [(first, Decimal(0))]
    return [] if terms.baseline is None else [(first, terms.baseline)]


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

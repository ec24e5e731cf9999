"""Plans and targets, to read."""

import datetime as dt
from decimal import Decimal

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router, Schema
from ninja.pagination import paginate

from gangmu.api.requests import access
from gangmu.org.queries import today
from gangmu.targets import queries
from gangmu.targets.agreed import prefetch_terms, terms_on
from gangmu.targets.answering import Held, parts_of, prefetch_parts
from gangmu.targets.models import Node, Plan, Target, Terms
from gangmu.targets.months import months_of

router = Router(tags=["targets"])


class PlanOut(Schema):
    """All targets one government issues for one year. `unit` is the government's code."""

    id: int
    unit: str
    year: int
    title: str
    state: str
    issued_at: dt.datetime | None

    @staticmethod
    def resolve_unit(plan: Plan) -> str:
        return plan.unit.code


class AssignmentOut(Schema):
    """A part: lead, responsible, cooperating or monitoring. `unit` is the code of the unit that was given it.

    `answers` is the code of the unit that has it today; null once it was ended or nobody took over.
    """

    unit: str
    name: str
    part: str
    answers: str | None

    @staticmethod
    def resolve_unit(held: Held) -> str:
        return held.assigned.code

    @staticmethod
    def resolve_name(held: Held) -> str:
        return held.assigned.name

    @staticmethod
    def resolve_answers(held: Held) -> str | None:
        return held.unit.code if held.unit else None


class NodeOut(Schema):
    """What must be reached by a day; `planned` is cumulative, in the target's unit of measure."""

    due: dt.date
    planned: Decimal | None
    content: str


def _now(target: Target) -> Terms:
    return terms_on(target, today())


class TargetOut(Schema):
    """A target. A qualitative or project target has no goal; its values are per cent done. `lead` leads it today.

    Baseline, goal, stretch, deadline and the months in which a figure is due (1 to 12) are those in force today.
    """

    id: int
    plan: int
    code: str
    name: str
    kind: str
    category: str
    area: str
    points: Decimal
    unit_of_measure: str
    direction: str
    accumulation: str
    baseline: Decimal | None
    goal: Decimal | None
    stretch: Decimal | None
    deadline: dt.date | None
    months_due: list[int]
    lead: str
    version: int

    @staticmethod
    def resolve_baseline(target: Target) -> Decimal | None:
        return _now(target).baseline

    @staticmethod
    def resolve_goal(target: Target) -> Decimal | None:
        return _now(target).goal

    @staticmethod
    def resolve_stretch(target: Target) -> Decimal | None:
        return _now(target).stretch

    @staticmethod
    def resolve_deadline(target: Target) -> dt.date | None:
        return _now(target).deadline

    @staticmethod
    def resolve_months_due(target: Target) -> list[int]:
        return sorted(months_of(_now(target).months_due))

    @staticmethod
    def resolve_plan(target: Target) -> int:
        return target.plan_id

    @staticmethod
    def resolve_lead(target: Target) -> str:
        lead = queries.lead_unit(target)
        return lead.code if lead else ""


class WholeTargetOut(TargetOut):
    """A target with everything that it says today."""

    task: str
    standard: str
    leader: str
    sources: list[str]
    source_note: str
    assignments: list[AssignmentOut]
    nodes: list[NodeOut]

    @staticmethod
    def resolve_standard(target: Target) -> str:
        return _now(target).standard

    @staticmethod
    def resolve_nodes(target: Target) -> list[Node]:
        return list(_now(target).nodes.all())

    @staticmethod
    def resolve_assignments(target: Target) -> list[Held]:
        return parts_of(target)

    @staticmethod
    def resolve_leader(target: Target) -> str:
        return target.leader.name if target.leader else ""

    @staticmethod
    def resolve_sources(target: Target) -> list[str]:
        return [source.name for source in target.sources.all()]


@router.get("/plans", response=list[PlanOut])
@paginate
def plans(request: HttpRequest) -> QuerySet[Plan]:
    """Newest year first."""
    return queries.visible_plans(access(request)).order_by("-year", "pk")


@router.get("/plans/{int:pk}/targets", response=list[TargetOut])
@paginate
def targets(request: HttpRequest, pk: int) -> list[Target]:
    """By code."""
    mine = access(request)
    rows = list(queries.visible_targets(mine, queries.get_plan(mine, pk)).order_by("code"))
    prefetch_parts(rows, mine.tree)
    prefetch_terms(rows)
    return rows


@router.get("/{int:pk}", response=WholeTargetOut)
def target(request: HttpRequest, pk: int) -> Target:
    return queries.get_target(access(request), pk)

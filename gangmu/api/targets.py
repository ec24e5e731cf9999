"""Plans and targets, to read."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from gangmu.org.models import User
from gangmu.org.permissions import access_of
from gangmu.targets import queries
from gangmu.targets.models import Plan, Target

router = Router(tags=["targets"])
PAGE = 200


class PlanOut(Schema):
    """All targets one government issues for one year. `unit` is the government's code."""

    id: int
    unit: str
    year: int
    title: str
    state: str
    issued_at: dt.datetime | None


class AssignmentOut(Schema):
    """A unit's part: lead, responsible, cooperating or monitoring. `unit` is its code."""

    unit: str
    name: str
    part: str


class NodeOut(Schema):
    """What must be reached by a day; `planned` is cumulative, in the target's unit of measure."""

    due: dt.date
    planned: Decimal | None
    content: str


class TargetOut(Schema):
    """A target. A qualitative or project target has no goal; its values are per cent done."""

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
    lead: str
    version: int


class WholeTargetOut(TargetOut):
    """A target with everything that was issued with it."""

    task: str
    standard: str
    leader: str
    sources: list[str]
    source_note: str
    assignments: list[AssignmentOut]
    nodes: list[NodeOut]


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 -- the API's authentication lets nobody else in
    return request.user


def _plan(plan: Plan) -> dict[str, Any]:
    kept = {name: getattr(plan, name) for name in ("year", "title", "state", "issued_at")}
    return {"id": plan.pk, "unit": plan.unit.code, **kept}


def _target(target: Target) -> dict[str, Any]:
    lead = queries.lead_unit(target)
    own = ("id", "plan", "lead")
    kept = {name: getattr(target, name) for name in TargetOut.model_fields if name not in own}
    return {"id": target.pk, "plan": target.plan_id, "lead": lead.code if lead else "", **kept}


@router.get("/plans/", response=list[PlanOut])
def plans(request: HttpRequest) -> Any:
    """Newest year first."""
    return [_plan(plan) for plan in queries.visible_plans(access_of(_user(request))).order_by("-year", "pk")]


@router.get("/plans/{int:pk}/targets/", response=list[TargetOut])
def targets(request: HttpRequest, pk: int, page: int = 1) -> Any:
    """200 a page, counted from 1, by code; an empty page is behind the last."""
    page = min(max(page, 1), 10_000)
    access = access_of(_user(request))
    rows = queries.visible_targets(access, queries.get_plan(access, pk)).order_by("code")
    return [_target(one) for one in rows.prefetch_related(*queries.PARTS)[(page - 1) * PAGE : page * PAGE]]


@router.get("/{int:pk}/", response=WholeTargetOut)
def target(request: HttpRequest, pk: int) -> Any:
    found = queries.get_target(access_of(_user(request)), pk)
    return _target(found) | {
        "task": found.task,
        "standard": found.standard,
        "leader": found.leader.name if found.leader else "",
        "sources": [source.name for source in found.sources.all()],
        "source_note": found.source_note,
        "assignments": [
            {"unit": one.unit.code, "name": one.unit.name, "part": one.part} for one in found.assignments.all()
        ],
        "nodes": [{"due": one.due, "planned": one.planned, "content": one.content} for one in found.nodes.all()],
    }

"""A plan or target as plain values, for audit events and for showing two versions side by side."""

from __future__ import annotations

from typing import Any

from gangmu.base.quantities import plain
from gangmu.targets.drafts import FIELDS, AssignmentDraft, NodeDraft
from gangmu.targets.models import Assignment, Target
from gangmu.targets.states import Part


def snapshot(target: Target) -> dict[str, Any]:
    """Every field, with leader, sources, assignments and nodes in words; reads what is stored now."""
    values: dict[str, Any] = {name: getattr(target, name) for name in FIELDS}
    values["leader"] = target.leader.name if target.leader else ""
    values["sources"] = [source.name for source in target.sources.order_by("kind", "name")]
    rows = target.assignments.select_related("unit", "person").order_by("part", "unit__order", "unit__code")
    values["assignments"] = [assignment_in_words(row) for row in rows]
    nodes = target.nodes.order_by("due")
    values["nodes"] = [node_in_words(row.due.isoformat(), row.planned, row.content) for row in nodes]
    return values


def assignment_in_words(row: Assignment) -> str:
    person = f"（{row.person.name}）" if row.person else ""
    return f"{Part(row.part).label}：{row.unit.name}{person}"


def node_in_words(due: str, planned: Any, content: str) -> str:
    number = "" if planned is None else plain(planned)
    return " ".join(part for part in (due, number, content) if part)


def assignment_drafts(target: Target) -> tuple[AssignmentDraft, ...]:
    rows = target.assignments.order_by("part", "unit__order", "unit__code")
    return tuple(AssignmentDraft(row.unit_id, row.part, row.person_id) for row in rows)


def node_drafts(target: Target) -> tuple[NodeDraft, ...]:
    return tuple(NodeDraft(row.due, row.planned, row.content) for row in target.nodes.order_by("due"))


def changes(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Only what differs, before and after."""
    keys = [key for key in after if before.get(key) != after[key]]
    return {key: before.get(key) for key in keys}, {key: after[key] for key in keys}

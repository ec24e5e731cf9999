"""A plan or target as plain values, for audit events and for showing two versions side by side."""

from __future__ import annotations

from typing import Any

from gangmu.base.quantities import plain
from gangmu.targets.drafts import FIELDS, TERMS, NodeDraft
from gangmu.targets.models import Assignment, Target, Terms
from gangmu.targets.states import Part


def fields_of(terms: Terms) -> dict[str, Any]:
    """Every field of a draft: those of the target, and what it says by these terms."""
    return {name: getattr(terms if name in TERMS else terms.target, name) for name in FIELDS}


def snapshot(target: Target) -> dict[str, Any]:
    """Every field, with leader, sources, assignments and nodes in words; reads what is stored now, the last terms."""
    terms = target.terms.latest("since")
    values = fields_of(terms)
    values["leader"] = target.leader.name if target.leader else ""
    values["indicator"] = (
        f"{target.indicator} · {target.measured.label}" if target.indicator and target.measured else ""
    )
    values["sources"] = [source.name for source in target.sources.order_by("kind", "name")]
    rows = target.assignments.select_related("unit", "person").order_by("part", "unit__order", "unit__code")
    values["assignments"] = [assignment_in_words(row) for row in rows]
    return values | {"nodes": nodes_in_words(terms)}


def terms_in_words(terms: Terms) -> dict[str, Any]:
    """What terms say, with their nodes in words; reads what is stored now."""
    return {name: getattr(terms, name) for name in TERMS} | {"nodes": nodes_in_words(terms)}


def nodes_in_words(terms: Terms) -> list[str]:
    return [node_in_words(row.due.isoformat(), row.planned, row.content) for row in terms.nodes.order_by("due")]


def node_drafts(terms: Terms) -> tuple[NodeDraft, ...]:
    return tuple(NodeDraft(row.due, row.planned, row.content) for row in terms.nodes.order_by("due"))


def assignment_in_words(row: Assignment) -> str:
    person = f"（{row.person.name}）" if row.person else ""
    return f"{Part(row.part).label}：{row.unit.name}{person}"


def node_in_words(due: str, planned: Any, content: str) -> str:
    number = "" if planned is None else plain(planned)
    return " ".join(part for part in (due, number, content) if part)


def changes(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Only what differs, before and after."""
    keys = [key for key in after if before.get(key) != after[key]]
    return {key: before.get(key) for key in keys}, {key: after[key] for key in keys}

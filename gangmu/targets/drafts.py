"""A target as it is handed in, before it is a row: by a form, an Excel list, the API or the demo.

Plain values with numbers of rows instead of rows, so that a draft can wait in an import's preview as JSON.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from typing import Any

from gangmu.targets.states import Accumulation, Category, Direction, Kind


@dataclass(frozen=True)
class AssignmentDraft:
    """A unit's part in a target; `person` answers for it there."""

    unit: int
    part: str
    person: int | None = None


@dataclass(frozen=True)
class NodeDraft:
    """What must be reached by `due`: a planned cumulative value, words, or both."""

    due: dt.date
    planned: Decimal | None = None
    content: str = ""


@dataclass(frozen=True)
class TargetDraft:
    """All of a target. `code` is given by the plan when empty; `sources` and `leader` are row numbers."""

    name: str
    kind: str = Kind.QUANTITATIVE
    code: str = ""
    task: str = ""
    category: str = Category.KEY
    area: str = ""
    points: Decimal = Decimal(0)
    unit_of_measure: str = ""
    direction: str = Direction.HIGHER
    accumulation: str = Accumulation.CUMULATIVE
    baseline: Decimal | None = None
    goal: Decimal | None = None
    stretch: Decimal | None = None
    standard: str = ""
    deadline: dt.date | None = None
    months_due: str = ""
    leader: int | None = None
    source_note: str = ""
    sources: tuple[int, ...] = ()
    assignments: tuple[AssignmentDraft, ...] = ()
    nodes: tuple[NodeDraft, ...] = ()


FIELDS = tuple(
    field.name for field in fields(TargetDraft) if field.name not in ("leader", "sources", "assignments", "nodes")
)
TERMS = ("baseline", "goal", "stretch", "standard", "deadline", "months_due")
"""Those of the fields that are terms; the others are the target's own."""
_NUMBERS = ("points", "baseline", "goal", "stretch")


def to_json(draft: TargetDraft) -> dict[str, Any]:
    """The draft with numbers and dates as text; `from_json` gives it back unchanged."""
    kept: dict[str, Any] = _plain(asdict(draft))
    return kept


def from_json(kept: Mapping[str, Any]) -> TargetDraft:
    values = dict(kept)
    for name in _NUMBERS:
        values[name] = None if values[name] is None else Decimal(values[name])
    values["deadline"] = _date(values["deadline"])
    values["sources"] = tuple(values["sources"])
    values["assignments"] = tuple(AssignmentDraft(**one) for one in values["assignments"])
    values["nodes"] = tuple(_node(one) for one in values["nodes"])
    return TargetDraft(**values)


def _node(kept: Mapping[str, Any]) -> NodeDraft:
    planned = kept["planned"]
    return NodeDraft(dt.date.fromisoformat(kept["due"]), None if planned is None else Decimal(planned), kept["content"])


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.date):
        return value.isoformat()
    return value

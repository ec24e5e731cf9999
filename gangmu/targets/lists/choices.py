"""What a person decided about a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from gangmu.targets import nodes as filling
from gangmu.targets.states import Category


@dataclass(frozen=True)
class Choices:
    """JSON-ready. `units` is text → unit number (None leaves the text out); `fixes` is "row:column" (column from 0) →
    text typed instead of the cell's; `skip` are rows left out, `keep` rows read although they look like a total or a
    heading; `left_out` are columns (from 0) not wanted. `answers` is kind of question → answer, for all rows alike.
    `split` makes a target of every number in a task.
    """

    category: str = Category.KEY
    deadline: str = ""
    nodes: str = filling.QUARTER
    lead: int | None = None
    source_kind: str = ""
    source_name: str = ""
    split: bool = True
    fill_merged: bool = True
    units: dict[str, int | None] = field(default_factory=dict)
    fixes: dict[str, str] = field(default_factory=dict)
    skip: list[int] = field(default_factory=list)
    keep: list[int] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Choices:
        """As stored, by whatever release."""
        known = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in stored.items() if name in known})

"""Facts that were read: tables whose rows know the row that they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gangmu.scoring.facts.reporting import Source
from gangmu.scoring.problems.problem import FactProblem
from gangmu.scoring.values.columns import Column
from gangmu.scoring.values.numbers import Array


@dataclass(frozen=True)
class FactTable:
    """Rows of one table, sorted so that the rows of one parent stand together.

    `parents[i]` is the row of the parent table (0 at the top), `positions[i]` its place among what was given, from 0,
    `lines[i]` its number in the sheet that it came from, 0 where there is none.
    """

    keys: tuple[str, ...]
    names: tuple[str, ...]
    parents: Array
    positions: tuple[int, ...]
    lines: tuple[int, ...]
    columns: Mapping[str, Column]
    source: Source
    index: Mapping[str, int] = field(repr=False, default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.keys)


@dataclass(frozen=True)
class Facts:
    """What is known about every table, and what was wrong with it."""

    tables: Mapping[str, FactTable]
    problems: tuple[FactProblem, ...]

"""Who stands just before and just after a row in a ranking or selection, and by how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gangmu.scoring.evaluation import Evaluation
from gangmu.scoring.nodes import Peers
from gangmu.scoring.showing import brief, fraction


@dataclass(frozen=True)
class Neighbour:
    """`relation` is before, tied or after; `difference` is the neighbour's value minus one's own (exact).

    `by` is the difference in the tie-breaker that decides where the values are equal, None where none had to.
    """

    relation: str
    key: str
    name: str
    value: Any
    difference: Any
    by: Any = None

    def as_dict(self) -> dict[str, Any]:
        """As plain data; numbers as people read them, and as fractions under `exact`."""
        numbers = {"value": self.value, "difference": self.difference, "by": self.by}
        shown = {name: "" if number is None else brief(number) for name, number in numbers.items()}
        exact = {name: "" if number is None else fraction(number) for name, number in numbers.items()}
        return {"relation": self.relation, "key": self.key, "name": self.name, **shown, "exact": exact}


# 1 where the smallest comes first, and the position of the first tie-breaker among the arguments.
ORDERED = {
    "rank": (-1, 1), "rank_ascending": (1, 1), "top": (-1, 2), "bottom": (1, 2), "percentile": (-1, 1),
    "rank_points": (-1, 3),
}  # fmt: skip


def neighbours(evaluation: Evaluation, node: Peers, table: str, row: int) -> tuple[Neighbour, ...]:
    """The nearest row before, those tied (at most three), the nearest after; empty when the row does not compete."""
    if node.function.name not in ORDERED:
        return ()
    takes, group = evaluation.competing(node, table)
    if not takes[row]:
        return ()
    sign, ties = ORDERED[node.function.name]
    rivals = np.flatnonzero(takes & (group == group[row]))
    compared = (node.arguments[0], *node.arguments[ties:])
    columns = [evaluation.evaluate(argument, table, rivals).values for argument in compared]
    keys = dict(zip(rivals.tolist(), zip(*columns, strict=True), strict=True))
    facts = evaluation.facts.tables[table]
    return tuple(
        _neighbour(relation, facts.keys[other], facts.names[other], keys[other], keys[row])
        for relation, other in _nearest(keys, row, sign)
    )


def _nearest(keys: dict[int, tuple[Any, ...]], row: int, sign: int) -> list[tuple[str, int]]:
    """The last row before, up to three on the same place, the first after; `sign` is 1 where small comes first."""
    own = keys[row]
    smaller = max((key for key in keys.values() if key < own), default=None)
    larger = min((key for key in keys.values() if key > own), default=None)
    before, after = (smaller, larger) if sign > 0 else (larger, smaller)
    tied = [("tied", other) for other, key in keys.items() if key == own and other != row]
    return [*_first(keys, before, "before"), *tied[:3], *_first(keys, after, "after")]


def _first(keys: dict[int, tuple[Any, ...]], wanted: tuple[Any, ...] | None, relation: str) -> list[tuple[str, int]]:
    return [(relation, other) for other, key in keys.items() if key == wanted][:1]


def _neighbour(relation: str, key: str, name: str, theirs: tuple[Any, ...], own: tuple[Any, ...]) -> Neighbour:
    difference, *others = (their - mine for their, mine in zip(theirs, own, strict=True))
    by = None if difference else next((other for other in others if other), None)
    return Neighbour(relation, key, name, theirs[0], difference, by)

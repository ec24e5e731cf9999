"""Who a row is compared with: who stands just before and after it, who is best, how many are chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gangmu.scoring.evaluation.columnwise import Evaluation
from gangmu.scoring.formulas.nodes import Peers
from gangmu.scoring.functions.peers import rounded
from gangmu.scoring.values.showing import brief, fraction


@dataclass(frozen=True)
class Neighbour:
    """`relation` is before, tied, after, best or lowest; `difference` is the neighbour's value minus one's own (exact).

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
    if node.function.name in ("best", "lowest"):
        return _extreme(evaluation, node, table, row)
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


def _rivals(evaluation: Evaluation, node: Peers, table: str, row: int) -> Any:
    takes, group = evaluation.competing(node, table)
    return np.flatnonzero(takes & (group == group[row]))


def _extreme(evaluation: Evaluation, node: Peers, table: str, row: int) -> tuple[Neighbour, ...]:
    """Who holds the best or lowest value, at most three; `difference` is None for a row without a value of its own."""
    rivals = _rivals(evaluation, node, table, row)
    best = evaluation.evaluate(node, table, np.array([row])).cell(0)
    if best is None:
        return ()
    values = evaluation.evaluate(node.arguments[0], table, rivals).values
    own = evaluation.evaluate(node.arguments[0], table, np.array([row])).cell(0)
    facts, gap = evaluation.facts.tables[table], None if own is None else best - own
    holders = [other for other, value in zip(rivals.tolist(), values, strict=True) if value == best]
    return tuple(
        Neighbour(node.function.name, facts.keys[other], facts.names[other], best, gap) for other in holders[:3]
    )


def quota_text(evaluation: Evaluation, node: Peers, table: str, row: int) -> str:
    """How many a selection by share chooses: competitors × share = places → places after rounding; else empty."""
    options = dict(node.options)
    quota = evaluation.evaluate(node.arguments[1], table, np.array([row])).cell(0) if len(node.arguments) > 1 else None
    if quota is None or "rounding" not in node.function.clauses or options.get("measure") == "count":
        return ""
    if "measure" not in options and quota >= 1:
        return ""
    count = len(_rivals(evaluation, node, table, row))
    places = evaluation.kit.array([quota * count])
    chosen = rounded(evaluation.kit, places, options.get("rounding", "down"))[0]
    return f"{count} × {brief(quota * 100)}% = {brief(places[0])} → {brief(chosen)}"


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

"""Who a row is compared with: who stands just before and after it, where the line of a selection is, who is best."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from gangmu.scoring.evaluation.columnwise import Evaluation
from gangmu.scoring.formulas.nodes import Node, Peers
from gangmu.scoring.values.numbers import Array
from gangmu.scoring.values.showing import brief, fraction, visible

# 1 where the smallest comes first, and the position of the first tie-breaker among the arguments.
ORDERED = {
    "rank": (-1, 1), "rank_ascending": (1, 1), "top": (-1, 2), "bottom": (1, 2), "percentile": (-1, 1),
    "rank_points": (-1, 3),
}  # fmt: skip
# Which ends of a group decide, and are told with who holds them.
ENDS = {
    "best": ("best",), "lowest": ("lowest",), "mean_of": ("best", "lowest"), "minmax": ("best", "lowest"),
    "zscore": ("best", "lowest"),
}  # fmt: skip
# How many of those on the same place are named.
NAMED = 3


@dataclass(frozen=True)
class Neighbour:
    """`relation` is before, tied, after, last in, first out, best or lowest; or mean or spread (standard deviation),
    nobody's: key and name are empty. `difference` is the neighbour's value minus one's own (exact), None for a
    row without a value of its own.

    `by` is the difference in the tie-breaker that decides where the values are equal, None where none had to. `chosen`
    says of a selection whether the neighbour is in. The last one in is told to who is out, the first one out to who is
    in, unless they stand just before or after anyway.
    """

    relation: str
    key: str
    name: str
    value: Any
    difference: Any
    by: Any = None
    chosen: bool | None = None

    def as_dict(self) -> dict[str, Any]:
        """As plain data; numbers as people read them, and as fractions under `exact`."""
        numbers = {"value": self.value, "difference": self.difference, "by": self.by}
        shown = {"value": brief(self.value), **{name: _text(numbers[name]) for name in ("difference", "by")}}
        exact = {name: "" if number is None else fraction(number) for name, number in numbers.items()}
        named = {"relation": self.relation, "key": self.key, "name": self.name}
        return {**named, **shown, "chosen": self.chosen, "exact": exact}


def _text(number: Any) -> str:
    return "" if number is None else visible(number)


@dataclass(frozen=True)
class Contest:
    """Those who compete in one group, first to last, each with what is compared."""

    rows: list[int]
    keys: list[tuple[Any, ...]]
    chosen: list[bool]

    @cached_property
    def position(self) -> dict[int, int]:
        return {row: position for position, row in enumerate(self.rows)}

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """First and last position of those that share a place, for every position."""
        found: list[tuple[int, int]] = []
        begin = 0
        for end in range(1, len(self.keys) + 1):
            if end == len(self.keys) or self.keys[end] != self.keys[begin]:
                found += [(begin, end - 1)] * (end - begin)
                begin = end
        return found

    def line(self, own: int) -> int | None:
        """The last position that is in for who is out, the first that is out for who is in; None when there is none."""
        others = [position for position, chosen in enumerate(self.chosen) if chosen != self.chosen[own]]
        return (others[0] if self.chosen[own] else others[-1]) if others else None


class Contests:
    """The groups of one comparison; each is put in order once."""

    def __init__(self, evaluation: Evaluation, node: Peers, table: str) -> None:
        self.evaluation, self.node, self.table = evaluation, node, table
        self.takes, self.group = evaluation.competing(node, table)
        self.ordered: dict[int, Contest] = {}

    def rivals(self, row: int) -> Array:
        return np.flatnonzero(self.takes & (self.group == self.group[row]))

    def of(self, row: int) -> Contest | None:
        """The contest a row takes part in; None when it does not, or when nobody is put in order."""
        if self.node.function.name not in ORDERED or not self.takes[row]:
            return None
        group = int(self.group[row])
        if group not in self.ordered:
            self.ordered[group] = self._contest(self.rivals(row))
        return self.ordered[group]

    def _contest(self, rows: Array) -> Contest:
        sign, ties = ORDERED[self.node.function.name]
        compared = (self.node.arguments[0], *self.node.arguments[ties:])
        keys = list(zip(*(self.values(node, rows) for node in compared), strict=True))
        order = sorted(range(len(rows)), key=keys.__getitem__, reverse=sign < 0)
        chosen: Any = self.values(self.node, rows) if self.node.kind.name == "yes/no" else []
        return Contest(
            [int(rows[i]) for i in order], [keys[i] for i in order], [bool(chosen[i]) for i in order if len(chosen)]
        )

    def values(self, node: Node, rows: Array) -> Array:
        return self.evaluation.evaluate(node, self.table, rows).values

    def name(self, row: int) -> str:
        """A row as people know it: one that has only a number, by what it belongs to as well."""
        facts, parent = self.evaluation.facts.tables[self.table], self.evaluation.scheme.tables[self.table].parent
        if facts.names[row] != facts.keys[row] or not parent:
            return facts.names[row]
        above = self.evaluation.facts.tables[parent]
        return f"{above.names[facts.parents[row]]} {facts.names[row]}"

    def neighbours(self, row: int) -> tuple[Neighbour, ...]:
        """The nearest before, those tied (at most three), the nearest after, and of a selection who is at its line; of
        what the ends of a group decide, who holds them."""
        if self.node.function.name in ENDS:
            return tuple(self._holders(row))
        contest = self.of(row)
        return () if contest is None else tuple(self._around(contest, contest.position[row]))

    def _around(self, contest: Contest, own: int) -> Iterator[Neighbour]:
        first, last = contest.spans[own]
        near = [("before", contest.spans[first - 1][0])] if first else []
        near += [("tied", other) for other in range(first, last + 1) if other != own][:NAMED]
        near += [("after", last + 1)] if last + 1 < len(contest.rows) else []
        line = contest.line(own)
        if line is not None and contest.keys[line] not in {contest.keys[other] for _, other in (*near, ("", own))}:
            near.append(("last in" if contest.chosen[line] else "first out", line))
        for relation, other in near:
            yield self._neighbour(contest, relation, other, own)

    def _neighbour(self, contest: Contest, relation: str, other: int, own: int) -> Neighbour:
        facts = self.evaluation.facts.tables[self.table]
        theirs, mine = contest.keys[other], contest.keys[own]
        difference, *others = (one - two for one, two in zip(theirs, mine, strict=True))
        by = None if difference else next((gap for gap in others if gap), None)
        row, chosen = contest.rows[other], contest.chosen[other] if contest.chosen else None
        return Neighbour(relation, facts.keys[row], self.name(row), theirs[0], difference, by, chosen)

    def _holders(self, row: int) -> Iterator[Neighbour]:
        rivals, facts = self.rivals(row), self.evaluation.facts.tables[self.table]
        here = np.array([row])
        if not len(rivals) or self.evaluation.evaluate(self.node, self.table, here).missing[0]:
            return
        own = self.evaluation.evaluate(self.node.arguments[0], self.table, here).cell(0)
        values = self.values(self.node.arguments[0], rivals).tolist()
        for relation in ENDS[self.node.function.name]:
            end = max(values) if relation == "best" else min(values)
            holders = [other for other, value in zip(rivals.tolist(), values, strict=True) if value == end]
            for other in holders[:NAMED]:
                gap = None if own is None else end - own
                yield Neighbour(relation, facts.keys[other], self.name(other), end, gap)
        if self.node.function.name == "zscore":
            mean = sum(values) / len(values)
            yield Neighbour("mean", "", "", mean, None if own is None else mean - own)
            squares = self.evaluation.kit.array([sum((value - mean) ** 2 for value in values) / len(values)])
            yield Neighbour("spread", "", "", self.evaluation.kit.apply("sqrt", squares)[0], None)

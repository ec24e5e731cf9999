"""Who stands just before and just after a row in a ranking or selection, and by how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gangmu.scoring.evaluation import Evaluation
from gangmu.scoring.nodes import Peers
from gangmu.scoring.showing import brief


@dataclass(frozen=True)
class Neighbour:
    """`relation` is before, tied or after; `difference` is the neighbour's value minus one's own (exact)."""

    relation: str
    key: str
    name: str
    value: Any
    difference: Any

    def as_dict(self) -> dict[str, str]:
        return {
            "relation": self.relation, "key": self.key, "name": self.name,
            "value": brief(self.value), "difference": brief(self.difference),
        }  # fmt: skip


ORDERED = {"rank": -1, "top": -1, "percentile": -1, "rank_points": -1, "rank_ascending": 1, "bottom": 1}


def neighbours(evaluation: Evaluation, node: Peers, table: str, row: int) -> tuple[Neighbour, ...]:
    """The nearest row before, those tied (at most three), the nearest after; empty when the row does not compete."""
    if node.function.name not in ORDERED:
        return ()
    takes, group = evaluation.competing(node, table)
    if not takes[row]:
        return ()
    rivals = np.flatnonzero(takes & (group == group[row]))
    values = evaluation.evaluate(node.arguments[0], table, rivals).values
    own = evaluation.evaluate(node.arguments[0], table, np.array([row])).values[0]
    better, worse = (values > own, values < own) if ORDERED[node.function.name] < 0 else (values < own, values > own)
    found = _nearest(rivals, values, own, better, "before")
    found += [(("tied"), int(i), own) for i in rivals[values == own] if i != row][:3]
    found += _nearest(rivals, values, own, worse, "after")
    facts = evaluation.facts.tables[table]
    return tuple(Neighbour(relation, facts.keys[i], facts.names[i], value, value - own) for relation, i, value in found)


def _nearest(rivals: Any, values: Any, own: Any, side: Any, relation: str) -> list[tuple[str, int, Any]]:
    places = np.flatnonzero(side)
    if not len(places):
        return []
    closest = min(places, key=lambda place: abs(values[place] - own))
    return [(relation, int(rivals[closest]), values[closest])]

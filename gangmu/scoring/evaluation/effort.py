"""How much there is to compute, counted before anything is: for those who must answer within seconds."""

from __future__ import annotations

from collections.abc import Mapping

from gangmu.scoring.formulas.nodes import Aggregate, Apply, Node, Peers
from gangmu.scoring.schemes.scheme import Scheme

# What a part of a formula costs beside its rows: it is compared with another method's, and put in its place.
PART = 200
# Roots, powers and logarithms of 57 digits, and what looks at all peers, take so many times longer than a sum.
SLOW, SLOWLY = 20, frozenset({"^", "sqrt", "ln", "exp", "geomean"})


def effort(scheme: Scheme, sizes: Mapping[str, int], most: int) -> int:
    """The parts of all formulas, each as often as its table has rows, slow ones more; it is no longer counted when it
    passes `most`."""
    waiting = [(column.node, table.name) for table in scheme.tables.values() for column in table.computed.values()]
    total = 0
    while waiting and total <= most:
        node, table = waiting.pop()
        total += PART + sizes.get(table, 0) * (SLOW if _slow(node) else 1)
        inside = node.table if isinstance(node, Aggregate) else table
        waiting += [(part, inside) for part in node.children()]
        if isinstance(node, Aggregate) and node.otherwise is not None:
            waiting.append((node.otherwise, table))
    return total


def _slow(node: Node) -> bool:
    return isinstance(node, Peers) or (isinstance(node, Apply) and node.function.name in SLOWLY)

"""Which columns of a method people look at first: the total, the grade, the place."""

from __future__ import annotations

from dataclasses import dataclass

from gangmu.scoring.formulas.nodes import Peers
from gangmu.scoring.schemes.scheme import Computed, Scheme

RANKS = ("rank", "rank_ascending")


@dataclass(frozen=True)
class Headline:
    """Names of columns of the unit table; empty where the method has none.

    `scale` are the grades that can occur, best first where the method states a scale.
    """

    total: str = ""
    grade: str = ""
    rank: str = ""
    scale: tuple[str, ...] = ()


def headline(scheme: Scheme) -> Headline:
    """Of the published columns the first number with decimals, the first grade and the first place; if none is
    published, of all computed ones."""
    computed = scheme.tables[scheme.unit_table].computed
    published = [computed[name] for name in scheme.publish.get(scheme.unit_table, ()) if name in computed]
    columns = [*published, *(column for column in computed.values() if column not in published)]
    total = next((column.name for column in columns if _is_total(column)), "")
    rank = next((column.name for column in columns if _is_rank(column)), "")
    scales = [(column.name, _scale(scheme, column)) for column in columns]
    grade, scale = next(((name, scale) for name, scale in scales if scale), ("", ()))
    return Headline(total, grade, rank, scale)


def _is_total(column: Computed) -> bool:
    return column.kind.name == "number" and not column.kind.whole and not isinstance(column.node, Peers)


def _is_rank(column: Computed) -> bool:
    return isinstance(column.node, Peers) and column.node.function.name in RANKS


def _scale(scheme: Scheme, column: Computed) -> tuple[str, ...]:
    """The scale that holds every text a column can give; those texts themselves when none does."""
    choices = column.kind.choices
    if column.kind.name != "text" or not choices:
        return ()
    fitting = [scale for scale in scheme.scales.values() if choices <= set(scale)]
    return fitting[0] if fitting else tuple(sorted(choices))

"""In which order the rows of a table are published: by place, as the method ranks them."""

from __future__ import annotations

from typing import Any

from gangmu.scoring.evaluation.columnwise import Evaluation
from gangmu.scoring.formulas.nodes import Node, Peers
from gangmu.scoring.schemes.headline import RANKS, headline
from gangmu.scoring.schemes.scheme import Scheme


def ranking(scheme: Scheme, table: str) -> str:
    """The published column that holds the places of a table: of units the rank of the headline, of others the first
    rank; empty where there is none."""
    if table == scheme.unit_table:
        return headline(scheme).rank
    computed = scheme.tables[table].computed
    published = [name for name in scheme.publish.get(table, ()) if name in computed]
    return next((name for name in published if _ranks(computed[name].node)), "")


def _ranks(node: Node) -> bool:
    return isinstance(node, Peers) and node.function.name in RANKS


def ranked_within(scheme: Scheme, table: str) -> Node | None:
    """What says of each row among which rows it has its place; None where it is among all."""
    rank = ranking(scheme, table)
    node = scheme.tables[table].computed[rank].node if rank else None
    return node.within if isinstance(node, Peers) else None


def groups(evaluation: Evaluation, table: str) -> dict[int, int]:
    """The number of each row's group, in the order in which groups are met in the facts."""
    rows, within = _as_given(evaluation, table), ranked_within(evaluation.scheme, table)
    if within is None:
        return dict.fromkeys(rows, 0)
    column = evaluation.evaluate(within, table)
    seen: dict[Any, int] = {}
    return {row: seen.setdefault(column.cell(row), len(seen)) for row in rows}


def by_place(evaluation: Evaluation, table: str) -> list[int]:
    """The rows of a table group by group, first to last, those without a place behind; equals, and all of a table that
    is not ranked, as given."""
    rank, rows = ranking(evaluation.scheme, table), _as_given(evaluation, table)
    if not rank:
        return rows
    group, places = groups(evaluation, table), evaluation.column(table, rank)
    place = {row: (places.missing[row], 0 if places.missing[row] else places.values[row]) for row in rows}
    return sorted(rows, key=lambda row: (group[row], *place[row]))


def _as_given(evaluation: Evaluation, table: str) -> list[int]:
    positions = evaluation.facts.tables[table].positions
    return sorted(range(len(positions)), key=positions.__getitem__)

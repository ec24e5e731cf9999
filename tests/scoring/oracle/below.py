"""Builders for aggregates over the rows of a table below."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from tests.scoring.oracle.generating import BELOW, Author, Builder, Formula, Row


def aggregate(
    name: str, fold: Callable[..., Any], kind: str = "number", more: str = "", smooth: bool = True,
    rational: bool = True, otherwise: bool = True, drop: bool = False,
) -> Builder:  # fmt: skip
    """`more` is the clause word before a second value; `otherwise` and `drop` tell which others are understood."""

    def build(author: Author, table: str, depth: int) -> Formula:
        below, random = author.random.choice(BELOW[table]), author.random
        parts = [author.formula(below, kind, depth)]
        if more:
            parts.append(author.formula(below, random.choice(["text", "number"]) if more == "per" else "number", depth))
        where = author.formula(below, "yes/no", depth) if random.random() < 0.5 else None
        own = frozenset().union(*(part.tables for part in [*parts, *([where] if where else [])]))
        first = parts[0].text if below in own else owned(parts[0], below)
        clauses = [f"{more} {parts[1].text}"] if more else []
        clauses += [f"where {where.text}"] if where else []
        empty = author.formula(table, "number", min(1, depth)) if otherwise and random.random() < 0.3 else None
        clauses += [f"otherwise {empty.text}"] if empty else []
        dropped = [random.randint(0, 2)] if drop else []
        clauses += [f"drop {number}" for number in dropped]
        random.shuffle(clauses)

        def value(row: Row) -> Any:
            chosen = rows_that_fit(row.below(below), where)
            lists = None if chosen is None else [[part.value(each) for each in chosen] for part in parts]
            if lists is None or any(None in values for values in lists):
                return None
            return empty.value(row) if not chosen and empty else fold(*lists, *dropped)

        even = smooth and where is None and all(part.smooth for part in [*parts, *([empty] if empty else [])])
        return Formula(f"{name}({first} {' '.join(clauses)})", value, kind, smooth=even, rational=rational)

    return build


def owned(part: Formula, table: str) -> str:
    """The same formula with a column of the table itself, which tells over whose rows the aggregate runs."""
    own = f"{table[0]}a"
    if part.kind == "yes/no":
        return f"(({part.text}) and (yes or {own} > 0))"
    return f"coalesce({own}, 0) * 0 + ({part.text})"


def rows_that_fit(rows: list[Row], where: Formula | None) -> list[Row] | None:
    """None when of one row it is not known."""
    if where is None:
        return rows
    fits = [where.value(row) for row in rows]
    return None if None in fits else [row for row, fit in zip(rows, fits, strict=True) if fit]


def counting(author: Author, table: str, depth: int) -> Formula:
    below = author.random.choice(BELOW[table])
    where = author.formula(below, "yes/no", depth) if author.random.random() < 0.7 else None
    own = where is not None and below in where.tables
    text = "" if own and author.random.random() < 0.5 else below
    text += f" where {where.text}" if where else ""

    def value(row: Row) -> Any:
        chosen = rows_that_fit(row.below(below), where)
        return None if chosen is None else Fraction(len(chosen))

    return Formula(f"count({text})", value, smooth=where is None)

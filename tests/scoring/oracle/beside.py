"""Builders for comparisons with the other rows of a table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.scoring.oracle import naive
from tests.scoring.oracle.generating import Author, Builder, Formula, Row, constant, listed

# A row's value, then what a function needs besides, then what breaks ties.
Shown = tuple[Any, ...]


def contest(
    name: str, value: Callable[..., Any], *, extra: int = 0, spread: bool = False, tied: bool = False,
    cut: bool = False, rational: bool = True, kind: str = "number", nobody: Any = None,
) -> Builder:  # fmt: skip
    """`value(own, rivals, options)` gets what the row and all who take part show: a tuple of values each."""

    def build(author: Author, table: str, depth: int) -> Formula:
        random = author.random
        shown = [author.formula(table, "number", depth)]
        options = {"ties": "include" if cut else "1224", "rounding": "down"}
        clauses: list[str] = []
        shown += [author.formula(table, "number", min(1, depth)) for _ in range(extra)]
        if cut:
            shown.append(quota(author, table, options))
        if tied and random.random() < 0.4:
            shown.append(author.formula(table, "number", min(1, depth)))
            clauses.append(f"by {shown[-1].text}")
        if tied and random.random() < 0.7:
            options["ties"] = random.choice(["include", "exclude"] if cut else ["1224", "1223", "average"])
            clauses.append(f'ties "{options["ties"]}"')
        if cut and random.random() < 0.5:
            options["rounding"] = random.choice(["down", "up", "half-up"])
            clauses.append(f'rounding "{options["rounding"]}"')
        grouping = random.choice([None, None, "text", "text", "number", "yes/no"])
        within = author.formula(table, grouping, 1) if grouping else None
        among = author.formula(table, "yes/no", 1) if random.random() < 0.4 else None
        clauses += [f"within {within.text}"] if within else []
        clauses += [f"among {among.text}"] if among else []
        random.shuffle(clauses)
        arguments = shown[: 1 + extra + cut]
        text = f"{name}({listed(arguments)} {' '.join(clauses)})"
        field = Field(table, shown, within, among)
        parts = [*shown, *(part for part in (within, among) if part)]
        return Formula(
            text, lambda row: field.result(row, value, options, spread, nobody, kind), kind,
            frozenset().union(*(part.tables for part in parts)), False, rational,
        )  # fmt: skip

    return build


def quota(author: Author, table: str, options: dict[str, Any]) -> Formula:
    measure = author.random.choice(["share", "count", "computed"])
    options["measure"] = measure
    if measure == "computed":
        return author.random.choice(author.columns(table, "number"))
    return constant(author.random.choice(["25%", "30%", "50%", "100%"] if measure == "share" else ["0", "1", "2", "3"]))


class Field:
    """Who takes part in a comparison, and what a row gets from it."""

    def __init__(self, table: str, shown: list[Formula], within: Formula | None, among: Formula | None) -> None:
        self.table, self.shown, self.within, self.among = table, shown, within, among

    def entry(self, row: Row) -> tuple[Any, Shown] | None:
        """Group and values of a row that takes part."""
        group = "" if self.within is None else self.within.value(row)
        values = tuple(part.value(row) for part in self.shown)
        takes = True if self.among is None else self.among.value(row)
        return (group, values) if takes and group is not None and None not in values else None

    def result(
        self, row: Row, value: Callable[..., Any], options: dict[str, Any], spread: bool, nobody: Any, kind: str
    ) -> Any:
        entries = [entry for each in row.world.rows[self.table] if (entry := self.entry(each)) is not None]
        if spread:
            group = "" if self.within is None else self.within.value(row)
            rivals = [values for its, values in entries if its == group]
            return None if group is None else value(None, rivals, options) if rivals else nobody
        own = self.entry(row)
        if own is None:
            out = kind == "yes/no" and self.among is not None and self.among.value(row) is False
            return False if out else None
        return value(own[1], [values for its, values in entries if its == own[0]], options)


def ranking(sign: int) -> Callable[..., Any]:
    def value(own: Shown, rivals: list[Shown], options: dict[str, Any]) -> Any:
        turned = [tuple(sign * part for part in each) for each in (own, *rivals)]
        return naive.place(turned[0], turned[1:], options["ties"])

    return value


def selecting(sign: int) -> Callable[..., Any]:
    def value(own: Shown, rivals: list[Shown], options: dict[str, Any]) -> Any:
        number = naive.quota(own[1], len(rivals), options["measure"], options["rounding"])
        turned = [tuple(sign * part for part in (each[0], *each[2:])) for each in (own, *rivals)]
        return naive.chosen(turned[0], turned[1:], number, options["ties"])

    return value


def alone(function: Callable[..., Any]) -> Callable[..., Any]:
    """A comparison of single values; `function` gets the row's own, the others', and what is needed besides."""
    return lambda own, rivals, options: function(own[0], [each[0] for each in rivals], *own[1:])


def together(function: Callable[..., Any]) -> Callable[..., Any]:
    """One value for all who are compared."""
    return lambda own, rivals, options: function([each[0] for each in rivals])

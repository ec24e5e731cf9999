"""The derivation of a value: a tree of steps down to the facts' rows.

Steps grow when they are looked at, so that asking for one unit's total does not build the tree of the whole city.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from gmpy2 import mpq

from gangmu.scoring.derivation.neighbours import Neighbour, neighbours, quota_text
from gangmu.scoring.evaluation.results import Result
from gangmu.scoring.formulas.nodes import Aggregate, Apply, Constant, Named, Node, Peers, Reference
from gangmu.scoring.formulas.rendering import render
from gangmu.scoring.schemes.phrases import WORDS
from gangmu.scoring.schemes.words import Speaker
from gangmu.scoring.values.kinds import Kind
from gangmu.scoring.values.showing import brief, date_text, fraction, shown

# How many terms of a long sum are written out.
WRITTEN_TERMS = 8


@dataclass(frozen=True)
class FactPlace:
    """Where a fact stands: table, row key and column."""

    table: str
    key: str
    column: str


@dataclass(frozen=True, eq=False)
class Step:
    """One step of a derivation.

    `formula` is as the scheme writes it, `substituted` has values put in; `value` is exact (None when missing), `shown`
    as published. `kind` is computed, fact, parameter, aggregate, peers, shape or row. `fact` is set for facts only;
    `table`, `key` and `column` name the cell of facts and computed columns. `neighbours` belong to ranks, selections.
    `words` is the formula as a phrase.
    """

    kind: str
    name: str
    formula: str
    substituted: str
    value: Any
    shown: str
    fact: FactPlace | None = None
    table: str = ""
    key: str = ""
    column: str = ""
    note: str = ""
    neighbours: tuple[Neighbour, ...] = ()
    words: str = ""
    grow: Callable[[], Iterable[Step]] = field(default=tuple, repr=False)

    @cached_property
    def children(self) -> tuple[Step, ...]:
        return tuple(self.grow())

    def as_dict(self, depth: int = 50) -> dict[str, Any]:
        """The tree as plain data for JSON, down to `depth` levels; exact numbers as fractions in text."""
        value = self.value
        exact = fraction(value) if value is not None and not isinstance(value, (bool, str)) else value
        found: dict[str, Any] = {
            "kind": self.kind,
            "name": self.name,
            "formula": self.formula,
            "substituted": self.substituted,
        }
        found |= {"value": exact, "shown": self.shown, "table": self.table, "key": self.key, "column": self.column}
        found["fact"] = (
            {"table": self.fact.table, "key": self.fact.key, "column": self.fact.column} if self.fact else None
        )
        found["note"] = self.note
        found["words"] = self.words
        found["neighbours"] = [neighbour.as_dict() for neighbour in self.neighbours]
        found["children"] = [child.as_dict(depth - 1) for child in self.children] if depth > 0 else []
        return found


def explain(result: Result, table: str, key: str, column: str) -> Step:
    """Why a cell has its value. KeyError when the table, row or column does not exist."""
    if column not in ("key", "name"):
        result.scheme.tables[table].kind(column)
    return Derivation(result).cell(table, result.facts.tables[table].index[key], column)


class Derivation:
    """Builds steps from an evaluation; a cell that is used in several places is one and the same step."""

    def __init__(self, result: Result) -> None:
        self.evaluation = result.evaluation
        self.scheme = result.scheme
        self.speaker = Speaker(self.scheme, self.scheme.language)
        self.said = result.said
        self.cells: dict[tuple[str, int, str], Step] = {}

    def words(self, node: Node) -> str:
        if id(node) not in self.said:
            self.said[id(node)] = self.speaker.say(node)
        return self.said[id(node)]

    def shown(self, value: Any, kind: Kind, digits: int) -> str:
        return shown(value, kind, digits, self.scheme.language)

    def inline(self, value: Any, kind: Kind) -> str:
        """A value inside a formula."""
        if value is not None and kind.name == "number":
            return brief(value)
        return f'"{value}"' if kind.name == "text" and value is not None else self.shown(value, kind, 4)

    def cell(self, table: str, row: int, column: str) -> Step:
        place = table, row, column
        if place not in self.cells:
            self.cells[place] = self.new_cell(table, row, column)
        return self.cells[place]

    def new_cell(self, table: str, row: int, column: str) -> Step:
        definition = self.scheme.tables[table]
        key = self.evaluation.facts.tables[table].keys[row]
        if column in definition.computed:
            return self.computed(table, row, column, key)
        value = self.evaluation.column(table, column).cell(row)
        if column not in definition.given:
            return Step("fact", column, "", "", value, str(value), None, table, key, column)
        given = definition.given[column]
        text = brief(value) if value is not None and given.kind.name == "number" else self.shown(value, given.kind, 4)
        value = date_text(value) if given.kind.name == "date" and value is not None else value
        place = FactPlace(table, key, column)
        return Step("fact", given.label or column, "", "", value, text, place, table, key, column, given.note)

    def computed(self, table: str, row: int, column: str, key: str) -> Step:
        entry = self.scheme.tables[table].computed[column]
        value = self.evaluation.column(table, column).cell(row)
        text = self.shown(value, entry.kind, self.scheme.decimals_of(table, column))
        direct = isinstance(entry.node, (Aggregate, Peers))
        near = neighbours(self.evaluation, entry.node, table, row) if isinstance(entry.node, Peers) else ()
        written = self.written(entry.node, table, row)

        def grow() -> Iterable[Step]:
            if direct:
                return self.below(entry.node, table, row)
            return self.parts(entry.node, table, row)

        return Step(
            "computed", entry.label or column, entry.formula, written, self.plain(value, entry.kind), text,
            None, table, key, column, entry.note, near, self.words(entry.node), grow,
        )  # fmt: skip

    def plain(self, value: Any, kind: Kind) -> Any:
        return date_text(value) if kind.name == "date" and value is not None else value

    def at(self, node: Node, table: str, row: int) -> Any:
        if isinstance(node, Reference):
            return self.evaluation.column(node.table, node.column).cell(
                int(self.evaluation.lift(table, node.table)[row])
            )
        return self.evaluation.evaluate(node, table, np.array([row])).cell(0)

    def written(self, node: Node, table: str, row: int) -> str:
        """The formula with values put in."""
        if isinstance(node, Aggregate):
            return self.written_aggregate(node, table, row)
        if isinstance(node, Peers):
            values = [self.inline(self.at(argument, table, row), argument.kind) for argument in node.arguments]
            quota = quota_text(self.evaluation, node, table, row)
            return f"{node.function.name}({', '.join(values)})" + (f" [{quota}]" if quota else "")

        def show(part: Node) -> str:
            if isinstance(part, Constant):
                return self.inline(part.value, part.kind) if part.name else part.text
            return self.inline(self.at(part, table, row), part.kind)

        return render(node, show, lambda condition: self.at(condition, table, row))

    def written_aggregate(self, node: Aggregate, table: str, row: int) -> str:
        rows = self.evaluation.rows_below(node, table, row)
        if not node.arguments:
            return f"{node.function.name}: {len(rows)}"
        if not len(rows):
            return WORDS[self.scheme.language]["no rows"]
        lists = [
            [self.inline(v, n.kind) for v in self.values(n, node.table, rows[:WRITTEN_TERMS])] for n in node.arguments
        ]
        tail = "…" if len(rows) > WRITTEN_TERMS else ""
        if node.function.name in ("sum", "share"):
            sums = [" + ".join([*terms, tail] if tail else terms) for terms in lists]
            return sums[0] if len(sums) == 1 else " ÷ ".join(f"({text})" for text in sums)
        return f"{node.function.name}({', '.join([*lists[0], tail] if tail else lists[0])})"

    def values(self, node: Node, table: str, rows: Any) -> list[Any]:
        column = self.evaluation.evaluate(node, table, rows)
        return [column.cell(i) for i in range(len(rows))]

    def parts(self, node: Node, table: str, row: int) -> Iterable[Step]:
        """Steps for what a formula uses: columns, parameters, aggregates, peers; of a choice only the branch taken."""
        seen: set[Any] = set()
        stack = [node]
        while stack:
            part = stack.pop()
            if isinstance(part, Apply) and part.function.name == "if":
                taken = self.at(part.arguments[0], table, row)
                branches = part.arguments[1:] if taken is None else (part.arguments[1 if taken else 2],)
                stack.extend(reversed((part.arguments[0], *branches)))
                continue
            mark = (part.table, part.column) if isinstance(part, Reference) else getattr(part, "name", "") or id(part)
            if mark in seen:
                continue
            seen.add(mark)
            yield from self.step(part, table, row)
            if isinstance(part, Apply):
                stack.extend(reversed(part.arguments))

    def step(self, part: Node, table: str, row: int) -> Iterable[Step]:
        if isinstance(part, Reference):
            yield self.cell(part.table, int(self.evaluation.lift(table, part.table)[row]), part.column)
        elif isinstance(part, Constant) and part.name:
            parameter = self.scheme.parameters[part.name]
            yield Step("parameter", part.name, "", "", part.value, parameter.text, note=parameter.note)
        elif isinstance(part, (Aggregate, Peers)):
            yield self.inner("aggregate" if isinstance(part, Aggregate) else "peers", part, part.text, table, row)
        elif isinstance(part, Apply) and part.function.name == "lookup":
            yield self.entry(part, table, row)
        elif isinstance(part, Named):
            yield self.inner("shape", part, part.text, table, row)

    def entry(self, node: Apply, table: str, row: int) -> Step:
        """What was found in a parameter table, and under which key."""
        lookup = self.scheme.lookups[dict(node.options)["name"]]
        key, value = self.at(node.arguments[0], table, row), self.at(node, table, row)
        text = "—" if value is None else lookup.texts[key]
        name = lookup.name if key is None else f"{lookup.name} · {key}"
        return Step("parameter", name, node.text, "", value, text, note=lookup.note)

    def inner(self, kind: str, node: Node, text: str, table: str, row: int) -> Step:
        value = self.at(node, table, row)
        near = neighbours(self.evaluation, node, table, row) if isinstance(node, Peers) else ()
        body = node.function.body if isinstance(node, Named) else text
        written = self.written(node.body if isinstance(node, Named) else node, table, row)
        return Step(
            kind, text, body, written, self.plain(value, node.kind), self.shown(value, node.kind, 4),
            neighbours=near, words=self.words(node), grow=lambda: self.below(node, table, row),
        )  # fmt: skip

    def below(self, node: Node, table: str, row: int) -> Iterable[Step]:
        if isinstance(node, Named):
            for argument in node.arguments:
                yield from self.parts(argument, table, row)
        elif isinstance(node, Aggregate):
            for below in self.evaluation.rows_below(node, table, row):
                yield self.row(node, int(below))
        elif isinstance(node, Peers):
            for part in (*node.arguments, node.within, node.among):
                if part is not None:
                    yield from self.parts(part, table, row)

    def row(self, node: Aggregate, row: int) -> Step:
        """One row of those an aggregate runs over."""
        facts = self.evaluation.facts.tables[node.table]
        key, name = facts.keys[row], facts.names[row]
        if (
            len(node.arguments) == 1
            and isinstance(node.arguments[0], Reference)
            and node.arguments[0].table == node.table
        ):
            step = self.cell(node.table, row, node.arguments[0].column)
            return Step(
                step.kind, f"{name} · {step.name}", step.formula, step.substituted, step.value, step.shown, step.fact,
                step.table,
                step.key, step.column, step.note, step.neighbours, step.words, step.grow,
            )  # fmt: skip
        first = node.arguments[0] if node.arguments else None
        value = self.at(first, node.table, row) if first is not None else mpq(1)
        text = "" if first is None else self.shown(value, first.kind, 4)

        def grow() -> Iterable[Step]:
            for argument in (*node.arguments, *([node.where] if node.where is not None and not node.arguments else [])):
                yield from self.parts(argument, node.table, row)

        return Step("row", name, "", "", value, text, None, node.table, key, "", grow=grow)

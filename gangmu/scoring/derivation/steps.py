"""The derivation of a value: a tree of steps down to the facts' rows.

Steps grow when they are looked at, so that asking for one unit's total does not build the tree of the whole city.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from gmpy2 import mpq

from gangmu.scoring.derivation.neighbours import Neighbour
from gangmu.scoring.derivation.writing import Writer
from gangmu.scoring.evaluation.results import Result
from gangmu.scoring.formulas.nodes import Aggregate, Apply, Constant, Named, Node, Peers, Reference
from gangmu.scoring.schemes.phrases import WORDS
from gangmu.scoring.schemes.scheme import Lookup, Parameter
from gangmu.scoring.schemes.words import Speaker
from gangmu.scoring.values.kinds import Kind
from gangmu.scoring.values.showing import date_text, fraction, shown


@dataclass(frozen=True)
class FactPlace:
    """Where a fact stands: table, row key, column, and the row's number in what was given, from 1."""

    table: str
    key: str
    column: str
    row: int


@dataclass(frozen=True, eq=False)
class Step:
    """One step of a derivation.

    `formula` is as the scheme writes it, `words` the same as a phrase, `substituted` has values put in; `value` is
    exact (None when missing), `shown` as published. `kind` is computed, fact, parameter, aggregate, peers, shape or
    row; an aggregate, a comparison and a shape inside a formula are called by their words. `fact` is set for facts
    only; `table`, `key` and `column` name the cell of facts and computed columns. `neighbours` belong to ranks and
    selections.
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
        found["fact"] = asdict(self.fact) if self.fact else None
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
        self.writer = Writer(self.evaluation, self.words, self.scheme.language, result.contests)
        self.cells: dict[tuple[str, int, str], Step] = {}

    def words(self, node: Node) -> str:
        if id(node) not in self.said:
            self.said[id(node)] = self.speaker.say(node)
        return self.said[id(node)]

    def shown(self, value: Any, kind: Kind, digits: int) -> str:
        return shown(value, kind, digits, self.scheme.language)

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
        text = self.loose(value, given.kind)
        value = self.plain(value, given.kind)
        place = FactPlace(table, key, column, self.evaluation.facts.tables[table].lines[row])
        return Step("fact", given.label or column, "", "", value, text, place, table, key, column, given.note)

    def loose(self, value: Any, kind: Kind) -> str:
        """A value that is not published: numbers without trailing zeros, text without quotes."""
        return self.writer.inline(value, kind) if kind.name == "number" else self.shown(value, kind, 0)

    def computed(self, table: str, row: int, column: str, key: str) -> Step:
        entry = self.scheme.tables[table].computed[column]
        value = self.evaluation.column(table, column).cell(row)
        text = self.shown(value, entry.kind, self.scheme.decimals_of(table, column))
        direct = isinstance(entry.node, (Aggregate, Peers))
        near = self.near(entry.node, table, row)
        written = self.writer.of(entry.node, table, row)

        def grow() -> Iterable[Step]:
            if direct:
                return self.below(entry.node, table, row)
            return self.parts(entry.node, table, row)

        return Step(
            "computed", entry.label or column, entry.formula, written, self.plain(value, entry.kind), text,
            None, table, key, column, entry.note, near, self.words(entry.node), grow,
        )  # fmt: skip

    def near(self, node: Node, table: str, row: int) -> tuple[Neighbour, ...]:
        return self.writer.contest(node, table).neighbours(row) if isinstance(node, Peers) else ()

    def plain(self, value: Any, kind: Kind) -> Any:
        return date_text(value) if kind.name == "date" and value is not None else value

    def parts(self, node: Node, table: str, row: int) -> Iterable[Step]:
        """Steps for what a formula uses: columns, parameters, aggregates, peers; of a choice only the branch taken."""
        seen: set[Any] = set()
        stack = [node]
        while stack:
            part = stack.pop()
            if isinstance(part, Apply) and part.function.name == "if":
                taken = self.writer.at(part.arguments[0], table, row)
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
            text = self.shown(part.value, part.kind, 0) if part.kind.name == "yes/no" else parameter.text
            yield Step("parameter", part.name, "", "", part.value, text, note=self.remark(parameter))
        elif isinstance(part, (Aggregate, Peers)):
            yield self.inner("aggregate" if isinstance(part, Aggregate) else "peers", part, part.text, table, row)
        elif isinstance(part, Apply) and part.function.name == "lookup":
            yield self.entry(part, table, row)
        elif isinstance(part, Named):
            yield self.inner("shape", part, part.text, table, row)

    def entry(self, node: Apply, table: str, row: int) -> Step:
        """What was found in a parameter table, and under which key."""
        lookup = self.scheme.lookups[dict(node.options)["name"]]
        key, value = self.writer.at(node.arguments[0], table, row), self.writer.at(node, table, row)
        text = "—" if value is None else lookup.texts[key]
        name = lookup.name if key is None else f"{lookup.name} · {key}"
        return Step("parameter", name, node.text, "", value, text, note=self.remark(lookup))

    def remark(self, parameter: Parameter | Lookup) -> str:
        """What the scheme notes, and that it is an assumption where no published text states it."""
        words = WORDS[self.scheme.language]
        assumed = [words["assumption"]] if parameter.assumption else []
        return words["colon"].join([*assumed, *([parameter.note] if parameter.note else [])])

    def inner(self, kind: str, node: Node, text: str, table: str, row: int) -> Step:
        value = self.writer.at(node, table, row)
        body = node.function.body if isinstance(node, Named) else text
        written = self.writer.of(node.body if isinstance(node, Named) else node, table, row)
        words = self.words(node)
        return Step(
            kind, words, body, written, self.plain(value, node.kind), self.loose(value, node.kind),
            neighbours=self.near(node, table, row), words=words, grow=lambda: self.below(node, table, row),
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
        value = self.writer.at(first, node.table, row) if first is not None else mpq(1)
        text = "" if first is None else self.loose(value, first.kind)

        def grow() -> Iterable[Step]:
            for argument in (*node.arguments, *([node.where] if node.where is not None and not node.arguments else [])):
                yield from self.parts(argument, node.table, row)

        return Step("row", name, "", "", value, text, None, node.table, key, "", grow=grow)

"""The derivation of a value: a tree of steps down to the facts' rows.

Steps grow when they are looked at, so that asking for one unit's total does not build the tree of the whole city; and
they speak when they are read, so that whoever follows the numbers alone does not wait for the texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from gmpy2 import mpq

from gangmu.scoring.derivation.neighbours import Neighbour
from gangmu.scoring.derivation.writing import Writer
from gangmu.scoring.evaluation.results import Result
from gangmu.scoring.formulas.nodes import Aggregate, Apply, Constant, Named, Node, NotScored, Peers, Reference, walk
from gangmu.scoring.functions.aggregates import HIGHEST, LOWEST
from gangmu.scoring.schemes.phrases import WORDS
from gangmu.scoring.schemes.scheme import Computed, Lookup, Parameter
from gangmu.scoring.schemes.words import Speaker
from gangmu.scoring.values.kinds import TEXT, Kind
from gangmu.scoring.values.numbers import Array
from gangmu.scoring.values.showing import date_text, fraction, not_scored, shown


class FactPlace(NamedTuple):
    """Where a fact stands: table, row key, column, and the row's number in its sheet (0 where there is none)."""

    table: str
    key: str
    column: str
    row: int


class Told(NamedTuple):
    """A step's texts: its value as published, the formula with values put in, the formula as a phrase, who is near, and
    why the value is not scored where it is not."""

    shown: str
    substituted: str = ""
    words: str = ""
    neighbours: tuple[Neighbour, ...] = ()
    reason: str = ""


@dataclass(eq=False, slots=True)
class Step:
    """One step of a derivation.

    `formula` is as the scheme writes it, `words` the same as a phrase, `substituted` has values put in; `value` is
    exact (None when missing), `shown` as published. `kind` is computed, fact, parameter, aggregate, peers, shape or
    row; an aggregate, a comparison and a shape inside a formula are called by their words. `fact` is set for facts
    only, by `line`, the row's number; `table`, `key` and `column` name the cell of facts and computed columns.
    `neighbours` belong to ranks and selections. Texts and parts are asked of the derivation once, when they are read.
    """

    kind: str
    name: str
    formula: str
    value: Any
    table: str
    key: str
    column: str
    note: str
    line: int | None
    derivation: Derivation = field(repr=False)
    source: Any = field(repr=False)
    row: tuple[str, int] = field(repr=False)
    grown: tuple[Step, ...] | None = field(default=None, init=False, repr=False)
    told: Told | None = field(default=None, init=False, repr=False)

    @property
    def children(self) -> tuple[Step, ...]:
        if self.grown is None:
            self.grown = tuple(self.derivation.grow(self))
        return self.grown

    @property
    def texts(self) -> Told:
        if self.told is None:
            self.told = self.derivation.tell(self)
        return self.told

    @property
    def shown(self) -> str:
        return self.texts.shown

    @property
    def substituted(self) -> str:
        return self.texts.substituted

    @property
    def words(self) -> str:
        return self.texts.words

    @property
    def neighbours(self) -> tuple[Neighbour, ...]:
        return self.texts.neighbours

    @property
    def not_scored(self) -> str:
        """Why there is no value on purpose; empty where there is one, or where it is missing."""
        return self.texts.reason

    @property
    def fact(self) -> FactPlace | None:
        return FactPlace(self.table, self.key, self.column, self.line) if self.line is not None else None

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
        found["fact"] = self.fact._asdict() if self.fact else None
        found["note"] = self.note
        found["not_scored"] = self.not_scored
        found["words"] = self.words
        found["neighbours"] = [neighbour.as_dict() for neighbour in self.neighbours]
        found["children"] = [child.as_dict(depth - 1) for child in self.children] if depth > 0 else []
        return found


INNER: dict[type[Node], str] = {Aggregate: "aggregate", Peers: "peers", Named: "shape"}
# Parameters stand in no row.
NOWHERE = "", 0


def plain(value: Any, kind: Kind) -> Any:
    return date_text(value) if kind.name == "date" and value is not None else value


def has_step(part: Node) -> bool:
    """Signs, most functions and numbers without a name have no step of their own."""
    if isinstance(part, Apply):
        return part.function.name == "lookup"
    return bool(part.name) if isinstance(part, Constant) else not isinstance(part, NotScored)


def fixed(node: Node) -> list[Node]:
    """The parameters in a formula that are the same in every row, each once; an entry of a table by a fixed key too."""
    found: dict[str, Node] = {}
    for part in walk(node):
        if isinstance(part, Constant) and part.name:
            found.setdefault(part.name, part)
        elif isinstance(part, Apply) and has_step(part) and isinstance(part.arguments[0], Constant):
            found.setdefault(part.text, part)
    return list(found.values())


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
        self.used: dict[int, list[Node]] = {}

    def words(self, node: Node) -> str:
        if id(node) not in self.said:
            self.said[id(node)] = self.speaker.say(node)
        return self.said[id(node)]

    def shown(self, value: Any, kind: Kind, digits: int, percent: int | None = None) -> str:
        """As published. The value of a step is plain already: a date in it is text."""
        language = self.scheme.language
        return str(value) if isinstance(value, str) else shown(value, kind, digits, language, percent=percent)

    def cell(self, table: str, row: int, column: str) -> Step:
        place = table, row, column
        if place not in self.cells:
            self.cells[place] = self.new_cell(table, row, column)
        return self.cells[place]

    def new_cell(self, table: str, row: int, column: str) -> Step:
        definition, facts = self.scheme.tables[table], self.evaluation.facts.tables[table]
        value, key, place = self.evaluation.column(table, column).cell(row), facts.keys[row], (table, row)
        if column in definition.computed:
            entry = definition.computed[column]
            value, name = plain(value, entry.kind), entry.label or column
            return self.new("computed", name, entry.formula, value, entry, place, table, key, column, entry.note)
        if column in definition.given:
            given = definition.given[column]
            value, name, line = plain(value, given.kind), given.label or column, facts.lines[row]
            return self.new("fact", name, "", value, given.kind, place, table, key, column, given.note, line)
        return self.new("fact", column, "", value, TEXT, place, table, key, column)

    def new(
        self, kind: str, name: str, formula: str, value: Any, source: Any, row: tuple[str, int],
        table: str = "", key: str = "", column: str = "", note: str = "", line: int | None = None,
    ) -> Step:  # fmt: skip
        return Step(kind, name, formula, value, table, key, column, note, line, self, source, row)

    def tell(self, step: Step) -> Told:
        """The texts of a step; its `source` is a text, the kind of a fact, a column or a part of a formula."""
        source, value, (table, row) = step.source, step.value, step.row
        if isinstance(source, str):
            return Told(source)
        if isinstance(source, Kind):
            return Told(self.loose(value, source))
        if step.kind == "row":
            return self.told(source.arguments[0], value, step) if source.arguments else Told("")
        node = source.node if isinstance(source, Computed) else source
        told = self.told(node, value, step)
        if isinstance(source, Computed) and not told.reason:
            digits = self.scheme.decimals_of(table, source.name)
            told = Told(self.shown(value, source.kind, digits, source.percent))
        written = self.writer.of(source.body if isinstance(source, Named) else node, table, row)
        return told._replace(substituted=written, words=self.words(node), neighbours=self.near(node, table, row))

    def told(self, node: Node, value: Any, step: Step) -> Told:
        """The value of a part alone, not as published; or why it is not scored."""
        reason = self.writer.reason(node, *step.row) if value is None else ""
        text = not_scored(reason, self.scheme.language) if reason else self.loose(value, node.kind)
        return Told(text, reason=reason)

    def grow(self, step: Step) -> Iterable[Step]:
        """The steps below a step."""
        source, (table, row) = step.source, step.row
        if isinstance(source, Computed):
            direct = isinstance(source.node, (Aggregate, Peers))
            return self.below(source.node, table, row) if direct else self.parts(source.node, table, row)
        if step.kind == "row":
            asked = source.arguments or (source.where,)
            return [found for part in asked if part is not None for found in self.parts(part, table, row)]
        return self.below(source, table, row) if isinstance(source, Node) else ()

    def loose(self, value: Any, kind: Kind) -> str:
        """A value that is not published: numbers without trailing zeros, text without quotes."""
        return self.writer.inline(value, kind) if kind.name == "number" else self.shown(value, kind, 0)

    def near(self, node: Node, table: str, row: int) -> tuple[Neighbour, ...]:
        return self.writer.contest(node, table).neighbours(row) if isinstance(node, Peers) else ()

    def parts(self, node: Node, table: str, row: int) -> list[Step]:
        """Steps for what a formula uses: columns, parameters, aggregates, peers; of a choice only the branch taken."""
        used = self.used.get(id(node))
        if used is None:
            used, everywhere = self.gathered(node, table, row)
            if everywhere:
                self.used[id(node)] = used
        return [self.step(part, table, row) for part in used]

    def gathered(self, node: Node, table: str, row: int) -> tuple[list[Node], bool]:
        """The parts that a row's formula uses, each once, and whether these are the same in every row."""
        found: dict[Any, Node] = {}
        everywhere, stack = True, [node]
        while stack:
            part = stack.pop()
            if isinstance(part, Apply) and part.function.name == "if":
                everywhere, taken = False, self.writer.at(part.arguments[0], table, row)
                branches = part.arguments[1:] if taken is None else (part.arguments[1 if taken else 2],)
                stack.extend(reversed((part.arguments[0], *branches)))
                continue
            if has_step(part):
                mark = (part.table, part.column) if isinstance(part, Reference) else getattr(part, "name", id(part))
                found.setdefault(mark, part)
            if isinstance(part, Apply):
                stack.extend(reversed(part.arguments))
        return list(found.values()), everywhere

    def step(self, part: Node, table: str, row: int) -> Step:
        if isinstance(part, Reference):
            above = row if part.table == table else int(self.evaluation.lift(table, part.table)[row])
            return self.cell(part.table, above, part.column)
        if isinstance(part, Constant):
            return self.parameter(part)
        if isinstance(part, Apply):
            return self.entry(part, table, row)
        return self.inner(part, table, row)

    def parameter(self, part: Constant) -> Step:
        parameter = self.scheme.parameters[part.name]
        text = self.shown(part.value, part.kind, 0) if part.kind.name == "yes/no" else parameter.text
        return self.new("parameter", part.name, "", part.value, text, NOWHERE, note=self.remark(parameter))

    def entry(self, node: Apply, table: str, row: int) -> Step:
        """What was found in a parameter table, and under which key."""
        lookup = self.scheme.lookups[dict(node.options)["name"]]
        key, value = self.writer.at(node.arguments[0], table, row), self.writer.at(node, table, row)
        text = "—" if value is None else lookup.texts[key]
        name = lookup.name if key is None else f"{lookup.name} · {key}"
        return self.new("parameter", name, node.text, value, text, NOWHERE, note=self.remark(lookup))

    def remark(self, parameter: Parameter | Lookup) -> str:
        """What the scheme notes, and that it is an assumption where no published text states it."""
        words = WORDS[self.scheme.language]
        assumed = [words["assumption"]] if parameter.assumption else []
        return words["colon"].join([*assumed, *([parameter.note] if parameter.note else [])])

    def inner(self, node: Node, table: str, row: int) -> Step:
        """An aggregate, a comparison or a named shape inside a formula."""
        body = node.function.body if isinstance(node, Named) else getattr(node, "text", "")
        value = plain(self.writer.at(node, table, row), node.kind)
        return self.new(INNER[type(node)], self.words(node), body, value, node, (table, row))

    def below(self, node: Node, table: str, row: int) -> Iterable[Step]:
        if isinstance(node, Named):
            for argument in node.arguments:
                yield from self.parts(argument, table, row)
        elif isinstance(node, Aggregate):
            yield from self.chosen(node, table, row)
        elif isinstance(node, Peers):
            for part in (*node.arguments, node.within, node.among):
                if part is not None:
                    yield from self.parts(part, table, row)

    def chosen(self, node: Aggregate, table: str, row: int) -> Iterable[Step]:
        """What the condition compares with, once for all rows; the rows that fit, those left out as not scored, or what
        counts where none fits."""
        if node.where is not None:
            yield from (self.step(part, node.table, 0) for part in fixed(node.where))
        rows = self.evaluation.rows_below(node, table, row)
        for below, holds in zip(rows, self.hold(node, rows), strict=True):
            step = self.row(node, int(below))
            yield replace(step, name=f"{step.name}{self.writer.words[node.function.name]}") if holds else step
        for below in self.evaluation.rows_left_out(node, table, row):
            yield self.row(node, int(below))
        instead = self.evaluation.instead(node, table, row)
        if instead is not None:
            yield from self.parts(instead, table, row)

    def hold(self, node: Aggregate, rows: Array) -> Sequence[bool]:
        """Of the smallest or largest of several rows: which of them have it."""
        if node.function not in (LOWEST, HIGHEST) or len(rows) < 2:
            return [False] * len(rows)
        found = self.evaluation.evaluate(node.arguments[0], node.table, rows)
        known = found.values[~found.missing]
        if found.missing.any() or not len(known):
            return [False] * len(rows)
        end = known.min() if node.function is LOWEST else known.max()
        return [bool(value == end) for value in found.values]

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
            return replace(step, name=f"{name} · {step.name}")
        first = node.arguments[0] if node.arguments else None
        value = mpq(1) if first is None else plain(self.writer.at(first, node.table, row), first.kind)
        return self.new("row", name, "", value, node, (node.table, row), node.table, key)

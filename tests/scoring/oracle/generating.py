"""Schemes and facts made up at random, each formula together with what it means in plain Python.

Five tables: group ← unit ← target ← node, and unit ← event; columns are called after the table's first letter. A
column may use any column made before it: of its own row, of rows above, of rows below through aggregates, of its peers.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Any

from tests.scoring.oracle import naive

PARENTS = {"group": "", "unit": "group", "target": "unit", "node": "target", "event": "unit"}
GIVEN = {
    "a": "number", "b": "number", "z": "{number, default: 2}", "k": "{one of: [甲, 乙, 丙]}",
    "q": "{one of: [优, 良, 差]}", "y": "yes/no", "d": "date",
}  # fmt: skip
BELOW = {"group": ("unit", "target", "node", "event"), "unit": ("target", "node", "event"), "target": ("node",)}
KINDS = {"a": "number", "b": "number", "z": "number", "k": "text", "q": "grade", "y": "yes/no", "d": "date"}
SCALE = ("优", "良", "差")
LOOKUP = {"甲": Fraction(1, 10), "乙": Fraction(13, 10)}
EXTRA = """parameters:
  参: 1.5
  成: 30%
  表: {甲: 0.1, 乙: 1.3}
scales: {等次: [优, 良, 差]}
"""
NUMBERS = ["-5", "-2.5", "-1", "0", "0", "0", "0.125", "0.5", "1", "1", "1", "2", "2", "3", "7.25", "10", None, None]
CONSTANTS = ["0", "1", "2", "0.5", "25%", "3", "7.25", "10", "参", "成"]
VALUES = {"参": Fraction(3, 2), "成": Fraction(3, 10)}


@dataclass(eq=False)
class Row:
    """One row of facts, and of results: columns are computed when they are asked for."""

    world: World
    table: str
    key: str
    above: Row | None
    given: dict[str, Any]
    computed: dict[str, Any] = field(default_factory=dict)

    def get(self, table: str, column: str) -> Any:
        """A column of this row or of one above it."""
        if table != self.table:
            assert self.above is not None
            return self.above.get(table, column)
        if column == "key":
            return self.key
        if column in self.given:
            return self.given[column]
        if column not in self.computed:
            self.computed[column] = self.world.formulas[table, column].value(self)
        return self.computed[column]

    def lies_below(self, other: Row) -> bool:
        return self is other or (self.above is not None and self.above.lies_below(other))

    def below(self, table: str) -> list[Row]:
        return [row for row in self.world.rows[table] if row.lies_below(self)]


@dataclass(frozen=True)
class Formula:
    """Text for the engine, and its value in a row. `tables` are those whose columns it names outside of aggregates."""

    text: str
    value: Callable[[Row], Any]
    kind: str = "number"
    tables: frozenset[str] = frozenset()
    smooth: bool = True
    rational: bool = True


@dataclass
class World:
    """A scheme with facts: `rows` by table, `formulas` by table and column in the order in which they were made."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {table: [] for table in PARENTS})
    formulas: dict[tuple[str, str], Formula] = field(default_factory=dict)

    def text(self) -> str:
        lines = ["title: 试", EXTRA.strip(), "tables:"]
        for table, parent in PARENTS.items():
            lines += [f"  {table}:", *([f"    parent: {parent}"] if parent else []), "    given:"]
            lines += [f"      {table[0]}{name}: {kind}" for name, kind in GIVEN.items()]
            own = {column: formula for (place, column), formula in self.formulas.items() if place == table}
            quoted = {column: formula.text.replace("'", "''") for column, formula in own.items()}
            lines += ["    computed:"] if own else []
            lines += [f"      {column}: '{text}'" for column, text in quoted.items()]
        return "\n".join(lines) + "\n"

    def facts(self, random: Random) -> dict[str, list[dict[str, object]]]:
        """Facts as they are typed, in any order."""
        found: dict[str, list[dict[str, object]]] = {}
        for table, rows in self.rows.items():
            found[table] = [{"key": row.key, **written(row)} for row in rows]
            for line, row in zip(found[table], rows, strict=True):
                if row.above is not None:
                    line[PARENTS[table]] = row.above.key
            random.shuffle(found[table])
        return found


def written(row: Row) -> dict[str, object]:
    """Given values as text; what has a default is left blank when it has that value."""
    found: dict[str, object] = {}
    for column, value in row.given.items():
        kind = KINDS[column[1]]
        if value is None or (column[1] == "z" and value == 2):
            found[column] = ""
        elif kind == "number":
            found[column] = str(float(value))
        elif kind == "date":
            found[column] = datetime.date.fromordinal(value).isoformat()
        else:
            found[column] = {True: "是", False: "否"}.get(value, value)
    return found


def world_of(random: Random, crowded: bool = False) -> World:
    """Facts without formulas: some rows have nothing below them, some tables no rows, unless it is crowded."""
    world = World()
    sizes = {"group": random.randint(1, 2), "unit": random.randint(1, 5)}
    sizes |= {table: random.choice([0, 1, 3, 6, 9]) for table in ("target", "node", "event")}
    sizes = dict.fromkeys(PARENTS, 10) if crowded else sizes
    for table, parent in PARENTS.items():
        if parent and not world.rows[parent]:
            continue
        for number in range(sizes[table]):
            above = random.choice(world.rows[parent]) if parent else None
            given = {table[0] + name: fact(random, kind, name) for name, kind in KINDS.items()}
            world.rows[table].append(Row(world, table, f"{table}{number}", above, given))
    return world


def fact(random: Random, kind: str, name: str) -> Any:
    if kind == "number":
        text = random.choice(NUMBERS)
        return Fraction(text) if text else Fraction(2) if name == "z" else None
    if kind == "date":
        return random.choice([None, 734_898 + random.randint(0, 400)])
    if kind == "yes/no":
        return random.choice([None, True, False])
    return random.choice([None, *SCALE] if kind == "grade" else [None, "甲", "乙", "丙"])


Builder = Callable[["Author", str, int], Formula]


@dataclass
class Author:
    """Writes formulas for a world, one after another. `builders` makes one kind of formula for each function."""

    world: World
    random: Random
    builders: dict[str, dict[str, Builder]]

    def add(self, table: str, formula: Formula) -> str:
        column = f"{table[0]}{len(self.world.formulas)}"
        self.world.formulas[table, column] = formula
        return column

    def columns(self, table: str, kind: str) -> list[Formula]:
        """What a formula of a table can name: columns of its own table and of those above."""
        found: list[Formula] = []
        place = table
        while place:
            names = [place[0] + name for name, its in KINDS.items() if its == kind]
            found += [self.column(place, name, kind) for name in names]
            found += [
                self.column(place, name, kind, formula)
                for (its, name), formula in self.world.formulas.items()
                if its == place and formula.kind == kind and formula.rational
            ]
            found += [self.column(place, "key", kind)] if kind == "text" and place != table else []
            place = PARENTS[place]
        return found

    def column(self, table: str, name: str, kind: str, behind: Formula | None = None) -> Formula:
        text = name if self.random.random() < 0.8 and name != "key" else f"{table}.{name}"
        smooth = behind is None or behind.smooth
        return Formula(text, lambda row: row.get(table, name), kind, frozenset({table}), smooth)

    def leaf(self, table: str, kind: str) -> Formula:
        if kind == "number" and self.random.random() < 0.3:
            return self.constant()
        if kind in ("text", "grade", "yes/no") and self.random.random() < 0.15:
            return self.word(kind)
        return self.random.choice(self.columns(table, kind))

    def constant(self) -> Formula:
        text = self.random.choice(CONSTANTS)
        value = VALUES[text] if text in VALUES else number(text)
        return Formula(text, lambda row: value)

    def word(self, kind: str) -> Formula:
        if kind == "yes/no":
            truth = self.random.random() < 0.5
            text = self.random.choice(["yes", "是"] if truth else ["no", "否"])
            return Formula(text, lambda row: truth, kind)
        text = self.random.choice(SCALE if kind == "grade" else ("甲", "乙", "丙"))
        quotes = self.random.choice(['"{}"', "“{}”", "「{}」"])
        return Formula(quotes.format(text), lambda row: text, kind)

    def formula(self, table: str, kind: str, depth: int) -> Formula:
        """A formula of a kind, of at most so many levels."""
        if depth <= 0 or self.random.random() < 0.25:
            return self.leaf(table, kind)
        builders = self.builders[kind]
        return builders[self.random.choice(sorted(builders))](self, table, depth - 1)


def number(text: str) -> Fraction:
    return Fraction(text.rstrip("%")) / (100 if text.endswith("%") else 1)


def joined(
    text: str, function: Callable[..., Any], *parts: Formula, kind: str = "number", smooth: bool = True,
    rational: bool = True,
) -> Formula:  # fmt: skip
    """A formula made of others: `function` gets their values, None for what is missing."""
    return Formula(
        text,
        lambda row: function(*(part.value(row) for part in parts)),
        kind,
        frozenset().union(*(part.tables for part in parts)),
        smooth and all(part.smooth for part in parts),
        rational and all(part.rational for part in parts),
    )


def constant(text: str) -> Formula:
    return Formula(text, lambda row: number(text))


def listed(parts: Iterable[Formula]) -> str:
    return ", ".join(part.text for part in parts)


def strictly(text: str, function: Callable[..., Any], *parts: Formula, **more: Any) -> Formula:
    return joined(text, naive.strict(function), *parts, **more)

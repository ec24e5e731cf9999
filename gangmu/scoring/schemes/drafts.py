"""A scheme file as written: sections, tables and columns with their places, before any formula is looked into."""

from __future__ import annotations

from dataclasses import dataclass, field

from gangmu.scoring.formulas.syntax import Syntax
from gangmu.scoring.problems.problem import Spot
from gangmu.scoring.schemes.layout import Item
from gangmu.scoring.schemes.scheme import Given, Lookup, Parameter


@dataclass
class Formula:
    """A computed column before it is checked; `tree` is None when the formula could not be read."""

    table: str
    name: str
    item: Item
    spot: Spot
    tree: Syntax | None = None
    label: str = ""
    note: str = ""
    decimals: int | None = None
    percent: int | None = None

    def text_of(self, part: Syntax) -> str:
        return self.item.text[part.start : part.end]


@dataclass
class TableDraft:
    name: str
    parent: str
    spot: Spot
    label: str = ""
    given: dict[str, Given] = field(default_factory=dict)
    computed: dict[str, Formula] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.given, *self.computed)

    @property
    def labels(self) -> dict[str, str]:
        return {name: self.label_of(name) for name in self.columns if self.label_of(name)}

    def label_of(self, column: str) -> str:
        return self.given[column].label if column in self.given else self.computed[column].label

    def has(self, column: str) -> bool:
        return column in self.given or column in self.computed


@dataclass
class Draft:
    title: str = ""
    year: int | None = None
    decimals: int = 2
    source: str = ""
    parameters: dict[str, Parameter] = field(default_factory=dict)
    lookups: dict[str, Lookup] = field(default_factory=dict)
    spots: dict[str, Spot] = field(default_factory=dict)
    scales: dict[str, tuple[str, ...]] = field(default_factory=dict)
    tables: dict[str, TableDraft] = field(default_factory=dict)
    publish: dict[str, list[Item]] = field(default_factory=dict)
    components: list[Item] = field(default_factory=list)
    full_marks: dict[str, Item] = field(default_factory=dict)
    headline: dict[str, Item] = field(default_factory=dict)

    @property
    def texts(self) -> set[str]:
        """Every text that a column, a scale or a parameter is known to have."""
        found = {grade for scale in self.scales.values() for grade in scale}
        found |= {name for lookup in self.lookups.values() for name in lookup.entries}
        given = (each for table in self.tables.values() for each in table.given.values())
        return found | {choice for each in given for choice in each.choices}

    def ancestors(self, table: str) -> list[str]:
        """Parent first; stops where parents run in a circle."""
        found: list[str] = []
        parent = self.tables[table].parent if table in self.tables else ""
        while parent in self.tables and parent not in found and parent != table:
            found.append(parent)
            parent = self.tables[parent].parent
        return found

    def descendants(self, table: str) -> list[str]:
        return [name for name in self.tables if table in self.ancestors(name)]

"""A scheme that was read and found right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from gangmu.scoring.formulas.nodes import Node
from gangmu.scoring.problems.problem import SchemeProblem
from gangmu.scoring.values.kinds import Kind


@dataclass(frozen=True)
class Parameter:
    """A number or text that the office may change; `assumption` marks what no published text states."""

    name: str
    value: Any
    kind: Kind
    text: str
    note: str = ""
    assumption: bool = False


@dataclass(frozen=True)
class Lookup:
    """A parameter that is a small table, name → exact number, for `lookup`; `texts` are the numbers as written."""

    name: str
    entries: Mapping[str, Any]
    texts: Mapping[str, str]
    note: str = ""
    assumption: bool = False


@dataclass(frozen=True)
class Given:
    """A column of facts. `type` is number, text, yes/no, one of or date; `choices` belong to one of."""

    name: str
    type: str
    kind: Kind
    choices: tuple[str, ...] = ()
    default: Any = None
    required: bool = True
    label: str = ""
    note: str = ""
    percent: int | None = None


@dataclass(frozen=True)
class Computed:
    """A column of results; `formula` is the text as the author wrote it. `percent` says with how many decimals it is
    published as per cent, None where it is not."""

    name: str
    formula: str
    node: Node
    label: str = ""
    note: str = ""
    decimals: int | None = None
    percent: int | None = None

    @property
    def kind(self) -> Kind:
        return self.node.kind


@dataclass(frozen=True)
class Table:
    """A table: facts and formulas; every row belongs to one row of `parent` (empty at the top)."""

    name: str
    parent: str
    given: Mapping[str, Given]
    computed: Mapping[str, Computed]
    label: str = ""

    def kind(self, column: str) -> Kind:
        return self.given[column].kind if column in self.given else self.computed[column].kind

    def label_of(self, column: str) -> str:
        entry = self.given.get(column) or self.computed.get(column)
        return (entry.label if entry else "") or column


@dataclass(frozen=True)
class Scheme:
    """A method of assessment.

    `order` lists (table, column) so that each comes after all it needs. `components` are the unit's columns that make
    up its total; `full_marks` tells for those that state it how many points they can bring, as exact numbers, and
    `marked_by` which parameter says so.
    `headline` holds the unit's columns that the scheme names its total, grade or rank.
    """

    title: str
    year: int | None
    decimals: int
    tables: Mapping[str, Table]
    publish: Mapping[str, tuple[str, ...]]
    components: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    scales: Mapping[str, tuple[str, ...]]
    order: tuple[tuple[str, str], ...]
    digest: str
    source: str = ""
    language: str = "zh"
    unit_table: str = "unit"
    full_marks: Mapping[str, Any] = field(default_factory=dict)
    lookups: Mapping[str, Lookup] = field(default_factory=dict)
    headline: Mapping[str, str] = field(default_factory=dict)
    marked_by: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def formulas(self) -> dict[tuple[str, str], Node]:
        """All computed columns, by table and column."""
        tables = self.tables.items()
        return {(name, column): one.node for name, table in tables for column, one in table.computed.items()}

    def ancestors(self, table: str) -> tuple[str, ...]:
        """Parent, its parent, … up to the top."""
        found: list[str] = []
        parent = self.tables[table].parent
        while parent and parent not in found:
            found.append(parent)
            parent = self.tables[parent].parent
        return tuple(found)

    def percent_of(self, table: str, column: str) -> int | None:
        """With how many decimals a column is shown as per cent; None where it is not."""
        one = self.tables[table].computed.get(column) or self.tables[table].given.get(column)
        return one.percent if one else None

    def decimals_of(self, table: str, column: str) -> int:
        """To how many decimals a column's values are published, as numbers: 0.9583 where 95.83% is shown."""
        percent = self.percent_of(table, column)
        if percent is not None:
            return percent + 2
        computed = self.tables[table].computed.get(column)
        return self.decimals if computed is None or computed.decimals is None else computed.decimals


@dataclass(frozen=True)
class Checked:
    """The outcome of reading a scheme: `scheme` is None when a problem is an error.

    `digest` is the SHA-256 of the text, or of all texts when the scheme includes others.
    """

    scheme: Scheme | None
    problems: tuple[SchemeProblem, ...]
    digest: str = field(default="")

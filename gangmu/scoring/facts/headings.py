"""Under which headings the facts of a table come, and what is said of those that are missing or strange."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import chain

from gangmu.scoring.facts.reporting import FactReporter, Source
from gangmu.scoring.facts.sheets import KEY_HEADINGS, SheetRows
from gangmu.scoring.problems.nearest import nearest
from gangmu.scoring.schemes.scheme import Given, Scheme, Table

Rows = Sequence[Mapping[str, object]]
# What the column of names, which every table has, may be called in facts.
NAME_HEADINGS = ("name", "名称")
# What is said of a column that is in no row.
COLUMN_LACKING = frozenset({"column without facts", "heading misspelt"})


class Headings:
    """The headings under which a table's columns may come, and those that are there.

    `key`, `name` and `above`, the key of the parent's row, are columns that every table has.
    """

    def __init__(self, scheme: Scheme, table: Table, rows: Rows) -> None:
        self.table = table
        self.there = dict.fromkeys(chain.from_iterable(rows))
        self.key, self.name = _free(KEY_HEADINGS, table), _free(NAME_HEADINGS, table)
        self.above = _above(scheme, table)
        self.given = {given.name: _of_given(table, given) for given in table.given.values()}
        own = own_headings(scheme, table)
        called = {column: table.label_of(column) for column in (*table.given, *table.computed)}
        called |= {"key": own[0], table.parent: own[-1]}
        if isinstance(rows, SheetRows):
            wanted = {**self.given, "key": self.key, table.parent: self.above}
            called |= {column: found for column, headings in wanted.items() if (found := self.found(headings))}
        self.source = Source(table.name, table.label, rows.file if isinstance(rows, SheetRows) else "", called)

    def found(self, headings: Sequence[str]) -> str:
        return next((heading for heading in headings if heading in self.there), "")

    def check(self, reporter: FactReporter) -> None:
        """Tells once what is missing in all rows and what nobody asked for; often it is the same, with a slip."""
        needed = {"key": self.key, **({self.table.parent: self.above} if self.table.parent else {})}
        needed |= {name: self.given[name] for name, given in self.table.given.items() if given.required}
        lacking = {column: headings for column, headings in needed.items() if not self.found(headings)}
        strange = self.strange()
        for column, headings in lacking.items() if self.there else ():
            bare = {_bare(heading): heading for heading in reversed(strange)}
            near = next((bare[found] for heading in headings if (found := nearest(heading, bare))), "")
            code = "heading misspelt" if near else "column without facts"
            reporter.add(code, self.source, column=column, known=headings, written=" ".join(near.split()))
            strange = [heading for heading in strange if heading != near]
        free = [heading for headings in self.given.values() if not self.found(headings) for heading in headings]
        for heading in strange:
            near = nearest(heading, [*free, *self.name])
            reporter.add("facts without column", self.source, column=heading, level="warning", near=near)

    def strange(self) -> list[str]:
        known = {*KEY_HEADINGS, *NAME_HEADINGS, "parent", *self.above, *self.table.given, *self.table.computed}
        known |= {self.table.label_of(column) for column in (*self.table.given, *self.table.computed)}
        return [str(heading) for heading in self.there if heading not in known]


def _bare(heading: str) -> str:
    """Without the unit that may stand in brackets or on a line of its own."""
    return re.split(r"[\s（(]", heading, maxsplit=1)[0] or heading


def _free(headings: Sequence[str], table: Table) -> tuple[str, ...]:
    """Those that no given column is called."""
    taken = {*table.given, *(given.label for given in table.given.values())}
    return tuple(heading for heading in headings if heading not in taken)


def _above(scheme: Scheme, table: Table) -> tuple[str, ...]:
    """Under which headings a row says which row of the parent table it belongs to."""
    if not table.parent:
        return ()
    label = scheme.tables[table.parent].label
    return _free([table.parent, *([label] if label else []), "parent"], table)


def _of_given(table: Table, given: Given) -> tuple[str, ...]:
    """The names under which a column's values come: its own, or its label where no column is called so."""
    return (given.name, given.label) if given.label and given.label not in table.given else (given.name,)


def own_headings(scheme: Scheme, table: Table) -> tuple[str, ...]:
    """What a sheet of facts calls the columns that every table has: key, name and, below another table, its key."""
    first = [_free(headings, table) or headings for headings in (KEY_HEADINGS, NAME_HEADINGS)]
    own = [headings[0] if scheme.language == "en" else headings[-1] for headings in first]
    above = _above(scheme, table)
    label = scheme.tables[table.parent].label if table.parent else ""
    return (*own, *([label] if label in above else above[:1]))

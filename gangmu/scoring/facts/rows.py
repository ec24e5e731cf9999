"""Facts: rows of given columns, checked against a scheme; all faults at once, the rest stays usable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from gmpy2 import mpq

from gangmu.scoring.facts.cells import CellReader, lost_signs
from gangmu.scoring.facts.sheets import KEY_HEADINGS, SheetRows
from gangmu.scoring.problems.messages import WORDS, say
from gangmu.scoring.problems.nearest import nearest
from gangmu.scoring.problems.problem import FactProblem, Level
from gangmu.scoring.schemes.scheme import Given, Scheme, Table
from gangmu.scoring.values.columns import Column
from gangmu.scoring.values.incoming import BadValue
from gangmu.scoring.values.numbers import Array

Rows = Sequence[Mapping[str, object]]
# For so many faults the word that was probably meant is looked for.
MOST_GUESSES = 1_000
# What the column of names, which every table has, may be called in facts.
NAME_HEADINGS = ("name", "名称")
FILLERS: dict[str, Any] = {"number": mpq(0), "date": mpq(1), "text": "", "yes/no": False}


@dataclass(frozen=True)
class FactTable:
    """Rows of one table, sorted so that the rows of one parent stand together.

    `parents[i]` is the row of the parent table (0 at the top), `positions[i]` its place among what was given, from 0,
    `lines[i]` its number in the sheet that it came from, 0 where there is none.
    """

    keys: tuple[str, ...]
    names: tuple[str, ...]
    parents: Array
    positions: tuple[int, ...]
    lines: tuple[int, ...]
    columns: Mapping[str, Column]
    index: Mapping[str, int] = field(repr=False, default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.keys)


@dataclass(frozen=True)
class Facts:
    """What is known about every table, and what was wrong with it."""

    tables: Mapping[str, FactTable]
    problems: tuple[FactProblem, ...]


class FactReporter:
    def __init__(self, language: str) -> None:
        self.language = language
        self.problems: list[FactProblem] = []

    def row(self, line: int) -> str:
        """An earlier row, by its number where it has one."""
        words = WORDS[self.language]
        return words["row"].format(line) if line else words["earlier row"]

    def near(self, word: object, known: Iterable[str]) -> str:
        """The known word that was probably meant; no longer looked for when there are very many faults."""
        return nearest(_written(word), known) if len(self.problems) < MOST_GUESSES else ""

    def add(
        self, code: str, table: str, key: str = "", column: str = "", text: object = "", line: int = 0,
        level: Level = "error", unit: str = "", **values: Any,
    ) -> None:  # fmt: skip
        what, expected, todo = say(self.language, code, table=table, column=column, unit=unit, **values)
        shown = "" if text is None else _written(text)[:60]
        self.problems.append(
            FactProblem(table, key, column, shown, what, expected, todo, level, "", line, self.language, code, unit)
        )


def _written(value: object) -> str:
    try:
        return str(value)
    except ValueError:  # Python does not write out whole numbers of more than 4,300 digits
        return "…"


def read_facts(scheme: Scheme, rows: Mapping[str, Rows], *, language: str = "zh") -> Facts:
    """Facts for a scheme.

    Rows have `key` (or 编号), optional `name` (or 名称), the parent's key under the parent table's name or label (or
    `parent`), and the given columns.
    A row that cannot be placed is left out and reported; a value that cannot be read counts as missing and is reported.
    """
    reporter = FactReporter(language)
    for name in rows:
        if name not in scheme.tables:
            reporter.add(
                "facts without table",
                name,
                known=list(scheme.tables),
                near=nearest(name, scheme.tables),
                level="warning",
            )
    tables: dict[str, FactTable] = {}
    for name in _parents_first(scheme):
        if name not in rows:
            reporter.add("table without facts", name, level="warning")
        tables[name] = _table(scheme, scheme.tables[name], rows.get(name, ()), tables, reporter)
    return Facts(tables, tuple(reporter.problems))


def _parents_first(scheme: Scheme) -> list[str]:
    return sorted(scheme.tables, key=lambda name: len(scheme.ancestors(name)))


def _table(
    scheme: Scheme, table: Table, rows: Rows, tables: Mapping[str, FactTable], reporter: FactReporter
) -> FactTable:
    above = _above(scheme, table)
    kept, keys, parents = _placed(table, rows, above, tables, reporter)
    order = np.argsort(np.array(parents, dtype=np.int64), kind="stable")
    placed = [kept[i] for i in order]
    chosen = [rows[i] for i in placed]
    lines = tuple(_line(rows, i) for i in placed)
    sorted_keys = tuple(keys[i] for i in order)
    _strange_columns(table, rows, above, reporter)
    named = _free(NAME_HEADINGS, table)
    names = tuple(_under(named, row) or key for row, key in zip(chosen, sorted_keys, strict=True))
    readers = {given.name: CellReader(given, _headings(table, given)) for given in table.given.values()}
    columns = {name: _column(table, reader, chosen, sorted_keys, lines, reporter) for name, reader in readers.items()}
    for fault in lost_signs([reader for reader in readers.values() if reader.mixed], chosen):
        where = {} if fault.row is None else {"key": sorted_keys[fault.row], "line": lines[fault.row]}
        reporter.add(
            fault.code,
            table.name,
            column=fault.column,
            text=fault.text,
            level="warning",
            share=fault.share,
            bare=fault.bare,
            **where,
        )
    index = {key: position for position, key in enumerate(sorted_keys)}
    return FactTable(sorted_keys, names, np.array(parents, dtype=np.int64)[order], tuple(placed), lines, columns, index)


def _line(rows: Rows, position: int) -> int:
    return rows.lines[position] if isinstance(rows, SheetRows) else 0


def _text(value: object) -> str:
    if type(value) is str:
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


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


def own_headings(scheme: Scheme, table: Table) -> tuple[str, ...]:
    """What a sheet of facts calls the columns that every table has: key, name and, below another table, its key."""
    first = [_free(headings, table) or headings for headings in (KEY_HEADINGS, NAME_HEADINGS)]
    own = [headings[0] if scheme.language == "en" else headings[-1] for headings in first]
    above = _above(scheme, table)
    label = scheme.tables[table.parent].label if table.parent else ""
    return (*own, *([label] if label in above else above[:1]))


def _under(headings: Sequence[str], row: Mapping[str, object]) -> str:
    """What stands under the first of the headings that has something."""
    for heading in headings:
        text = _text(row.get(heading))
        if text:
            return text
    return ""


def _placed(
    table: Table, rows: Rows, above: Sequence[str], tables: Mapping[str, FactTable], reporter: FactReporter
) -> tuple[list[int], list[str], list[int]]:
    """Which rows can be used, their keys and their parents' rows."""
    kept: list[int] = []
    keys: list[str] = []
    parents: list[int] = []
    seen: dict[str, int] = {}
    keyed = _free(KEY_HEADINGS, table)
    for position, row in enumerate(rows):
        key, line = _under(keyed, row), _line(rows, position)
        if not key:
            # Nothing else tells which of the rows it is.
            reporter.add("no key", table.name, line=line or position + 1)
            continue
        if key in seen:
            reporter.add("duplicate key", table.name, key, line=line, first=reporter.row(seen[key]))
            continue
        parent = _parent(table, _under(above, row), key, line, tables, reporter)
        if parent is None:
            continue
        seen[key] = line
        kept.append(position)
        keys.append(key)
        parents.append(parent)
    return kept, keys, parents


def _parent(
    table: Table,
    parent: str,
    key: str,
    line: int,
    tables: Mapping[str, FactTable],
    reporter: FactReporter,
) -> int | None:
    if not table.parent:
        return 0
    index = tables[table.parent].index
    if not parent:
        reporter.add("no parent", table.name, key, table.parent, line=line, parent=table.parent)
    elif parent not in index:
        reporter.add(
            "orphan",
            table.name,
            key,
            table.parent,
            parent,
            line,
            parent=table.parent,
            near=reporter.near(parent, index),
        )
    return index.get(parent)


def _strange_columns(table: Table, rows: Rows, above: Sequence[str], reporter: FactReporter) -> None:
    """Columns nobody asked for, told once; often a slip in a heading."""
    heading = dict.fromkeys(name for row in rows[:1] for name in row)
    known = {*KEY_HEADINGS, *NAME_HEADINGS, "parent", *above, *table.given}
    known |= {table.label_of(column) for column in (*table.given, *table.computed)}
    for name in heading:
        if name not in known and name not in table.computed:
            shown = list(table.given)
            reporter.add(
                "facts without column",
                table.name,
                "",
                str(name),
                level="warning",
                known=shown,
                near=nearest(str(name), table.given),
            )


def _headings(table: Table, given: Given) -> tuple[str, ...]:
    """The names under which a column's values come: its own, or its label where no column is called so."""
    return (given.name, given.label) if given.label and given.label not in table.given else (given.name,)


def _column(
    table: Table, reader: CellReader, rows: Rows, keys: tuple[str, ...], lines: tuple[int, ...], reporter: FactReporter
) -> Column:
    given = reader.given
    if rows and given.required and not any(heading in row for row in rows for heading in reader.headings):
        reporter.add("column without facts", table.name, "", given.name)
    filler = FILLERS[given.kind.name]
    default = given.default
    missing = np.zeros(len(rows), dtype=bool)
    values: list[Any] = []
    for position, row in enumerate(rows):
        written = reader.cell(row)
        try:
            value = reader.read(written)
        except BadValue as bad:
            known = list(given.choices)
            near = reporter.near(written, given.choices)
            reporter.add(
                bad.code, table.name, keys[position], given.name, written, lines[position], known=known, near=near
            )
            missing[position] = True
            values.append(filler)
            continue
        if value is None:
            value = default
        if value is None:
            missing[position] = True
            value = filler
        values.append(value)
    return Column(_array(values, given), missing)


def _array(values: list[Any], given: Given) -> Array:
    if given.kind.name == "yes/no":
        return np.array(values, dtype=bool)
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array

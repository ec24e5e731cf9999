"""Facts: rows of given columns, checked against a scheme; all faults at once, the rest stays usable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from gmpy2 import mpq

from gangmu.scoring.facts.cells import CellReader, lost_signs
from gangmu.scoring.facts.doubts import tell_doubts
from gangmu.scoring.facts.headings import Headings, Rows
from gangmu.scoring.facts.reporting import FactReporter, Source
from gangmu.scoring.facts.sheets import SheetRows
from gangmu.scoring.facts.tables import Facts, FactTable
from gangmu.scoring.problems.nearest import nearest
from gangmu.scoring.schemes.scheme import Given, Scheme
from gangmu.scoring.values.columns import Column
from gangmu.scoring.values.incoming import BadValue, as_text, spoilt
from gangmu.scoring.values.numbers import Array

FILLERS: dict[str, Any] = {"number": mpq(0), "date": mpq(1), "text": "", "yes/no": False}


class Chosen(NamedTuple):
    """The rows of a table that can be used, in their order, with their keys and lines."""

    rows: Rows
    keys: tuple[str, ...]
    lines: tuple[int, ...]


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
                Source(name),
                known=list(scheme.tables),
                near=nearest(name, scheme.tables),
                level="warning",
            )
    tables: dict[str, FactTable] = {}
    for name in _parents_first(scheme):
        given = rows.get(name, ())
        headings = Headings(scheme, scheme.tables[name], given)
        if name not in rows:
            reporter.add("table without facts", headings.source, level="warning")
        headings.check(reporter)
        tables[name] = _table(headings, given, tables.get(scheme.tables[name].parent), reporter)
    tell_doubts(scheme, tables, reporter)
    return Facts(tables, tuple(reporter.problems))


def _parents_first(scheme: Scheme) -> list[str]:
    return sorted(scheme.tables, key=lambda name: len(scheme.ancestors(name)))


def _table(headings: Headings, rows: Rows, above: FactTable | None, reporter: FactReporter) -> FactTable:
    kept, keys, parents = _placed(headings, rows, above, reporter)
    order = np.argsort(np.array(parents, dtype=np.int64), kind="stable")
    placed = [kept[i] for i in order]
    lines = _lines(rows)
    chosen = Chosen([rows[i] for i in placed], tuple(keys[i] for i in order), tuple(lines[i] for i in placed))
    names = tuple(_under(headings.name, row) or key for row, key in zip(chosen.rows, chosen.keys, strict=True))
    readers = {given.name: CellReader(given, headings.given[given.name]) for given in headings.table.given.values()}
    columns = {name: _column(headings.source, reader, chosen, reporter) for name, reader in readers.items()}
    for fault in lost_signs([reader for reader in readers.values() if reader.mixed], chosen.rows):
        key, line = ("", 0) if fault.row is None else (chosen.keys[fault.row], chosen.lines[fault.row])
        reporter.add(
            fault.code, headings.source, key, fault.column, fault.text, line, "warning",
            share=fault.share, bare=fault.bare,
        )  # fmt: skip
    index = {key: position for position, key in enumerate(chosen.keys)}
    parents_sorted = np.array(parents, dtype=np.int64)[order]
    return FactTable(
        chosen.keys, names, parents_sorted, tuple(placed), chosen.lines, columns, headings.source, index
    )  # fmt: skip


def _lines(rows: Rows) -> Sequence[int]:
    """Where the rows stand in their sheet; 0 for those of no sheet."""
    return rows.lines if isinstance(rows, SheetRows) else [0] * len(rows)


def _under(headings: Sequence[str], row: Mapping[str, object]) -> str:
    """What stands under the first of the headings that has something."""
    for heading in headings:
        value = row.get(heading)
        text = "" if value is None else as_text(value)
        if text:
            return text
    return ""


def _placed(
    headings: Headings, rows: Rows, above: FactTable | None, reporter: FactReporter
) -> tuple[list[int], list[str], list[int]]:
    """Which rows can be used, their keys and their parents' rows. What all rows lack was told before."""
    kept: list[int] = []
    keys: list[str] = []
    parents: list[int] = []
    seen: dict[str, int] = {}
    if above is not None and not above.size and rows:
        reporter.add("nothing above", headings.source, parent=above.source.called)
        return kept, keys, parents
    usable = headings.found(headings.key) and (above is None or headings.found(headings.above))
    for position, (row, line) in enumerate(zip(rows, _lines(rows), strict=True) if usable else ()):
        key = _under(headings.key, row)
        if not key:
            # Nothing else tells which of the rows it is.
            reporter.add("no key", headings.source, line=line or position + 1)
            continue
        if spoilt(key):
            reporter.add(spoilt(key), headings.source, column="key", text=key, line=line or position + 1)
            continue
        if key in seen:
            reporter.add("duplicate key", headings.source, key, line=line, first=reporter.row(seen[key]))
            continue
        parent = _parent(headings, _under(headings.above, row), key, line, above, reporter)
        if parent is None:
            continue
        seen[key] = line
        kept.append(position)
        keys.append(key)
        parents.append(parent)
    return kept, keys, parents


def _parent(
    headings: Headings, parent: str, key: str, line: int, above: FactTable | None, reporter: FactReporter
) -> int | None:
    if above is None:
        return 0
    if parent in above.index:
        return above.index[parent]
    column, called = headings.table.parent, above.source.called
    if not parent:
        reporter.add("no parent", headings.source, key, column, line=line, parent=called)
    else:
        named = above.keys[above.names.index(parent)] if parent in above.names else ""
        near = named or reporter.near(parent, above.index)
        reporter.add("orphan", headings.source, key, column, parent, line, parent=called, near=near)
    return None


def _column(source: Source, reader: CellReader, chosen: Chosen, reporter: FactReporter) -> Column:
    given = reader.given
    filler = FILLERS[given.kind.name]
    default = given.default
    missing = np.zeros(len(chosen.rows), dtype=bool)
    values: list[Any] = []
    for position, written in enumerate(reader.cells(chosen.rows)):
        try:
            value = reader.read(written)
        except BadValue as bad:
            known = list(given.choices)
            near = reporter.near(written, given.choices)
            key, line = chosen.keys[position], chosen.lines[position]
            reporter.add(bad.code, source, key, given.name, written, line, known=known, near=near)
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

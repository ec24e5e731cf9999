"""What can be computed but was probably meant otherwise; each is a warning."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from gangmu.scoring.facts.reporting import FactReporter
from gangmu.scoring.facts.tables import FactTable
from gangmu.scoring.formulas.nodes import Apply, Constant, Peers, Reference, walk
from gangmu.scoring.functions.operators import COMPARISONS
from gangmu.scoring.problems.nearest import nearest
from gangmu.scoring.schemes.scheme import Scheme
from gangmu.scoring.values.kinds import NUMBER

# What a row is called that sums up the others; a unit's name never ends like that, a target's may.
TOTALS = re.compile(r"([合总小共]\s*计|平\s*均[数值分]?|(grand |sub)?totals?|sum|average|mean)\s*[:：]?", re.IGNORECASE)
TOTAL_LINE = re.compile(rf"^{TOTALS.pattern}$", re.IGNORECASE | re.MULTILINE)
TOTALS_OF_UNITS = ("合计", "总计", "小计")
# So like another group's name is a slip of the pen.
LIKE_A_SLIP = 0.6


def tell_doubts(scheme: Scheme, tables: Mapping[str, FactTable], reporter: FactReporter) -> None:
    for name, table in tables.items():
        _rows_of_totals(table, TOTALS_OF_UNITS if name == scheme.unit_table else (), reporter)
    for name, column in _group_columns(scheme):
        _lonely_groups(tables[name], column, reporter)
    for (name, column), limits in _limits(scheme).items():
        _per_cent_doubts(tables[name], column, limits, reporter)


def _rows_of_totals(table: FactTable, endings: tuple[str, ...], reporter: FactReporter) -> None:
    words = "\n".join((*table.keys, *table.names))
    if not TOTAL_LINE.search(words) and not any(ending in words for ending in endings):
        return
    for row, (key, name) in enumerate(zip(table.keys, table.names, strict=True)):
        word = next((word for word in (name, key) if TOTALS.fullmatch(word) or word.endswith(endings)), "")
        if word:
            reporter.add("row of totals", table.source, key, text=word, line=table.lines[row], level="warning")


def _group_columns(scheme: Scheme) -> list[tuple[str, str]]:
    """Columns of plain text by which rows are compared within groups."""
    formulas = [computed.node for table in scheme.tables.values() for computed in table.computed.values()]
    within = [node.within for formula in formulas for node in walk(formula) if isinstance(node, Peers) and node.within]
    used = [node for group in within for node in walk(group) if isinstance(node, Reference)]
    found = dict.fromkeys((node.table, node.column) for node in used)
    return [
        (table, column)
        for table, column in found
        if column in scheme.tables[table].given and scheme.tables[table].given[column].type == "text"
    ]


def _lonely_groups(table: FactTable, column: str, reporter: FactReporter) -> None:
    groups = [table.columns[column].cell(row) for row in range(table.size)]
    sizes = Counter(group for group in groups if group is not None)
    larger = [group for group, size in sizes.items() if size > 1]
    for row, group in enumerate(groups):
        other = nearest(group, larger, LIKE_A_SLIP) if sizes[group] == 1 else ""
        if other:
            key, line = table.keys[row], table.lines[row]
            reporter.add("lonely group", table.source, key, column, group, line, "warning", other=other)


def _limits(scheme: Scheme) -> dict[tuple[str, str], list[Constant]]:
    """Given columns of numbers that formulas hold against fixed numbers, with these numbers."""
    found: dict[tuple[str, str], list[Constant]] = {}
    formulas = [computed.node for table in scheme.tables.values() for computed in table.computed.values()]
    for node in (node for formula in formulas for node in walk(formula) if isinstance(node, Apply)):
        if node.function.operator in COMPARISONS or node.function.name in ("band", "ladder"):
            value, *others = node.arguments
            limits = others if node.function.operator else others[:-1:2]
            if isinstance(value, Reference) and value.column in scheme.tables[value.table].given:
                numbers = [one for one in limits if isinstance(one, Constant) and NUMBER.accepts(one.kind)]
                found.setdefault((value.table, value.column), []).extend(numbers)
    return {cell: numbers for cell, numbers in found.items() if numbers}


def _per_cent_doubts(table: FactTable, column: str, limits: Sequence[Constant], reporter: FactReporter) -> None:
    """95 held against 90 % is a hundred times too much, 0.95 held against 90 a hundred times too little.

    Told only where the whole column is ten times beyond every limit: 105 % is no slip beside 100 %.
    """
    rows = [row for row in range(table.size) if table.columns[column].cell(row) is not None]
    values = [abs(table.columns[column].cell(row)) for row in rows]
    if not values:
        return
    marks, sizes = [limit.text.endswith("%") for limit in limits], [abs(limit.value) for limit in limits]
    above = all(marks) and all(value > 1 and value > 10 * max(sizes) for value in values)
    below = not any(marks) and all(value <= 1 and 10 * value < min(sizes) for value in values)
    if above or (below and any(value.denominator != 1 for value in values)):
        code = "number beside per cent" if above else "per cent beside number"
        row, limit = rows[0], limits[0].text
        written = _plain(table.columns[column].cell(row))
        reporter.add(code, table.source, table.keys[row], column, written, table.lines[row], "warning", limit=limit)


def _plain(value: Any) -> str:
    return str(value) if value.denominator == 1 else str(float(value))

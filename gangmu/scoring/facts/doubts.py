"""What can be computed but was probably meant otherwise; each is a warning."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from gangmu.scoring.facts.reporting import FactReporter
from gangmu.scoring.facts.tables import FactTable
from gangmu.scoring.formulas.nodes import Peers, Reference, walk
from gangmu.scoring.problems.nearest import nearest
from gangmu.scoring.schemes.scheme import Scheme

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

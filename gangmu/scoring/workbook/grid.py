"""Where everything stands in the workbook: sheets, columns, rows, and helper columns that formulas ask for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from gangmu.scoring.evaluation.results import Result
from gangmu.scoring.schemes.scheme import Table

PARAMETERS = "参数"
OWN_SHEETS = ("结果", PARAMETERS, "办法", "核对")


@dataclass
class Helper:
    """A hidden column: its heading, its formula in every row, and the value each gives.

    Values are stored because LibreOffice trusts what is stored until something before it changes.
    """

    heading: str
    formulas: list[str]
    values: list[Any]


@dataclass
class Sheet:
    """One table: `columns` gives each column's number from 0; data start in row 2 of the sheet."""

    table: Table
    name: str
    size: int
    columns: dict[str, int] = field(default_factory=dict)
    helpers: list[Helper] = field(default_factory=list)

    @property
    def quoted(self) -> str:
        escaped = self.name.replace("'", "''")
        return f"'{escaped}'"


class Grid:
    """The plan of the workbook."""

    def __init__(self, result: Result) -> None:
        self.result = result
        self.scheme = result.scheme
        self.sheets: dict[str, Sheet] = {}
        self.known_helpers: dict[tuple[str, object], int] = {}
        self.parameters: dict[str, int] = {}
        for table in self.scheme.tables.values():
            self.sheets[table.name] = self._sheet(table)
        for row, name in enumerate(self.scheme.parameters):
            self.parameters[name] = row + 2

    def _sheet(self, table: Table) -> Sheet:
        taken = {*OWN_SHEETS, *(sheet.name for sheet in self.sheets.values())}
        clean = re.sub(r"[\[\]:*?/\\']", "", table.label or table.name)[:28] or table.name[:28]
        name = clean if clean not in taken else f"{clean[:24]} {len(taken)}"
        sheet = Sheet(table, name, self.result.facts.tables[table.name].size)
        first = ["key", "name", *([f"parent {table.parent}"] if table.parent else [])]
        sheet.columns = {column: i for i, column in enumerate([*first, *table.given, *table.computed])}
        return sheet

    def cell(self, table: str, column: str, row: int, *, other_sheet: bool = False) -> str:
        """The address of a cell; `row` counts from 0."""
        sheet = self.sheets[table]
        address = f"${xl_col_to_name(sheet.columns[column])}{'$' if other_sheet else ''}{row + 2}"
        return f"{sheet.quoted}!{address}" if other_sheet else address

    def helper(
        self, table: str, mark: object, heading: str, formula: Callable[[int], str], values: Callable[[], list[Any]]
    ) -> int:
        """The column of a helper on a table's sheet, made when it is first asked for."""
        if (table, mark) not in self.known_helpers:
            sheet = self.sheets[table]
            number = len(sheet.columns) + len(sheet.helpers)
            helper = Helper(heading, [], values())
            sheet.helpers.append(helper)
            self.known_helpers[table, mark] = number
            helper.formulas.extend(formula(row) for row in range(sheet.size))
        return self.known_helpers[table, mark]

    def span(self, table: str, column: int, first: int, last: int, *, other_sheet: bool = True) -> str:
        """The range of a column from one row to another (both included, from 0)."""
        name = xl_col_to_name(column)
        address = f"${name}${first + 2}:${name}${last + 2}"
        return f"{self.sheets[table].quoted}!{address}" if other_sheet else address

    def whole(self, table: str, column: int) -> str:
        return self.span(table, column, 0, max(0, self.sheets[table].size - 1), other_sheet=False)

    def here(self, column: int, row: int) -> str:
        return f"${xl_col_to_name(column)}{row + 2}"

"""Where everything stands in the workbook: sheets, columns, rows, and helper columns that formulas ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from gangmu.scoring.evaluation.results import Result
from gangmu.scoring.formulas.nodes import Apply, walk
from gangmu.scoring.schemes.scheme import Scheme, Table
from gangmu.scoring.workbook.limits import sheet_names
from gangmu.scoring.workbook.words import WORDS

OWN_SHEETS = ("results", "parameters", "method", "check")
# The sheet of parameters has a note above its headings.
FIRST_PARAMETER = 3


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
    """One table: `columns` gives each column's number from 0; data start in row 2 of the sheet.

    Behind the columns stand hidden ones: the given columns as they were (`originals`), then helpers.
    """

    table: Table
    name: str
    size: int
    columns: dict[str, int] = field(default_factory=dict)
    helpers: list[Helper] = field(default_factory=list)

    @property
    def quoted(self) -> str:
        escaped = self.name.replace("'", "''")
        return f"'{escaped}'"

    @property
    def first_given(self) -> int:
        return len(self.columns) - len(self.table.computed) - len(self.table.given)

    @property
    def originals(self) -> int:
        return len(self.columns)

    @property
    def first_helper(self) -> int:
        return len(self.columns) + len(self.table.given)


def table_sheets(scheme: Scheme) -> dict[str, str]:
    """The name of each table's sheet."""
    words = WORDS[scheme.language]
    labels = ((table.name, table.label) for table in scheme.tables.values())
    return sheet_names(labels, [words[name] for name in OWN_SHEETS])


def parameter_sheet(scheme: Scheme) -> str:
    """The name of the sheet of parameters."""
    return WORDS[scheme.language]["parameters"]


def lookup_tables(scheme: Scheme) -> dict[str, tuple[tuple[str, Any], ...]]:
    """The parameter tables that formulas look into."""
    found: dict[str, tuple[tuple[str, Any], ...]] = {}
    for table in scheme.tables.values():
        for computed in table.computed.values():
            for node in walk(computed.node):
                if isinstance(node, Apply) and node.function.name == "lookup":
                    options = dict(node.options)
                    found[options["name"]] = options["table"]
    return found


class Grid:
    """The plan of the workbook: rows of parameters (from 1), first and last row of each parameter table, sheets."""

    def __init__(self, result: Result) -> None:
        self.result = result
        self.scheme = result.scheme
        self.words = WORDS[self.scheme.language]
        names = table_sheets(self.scheme)
        self.sheets = {table.name: self._sheet(table, names[table.name]) for table in self.scheme.tables.values()}
        self.known_helpers: dict[tuple[str, object], int] = {}
        self.parameters = {name: row for row, name in enumerate(self.scheme.parameters, FIRST_PARAMETER)}
        self.lookups: dict[str, tuple[int, int]] = {}
        row = FIRST_PARAMETER + len(self.scheme.parameters) + 2
        for name, entries in lookup_tables(self.scheme).items():
            self.lookups[name] = row, row + len(entries) - 1
            row += len(entries) + 2
        self.last_parameter = row - 3

    def _sheet(self, table: Table, name: str) -> Sheet:
        sheet = Sheet(table, name, self.result.facts.tables[table.name].size)
        columns = [*table.given, *table.computed]
        first = [f"own {column}" if column in columns else column for column in ("key", "name")]
        above = [f"parent {table.parent}"] if table.parent else []
        sheet.columns = {column: i for i, column in enumerate([*first, *above, *columns])}
        return sheet

    def cell(self, table: str, column: str, row: int, *, other_sheet: bool = False) -> str:
        """The address of a cell; `row` counts from 0."""
        sheet = self.sheets[table]
        address = f"${xl_col_to_name(sheet.columns[column])}{'$' if other_sheet else ''}{row + 2}"
        return f"{sheet.quoted}!{address}" if other_sheet else address

    def parameter(self, column: str, first: int, last: int | None = None) -> str:
        """The address of a cell, or of cells below each other, on the sheet of parameters; rows count from 1."""
        end = "" if last is None else f":${column}${last}"
        return f"{self.words['parameters']}!${column}${first}{end}"

    def helper(
        self, table: str, mark: object, heading: str, formula: Callable[[int], str], values: Callable[[], list[Any]]
    ) -> int:
        """The column of a helper on a table's sheet, made when it is first asked for."""
        if (table, mark) not in self.known_helpers:
            sheet = self.sheets[table]
            number = sheet.first_helper + len(sheet.helpers)
            helper = Helper(heading, [], values())
            sheet.helpers.append(helper)
            self.known_helpers[table, mark] = number
            helper.formulas.extend(formula(row) for row in range(sheet.size))
        return self.known_helpers[table, mark]

    def helper_values(self, table: str, column: int) -> list[Any]:
        sheet = self.sheets[table]
        return sheet.helpers[column - sheet.first_helper].values

    def span(self, table: str, column: int, first: int, last: int, *, other_sheet: bool = True) -> str:
        """The range of a column from one row to another (both included, from 0)."""
        name = xl_col_to_name(column)
        address = f"${name}${first + 2}:${name}${last + 2}"
        return f"{self.sheets[table].quoted}!{address}" if other_sheet else address

    def here(self, column: int, row: int) -> str:
        return f"${xl_col_to_name(column)}{row + 2}"

    def there(self, table: str, column: int, row: int) -> str:
        """The address of a cell seen from another sheet."""
        return f"{self.sheets[table].quoted}!${xl_col_to_name(column)}${row + 2}"

"""What was read from a file: sheets of rows of cells, each cell exactly what a person sees in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from gangmu.base.errors import Problem

EXCEL_DIGITS = 15
"""Significant digits that Excel shows and keeps; what lies beyond is noise of binary arithmetic."""


@dataclass(frozen=True)
class Limits:
    """How large a file may be before it is refused.

    Sizes are in bytes, rows and columns those of one sheet; cells, their characters and XML tags are those of the
    whole file. The cells bound memory: 300,000 take some 100 MB while they are read.
    """

    size: int = 50 * 1024 * 1024
    unpacked: int = 100 * 1024 * 1024
    ratio: int = 200
    sheets: int = 250
    rows: int = 20_000
    columns: int = 200
    cells: int = 300_000
    characters: int = 20_000_000
    tags: int = 4_000_000


class Cell(NamedTuple):
    """`value` is the exact text: 1234.5, 12%, 2026-08-31, 是/否 as TRUE/FALSE, "" when empty.

    `kind` is text, number, percent, date, boolean, empty, or error; `flaw` says why an error cell cannot be used.
    `shown` is what the eye sees of a number where a code would be read off it (0012, 1.10), and the formula of a
    cell whose formula has no result; else "".
    """

    value: str
    address: str
    kind: str = "text"
    flaw: str = ""
    shown: str = ""


class Row(NamedTuple):
    """`number` is the row as Excel shows it, from 1; `cells` start at column A."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def empty(self) -> bool:
        """Nothing written in any cell."""
        return not any(cell.value.strip() or cell.flaw for cell in self.cells)


class Merge(NamedTuple):
    """A merged area; rows and columns from 1, both ends included."""

    address: str
    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """Rows up to the last one with content, each up to its last cell with content.

    `warnings` name what a person should know before trusting it.
    """

    name: str
    rows: tuple[Row, ...]
    file: str = ""
    merges: tuple[Merge, ...] = ()
    hidden: bool = False
    warnings: tuple[Problem, ...] = ()

    def row(self, number: int) -> Row | None:
        """The row with this number, if there is one."""
        index = number - 1
        return self.rows[index] if 0 <= index < len(self.rows) else None

    def where(self, address: str = "") -> str:
        """文件“目标.xlsx”工作表“分解表”B7, for the head of a message."""
        words = {"file": self.file, "sheet": self.name, "address": address}
        place = _("文件“%(file)s”工作表“%(sheet)s”%(address)s") if self.file else _("工作表“%(sheet)s”%(address)s")
        return (place % words).strip()


@dataclass(frozen=True)
class Workbook:
    """All worksheets of a file in their order, by name."""

    name: str
    sheets: Mapping[str, Sheet] = field(default_factory=dict)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """Warnings of all sheets."""
        return tuple(warning for sheet in self.sheets.values() for warning in sheet.warnings)

    @property
    def first(self) -> Sheet:
        """The first sheet with content that is not hidden, else simply the first."""
        sheets = list(self.sheets.values())
        return next((sheet for sheet in sheets if sheet.rows and not sheet.hidden), sheets[0])


def column_letter(index: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


COLUMN_LETTERS = tuple(column_letter(index) for index in range(1, 703))

"""The file: sheets whose cells are written as they are, styles, colours."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from gangmu.scoring.evaluation.results import Result
from gangmu.scoring.values.showing import not_scored
from gangmu.scoring.workbook.limits import clean, escaped
from gangmu.scoring.workbook.spelling import MISSING, as_excel
from gangmu.scoring.workbook.words import WORDS

LINE, GREY = "#BFBFBF", "#A6A6A6"
KEY_HEAD, GIVEN_HEAD, COMPUTED_HEAD = "#E7E6E6", "#FFF2CC", "#DDE7F3"
GIVEN_INK = "#1F4E9E"
UNREPORTED, EDITED, WRONG = "#FBE5E1", "#F8CBAD", "#F4B6B6"
DAY = "yyyy-mm-dd"


class Page(Worksheet):
    """A sheet that writes formulas as they are, numbers with all their digits, and stored results with their type.

    XlsxWriter would look for thirty function names in each formula, which takes three quarters of the time; it keeps
    16 digits of a number, so that 9.95 would come back as 9.949999999999999; it stores empty texts as nothing.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        sort = type(cell).__name__
        if sort not in ("Number", "Formula"):
            super()._write_cell(row, col, cell)
            return
        style = f' s="{cell.format._get_xf_index()}"' if cell.format else ""
        start = f'<c r="{xl_rowcol_to_cell(row, col)}"{style}'
        if sort == "Number":
            self.fh.write(f"{start}><v>{cell.number!r}</v></c>")
            return
        formula = self._escape_data(cell.formula)
        form, value = _stored(cell.value)
        self.fh.write(f"{start}{form}><f>{formula}</f><v>{self._escape_data(value)}</v></c>")

    def put(self, row: int, column: int, value: Any, form: Format | None = None) -> None:
        """A value that is no formula, whatever it looks like; None leaves the cell blank."""
        if value is None or value == "":
            self.write_blank(row, column, None, form)
        elif isinstance(value, bool):
            self.write_boolean(row, column, value, form)
        elif isinstance(value, (int, float)):
            self.write_number(row, column, value, form)
        else:
            self.write_string(row, column, _unmarked(clean(value)), form)

    def live(self, row: int, column: int, formula: str, form: Format | None, value: Any) -> None:
        """A formula and its value as it is now."""
        self.write_formula(row, column, f"={formula}", form, value)


def _stored(value: Any) -> tuple[str, str]:
    if isinstance(value, bool):
        return ' t="b"', str(int(value))
    if isinstance(value, str):
        return (' t="e"', value) if value == MISSING else (' t="str"', escaped(clean(value)))
    if value is None:
        return ' t="str"', ""  # a helper's formula gives an empty text there
    return "", repr(value)


def _unmarked(text: str) -> str:
    """XlsxWriter takes such a text for markup; a space behind it is dropped when facts are read."""
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


class Book:
    """The workbook while it is written, with what all sheets need: the result, the words, the styles."""

    def __init__(self, result: Result) -> None:
        self.result = result
        self.scheme = result.scheme
        self.words = WORDS[self.scheme.language]
        self.out = io.BytesIO()
        font = {"font_name": self.words["font"], "font_size": 11}
        self.book = xlsxwriter.Workbook(self.out, {"in_memory": True, "default_format_properties": font})
        # The same result gives the same file, so the file cannot say when it was made.
        created = datetime(self.scheme.year or 2000, 1, 1, tzinfo=UTC)
        self.book.set_properties({"title": clean(self.title)[:255], "created": created})
        self.styles: dict[tuple[tuple[str, Any], ...], Format] = {}

    @property
    def title(self) -> str:
        """The scheme's title, with the year unless it says so itself."""
        title, year = self.scheme.title, self.scheme.year
        return f"{title}（{self.words['year'].format(year)}）" if year and str(year) not in title else title

    def page(self, name: str) -> Page:
        page: Page = self.book.add_worksheet(name, Page)
        page.hide_gridlines(2)
        return page

    def close(self) -> bytes:
        self.book.close()
        return self.out.getvalue()

    def style(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self.styles:
            self.styles[key] = self.book.add_format(properties)
        return self.styles[key]

    def cell(self, **properties: Any) -> Format:
        """A style with lines around it."""
        return self.style(border=1, border_color=LINE, valign="vcenter", **properties)

    def head(self, colour: str = COMPUTED_HEAD) -> Format:
        return self.cell(bold=True, bg_color=colour, text_wrap=True, align="center")

    def number_form(self, table: str, column: str) -> dict[str, Any]:
        """How a column's values look: published decimals for computed numbers, facts as they were given."""
        kind = self.result.kind(table, column)
        if kind.name == "date":
            return {"num_format": DAY, "align": "center"}
        if kind.name == "yes/no":
            return {"align": "center"}
        if kind.name != "number":
            return {"align": "left", "indent": 1}
        percent = self.scheme.percent_of(table, column)
        if percent is not None:
            return {"num_format": f"0.{'0' * percent}%" if percent else "0%", "align": "right", "indent": 1}
        if kind.whole or column in self.scheme.tables[table].given:
            return {"align": "right", "indent": 1}
        digits = self.scheme.decimals_of(table, column)
        return {"num_format": f"#,##0.{'0' * digits}" if digits else "#,##0", "align": "right", "indent": 1}

    def value(self, table: str, column: str, row: int) -> Any:
        """A value as a cell of its table's sheet shows it; None when it is missing."""
        found = self.result.evaluation.column(table, column)
        cell, reason = found.cell(row), found.reason(row)
        if reason:
            return not_scored(reason, self.scheme.language)
        if isinstance(cell, bool):
            return self.words["yes" if cell else "no"]
        return None if cell is None else as_excel(cell, self.result.kind(table, column).name)

    def shown(self, table: str, column: str, row: int) -> str:
        """A value as it is published."""
        return self.result.told(table, row, column)

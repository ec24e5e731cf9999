"""A backtest as a workbook: the units, the parts of their totals, and what changed in the method."""

from __future__ import annotations

import io
import unicodedata
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gangmu.scoring.comparison.backtest import Backtest
from gangmu.scoring.comparison.backtest_words import backtest_lines, backtest_table, part_label
from gangmu.scoring.comparison.report import digits_of
from gangmu.scoring.comparison.telling import comparison_text
from gangmu.scoring.values.showing import decimal

WIDEST = 60
WORDS = {
    "zh": {"units": "名次变动", "parts": "各部分得分", "changes": "办法的改动",
           "headings": ["编号", "名称", "部分", "原", "新", "增减"]},
    "en": {"units": "Places", "parts": "Parts", "changes": "Changes",
           "headings": ["key", "name", "part", "old", "new", "change"]},
}  # fmt: skip


def backtest_book(test: Backtest, language: str = "zh") -> bytes:
    """An .xlsx file with values; numbers are numbers, so that they can be sorted and added up."""
    words: dict[str, Any] = WORDS[language]
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    headings, rows = backtest_table(test, language)
    sheet = _sheet(book, words["units"], headings, rows)
    for position, line in enumerate(backtest_lines(test, language)):
        sheet.write_string(len(rows) + 2 + position, 0, line)
    _sheet(book, words["parts"], words["headings"], _parts(test))
    wrap = book.add_format({"text_wrap": True})
    changes = book.add_worksheet(words["changes"])
    changes.set_column(0, 0, 100)
    for position, line in enumerate(comparison_text(test.comparison, language).split("\n")):
        changes.write_string(position, 0, line, wrap)
    book.close()
    return out.getvalue()


def _parts(test: Backtest) -> list[list[str]]:
    digits = digits_of(test)
    found = []
    for unit in test.units:
        for name, old, new in unit.parts:
            numbers = [
                (old, digits[0]),
                (new, digits[1]),
                (None if unit.total is None else (new or 0) - (old or 0), max(digits)),
            ]
            shown = ["—" if value is None else decimal(value, places) for value, places in numbers]
            found.append([unit.key, unit.name, part_label(test, name), *shown])
    return found


def _sheet(book: xlsxwriter.Workbook, title: str, headings: list[str], rows: list[list[str]]) -> Worksheet:
    sheet, formats = book.add_worksheet(title), dict[int, Format]()
    sheet.write_row(0, 0, headings, book.add_format({"bold": True, "bg_color": "#DDE6F0"}))
    for number, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            value = _number(cell) if column > 1 else None
            if value is None:
                sheet.write_string(number, column, cell)
                continue
            digits = len(cell.partition(".")[2])
            if digits not in formats:
                formats[digits] = book.add_format({"num_format": f"0.{'0' * digits}" if digits else "0"})
            sheet.write_number(number, column, value, formats[digits])
    for column, cells in enumerate(zip(headings, *rows, strict=True)):
        sheet.set_column(column, column, min(WIDEST, max(map(_width, cells)) + 2))
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    return sheet


def _number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None


def _width(cell: str) -> int:
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in cell)

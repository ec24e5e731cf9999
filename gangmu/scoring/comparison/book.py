"""A backtest as a workbook: the units, the parts of their totals, and what changed in the method."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

from gangmu.scoring.comparison.backtest_words import backtest_lines, backtest_table, number_columns, part_label
from gangmu.scoring.comparison.backtesting import Backtest
from gangmu.scoring.comparison.report import digits_of
from gangmu.scoring.comparison.telling import comparison_text
from gangmu.scoring.values.showing import decimal
from gangmu.scoring.workbook.book import KEY_HEAD, Book, Page
from gangmu.scoring.workbook.paper import height_for, lay_out, width_for

LINE_WIDTH = 100.0
WORDS = {
    "zh": {"units": "名次变动", "parts": "各部分得分", "changes": "办法的改动",
           "headings": ["编号", "名称", "部分", "原", "新", "增减"]},
    "en": {"units": "Places", "parts": "Parts", "changes": "Changes",
           "headings": ["key", "name", "part", "old", "new", "change"]},
}  # fmt: skip


def backtest_book(test: Backtest, language: str = "zh") -> bytes:
    """An .xlsx file with values; numbers are numbers, so that they can be sorted and added up, texts stay texts."""
    words: dict[str, Any] = WORDS[language]
    book = Book(test.new)
    headings, rows = backtest_table(test, language)
    notes = list(backtest_lines(test, language))
    _table(book, words["units"], headings, rows, number_columns(test), notes)
    _table(book, words["parts"], words["headings"], _parts(test), range(3, 6))
    changes = book.page(words["changes"])
    wrapped = book.style(text_wrap=True, valign="top")
    for row, line in enumerate(comparison_text(test.comparison, language).split("\n")):
        changes.put(row, 0, line, wrapped)
        changes.set_row(row, height_for([(line, LINE_WIDTH)]))
    lay_out(book, changes, [LINE_WIDTH], heading=0, title=words["changes"])
    return book.close()


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


def _table(
    book: Book,
    title: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    numbers: Container[int],
    notes: Sequence[str] = (),
) -> None:
    """A sheet of rows, the columns `numbers` as numbers, with notes below."""
    page = book.page(title)
    widths = [width_for(heading, cells) for heading, *cells in zip(headings, *rows, strict=True)]
    for column, heading in enumerate(headings):
        page.put(0, column, heading, book.head(KEY_HEAD) if column < 2 else book.head())
    page.set_row(0, height_for(zip(headings, widths, strict=True)))
    for number, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            _put(book, page, number, column, cell, numeric=column in numbers and cell != "—")
        page.set_row(number, height_for(zip(row, widths, strict=True)))
    wrapped, last = book.style(text_wrap=True, valign="top"), len(headings) - 1
    for number, note in enumerate(notes, len(rows) + 2):
        page.merge_range(number, 0, number, last, "", wrapped)
        page.put(number, 0, note, wrapped)
        page.set_row(number, height_for([(note, sum(widths))]))
    page.freeze_panes(1, 2)
    lay_out(book, page, widths, heading=0, title=title, repeated=2, across=True)


def _put(book: Book, page: Page, row: int, column: int, cell: str, *, numeric: bool) -> None:
    if not numeric:
        page.put(row, column, cell, book.cell(align="center" if cell == "—" else "left", text_wrap=True))
        return
    digits = len(cell.partition(".")[2])
    look = "+" * cell.startswith("+") + (f"0.{'0' * digits}" if digits else "0")
    form = book.cell(num_format=look, align="right", indent=1)
    page.put(row, column, float(cell), form)

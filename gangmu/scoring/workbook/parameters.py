"""The sheet of parameters: values that formulas read, so that changing one changes the results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from xlsxwriter.format import Format

from gangmu.scoring.schemes.scheme import Parameter
from gangmu.scoring.workbook.book import EDITED, GIVEN_HEAD, GIVEN_INK, KEY_HEAD, Book
from gangmu.scoring.workbook.grid import FIRST_PARAMETER, Grid, lookup_tables
from gangmu.scoring.workbook.paper import height_for, lay_out, width_for
from gangmu.scoring.workbook.spelling import as_excel

# The column, hidden, that keeps the values as they were.
ORIGINAL = 4
NOTE_WIDTH = 62


def edited_parameters(rows: Iterable[Sequence[object]]) -> list[tuple[str, str, str]]:
    """Of the cells of a sheet of parameters those that were edited: name, value then, value now."""
    cells = [row for row in rows if len(row) > ORIGINAL and row[0] and row[ORIGINAL] is not None]
    return [(str(row[0]), str(row[ORIGINAL]), str(row[1])) for row in cells if row[1] != row[ORIGINAL]]


class ParameterSheet:
    """Name, value, note, whether assumed; below them the tables that `lookup` reads."""

    def __init__(self, book: Book, grid: Grid) -> None:
        self.book, self.grid = book, grid
        self.page = book.page(book.words["parameters"])

    def write(self) -> None:
        page, book, words = self.page, self.book, self.book.words
        page.put(0, 0, words["parameters note"], book.style(italic=True, valign="top"))
        heads = ["parameter", "value", "note", "assumption"]
        for number, (name, colour) in enumerate(zip(heads, [KEY_HEAD, GIVEN_HEAD, KEY_HEAD, KEY_HEAD], strict=True)):
            page.put(1, number, words[name], book.head(colour))
        for row, parameter in enumerate(book.scheme.parameters.values(), FIRST_PARAMETER - 1):
            self.line(row, parameter.name, self.value(parameter), parameter.text)
            self.note(row, parameter.note, assumed=parameter.assumption)
        for name, entries in lookup_tables(book.scheme).items():
            self.lookup(name, entries)
        page.set_column(ORIGINAL, ORIGINAL, 12, None, {"hidden": True})
        self.finish()

    def finish(self) -> None:
        page, book = self.page, self.book
        last = max(FIRST_PARAMETER, self.grid.last_parameter)
        edited = {"type": "formula", "criteria": f'=B{FIRST_PARAMETER}&""<>E{FIRST_PARAMETER}&""'}
        page.conditional_format(FIRST_PARAMETER - 1, 1, last - 1, 1, {**edited, "format": book.style(bg_color=EDITED)})
        page.protect("", {"format_columns": True, "format_rows": True})
        page.freeze_panes(2, 1)
        names = [*book.scheme.parameters, *self.grid.lookups]
        names += [name for lookup in book.scheme.lookups.values() for name in lookup.entries]
        widths = [width_for(book.words["parameter"], names), 12, NOTE_WIDTH, width_for("", [book.words["assumption"]])]
        lay_out(book, page, widths, heading=1, title=book.words["parameters"])

    def value(self, parameter: Parameter) -> Any:
        if isinstance(parameter.value, bool):
            return self.book.words["yes" if parameter.value else "no"]
        return as_excel(parameter.value, parameter.kind.name)

    def line(self, row: int, name: str, value: Any, text: str) -> None:
        self.page.put(row, 0, name, self.book.cell(align="left", indent=1))
        self.page.put(row, 1, value, self.form(value, text))
        self.page.put(row, ORIGINAL, value)

    def form(self, value: Any, text: str) -> Format:
        """A value looks as it is written in the method: 25% stays a percentage."""
        look: dict[str, Any] = {"locked": False, "font_color": GIVEN_INK, "align": "right", "indent": 1}
        if not text.rstrip().endswith("%") or isinstance(value, str):
            return self.book.cell(**look)
        decimals = len(text.rstrip().rstrip("%").rstrip().partition(".")[2])
        return self.book.cell(**look, num_format=f"0.{'0' * decimals}%" if decimals else "0%")

    def note(self, row: int, note: str, *, assumed: bool) -> None:
        words = self.book.words
        self.page.put(row, 2, note, self.book.cell(text_wrap=True, align="left", indent=1))
        self.page.put(row, 3, words["assumed"] if assumed else "", self.book.cell(align="center"))
        self.page.set_row(row, height_for([(note, NOTE_WIDTH)]))

    def lookup(self, name: str, entries: tuple[tuple[str, Any], ...]) -> None:
        first, _ = self.grid.lookups[name]
        lookup = self.book.scheme.lookups[name]
        self.page.put(first - 2, 0, name, self.book.head(KEY_HEAD))
        for column, form in ((1, self.book.head(GIVEN_HEAD)), (ORIGINAL, None)):
            self.page.put(first - 2, column, self.book.words["value"], form)
        self.note(first - 2, lookup.note, assumed=lookup.assumption)
        for row, (entry, value) in enumerate(entries, first - 1):
            self.line(row, entry, as_excel(value, "number"), lookup.texts.get(entry, ""))

"""One sheet a table: facts that may be edited, formulas that follow, hidden columns that the formulas need."""

from __future__ import annotations

from itertools import islice
from typing import Any

from gmpy2 import mpq
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_range

from gangmu.scoring.facts.headings import own_headings
from gangmu.scoring.schemes.scheme import Given
from gangmu.scoring.schemes.words import Speaker
from gangmu.scoring.workbook.book import EDITED, GIVEN_HEAD, GIVEN_INK, GREY, KEY_HEAD, UNREPORTED, Book, Page
from gangmu.scoring.workbook.formulas import Translator
from gangmu.scoring.workbook.grid import Grid, Sheet
from gangmu.scoring.workbook.limits import DIGITS, LARGEST_COLUMN, LARGEST_ROW, TooLong, clean, fits
from gangmu.scoring.workbook.paper import LINE_HEIGHT, height_for, lay_out, lines, wide, width_for
from gangmu.scoring.workbook.spelling import MISSING

# What a hidden column's heading begins with, so that a reader of facts can leave it out.
HELPER_MARK = "※"
# Rows that tell how wide a column must be.
MEASURED = 300
# Excel takes lists of choices up to this length.
LONGEST_CHOICES = 255
# Numbers from here on would be shown as 1E+11.
LARGE = 10**11


def formulas_of(translator: Translator, grid: Grid) -> dict[str, dict[str, list[str]]]:
    """The formulas of every computed cell, by table and column. Raises TooLong."""
    found: dict[str, dict[str, list[str]]] = {}
    for sheet in grid.sheets.values():
        table = sheet.table
        found[table.name] = {
            name: [translator.cell(computed.node, table.name, row) for row in range(sheet.size)]
            for name, computed in table.computed.items()
        }
    for sheet in grid.sheets.values():
        _check(sheet, {**found[sheet.table.name], **{one.heading: one.formulas for one in sheet.helpers}})
    return found


def _check(sheet: Sheet, formulas: dict[str, list[str]]) -> None:
    for name, texts in formulas.items():
        if texts and not fits(max(texts, key=len)):
            raise TooLong(f"{sheet.table.name}.{name}")
    if sheet.size >= LARGEST_ROW or sheet.first_helper + len(sheet.helpers) > LARGEST_COLUMN:
        raise TooLong(sheet.table.name)


class TableSheet:
    """Writes the sheet of one table."""

    def __init__(self, book: Book, sheet: Sheet, formulas: dict[str, list[str]]) -> None:
        self.book, self.sheet, self.formulas = book, sheet, formulas
        self.table = sheet.table
        self.facts = book.result.facts.tables[self.table.name]
        self.page: Page = book.page(sheet.name)
        self.speaker = Speaker(book.scheme, book.scheme.language)
        self.widths: list[float] = []
        self.tall: dict[int, float] = {}

    def write(self) -> None:
        self.keys()
        for column in self.table.given.values():
            self.given(column)
        for name in self.table.computed:
            self.computed(name)
        self.headings()
        self.hidden()
        self.conditions()
        for row, height in self.tall.items():
            self.page.set_row(row + 1, height)
        label = self.table.label or self.table.name
        lay_out(self.book, self.page, self.widths, heading=0, title=label, repeated=2)
        self.lock()

    def lock(self) -> None:
        """Facts can be edited; formulas, and the order of rows on which they rely, cannot."""
        last = max(1, self.sheet.size)
        self.page.freeze_panes(1, 2)
        self.page.autofilter(0, 0, last, len(self.sheet.columns) - 1)
        self.page.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})
        everything = xl_range(0, 0, last, self.sheet.first_helper + len(self.sheet.helpers))
        faults = ("number_stored_as_text", "eval_error", "formula_differs", "formula_range", "formula_unlocked")
        self.page.ignore_errors(dict.fromkeys(faults, everything))

    def keys(self) -> None:
        above = self.book.result.facts.tables[self.table.parent].keys if self.table.parent else ()
        columns = [self.facts.keys, self.facts.names]
        columns += [tuple(above[int(row)] for row in self.facts.parents)] if self.table.parent else []
        form = self.book.cell(align="left", indent=1)
        for number, texts in enumerate(columns):
            for row, text in enumerate(texts):
                self.page.put(row + 1, number, text, form)
            self.measure(own_headings(self.book.scheme, self.table)[number], texts)

    def headings(self) -> None:
        page, book, table = self.page, self.book, self.table
        own = own_headings(book.scheme, table)
        colours = [KEY_HEAD] * len(own) + [GIVEN_HEAD] * len(table.given)
        texts = [*own, *(table.label_of(column) for column in (*table.given, *table.computed))]
        for number, text in enumerate(texts):
            form = book.head(colours[number]) if number < len(colours) else book.head()
            page.put(0, number, text, form)
        page.set_row(0, max(2, *map(lines, texts, self.widths)) * LINE_HEIGHT + 4)
        for name, given in table.given.items():
            if given.note:
                self.remark(self.sheet.columns[name], given.note)
        for name, computed in table.computed.items():
            words = {"words": self.speaker.say(computed.node), "formula": computed.formula}
            self.remark(
                self.sheet.columns[name],
                "\n".join(filter(None, [book.words["comment"].format(**words), computed.note])),
            )

    def remark(self, column: int, text: str) -> None:
        shown = clean(text)[:2000]
        height = 20 + 17 * lines(shown, 46)
        options = {"width": 360, "height": height, "font_name": self.book.words["font"], "font_size": 10}
        self.page.write_comment(0, column, shown, options)

    def measure(self, heading: str, texts: Any) -> None:
        width = width_for(heading, islice(texts, MEASURED))
        self.widths.append(width)
        for row, text in enumerate(texts):
            if wide(text) > width - 1:
                self.tall[row] = max(self.tall.get(row, 0), height_for([(text, width)]))

    def given(self, given: Given) -> None:
        number = self.sheet.columns[given.name]
        look: dict[str, Any] = {"locked": False, "font_color": GIVEN_INK}
        form = self.book.cell(**look, **self.book.number_form(self.table.name, given.name), **_wrapped(given))
        large = self.book.cell(**look, align="right", num_format="#,##0.00")
        texts = []
        for row in range(self.sheet.size):
            value = self.book.value(self.table.name, given.name, row)
            huge = isinstance(value, float) and abs(value) >= LARGE
            self.page.put(row + 1, number, value, large if huge else form)
            texts.append(_general(value))
        self.measure(given.label or given.name, texts)
        self.validate(given, number)

    def validate(self, given: Given, number: int) -> None:
        """What may be typed into a column of facts."""
        words = self.book.words
        choices = [words["yes"], words["no"]] if given.kind.name == "yes/no" else list(given.choices)
        rule: dict[str, Any] = {}
        if choices and len(",".join(choices)) <= LONGEST_CHOICES and not any("," in choice for choice in choices):
            rule = {"validate": "list", "source": choices, "error_message": words["choose"]}
        elif given.kind.name == "number":
            bounds = {"criteria": "between", "minimum": -1e300, "maximum": 1e300}
            rule = {"validate": "decimal", **bounds, "error_message": words["bad number"]}
        elif given.kind.name == "date":
            bounds = {"criteria": "between", "minimum": 1, "maximum": 2958465}
            rule = {"validate": "integer", **bounds, "error_message": words["bad date"]}
        if rule and self.sheet.size:
            rule["error_title"] = words["bad value"]
            self.page.data_validation(1, number, self.sheet.size, number, rule)

    def computed(self, name: str) -> None:
        number, form = self.sheet.columns[name], self.book.cell(**self.book.number_form(self.table.name, name))
        texts = []
        for row, formula in enumerate(self.formulas[name]):
            value = self.book.value(self.table.name, name, row)
            self.page.live(row + 1, number, formula, form, MISSING if value is None else value)
            texts.append(self.book.shown(self.table.name, name, row) if row < MEASURED else "")
        self.measure(self.table.label_of(name), texts)

    def hidden(self) -> None:
        """The facts as they were, and the columns that formulas need."""
        start, page, form = self.sheet.originals, self.page, self.book.head()
        for number, given in enumerate(self.table.given.values(), start):
            page.put(0, number, f"{HELPER_MARK}{given.label or given.name}", form)
            for row in range(self.sheet.size):
                page.put(row + 1, number, self.book.value(self.table.name, given.name, row))
        for number, helper in enumerate(self.sheet.helpers, self.sheet.first_helper):
            page.put(0, number, f"{HELPER_MARK}{helper.heading}", form)
            for row, (text, value) in enumerate(zip(helper.formulas, helper.values, strict=True)):
                page.live(row + 1, number, text, None, value)
        last = self.sheet.first_helper + len(self.sheet.helpers) - 1
        if last >= start:
            page.set_column(start, last, 12, None, {"hidden": True})

    def conditions(self) -> None:
        """Edited facts, facts that were not reported, and results that lack them stand out."""
        size, first, start = self.sheet.size, self.sheet.first_given, self.sheet.originals
        if not size:
            return
        if self.table.given:
            rule = f'={xl_col_to_name(first)}2&""<>{xl_col_to_name(start)}2&""'
            edited = {"type": "formula", "criteria": rule, "format": self.paint(bg_color=EDITED)}
            self.page.conditional_format(1, first, size, first + len(self.table.given) - 1, edited)
        for name, given in self.table.given.items():
            if given.default is None and given.required:
                number = self.sheet.columns[name]
                blank = {"type": "blanks", "format": self.paint(bg_color=UNREPORTED)}
                self.page.conditional_format(1, number, size, number, blank)
        if self.table.computed:
            columns = [self.sheet.columns[name] for name in self.table.computed]
            rule = f"=ISERROR({xl_col_to_name(min(columns))}2)"
            unknown = {"type": "formula", "criteria": rule, "format": self.paint(font_color=GREY)}
            self.page.conditional_format(1, min(columns), size, max(columns), unknown)

    def paint(self, **properties: Any) -> Format:
        return self.book.style(**properties)


def _wrapped(given: Given) -> dict[str, Any]:
    return {"text_wrap": True} if given.kind.name == "text" and not given.choices else {}


def _general(value: Any) -> str:
    """About what a cell without a format of its own shows."""
    if isinstance(value, float):
        return f"{value:,.2f}" if abs(value) >= LARGE else f"{value:.10g}"
    return "" if value is None else "2026-12-31" if isinstance(value, int) else value


def long_facts(book: Book) -> int:
    """How many facts have more digits than a spreadsheet keeps."""
    count = 0
    for table in book.scheme.tables.values():
        for given in table.given.values():
            if given.kind.name == "number":
                column = book.result.facts.tables[table.name].columns[given.name]
                count += sum(mpq(f"{float(value):.{DIGITS}g}") != value for value in column.values[~column.missing])
    return count

"""The check sheet: recomputed beside official values, live; one sentence says whether they agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xlsxwriter.utility import xl_range_abs

from gangmu.scoring.values.showing import brief, decimal
from gangmu.scoring.workbook.book import KEY_HEAD, WRONG, Book
from gangmu.scoring.workbook.formulas import Translator
from gangmu.scoring.workbook.functions import rounded
from gangmu.scoring.workbook.grid import FIRST_PARAMETER
from gangmu.scoring.workbook.limits import DIGITS, quoted
from gangmu.scoring.workbook.paper import height_for, lay_out, width_for
from gangmu.scoring.workbook.tables import long_facts

# The differences listed at the top; the whole comparison stands below.
LISTED = 12
FIRST_LISTED = 10
FIRST_CHECKED = FIRST_LISTED + LISTED + 4
HEADS = ("table", "key", "name", "column", "again", "official", "verdict")
# Decimals to which a whole number is compared: a mean of places has some.
OF_WHOLE = 4


class CheckSheet:
    """Rows count from 1 here, as in the formulas.

    Every published value has a row of the comparison; a hidden column numbers those that differ, and the list at the
    top finds them by that number.
    """

    def __init__(self, book: Book, translator: Translator) -> None:
        self.book, self.translator = book, translator
        self.words = book.words
        self.page = book.page(self.words["check"])
        self.cells = list(self.published())
        self.last = FIRST_CHECKED + max(0, len(self.cells) - 1)

    def published(self) -> Iterator[tuple[str, str, str]]:
        """Table, key and column of every published value that is computed."""
        scheme = self.book.scheme
        for table, columns in scheme.publish.items():
            computed = [column for column in columns if column in scheme.tables[table].computed]
            for key in self.book.result.keys(table):
                yield from ((table, key, column) for column in computed)

    def write(self) -> None:
        for row, (table, key, column) in enumerate(self.cells, FIRST_CHECKED):
            self.compared(row, table, key, column)
        self.sentence()
        self.list()
        page, words = self.page, self.words
        page.put(FIRST_CHECKED - 3, 0, words["everything"], self.book.style(bold=True))
        self.headings(FIRST_CHECKED - 1)
        page.autofilter(FIRST_CHECKED - 2, 0, self.last - 1, len(HEADS) - 1)
        wrong = {"type": "cell", "criteria": "==", "value": quoted(words["different"])}
        page.conditional_format(
            FIRST_CHECKED - 1, 6, self.last - 1, 6, {**wrong, "format": self.book.style(bg_color=WRONG)}
        )
        page.set_column(7, 7, 6, None, {"hidden": True})
        # On paper the sentence and the differences are enough.
        page.print_area(0, 0, FIRST_LISTED + LISTED - 1, 6)
        lay_out(self.book, page, self.widths(), heading=0, title=words["check"])

    def widths(self) -> list[float]:
        scheme, result = self.book.scheme, self.book.result
        tables = {table for table, _, _ in self.cells}
        labels = [scheme.tables[table].label or table for table in tables]
        names = [name for table in tables for name in result.facts.tables[table].names]
        keys = [key for _, key, _ in self.cells]
        columns = [scheme.tables[table].label_of(column) for table, _, column in self.cells]
        texts = [labels, keys, names, columns]
        fitted = [width_for(self.words[head], found) for head, found in zip(HEADS, texts, strict=False)]
        return [*fitted, 16, 16, 16]

    def headings(self, row: int) -> None:
        for number, name in enumerate(HEADS):
            self.page.put(row - 1, number, self.words[name], self.book.head(KEY_HEAD))

    def compared(self, row: int, table: str, key: str, column: str) -> None:
        book, page, words = self.book, self.page, self.words
        index = book.result.facts.tables[table].index[key]
        label = book.scheme.tables[table].label_of(column)
        texts = [book.scheme.tables[table].label or table, key, book.result.name(table, key), label]
        for number, text in enumerate(texts):
            page.put(row - 1, number, text, book.cell())
        official, digits = self.official(table, column, index)
        form = book.cell(**{**book.number_form(table, column), "align": "right", "indent": 1})
        page.live(row - 1, 4, self.again(table, column, index), form, official)
        page.put(row - 1, 5, official, form)
        same, verdict = f"E{row}=F{row}" if digits else f"EXACT(E{row},F{row})", words["same"]
        if digits > DIGITS:
            same, verdict = f"IF(ISNUMBER(E{row}),ABS(E{row}-F{row})<=ABS(F{row})*1E-14,FALSE)", words["same digits"]
        formula = f"IF({same},{quoted(verdict)},{quoted(words['different'])})"
        page.live(row - 1, 6, formula, book.cell(align="center"), verdict)
        before = f"N(H{row - 1})" if row > FIRST_CHECKED else "0"
        page.live(row - 1, 7, f"{before}+(G{row}={quoted(words['different'])})", None, 0)

    def official(self, table: str, column: str, index: int) -> tuple[Any, int]:
        """The official value as published, and how many digits it has."""
        cell = self.book.result.evaluation.column(table, column).cell(index)
        kind = self.book.result.kind(table, column)
        if cell is None:
            shown = self.book.shown(table, column, index)
            return self.words["none"] if shown == "—" else shown, 0
        if kind.name != "number":
            return self.book.shown(table, column, index), 0
        digits = self.book.scheme.decimals_of(table, column)
        whole = kind.whole and self.book.scheme.percent_of(table, column) is None
        text = brief(cell, OF_WHOLE) if whole else decimal(cell, digits)
        return float(text), len(text.lstrip("-0.").replace(".", ""))

    def again(self, table: str, column: str, index: int) -> str:
        """The recomputed value, rounded as published; a dash where there is none."""
        kind = self.book.result.kind(table, column)
        address = self.translator.grid.cell(table, column, index, other_sheet=True)
        if kind.name == "number":
            digits = OF_WHOLE if kind.whole else self.book.scheme.decimals_of(table, column)
            address = rounded(address, digits, self.translator.certain_of(table, column))
        elif kind.name == "date":
            address = f'TEXT({address},"yyyy-mm-dd")'
        again = f"IFERROR({address},{quoted(self.words['none'])})"
        if not self.translator.unscored.column(table, column):
            return again
        cell = self.translator.grid.cell(table, column, index, other_sheet=True)
        return f"IF({self.translator.says(cell)},{cell},{again})"

    def sentence(self) -> None:
        """What the figures mean, in one sentence."""
        page, words, book = self.page, self.words, self.book
        text = book.style(text_wrap=True, valign="vcenter", bold=True, font_size=12)
        said = [words[name] for name in ("wrong", "changed", "no effect")]
        wrong, changed, no_effect = map(quoted, said)
        agree = words["all agree"].format(len(self.cells))
        page.merge_range(0, 0, 0, 6, "", text)
        formula = f"IF(D5>0,IF(D6>0,{changed}&D5,{wrong}&D5),IF(D6>0,{no_effect},{quoted(agree)}))"
        page.live(0, 0, formula, text, agree)
        page.set_row(0, 52)
        plain = book.style(text_wrap=True, valign="top", font_size=9)
        facts = long_facts(book)
        notes = words["how"] + (words["long facts"].format(facts) if facts else "")
        page.merge_range(1, 0, 1, 6, "", plain)
        page.put(1, 0, notes, plain)
        page.set_row(1, height_for([(notes, 100)]))
        checked = f"G{FIRST_CHECKED}:G{self.last}"
        count = f"COUNTIF({checked},{quoted(words['different'])})"
        figures = [
            ("checked", str(len(self.cells)), len(self.cells)),
            ("differing", count, 0),
            ("edited", self.edits(), 0),
        ]
        for row, (name, found, value) in enumerate(figures, 3):
            page.put(row, 0, words[name], book.style())
            page.live(row, 3, found, book.cell(align="center"), value)

    def edits(self) -> str:
        """Counts facts and parameters that are not what they were when the official values were computed."""
        grid, parts = self.translator.grid, []
        for sheet in grid.sheets.values():
            given = len(sheet.table.given)
            if sheet.size and given:
                now = xl_range_abs(1, sheet.first_given, sheet.size, sheet.first_given + given - 1)
                then = xl_range_abs(1, sheet.originals, sheet.size, sheet.originals + given - 1)
                parts.append(_changed(f"{sheet.quoted}!{now}", f"{sheet.quoted}!{then}"))
        if grid.last_parameter >= FIRST_PARAMETER:
            now, then = (grid.parameter(name, FIRST_PARAMETER, grid.last_parameter) for name in "BE")
            parts.append(_changed(now, then))
        return "+".join(parts) or "0"

    def list(self) -> None:
        """The first differences, found by their numbers; empty rows while all agree."""
        page, words, book = self.page, self.words, self.book
        page.put(FIRST_LISTED - 3, 0, words["differences"], book.style(bold=True))
        self.headings(FIRST_LISTED - 1)
        numbers = f"$H${FIRST_CHECKED}:$H${self.last}"
        form = book.style(align="left")
        for number in range(1, LISTED + 1):
            for column, name in enumerate("ABCDEFG"):
                found = f"INDEX(${name}${FIRST_CHECKED}:${name}${self.last},MATCH({number},{numbers},0))"
                page.live(FIRST_LISTED + number - 2, column, f'IF($D$5<{number},"",{found})', form, "")
        more = quoted(words["more differences"].format(LISTED))
        page.live(FIRST_LISTED + LISTED - 1, 0, f'IF($D$5>{LISTED},{more},"")', None, "")


def _changed(now: str, then: str) -> str:
    """Counts cells that differ, as texts: a blank is not 0, and LibreOffice's EXACT compares no columns of numbers."""
    return f'SUMPRODUCT(1*({now}&""<>{then}&""))'

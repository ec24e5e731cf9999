"""The first sheet: what is published, in the order in which the method ranks, with what is missing and why."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

from xlsxwriter.format import Format

from gangmu.scoring.evaluation.standing import by_place, groups, ranked_within
from gangmu.scoring.formulas.nodes import Node, Reference
from gangmu.scoring.schemes.words import Speaker
from gangmu.scoring.workbook.book import EDITED, GIVEN_HEAD, GIVEN_INK, GREY, KEY_HEAD, UNREPORTED, Book
from gangmu.scoring.workbook.formulas import Translator
from gangmu.scoring.workbook.limits import quoted
from gangmu.scoring.workbook.paper import height_for, lay_out, lines, width_for
from gangmu.scoring.workbook.spelling import joined

HEADING_ROW = 4
MOST_PROBLEMS = 40


class Standings:
    """Title, legend, the published columns of the units and, below, those of other tables."""

    def __init__(self, book: Book, translator: Translator, note: str) -> None:
        self.book, self.translator, self.note = book, translator, note
        self.grid = translator.grid
        self.page = book.page(book.words["results"])
        self.widths: list[float] = []
        # Rows of the table at hand with which a group begins.
        self.first: set[int] = set()

    def write(self) -> None:
        unit = self.book.scheme.unit_table
        row = self.block(unit, HEADING_ROW) + 2
        self.page.autofilter(HEADING_ROW, 0, row - 3, len(self.columns(unit)) - 1)
        for table in self.book.scheme.publish:
            if table != unit and self.book.scheme.publish[table]:
                self.page.put(row, 0, self.label(table), self.book.style(bold=True))
                row = self.block(table, row + 1) + 2
        self.problems(row)
        self.top()
        self.page.freeze_panes(HEADING_ROW + 1, 2)
        lay_out(self.book, self.page, self.widths, heading=HEADING_ROW, title=self.book.words["results"], repeated=2)

    def label(self, table: str) -> str:
        return self.book.scheme.tables[table].label or table

    def top(self) -> None:
        """Title, what the results stand for, and what the colours mean."""
        book, page, words = self.book, self.page, self.book.words
        unit = book.scheme.unit_table
        last = max(5, len(self.widths)) - 1
        page.merge_range(0, 0, 0, last, "", book.style(bold=True, font_size=18, align="center", valign="vcenter"))
        page.put(
            0, 0, book.title, book.style(bold=True, font_size=18, align="center", valign="vcenter", text_wrap=True)
        )
        across = sum(self.widths)
        page.set_row(0, 26 * lines(book.title, across * 0.6) + 6)
        size = words["of units"].format(self.label(unit), book.result.facts.tables[unit].size)
        page.put(1, 0, words["gap"].join(filter(None, [size, self.note])))
        form = book.style(text_wrap=True, valign="top", font_size=9)
        page.merge_range(2, 0, 2, last, "", form)
        page.put(2, 0, words["results note"] + words["edit"], form)
        page.set_row(2, height_for([(words["results note"] + words["edit"], across)]))
        for number, (name, look) in enumerate(LEGEND.items()):
            page.put(3, number, words[name], book.cell(font_size=9, align="center", shrink=True, **look))

    def columns(self, table: str) -> list[tuple[str, Node | str]]:
        """Headings with what stands below: a published column's name, or the formula of the group that is ranked."""
        scheme = self.book.scheme
        published: list[tuple[str, Node | str]] = [
            (scheme.tables[table].label_of(name), name) for name in scheme.publish.get(table, ())
        ]
        within = ranked_within(scheme, table) if table == scheme.unit_table else None
        if within is not None and not self.is_published(within):
            if isinstance(within, Reference) and within.column == "key" and within.table != table:
                return [(self.label(within.table), replace(within, column="name")), *published]
            return [(Speaker(scheme, scheme.language).say(within), within), *published]
        return published

    def is_published(self, node: Node) -> bool:
        unit = self.book.scheme.unit_table
        return isinstance(node, Reference) and node.table == unit and node.column in self.book.scheme.publish[unit]

    def block(self, table: str, top: int) -> int:
        """Headings in row `top` and the rows below; returns the row of the last."""
        book, facts = self.book, self.book.result.facts.tables[table]
        evaluation = book.result.evaluation
        rows = by_place(evaluation, table)
        columns = self.columns(table)
        heads = [book.words["key"], book.words["name"], *(heading for heading, _ in columns)]
        for number, text in enumerate(heads):
            self.page.put(top, number, text, book.head(KEY_HEAD) if number < 2 else book.head())
        group = groups(evaluation, table)
        self.first = {row for before, row in pairwise(rows) if group[before] != group[row]}
        for number, texts in enumerate((facts.keys, facts.names)):
            for place, row in enumerate(rows, top + 1):
                self.page.put(place, number, texts[row], self.form(row, indent=1))
            self.measure(number, heads[number], list(texts))
        for number, (heading, column) in enumerate(columns, 2):
            shown = []
            for place, row in enumerate(rows, top + 1):
                if isinstance(column, str):
                    shown.append(self.published(table, column, row, place, number))
                else:
                    shown.append(self.grouped(table, column, row, place, number))
            self.measure(number, heading, shown)
        self.page.set_row(top, max(2, *map(lines, heads, self.widths)) * 15 + 4)
        return top + len(rows)

    def form(self, row: int, **look: Any) -> Format:
        """A group begins below a thicker line."""
        return self.book.cell(**look, **({"top": 2, "top_color": GREY} if row in self.first else {}))

    def measure(self, number: int, heading: str, texts: list[str]) -> None:
        width = width_for(heading, texts)
        self.widths[number : number + 1] = [max([width, *self.widths[number : number + 1]])]

    def published(self, table: str, column: str, row: int, place: int, number: int) -> str:
        formula, shown = shown_formula(self.translator, table, column, row), self.book.shown(table, column, row)
        value = self.book.value(table, column, row)
        form = self.form(row, **{"align": "center", **self.book.number_form(table, column)})
        self.page.live(place, number, formula, form, self.book.words["none"] if value is None else value)
        return shown

    def grouped(self, table: str, node: Node, row: int, place: int, number: int) -> str:
        cell = self.book.result.evaluation.evaluate(node, table).cell(row)
        shown = self.book.words["none"] if cell is None else joined(cell)
        address = self.grid.there(table, self.translator.apart(node, table), row)
        formula = f'IFERROR({address}&"",{quoted(self.book.words["none"])})'
        self.page.live(place, number, formula, self.form(row, align="center"), shown)
        return shown

    def problems(self, row: int) -> None:
        """What was wrong with the facts, so that nobody wonders why a result is missing."""
        problems, words = self.book.result.problems, self.book.words
        if not problems:
            return
        self.page.put(row, 0, words["problems"], self.book.style(bold=True))
        told = [str(problem) for problem in problems[:MOST_PROBLEMS]]
        if len(problems) > MOST_PROBLEMS:
            told.append(words["more problems"].format(len(problems) - MOST_PROBLEMS))
        last, form = max(5, len(self.widths)) - 1, self.book.style(text_wrap=True, valign="top")
        across = sum(self.widths)
        for place, text in enumerate(told, row + 1):
            self.page.merge_range(place, 0, place, last, "", form)
            self.page.put(place, 0, text, form)
            self.page.set_row(place, height_for([(text, across)]))


LEGEND: dict[str, dict[str, Any]] = {
    "given heading": {"bg_color": GIVEN_HEAD, "font_color": GIVEN_INK},
    "computed heading": {"bg_color": "#DDE7F3"},
    "missing cell": {"bg_color": UNREPORTED},
    "edited cell": {"bg_color": EDITED},
}


def shown_formula(translator: Translator, table: str, column: str, row: int) -> str:
    """A cell of a table as people read it: a dash where there is nothing."""
    address = translator.grid.cell(table, column, row, other_sheet=True)
    none = quoted(translator.grid.words["none"])
    given = column in translator.grid.scheme.tables[table].given
    return f"IF(ISBLANK({address}),{none},{address})" if given else f"IFERROR({address},{none})"

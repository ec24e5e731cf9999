"""The sheet that tells the method in words: every column of every table, how it is computed and what it means."""

from __future__ import annotations

from gangmu.scoring.schemes.scheme import Computed, Given, Table
from gangmu.scoring.schemes.words import Speaker
from gangmu.scoring.workbook.book import COMPUTED_HEAD, GIVEN_HEAD, KEY_HEAD, Book
from gangmu.scoring.workbook.paper import height_for, lay_out, width_for

WORDS_WIDTH, FORMULA_WIDTH, NOTE_WIDTH = 56.0, 40.0, 30.0
HEADING_ROW = 4


def write_method(book: Book) -> None:
    """Title and source, then a block for each table, in the order of the scheme."""
    words, scheme = book.words, book.scheme
    page = book.page(words["method"])
    columns = [scheme.tables[name].label_of(column) for name, column in scheme.order]
    widths = [width_for(words["column"], columns), 8.0, WORDS_WIDTH, FORMULA_WIDTH, NOTE_WIDTH]
    page.put(0, 0, book.title, book.style(bold=True, font_size=16))
    page.set_row(0, 26)
    page.put(1, 0, f"{words['source']}{words['colon']}{scheme.source}" if scheme.source else "")
    page.put(2, 0, f"{words['digest']}{words['colon']}{scheme.digest}")
    page.put(3, 0, words["comparing"])
    for number, name in enumerate(["column", "kind", "in words", "formula", "note"]):
        page.put(HEADING_ROW, number, words[name], book.head(KEY_HEAD))
    row = HEADING_ROW + 1
    lines = _Lines(book)
    for table in scheme.tables.values():
        page.merge_range(row, 0, row, 4, "", book.cell(bold=True, bg_color=COMPUTED_HEAD))
        page.put(row, 0, table.label or table.name, book.cell(bold=True, bg_color=COMPUTED_HEAD))
        row += 1
        for texts, given in lines.of(table):
            for number, text in enumerate(texts):
                colour = {"bg_color": GIVEN_HEAD} if given and number == 1 else {}
                page.put(
                    row, number, text, book.cell(text_wrap=True, align="center" if number == 1 else "left", **colour)
                )
            page.set_row(row, height_for(zip(texts, widths, strict=True)))
            row += 1
    page.freeze_panes(HEADING_ROW + 1, 1)
    lay_out(book, page, widths, heading=HEADING_ROW, title=words["method"], across=True)


class _Lines:
    """The texts of a table's lines, and whether each is a given column."""

    def __init__(self, book: Book) -> None:
        self.words = book.words
        self.speaker = Speaker(book.scheme, book.scheme.language)

    def of(self, table: Table) -> list[tuple[list[str], bool]]:
        given = [(self.given(one), True) for one in table.given.values()]
        return [*given, *((self.computed(table, one), False) for one in table.computed.values())]

    def given(self, one: Given) -> list[str]:
        kind = self.words["list"].join(one.choices) if one.choices else self.words[one.kind.name]
        return [one.label or one.name, self.words["given"], kind, "", one.note]

    def computed(self, table: Table, one: Computed) -> list[str]:
        said = self.speaker.say(one.node)
        return [table.label_of(one.name), self.words["computed"], said, " ".join(one.formula.split()), one.note]

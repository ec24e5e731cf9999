"""Rows of a list that are no targets: totals, group headings, notes, headings once more, a second table."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gangmu.base.sheets import Row, Sheet, known_headings
from gangmu.base.sheets.columns import NOTES
from gangmu.targets.lists.columns import NUMBER, columns_of
from gangmu.targets.lists.headings import Layout

TOTAL, GROUP, NOTE, HEADING, TABLE, SKIPPED = "total", "group", "note", "heading", "table", "skipped"
WORDS: Mapping[str, str | Promise] = {
    TOTAL: _("合计行"),
    GROUP: _("分组标题"),
    NOTE: _("说明或签名"),
    HEADING: _("重复的表头"),
    TABLE: _("另一张表"),
    SKIPPED: _("您选择跳过的"),
}
_TOTAL = re.compile(r"(?P<of>.{0,8}?)(?:小计|合计|总计|共计)[:：]?")
_CHINESE = r"[一二三四五六七八九十]{1,3}"
_NUMERAL = re.compile(rf"[（(]?{_CHINESE}[)）]?[、.．:：]?")
_NUMBERED = re.compile(rf"(?:[（(]{_CHINESE}[)）]|{_CHINESE}[、.．]|第{_CHINESE}(?:部分|章|类)|附[表件]\d*[:：]).*")
_NUMBERING = re.compile(rf"^(?:[（(]{_CHINESE}[)）]|{_CHINESE}[、.．]|第{_CHINESE}(?:部分|章|类))\s*")
_PLAIN_NUMBER = re.compile(r"[-+−]?[\d.,，]+[%％]?")
_SENTENCE = 30
_FEWEST_HEADINGS = 3
_WORDS_LOOKED_AT = 3
_OF_WHAT = 8


class Aside(NamedTuple):
    """A row passed over, why, and what is written in it."""

    row: int
    kind: str
    text: str


def asides(sheet: Sheet, layout: Layout, year: int, keep: Collection[int] = ()) -> list[Aside]:
    """Every row below the header that is no target, in order; rows in `keep` are targets whatever they look like.

    What stands below a second table's headings belongs to that table and is passed over with it.
    """
    judge = _judge(sheet, layout, year)
    found: list[Aside] = []
    beyond = False
    for row in sheet.rows[layout.header :]:
        cells = _written(row)
        if not cells or row.number in keep:
            continue
        kind = judge.kind(row.number, cells)
        beyond = beyond or kind == TABLE
        if kind or beyond:
            found.append(Aside(row.number, TABLE if beyond and kind != NOTE else kind, text_of(row)))
    return found


def text_of(row: Row) -> str:
    """What is written in a row, cell after cell."""
    return "  ".join(cell.value.strip() for cell in row.cells if cell.value.strip())


def without(sheet: Sheet, found: Collection[Aside]) -> Sheet:
    """The sheet with these rows emptied, so that the others keep their numbers."""
    gone = {aside.row for aside in found}
    rows = tuple(Row(row.number, ()) if row.number in gone else row for row in sheet.rows)
    merges = tuple(merge for merge in sheet.merges if merge.top not in gone)
    return replace(sheet, rows=rows, merges=merges)


def area_of(aside: Aside) -> str:
    """What a group heading calls the rows below it: 二、民生实事 → 民生实事; 一 | 产业类项目 | 46000 → 产业类项目."""
    parts = [part for part in aside.text.split("  ") if not _NUMERAL.fullmatch(part)]
    return _NUMBERING.sub("", parts[0]) if parts else ""


def is_number(text: str) -> bool:
    """12, 1,234.5, 98%: a number and nothing else."""
    return bool(_PLAIN_NUMBER.fullmatch(text))


def _written(row: Row) -> dict[int, str]:
    """The filled cells of a row by column, without spaces."""
    cells = {index: "".join(cell.value.split()) for index, cell in enumerate(row.cells)}
    return {index: text for index, text in cells.items() if text}


@dataclass(frozen=True)
class _Judge:
    """What the sheet as a whole says of how its rows are to be judged.

    `number` is the column that counts the rows, `counted` whether it does so in digits; `single` tells that most rows
    have one filled cell only, `across` the rows whose cell is merged over several columns.
    """

    headings: frozenset[str]
    titles: Mapping[int, str]
    number: int | None
    counted: bool
    single: bool
    across: frozenset[int]

    def kind(self, row: int, cells: Mapping[int, str]) -> str:
        """total, group, note, heading, table, or "" for a target."""
        if self._heads(cells):
            same = sum(text in self.titles.get(index, "").split("/") for index, text in cells.items())
            return HEADING if same * 2 >= len(cells) else TABLE
        first = next(iter(cells.values()))
        if first.startswith(NOTES) and all(re.search("[:：]", text) for text in cells.values() if len(cells) > 1):
            return NOTE
        if self._totals(cells):
            return TOTAL
        if self._groups(row, cells):
            return NOTE if len(first) > _SENTENCE or first.endswith("。") else GROUP
        return ""

    def _heads(self, cells: Mapping[int, str]) -> bool:
        known = sum(text.casefold() in self.headings for text in cells.values())
        return known >= _FEWEST_HEADINGS and known * 2 > len(cells) and not any(map(is_number, cells.values()))

    def _totals(self, cells: Mapping[int, str]) -> bool:
        if self.number is not None and is_number(cells.get(self.number, "")):
            return False
        words = [text for text in cells.values() if not is_number(text)][:_WORDS_LOOKED_AT]
        longest = _OF_WHAT if self.counted or len(words) == 1 else 2
        return any(len(match["of"]) <= longest for text in words if (match := _TOTAL.fullmatch(text)))

    def _groups(self, row: int, cells: Mapping[int, str]) -> bool:
        index, first = next(iter(cells.items()))
        if len(cells) == 1:
            in_number = index == self.number and self.counted and not is_number(first)
            return row in self.across or in_number or (not self.single and bool(_NUMBERED.fullmatch(first)))
        rest = list(cells.values())[2:] if _NUMERAL.fullmatch(first) else list(cells.values())[1:]
        headed = index == self.number and self.counted and bool(_NUMERAL.fullmatch(first) or _NUMBERED.fullmatch(first))
        return headed and all(map(is_number, rest))


def _judge(sheet: Sheet, layout: Layout, year: int) -> _Judge:
    below = [_written(row) for row in sheet.rows[layout.header :]]
    filled = [cells for cells in below if cells]
    number = next((index for index, name in layout.columns.items() if name == NUMBER), None)
    counted = number is not None and any(is_number(cells.get(number, "")) for cells in filled)
    across = {
        merge.top
        for merge in sheet.merges
        if merge.top == merge.bottom and sum(merge.left <= index + 1 <= merge.right for index in layout.columns) > 1
    }
    return _Judge(
        frozenset(_headings(year)),
        {index: re.sub(r"\s", "", title) for index, title in layout.titles.items()},
        number,
        counted,
        sum(len(cells) == 1 for cells in filled) * 2 > len(filled),
        frozenset(across),
    )


def _headings(year: int) -> set[str]:
    """Headings by which a second header is known; a word that is also content (目标, 项目, 小时) needs company."""
    return {name.casefold() for names in known_headings(columns_of(year)).values() for name in names}

"""Finding the header of a table as people make them: under a title, over two rows, in other words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from .workbook import Cell, Merge, Row, Sheet

_ROWS_SEARCHED = 30
_ENOUGH = 3
_BRACKETED = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_NO_UNIT = ("必填", "选填", "可不填", "含", "盖章")
_CAPTION = re.compile(r"[(（]?(?:计量|数据|金额)?单位\s*[:：]\s*\S{1,12}")
_NUMBER = re.compile(r"[-+]?[\d,.]+%?")


@dataclass(frozen=True)
class HeaderGuess:
    """`columns` maps a column index (from 0) to its field; `row` is the header's last row, 0 when none was found.

    `titles` are all headings as written, `units` the unit of measure a heading states in brackets, by field;
    `unmatched` lists the headings nobody asked for, `ambiguous` those that repeat a field already found.
    """

    row: int
    columns: Mapping[int, str] = field(default_factory=dict)
    titles: Mapping[int, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    unmatched: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()

    @property
    def found(self) -> bool:
        """Whether any heading was recognised."""
        return bool(self.columns)

    def column_of(self, name: str) -> int | None:
        """Index of the column that holds this field."""
        return next((index for index, found in self.columns.items() if found == name), None)


def find_header(sheet: Sheet, known: Mapping[str, Sequence[str]]) -> HeaderGuess:
    """The row (or two rows, when their cells say so) whose headings match most fields.

    `known` maps each field to the headings it may have. Case, spaces, line breaks, asterisks, full-width forms and
    bracketed units do not matter.
    """
    rows = islice(sheet.rows, _ROWS_SEARCHED)
    return _best(sheet, known, ((row, depth) for row in rows for depth in (1, 2)))


def header_at(sheet: Sheet, known: Mapping[str, Sequence[str]], number: int) -> HeaderGuess:
    """The header whose only, upper or lower row a person says this is; its row is the last one of the header."""
    places = [(sheet.row(number - 1), 2), (sheet.row(number), 2), (sheet.row(number), 1)]
    return _best(sheet, known, ((row, depth) for row, depth in places if row))


def _best(sheet: Sheet, known: Mapping[str, Sequence[str]], places: Iterable[tuple[Row, int]]) -> HeaderGuess:
    """The place with most fields; where two rows are one header, both of them.

    Headings below the first data of a header belong to a second table, however many of them are known.
    """
    wanted = {_plain(alias): name for name, aliases in known.items() for alias in aliases}
    best, depth_of_best = HeaderGuess(row=0), 1
    for row, depth in places:
        if len(best.columns) >= _ENOUGH and row.number > best.row and _has_number(row):
            break
        guess = _match(row.number + depth - 1, _titles(sheet, row, depth), wanted)
        deeper = depth > depth_of_best and guess.found and guess.row == best.row + 1
        if len(guess.columns) > len(best.columns) or (deeper and len(guess.columns) == len(best.columns)):
            best, depth_of_best = guess, depth
    return best


def _has_number(row: Row) -> bool:
    return any(_NUMBER.fullmatch(cell.value.strip()) for cell in row.cells)


def titles_at(sheet: Sheet, number: int) -> dict[int, str]:
    """The headings of a header that ends in this row, by column index; two rows are told as upper/lower."""
    above, row = sheet.row(number - 1), sheet.row(number)
    found = (_titles(sheet, above, 2) if above else {}) or (_titles(sheet, row, 1) if row else {})
    return {index: _joined(parts) for index, parts in found.items()}


def _titles(sheet: Sheet, row: Row, depth: int) -> dict[int, tuple[str, ...]]:
    """Headings by column index, from the general to the particular; empty when these rows are no header that deep."""
    if depth == 1:
        return {index: (cell.value,) for index, cell in enumerate(row.cells) if _is_heading(cell.value)}
    below = sheet.row(row.number + 1)
    if below is None or sum(_is_heading(cell.value) for cell in row.cells) < 2:
        return {}
    merges = [merge for merge in sheet.merges if merge.top == row.number]
    if any(_heads_two_rows(merge, below) for merge in merges):
        upper = [_covering(row.cells, merges, index) for index in range(max(len(row.cells), len(below.cells)))]
    else:
        upper = _spread(row, below)
    parts = ((part, _text(below.cells, index)) for index, part in enumerate(upper))
    titles = {index: tuple(filter(_is_heading, both)) for index, both in enumerate(parts)}
    return {index: both for index, both in titles.items() if both}


def _is_heading(text: str) -> bool:
    """Something is written, and it is not the unit of measure of the whole table."""
    return bool(text.strip()) and not _CAPTION.fullmatch(text.strip())


def _heads_two_rows(merge: Merge, below: Row) -> bool:
    if merge.bottom == merge.top + 1:
        return True
    return merge.bottom == merge.top and any(_text(below.cells, index) for index in range(merge.left - 1, merge.right))


def _spread(row: Row, below: Row) -> list[str]:
    """Upper headings over two rows that nobody merged: one stands for the empty cells to its right that head a column.

    Empty when the row below is no second row of headings: it holds a number, or a word below a finished heading.
    """
    width = max(len(row.cells), len(below.cells))
    upper = [_text(row.cells, index).strip() for index in range(width)]
    lower = [_text(below.cells, index).strip() for index in range(width)]
    if any(_NUMBER.fullmatch(text) for text in (*upper, *lower)):
        return []
    spread, spans = list(upper), 0
    for index in range(width):
        if not lower[index]:
            continue
        opens = bool(upper[index]) and index + 1 < width and not upper[index + 1] and bool(lower[index + 1])
        if not opens and (upper[index] or not index or not lower[index - 1]):
            return []
        spread[index] = upper[index] or spread[index - 1]
        spans += opens
    return spread if spans else []


def _covering(cells: Sequence[Cell], merges: Sequence[Merge], index: int) -> str:
    for merge in merges:
        if merge.left <= index + 1 <= merge.right:
            return _text(cells, merge.left - 1)
    return _text(cells, index)


def _text(cells: Sequence[Cell], index: int) -> str:
    return cells[index].value if index < len(cells) else ""


def _match(row: int, titles: Mapping[int, tuple[str, ...]], wanted: Mapping[str, str]) -> HeaderGuess:
    columns: dict[int, str] = {}
    units: dict[str, str] = {}
    unmatched: list[str] = []
    ambiguous: list[str] = []
    for index, parts in titles.items():
        name = _field(parts, wanted)
        if not name:
            unmatched.append(_joined(parts))
        elif name in columns.values():
            ambiguous.append(_joined(parts))
        else:
            columns[index] = name
            unit = unit_in(parts[-1])
            if unit:
                units[name] = unit
    shown = {index: _joined(parts) for index, parts in titles.items()}
    return HeaderGuess(row, columns, shown, units, tuple(unmatched), tuple(ambiguous))


def _field(parts: tuple[str, ...], wanted: Mapping[str, str]) -> str:
    for candidate in ("".join(parts), parts[-1]):
        plain = _plain(candidate)
        for spelling in (plain, _plain(_BRACKETED.sub("", _half(candidate)))):
            if spelling and spelling in wanted:
                return wanted[spelling]
    return ""


def _joined(parts: tuple[str, ...]) -> str:
    return "/".join(re.sub(r"\s+", "", part) for part in parts)


def _half(text: str) -> str:
    return text.replace("（", "(").replace("）", ")").replace("【", "[").replace("】", "]").replace("／", "/")


def _plain(text: str) -> str:
    return re.sub(r"[\s*＊:：\u3000]+", "", _half(text)).casefold()


def unit_in(title: str) -> str:
    """The unit of measure that a heading states in brackets: 目标值（亿元） → 亿元."""
    for match in _BRACKETED.finditer(_half(title)):
        inside = (match[1] or match[2] or "").replace("单位", "").strip(":： ")
        if inside and not inside.startswith(_NO_UNIT):
            return inside
    return ""

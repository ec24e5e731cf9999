"""Finding the header of a table as people make them: under a title, over two rows, in other words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from .workbook import Cell, Merge, Row, Sheet

_ROWS_SEARCHED = 30
_BRACKETED = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_NO_UNIT = ("必填", "选填", "可不填", "含", "盖章")


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
    """The row (or two rows, when merged cells say so) whose headings match most fields.

    `known` maps each field to the headings it may have. Case, spaces, line breaks, asterisks, full-width forms and
    bracketed units do not matter.
    """
    wanted = {_plain(alias): name for name, aliases in known.items() for alias in aliases}
    best = HeaderGuess(row=0)
    for row in islice(sheet.rows, _ROWS_SEARCHED):
        for depth in (1, 2):
            titles = _titles(sheet, row, depth)
            guess = _match(row.number + depth - 1, titles, wanted)
            if len(guess.columns) > len(best.columns):
                best = guess
    return best


def _titles(sheet: Sheet, row: Row, depth: int) -> dict[int, tuple[str, ...]]:
    """Headings by column index, from the general to the particular; empty when these rows are no header that deep."""
    if depth == 1:
        return {index: (cell.value,) for index, cell in enumerate(row.cells) if cell.value.strip()}
    below = sheet.row(row.number + 1)
    merges = [merge for merge in sheet.merges if merge.top == row.number]
    if below is None or not merges or not any(_heads_two_rows(merge, below) for merge in merges):
        return {}
    titles: dict[int, tuple[str, ...]] = {}
    for index in range(max(len(row.cells), len(below.cells))):
        upper = _covering(row.cells, merges, index)
        parts = tuple(part for part in (upper, _text(below.cells, index)) if part.strip())
        if parts:
            titles[index] = parts
    return titles


def _heads_two_rows(merge: Merge, below: Row) -> bool:
    if merge.bottom == merge.top + 1:
        return True
    return merge.bottom == merge.top and any(_text(below.cells, index) for index in range(merge.left - 1, merge.right))


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
            unit = _unit(parts[-1])
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


def _unit(title: str) -> str:
    for match in _BRACKETED.finditer(_half(title)):
        inside = (match[1] or match[2] or "").replace("单位", "").strip(":： ")
        if inside and not inside.startswith(_NO_UNIT):
            return inside
    return ""

"""Which column of a list is what: told by its heading, and by what stands below where a heading may mean two things."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from gangmu.base.quantities import unit_names
from gangmu.base.quantities.parsing import to_half_width
from gangmu.base.quantities.units import find_unit
from gangmu.base.sheets import HeaderGuess, Sheet, find_header, known_headings
from gangmu.base.sheets.header import header_at, titles_at, unit_in
from gangmu.base.sheets.workbook import COLUMN_LETTERS
from gangmu.targets.lists.columns import NUMBER, columns_of

_SAMPLES, _SAMPLE_LENGTH = 3, 30
_LOOKED_AT = 300
"""Rows below the header that say what a column holds; in a longer list the rest is like them."""
_NEARLY_ALL = 0.8
_LONGEST_AMOUNT = 40
_MEASURED = frozenset(unit_names())
_QUANTITY = re.compile(
    r"(?:≥|≤|>|<|约|不低于|不少于|不超过|低于|高于)?[+-]?\d[\d.,]*(?!\d*[月日号年])\D{0,8}(?:/\d[\d.]*\D{0,8})?"
)
_CAPTION = re.compile(r"(?:计量|数据|金额)?单位\s*[:：]\s*([^\s()（）,，、;；]{1,12})")


@dataclass(frozen=True)
class Layout:
    """Where the header ends, which column (from 0) holds which field, all headings, and the units they state.

    `units` is the unit of measure in a field's own heading, `caption` the one that stands above or beside the table.
    """

    header: int
    columns: Mapping[int, str]
    titles: Mapping[int, str]
    units: Mapping[str, str]
    caption: str = ""

    @property
    def guess(self) -> HeaderGuess:
        """As the reader of rows wants it."""
        return HeaderGuess(self.header, self.columns, self.titles, self.units)


def propose(sheet: Sheet, year: int) -> HeaderGuess:
    """The header and which column is what, guessed from headings and contents."""
    return _refined(sheet, find_header(sheet, known_headings(columns_of(year))))


def propose_at(sheet: Sheet, header: int, year: int) -> HeaderGuess:
    """Which column is what when a person says that the headings stand in (or end with) this row."""
    return _refined(sheet, header_at(sheet, known_headings(columns_of(year)), header))


def layout_of(sheet: Sheet, header: int, mapping: Mapping[str, int]) -> Layout:
    """The header as the person set it: field → column, from 0."""
    titles = titles_at(sheet, header)
    columns = {index: name for name, index in sorted(mapping.items(), key=lambda pair: pair[1])}
    units = {name: unit for index, name in columns.items() if (unit := unit_in(titles.get(index, "").split("/")[-1]))}
    return Layout(header, columns, titles, units, _caption(sheet, header))


@dataclass(frozen=True)
class OpenColumn:
    """A column with content that nobody matched or left out, and what stands in it first."""

    index: int
    letter: str
    title: str
    samples: str


def open_columns(sheet: Sheet, layout: Layout, left_out: Collection[int]) -> list[OpenColumn]:
    """Columns with content below the header that nobody matched or left out."""
    decided = {*layout.columns, *left_out}
    samples: dict[int, list[str]] = {}
    for row in sheet.rows[layout.header :]:
        for index, cell in enumerate(row.cells):
            text = cell.value.strip()
            if text and index not in decided and len(samples.setdefault(index, [])) < _SAMPLES:
                samples[index].append(text[:_SAMPLE_LENGTH])
    return [
        OpenColumn(index, COLUMN_LETTERS[index], layout.titles.get(index, ""), _("；").join(texts))
        for index, texts in sorted(samples.items())
    ]


def _caption(sheet: Sheet, header: int) -> str:
    """（单位：亿元） above the header, or in a heading of its own."""
    for row in sheet.rows[:header]:
        for cell in row.cells:
            match = _CAPTION.search(cell.value)
            if match and find_unit(match[1]):
                return match[1]
    return ""


def _refined(sheet: Sheet, guess: HeaderGuess) -> HeaderGuess:
    """The same with columns that a heading alone does not tell put right by their contents."""
    if not guess.found:
        return guess
    columns = dict(guess.columns)
    for settle in (_settle_measure, _settle_goal, _settle_code):
        settle(columns, guess.titles, lambda index: _texts(sheet, guess.row, index))
    return replace(guess, columns=dict(sorted(columns.items())))


_Texts = Callable[[int], list[str]]


def _settle_measure(columns: dict[int, str], titles: Mapping[int, str], texts: _Texts) -> None:
    """“单位” is who, or what is counted in."""
    for index, title in titles.items():
        if re.sub(r"\s", "", title.split("/")[-1]) != "单位" or index in columns:
            continue
        field = "unit_of_measure" if _nearly_all(texts(index), _is_measure) else "responsible"
        if field not in columns.values() and texts(index):
            columns[index] = field


def _settle_goal(columns: dict[int, str], titles: Mapping[int, str], texts: _Texts) -> None:
    """A column of numbers with units is no name, and one of words no goal."""
    places = {name: index for index, name in columns.items()}
    goal = places.get("goal")
    if goal is not None and texts(goal) and not _any(texts(goal), looks_measured):
        free = next((name for name in ("task", "name") if name not in places), "")
        if free and titles[goal] in ("目标", "全年", "预期目标"):
            del places["goal"]
            columns[goal], places[free] = free, goal
    for name in ("name", "task"):
        index = places.get(name)
        other = "task" if name == "name" else "name"
        if index is None or not _nearly_all(texts(index), looks_measured):
            continue
        if "goal" not in places and other in places:
            columns[index] = "goal"
            places["goal"] = index
        elif name == "name":
            del columns[index]


def _settle_code(columns: dict[int, str], _titles: Mapping[int, str], texts: _Texts) -> None:
    """编号 1, 2, 3 counts the rows; a code of a target says more."""
    for index, name in list(columns.items()):
        written = texts(index) if name == "code" else []
        if written and written == [str(number) for number in range(1, len(written) + 1)]:
            if NUMBER in columns.values():
                del columns[index]
            else:
                columns[index] = NUMBER


def _texts(sheet: Sheet, header: int, index: int) -> list[str]:
    rows = sheet.rows[header : header + _LOOKED_AT]
    return list(_filled(row.cells[index].value for row in rows if index < len(row.cells)))


def _filled(texts: Iterator[str]) -> Iterator[str]:
    return (text.strip() for text in texts if text.strip())


def _nearly_all(texts: list[str], test: Callable[[str], bool]) -> bool:
    return bool(texts) and sum(map(test, texts)) >= _NEARLY_ALL * len(texts)


def _any(texts: list[str], test: Callable[[str], bool]) -> bool:
    return any(map(test, texts))


def _is_measure(text: str) -> bool:
    found = find_unit(text)
    return found is not None and (text in _MEASURED or found.dimension != text)


def looks_measured(text: str) -> bool:
    """12, ≥186亿元, 64公里, 9所/466万平方米: amounts, not words."""
    return len(text) <= _LONGEST_AMOUNT and bool(_QUANTITY.fullmatch(re.sub(r"\s", "", to_half_width(text))))

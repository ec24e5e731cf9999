"""Reading .xlsx: every cell as a person sees it, formulas and hidden rows named, hostile files refused.

One pass over the XML of each sheet, which builds what is kept and nothing else: no file costs more than its size. How
large a sheet says it is does not matter, nor do links, validations, pictures and names: nobody here asks for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from xml.parsers import expat

from django.utils.translation import gettext as _

from gangmu.base.errors import Problem, Problems

from .containers import UNREADABLE, damaged, open_package, whole_file
from .contents import Contents, Place, read_contents
from .delimited import too_large, too_many_cells
from .formats import Format
from .parts import Attributes, Parts, Texts, unescaped
from .workbook import COLUMN_LETTERS, Cell, Limits, Merge, Row, Sheet, Workbook

_AREA = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})", re.ASCII)
_LONGEST_TEXT = 32_767
"""Characters that Excel lets a cell hold."""
_UNCOMPUTED = "=…"


def read_xlsx(name: str, data: bytes, limits: Limits) -> Workbook:
    """All worksheets. Raises Problems for damaged, hostile or too large files; a flaw of one cell stays in the cell."""
    try:
        parts = Parts(name, open_package(name, data, limits), limits)
        contents, spent = read_contents(parts), _Spent(name, limits)
        sheets = [_sheet(parts, contents, place, spent) for place in contents.places if place.part in parts]
    except (*UNREADABLE, expat.ExpatError, LookupError, OverflowError) as error:
        raise damaged(name) from error
    if not sheets:
        raise whole_file(name, _("工作簿里没有工作表"), todo=_("请检查文件"))
    if not any(sheet.rows for sheet in sheets):
        raise whole_file(name, _("工作簿是空的"), todo=_("请检查选的是不是这个文件"))
    return Workbook(name, {sheet.name: sheet for sheet in sheets})


def _sheet(parts: Parts, contents: Contents, place: Place, spent: _Spent) -> Sheet:
    found = _Found(place.title, contents, spent)
    parts.read(place.part, found)
    last = max(found.rows, default=0)
    spent.cells(place.title, last)
    rows = tuple(Row(number, tuple(found.rows.get(number, ()))) for number in range(1, last + 1))
    bare = Sheet(place.title, rows, parts.file, found.merged(), place.hidden)
    warnings = tuple(_warnings(bare, found)) if rows else ()
    return Sheet(bare.name, rows, bare.file, bare.merges, bare.hidden, warnings)


class _Spent:
    """How much of the limits the sheets of a file have used up together."""

    def __init__(self, file: str, limits: Limits) -> None:
        self.file, self.limits = file, limits
        self._cells = self._characters = 0

    def cells(self, sheet: str, count: int) -> None:
        self._cells += count
        if self._cells > self.limits.cells:
            raise too_many_cells(self.file, sheet, self.limits)

    def characters(self, sheet: str, count: int) -> None:
        self._characters += count
        if self._characters > self.limits.characters:
            what = _("文字超过 %(limit)d 个字") % {"limit": self.limits.characters}
            where = _("文件“%(name)s”工作表“%(sheet)s”") % {"name": self.file, "sheet": sheet}
            raise Problems([Problem(what, where=where, todo=_("请删去无关的内容，或分成几个文件"))])

    def place(self, sheet: str, row: int, column: int) -> None:
        if row > self.limits.rows or column > self.limits.columns:
            raise too_large(self.file, sheet, row, column, self.limits)


class _Found:
    """What one sheet holds, gathered while its XML passes by. `rows` are the cells with content, by row number."""

    def __init__(self, title: str, contents: Contents, spent: _Spent) -> None:
        self.title, self._contents, self._spent = title, contents, spent
        self.rows: dict[int, list[Cell]] = {}
        self.formulas: list[str] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: set[int] = set()
        self._areas: list[tuple[str, int, int, int, int]] = []
        self._inside, self._row, self._column = False, 0, 0
        self._given: Attributes = {}
        self._value: list[str] | None = None
        self._formula: list[str] | None = None
        self._heard: list[str] | None = None
        self._inline: Texts | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        if self._inline is not None:
            self._inline.start(name, attributes)
        elif not self._inside:
            self._outside(name, attributes)
        elif name == "c":
            self._column = _column(attributes.get("r", "")) or self._column + 1  # some programs leave it out
            self._given, self._value, self._formula = attributes, None, None
        elif name == "v":
            self._value = self._heard = []
        elif name == "f":
            self._formula = self._heard = []
        elif name == "row":
            self._row, self._column = _index(attributes.get("r") or self._row + 1, least=1), 0
            if attributes.get("hidden") in ("1", "true"):
                self.hidden_rows.append(self._row)
        elif name == "is":
            self._inline = Texts()

    def _outside(self, name: str, attributes: Attributes) -> None:
        if name == "sheetData":
            self._inside = True
        elif name == "mergeCell":
            area = _AREA.fullmatch(attributes.get("ref", ""))
            self._spent.cells(self.title, 1)
            if area:
                left, top, right, bottom = (_column(area[1]), int(area[2]), _column(area[3]), int(area[4]))
                self._areas.append((area[0], top, left, bottom, right))
        elif name == "col" and attributes.get("hidden") in ("1", "true"):
            self._spent.cells(self.title, 1)
            first, last = _index(attributes.get("min", 1)), _index(attributes.get("max", 1))
            self.hidden_columns.update(range(first, min(last, self._spent.limits.columns) + 1))

    def text(self, piece: str) -> None:
        if self._inline is not None:
            self._inline.text(piece)
        elif self._heard is not None:
            self._heard.append(piece)

    def end(self, name: str) -> None:
        self._heard = None
        if name == "c":
            self._place()
        elif name == "is" and self._inline is not None:
            self._value, self._inline = [self._inline.taken()], None
        elif self._inline is not None:
            self._inline.end(name)
        elif name == "sheetData":
            self._inside = False

    def _place(self) -> None:
        if self._value is None and self._formula is None:
            return
        if self._column > len(COLUMN_LETTERS):
            self._spent.place(self.title, self._row, self._column)
        cell = self._cell(f"{COLUMN_LETTERS[self._column - 1]}{self._row}")
        if cell is None:
            return
        self._spent.place(self.title, self._row, self._column)
        if self._formula is not None and not cell.flaw:
            self.formulas.append(cell.address)
        cells = self.rows.setdefault(self._row, [])
        if self._column <= len(cells):
            if cells[self._column - 1].kind != "empty":
                raise ValueError(f"{cell.address} stands twice")
            cells[self._column - 1] = cell
            return
        self._spent.cells(self.title, self._column - len(cells))
        missing = range(len(cells), self._column - 1)
        cells.extend(Cell("", f"{COLUMN_LETTERS[index]}{self._row}", "empty") for index in missing)
        cells.append(cell)

    def _cell(self, address: str) -> Cell | None:
        """The cell that has just passed by; None when there is nothing in it."""
        kind, value = self._given.get("t", "n"), "".join(self._value or ())
        if kind == "s" and value:
            return self._text(self._contents.texts[_index(value)], address)
        if kind in ("str", "inlineStr"):
            return self._text(unescaped(value) if kind == "str" else value, address)
        if not value:
            if self._formula is None:
                return None
            flaw = _("是公式，但文件里没有算好的值；请在 Excel 中打开并保存后再上传")
            formula = "".join(self._formula)[:_LONGEST_TEXT]
            return Cell("", address, "error", flaw, "=" + formula if formula else _UNCOMPUTED)
        if kind == "b":
            return Cell("FALSE" if value in ("0", "false") else "TRUE", address, "boolean")
        if kind == "e":
            return Cell(value, address, "error", _("是错误值 %(value)s，请改正公式") % {"value": value[:20]})
        number_format = self._format()
        if kind == "d":
            return Cell(number_format.told(datetime.fromisoformat(value.removesuffix("Z"))), address, "date")
        return number_format.cell(value.strip(), address)

    def _format(self) -> Format:
        index = _index(self._given.get("s", 0))
        return self._contents.formats[index] if index < len(self._contents.formats) else Format()

    def _text(self, text: str, address: str) -> Cell | None:
        if len(text) > _LONGEST_TEXT:
            flaw = _("文字超过 %(limit)d 个字，Excel 打不开这样的单元格，请分开填写") % {"limit": _LONGEST_TEXT}
            return Cell("#VALUE!", address, "error", flaw)
        self._spent.characters(self.title, len(text))
        return Cell(text, address) if text else None

    def merged(self) -> tuple[Merge, ...]:
        """The merged areas as far as they lie where something is written. Raises ValueError where they overlap."""
        last, width = max(self.rows, default=0), max(map(len, self.rows.values()), default=0)
        cut = (
            Merge(address, top, left, min(bottom, last), min(right, width))
            for address, top, left, bottom, right in sorted(self._areas, key=lambda area: area[1:3])
        )
        merges = tuple(one for one in cut if 0 < one.top <= one.bottom and 0 < one.left <= one.right)
        if sum((one.bottom - one.top + 1) * (one.right - one.left + 1) for one in merges) > last * width:
            raise ValueError("merged areas overlap")
        return merges


def _index(number: str | int, *, least: int = 0) -> int:
    """A count as a file writes it, 12 or 12.0. Raises ValueError or OverflowError for anything else."""
    index = int(float(number))
    if index < least:
        raise ValueError(f"{index} < {least}")
    return index


@lru_cache(maxsize=2048)
def _column(address: str) -> int:
    """A7 → 1; 0 when it names no column."""
    letters = address.rstrip("0123456789").lstrip("$")
    index = 0
    for char in letters[:4]:
        index = index * 26 + ord(char) - 64 if "A" <= char <= "Z" else 0
    return index


def _warnings(sheet: Sheet, found: _Found) -> Iterator[Problem]:
    if sheet.hidden:
        yield _warning(sheet, _("是隐藏的工作表"))
    hidden_rows = sorted({row for row in found.hidden_rows if row <= len(sheet.rows)})
    if hidden_rows:
        what = _("有隐藏的行：%(rows)s；它们也会被读入") % {"rows": _runs(hidden_rows)}
        yield _warning(sheet, what, hidden_rows[0])
    width = max(len(row.cells) for row in sheet.rows)
    hidden_columns = sorted(column for column in found.hidden_columns if column <= width)
    if hidden_columns:
        names = _("、").join(COLUMN_LETTERS[column - 1] for column in hidden_columns)
        yield _warning(sheet, _("有隐藏的列：%(columns)s；它们也会被读入") % {"columns": names})
    if found.formulas:
        named = _("、").join(found.formulas[:10]) + (_("等") if len(found.formulas) > 10 else "")
        words = {"count": len(found.formulas), "cells": named}
        yield _warning(sheet, _("有 %(count)d 个公式（%(cells)s），用的是文件里保存的计算结果") % words)


def _warning(sheet: Sheet, what: str, row: int | None = None) -> Problem:
    return Problem(what, where=sheet.where(), level="warning", row=row, todo=_("请确认"))


def _runs(numbers: list[int]) -> str:
    """3, 4, 5, 9 → 3–5、9."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return _("、").join("–".join(map(str, run)) for run in runs)

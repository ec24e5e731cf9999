"""Reading .xlsx: every cell as a person sees it, formulas and hidden rows named, hostile files refused."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from typing import IO, Any
from xml.etree.ElementTree import Element

import defusedxml.ElementTree as SafeTree
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.escape import unescape

from gangmu.base.errors import Problem, Problems
from gangmu.base.quantities.units import find_unit, tidy

from .containers import damaged, open_package, whole_file
from .delimited import too_large
from .workbook import COLUMN_LETTERS, Cell, Limits, Merge, Row, Sheet, Workbook, column_letter

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_EXCEL_DIGITS = 15
"""Significant digits Excel shows and keeps; what lies beyond is noise of binary arithmetic."""


@dataclass
class _Scan:
    """What openpyxl does not tell together: where formulas stand, and how large the sheet really is."""

    formulas: set[str] = field(default_factory=set)
    rows: int = 0
    columns: int = 0
    cells: int = 0


def read_xlsx(name: str, data: bytes, limits: Limits) -> Workbook:
    """All worksheets. Raises Problems for damaged, hostile or too large files; a flaw of one cell stays in the cell."""
    package = open_package(name, data, limits)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # openpyxl warns of pictures and styles that are dropped: not our reader's concern
            return _read(name, data, package, limits)
    except Problems:
        raise
    except MemoryError as error:
        raise whole_file(name, _("文件太大，无法读取"), todo=_("请分成几个文件")) from error
    except Exception as error:  # openpyxl raises whatever a broken file makes it stumble over
        raise (_hostile(name) if _from_defused(error) else damaged(name)) from error


def _hostile(name: str) -> Problems:
    what = _("文件里有不允许的 XML 定义，可能带有恶意内容")
    return whole_file(name, what, todo=_("请把需要的内容复制到新的工作簿后再上传"))


def _from_defused(error: BaseException | None) -> bool:
    """Whether refused XML is at the bottom of it; openpyxl wraps what it meets in other exceptions."""
    while error and not isinstance(error, DefusedXmlException):
        error = error.__cause__ or error.__context__
    return error is not None


def _read(name: str, data: bytes, package: zipfile.ZipFile, limits: Limits) -> Workbook:
    reader = ExcelReader(BytesIO(data), data_only=True, keep_links=False)
    reader.read_manifest()
    reader.read_workbook()
    scans: dict[str, _Scan] = {}
    for part, relation in reader.parser.find_sheets():
        if relation.target in package.namelist() and "/chartsheets/" not in relation.target:
            with package.open(relation.target) as source:
                spent = sum(scan.cells for scan in scans.values())
                scans[part.name] = _scan(name, part.name, source, limits, spent)
    reader = ExcelReader(BytesIO(data), data_only=True, keep_links=False)
    reader.read()
    sheets = [_sheet(name, worksheet, scans[worksheet.title]) for worksheet in reader.wb.worksheets]
    if not sheets:
        raise whole_file(name, _("工作簿里没有工作表"), todo=_("请检查文件"))
    if not any(sheet.rows for sheet in sheets):
        raise whole_file(name, _("工作簿是空的"), todo=_("请检查选的是不是这个文件"))
    return Workbook(name, {sheet.name: sheet for sheet in sheets})


def _scan(name: str, sheet: str, source: IO[bytes], limits: Limits, spent: int) -> _Scan:
    """Reads a sheet row by row without keeping it; `spent` cells of the limit are used up by earlier sheets."""
    scan, row_number = _Scan(), 0
    for _event, element in SafeTree.iterparse(source, forbid_dtd=True):
        if element.tag != _MAIN + "row":
            continue
        row_number = int(float(element.get("r") or row_number + 1))
        _scan_row(scan, row_number, element)
        element.clear()
        if scan.rows > limits.rows or scan.columns > limits.columns:
            raise too_large(name, sheet, scan.rows, scan.columns, limits)
        if spent + max(scan.cells, scan.rows * scan.columns) > limits.cells:
            raise _too_many_cells(name, sheet, limits)
    return scan


def _scan_row(scan: _Scan, row_number: int, row: Element) -> None:
    column = 0
    for cell in row:
        scan.cells += 1
        column = _column_index(cell.get("r", "")) or column + 1  # some programs leave the address out
        formula = cell.find(_MAIN + "f") is not None
        if formula:
            scan.formulas.add(f"{column_letter(column)}{row_number}")
        if formula or cell.find(_MAIN + "v") is not None or cell.find(_MAIN + "is") is not None:
            scan.rows, scan.columns = row_number, max(scan.columns, column)


def _too_many_cells(name: str, sheet: str, limits: Limits) -> Problems:
    where = _("文件“%(name)s”工作表“%(sheet)s”") % {"name": name, "sheet": sheet}
    what = _("单元格超过 %(limit)d 个，多半是数据下面带格式的空行") % {"limit": limits.cells}
    return Problems([Problem(what, where=where, todo=_("请选中数据下面的空行，删除整行，保存后再上传"))])


def _column_index(address: str) -> int:
    index = 0
    for char in address:
        if char.isalpha():
            index = index * 26 + ord(char) - 64
    return index


def _sheet(file: str, worksheet: Any, scan: _Scan) -> Sheet:
    bounds = worksheet.iter_rows(min_row=1, max_row=max(scan.rows, 1), max_col=max(scan.columns, 1))
    rows = [Row(number, tuple(_cells(number, cells, scan.formulas))) for number, cells in enumerate(bounds, start=1)]
    while rows and rows[-1].empty:
        rows.pop()
    merges = tuple(
        Merge(str(area.coord), area.min_row, area.min_col, area.max_row, area.max_col)
        for area in sorted(worksheet.merged_cells.ranges, key=lambda area: (area.min_row, area.min_col))
    )
    bare = Sheet(worksheet.title, tuple(rows), file, merges, worksheet.sheet_state != "visible")
    found = tuple(_warnings(bare, worksheet, scan)) if rows else ()
    return Sheet(bare.name, bare.rows, file, merges, bare.hidden, found)


def _cells(number: int, cells: tuple[Any, ...], formulas: set[str]) -> Iterator[Cell]:
    for index, cell in enumerate(cells):
        address = f"{COLUMN_LETTERS[index]}{number}"
        value = cell.value
        if value is None:
            if address in formulas:
                yield Cell("", address, "error", _("是公式，但文件里没有算好的值；请在 Excel 中打开并保存后再上传"))
            else:
                yield Cell("", address, "empty")
        elif cell.data_type == "e":
            yield Cell(str(value), address, "error", _("是错误值 %(value)s，请改正公式") % {"value": value})
        elif isinstance(value, str):
            yield Cell(unescape(value) if "_x" in value else value, address, "text")
        else:
            yield _typed(value, address, cell.number_format)


def _typed(value: Any, address: str, number_format: str) -> Cell:
    if isinstance(value, bool):
        return Cell("TRUE" if value else "FALSE", address, "boolean")
    if isinstance(value, (int, float)):
        return _number(value, address, number_format)
    if isinstance(value, (datetime, date, time)):
        return Cell(_moment(value, number_format), address, "date")
    if isinstance(value, timedelta):
        return Cell(str(value), address, "date")
    return Cell(str(value), address, "text")


def _moment(value: datetime | date | time, number_format: str) -> str:
    """As shown: a day, a day with time, or only the month when the format shows no day (2026年8月)."""
    if isinstance(value, datetime):
        whole_day = value.time() == time()
        shown = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", number_format).lower()
        if whole_day and "y" in shown and "d" not in shown:
            return value.strftime("%Y-%m")
        return value.date().isoformat() if whole_day else value.isoformat(sep=" ", timespec="minutes")
    return value.isoformat()


def exact(value: int | float) -> Decimal:
    """The number as Excel shows it: shortest text of the binary value; a fraction keeps 15 significant digits."""
    number = Decimal(repr(value))
    if isinstance(value, float) and len(number.as_tuple().digits) > _EXCEL_DIGITS:
        number = Decimal(format(value, f".{_EXCEL_DIGITS}g"))
    return tidy(number)


def _number(value: int | float, address: str, number_format: str) -> Cell:
    number = exact(value)
    suffix = _shown_suffix(number_format, value)
    if suffix == "percent":
        return Cell(format(tidy(number * 100), "f") + "%", address, "percent")
    return Cell(format(number, "f") + suffix, address, "number")


_LITERAL_SUFFIX = re.compile(r'[0#?]\s*(?:"(?P<quoted>[^"]+)"|\\(?P<escaped>.))\s*$')
_SCALING = re.compile(r"[0#?],+(?![0#?])|[!\\]\.")


def _shown_suffix(number_format: str, value: int | float) -> str:
    """What a number format adds for the eye: "percent", or a unit of measure written into the format (0.0"亿元").

    A format that also scales (0.0,"千元") is left alone: there the cell's own value is what counts.
    """
    sections = number_format.split(";")
    if value < 0 and len(sections) > 1:
        return _suffix(sections[1])
    return _suffix(sections[2] if value == 0 and len(sections) > 2 else sections[0])


@lru_cache(maxsize=512)
def _suffix(section: str) -> str:
    bare = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", section)
    if "%" in bare:
        return "percent"
    match = _LITERAL_SUFFIX.search(section)
    if not match or _SCALING.search(section) or is_date_format(section):
        return ""
    literal = (match["quoted"] or match["escaped"] or "").strip()
    return literal if literal and find_unit(literal) else ""


def _warnings(sheet: Sheet, worksheet: Any, scan: _Scan) -> Iterator[Problem]:
    if sheet.hidden:
        yield _warning(sheet, "", _("是隐藏的工作表"))
    hidden_rows = [row for row in range(1, len(sheet.rows) + 1) if worksheet.row_dimensions[row].hidden]
    if hidden_rows:
        yield _warning(
            sheet, "", _("有隐藏的行：%(rows)s；它们也会被读入") % {"rows": _runs(hidden_rows)}, hidden_rows[0]
        )
    hidden_columns = [
        key
        for key, dimension in worksheet.column_dimensions.items()
        if dimension.hidden and dimension.min <= scan.columns
    ]
    if hidden_columns:
        yield _warning(
            sheet, "", _("有隐藏的列：%(columns)s；它们也会被读入") % {"columns": _("、").join(hidden_columns)}
        )
    cached = [cell for row in sheet.rows for cell in row.cells if cell.address in scan.formulas and not cell.flaw]
    if cached:
        named = _("、").join(cell.address for cell in cached[:10]) + (_("等") if len(cached) > 10 else "")
        what = _("有 %(count)d 个公式（%(cells)s），用的是文件里保存的计算结果") % {
            "count": len(cached),
            "cells": named,
        }
        yield _warning(sheet, "", what)


def _warning(sheet: Sheet, address: str, what: str, row: int | None = None) -> Problem:
    return Problem(what, where=sheet.where(address), level="warning", row=row, todo=_("请确认"))


def _runs(numbers: list[int]) -> str:
    """3, 4, 5, 9 → 3–5、9."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return _("、").join("–".join(map(str, run)) for run in runs)

"""Writing tables to work with in Excel: frozen header, A4 print, exact numbers, never a formula from a text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gangmu.base.harmless import harmless
from gangmu.base.quantities import plain

from .columns import Column
from .workbook import EXCEL_DIGITS

_EXCEL_TEXT = 32_767
_DROP_DOWN_TEXT = 255
_TEMPLATE_ROWS = 2_000
_A4 = 9


@dataclass(frozen=True)
class SheetOut:
    """One sheet to write: `rows` are mappings by column field, `title` and `notes` are lines above the header.

    Without title and notes the header is row 1, which is what other programs read most easily.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Mapping[str, Any]] = ()
    title: str = ""
    notes: str = ""
    landscape: bool = True


def write_workbook(sheets: Sequence[SheetOut]) -> bytes:
    """The .xlsx with these sheets, ready to print on A4 and to be edited and brought back."""
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        formats = _Formats(book)
        taken: set[str] = set()
        for sheet in sheets:
            worksheet = book.add_worksheet(_sheet_name(sheet.name, taken))
            _write_sheet(worksheet, sheet, formats, list(sheet.rows))
        _write_choices(book, sheets)
    return buffer.getvalue()


def write_template(name: str, columns: Sequence[Column], *, title: str = "") -> bytes:
    """An empty table with drop-downs, and a sheet 填表说明 that explains every column with an example."""
    help_columns = (
        Column("title", _("列名"), width=22),
        Column("required", _("是否必填"), width=10),
        Column("help", _("怎么填"), width=60),
        Column("example", _("示例"), width=30),
    )
    rows = [
        {
            "title": column.title,
            "required": _("必填") if column.required else _("选填"),
            "help": column.help or (_("、").join(column.choices) if column.choices else ""),
            "example": column.example,
        }
        for column in columns
    ]
    return write_workbook([SheetOut(name, columns, title=title), SheetOut(_("填表说明"), help_columns, rows)])


class _Formats:
    """Cell formats by number format; Excel wants each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def get(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(
                {"font_name": "宋体", "font_size": 10, "valign": "vcenter", **properties}
            )
        return self._made[key]

    def title(self) -> Format:
        return self.get(bold=True, font_size=16, align="center")

    def notes(self) -> Format:
        return self.get(text_wrap=True, font_color="#555555")

    def header(self) -> Format:
        return self.get(bold=True, border=1, align="center", text_wrap=True, bg_color="#DCE6F1")

    def body(self, number_format: str = "", align: str = "") -> Format:
        extra: dict[str, Any] = {"num_format": number_format} if number_format else {}
        if align:
            extra["align"] = align
        return self.get(border=1, text_wrap=True, **extra)


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name Excel accepts: at most 31 characters, none of []:*?/\\, not repeated."""
    base = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "_", name).strip("'")[:31] or "Sheet"
    result, number = base, 2
    while result.casefold() in taken:
        suffix = f"({number})"
        result, number = base[: 31 - len(suffix)] + suffix, number + 1
    taken.add(result.casefold())
    return result


def _write_sheet(worksheet: Worksheet, sheet: SheetOut, formats: _Formats, rows: list[Mapping[str, Any]]) -> None:
    last = len(sheet.columns) - 1
    header = 0
    for text, style, height in ((sheet.title, formats.title(), 30), (sheet.notes, formats.notes(), 45)):
        if text:
            if last > 0:
                worksheet.merge_range(header, 0, header, last, "", style)
            worksheet.write_string(header, 0, _text(text), style)
            worksheet.set_row(header, height)
            header += 1
    for index, column in enumerate(sheet.columns):
        worksheet.write_string(header, index, column.title + ("*" if column.required else ""), formats.header())
        worksheet.set_column(index, index, _width(column, rows))
    for number, row in enumerate(rows, start=header + 1):
        for index, column in enumerate(sheet.columns):
            _write_cell(worksheet, number, index, _shown(column, row), column, formats)
    _lay_out(worksheet, sheet, header, last, len(rows))
    _add_drop_downs(worksheet, sheet, header, max(len(rows), _TEMPLATE_ROWS))


def _shown(column: Column, row: Mapping[str, Any]) -> Any:
    value = row.get(column.field)
    return column.format(value) if column.format and value is not None else value


def _write_cell(worksheet: Worksheet, row: int, index: int, value: Any, column: Column, formats: _Formats) -> None:
    if value is None or value == "":
        worksheet.write_blank(row, index, None, formats.body(column.number_format))
    elif isinstance(value, bool):
        worksheet.write_string(row, index, _("是") if value else _("否"), formats.body(align="center"))
    elif isinstance(value, datetime):
        moment = timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
        worksheet.write_datetime(row, index, moment, formats.body(column.number_format or "yyyy-mm-dd hh:mm"))
    elif isinstance(value, date):
        day = datetime(value.year, value.month, value.day)
        worksheet.write_datetime(row, index, day, formats.body(column.number_format or "yyyy-mm-dd"))
    elif isinstance(value, (int, Decimal)):
        _write_number(worksheet, row, index, Decimal(value), column, formats)
    elif isinstance(value, str):
        worksheet.write_string(row, index, _text(value), formats.body("@"))
    else:
        raise TypeError(
            f"column {column.field}: cannot write {type(value).__name__}; give text, Decimal, int, date or bool"
        )


def _write_number(
    worksheet: Worksheet, row: int, index: int, value: Decimal, column: Column, formats: _Formats
) -> None:
    """As a number when Excel can keep it exactly, else as text that keeps every digit."""
    text = plain(value)
    if len(text.lstrip("-").replace(".", "").strip("0")) > EXCEL_DIGITS:
        worksheet.write_string(row, index, text, formats.body("@", align="right"))
    else:
        worksheet.write_number(row, index, float(value), formats.body(column.number_format, align="right"))


def _text(value: str) -> str:
    """What fits a cell; what does not says so."""
    if len(value) <= _EXCEL_TEXT:
        return value
    ending = _("……（内容过长，此处截断）")
    return value[: _EXCEL_TEXT - len(ending)] + ending


def _width(column: Column, rows: Sequence[Mapping[str, Any]]) -> float:
    """The column's own width, else one that fits its heading and the first rows, within reason."""
    if column.width:
        return column.width
    texts = [column.title, *(str(_shown(column, row) or "") for row in rows[:200])]
    longest = max(max((_columns(line) for line in text.splitlines()), default=0) for text in texts)
    return min(max(longest + 2, 8), 40)


def _columns(text: str) -> int:
    """Width in characters of Latin text; a Chinese character takes two."""
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)


def _lay_out(worksheet: Worksheet, sheet: SheetOut, header: int, last: int, count: int) -> None:
    worksheet.freeze_panes(header + 1, 0)
    worksheet.set_paper(_A4)
    if sheet.landscape:
        worksheet.set_landscape()
    worksheet.fit_to_pages(1, 0)
    worksheet.repeat_rows(header)
    worksheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    worksheet.set_footer(_("&C第 &P 页 共 &N 页"))
    if count:
        worksheet.autofilter(header, 0, header + count, last)


def _long_choices(columns: Sequence[Column]) -> list[Column]:
    return [column for column in columns if len(",".join(column.choices)) > _DROP_DOWN_TEXT]


def _add_drop_downs(worksheet: Worksheet, sheet: SheetOut, header: int, rows: int) -> None:
    for index, column in enumerate(sheet.columns):
        if not column.choices:
            continue
        source: Any = list(column.choices)
        if column in _long_choices(sheet.columns):
            source = f"=_{column.field}"
        settings = {
            "validate": "list",
            "source": source,
            "error_title": column.title,
            "error_message": _("请从下拉列表中选择"),
        }
        worksheet.data_validation(header + 1, index, header + rows, index, settings)


def _write_choices(book: xlsxwriter.Workbook, sheets: Sequence[SheetOut]) -> None:
    """Lists too long for a drop-down of their own stand on a last sheet, under a defined name each."""
    long = {column.field: column for sheet in sheets for column in _long_choices(sheet.columns)}
    if not long:
        return
    name = _("选项")
    worksheet = book.add_worksheet(name)
    for index, column in enumerate(long.values()):
        worksheet.write_string(0, index, column.title)
        for row, choice in enumerate(column.choices, start=1):
            worksheet.write_string(row, index, choice)
        letter = xlsxwriter.utility.xl_col_to_name(index)
        book.define_name(f"_{column.field}", f"='{name}'!${letter}$2:${letter}${len(column.choices) + 1}")


def write_csv(columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """UTF-8 with the mark Excel needs, dates as 2026-08-31; text that Excel would run gets an apostrophe in front."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([harmless(column.title) for column in columns])
    for row in rows:
        writer.writerow([_csv_value(_shown(column, row)) for column in columns])
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def _csv_value(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, datetime):
        moment = timezone.localtime(value) if timezone.is_aware(value) else value
        return moment.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, (int, Decimal)):
        return plain(Decimal(value))
    return harmless(value.isoformat() if isinstance(value, date) else str(value))

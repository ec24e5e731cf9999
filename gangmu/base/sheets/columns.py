"""The columns of a stage, told once: how they are called, read, checked, written and explained.

`read_rows` reports everything that is wrong at once, each with sheet, row, column and the offending text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from gangmu.base.errors import Problem, Refused

from .header import HeaderGuess
from .values import Code
from .workbook import EXCEL_DIGITS, Cell, Merge, Row, Sheet

ROW = "row_number"
"""Key of every row read: its number in the sheet, for messages of later checks."""

NOTES = (
    *("注：", "注:", "备注：", "备注:", "说明：", "说明:", "填表人", "填报人", "制表", "审核人", "审核：", "审核:"),
    *("单位负责人", "填表日期", "填报日期", "联系人：", "联系人:", "联系电话"),
)
"""What a note or a signature below a table begins with."""


@dataclass(frozen=True)
class Column:
    """One column for import, export and template.

    `parse` gets the cell's text, stripped and not empty, and returns the value or raises Refused with the reason.
    `format` turns a value into what is written (text, Decimal, int, date, bool, None). `number_format` is Excel's.
    `choices` restricts the cell to these texts and becomes a drop-down. `width` is in characters of Latin text.
    """

    field: str
    title: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    parse: Callable[[str], Any] = str
    format: Callable[[Any], Any] | None = None
    width: float = 0
    number_format: str = ""
    help: str = ""
    example: str = ""
    choices: tuple[str, ...] = ()

    @property
    def code(self) -> bool:
        """Whether a number in it is read as the eye sees it: 0012 and 1.10 stay apart from 12 and 1.1."""
        return isinstance(self.parse, Code)

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading this column is recognised by."""
        return (self.title, *self.aliases)


def known_headings(columns: Sequence[Column]) -> dict[str, tuple[str, ...]]:
    """What find_header needs to know of these columns."""
    return {column.field: column.headings for column in columns}


def read_rows(
    sheet: Sheet, header: HeaderGuess, columns: Sequence[Column], *, fill_merged: bool = False
) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Every data row as field → value (None when blank), and every problem and warning, in the order of the sheet.

    A row with a problem is still returned, with None where the value is wrong, so that a preview shows it. Blank
    rows are passed over; section headings and notes below the table are passed over with a warning. A vertically
    merged cell counts for all its rows when `fill_merged`, else it is a problem.
    """
    problems = list(_missing_columns(sheet, header, columns))
    if problems:
        return [], problems
    table = _Table(sheet, header, {column.field: column for column in columns}, fill_merged)
    problems.extend(_repeated_columns(sheet, header))
    problems.extend(table.merge_problems())
    rows: list[dict[str, Any]] = []
    for row in sheet.rows[header.row :]:
        if row.empty:
            continue
        aside = table.aside(row)
        if aside:
            problems.append(aside)
            continue
        values, found = table.read(row)
        if values is not None:
            rows.append(values)
        problems.extend(found)
    if not rows and not problems:
        problems.append(Problem(_("表头下面没有数据"), where=sheet.where(), todo=_("请检查选的工作表")))
    return rows, sorted(problems, key=lambda problem: problem.row or 0)


def _check_code(cell: Cell) -> None:
    """Refuses a number longer than Excel keeps: its last digits were lost before anybody here saw it."""
    if cell.kind == "number" and len(cell.value.strip("-").replace(".", "")) > EXCEL_DIGITS:
        raise Refused(
            _("“%(text)s”是超过 %(digits)d 位的数，后面的位数 Excel 没有存；编号请先把单元格格式改为“文本”，再重新填写")
            % {"text": cell.value, "digits": EXCEL_DIGITS}
        )


def _missing_columns(sheet: Sheet, header: HeaderGuess, columns: Sequence[Column]) -> Iterator[Problem]:
    if not header.found:
        titles = _("、").join(column.title for column in columns if column.required) or columns[0].title
        yield Problem(
            _("没有找到表头"),
            where=sheet.where(),
            expected=_("应有一行写着：%(titles)s") % {"titles": titles},
            todo=_("请检查选的工作表，或下载模板对照"),
        )
        return
    found = set(header.columns.values())
    for column in columns:
        if column.required and column.field not in found:
            yield Problem(
                _("没有“%(title)s”这一列") % {"title": column.title},
                where=sheet.where(_("第 %(row)d 行表头") % {"row": header.row}),
                expected=_("列名可以是：%(names)s") % {"names": _("、").join(column.headings)},
                todo=_("请补上这一列，或指定哪一列是它"),
                row=header.row,
                column=column.title,
            )


def _repeated_columns(sheet: Sheet, header: HeaderGuess) -> Iterator[Problem]:
    where = sheet.where(_("第 %(row)d 行表头") % {"row": header.row})
    for title in header.ambiguous:
        what = _("“%(title)s”这一列和前面的列意思相同，没有读入") % {"title": title}
        yield Problem(what, where=where, level="warning", row=header.row, column=title, todo=_("请确认用哪一列"))


@dataclass(frozen=True)
class _Table:
    """The data below one header, and how its cells are looked up."""

    sheet: Sheet
    header: HeaderGuess
    columns: Mapping[str, Column]
    fill_merged: bool

    @cached_property
    def _data_merges(self) -> list[Merge]:
        return [merge for merge in self.sheet.merges if merge.bottom > self.header.row]

    @cached_property
    def _rows_across(self) -> set[int]:
        """The rows in which some merge spans columns that are read."""
        across = (merge for merge in self._data_merges if self._spans_columns(merge))
        return {number for merge in across for number in range(merge.top, merge.bottom + 1)}

    def _spans_columns(self, merge: Merge) -> bool:
        """Across two or more columns that are read: a heading or a mistake, never one value."""
        return sum(merge.left <= index + 1 <= merge.right for index in self._used()) > 1

    def _used(self) -> list[int]:
        return [index for index, name in self.header.columns.items() if name in self.columns]

    def aside(self, row: Row) -> Problem | None:
        """A warning for a row that is a heading between the data or a note below it."""
        filled = [cell for cell in row.cells if cell.value.strip() or cell.flaw]
        if len(filled) != 1 or filled[0].flaw:
            return None
        text, where = filled[0].value.strip(), self.sheet.where(_("第 %(row)d 行") % {"row": row.number})
        across = row.number in self._rows_across
        if text.startswith(NOTES):
            what = _("是表下的说明（“%(text)s”），没有读入")
        elif across:
            what = _("是分组标题（“%(text)s”），没有读入")
        else:
            return None
        return Problem(what % {"text": text[:30]}, where=where, level="warning", row=row.number, value=text)

    def merge_problems(self) -> Iterator[Problem]:
        """One problem for every merged cell that does not say which row or column its value belongs to."""
        for merge in self._data_merges:
            row = self.sheet.row(max(merge.top, self.header.row + 1))
            if (
                row is None
                or self.aside(row)
                or not any(merge.left <= index + 1 <= merge.right for index in self._used())
            ):
                continue
            if self._spans_columns(merge):
                todo = _("请取消合并，在每一列分别填写")
            elif self.fill_merged or merge.top == merge.bottom:
                continue
            else:
                todo = _("请取消合并并逐行填写，或选择“合并单元格按每行相同处理”")
            where = self.sheet.where(merge.address)
            yield Problem(_("是合并单元格"), where=where, todo=todo, row=merge.top, value=self._value_of(merge))

    def _value_of(self, merge: Merge) -> str:
        row = self.sheet.row(merge.top)
        return row.cells[merge.left - 1].value if row and merge.left <= len(row.cells) else ""

    @cached_property
    def _filled(self) -> dict[tuple[int, int], Cell]:
        """The cell that speaks for each place below the top of a merge, by row number and column index."""
        filled: dict[tuple[int, int], Cell] = {}
        for merge in self._data_merges:
            top = self.sheet.row(merge.top)
            if top and merge.top > self.header.row and merge.left <= len(top.cells):
                rows = range(merge.top + 1, merge.bottom + 1)
                filled.update(((number, merge.left - 1), top.cells[merge.left - 1]) for number in rows)
        return filled

    def _cell(self, row: Row, index: int) -> Cell:
        origin = self._filled.get((row.number, index)) if self.fill_merged else None
        if origin:
            return origin
        return row.cells[index] if index < len(row.cells) else Cell("", "", "empty")

    def read(self, row: Row) -> tuple[dict[str, Any] | None, list[Problem]]:
        """The values of one row and what is wrong in it; None when no column that is read has content."""
        cells = {self.header.columns[index]: self._cell(row, index) for index in self._used()}
        if not any(cell.value.strip() or cell.flaw for cell in cells.values()):
            return None, []
        values: dict[str, Any] = {ROW: row.number}
        problems: list[Problem] = []
        for name, column in self.columns.items():
            values[name] = None
            if name not in cells:
                continue
            try:
                values[name] = self._value(column, cells[name])
            except Refused as refused:
                problems.append(self._problem(row, column, cells[name], refused.reason))
        return values, problems

    def _value(self, column: Column, cell: Cell) -> Any:
        if cell.flaw:
            raise Refused(cell.flaw)
        if column.code:
            _check_code(cell)
        text = ((column.code and cell.shown) or cell.value).strip()
        if not text:
            if column.required:
                raise Refused(_("没有填"))
            return None
        if column.choices and text not in column.choices:
            raise Refused(
                _("“%(text)s”不在可选的内容里；可选：%(choices)s")
                % {"text": text, "choices": _("、").join(column.choices)}
            )
        return column.parse(text)

    def _problem(self, row: Row, column: Column, cell: Cell, reason: str) -> Problem:
        place = _("第 %(row)d 行“%(title)s”") % {"row": row.number, "title": column.title}
        return Problem(
            reason, where=self.sheet.where(place), row=row.number, column=column.title, value=cell.value.strip()
        )

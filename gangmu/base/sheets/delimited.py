"""Reading .csv: the encoding is found out, never guessed into rubbish."""

from __future__ import annotations

import csv
import io
import re
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked

from gangmu.base.errors import Problem, Problems

from .containers import whole_file
from .workbook import COLUMN_LETTERS, Cell, Limits, Row, Sheet, Workbook

_ENCODING_TODO = marked("请在 Excel 中用“另存为”选择“CSV UTF-8（逗号分隔）”或 .xlsx 后再上传")
_NOT_ASCII = bytes(range(0x80, 0x100))
_RUBBISH = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")
_TITLE_LENGTH = 31  # as long as Excel lets a sheet's name be
_ESCAPED = re.compile(r"'+[=+\-@\t\r＝＋－＠]")


def read_csv(name: str, data: bytes, limits: Limits) -> Workbook:
    """One sheet named like the file. Raises Problems with the row for wrong encodings and unclosed quotes."""
    text = decode(name, data)
    records = _records(name, text, limits)
    rows = [Row(number, _cells(number, record)) for number, record in enumerate(records, start=1)]
    while rows and rows[-1].empty:
        rows.pop()
    if not rows:
        raise whole_file(name, _("文件是空的"), todo=_("请检查选的是不是这个文件"))
    title = (name.rsplit("/", 1)[-1].rsplit(".", 1)[0] or name)[:_TITLE_LENGTH]
    return Workbook(name, {title: Sheet(title, tuple(rows), file=name)})


def _cells(number: int, record: list[str]) -> tuple[Cell, ...]:
    return tuple(
        Cell(_unescaped(value), f"{COLUMN_LETTERS[index]}{number}", "text" if value else "empty")
        for index, value in enumerate(record)
    )


def _unescaped(value: str) -> str:
    """Takes back the apostrophe that write_csv puts before text Excel would run as a formula."""
    return value[1:] if _ESCAPED.match(value) else value


def _records(name: str, text: str, limits: Limits) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    records: list[list[str]] = []
    cells = 0
    try:
        for record in reader:
            records.append(_filled(record))
            cells += len(records[-1])
            if cells > limits.cells:
                raise too_many_cells(name, name, limits)
            if len(records) > limits.rows or len(record) > limits.columns:
                raise too_large(name, name, len(records), len(record), limits)
    except csv.Error as error:
        raise Problems(
            [
                Problem(
                    _("引号不成对，或单元格过长"),
                    where=_("文件“%(name)s”第 %(row)d 行") % {"name": name, "row": len(records) + 1},
                    todo=_("请检查这一行的双引号，或另存为 .xlsx 后再上传"),
                    row=len(records) + 1,
                )
            ]
        ) from error
    return records


def _filled(record: list[str]) -> list[str]:
    """Up to the last cell with content."""
    while record and not record[-1]:
        record.pop()
    return record


def too_many_cells(name: str, sheet: str, limits: Limits) -> Problems:
    """More cells in a file than fit into memory at ease."""
    what = _("单元格超过 %(limit)d 个") % {"limit": limits.cells}
    where = _("文件“%(name)s”工作表“%(sheet)s”") % {"name": name, "sheet": sheet}
    return Problems([Problem(what, where=where, todo=_("请删去无关的行列，或分成几个文件"))])


def too_large(name: str, sheet: str, rows: int, columns: int, limits: Limits) -> Problems:
    """More rows or columns than an import takes."""
    if columns > limits.columns:
        what = _("有 %(count)d 列，超过上限 %(limit)d 列") % {"count": columns, "limit": limits.columns}
    else:
        what = _("超过 %(limit)d 行") % {"limit": limits.rows}
    where = _("文件“%(name)s”工作表“%(sheet)s”") % {"name": name, "sheet": sheet}
    return Problems([Problem(what, where=where, todo=_("请删去无关的行列，或分成几个文件"))])


def _delimiter(text: str) -> str:
    lines = [line for line in islice(io.StringIO(text), 20) if not line.startswith("#")]
    counts = {mark: sum(mark in line for line in lines) for mark in (",", "\t", ";")}
    return max(counts, key=lambda mark: counts[mark])


def decode(name: str, data: bytes) -> str:
    """Text of a file in UTF-8 (with or without mark), UTF-16 with mark, or GB 18030; Problems name the bad row."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(name, data, "utf-16")
    if data.startswith(b"\xef\xbb\xbf") or _mostly_utf8(data):
        return _strictly(name, data, "utf-8-sig")
    return _strictly(name, data, "gb18030")


def _mostly_utf8(data: bytes) -> bool:
    """UTF-8 with a few damaged bytes stays UTF-8: GB 18030 would read almost anything, as nonsense."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        damaged = data.decode("utf-8", "replace").count("\ufffd")
        foreign = len(data) - len(data.translate(None, _NOT_ASCII))
        return damaged < 0.1 * foreign
    return True


def _strictly(name: str, data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        raise _undecodable(name, row) from error
    rubbish = _RUBBISH.search(text)
    if rubbish:
        raise _undecodable(name, text[: rubbish.start()].count("\n") + 1)
    return text


def _undecodable(name: str, row: int) -> Problems:
    where = _("文件“%(name)s”第 %(row)d 行") % {"name": name, "row": row}
    what = _("文字无法识别，编码不是 UTF-8 或 GB 18030（GBK）")
    return Problems([Problem(what, where=where, todo=_(_ENCODING_TODO), row=row)])

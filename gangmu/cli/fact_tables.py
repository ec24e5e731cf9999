"""Facts from files: a folder with one CSV file a table, or one .xlsx workbook with a sheet a table.

The files are read by `base.sheets`, as those that are handed in on the pages; here their sheets find their tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gangmu.scoring import BadSheet, Scheme, SheetRows, Shown, Table, Uncomputed, nearest, rows_of_lines
from gangmu.scoring.workbook import HELPER_MARK, edited_parameters, parameter_sheet, table_sheets

if TYPE_CHECKING:
    from gangmu.base.sheets import Cell, Sheet, Workbook

Tables = dict[str, SheetRows]
Open = Callable[[Path], "Workbook"]
Line = tuple[int, Sequence[object]]

SHEET_FAULTS = {
    "title above headings": "这一行像是标题，列名应在第一行，请删去标题  a title above the headings; remove it",
    "cells beyond headings": "这一行的格子比表头多  more cells than headings",
    "empty heading": "表头有空格子  an empty heading",
    "heading twice": "表头重复  a heading stands twice",
}
HIDDEN = {
    "zh": "提醒：工作表“{}”是隐藏的，里面的数据照样参加计算",
    "en": "warning: the sheet ‘{}’ is hidden, but its facts count",
}
# Facts are files of one's own and may be larger than what strangers upload: a million rows.
BOUNDS = {
    "size": 1 << 30, "unpacked": 4 << 30, "rows": 1_048_576, "columns": 700,
    "cells": 20_000_000, "characters": 1_000_000_000, "tags": 200_000_000,
}  # fmt: skip

_DIGITS = re.compile(r"-?[\d.]+", re.ASCII)
# Of longer numbers a sheet may have lost the last digits.
LONGEST_SURE = 15


def read_fact_files(path: Path, scheme: Scheme) -> Tables:
    """Rows by table. Raises click.ClickException with every file that cannot be read."""
    if path.is_dir():
        return _folder(path, scheme, _reader(scheme.language))
    if path.suffix.lower() == ".xlsx":
        return _workbook(path, _reader(scheme.language)(path), scheme)
    raise click.ClickException(
        f"{path}：数据应是放 CSV 的文件夹，或一个 .xlsx 文件  facts are a folder of CSV files or an .xlsx file"
    )


def _reader(language: str) -> Open:
    """Opens files with the reader of the whole house. Of Django it needs the catalogue of messages and no more."""
    from django.apps import apps
    from django.conf import settings
    from django.utils import translation

    if not settings.configured:
        folder = Path(__file__).parents[1] / "locale"
        settings.configure(LANGUAGE_CODE="zh-hans", LOCALE_PATHS=[folder])
        apps.populate(())
    from gangmu.base.errors import Problems
    from gangmu.base.sheets import Limits, read_workbook

    def opened(path: Path) -> Workbook:
        with translation.override("en" if language == "en" else "zh-hans"):
            try:
                return read_workbook(str(path), path.read_bytes(), limits=Limits(**BOUNDS))
            except Problems as refused:
                raise click.ClickException(refused.reason) from None

    return opened


def _table_name(name: str, scheme: Scheme) -> str:
    """A table by its name or its label."""
    labels = {table.label: table.name for table in scheme.tables.values() if table.label}
    return labels.get(name, name) if name not in scheme.tables else name


def _check_strangers(path: Path, strangers: Iterable[str], tables: Tables, scheme: Scheme) -> None:
    """A file or sheet called almost like a table without facts was meant for it; passed over, it would be zeros."""
    wanted = {word: table for table in scheme.tables.values() if table.name not in tables for word in _names(table)}
    meant = [(stranger, near) for stranger in strangers if (near := nearest(stranger, wanted, 0.6))]
    if meant:
        told = "\n".join(
            f"{path}：“{stranger}”不是办法里的表，是不是“{near}”？请改名  no table of the scheme; did you mean {near}?"
            for stranger, near in meant
        )
        raise click.ClickException(told)


def _names(table: Table) -> list[str]:
    return [table.name, *([table.label] if table.label else [])]


def _folder(path: Path, scheme: Scheme, opened: Open) -> Tables:
    tables: Tables = {}
    faults: list[str] = []
    strangers: list[str] = []
    files = sorted(path.glob("*.csv"))
    _only_one(path, (file.stem for file in files), scheme)
    for file in files:
        name = _table_name(file.stem, scheme)
        if name not in scheme.tables:
            strangers.append(file.stem)
            continue
        try:
            if file.read_bytes().strip():
                tables[name] = rows_of_lines(_lines(opened(file).first), file.name)
        except BadSheet as bad:
            faults.append(_fault(str(file), bad))
        except click.ClickException as unreadable:
            faults.append(unreadable.message)
    if faults:
        raise click.ClickException("\n".join(faults))
    _check_strangers(path, strangers, tables, scheme)
    if not tables:
        known = "、".join(f"{name}.csv" for name in scheme.tables)
        raise click.ClickException(f"{path}：没有找到数据文件，应有 {known}  no fact files found")
    return tables


def _fault(place: str, bad: BadSheet) -> str:
    return f"{place}，第 {bad.line} 行：“{bad.text}”：{SHEET_FAULTS[bad.code]}"


def _workbook(path: Path, book: Workbook, scheme: Scheme) -> Tables:
    found = _sheets_of_tables(path, list(book.sheets), scheme)
    tables: Tables = {}
    faults: list[str] = []
    own = parameter_sheet(scheme) in book.sheets
    for name, title in found.items():
        if book.sheets[title].hidden:
            click.echo(HIDDEN[scheme.language].format(title), err=True)
        try:
            rows = _rows(_lines(book.sheets[title]), title, own)
        except BadSheet as bad:
            faults.append(_fault(f"{path}，工作表“{title}”", bad))
            continue
        if rows is not None:
            tables[name] = rows
    if faults:
        raise click.ClickException("\n".join(faults))
    if own and parameter_sheet(scheme) not in found.values():
        _warn_of_parameters(book.sheets[parameter_sheet(scheme)], scheme)
    _check_strangers(path, (t for t in book.sheets if t not in found.values()), tables, scheme)
    if not tables:
        known = "、".join(scheme.tables)
        raise click.ClickException(f"{path}：没有找到名为 {known} 的工作表  no sheet has the name of a table")
    return tables


def _warn_of_parameters(sheet: Sheet, scheme: Scheme) -> None:
    """Parameters stand in the scheme; who edited them in the workbook is told that they do not count."""
    told = {
        "zh": "警告：参数“{}”在工作簿里由 {} 改成了 {}，没有采用；参数以办法文件为准，要改请改办法。",
        "en": "warning: parameter ‘{}’ was changed from {} to {} in the workbook and does not count; edit the scheme.",
    }
    rows = ([_parameter(cell) for cell in row.cells] for row in sheet.rows)
    for name, then, now in edited_parameters(rows):
        click.echo(told[scheme.language].format(name, then, now), err=True)


def _parameter(cell: Cell) -> object:
    """Alike in every number format, so that only what was edited differs."""
    from gangmu.base.quantities import plain

    if cell.kind == "percent":
        return plain(Decimal(cell.value.removesuffix("%") + "e-2"))
    return cell.value or None


def _sheets_of_tables(path: Path, titles: list[str], scheme: Scheme) -> dict[str, str]:
    """Which sheet holds which table: by name or label, or as our own workbook of results calls it."""
    written = {table: title for table, title in table_sheets(scheme).items() if title in titles}
    named = _only_one(path, [title for title in titles if title not in written.values()], scheme)
    _only_one(path, [*written.values(), *named.values()], scheme)
    return {**named, **written}


def _only_one(path: Path, names: Iterable[str], scheme: Scheme) -> dict[str, str]:
    """Names of files or sheets by the table that each holds. Raises where two hold the same."""
    found: dict[str, str] = {}
    for name in names:
        table = _table_name(name, scheme)
        if table in found:
            raise click.ClickException(
                f"{path}：“{found[table]}”和“{name}”是同一张表，请只留一张  both are table {table}; keep one"
            )
        if table in scheme.tables:
            found[table] = name
    return found


def _lines(sheet: Sheet) -> list[Line]:
    """The rows that hold anything, with their numbers, as facts."""
    return [(row.number, [_fact(cell) for cell in row.cells]) for row in sheet.rows if not row.empty]


def _fact(cell: Cell) -> object:
    """What a cell states; what the engine tells apart (formulas without result, codes, moments) as what it is."""
    kind, value = cell.kind, cell.value
    if kind in ("text", "percent", "empty"):
        return value
    if kind == "number":
        return _number(cell)
    if kind == "error":
        return Uncomputed(cell.shown) if cell.shown else value
    if kind == "boolean":
        return value == "TRUE"
    return datetime.fromisoformat(value) if " " in value else value


def _number(cell: Cell) -> str:
    """Digits; where the sheet shows something else, or more than it keeps, that as well, as codes are read off it."""
    found = _DIGITS.match(cell.value)
    number = found[0] if found else cell.value
    shown = cell.shown or cell.value
    return Shown(shown, number) if shown != number or len(number) > LONGEST_SURE else number


def _rows(filled: list[Line], title: str, own: bool) -> SheetRows | None:
    """The rows of a sheet, `own` when it is one of our workbook of results; None when it is blank."""
    if not filled:
        return None
    headings = ["" if cell is None else str(cell).strip() for cell in filled[0][1]]
    if not own and not any(heading.startswith(HELPER_MARK) for heading in headings):
        return rows_of_lines(filled, title)
    # Of two columns called alike the first counts: there facts stand before what was computed.
    wanted = {name: at for at, name in reversed(list(enumerate(headings))) if name and name[0] != HELPER_MARK}
    columns = sorted((at, name) for name, at in wanted.items())
    rows: Iterable[dict[str, Any]] = ({name: row[at] for at, name in columns if at < len(row)} for _, row in filled[1:])
    return SheetRows(rows, [line for line, _ in filled[1:]], title)

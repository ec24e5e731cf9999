"""Facts from files: a folder with one CSV file a table, or one .xlsx workbook with a sheet a table."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path
from xml.etree.ElementTree import ParseError

import click
import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from gangmu.cli.uncomputed import uncomputed, with_formulas
from gangmu.scoring import BadSheet, Scheme, SheetRows, Table, filled_lines, nearest, rows_of_csv, rows_of_lines
from gangmu.scoring.workbook import HELPER_MARK, edited_parameters, parameter_sheet, table_sheets

Tables = dict[str, SheetRows]

SHEET_FAULTS = {
    "title above headings": "这一行像是标题，列名应在第一行，请删去标题  a title above the headings; remove it",
    "cells beyond headings": "这一行的格子比表头多  more cells than headings",
    "not csv": "不是 CSV 表格  not a CSV table",
    "empty heading": "表头有空格子  an empty heading",
    "heading twice": "表头重复  a heading stands twice",
}

# What openpyxl raises when it opens a file that is no workbook, encrypted or damaged.
UNREADABLE = (
    InvalidFileException, zipfile.BadZipFile, ParseError, OSError, LookupError, ValueError, AttributeError, TypeError,
)  # fmt: skip
NO_WORKBOOK = (
    "不能作为 Excel 工作簿打开；旧版的 .xls、加密的或损坏的文件，请用表格软件打开，另存为不加密的 .xlsx"
    "  not a workbook, or an encrypted or damaged one"
)
HIDDEN = {
    "zh": "提醒：工作表“{}”是隐藏的，里面的数据照样参加计算",
    "en": "warning: the sheet ‘{}’ is hidden, but its facts count",
}


def read_fact_files(path: Path, scheme: Scheme) -> Tables:
    """Rows by table. Raises click.ClickException with every file that cannot be read."""
    if path.is_dir():
        return _folder(path, scheme)
    if path.suffix.lower() == ".xlsx":
        try:
            return _workbook(path, _opened(path), scheme)
        except ParseError:  # a sheet is read when its rows are
            raise click.ClickException(f"{path}：{NO_WORKBOOK}") from None
    raise click.ClickException(
        f"{path}：数据应是放 CSV 的文件夹，或一个 .xlsx 文件  facts are a folder of CSV files or an .xlsx file"
    )


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


def _folder(path: Path, scheme: Scheme) -> Tables:
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
            text = _decoded(file)
            if text.strip():
                tables[name] = rows_of_csv(text, file.name)
        except BadSheet as bad:
            faults.append(_fault(str(file), bad))
        except UnicodeDecodeError:
            faults.append(f"{file}：不是 UTF-8 或 GB 18030 编码，请用表格软件另存为“CSV UTF-8”  unknown encoding")
    if faults:
        raise click.ClickException("\n".join(faults))
    _check_strangers(path, strangers, tables, scheme)
    if not tables:
        known = "、".join(f"{name}.csv" for name in scheme.tables)
        raise click.ClickException(f"{path}：没有找到数据文件，应有 {known}  no fact files found")
    return tables


def _fault(place: str, bad: BadSheet) -> str:
    return f"{place}，第 {bad.line} 行：“{bad.text}”：{SHEET_FAULTS[bad.code]}"


def _decoded(file: Path) -> str:
    content = file.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _opened(path: Path) -> openpyxl.Workbook:
    try:
        return openpyxl.load_workbook(path, read_only=True, data_only=True)
    except UNREADABLE:
        raise click.ClickException(f"{path}：{NO_WORKBOOK}") from None


def _workbook(path: Path, book: openpyxl.Workbook, scheme: Scheme) -> Tables:
    found = _sheets_of_tables(path, [sheet.title for sheet in book.worksheets], scheme)
    tables: Tables = {}
    faults: list[str] = []
    own = parameter_sheet(scheme) in book.sheetnames
    for name, title in found.items():
        if book[title].sheet_state != "visible":
            click.echo(HIDDEN[scheme.language].format(title), err=True)
        try:
            formulas = uncomputed(path, book[title]._worksheet_path)  # type: ignore[attr-defined]
            rows = _rows(with_formulas(book[title].iter_rows(values_only=True), formulas), title, own)
        except BadSheet as bad:
            faults.append(_fault(f"{path}，工作表“{title}”", bad))
            continue
        if rows is not None:
            tables[name] = rows
    if faults:
        raise click.ClickException("\n".join(faults))
    if own and parameter_sheet(scheme) not in found.values():
        _warn_of_parameters(book[parameter_sheet(scheme)].iter_rows(values_only=True), scheme)
    book.close()
    _check_strangers(path, (t for t in book.sheetnames if t not in found.values()), tables, scheme)
    if not tables:
        known = "、".join(scheme.tables)
        raise click.ClickException(f"{path}：没有找到名为 {known} 的工作表  no sheet has the name of a table")
    return tables


def _warn_of_parameters(rows: Iterable[tuple[object, ...]], scheme: Scheme) -> None:
    """Parameters stand in the scheme; who edited them in the workbook is told that they do not count."""
    told = {
        "zh": "警告：参数“{}”在工作簿里由 {} 改成了 {}，没有采用；参数以办法文件为准，要改请改办法。",
        "en": "warning: parameter ‘{}’ was changed from {} to {} in the workbook and does not count; edit the scheme.",
    }
    for name, then, now in edited_parameters(rows):
        click.echo(told[scheme.language].format(name, then, now), err=True)


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


def _rows(cells: Iterable[tuple[object, ...]], title: str, own: bool) -> SheetRows | None:
    """The rows of a sheet, `own` when it is one of our workbook of results; None when it is blank."""
    filled = list(filled_lines(cells))
    if not filled:
        return None
    headings = ["" if cell is None else str(cell).strip() for cell in filled[0][1]]
    if not own and not any(heading.startswith(HELPER_MARK) for heading in headings):
        return rows_of_lines(filled, title)
    # Of two columns called alike the first counts: there facts stand before what was computed.
    wanted = {name: at for at, name in reversed(list(enumerate(headings))) if name and name[0] != HELPER_MARK}
    columns = sorted((at, name) for name, at in wanted.items())
    rows = ({name: row[at] for at, name in columns if at < len(row)} for _, row in filled[1:])
    return SheetRows(rows, [line for line, _ in filled[1:]], title)

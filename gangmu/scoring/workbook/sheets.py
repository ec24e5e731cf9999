"""Writing the sheets: results, one sheet a table, parameters, the method, and a check of recomputed values."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gangmu.scoring.formulas.nodes import Apply, walk
from gangmu.scoring.schemes.scheme import Scheme
from gangmu.scoring.schemes.words import Speaker
from gangmu.scoring.workbook.formulas import EXCEL_EPOCH, Translator
from gangmu.scoring.workbook.grid import Grid, Sheet

LONGEST_FORMULA = 8000


class TooLong(ValueError):
    """A formula that Excel would not take; the message names the column."""


class Page(Worksheet):
    """A sheet whose formulas are written as they are: they carry the prefixes of newer functions already.

    XlsxWriter would look for thirty function names in each formula, which takes three quarters of the time.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.lstrip("{").removeprefix("=").removesuffix("}")


def lookup_tables(scheme: Scheme) -> dict[str, tuple[tuple[str, Any], ...]]:
    """The parameter tables that formulas look into."""
    found: dict[str, tuple[tuple[str, Any], ...]] = {}
    for table in scheme.tables.values():
        for computed in table.computed.values():
            for node in walk(computed.node):
                if isinstance(node, Apply) and node.function.name == "lookup":
                    options = dict(node.options)
                    found[options["name"]] = options["table"]
    return found


def lookup_places(scheme: Scheme) -> dict[str, tuple[int, int]]:
    """First and last row of each parameter table on the sheet of parameters, below the single parameters."""
    row = len(scheme.parameters) + 4
    places = {}
    for name, entries in lookup_tables(scheme).items():
        places[name] = row, row + len(entries) - 1
        row += len(entries) + 2
    return places


class Writer:
    """Writes a planned workbook into memory."""

    def __init__(self, grid: Grid, translator: Translator) -> None:
        self.grid = grid
        self.scheme = grid.scheme
        self.translator = translator
        self.out = io.BytesIO()
        self.book = xlsxwriter.Workbook(self.out, {"in_memory": True})
        self.head = self.book.add_format(
            {"bold": True, "bg_color": "#DDE7F3", "border": 1, "text_wrap": True, "valign": "vcenter"}
        )
        self.plain = self.book.add_format({"border": 1})
        self.day = self.book.add_format({"border": 1, "num_format": "yyyy-mm-dd"})
        self.wrap = self.book.add_format({"text_wrap": True, "valign": "top"})
        self.title = self.book.add_format({"bold": True, "font_size": 16})
        self.formats: dict[int, Format] = {}

    def write(self) -> bytes:
        formulas = {name: self.formulas(sheet) for name, sheet in self.grid.sheets.items()}
        self.results()
        for name, sheet in self.grid.sheets.items():
            self.table(sheet, formulas[name])
        self.parameters()
        self.method()
        self.check()
        self.book.close()
        return self.out.getvalue()

    def formulas(self, sheet: Sheet) -> dict[str, list[str]]:
        found = {}
        for name, computed in sheet.table.computed.items():
            texts = [self.translator.text(computed.node, sheet.table.name, row) for row in range(sheet.size)]
            if any(len(text) > LONGEST_FORMULA for text in texts):
                raise TooLong(f"{sheet.table.name}.{name}")
            found[name] = texts
        return found

    def decimals(self, digits: int) -> Format:
        if digits not in self.formats:
            pattern = "0" + ("." + "0" * digits if digits else "")
            self.formats[digits] = self.book.add_format({"border": 1, "num_format": pattern})
        return self.formats[digits]

    def format_of(self, table: str, column: str) -> Format:
        kind = self.grid.result.kind(table, column)
        if kind.name == "date":
            return self.day
        if kind.name != "number" or column in self.scheme.tables[table].given:
            return self.plain
        return self.decimals(0 if kind.whole else self.scheme.decimals_of(table, column))

    def headings(self, sheet: Worksheet, texts: list[str]) -> None:
        sheet.write_row(0, 0, texts, self.head)
        sheet.set_row(0, 32)
        sheet.freeze_panes(1, 2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_footer("&C&P / &N")
        for number, text in enumerate(texts):
            sheet.set_column(number, number, min(40, max(9, 2 * len(text) + 3)))

    def table(self, sheet: Sheet, formulas: dict[str, list[str]]) -> None:
        page = self.book.add_worksheet(sheet.name, Page)
        table, facts = sheet.table, self.grid.result.facts.tables[sheet.table.name]
        parent = self.scheme.tables[table.parent] if table.parent else None
        labels = ["编号", "名称", *([parent.label or parent.name] if parent else [])]
        labels += [table.label_of(column) for column in (*table.given, *table.computed)]
        self.headings(page, labels)
        page.set_column(1, 1, 24)
        for row in range(sheet.size):
            page.write_string(row + 1, 0, facts.keys[row], self.plain)
            page.write_string(row + 1, 1, facts.names[row], self.plain)
            if table.parent:
                above = self.grid.result.facts.tables[table.parent].keys[int(facts.parents[row])]
                page.write_string(row + 1, 2, above, self.plain)
        for column in table.given:
            self.given(page, sheet, column)
        for column, texts in formulas.items():
            self.computed(page, sheet, column, texts)
        self.helpers(page, sheet)
        page.autofilter(0, 0, max(1, sheet.size), len(labels) - 1)

    def given(self, page: Worksheet, sheet: Sheet, column: str) -> None:
        number, form = sheet.columns[column], self.format_of(sheet.table.name, column)
        values = self.grid.result.evaluation.column(sheet.table.name, column)
        for row in range(sheet.size):
            value = values.cell(row)
            if value is None:
                page.write_blank(row + 1, number, None, form)
            else:
                page.write(row + 1, number, self.plain_value(value, sheet.table.kind(column).name), form)

    def plain_value(self, value: Any, kind: str) -> Any:
        if isinstance(value, (bool, str)):
            return value
        return int(value) - EXCEL_EPOCH if kind == "date" else float(value)

    def computed(self, page: Worksheet, sheet: Sheet, column: str, texts: list[str]) -> None:
        number, form = sheet.columns[column], self.format_of(sheet.table.name, column)
        values = self.grid.result.evaluation.column(sheet.table.name, column)
        kind = sheet.table.kind(column).name
        for row, text in enumerate(texts):
            value = values.cell(row)
            shown = "#N/A" if value is None else self.plain_value(value, kind)
            page.write_formula(row + 1, number, f"={text}", form, shown)

    def helpers(self, page: Worksheet, sheet: Sheet) -> None:
        """Hidden columns that the formulas need."""
        start = len(sheet.columns)
        for number, helper in enumerate(sheet.helpers, start):
            page.write_string(0, number, helper.heading, self.head)
            for row, (text, value) in enumerate(zip(helper.formulas, helper.values, strict=True)):
                stored = "#N/A" if value is None else value if isinstance(value, str) else float(value)
                page.write_formula(row + 1, number, f"={text}", None, stored)
        if sheet.helpers:
            page.set_column(start, start + len(sheet.helpers) - 1, 12, None, {"hidden": True})

    def results(self) -> None:
        page = self.book.add_worksheet("结果")
        result, unit = self.grid.result, self.scheme.unit_table
        columns = self.scheme.publish[unit]
        self.headings(page, ["编号", "名称", *(self.scheme.tables[unit].label_of(column) for column in columns)])
        page.set_column(1, 1, 24)
        index = result.facts.tables[unit].index
        for row, key in enumerate(result.keys(unit), 1):
            page.write_string(row, 0, key, self.plain)
            page.write_string(row, 1, result.name(unit, key), self.plain)
            for number, column in enumerate(columns, 2):
                address = self.grid.cell(unit, column, index[key], other_sheet=True)
                value = result.evaluation.column(unit, column).cell(index[key])
                shown = "—" if value is None else self.plain_value(value, result.kind(unit, column).name)
                page.write_formula(row, number, f'=IFERROR({address},"—")', self.format_of(unit, column), shown)

    def parameters(self) -> None:
        page = self.book.add_worksheet("参数")
        self.headings(page, ["参数", "值", "说明", "假定"])
        page.set_column(2, 2, 60)
        for row, parameter in enumerate(self.scheme.parameters.values(), 1):
            page.write_string(row, 0, parameter.name, self.plain)
            form = (
                self.book.add_format({"border": 1, "num_format": "0.##%"})
                if parameter.text.endswith("%")
                else self.plain
            )
            page.write(row, 1, self.plain_value(parameter.value, parameter.kind.name), form)
            page.write_string(row, 2, parameter.note, self.plain)
            page.write_string(row, 3, "是" if parameter.assumption else "", self.plain)
        places = lookup_places(self.scheme)
        for name, entries in lookup_tables(self.scheme).items():
            first, _ = places[name]
            lookup = self.scheme.lookups[name]
            page.write_string(first - 2, 0, name, self.head)
            page.write_string(first - 2, 2, lookup.note, self.plain)
            page.write_string(first - 2, 3, "是" if lookup.assumption else "", self.plain)
            for row, (entry, value) in enumerate(entries, first - 1):
                page.write_string(row, 0, entry, self.plain)
                page.write_number(row, 1, float(value), self.plain)

    def method(self) -> None:
        page = self.book.add_worksheet("办法")
        page.set_column(0, 1, 18)
        page.set_column(2, 4, 60, self.wrap)
        page.write_string(0, 0, self.scheme.title, self.title)
        page.write_string(1, 0, f"来源：{self.scheme.source}　摘要：{self.scheme.digest}")
        page.write_row(3, 0, ["表", "列", "算法", "公式", "说明"], self.head)
        row, speaker = 4, Speaker(self.scheme, self.scheme.language)
        for table in self.scheme.tables.values():
            for computed in table.computed.values():
                page.write_string(row, 0, table.label or table.name)
                page.write_string(row, 1, computed.label or computed.name)
                page.write_string(row, 2, speaker.say(computed.node), self.wrap)
                page.write_string(row, 3, computed.formula, self.wrap)
                page.write_string(row, 4, computed.note, self.wrap)
                row += 1

    def check(self) -> None:
        """Recomputed beside official values; the first line counts those that disagree."""
        page = self.book.add_worksheet("核对")
        result, unit = self.grid.result, self.scheme.unit_table
        page.set_column(0, 5, 18)
        page.write_string(0, 0, "不一致的格数", self.head)
        page.write_row(2, 0, ["编号", "名称", "列", "重新计算", "正式结果", "是否一致"], self.head)
        row = 3
        for key in result.keys(unit):
            for column in self.scheme.publish[unit]:
                self.checked(page, row, key, column)
                row += 1
        page.write_formula(0, 1, f'=COUNTIF($F$4:$F${max(4, row)},"不一致")', self.plain, 0)
        page.freeze_panes(3, 0)

    def checked(self, page: Worksheet, row: int, key: str, column: str) -> None:
        result, unit = self.grid.result, self.scheme.unit_table
        index = result.facts.tables[unit].index[key]
        address = self.grid.cell(unit, column, index, other_sheet=True)
        given = column in self.scheme.tables[unit].given
        value = result.evaluation.column(unit, column).cell(index)
        official = "—" if value is None else self.plain_value(value, result.kind(unit, column).name)
        page.write_row(row, 0, [key, result.name(unit, key), self.scheme.tables[unit].label_of(column)])
        again = f'=IF(ISBLANK({address}),"—",{address})' if given else f'=IFERROR({address},"—")'
        page.write_formula(row, 3, again, None, official)
        page.write(row, 4, official)
        left, right = f"D{row + 1}", f"E{row + 1}"
        same = f"IF(AND(ISNUMBER({left}),ISNUMBER({right})),ABS({left}-{right})<0.000001,{left}={right})"
        page.write_formula(row, 5, f'=IF({same},"一致","不一致")', None, "一致")

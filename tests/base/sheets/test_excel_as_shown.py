"""Cells mean what Excel shows: files of real programs that say one thing and hold another."""

import datetime as dt
import re
from decimal import Decimal

import pytest

from gangmu.base.errors import Problems, Refused
from gangmu.base.sheets import (
    Column,
    as_code,
    as_deadline,
    as_number,
    find_header,
    known_headings,
    read_rows,
    read_workbook,
)

from . import files

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet_xml(data, change):
    return files.with_part(data, "xl/worksheets/sheet1.xml", change)


def with_cells(cells, styles=()):
    """A workbook of one sheet with this XML in its rows; `styles` are the number formats by id."""
    data = files.table([["x"]])
    xfs = "".join(f'<xf numFmtId="{number}"/>' for number in (0, *styles))
    data = files.with_part(data, "xl/styles.xml", f'<styleSheet xmlns="{MAIN}"><cellXfs>{xfs}</cellXfs></styleSheet>')
    return sheet_xml(data, f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>')


def values(data, name="目标.xlsx"):
    return [[cell.value for cell in row.cells] for row in read_workbook(name, data).first.rows]


@pytest.mark.parametrize("said", [b'<dimension ref="A1"/>', b'<dimension ref="A1:E2"/>', b"", b'<dimension ref="?"/>'])
def test_the_size_a_sheet_states_does_not_matter(said):
    rows = [["编号", "完成率"], ["A", "0.9"], ["B", "0.95"], ["C", "0.8"]]
    data = sheet_xml(files.table(rows), lambda old: re.sub(rb"<dimension[^>]*>", said, old))
    assert values(data) == rows


@pytest.mark.parametrize(
    ("stored", "meant"),
    [
        ("0.9", "0.9"),
        ("0.90000000000000002", "0.9"),
        ("0.89999999999999991", "0.9"),
        ("0.30000000000000004", "0.3"),
        ("24.199812400000003", "24.1998124"),
        ("1E-5", "0.00001"),
        ("1.5e3", "1500"),
        ("-0", "0"),
        ("-0.10000000000000001", "-0.1"),
        ("123456789.12345679", "123456789.123457"),
        ("0.1234567890123455", "0.123456789012346"),
        ("100000000000000000", "100000000000000000"),
        ("123456789012345678", "123456789012345678"),
    ],
)
def test_a_result_that_a_file_stores_in_17_digits_is_told_in_15(stored, meant):
    assert values(with_cells(f'<row r="1"><c r="A1"><v>{stored}</v></c></row>')) == [[meant]]


@pytest.mark.parametrize("number", [*range(27, 32), 36, *range(50, 55), 57, 58])
def test_dates_in_the_formats_that_chinese_systems_name_by_number_alone(number):
    ((value,),) = values(with_cells('<row r="1"><c r="A1" s="1"><v>46538</v></c></row>', [number]))
    assert value == ("2027-05" if number in (27, 36, 50, 52, 57) else "2027-05-31")
    assert as_deadline()(value) == dt.date(2027, 5, 31)


@pytest.mark.parametrize("number", [32, 33, 34, 35, 55, 56])
def test_times_in_those_formats_are_times_and_whole_days_stay_days(number):
    cells = '<row r="1"><c r="A1" s="1"><v>0.6041666666666666</v></c><c r="B1" s="1"><v>46538</v></c></row>'
    assert values(with_cells(cells, [number])) == [["14:30:00", "2027-05-31"]]


def test_a_date_that_excel_cannot_show_is_a_flaw_of_its_cell():
    cells = '<row r="1"><c r="A1" s="1"><v>-5</v></c><c r="B1" s="1"><v>1e300</v></c><c r="C1"><v>1</v></c></row>'
    first, second, third = read_workbook("a.xlsx", with_cells(cells, [14])).first.rows[0].cells
    assert "超出范围的日期" in first.flaw
    assert "超出范围的日期" in second.flaw
    assert (third.value, third.flaw) == ("1", "")


def test_days_of_the_year_that_excel_begins_with():
    cells = "".join(f'<c s="1"><v>{serial}</v></c>' for serial in (1, 59, 61))
    assert values(with_cells(f"<row>{cells}</row>", [14])) == [["1900-01-01", "1900-02-28", "1900-03-01"]]


def test_a_strict_workbook_is_read_as_any_other():
    data = files.table([["指标", "目标值"], ["固定资产投资", 186]])
    for part in ("workbook.xml", "_rels/workbook.xml.rels", "worksheets/sheet1.xml", "sharedStrings.xml"):
        data = files.with_part(
            data,
            f"xl/{part}",
            lambda old: old.replace(b"schemas.openxmlformats.org", b"purl.oclc.org/ooxml").replace(b"/2006", b""),
        )
    assert values(data) == [["指标", "目标值"], ["固定资产投资", "186"]]
    iso = '<row r="1"><c r="A1" t="d" s="1"><v>2027-05-31T00:00:00</v></c></row>'
    assert values(with_cells(iso, [14])) == [["2027-05-31"]]


def test_names_with_a_prefix_and_parts_under_absolute_paths_are_read():
    data = sheet_xml(
        files.table([["指标"], ["投资"]]),
        lambda old: (
            re.sub(rb"<(/?)([a-zA-Z]+)", rb"<\1x:\2", old)
            .replace(b"<x:worksheet xmlns=", b"<x:worksheet xmlns:x=")
            .replace(b"<?x:xml", b"<?xml")
        ),
    )
    data = files.with_part(
        data, "xl/_rels/workbook.xml.rels", lambda old: old.replace(b'Target="worksheets', b'Target="/xl/worksheets')
    )
    assert values(data) == [["指标"], ["投资"]]


def test_line_ends_in_escapes_are_line_ends_and_signs_no_text_may_hold_are_left_out():
    cells = '<row><c t="inlineStr"><is><t>投资_x000D_&#10;总额_x0000__xD800__x005F_x</t></is></c></row>'
    assert values(with_cells(cells)) == [["投资\r\n总额_x"]]


def test_reading_aids_of_asian_scripts_are_no_part_of_the_text():
    text = "<is><r><t>固定</t></r><r><t>资产</t></r><rPh><t>guding</t></rPh></is>"
    assert values(with_cells(f'<row><c t="inlineStr">{text}</c></row>')) == [["固定资产"]]


def test_per_cents_text_and_broken_formulas_stand_in_one_column():
    cells = (
        '<row r="1"><c r="A1" s="1"><v>0.98</v></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>95%以上</t></is></c></row>'
        '<row r="3"><c r="A3"><f>1/0</f></c></row><row r="4"><c r="A4" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
        '<row r="5"><c r="A5" t="str"><f>IF(1,"")</f><v></v></c><c r="B5"><v>1</v></c></row>'
    )
    sheet = read_workbook("a.xlsx", with_cells(cells, [10])).first
    first = [row.cells[0] for row in sheet.rows]
    assert [(cell.value, cell.kind, bool(cell.flaw), cell.shown) for cell in first] == [
        ("98%", "percent", False, ""),
        ("95%以上", "text", False, ""),
        ("", "error", True, "=1/0"),
        ("#DIV/0!", "error", True, ""),
        ("", "empty", False, ""),
    ]


class TestCodes:
    """A code is read off a number as the eye sees it; where a value is wanted the number counts."""

    COLUMNS = (Column("code", "编号", parse=as_code(30)), Column("value", "目标值", parse=as_number()))

    def read(self, number, number_format):
        def build(book):
            sheet = book.add_worksheet()
            for index, heading in enumerate(("编号", "目标值")):
                sheet.write(0, index, heading)
                sheet.write(1, index, number, book.add_format({"num_format": number_format}))

        sheet = read_workbook("目标.xlsx", files.xlsx(build)).first
        return read_rows(sheet, find_header(sheet, known_headings(self.COLUMNS)), self.COLUMNS)

    @pytest.mark.parametrize(
        ("number", "number_format", "code"),
        [
            (12, "0000", "0012"),
            (12345, "0000", "12345"),
            (1.1, "0.00", "1.10"),
            (1.1, "General", "1.1"),
            (1.105, "0.00", "1.11"),
            (7, '"MB-"000', "MB-007"),
            (7, "\\A-000_ ", "A-007"),
            (3, "[Red]00", "03"),
            (1234, "#,##0", "1234"),
            (202701, "0", "202701"),
        ],
    )
    def test_is_what_is_shown(self, number, number_format, code):
        (row,), problems = self.read(number, number_format)
        assert (row["code"], float(row["value"]), problems) == (code, number, [])

    def test_of_more_digits_than_excel_keeps_is_a_question(self):
        (row,), (problem,) = self.read(202701000000000001, "General")
        assert row["code"] is None
        assert (problem.row, problem.column) == (2, "编号")
        assert "超过 15 位的数，后面的位数 Excel 没有存；编号请先把单元格格式改为“文本”" in problem.what


def test_what_stands_twice_in_a_sheet_is_not_chosen_from():
    for cells in (
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>',
        '<row r="0"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        '<row r="1"><c r="A1"><v>1_000</v></c></row>',
    ):
        with pytest.raises(Problems, match="文件已损坏"):
            read_workbook("a.xlsx", with_cells(cells))


def test_rows_and_cells_out_of_order_find_their_places():
    cells = '<row r="2"><c r="B2"><v>4</v></c><c r="A2"><v>3</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>'
    assert values(with_cells(cells)) == [["1"], ["3", "4"]]


def test_a_text_longer_than_a_cell_may_be_is_a_flaw():
    text = "长" * 40_000
    book = read_workbook("a.xlsx", with_cells(f'<row><c t="inlineStr"><is><t>{text}</t></is></c></row>'))
    cell = book.first.rows[0].cells[0]
    assert "文字超过 32767 个字" in cell.flaw


@pytest.mark.parametrize(("text", "value"), [("9.00000762939453%", "9.000008%"), ("24.1998124", "24.199812%")])
def test_more_decimals_than_are_kept_are_told_with_what_to_write(text, value):
    with pytest.raises(Refused, match=f"“{text}”有 [0-9]+ 位小数，最多能存 6 位；请改成 {value}，或换小一些"):
        as_number("%")(text)
    assert as_number("%")("9.000008%") == Decimal("9.000008")

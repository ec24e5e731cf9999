"""What is in a cell is read as a person sees it; what is no table is refused in plain words."""

import datetime as dt
import io
import re
import sys
import time
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from gangmu.base.errors import Problems
from gangmu.base.sheets import Limits, read_workbook
from gangmu.base.sheets.formats import exact

from . import files


def cells(data, sheet=None, name="目标.xlsx"):
    """Values by address of the first sheet."""
    book = read_workbook(name, data)
    chosen = book.sheets[sheet] if sheet else book.first
    return {cell.address: cell for row in chosen.rows for cell in row.cells}


def refusal(name, data, **limits):
    """The one sentence that refuses this file."""
    with pytest.raises(Problems) as refused:
        read_workbook(name, data, limits=Limits(**limits) if limits else None)
    (problem,) = refused.value.problems
    return str(problem)


GOOD = files.table([["指标", "目标值"], ["固定资产投资", 186]])
_AT = GOOD.index(b"xl/worksheets/sheet1.xml") + 40
SPOILT = GOOD[:_AT] + b"\x00" * 40 + GOOD[_AT + 40 :]


class TestCells:
    @pytest.mark.parametrize(
        ("value", "number_format", "text", "kind"),
        [
            (186, "General", "186", "number"),
            (0.1 + 0.2, "General", "0.3", "number"),
            (1.1, "General", "1.1", "number"),
            (-3.25, "0.0", "-3.25", "number"),
            (1.5e8, "0.00E+00", "150000000", "number"),
            (123456789012345, "0", "123456789012345", "number"),
            (0.12, "0%", "12%", "percent"),
            (0.125, "0%", "12.5%", "percent"),
            (0.07, "0.00%", "7%", "percent"),
            (0.285, "0.0%_);[Red]-0.0%", "28.5%", "percent"),
            (12, '0.0"亿元"', "12亿元", "number"),
            (12, '0"%"', "12%", "number"),
            (12, "0\\%", "12%", "number"),
            (15000, '0!.0,"万"', "15000", "number"),
            (15000, '#,##0,"千元"', "15000", "number"),
            (12, '0"（约）"', "12", "number"),
            (-0.12, "0.0;-0%", "-12%", "percent"),
            (0, "0%;-0%;0", "0", "number"),
            (1234.5, "#,##0.00", "1234.5", "number"),
            (True, "General", "TRUE", "boolean"),
        ],
    )
    def test_a_number_is_what_is_shown_and_exact(self, value, number_format, text, kind):
        def build(book):
            sheet = book.add_worksheet()
            sheet.write(0, 0, value, book.add_format({"num_format": number_format}))

        cell = cells(files.xlsx(build))["A1"]
        assert (cell.value, cell.kind) == (text, kind)

    @pytest.mark.parametrize(
        ("moment", "number_format", "text"),
        [
            (dt.datetime(2026, 8, 31), "yyyy-mm-dd", "2026-08-31"),
            (dt.datetime(2026, 8, 31), 'm"月"d"日"', "2026-08-31"),
            (dt.datetime(2026, 8, 1), 'yyyy"年"m"月"', "2026-08"),
            (dt.datetime(2026, 8, 31, 14, 30), "yyyy-mm-dd hh:mm", "2026-08-31 14:30"),
        ],
    )
    def test_a_date_stays_a_date(self, moment, number_format, text):
        def build(book):
            book.add_worksheet().write_datetime(0, 0, moment, book.add_format({"num_format": number_format}))

        cell = cells(files.xlsx(build))["A1"]
        assert (cell.value, cell.kind) == (text, "date")

    def test_text_stays_text_even_when_it_looks_like_a_number(self):
        cell = cells(files.table([["007", " 1,234 ", "=A1"]]))
        assert [(cell[a].value, cell[a].kind) for a in ("A1", "B1", "C1")] == [
            ("007", "text"),
            (" 1,234 ", "text"),
            ("=A1", "text"),
        ]

    def test_escaped_control_characters_are_characters_again(self):
        data = files.with_part(
            files.table([["固定资产"]]), "xl/sharedStrings.xml", lambda old: old.replace(b"<t>", b"<t>_x000A_")
        )
        assert cells(data)["A1"].value == "\n固定资产"

    def test_cells_without_addresses_are_counted_through(self):
        data = files.with_part(
            files.table([["指标", "目标值"], ["投资", 186]]),
            "xl/worksheets/sheet1.xml",
            lambda old: re.sub(rb' r="[A-Z]*[0-9]+"', b"", old),
        )
        assert cells(data)["B2"].value == "186"

    def test_rich_text_is_read_whole(self):
        def build(book):
            book.add_worksheet().write_rich_string(0, 0, "固定", book.add_format({"bold": True}), "资产投资")

        assert cells(files.xlsx(build))["A1"].value == "固定资产投资"

    @given(st.decimals(min_value=-(10**9), max_value=10**9, places=4, allow_nan=False, allow_infinity=False))
    def test_every_decimal_typed_into_excel_comes_back(self, value):
        assert Decimal(exact(repr(float(value)))) == value

    def test_trailing_empty_rows_are_left_out(self):
        def build(book):
            sheet = book.add_worksheet()
            sheet.write(0, 0, "指标")
            for row in range(1, 50):
                sheet.write_blank(row, 0, None, book.add_format({"border": 1}))

        assert len(read_workbook("a.xlsx", files.xlsx(build)).first.rows) == 1

    def test_a_formula_counts_with_its_saved_result_and_a_warning_names_it(self):
        def build(book):
            sheet = book.add_worksheet("分解表")
            sheet.write(0, 0, "合计")
            sheet.write_formula(1, 1, "=SUM(C2:D2)", None, 186)

        data = files.xlsx(build)
        assert cells(data)["B2"].value == "186"
        (warning,) = read_workbook("目标.xlsx", data).warnings
        assert warning.level == "warning"
        assert str(warning) == ("文件“目标.xlsx”工作表“分解表”：有 1 个公式（B2），用的是文件里保存的计算结果；请确认")

    def test_a_formula_never_calculated_is_a_flaw_of_its_cell(self):
        book = openpyxl.Workbook()
        book.active["A1"] = "合计"
        book.active["B1"] = "=1+1"
        buffer = io.BytesIO()
        book.save(buffer)
        cell = cells(buffer.getvalue())["B1"]
        assert (cell.kind, cell.flaw) == (
            "error",
            "是公式，但文件里没有算好的值；请在 Excel 中打开并保存后再上传",
        )

    def test_an_error_value_is_a_flaw_of_its_cell(self):
        def build(book):
            book.add_worksheet().write_formula(0, 0, "=A9", None, "#REF!")

        assert cells(files.xlsx(build))["A1"].flaw == "是错误值 #REF!，请改正公式"

    def test_hidden_rows_columns_and_sheets_are_named(self):
        def build(book):
            first = book.add_worksheet("一")
            for row in range(6):
                first.write(row, 0, row)
                first.write(row, 1, row)
            for row in (2, 3, 5):
                first.set_row(row, None, None, {"hidden": True})
            first.set_column(1, 1, None, None, {"hidden": True})
            second = book.add_worksheet("二")
            second.write(0, 0, "x")
            second.hide()

        book = read_workbook("a.xlsx", files.xlsx(build))
        assert [warning.what for warning in book.warnings] == [
            "有隐藏的行：3–4、6；它们也会被读入",
            "有隐藏的列：B；它们也会被读入",
            "是隐藏的工作表",
        ]
        assert book.first.name == "一"

    def test_the_first_visible_sheet_with_content_is_offered(self):
        def build(book):
            book.add_worksheet("空")
            book.add_worksheet("目标").write(0, 0, "指标")
            chart = book.add_chart({"type": "line"})
            chart.add_series({"values": "=目标!$A$1:$A$2"})
            book.add_chartsheet("图").set_chart(chart)

        book = read_workbook("a.xlsx", files.xlsx(build))
        assert list(book.sheets) == ["空", "目标"]
        assert book.first.name == "目标"

    def test_a_workbook_of_the_1904_calendar_keeps_its_dates(self):
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"date_1904": True}) as book:
            style = book.add_format({"num_format": "yyyy-mm-dd"})
            book.add_worksheet().write_datetime(0, 0, dt.datetime(2026, 8, 31), style)
        assert cells(buffer.getvalue())["A1"].value == "2026-08-31"


class TestRefusedFiles:
    @pytest.mark.parametrize(
        ("name", "data", "said"),
        [
            ("目标.xlsx", b"", "文件“目标.xlsx”：文件是空的；请检查选的是不是这个文件"),
            ("目标.csv", b"\xef\xbb\xbf\r\n", "文件是空的"),
            ("目标.xlsx", files.table([]), "工作簿是空的"),
            ("目标.xlsx", b"%PDF-1.7 ...", "内容是PDF 文件，不是 Excel 表格；可以上传 .xlsx 或 .csv"),
            ("目标.xlsx", b"\x89PNG\r\n\x1a\n....", "内容是PNG 图片"),
            ("目标.xlsx", b"\xff\xd8\xff\xe0....", "内容是JPG 图片"),
            (
                "目标.xlsx",
                "指标,目标值\n投资,186".encode(),
                "内容却是纯文本；应为 .xlsx 工作簿；如果它是用逗号分隔的表",
            ),
            ("目标.xls", b"<html><table><tr><td>1</td></tr></table></html>", "内容是网页，不是 Excel 表格；请在 Excel"),
            ("目标.xls", b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "内容是XML 文件"),
            (
                "目标.xls",
                files.ole("Workbook"),
                "这是旧版 Excel 的 .xls 文件；应为 .xlsx 工作簿；请在 Excel 或 WPS 中打开，用“另存为”",
            ),
            ("目标.xlsx", files.ole("Book"), "这是旧版 Excel 的 .xls 文件"),
            ("目标.et", files.ole("Workbook"), "这是 WPS 表格的 .et 文件；应为 .xlsx 工作簿"),
            ("目标.doc", files.ole("WordDocument"), "内容是Word 文档，不是 Excel 表格"),
            (
                "目标.xlsx",
                files.ole("EncryptionInfo", "EncryptedPackage"),
                "文件设了打开密码，无法读取；请在 Excel 中取消密码",
            ),
            ("目标.xlsx", files.package({"word/document.xml": "<w/>"}), "内容是Word 文档"),
            ("目标.xlsx", files.package({"OFD.xml": "<o/>"}), "内容是OFD 版式文件"),
            ("目标.xlsx", files.package({"a.txt": "x"}), "内容是压缩包"),
            ("目标.xlsx", files.package({"mimetype": "x", "content.xml": "x"}), "这是 ODS 表格"),
            ("目标.xlsb", files.package({"xl/workbook.bin": "x"}), "这是二进制工作簿 .xlsb"),
            ("目标.xlsm", files.with_part(GOOD, "xl/vbaProject.bin", b"x"), "文件里有宏；应为不含宏的 .xlsx 工作簿"),
            ("目标.xlsx", GOOD[:-200], "文件已损坏，无法读取；请用 Excel 或 WPS 打开检查"),
            ("目标.xlsx", SPOILT, "文件已损坏"),
            ("目标.xlsx", files.with_part(GOOD, "xl/worksheets/sheet1.xml", b"<worksheet"), "文件已损坏"),
            ("目标.xlsx", files.with_part(GOOD, "xl/sharedStrings.xml", files.BILLION_LAUGHS), "不允许的 XML 定义"),
            ("目标.xlsx", files.with_part(GOOD, "xl/worksheets/sheet1.xml", files.BILLION_LAUGHS), "不允许的 XML 定义"),
            ("目标.xlsx", files.with_part(GOOD, "xl/workbook.xml", files.BILLION_LAUGHS), "不允许的 XML 定义"),
            ("目标.xlsx", files.encrypted_zip(GOOD), "压缩包设了密码"),
        ],
    )
    def test_says_what_it_is_and_what_to_do(self, name, data, said):
        assert said in refusal(name, data)

    def test_too_large_names_size_and_limit(self):
        assert refusal("大.xlsx", b"x" * (3 * 1024 * 1024 // 2), size=1024 * 1024) == (
            "文件“大.xlsx”：文件有 1.5 MB，超过上限 1 MB；请删去图片和无关的工作表，或分成几个文件"
        )

    def test_over_fifty_megabytes_by_default(self):
        assert "50.1 MB，超过上限 50 MB" in refusal("大.csv", b"a," * (50 * 512 * 1024 + 30 * 1024 + 25 * 1024))

    def test_a_zip_bomb_is_not_unpacked(self):
        bomb = files.with_part(GOOD, "xl/media/x.bin", b"\x00" * (60 * 1024 * 1024))
        assert len(bomb) < 100_000
        assert "文件解开后有 60 MB，远超正常的表格" in refusal("目标.xlsx", bomb)

    def test_too_much_when_unpacked(self):
        assert "远超正常的表格" in refusal("目标.xlsx", GOOD, unpacked=5000)

    def test_a_flood_of_tiny_tags_is_not_parsed(self):
        flood = files.with_part(GOOD, "xl/worksheets/sheet1.xml", "<worksheet><row>" + "<c/>" * 5000)
        assert "单元格和格式太多" in refusal("目标.xlsx", flood, tags=4000)

    def test_two_distant_cells_cost_two_cells_and_their_rows(self):
        def build(book):
            sheet = book.add_worksheet("目标")
            sheet.write(0, 199, 1)
            sheet.write(19_000, 0, 1)

        sheet = read_workbook("目标.xlsx", files.xlsx(build)).first
        assert (len(sheet.rows), sum(len(row.cells) for row in sheet.rows)) == (19_001, 201)

    def test_a_wide_and_long_table_is_refused_before_it_fills_the_memory(self):
        text = "\n".join(",".join(["1"] * 150) for _ in range(2100)).encode()
        assert "单元格超过 300000 个" in refusal("目标.csv", text)
        assert "单元格超过 50 个" in refusal("目标.xlsx", files.table([[1] * 11] * 5), cells=50)

    def test_too_many_rows_and_columns(self):
        data = files.table([["a", "b", "c"]] * 12)
        assert "工作表“目标”：超过 10 行；请删去无关的行列" in refusal("目标.xlsx", data, rows=10)
        assert "有 3 列，超过上限 2 列" in refusal("目标.xlsx", data, columns=2)
        assert "超过 10 行" in refusal("目标.csv", b"a,b\n" * 12, rows=10)
        assert "有 3 列，超过上限 2 列" in refusal("目标.csv", b"a,b,c\n", columns=2)

    def test_thousands_of_formatted_empty_cells_cost_nothing_and_millions_are_explained(self):
        def build(book):
            sheet = book.add_worksheet("目标")
            sheet.write(0, 0, "指标")
            for row in range(1, 60):
                sheet.write_blank(row, 0, None, book.add_format({"border": 1}))

        data = files.xlsx(build)
        assert [len(row.cells) for row in read_workbook("目标.xlsx", data, limits=Limits(cells=50)).first.rows] == [1]
        assert "多半是数据下面或右边带格式的空行空列" in refusal("目标.xlsx", data, tags=200)

    @given(
        st.binary(max_size=400),
        st.sampled_from(["a.xlsx", "a.csv", "a.xls"]),
        st.sampled_from([b"", b"PK\x03\x04", files.OLE_MAGIC]),
    )
    def test_any_bytes_are_read_or_refused_in_words(self, data, name, start):
        try:
            told = bool(read_workbook(name, start + data).sheets)
        except Problems as refused:
            told = bool(refused.reason)
        assert told

    @given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=8))
    def test_a_workbook_damaged_anywhere_is_read_or_refused_in_words(self, place, noise):
        try:
            told = bool(read_workbook("a.xlsx", GOOD[:place] + noise + GOOD[place + len(noise) :]).sheets)
        except Problems as refused:
            told = bool(refused.reason)
        assert told


class TestCsv:
    TEXT = '序号,指标,目标值\r\n1,地区生产总值增长,≥12%\r\n2,“固定资产”,"1,234.5"\r\n'

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
    def test_every_usual_encoding_is_found_out(self, encoding):
        text = self.TEXT if encoding != "gbk" else self.TEXT.replace("≥", "")
        values = cells(text.encode(encoding), name="目标.csv")
        assert values["B2"].value == "地区生产总值增长"
        assert values["C3"].value == "1,234.5"
        assert values["C2"].value == ("≥12%" if encoding != "gbk" else "12%")

    def test_tabs_and_semicolons(self):
        assert cells("指标\t目标值\n投资\t186\n".encode(), name="a.txt")["B2"].value == "186"
        assert cells("指标;目标值\n投资;186,5\n".encode(), name="a.csv")["B2"].value == "186,5"

    def test_a_damaged_character_names_its_row(self):
        data = self.TEXT.encode()
        broken = data.replace("固定".encode(), b"\xe5\x9b\xff\xe5\xae\x9a")
        assert refusal("目标.csv", broken) == (
            "文件“目标.csv”第 3 行：文字无法识别，编码不是 UTF-8 或 GB 18030（GBK）；"
            "请在 Excel 中用“另存为”选择“CSV UTF-8（逗号分隔）”或 .xlsx 后再上传"
        )

    def test_a_foreign_encoding_is_not_read_as_nonsense(self):
        assert "文字无法识别" in refusal("目标.csv", b"a,b\n\x80\xff,1\n")

    def test_an_open_quote_names_its_row(self):
        assert "文件“目标.csv”第 2 行：引号不成对" in refusal("目标.csv", '指标,目标值\n"投资,186\n'.encode())

    def test_blank_lines_keep_the_numbers_of_the_rows(self):
        book = read_workbook("分解表.csv", "指标\n\n投资\n\n\n".encode())
        assert [(row.number, row.empty) for row in book.sheets["分解表"].rows] == [(1, False), (2, True), (3, False)]

    def test_the_apostrophe_of_our_own_export_is_taken_back(self):
        assert cells("指标\n'=1+1\n'abc\n".encode(), name="a.csv")["A2"].value == "=1+1"
        assert cells("指标\n'=1+1\n'abc\n".encode(), name="a.csv")["A3"].value == "'abc"


@pytest.mark.skipif(sys.gettrace() is not None, reason="a tracer makes everything slow")
def test_five_thousand_rows_of_fifteen_columns_are_read_in_four_seconds():
    rows = [[f"指标{row}-{index}" if index % 2 else row * 1.1 + index for index in range(15)] for row in range(5000)]
    data = files.table(rows)
    begin = time.process_time()
    assert len(read_workbook("目标.xlsx", data).first.rows) == 5000
    assert time.process_time() - begin < 4

"""What is written is exact, prints well, runs nothing, and comes back as it was."""

import datetime as dt
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from gangmu.base.sheets import (
    Column,
    SheetOut,
    as_number,
    find_header,
    known_headings,
    read_rows,
    read_workbook,
    write_csv,
    write_template,
    write_workbook,
)

COLUMNS = (
    Column("name", "指标名称", required=True, example="固定资产投资"),
    Column("value", "目标值", parse=as_number("亿元"), number_format="#,##0.00", help="按亿元填", width=12),
    Column("kind", "类型", choices=("定量", "定性")),
)
DANGEROUS = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0", "＝1+1"]


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def write(rows, columns=COLUMNS, **options):
    return write_workbook([SheetOut("目标", columns, rows, **options)])


def values(data, name="a.xlsx"):
    sheet = read_workbook(name, data).first
    header = find_header(sheet, known_headings(COLUMNS))
    return read_rows(sheet, header, COLUMNS)


def test_what_is_exported_is_imported_unchanged():
    rows = [
        {"name": "投资", "value": Decimal("186.25"), "kind": "定量"},
        {"name": "改革", "value": None, "kind": "定性"},
    ]
    for data in (write(rows), write(rows, title="云州市2026年目标", notes="单位：亿元"), write_csv(COLUMNS, rows)):
        found, problems = values(data, "a.csv" if data.startswith(b"\xef") else "a.xlsx")
        assert problems == []
        assert [{key: row[key] for key in ("name", "value", "kind")} for row in found] == rows


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**14), max_value=10**14, places=5))
def test_a_number_keeps_every_digit(value):
    found, problems = values(write([{"name": "x", "value": value}]))
    if len(str(abs(value)).replace(".", "").strip("0")) <= 15:
        assert problems == []
        assert found[0]["value"] == value
    else:
        assert "无法精确保存" in problems[0].what  # it stands there in full as text, and an import does not take it


def test_more_than_fifteen_digits_are_written_as_text():
    sheet = opened(write([{"name": "x", "value": Decimal("1234567890123456.5")}]))["目标"]
    assert sheet["B2"].value == "1234567890123456.5"
    assert opened(write([{"name": "x", "value": Decimal("1234567.5")}]))["目标"]["B2"].value == 1234567.5


@pytest.mark.parametrize("text", [*DANGEROUS, "http://example.com", "{=1}", "0012", "x" * 200])
def test_text_is_never_a_formula_or_link_and_comes_back(text):
    data = write([{"name": text}])
    cell = opened(data)["目标"]["A2"]
    assert (cell.data_type, cell.hyperlink) == ("s", None)
    assert cell.value == text
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("text", [*DANGEROUS, "'=1", "普通", "-3.2", "12%", "a,b", 'a"b', "一\n二"])
def test_csv_text_is_never_a_formula_and_comes_back(text):
    data = write_csv(COLUMNS, [{"name": text}])
    assert data.startswith(b"\xef\xbb\xbf")
    written = data.decode("utf-8-sig").splitlines()[1].lstrip('"')
    assert text in ("+1", "-3.2", "12%") or not written.startswith(("=", "+", "-", "@", "\t", "＝"))
    assert read_workbook("a.csv", data).first.rows[1].cells[0].value == text


def test_values_of_every_kind():
    columns = tuple(Column(name, name) for name in ("day", "moment", "yes", "number", "nothing"))
    moment = dt.datetime(2026, 8, 31, 6, 30, tzinfo=dt.UTC)
    row = {"day": dt.date(2026, 8, 31), "moment": moment, "yes": True, "number": 3, "nothing": None}
    expected = f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
    read = read_workbook("a.xlsx", write_workbook([SheetOut("x", columns, [row])])).first.rows[1].cells
    assert [cell.value for cell in read] == ["2026-08-31", expected, "是", "3"]
    assert write_csv(columns, [row]).decode("utf-8-sig").splitlines()[1] == f"2026-08-31,{expected},是,3,"


def test_a_value_of_unknown_kind_is_a_mistake_of_the_programmer():
    with pytest.raises(TypeError, match="column name: cannot write float"):
        write([{"name": 1.5}])


def test_format_turns_a_value_into_what_is_written():
    column = Column("unit", "单位", format=lambda unit: unit["name"])
    assert opened(write([{"unit": {"name": "教育局"}}, {"unit": None}], [column]))["目标"]["A2"].value == "教育局"


def test_lays_out_for_screen_and_a4():
    sheet = opened(write([{"name": "投资"}], title="云州市2026年目标"))["目标"]
    assert sheet.freeze_panes == "A3"
    assert sheet.print_title_rows == "$2:$2"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert sheet.auto_filter.ref == "A2:C3"
    assert sheet["A2"].value == "指标名称*"
    assert sheet["B3"].number_format == "#,##0.00"
    assert sheet.column_dimensions["B"].width == pytest.approx(12, abs=1)
    assert sheet.column_dimensions["A"].width > 8


def test_choices_become_drop_downs():
    (rule,) = opened(write([]))["目标"].data_validations.dataValidation
    assert rule.formula1 == '"定量,定性"'
    assert "C2" in rule.sqref


def test_long_lists_of_choices_stand_on_their_own_sheet():
    choices = tuple(f"云州市第{number}个责任单位" for number in range(60))
    book = opened(write([], [Column("unit", "责任单位", choices=choices)]))
    (rule,) = book["目标"].data_validations.dataValidation
    assert rule.formula1 == "_unit"
    assert book.defined_names["_unit"].attr_text == "'选项'!$A$2:$A$61"
    assert book["选项"]["A61"].value == choices[-1]


def test_sheet_names_are_made_acceptable_and_different():
    outs = [SheetOut(name, COLUMNS) for name in ("a/b:c", "目标" * 20, "目标" * 20, "")]
    names = opened(write_workbook(outs)).sheetnames
    assert names[0] == "a_b_c"
    assert len(set(names)) == 4
    assert all(0 < len(name) <= 31 for name in names)


def test_what_does_not_fit_a_cell_says_so():
    value = opened(write([{"name": "长" * 40_000}]))["目标"]["A2"].value
    assert len(value) == 32_767
    assert value.endswith("……（内容过长，此处截断）")


def test_the_template_is_empty_and_explains_every_column():
    data = write_template("目标", COLUMNS)
    book = opened(data)
    assert book.sheetnames == ["目标", "填表说明"]
    assert [cell.value for cell in book["目标"][1]] == ["指标名称*", "目标值", "类型"]
    assert book["目标"].max_row == 1
    explained = [[cell.value for cell in row] for row in book["填表说明"].iter_rows(min_row=2)]
    assert explained == [
        ["指标名称", "必填", None, "固定资产投资"],
        ["目标值", "选填", "按亿元填", None],
        ["类型", "选填", "定量、定性", None],
    ]
    assert values(data)[1][0].what == "表头下面没有数据"

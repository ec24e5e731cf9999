"""Headings are found under titles, over two rows and in other words."""

import pytest

from gangmu.base.sheets import find_header, read_workbook
from gangmu.base.sheets.header import header_at

from . import files

KNOWN = {
    "no": ("序号",),
    "indicator": ("指标名称", "指标", "项目"),
    "value": ("目标值", "目标任务", "数量"),
    "q1": ("一季度目标", "一季度"),
    "q2": ("二季度目标", "二季度"),
    "unit": ("责任单位", "牵头单位"),
}


def guess(data, name="a.xlsx"):
    return find_header(read_workbook(name, data).first, KNOWN)


def test_titles_above_the_header_are_passed_over():
    header = guess(
        files.table(
            [
                ["云州市2026年目标任务分解表"],
                ["单位：亿元", None, "2026年3月"],
                ["序号", "指标名称", "目标值", "备注"],
                [1, "投资", 186],
            ]
        )
    )
    assert header.row == 3
    assert header.columns == {0: "no", 1: "indicator", 2: "value"}
    assert header.unmatched == ("备注",)
    assert header.column_of("value") == 2
    assert header.column_of("unit") is None


@pytest.mark.parametrize(
    "written",
    ["目标值", " 目 标 值 ", "目标\n值", "目标值*", "*目标值：", "目标值（亿元）", "目标值(必填)", "目标值【亿元】"],
)
def test_spelling_does_not_matter(written):
    assert guess(files.table([["指标", written]])).columns == {0: "indicator", 1: "value"}


def test_the_unit_in_a_heading_is_told():
    header = guess(files.table([["指标（必填）", "目标值（单位：亿元）", "一季度(%)"]]))
    assert header.units == {"value": "亿元", "q1": "%"}


def test_a_repeated_heading_is_named_and_the_first_counts():
    header = guess(files.table([["指标", "目标值", "目标任务"]]))
    assert header.columns == {0: "indicator", 1: "value"}
    assert header.ambiguous == ("目标任务",)


def test_a_header_merged_over_two_rows_is_understood():
    def build(book):
        sheet = book.add_worksheet()
        sheet.merge_range("A1:E1", "云州市2026年目标任务分解表")
        sheet.merge_range("A2:A3", "序号")
        sheet.merge_range("B2:B3", "指标名称")
        sheet.merge_range("C2:D2", "分季度目标")
        sheet.write("C3", "一季度")
        sheet.write("D3", "二季度")
        sheet.merge_range("E2:E3", "责任单位")
        sheet.write_row("A4", [1, "投资", 40, 90, "市发改委"])

    header = guess(files.xlsx(build))
    assert header.row == 3
    assert header.columns == {0: "no", 1: "indicator", 2: "q1", 3: "q2", 4: "unit"}
    assert header.titles[3] == "分季度目标/二季度"


PROJECTS = {"name": ("项目名称",), "goal": ("2027年计划",), "unit": ("责任单位",), "deadline": ("完成时限",)}
UPPER = ["序号", "项目名称", "投资计划", None, "责任单位", "完成时限"]
LOWER = [None, None, "总投资", "2027年计划", None, None]


@pytest.mark.parametrize(
    "above", [[], [["2027年重点项目表"]], [["2027年重点项目表"], [None, None, None, None, "单位：万元"]]]
)
def test_two_rows_that_nobody_merged_are_one_header(above):
    sheet = read_workbook("a.xlsx", files.table([*above, UPPER, LOWER, [1, "产业园", 50000, 30000, "市商务局"]])).first
    header = find_header(sheet, PROJECTS)
    assert header.row == len(above) + 2
    assert header.columns == {1: "name", 3: "goal", 4: "unit", 5: "deadline"}
    assert (header.titles[2], header.titles[3]) == ("投资计划/总投资", "投资计划/2027年计划")
    assert header_at(sheet, PROJECTS, len(above) + 1) == header_at(sheet, PROJECTS, len(above) + 2) == header


def test_a_title_or_a_unit_merged_above_is_no_heading():
    def build(book):
        sheet = book.add_worksheet()
        sheet.merge_range("A1:F1", "2027年重点项目表")
        sheet.merge_range("E2:F2", "单位：万元")
        sheet.write_row("A3", UPPER)
        sheet.merge_range("C3:D3", "投资计划")
        sheet.merge_range("A3:A4", "序号")
        sheet.write_row("A4", LOWER)
        sheet.write_row("A5", [1, "产业园", 50000, 30000, "市商务局"])

    header = find_header(read_workbook("a.xlsx", files.xlsx(build)).first, PROJECTS)
    assert header.row == 4
    assert header.titles == {
        0: "序号",
        1: "项目名称",
        2: "投资计划/总投资",
        3: "投资计划/2027年计划",
        4: "责任单位",
        5: "完成时限",
    }


def test_the_first_of_two_tables_counts_even_where_the_second_is_better_known():
    rows = [
        ["序号", "指标", "目标值"],
        [1, "投资", 40],
        ["序号", "指标", "目标值", "一季度", "责任单位"],
        [1, "学校", 9, 2, "教育局"],
    ]
    header = guess(files.table(rows))
    assert (header.row, len(header.columns)) == (1, 3)


def test_data_below_a_header_with_gaps_is_no_second_row_of_it():
    rows = [["序号", "项目名称", None, "责任单位"], ["一", "产业园", "开工", "市商务局"]]
    assert find_header(read_workbook("a.xlsx", files.table(rows)).first, PROJECTS).row == 1


def test_a_header_that_speaks_of_nothing_known_is_not_found():
    header = guess(files.table([["姓名", "电话"], ["张三", "123"]]))
    assert (header.found, header.row) == (False, 0)


def test_a_data_row_that_repeats_one_word_is_no_header():
    header = guess(files.table([["序号", "指标", "目标值"], [1, "项目", "数量"]]))
    assert header.row == 1

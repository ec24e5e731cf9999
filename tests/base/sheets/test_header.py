"""Headings are found under titles, over two rows and in other words."""

import pytest

from gangmu.base.sheets import find_header, read_workbook

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


def test_a_header_that_speaks_of_nothing_known_is_not_found():
    header = guess(files.table([["姓名", "电话"], ["张三", "123"]]))
    assert (header.found, header.row) == (False, 0)


def test_a_data_row_that_repeats_one_word_is_no_header():
    header = guess(files.table([["序号", "指标", "目标值"], [1, "项目", "数量"]]))
    assert header.row == 1

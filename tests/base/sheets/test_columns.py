"""Rows are read by column, and everything wrong is told at once with its place."""

import datetime as dt
from decimal import Decimal

import pytest

from gangmu.base.errors import Refused
from gangmu.base.quantities import Quantity
from gangmu.base.sheets import (
    ROW,
    Column,
    as_choice,
    as_deadline,
    as_number,
    as_quantity,
    as_text,
    as_whole_number,
    as_yes_or_no,
    find_header,
    known_headings,
    read_rows,
    read_workbook,
)

from . import files

COLUMNS = (
    Column("no", "序号", parse=as_whole_number),
    Column("indicator", "指标名称", ("指标",), required=True, parse=as_text(10)),
    Column("value", "目标值", ("目标任务",), parse=as_quantity("亿元")),
    Column("kind", "类型", choices=("定量", "定性")),
    Column("due", "时限", parse=as_deadline(2026)),
    Column("unit", "责任单位"),
)
HEAD = ["序号", "指标名称", "目标值", "类型", "时限", "责任单位"]


def read(data, name="目标.xlsx", **options):
    sheet = read_workbook(name, data).first
    return read_rows(sheet, find_header(sheet, known_headings(COLUMNS)), COLUMNS, **options)


def said(problems):
    return [str(problem) for problem in problems]


def test_reads_every_row_as_values():
    rows, problems = read(
        files.table([["分解表"], HEAD, [1, "投资", "≥186", "定量", "8月底", "市发改委"], [], [2, "出口", 12.5]])
    )
    assert problems == []
    assert rows == [
        {
            ROW: 3,
            "no": 1,
            "indicator": "投资",
            "value": Quantity(Decimal(186), "≥", "亿元"),
            "kind": "定量",
            "due": dt.date(2026, 8, 31),
            "unit": "市发改委",
        },
        {
            ROW: 5,
            "no": 2,
            "indicator": "出口",
            "value": Quantity(Decimal("12.5"), "", "亿元"),
            "kind": None,
            "due": None,
            "unit": None,
        },
    ]


def test_tells_everything_wrong_at_once_with_sheet_row_and_column():
    data = files.table(
        [
            HEAD,
            ["一", "投资", "12户", "定量"],
            [1.5, None, "12-15", "其他", "某天"],
            [3, "指标名称超过了十个字的限制", 1],
        ]
    )
    rows, problems = read(data)
    place = "文件“目标.xlsx”工作表“目标”第 %d 行“%s”：%s"
    assert said(problems) == [
        place % (2, "序号", "“一”请用阿拉伯数字填写"),
        place % (2, "目标值", "单位应为亿元，填的是户"),
        place % (3, "序号", "“1.5”应为整数"),
        place % (3, "指标名称", "没有填"),
        place % (3, "目标值", "“12-15”是一个范围，请只填一个数"),
        place % (3, "类型", "“其他”不在可选的内容里；可选：定量、定性"),
        place % (3, "时限", "“某天”看不出是哪一天；请写成 2026-08-31、8月底、6月下旬、二季度末 或 年底"),
        place % (4, "指标名称", "有 13 个字，最多 10 个字"),
    ]
    assert [(problem.row, problem.column, problem.value) for problem in problems[:2]] == [
        (2, "序号", "一"),
        (2, "目标值", "12户"),
    ]
    assert [row["value"] for row in rows] == [None, None, Quantity(Decimal(1), "", "亿元")]


def test_a_missing_required_column_is_named_with_its_other_names():
    rows, problems = read(files.table([["序号", "目标值"], [1, 2]]))
    assert rows == []
    assert said(problems) == [
        "文件“目标.xlsx”工作表“目标”第 1 行表头：没有“指标名称”这一列；"
        "列名可以是：指标名称、指标；请补上这一列，或指定哪一列是它"
    ]


def test_a_sheet_without_header_says_what_it_should_look_like():
    rows, problems = read(files.table([["姓名", "电话"]]))
    assert rows == []
    assert said(problems) == [
        "文件“目标.xlsx”工作表“目标”：没有找到表头；应有一行写着：指标名称；请检查选的工作表，或下载模板对照"
    ]


def test_a_second_column_of_the_same_meaning_is_a_warning():
    rows, problems = read(files.table([["指标名称", "目标值", "目标任务"], ["投资", 1, 2]]))
    assert rows[0]["value"].value == 1
    assert [(problem.level, problem.what) for problem in problems] == [
        ("warning", "“目标任务”这一列和前面的列意思相同，没有读入")
    ]


def test_a_header_without_data_is_a_problem():
    assert said(read(files.table([HEAD]))[1]) == ["文件“目标.xlsx”工作表“目标”：表头下面没有数据；请检查选的工作表"]


def test_flaws_count_only_in_columns_that_are_read():
    def build(book):
        sheet = book.add_worksheet("目标")
        sheet.write_row(0, 0, ["指标名称", "目标值", "我的算式"])
        sheet.write_row(1, 0, ["投资"])
        sheet.write_formula(1, 1, "=X1", None, "#REF!")
        sheet.write_formula(1, 2, "=X2", None, "#REF!")

    rows, problems = read(files.xlsx(build))
    assert said(problems) == ["文件“目标.xlsx”工作表“目标”第 2 行“目标值”：是错误值 #REF!，请改正公式"]
    assert rows[0]["indicator"] == "投资"


class TestMergedCells:
    @staticmethod
    def build(book):
        sheet = book.add_worksheet("目标")
        sheet.write_row(0, 0, ["指标名称", "目标值", "责任单位", "备注"])
        sheet.write_row(1, 0, ["投资", 1])
        sheet.write_row(2, 0, ["出口", 2])
        sheet.write_row(3, 0, ["消费", 3, "市商务局"])
        sheet.merge_range("C2:C3", "市发改委")
        sheet.merge_range("D2:D4", "不读的列")

    def test_a_vertical_merge_is_a_problem_with_its_address(self):
        assert said(read(files.xlsx(self.build))[1]) == [
            "文件“目标.xlsx”工作表“目标”C2:C3：是合并单元格；请取消合并并逐行填写，或选择“合并单元格按每行相同处理”"
        ]

    def test_or_counts_for_all_its_rows_on_request(self):
        rows, problems = read(files.xlsx(self.build), fill_merged=True)
        assert problems == []
        assert [row["unit"] for row in rows] == ["市发改委", "市发改委", "市商务局"]

    def test_a_merge_across_columns_is_never_one_value(self):
        def build(book):
            sheet = book.add_worksheet("目标")
            sheet.write_row(0, 0, ["指标名称", "目标值", "责任单位"])
            sheet.write_row(1, 0, ["投资"])
            sheet.merge_range("B2:C2", "186")

        assert said(read(files.xlsx(build), fill_merged=True)[1]) == [
            "文件“目标.xlsx”工作表“目标”B2:C2：是合并单元格；请取消合并，在每一列分别填写"
        ]

    def test_section_headings_and_notes_are_passed_over_with_a_warning(self):
        def build(book):
            sheet = book.add_worksheet("目标")
            sheet.write_row(0, 0, ["指标名称", "目标值", "责任单位"])
            sheet.merge_range("A2:C2", "一、主要经济指标")
            sheet.write_row(2, 0, ["投资", 186, "市发改委"])
            sheet.write(3, 0, "注：以统计局数据为准")

        rows, problems = read(files.xlsx(build))
        assert [row["indicator"] for row in rows] == ["投资"]
        assert [(problem.level, problem.what) for problem in problems] == [
            ("warning", "是分组标题（“一、主要经济指标”），没有读入"),
            ("warning", "是表下的说明（“注：以统计局数据为准”），没有读入"),
        ]


@pytest.mark.parametrize(
    ("parse", "text", "value"),
    [
        (as_number("%"), "12%", Decimal(12)),
        (as_number(), "1,234.5", Decimal("1234.5")),
        (as_whole_number, "2026", 2026),
        (as_choice({"lead": "牵头", "joint": "配合"}), "牵头", "lead"),
        (as_choice({"lead": "牵头", "joint": "配合"}), "joint", "joint"),
        (as_yes_or_no, "是", True),
        (as_yes_or_no, "FALSE", False),
        (as_deadline(), "2026-08-31", dt.date(2026, 8, 31)),
    ],
)
def test_parsers_understand(parse, text, value):
    assert parse(text) == value


@pytest.mark.parametrize(
    ("parse", "text", "reason"),
    [
        (as_number("%"), "≥12%", "这里要填一个确定的数"),
        (as_whole_number, "1.5", "应为整数"),
        (as_choice({"lead": "牵头"}), "协办", "“协办”不在可选的内容里；可选：牵头"),
        (as_yes_or_no, "也许", "应填“是”或“否”"),
        (as_deadline(), "8月底", "没有写明年份"),
    ],
)
def test_parsers_refuse(parse, text, reason):
    with pytest.raises(Refused) as refused:
        parse(text)
    assert reason in refused.value.reason


def test_a_large_table_with_many_merges_stays_quick():
    def build(book):
        sheet = book.add_worksheet("目标")
        sheet.write_row(0, 0, ["指标名称", "目标值", "责任单位"])
        for row in range(1, 3001, 3):
            for line in range(row, row + 3):
                sheet.write_row(line, 0, [f"指标{line}", line])
            sheet.merge_range(row, 2, row + 2, 2, f"单位{row}")

    rows, problems = read(files.xlsx(build), fill_merged=True)
    assert problems == []
    assert [row["unit"] for row in rows[2998:]] == ["单位2998", "单位2998"]

"""Seven forms in which governments hand their lists over, and what each must yield: nothing lost, nothing guessed."""

from __future__ import annotations

from pathlib import Path

PUBLISHED = Path(__file__).parents[2] / "data" / "published"


def test_titles_a_line_break_in_a_heading_a_caption_a_total_and_a_note(listed):
    """旌阳 2016, as a workbook."""
    made = listed(
        ["附件1"],
        ["旌阳区2016年度经济社会发展任务分解表"],
        [None, None, None, None, "单位：亿元"],
        ["序号", "项    目", "分值", "目标任务", "监考\n单位", "备注"],
        [1, "地区生产总值增长率", 3, "年终根据全省平均水平综合考核", "区发改局\n区统计局"],
        [2, "全社会固定资产投资额", 3, 186, "区发改委\n区统计局"],
        [3, "新引进5亿元以上重大项目", 3, 9],
        [4, "城镇新增就业人数", 1, 5800, "区人社局"],
        [5, "城镇登记失业率", 1, "低于4.1"],
        ["合计", None, 11],
        ["注：以上数据以统计部门核定为准。"],
        merges=["A2:F2", "A11:F11"],
    )
    assert made.goals == [
        ("地区生产总值增长率", ""),
        ("全社会固定资产投资额", "186亿元"),
        ("新引进5亿元以上重大项目", "9"),
        ("城镇新增就业人数", "5800"),
        ("城镇登记失业率", "≤4.1%"),
    ]
    assert made.left == [(10, "total"), (11, "note")]
    assert [row for row, _what in made.told("measure")] == [7, 8]
    assert [row for row, _what in made.told("caption")] == [6]
    assert made.errors == set()
    assert not made.told("total")
    assert sum(one.points for one in made.drafts) == 11
    assert made.found.units["区发改局"].sure
    assert made.found.units["区发改局"].rows == [5]


def test_a_column_of_quantities_is_no_name_and_merged_units_count_for_their_rows(listed):
    """呼和浩特 2021, with merged cells and the heading 目标."""
    made = listed(
        ["呼和浩特市2021年政府工作报告重点量化目标任务清单"],
        ["序号", "完成时限", "牵头单位", "工作任务", "目标"],
        [1, "2021-08底", "市住建局", "57个村燃煤散烧综合治理", "6.35万户"],
        [2, "2021-08底", None, "改造老旧小区", "333个/466万平方米"],
        [3, "2021-09底", None, "供热管网互联互通", "64公里"],
        [4, "2021-11底", "市教育局", "新建、续建幼儿园", "9所"],
        [5, "2021-12中旬", "市机场建管公司", "全面开工新机场航站区、飞行区、配套区项目", None],
        merges=["A1:E1", "C3:C5"],
    )
    assert made.goals == [
        ("57个村燃煤散烧综合治理", "6.35万户"),
        ("改造老旧小区", ""),
        ("供热管网互联互通", "64公里"),
        ("新建、续建幼儿园", "9所"),
        ("全面开工新机场航站区、飞行区、配套区项目", ""),
    ]
    assert made.units(2) == [("lead", "市住房和城乡建设局")]
    assert made.errors == {(4, "goal"), (7, "unit")}
    assert [row for row, _what in made.told("year")] == [3, 4, 5, 6, 7]


def test_main_responsible_units_are_units(listed):
    """苏州 2011: 主要责任单位."""
    made = listed(
        ["序号", "名称", "工作任务", "主要责任单位", "来源"],
        [1, "地区生产总值", "地区生产总值增长12%", "市发改委、统计局", "苏府〔2011〕57号"],
        [2, "财政收入", "地方财政一般预算收入增长12%以上", "市财政局、国税局", "苏府〔2011〕57号"],
        [3, None, "社会消费品零售总额增长8.5%左右，实际利用外资6亿美元", "商务局", "常政办发〔2018〕32号"],
    )
    assert made.open == []
    assert made.units() == [("lead", "市发展和改革委员会"), ("responsible", "市统计局")]
    assert made.goals == [
        ("地区生产总值增速", "12%"),
        ("财政收入：地方财政一般预算收入增速", "12%"),
        ("社会消费品零售总额增长8.5%左右", ""),
        ("实际利用外资", "6亿美元"),
    ]
    assert made.errors == {(3, "unit")}
    assert [row for row, _what in made.told("words")] == [4]


def test_usual_wordings_in_the_column_of_goals(listed):
    made = listed(
        ["序号", "目标名称", "目标值", "牵头单位", "分值", "完成时限", "上年实绩"],
        [1, "全社会固定资产投资", "12亿元", "市发改委", 10, "2027年12月底", "11亿元"],
        [2, "地区生产总值", "同比增长7.5%", "市发改委", 20, "2027-12-31", "6.8%"],
        [3, "城镇登记失业率", "控制在4%以内", "市人社局", 5, "年底前", "4.1%"],
        [4, "单位GDP能耗", "下降3.2个百分点", "市发改委", 5, "2027年第四季度", None],
        [5, "实际利用外资", "与上年持平", "市商务局", 5, "长期", None],
        [6, "一般公共预算收入", "增长8%以上，达到360亿元", "市财政局", 10, "27年9月", "336亿元"],
        [7, "新开工项目", "不少于30个，其中10亿元以上5个", "市发改委", 5, "12月", None],
        [8, "民间投资", "1.2万亿元", "市发改委", 5, "每季度末", None],
        [9, "粮食产量", "约45万吨", "市商务局", 5, "10月", None],
        [10, "旅游收入", "九百亿元", "市商务局", 5, "10月", None],
    )
    assert made.goals == [
        ("全社会固定资产投资", "12亿元"),
        ("地区生产总值增速", "7.5%"),
        ("城镇登记失业率", "≤4%"),
        ("单位GDP能耗下降", "≤-3.2个百分点"),
        ("实际利用外资增速", "0%"),
        ("一般公共预算收入增速", "8%"),
        ("一般公共预算收入", "360亿元"),
        ("新开工项目", "30个"),
        ("民间投资", "1.2万亿元"),
        ("粮食产量", ""),
        ("旅游收入", ""),
    ]
    assert [str(one.baseline) for one in made.drafts][:2] == ["11", "6.8"]
    assert str(made.drafts[6].baseline) == "336"
    assert made.told("goal") == [
        (10, "“约45万吨”是大概的数，请填确定的数"),
        (11, "“九百亿元”请用阿拉伯数字填写"),
    ]
    assert made.told("partly") == [(8, "“其中10亿元以上5个”没有作为目标，原文记入完成标准")]
    assert made.told("standing") == [(6, "没有具体日期，按 2027-12-31 处理")]
    assert made.drafts[5].deadline.isoformat() == "2027-09-30"
    assert made.errors == {(10, "goal"), (11, "goal")}


TWO_TABLES = (
    ["2027年度目标任务汇总表"],
    ["序号", "目标名称", "全年目标", None, "牵头单位", "责任单位", "分值", "备注"],
    [None, None, "目标值", "计量单位"],
    ["一、经济指标"],
    [1, "地区生产总值", 4800, "亿元", "市发改委", "市统计局", 20],
    [2, "固定资产投资", 2000, "亿元", "市发改委", "各区县", 12],
    ["小计", None, 6800, None, None, None, 32],
    [],
    ["二、民生实事"],
    [3, "新增公办学位", 3.6, "万个", "教育局", None, 8],
    [4, "新增养老床位", 2000, "张", "市民政", "市卫健委", 6],
    ["合计", None, None, None, None, None, 46],
    ["附表2：重点项目"],
    ["序号", "项目名称", "年度投资", "单位", "建设单位", "分管领导", "分值", "完成时限"],
    [1, "轨道交通4号线", 18.5, "亿元", "市交通局", "陈岩", 10, "12月底"],
    ["制表人：张三", None, None, "审核：李四"],
)
TWO_TABLES_MERGED = ("A1:H1", "A2:A3", "B2:B3", "C2:D2", "E2:E3", "F2:F3", "G2:G3", "H2:H3", "A4:H4")


def test_two_tables_group_headings_and_totals(listed):
    made = listed(*TWO_TABLES, merges=TWO_TABLES_MERGED)
    assert made.goals == [
        ("地区生产总值", "4800亿元"),
        ("固定资产投资", "2000亿元"),
        ("新增公办学位", "3.6万个"),
        ("新增养老床位", "2000张"),
    ]
    assert [one.area for one in made.drafts] == ["经济指标", "经济指标", "民生实事", "民生实事"]
    assert dict(made.left) == {
        4: "group",
        7: "total",
        9: "group",
        12: "total",
        13: "group",
        14: "table",
        15: "table",
        16: "note",
    }
    assert not made.told("total")
    assert made.told("table") == [(14, "第 14 行起是另一张表，没有读入")]
    assert made.errors == {(6, "unit")}


def test_every_fault_of_a_row_is_found_in_the_check(listed):
    made = listed(
        ["目标名称", "目标值", "计量单位", "牵头单位", "分值"],
        ["地区生产总值", "4800 ", "亿元", " 市发改委 ", 20],
        ["地区生产总值", "4800", "亿元", "市发改委", 20],
        ["公共预算收入", "=100+260", "亿元", "市财证局", 10],
        ["很大的数", 123456789012345700000, "元", "市财政局", 1],
        ["负分", "-1", "个", "市财政局", -5],
        ["覆盖率", 9.00000762939453, "%", "市财政局", 1],
    )
    assert made.told("twice") == [(3, "已有同名的目标")]
    assert made.errors == {
        (4, "cell"),
        (4, "unit"),
        (5, "goal"),
        (6, "cell"),
        (7, "places"),
    }
    assert made.told("places") == [(7, "有 14 位小数，最多能存 6 位")]


QUARTERS = (
    [
        "指标",
        "单位",
        "2026年完成",
        "2027年目标",
        "一季度",
        "二季度",
        "三季度",
        "四季度",
        "责任部门",
        "配合部门",
        "分管市领导",
        "计分标准",
    ],
    ["固定资产投资", "亿元", 1742, 2000, 260, 700, 1300, 2000, "发改委", "财政局、统计局", "陈岩副市长", "完成得满分"],
    ["规上工业增加值", "亿元", 1300, 1385, 300, 650, 1000, 1300, "市经信局", "统计局", "周平", "完成得满分"],
    ["地区生产总值", "%", 6.5, 7, 7, 7, 7, 7, "发改委", "统计局", "陈岩", "完成得满分"],
)


def test_goal_baseline_quarters_and_leader_by_their_usual_headings(listed):
    made = listed(*QUARTERS)
    assert made.open == []
    assert made.goals == [("固定资产投资", "2000亿元"), ("规上工业增加值", "1385亿元"), ("地区生产总值", "7%")]
    assert made.nodes() == [(3, "260"), (6, "700"), (9, "1300"), (12, "2000")]
    assert [str(one.baseline) for one in made.drafts] == ["1742", "1300", "6.5"]
    assert [one.leader for one in made.drafts] == [1, 2, 1]
    assert made.drafts[0].standard == "完成得满分"
    assert made.told("last") == [(3, "最后一期是 1,300 亿元，全年目标是 1,385 亿元")]
    assert made.errors == set()


def test_published_lists_lose_no_row_and_no_column(listed):
    for name, rows in (
        ("decomposition_jingyang_2016.csv", 24),
        ("decomposition_suzhou_2011_changshu_2018.csv", 18),
        ("decomposition_hohhot_2021_deadlines.csv", 14),
    ):
        made = listed(name=name, data=(PUBLISHED / name).read_bytes())
        assert len({one.row for one in made.found.proposed}) == rows
        assert made.open == []
        assert made.left == []

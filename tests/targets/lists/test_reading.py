"""What the columns, rows and words of a list are taken for, and what is asked before that."""

from __future__ import annotations

import pytest

from gangmu.base.quantities import parse_quantity
from gangmu.targets.lists import totals

HEADINGS = ("序号", "目标名称", "目标值", "计量单位", "牵头单位", "完成时限", "分值")
TAIL = ("市发改委", "12月底", 3)


def rows(*middles):
    """Whole rows under HEADINGS from (name, goal, unit) each."""
    return [HEADINGS, *((number, *middle, *TAIL) for number, middle in enumerate(middles, start=1))]


def one(listed, goal, unit="", name="指标", **choices):
    return listed(*rows((name, goal, unit)), **choices)


class TestColumns:
    def test_two_heading_rows_and_the_unit_of_the_caption(self, listed):
        upper = ["序号", "项目名称", "建设内容", "投资计划", None, "形象进度", None, "责任单位", "完成时限", "分值"]
        lower = [None, None, None, "总投资", "2027年计划", "上半年", "全年"]
        made = listed(
            ["2027年重点项目目标任务分解表"],
            [None] * 8 + ["单位：万元"],
            upper,
            lower,
            [1, "产业园", "标准厂房", 50000, 30000, "主体封顶", "竣工投用", "云州经开区", "2027年12月底", 5],
            merges=["A1:J1", "D3:E3", "F3:G3", "A3:A4", "B3:B4"],
        )
        assert made.guess.row == 4
        assert made.goals == [("产业园", "30000万元")]
        assert made.nodes() == [(6, "主体封顶"), (12, "竣工投用")]
        assert made.open == ["投资计划/总投资"]
        assert (None, "column") in made.errors
        assert [row for row, _what in made.told("caption")] == [5]

    def test_a_column_left_out_on_purpose_is_asked_about_no_more(self, listed):
        given = (*HEADINGS, "备注"), (1, "投资", 5, "亿元", *TAIL, "省重点")
        assert listed(*given).open == ["备注"]
        assert listed(*given, left_out=[7]).errors == set()

    def test_content_without_a_heading_is_asked_about_too(self, listed):
        assert listed(HEADINGS, (1, "投资", 5, "亿元", *TAIL, "省重点")).open == [""]

    def test_the_unit_beside_a_number_and_the_unit_that_is_responsible(self, listed):
        made = listed(("指标", "目标值", "单位", "分值"), ("投资", 5, "亿元", 1))
        assert made.goals == [("投资", "5亿元")]
        made = listed(("指标", "目标值", "单位", "分值"), ("投资", "5亿元", "市发改委", 1))
        assert made.units() == [("lead", "市发展和改革委员会")]

    def test_a_counting_code_is_no_code(self, listed):
        made = listed(("编号", "目标名称", "目标值"), ("1", "甲", "5家"), ("2", "乙", "6家"))
        assert made.guess.columns[0] == "number"
        assert listed(("编号", "目标名称", "目标值"), ("A-1", "甲", "5家")).guess.columns[0] == "code"

    @pytest.mark.parametrize(
        "heading", ["目标", "全年目标", "2027年目标", "2027年度计划", "2027目标值", "年度投资（亿元）"]
    )
    def test_goals_by_their_headings(self, listed, heading):
        assert listed(("指标", heading), ("投资", 186)).guess.columns[1] == "goal"

    @pytest.mark.parametrize("heading", ["2026年完成", "2026年实绩", "2026年", "上年完成数", "基数"])
    def test_baselines_by_their_headings(self, listed, heading):
        assert listed(("指标", "目标值", heading), ("投资", 186, 170)).guess.columns[2] == "baseline"

    @pytest.mark.parametrize("heading", ["目标", "年度目标"])
    def test_words_below_the_same_headings_are_the_task(self, listed, heading):
        made = listed(("项目", heading), ("教育", "新建学校 9 所"), ("医疗", "建成医院"))
        assert made.guess.columns == {0: "name", 1: "task"}

    def test_months_are_nodes(self, listed):
        months = tuple(f"{month}月" for month in range(1, 13))
        made = listed(("指标", "目标值", *months), ("投资", "24亿元", *range(2, 25, 2)))
        assert made.nodes() == [(month, str(month * 2)) for month in range(1, 13)]


class TestRows:
    def test_totals_are_left_out_and_checked(self, listed):
        made = listed(
            ("序号", "责任单位", "目标名称", "年度目标值（万元）", "上年完成", "分值"),
            (1, "云州高新区", "到位内资", 120000, 110000, 1),
            (2, "云州经开区", "到位内资", 80000, 75000, 1),
            (None, "开发区小计", "到位内资", 200000, 185000),
            (3, "东湖区", "到位内资", 50000, 45000, 1),
            (None, "合计", "到位内资", 260000, 230000),
            ("填表人：张某某      联系电话：",),
        )
        assert [goal for _name, goal in made.goals] == ["120000万元", "80000万元", "50000万元"]
        assert made.left == [(4, "total"), (6, "total"), (7, "note")]
        assert made.told("total") == [(6, "写的是 260,000，各行相加是 250,000，相差 10,000")]
        assert not made.told("unit")

    def test_a_total_taken_for_a_target_on_purpose(self, listed):
        given = (("目标名称", "目标值", "牵头单位"), ("投资", "5亿元", "市发改委"), ("合计", "5亿元", "市发改委"))
        assert len(listed(*given).drafts) == 1
        assert len(listed(*given, keep=[3]).drafts) == 2

    def test_a_row_with_a_number_is_a_target_even_if_called_a_total(self, listed):
        assert len(listed(*rows(("税收收入合计", 5, "亿元"))).drafts) == 1

    def test_group_headings_with_sums(self, listed):
        made = listed(
            HEADINGS,
            ("一", "产业类项目", 46000),
            (1, "产业园", 30000, "万元", *TAIL),
            (2, "物流中心", 16000, "万元", *TAIL),
            ("二", "民生类项目", 9000),
            (3, "第五中学", 8000, "万元", *TAIL),
        )
        assert [(draft.name, draft.area) for draft in made.drafts] == [
            ("产业园", "产业类项目"),
            ("物流中心", "产业类项目"),
            ("第五中学", "民生类项目"),
        ]
        assert made.told("total") == [(5, "写的是 9,000，各行相加是 8,000，相差 1,000")]

    def test_rows_numbered_in_chinese_are_targets(self, listed):
        made = listed(HEADINGS, ("一", "产业园", 30000, "万元", *TAIL), ("二", "物流中心", 16000, "万元", *TAIL))
        assert len(made.drafts) == 2

    def test_a_heading_printed_on_every_page_is_passed_over(self, listed):
        made = listed(HEADINGS, (1, "甲", 5, "家", *TAIL), HEADINGS, (2, "乙", 6, "家", *TAIL))
        assert made.goals == [("甲", "5家"), ("乙", "6家")]
        assert made.left == [(3, "heading")]

    def test_a_list_of_totals_costs_no_more_than_another(self, listed, monkeypatch):
        read = []
        monkeypatch.setattr(totals, "parse_quantity", lambda text: read.append(text) or parse_quantity(text))
        lines = "".join(f"{n},甲{n},{n}\n,合计,{n}\n" for n in range(500))
        listed(name="a.csv", data=f"序号,目标名称,目标值\n{lines}".encode())
        assert len(read) == 1000  # each cell once, however many totals ask for their sums


class TestGoals:
    @pytest.mark.parametrize(
        ("written", "unit", "goal"),
        [
            ("≥186", "亿元", "186亿元"),
            ("控制在4%以内", "", "≤4%"),
            ("达到360亿元", "亿元", "360亿元"),
            ("达到3600000万元", "亿元", "360亿元"),
            ("1.2万亿", "亿元", "12000亿元"),
            ("不少于30个", "个", "30个"),
            ("30%（形象进度）", "", "30%"),
            ("下降3.2个百分点", "", "≤-3.2个百分点"),
            ("压减至50天以内", "", "≤50天"),
        ],
    )
    def test_wordings(self, listed, written, unit, goal):
        made = one(listed, written, unit)
        assert [goal_ for _name, goal_ in made.goals] == [goal]
        assert made.errors == set()

    @pytest.mark.parametrize(
        ("written", "reason"),
        [
            ("300天左右", "大概的数"),
            ("6-8万人", "是一个范围"),
            ("9所/466万平方米", "两个数"),
            ("一万二千套", "请用阿拉伯数字"),
            ("高于全省平均水平1个百分点", "要和平均水平比"),
            ("进入全省前3位", "名次"),
        ],
    )
    def test_a_number_that_cannot_be_read_blocks_until_answered(self, listed, written, reason):
        made = one(listed, written)
        ((row, what),) = made.told("goal")
        assert row == 2
        assert reason in what
        assert made.errors == {(2, "goal")}
        answered = one(listed, written, answers={"goal": "qualitative"})
        assert answered.errors == set()
        assert answered.drafts[0].standard == written
        assert one(listed, written, fixes={"2:2": "30"}).goals == [("指标", "30")]

    def test_words_without_a_number_are_asked_about_and_do_not_block(self, listed):
        made = one(listed, "完成可研批复")
        assert made.told("words") == [(2, "没有数，作为定性目标，原文记入完成标准")]
        assert made.errors == set()

    def test_a_missing_unit_can_be_given_for_all(self, listed):
        given = rows(("工业投资", 5, ""), ("民间投资", 6, ""), ("失业率", 4, ""))
        assert [row for row, _what in listed(*given).told("measure")] == [2, 3]
        made = listed(*given, answers={"measure": "亿元"})
        assert [goal for _name, goal in made.goals] == ["5亿元", "6亿元", "4%"]
        assert not made.told("measure")

    def test_the_unit_of_the_caption_fits_money_only_and_can_be_refused(self, listed):
        given = [
            ("2027年目标（单位：亿元）",),
            *rows(("固定资产投资", 1860, ""), ("新增学位", 3500, ""), ("负债率", 58.6, "")),
        ]
        assert [goal for _name, goal in listed(*given).goals] == ["1860亿元", "3500", "58.6%"]
        assert [goal for _name, goal in listed(*given, answers={"caption": "no"}).goals] == ["1860", "3500", "58.6%"]

    def test_too_many_places_are_rounded_for_all_when_asked_to(self, listed):
        given = rows(("覆盖率", 9.0000076, "%"), ("收入", 24.1998124, "亿元"))
        assert {kind for _row, kind in listed(*given).errors} == {"places"}
        made = listed(*given, answers={"places": "round"})
        assert made.errors == set()
        assert [goal for _name, goal in made.goals] == ["9.000008%", "24.199812亿元"]

    def test_no_column_of_points_is_asked_once(self, listed):
        given = (("目标名称", "目标值", "牵头单位"), ("甲", "5家", "市发改委"), ("乙", "6家", "市发改委"))
        assert [row for row, _what in listed(*given).told("points")] == [None]
        made = listed(*given, answers={"points": "2.5"})
        assert not made.told("points")
        assert [str(draft.points) for draft in made.drafts] == ["2.5", "2.5"]

    def test_points_below_nothing_are_an_error(self, listed):
        made = listed(("目标名称", "目标值", "牵头单位", "分值"), ("甲", "5家", "市发改委", -5))
        assert made.told("cell") == [(2, "分值不能是负数")]


class TestSchedule:
    GIVEN = ("指标", "目标值", "计量单位", "一季度", "二季度", "三季度", "四季度", "牵头单位")

    def made(self, listed, *cells, unit="亿元", **choices):
        return listed(self.GIVEN, ("投资", cells[0], unit, *cells[1:], "市发改委"), **choices)

    def test_amounts_of_each_quarter_are_added_up(self, listed):
        made = self.made(listed, 2000, 300, 500, 600, 600)
        assert made.nodes() == [(3, "300"), (6, "800"), (9, "1400"), (12, "2000")]
        assert [row for row, _what in made.told("steps")] == [2]
        kept = self.made(listed, 2000, 300, 500, 600, 600, answers={"steps": "cumulative"})
        assert kept.nodes()[-1] == (12, "600")

    def test_a_last_quarter_short_of_the_goal_is_asked_about(self, listed):
        assert self.made(listed, 1385, 300, 650, 1000, 1300).told("last")
        made = self.made(listed, 1385, 300, 650, 1000, 1300, answers={"last": "goal"})
        assert made.nodes()[-1] == (12, "1385")
        assert not made.told("last")

    def test_quarters_without_a_goal_are_an_error_and_never_percentages(self, listed):
        made = self.made(listed, None, 260, 700, 1300, 2000)
        assert made.errors == {(2, "no_goal")}
        assert all(node.planned is None or node.planned <= 100 for node in made.drafts[0].nodes)
        answered = self.made(listed, None, 260, 700, 1300, 2000, answers={"no_goal": "last"})
        assert answered.goals == [("投资", "2000亿元")]
        assert answered.nodes()[0] == (3, "260")

    def test_a_project_is_done_to_100_per_cent_at_most(self, listed):
        given = ("名称", "类型", "一季度", "二季度", "牵头单位")
        assert listed(given, ("地铁", "项目", "30%", "700", "市发改委")).told("cell")
        made = listed(given, ("地铁", "项目", "30%", "主体封顶", "市发改委"))
        assert made.nodes() == [(3, "30"), (6, "主体封顶")]

    def test_each_quarter_is_four_nodes(self, listed):
        made = listed(
            ("目标名称", "目标值", "完成时限", "牵头单位"), ("治堵", "8处", "每季度末", "市发改委"), nodes="deadline"
        )
        assert [month for month, _said in made.nodes()] == [3, 6, 9, 12]
        assert not made.told("standing")


class TestDeadlines:
    def due(self, listed, text, **choices):
        return listed(("目标名称", "目标值", "完成时限", "牵头单位"), ("治堵", "8处", text, "市发改委"), **choices)

    @pytest.mark.parametrize("text", ["长期", "长期坚持", "持续推进", "贯穿全年", "常态化推进"])
    def test_standing_work_is_the_years_end_with_a_question(self, listed, text):
        made = self.due(listed, text)
        assert made.drafts[0].deadline.isoformat() == "2027-12-31"
        assert [row for row, _what in made.told("standing")] == [2]
        assert made.errors == set()

    def test_what_is_no_day_blocks_until_the_common_one_is_taken(self, listed):
        assert self.due(listed, "秋季学期前").errors == {(2, "deadline")}
        made = self.due(listed, "秋季学期前", answers={"deadline": "common"})
        assert made.errors == set()
        assert made.drafts[0].deadline.isoformat() == "2027-12-31"

    def test_days_of_another_year_are_moved_for_all_when_asked_to(self, listed):
        assert self.due(listed, "2024年2月29日").drafts[0].deadline.isoformat() == "2024-02-29"
        made = self.due(listed, "2024年2月29日", answers={"year": "move"})
        assert made.drafts[0].deadline.isoformat() == "2027-02-28"


class TestUnits:
    def test_an_ended_unit_says_what_became_of_it_and_offers_its_heir(self, listed, ended):
        given = (("目标名称", "目标值", "牵头单位"), ("甲", "5家", "市招商促进局"))
        made = listed(*given, former=[ended])
        asked = made.found.units["市招商促进局"]
        assert asked.what == "已于2026年3月1日并入“市商务局”"
        assert asked.ended
        assert not asked.sure
        decided = listed(*given, former=[ended], chosen={"市招商促进局": asked.unit})
        assert decided.units() == [("lead", "市商务局")]
        assert decided.found.units == {}

    def test_a_guess_can_be_corrected(self, listed):
        given = (("目标名称", "目标值", "牵头单位"), ("甲", "5家", "区发改局"))
        assert listed(*given).found.units["区发改局"].sure
        other = listed(*given, chosen={"区发改局": 2})
        assert other.units() == [("lead", "市统计局")]
        assert other.found.units == {}

    def test_several_units_in_one_cell(self, listed):
        made = listed(
            ("目标名称", "目标值", "牵头单位", "配合单位"), ("甲", "5家", "市商务局\n云州海关", "财政局、统计局")
        )
        assert made.units() == [
            ("lead", "市商务局"),
            ("responsible", "云州海关"),
            ("cooperating", "市财政局"),
            ("cooperating", "市统计局"),
        ]

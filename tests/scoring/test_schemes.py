"""What each published method is about, shown on its bundled scheme; row numbers in the names are the requirements'.

Totals worked out by hand are in test_worked_cases. Here are the rules themselves: counted over all rows without the
engine where that is possible, or by changing one fact or parameter and looking at who moves.
"""

from __future__ import annotations

import csv
from collections import Counter
from fractions import Fraction
from functools import cache
from typing import Any

from gangmu.scoring import Result, evaluate, read_facts, read_scheme
from tests.scoring.test_worked_cases import SCHEMES

Rows = dict[str, list[dict[str, Any]]]


@cache
def text(name: str) -> str:
    return (SCHEMES / name / "scheme.yaml").read_text("utf-8")


def facts(name: str) -> Rows:
    found: Rows = {}
    for path in sorted((SCHEMES / name / "cases" / "facts").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found[path.stem] = list(csv.DictReader(file))
    return found


def scored(name: str, rows: Rows | None = None, **replaced: str) -> Result:
    """The scheme's result; `replaced` puts other values in place of parameters that stand alone on their line."""
    written = text(name)
    for parameter, value in replaced.items():
        start = f"  {parameter}: {{value: "
        assert written.count(start) == 1, parameter
        before, after = written.split(start)
        written = before + start + value + after[after.index(",") :]
    checked = read_scheme(written)
    assert checked.scheme is not None, checked.problems
    return evaluate(checked.scheme, read_facts(checked.scheme, rows or facts(name)))


def row(rows: list[dict[str, Any]], key: str) -> dict[str, Any]:
    return next(each for each in rows if each["key"] == key)


def changed(name: str, table: str, key: str, **values: str) -> Result:
    rows = facts(name)
    row(rows[table], key).update(values)
    return scored(name, rows)


def units(result: Result, column: str) -> dict[str, Any]:
    return {key: result.value("unit", key, column) for key in result.keys("unit")}


def value(result: Result, key: str, column: str, table: str = "unit") -> Any:
    return result.value(table, key, column)


# the city of 2007


def test_row_0_4_progress_is_measured_by_the_season_and_slack_shows():
    result = scored("city-2007")
    assert value(result, "F1", "应完成", "target") == 80  # exports: 20 + 30 + 30 % by September, not 75 %
    assert value(result, "F1", "前松后紧指数", "target") == 2
    assert value(result, "A1", "前松后紧指数", "target") == 1
    assert value(scored("city-2007", 月份="6"), "A3", "应完成", "target") == 120  # grain: 60 % by June


def test_row_0_5_qualitative_targets_stand_beside_quantitative_ones():
    result = changed("city-2007", "target", "B4", level="差")
    assert value(scored("city-2007"), "B", "定性得分") == Fraction(85, 4)
    assert (value(result, "B", "定性得分"), value(result, "B", "定量得分")) == (0, Fraction(291, 4))


def test_row_0_6_hard_and_big_gap_targets_come_under_special_supervision_until_the_gap_is_closed():
    before = scored("city-2007")
    watched = {key for key in before.keys("target") if value(before, key, "专题督导", "target")}
    assert watched == {"C1", "C2", "E2", "F1", "G1"}
    assert value(before, "F1", "倒排月均", "target") == Fraction(40, 3)
    after = changed("city-2007", "target", "F1", actual="80")
    assert value(after, "F1", "专题督导", "target") is False
    slow_but_hard = changed("city-2007", "target", "F1", actual="79")
    assert value(slow_but_hard, "F1", "进度", "target") == "偏慢"
    assert value(slow_but_hard, "F1", "专题督导", "target") is True


def test_row_0_9_commendations_are_proposed_only_without_a_big_gap():
    result = scored("city-2007")
    assert {key for key, proposed in units(result, "表彰建议").items() if proposed} == {"A", "D", "H"}
    assert {key for key, proposed in units(result, "批评建议").items() if proposed} == {"G"}


# the county of 2013


def test_row_1_1_four_kinds_at_four_three_two_one_with_one_template_for_everyone():
    assert [text("county-2013").count(f"  {kind}: {{value: {points}") for kind, points in
            (("重点", 40), ("常规", 30), ("通用", 20), ("稳定", 10))] == [1, 1, 1, 1]  # fmt: skip
    templates = {
        unit: tuple((t["name"], t["points"]) for t in facts("county-2013")["target"]
                    if t["unit"] == unit and t["category"] in ("通用", "稳定"))
        for unit in ("N1", "K1", "Z4")
    }  # fmt: skip
    assert len(set(templates.values())) == 1
    assert len(templates["N1"]) == 10


def test_row_1_5_one_unfinished_key_task_lowers_the_grade_two_through_lack_of_effort_end_it():
    assert value(scored("county-2013"), "N1", "等次") == "超标"
    assert value(changed("county-2013", "target", "N1-02", actual="9.9"), "N1", "等次") == "达标"
    rows = facts("county-2013")
    row(rows["target"], "N1-01")["actual"] = "19"
    row(rows["target"], "N1-02")["actual"] = "9.9"
    assert value(scored("county-2013", rows), "N1", "等次") == "达标"
    for key in ("N1-01", "N1-02"):
        row(rows["target"], key)["lack_of_effort"] = "是"
    assert value(scored("county-2013", rows), "N1", "等次") == "未达标"


def test_row_1_5_five_fronts_are_ranked_apart():
    result = scored("county-2013")
    fronts = {unit["key"]: unit["front"] for unit in facts("county-2013")["unit"]}
    firsts = Counter(fronts[key] for key, place in units(result, "名次").items() if place == 1)
    assert firsts == {
        "乡镇": 2,
        "涉农": 1,
        "科教文卫": 1,
        "政府综合": 1,
        "经济": 1,
    }  # two townships share the first place


def test_row_1_6_the_first_three_are_paid_by_the_year():
    rows = facts("county-2013")
    assert value(scored("county-2013"), "U2", "奖金") == 5000
    dearer = text("county-2013").replace("'2013': 5000", "'2013': 8000")
    checked = read_scheme(dearer)
    assert checked.scheme is not None
    result = evaluate(checked.scheme, read_facts(checked.scheme, rows))
    assert value(result, "U2", "奖金") == 8000
    assert value(result, "N3", "奖金") == 0


# base, differential, bonus


def test_row_2_1_base_differential_and_bonus_make_the_total():
    result = scored("base-differential-bonus")
    parts = ("基础分", "差异分", "社会评价", "加分", "督查扣分")
    assert [value(result, "B", part) for part in parts] == [50, 40, Fraction(91, 10), 5, 0]


def test_row_2_2_a_big_project_that_is_not_completed_brings_nothing():
    assert value(scored("base-differential-bonus"), "A5", "得分", "target") == 0
    finished = changed("base-differential-bonus", "target", "A5", actual="1")
    assert value(finished, "A5", "得分", "target") == 20
    assert value(scored("base-differential-bonus"), "F3", "得分", "target") == 20
    department = changed("base-differential-bonus", "target", "F3", actual="0.999")
    assert value(department, "F3", "得分", "target") == 0


def test_row_2_3_weights_differ_between_counties_and_departments():
    result = scored("base-differential-bonus")
    full = {key: value(result, key, "基础分") for key in ("B", "G", "J")}
    assert full == {"B": 50, "G": 55, "J": 65}


def test_row_2_5_the_survey_of_citizens_counts():
    before = value(scored("base-differential-bonus"), "G", "总分")
    assert value(changed("base-differential-bonus", "unit", "G", survey="97"), "G", "总分") - before == 1


def test_row_2_6_how_far_results_spread_is_measured_for_each_series():
    result = scored("base-differential-bonus")
    assert value(result, "QX", "首尾差距", "group") == Fraction(115, 2)
    assert value(result, "ZH", "首尾差距", "group") == Fraction(173, 10)
    assert value(result, "ZH", "拉开档次", "group") is True
    assert value(scored("base-differential-bonus", 档次差距="18"), "ZH", "拉开档次", "group") is False


def test_row_2_8_unfinished_matters_of_meetings_and_instructions_cost_points_up_to_a_cap():
    result = scored("base-differential-bonus")
    assert [value(result, key, "督查扣分") for key in ("B", "C", "D")] == [0, -1, -3]


def test_row_2_9_explanation_accountability_and_two_years_at_the_back():
    result = scored("base-differential-bonus")
    assert {key for key, duty in units(result, "作出说明").items() if not duty} == {"B", "G", "J"}
    assert {key for key, duty in units(result, "问责").items() if duty} == {"I"}
    assert {key for key, duty in units(result, "组织处理").items() if duty} == {"D", "M"}
    assert value(changed("base-differential-bonus", "unit", "D", behind_last_year="no"), "D", "组织处理") is False


# Baoshan


def test_row_3_2_leaders_35_departments_25_third_party_20_centres_20():
    rows = facts("baoshan")
    for rating in rows["rating"]:
        rating["score"] = "100"
    for center in rows["center"]:
        center["in_time"] = center["handled"]
    result = scored("baoshan", rows)
    parts = ("区领导评价", "管理部门评价", "第三方评估", "客观数据")
    assert [value(result, "B", part) for part in parts] == [35, 25, 20, 20]


def test_row_3_3_the_hotline_can_be_counted_among_the_objective_data():
    assert value(scored("baoshan"), "D", "客观数据") == 19
    assert value(scored("baoshan", 热线计入="yes"), "D", "客观数据") == 17


def test_row_3_4_line_and_block_answer_together_for_the_same_matter_in_the_same_place():
    failed = scored("baoshan")
    done = changed("baoshan", "matter", "M01", done="yes")
    gained = {key: value(done, key, "总分") - value(failed, key, "总分") for key in failed.keys("unit")}
    assert {key: gain for key, gain in gained.items() if gain} == {"A": 2, "C": 2, "F": 2}
    assert value(failed, "C", "受连带") == 1
    assert value(failed, "D", "连坐") == -2  # for its own place only, not for the first town's


def test_row_3_5_the_third_party_speaks_through_several_channels():
    rows = facts("baoshan")
    third = {rating["channel"] for rating in rows["rating"] if rating["unit"] == "D" and rating["source"] == "第三方"}
    assert third == {"市民访谈", "问卷调查", "代表委员监督检查"}
    assert value(scored("baoshan"), "D", "第三方评估") == 17


# Huangpu


def test_row_3_7_the_list_has_8_areas_178_items_four_quarterly_nodes_and_one_lead_each():
    rows = facts("huangpu-2016")
    leads = [duty for duty in rows["duty"] if duty["role"] == "牵头"]
    assert sorted(int(duty["item"]) for duty in leads) == list(range(1, 179))
    assert len({duty["area"] for duty in leads}) == 8
    quarters = Counter(node["duty"] for node in rows["node"])
    assert set(quarters) == {duty["key"] for duty in leads}
    assert set(quarters.values()) == {4}


def test_row_3_7_responsible_and_cooperating_units_share_what_the_lead_reaches():
    before = scored("huangpu-2016")
    after = changed("huangpu-2016", "node", "1-1", done="")
    sharing = {duty["unit"] for duty in facts("huangpu-2016")["duty"] if duty["item"] == "1"}
    moved = {key for key in before.keys("unit") if value(before, key, "总分") > value(after, key, "总分")}
    assert moved == sharing
    assert len(sharing) == 3


def test_row_3_8_what_cannot_be_counted_has_a_described_result_that_is_verified():
    nodes = facts("huangpu-2016")["node"]
    described = [node for node in nodes if node["kind"] == "定性"]
    assert described
    assert all(node["result"] and not node["goal"] for node in described)
    key = next(node["key"] for node in described if node["accepted"] == "yes" and node["done"] <= node["due"])
    assert value(scored("huangpu-2016"), key, "节点得分率", "node") == 1
    assert value(changed("huangpu-2016", "node", key, accepted="no"), key, "节点得分率", "node") == 0


def test_row_3_10_the_result_enters_the_overall_evaluation_and_the_grade():
    result = scored("huangpu-2016")
    for key, total in units(result, "总分").items():
        assert value(result, key, "计入综合考评") == total * Fraction(3, 10)
        assert value(result, key, "评定") == ("好" if total >= 95 else "较好" if total >= 85 else "一般")


# Wuhan 2003


def test_row_3_11_one_failed_item_negates_the_whole_target_and_the_unit():
    assert value(scored("wuhan-2003"), "L", "等次") == "达标"
    missed = changed("wuhan-2003", "item", "L1-2", actual="7.99")
    assert value(missed, "L1", "目标达标", "target") is False
    assert value(missed, "L1", "不合格单项", "target") == 1
    assert value(missed, "L", "等次") == "未达标"


def test_row_3_12_the_deadline_decides_to_the_day():
    late = changed("wuhan-2003", "item", "L1-2", done="2004-01-01")
    assert value(late, "L", "等次") == "未达标"
    assert value(late, "L", "最多迟几天") == 1
    assert value(scored("wuhan-2003"), "L1-2", "按时", "item") is True


def test_row_4_3_a_stretch_target_beside_the_base_target_does_no_harm():
    result = scored("wuhan-2003")
    assert value(result, "L2", "目标达标", "target") is False
    assert (value(result, "L", "等次"), value(result, "L", "争取达标")) == ("达标", 0)
    assert value(changed("wuhan-2003", "item", "L2-1", actual="12"), "L", "争取达标") == 1


# Lianyungang


def test_row_3_13_three_systems_ten_groups_each_with_a_lead_unit():
    rows = facts("lianyungang-2002")
    assert len(rows["group"]) == 10
    assert len({group["system"] for group in rows["group"]}) == 3
    members = {(unit["group"], unit["name"]) for unit in rows["unit"]}
    leads = {(group["key"], group["lead"]) for group in rows["group"] if group["system"] != "县区"}
    assert leads <= members
    places = units(scored("lianyungang-2002"), "名次")
    firsts = Counter(unit["group"] for unit in rows["unit"] if places[unit["key"]] == 1)
    assert firsts == Counter({group["key"]: 1 for group in rows["group"]})


def test_row_3_14_counties_have_key_work_and_projects_the_others_routine_work():
    rows = facts("lianyungang-2002")
    systems = {group["key"]: group["system"] for group in rows["group"]}
    groups = {unit["key"]: unit["group"] for unit in rows["unit"]}
    parts = {
        (systems[groups[target["unit"]]], target["part"]) for target in rows["target"] if target["part"] != "其他"
    } - {(system, "定量任务") for system in systems.values()}
    assert parts == {("县区", "重点工作和重点项目"), ("市直部门", "常规工作"), ("驻连部省属单位", "常规工作")}
    result = scored("lianyungang-2002")
    assert [value(result, key, "主体") for key in ("G01-1", "G03-3")] == [50, 40]


def test_row_3_15_contests_feed_the_total_and_only_listed_commendations_count_once():
    before = scored("lianyungang-2002")
    contest = changed("lianyungang-2002", "contest", "G03-1-a", score="86")
    assert value(before, "G03-1", "总分") - value(contest, "G03-1", "总分") == Fraction(3, 4)  # 30 × ½ × 5 %
    assert value(before, "G01-3", "表彰") == 0
    listed = changed("lianyungang-2002", "commendation", "M06", listed="yes")
    assert value(listed, "G01-3", "表彰") == 3
    again = changed("lianyungang-2002", "commendation", "M09", title="科技进步先进", unit="G03-2")
    assert value(again, "G03-2", "表彰") == 3


def test_row_3_16_scores_alone_decide_places_and_prizes():
    result = scored("lianyungang-2002")
    prizes = Counter((unit["group"], value(result, unit["key"], "奖次")) for unit in facts("lianyungang-2002")["unit"])
    assert (prizes["G01", "一等奖"], prizes["G01", "二等奖"], prizes["G01", "取消参评"]) == (2, 2, 1)
    assert (prizes["G03", "一等奖"], prizes["G03", "二等奖"]) == (1, 1)


# Qingdao


def test_row_3_17_three_blocks_with_totals_and_growth_weighted_together():
    result = scored("qingdao-2003")
    assert value(result, "L-1", "得分", "indicator") == Fraction(84, 5)  # 30 × (0.4 × 100/200 + 0.6 × 15/25)
    totals_only = scored("qingdao-2003", 总量占比="100%")
    assert value(totals_only, "L-1", "得分", "indicator") == 15
    assert value(result, "H", "总分") == sum(value(result, "H", part) for part in ("物质文明", "政治文明", "精神文明"))


def test_row_3_18_a_linkage_ratio_out_of_range_discounts_what_it_controls():
    result = scored("qingdao-2003")
    doubtful = {key for key in result.keys("indicator") if value(result, key, "存疑", "indicator")}
    assert doubtful == {"C-4", "S4-2", "S4-4", "W4-3", "W4-4"}
    assert value(result, "H-2", "得分", "indicator") == 15
    puffed = changed("qingdao-2003", "linkage", "H-2r", base="100")  # revenue would be 20 % of the product
    assert value(puffed, "H-2", "存疑", "indicator") is True
    assert value(puffed, "H-1", "存疑", "indicator") is False


def test_row_3_18_a_doubtful_number_is_no_yardstick_for_the_others():
    honest = scored("qingdao-2003")
    assert value(honest, "W1-3", "总量率", "indicator") == 1
    believed = changed("qingdao-2003", "linkage", "W4-3r", base="200")
    assert value(believed, "W1-3", "总量率", "indicator") == Fraction(60, 105)


def test_row_3_19_twelve_districts_in_three_classes_with_indicators_and_weights_of_their_own():
    rows = facts("qingdao-2003")
    assert Counter(unit["class"] for unit in rows["unit"]) == {"三区": 3, "市内四区": 4, "五市": 5}
    classes = {unit["key"]: unit["class"] for unit in rows["unit"]}
    farmers = {classes[each["unit"]] for each in rows["indicator"] if each["item"] == "农民非农收入"}
    assert farmers == {"五市"}
    result = scored("qingdao-2003")
    assert [value(result, key, "分值", "indicator") for key in ("H-1", "S1-1", "W1-1")] == [30, 35, 30]
    assert [value(result, key, "本类项目占比") for key in ("H", "S1", "W1")] == [
        Fraction(2, 5), Fraction(1, 4), Fraction(3, 10)]  # fmt: skip
    assert sorted(units(result, "名次").values()) == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5]


# Wuhan 2004


def wuhan_totals() -> dict[str, Fraction]:
    """Every unit's total, row by row from the facts, without the engine."""
    rows = facts("wuhan-2004")
    special: dict[str, list[Fraction]] = {}
    for each in rows["special"]:
        special.setdefault(each["unit"], []).append(Fraction(each["score"]))
    return {
        unit["key"]: Fraction(40, 100) * sum(special[unit["key"]], Fraction(0)) / len(special[unit["key"]])
        + Fraction(20, 100) * sum(Fraction(unit[side]) for side in ("vote", "inspection", "grassroots"))
        for unit in rows["unit"]
    }


def test_row_4_1_all_97_municipal_units_and_13_districts_are_assessed():
    assert Counter(unit["kind"] for unit in facts("wuhan-2004")["unit"]) == {"市直单位": 97, "区": 13}
    assert all(total is not None for total in units(scored("wuhan-2004"), "总分").values())


def test_row_4_5_four_aspects_make_the_total_of_all_110_units():
    assert units(scored("wuhan-2004"), "总分") == wuhan_totals()


def test_row_4_6_a_quarter_of_those_that_reach_the_standard_and_13_last_places_of_the_rest():
    totals = wuhan_totals()
    order = sorted(totals, key=lambda key: -totals[key])
    reached = [key for key in order if totals[key] >= 80]
    grades = units(scored("wuhan-2004"), "等次")
    by_grade = {grade: {key for key in order if grades[key] == grade} for grade in set(grades.values())}
    assert by_grade["先进"] == set(reached[: len(reached) // 4])
    assert by_grade["末位"] == set(order[-13:])
    assert [len(by_grade[grade]) for grade in ("先进", "达标", "未达标", "末位")] == [19, 57, 21, 13]


def test_row_4_6_last_places_come_only_from_those_below_the_standard():
    grades = Counter(units(scored("wuhan-2004", 达标线="75"), "等次").values())
    assert grades["末位"] == 9  # 75 and above reach it: only 74.8, 74.6 … 73.2 are left
    assert grades["未达标"] == 0


def test_row_4_7_commended_or_criticised_by_document():
    result = scored("wuhan-2004")
    wanted = {"先进": "通报表彰", "达标": "不通报", "未达标": "公开批评", "末位": "公开批评"}
    assert units(result, "通报") == {key: wanted[grade] for key, grade in units(result, "等次").items()}


def test_row_4_8_the_money_of_every_unit_follows_its_grade():
    result = scored("wuhan-2004")
    for unit in facts("wuhan-2004")["unit"]:
        staff, leaders, wage, award = (int(unit[column]) for column in ("staff", "leaders", "wage", "award"))
        paid = {
            "先进": staff * award + staff * wage,
            "达标": staff * award,
            "未达标": (staff - leaders) * award * Fraction(60, 100),
            "末位": (staff - leaders) * award * Fraction(60, 100),
        }
        assert value(result, unit["key"], "实发合计") == paid[value(result, unit["key"], "等次")]


def test_row_4_9_last_places_change_their_leader_and_filing_forms_are_due():
    result = scored("wuhan-2004")
    grades = units(result, "等次")
    assert {key for key, due in units(result, "调整主要领导").items() if due} == {
        key for key, grade in grades.items() if grade == "末位"
    }
    assert {key for key, due in units(result, "填备案表").items() if not due} == {
        key for key, grade in grades.items() if grade == "达标"
    }

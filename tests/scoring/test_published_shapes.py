"""Every shape of rule found in published methods can be written down, and gives what a computation by hand gives.

Numbers in comments tell where the rule was seen; thresholds are theirs.
"""

from __future__ import annotations

from typing import Any

import pytest
from gmpy2 import mpq

from tests.scoring.building import scheme_text, scored, value_of


def one(formula: str, given: str, facts: dict[str, Any], **more: str) -> Any:
    """`x` of a single unit."""
    text = scheme_text({"x": "'" + formula.replace("'", "''") + "'"}, given=given, **more)
    return scored(text, {"unit": [{"key": "A", **facts}]}).value("unit", "A", "x")


def peers(formula: str, values: list[Any], given: str = "v: number") -> list[Any]:
    """`x` of units that differ in one column."""
    name = given.split(":", maxsplit=1)[0]
    rows = [{"key": str(i), name: value} for i, value in enumerate(values)]
    result = scored(scheme_text({"x": "'" + formula + "'"}, given=given), {"unit": rows})
    return [result.value("unit", row["key"], "x") for row in rows]


def rows(formula: str, target: str, lines: list[dict[str, Any]], extra: str = "") -> Any:
    """`x` of a unit with these rows below it."""
    text = scheme_text({"x": "'" + formula + "'"}, target=target, extra=extra)
    facts = {"unit": [{"key": "A"}], "target": [{"key": str(i), "unit": "A", **line} for i, line in enumerate(lines)]}
    return scored(text, facts).value("unit", "A", "x")


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        # proportional to completion: capped, and without cap for investment attracted
        ("proportional(20, ratio(95, 100))", 19),
        ("20 * ratio(130, 100)", 26),
        # two rates multiplied
        ("20 * clamp(90%, 0, 1) * 80%", mpq("14.4")),
        # half a point for each percentage point above, at most ten; in proportion below
        ("if(1.07 >= 1, 20 + over_fulfilment(1.07 - 1, 1%, 0.5, 10), 20 * 1.07)", mpq("23.5")),
        ("20 + over_fulfilment_steps(1.079 - 1, 1%, 0.5, 10)", mpq("23.5")),
        ("20 + over_fulfilment(1.5 - 1, 1%, 0.5, 10)", 30),
        # two points for each unit above, bonus at most the basic points; two less for each one short
        ("if(13 >= 10, 20 + min(20, 2 * (13 - 10)), 20 - 2 * (10 - 13))", 26),
        ("max(0, if(7 >= 10, 20 + min(20, 2 * (7 - 10)), 20 - 2 * (10 - 7)))", 14),
        # level with the base year brings 80 %, each 5 % one point, bonus at most half of the basic points
        ("20 * 80% + over_fulfilment_steps(12%, 5%, 1, 20 * 50%)", 18),
        # progressive brackets around the provincial average
        ("10 + 10 * progressive(25, 1/20 at 0, 1/40 at 10, 1/60 at 20)", mpq(55, 3)),
        ("10 + 10 * progressive(-25, 1/20 at 0, 1/40 at 10, 1/60 at 20)", mpq(5, 3)),
        # any number of brackets: 10 × (10/20 + 10/40 + 10/60 + 10/80 + 10/100 + 3/120)
        (
            "10 + 10 * progressive(53, 1/20 at 0, 1/40 at 10, 1/60 at 20, 1/80 at 30, 1/100 at 40, 1/120 at 50)",
            10 + 10 * (mpq(1, 2) + mpq(1, 4) + mpq(1, 6) + mpq(1, 8) + mpq(1, 10) + mpq(1, 40)),
        ),
        # the incremental form: other divisors
        ("10 + 10 * progressive(25, 1/60 at 0, 1/80 at 10, 1/100 at 20)", 10 + mpq(10, 6) + mpq(10, 8) + mpq(1, 2)),
        ("10 + 10 * progressive(-25, 1/60 at 0, 1/80 at 10, 1/100 at 20)", 10 - mpq(10, 6) - mpq(10, 8) - mpq(1, 2)),
        # 0.33 points less for each project on which work did not start
        ("10 - 0.33 * 4", mpq("8.68")),
        # all or nothing; an upper limit; and a fallback between two indicators
        ("all_or_nothing(8, 49% >= 50%)", 0),
        ("all_or_nothing(10, 98 <= 100)", 10),
        ("if(90 >= 100, 50, if(60 >= 60, 40, 0))", 40),
        # steps: 100 % ten, 90 % nine …; and one point more for each ten per cent above
        ("ladder(92%, 10 >= 100%, 9 >= 90%, 8 >= 80%, 7 >= 70%, 0)", 9),
        ("30 + min(5, floor(34% / 10%))", 33),
        # tolerance: within 30 % seven points, to 35 % five, to 40 % three
        ("ladder(abs(-30%), 7 in [0, 30%], 5 in (30%, 35%], 3 in (35%, 40%], 0)", 7),
        ("ladder(abs(-36%), 7 in [0, 30%], 5 in (30%, 35%], 3 in (35%, 40%], 0)", 3),
        # votes in favour to points, with a second condition at the lower end
        ("ladder(59%, 200 >= 90%, 190 >= 80%, 180 >= 70%, 170 >= 60%, if(30% < 1/3, 160, 130))", 160),
        # four anchors
        ("interpolate(75, 0 at 59, 1 at 60, 2 at 70, 3 at 80, 4 at 90)", mpq("2.5")),
        # graded efficacy: the published example of return on equity, 15.23
        ("round(graded_efficacy(20, 8, 1.7, 9.5, 0.6, 0.8), 2)", mpq("15.23")),
        ("graded_efficacy(20, 8, 1.7, 9.5, 0.6, 0.8)", 12 + mpq(63, 78) * 4),
        # sixty to a hundred, the floor for what has no data
        ("efficacy(7.5, 5, 10)", 80),
        ("coalesce(60, efficacy(7.5, 5, 10))", 60),
        # a month's schedule: 11 of 12 months
        ('if(90% >= 11/12, "达到序时", "未达序时")', "未达序时"),
        # votes of four grades, abstentions left out
        ("(40 * 100 + 30 * 80 + 20 * 60 + 10 * 40) / (40 + 30 + 20 + 10)", 80),
        # interval indicator with allowed bounds
        ("interval_score(2, 3, 6, 1, 10)", mpq("0.5")),
        # late by days
        ('deduct(10, days(date("2013-01-31"), date("2013-02-03")), 0.5)', mpq("8.5")),
        # a second finding takes all
        ("if(2 >= 2, 0, deduct(5, 2, 0.5))", 0),
        # negative goal: what the loss shrinks by counts half
        ("if(-10 > 0, ratio(-4, -10), clamp((-4 - -10) / 2, 0, 3))", 3),
        # places up and down in the province, at most 15 points
        ("clamp((12 - 9) * 2, -15, 15)", 6),
        # final score of five years, whole points
        ("round((90 + 88 + 91 + 85) / 4 * 50% + 93 * 50%)", 91),
        # the worse of two scores; a grade capped for loss makers
        ("min(86.5, 91)", mpq("86.5")),
        # total and growth, 40 and 60 per cent
        ("40% * 80 + 60% * 90", 86),
        # Hangzhou 2005: four decimals; the spread of its survey and the share of forms that came back, as published
        ("round(42.6120 - 37.1193, 4)", mpq("5.4927")),
        ("round(14458 / 14527, 4)", mpq("0.9953")),
        # totals are published with 0, 1, 2 or 4 decimals
        ("round(87.34565)", 87),
        ("round(87.34565, 1)", mpq("87.3")),
        ("round(87.34565, 2)", mpq("87.35")),
        ("round(87.34565, 4)", mpq("87.3457")),
        # energy saved: 40 points at 100 %, 36 at 90 %, … 20 at 50 %, none below; 3 more for each 10 % above, at most 9
        ("if(92% >= 50%, 4 * min(10, floor(92% / 10%)), 0) + min(9, 3 * floor(max(0, 92% - 1) / 10%))", 36),
        ("if(49% >= 50%, 4 * min(10, floor(49% / 10%)), 0) + min(9, 3 * floor(max(0, 49% - 1) / 10%))", 0),
        ("if(1.34 >= 50%, 4 * min(10, floor(1.34 / 10%)), 0) + min(9, 3 * floor(max(0, 1.34 - 1) / 10%))", 49),
        # cross-border sections 0.7 and 0.3
        ("80 * 0.7 + 90 * 0.3", 83),
    ],
)  # fmt: skip
def test_formula_of_a_published_rule(formula, value):
    assert value_of(formula) == value


def test_ratio_to_the_best():
    assert peers("600 * v / best(v)", [90, 60, 45]) == [600, 400, 300]


def test_first_place_full_marks_then_five_per_cent_less_for_each_place():
    assert peers("10 * (1 - 5% * (rank(v) - 1))", [9, 8, 8, 7]) == [10, mpq("9.5"), mpq("9.5"), mpq("8.5")]


def test_first_600_last_500_equal_steps_between():
    assert peers("rank_points(v, 600, 500)", [5, 4, 3, 2, 1]) == [600, 575, 550, 525, 500]


def test_only_the_first_five_places_score():
    assert peers("ladder(rank(v), 60 <= 1, 57 <= 2, 54 <= 3, 51 <= 4, 48 <= 5, 0)", [9, 8, 7, 6, 5, 4]) == [
        60,
        57,
        54,
        51,
        48,
        0,
    ]


def test_average_of_all_is_full_marks_bonus_up_to_half_more():
    assert peers("clamp(10 + (v - mean_of(v)), 0, 15)", [30, 10, 8]) == [15, 4, 2]


def test_full_marks_for_reaching_a_floor_plus_points_by_place_above_it():
    assert peers("if(v >= 8, 4, 0) + 6 * (1 - 5% * (rank(v - 8) - 1))", [12, 9, 7]) == [10, mpq("9.7"), mpq("5.4")]


@pytest.mark.parametrize(
    ("ties", "places"),
    [("1224", [6, 6, 8, 8, 10]), ("1223", [6, 6, 7, 7, 8]), ("average", ["6.5", "6.5", "8.5", "8.5", 10])],
)
def test_equals_are_counted_in_both_published_ways(ties, places):
    """Websites of ministries: 9, 9, 11 in 2014, but 6, 6, 7, 7, 8 in 2016."""
    found = peers(f'rank(v ties "{ties}")', [99, 98, 97, 96, 95, 90, 90, 80, 80, 70])
    assert found == [1, 2, 3, 4, 5, *map(mpq, places)]


def test_tie_is_broken_by_a_second_key_smaller_first():
    text = scheme_text({"x": "rank(days by -pm)"}, given="days: number\npm: number")
    facts = [
        {"key": "a", "days": 300, "pm": 35},
        {"key": "b", "days": 300, "pm": 30},
        {"key": "c", "days": 310, "pm": 50},
    ]
    result = scored(text, {"unit": facts})
    assert [result.value("unit", key, "x") for key in "abc"] == [3, 2, 1]


def test_ranks_on_rounded_or_on_exact_totals_are_a_choice_of_the_method():
    values = ["90.004", "90.001", "80"]
    assert peers("rank(v)", values) == [1, 2, 3]
    assert peers("rank(round(v, 2))", values) == [1, 1, 3]


def test_a_quarter_of_those_who_reached_the_mark_and_the_last_of_those_who_did_not():
    values = [95, 92, 90, 88, 85, 83, 82, 81, 70, 60]
    assert [i for i, x in enumerate(peers("top(v, 25% among v >= 80)", values)) if x] == [0, 1]
    assert [i for i, x in enumerate(peers("bottom(v, 1 among v < 80)", values)) if x] == [9]


def test_bonus_only_where_enough_of_the_group_lost_points():
    assert peers("if(mean_of(if(v < 0, 1, 0)) > 15%, max(v, 0), 0)", [1, -1, 2, 0]) == [1, 0, 2, 0]
    assert peers("if(mean_of(if(v < 0, 1, 0)) > 15%, max(v, 0), 0)", [1, 0, 2, 0]) == [0, 0, 0, 0]


def test_the_same_matter_counts_once_at_its_highest_level_with_a_cap():
    lines = [
        {"matter": "创文", "level": "国家"},
        {"matter": "创文", "level": "省"},
        {"matter": "治水", "level": "市"},
        {"matter": "安全", "level": "国家"},
        {"matter": "统计", "level": "国家", "proved": "no"},
    ]
    found = rows(
        "min(3, sum_best(lookup(加分, level) per matter where proved))",
        "given:\n  matter: text\n  level: text\n  proved: {yes/no, default: yes}",
        lines,
        extra="parameters: {加分: {国家: 1, 省: 0.8, 市: 0.6}}",
    )
    assert found == mpq("2.6")


def test_states_of_projects_have_coefficients():
    lines = [{"state": state} for state in ("已完成", "已完成", "调试", "在建", "未启动")]
    extra = "parameters: {系数: {已完成: 1, 调试: 0.75, 在建: 0.5, 可研: 0.25, 未启动: 0}}"
    assert rows("20 * mean(lookup(系数, state))", "given:\n  state: text", lines, extra) == 13


def test_a_veto_takes_the_highest_grade_away():
    extra = "scales: {等次: [优秀, 良好, 合格]}"
    by_score = 'band(v, "优秀" >= 90, "良好" >= 80, "合格")'
    formula = f'if(veto, worst("良好", {by_score}), {by_score})'
    for score, veto, grade in ((95, "yes", "良好"), (95, "no", "优秀"), (70, "yes", "合格")):
        assert one(formula, "v: number\nveto: yes/no", {"v": score, "veto": veto}, extra=extra) == grade


def test_one_item_not_reached_fails_the_whole():
    target = "given:\n  reached: yes/no"
    formula = 'if(all(reached), "达标", "未达标")'
    assert rows(formula, target, [{"reached": "yes"}, {"reached": "yes"}]) == "达标"
    assert rows(formula, target, [{"reached": "yes"}, {"reached": "no"}]) == "未达标"


def test_mean_without_the_highest_and_lowest_rating_of_one_side():
    lines = [{"source": "领导", "score": score} for score in (60, 80, 85, 90, 100)]
    lines.append({"source": "群众", "score": 10})
    assert (
        rows('trimmed_mean(score drop 1 where source = "领导")', "given:\n  source: text\n  score: number", lines) == 85
    )


def test_each_leader_ranks_the_units_and_the_points_are_averaged():
    text = scheme_text(
        {"x": "mean(points)"},
        target="given:\n  leader: text\n  score: number\n"
        "computed:\n  points: 100 * (1 - 2% * (rank(score within leader) - 1))",
    )
    ballots = {("甲", "A"): 90, ("甲", "B"): 80, ("乙", "A"): 70, ("乙", "B"): 75}
    lines = [{"key": str(i), "unit": u, "leader": who, "score": s} for i, ((who, u), s) in enumerate(ballots.items())]
    result = scored(text, {"unit": [{"key": "A"}, {"key": "B"}], "target": lines})
    assert [result.value("unit", key, "x") for key in "AB"] == [99, 99]


def test_cumulative_periods_are_weighted_15_25_25_35():
    scores = {"一季度": 80, "上半年": 90, "前三季度": 100, "全年": 60}
    lines = [{"period": period, "score": score} for period, score in scores.items()]
    extra = "parameters: {权重: {一季度: 15%, 上半年: 25%, 前三季度: 25%, 全年: 35%}}"
    found = rows("sum(score * lookup(权重, period))", "given:\n  period: text\n  score: number", lines, extra)
    assert found == mpq("80.5")


def test_twelve_monthly_places_are_averaged():
    text = scheme_text(
        {"x": "mean(月分)"},
        target="given:\n  month: number\n  score: number\n"
        "computed:\n  月分: 10 * (1 - 5% * (rank(score within month) - 1))",
    )
    lines = [
        {"key": f"{u}{m}", "unit": u, "month": m, "score": s}
        for u, m, s in (("A", 1, 9), ("B", 1, 8), ("A", 2, 5), ("B", 2, 8))
    ]
    result = scored(text, {"unit": [{"key": "A"}, {"key": "B"}], "target": lines})
    assert result.value("unit", "A", "x") == mpq("9.75")


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        # weight moves to the others; floor; 60 % of the points; full marks; nothing; the mean of the others
        ("100 * share(得分 of points where not missing(得分))", 80),
        ("sum(coalesce(得分, 60% * points))", 14),
        ("sum(coalesce(得分, points))", 18),
        ("sum(coalesce(得分, 0))", 8),
        ("sum(coalesce(得分, mean_of(得分)))", 16),
    ],
)
def test_what_an_item_without_data_gets_is_said_by_the_method(formula, value):
    target = "given:\n  points: number\n  actual: {number, optional: yes}\ncomputed:\n  得分: points * actual"
    assert rows(formula, target, [{"points": 10, "actual": "80%"}, {"points": 10, "actual": ""}]) == value


def test_difficulty_coefficient_then_ratio_to_the_best():
    text = scheme_text(
        {"率": "(rate + (growth - goal) * 1.5) * lookup(难度, key)", "x": "率 / best(率) * 400"},
        given="rate: number\ngrowth: number\ngoal: number",
        extra="parameters: {难度: {鹿城: 1.35, 文成: 1}}",
    )
    facts = [
        {"key": "鹿城", "rate": 40, "growth": 10, "goal": 9},
        {"key": "文成", "rate": 45, "growth": 11, "goal": 12},
    ]
    result = scored(text, {"unit": facts})
    assert [result.value("unit", key, "x") for key in ("鹿城", "文成")] == [
        400,
        mpq("43.5") / (mpq("41.5") * mpq("1.35")) * 400,
    ]


def test_a_table_above_the_units_gives_its_values_to_them():
    text = (
        "title: x\ntables:\n  group: {given: {coefficient: number}, computed: {均分: mean(v)}}\n"
        "  unit: {given: {v: number}, computed: {x: v * coefficient - 均分, 名次: rank(v within group)}}\n"
    )
    rows = {
        "group": [{"key": "甲", "coefficient": 2}, {"key": "乙", "coefficient": 1}],
        "unit": [
            {"key": "a", "group": "甲", "v": 5},
            {"key": "b", "group": "乙", "v": 7},
            {"key": "c", "group": "甲", "v": 9},
        ],
    }
    result = scored(text, rows)
    assert [result.value("unit", key, "x") for key in "abc"] == [3, 0, 11]
    assert [result.value("unit", key, "名次") for key in "abc"] == [2, 1, 1]


def test_nodes_below_targets_are_reached_from_the_unit():
    text = (
        "title: x\ntables:\n  unit: {computed: {x: count(node where late), y: sum(得分)}}\n"
        "  target: {given: {points: number}, computed: {得分: points - count(where late)}}\n"
        "  node: {parent: target, given: {late: yes/no}}\n"
    )
    rows = {
        "unit": [{"key": "A"}, {"key": "B"}],
        "target": [
            {"key": "1", "unit": "A", "points": 5},
            {"key": "2", "unit": "A", "points": 6},
            {"key": "3", "unit": "B", "points": 1},
        ],
        "node": [
            {"key": str(i), "target": t, "late": late}
            for i, (t, late) in enumerate([("1", "yes"), ("2", "yes"), ("2", "yes")])
        ],
    }
    result = scored(text, rows)
    assert [result.value("unit", "A", column) for column in "xy"] == [3, 8]
    assert [result.value("unit", "B", column) for column in "xy"] == [0, 1]

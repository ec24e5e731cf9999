"""The derivation of a value: steps with formula, values put in, result, facts, and neighbours in a ranking."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction

import pytest
from gmpy2 import mpq

from gangmu.cli.tables import tree_text
from gangmu.scoring import Step, evaluate, explain, read_facts, read_scheme
from tests.scoring.building import scheme_text, scored
from tests.scoring.test_worked_cases import SCHEMES, facts_of, read

TEXT = scheme_text(
    {"得分": "满分 * share(实得 of points where kind = 1)", "名次": "rank(得分)", "等次": 'if(得分 > 5, "好", "差")'},
    target="given:\n  points: number\n  rate: {number, label: 完成率}\n  kind: number\n"
    "computed:\n  实得: proportional(points, rate)",
    extra="parameters: {满分: {value: 10, note: 办法第三条}}",
)
ROWS = {
    "unit": [{"key": "A", "name": "甲局"}, {"key": "B", "name": "乙局"}, {"key": "C", "name": "丙局"}],
    "target": [
        {"key": "1", "name": "修路", "unit": "A", "points": 6, "rate": "50%", "kind": 1},
        {"key": "2", "name": "种树", "unit": "A", "points": 4, "rate": 1, "kind": 1},
        {"key": "3", "name": "开会", "unit": "A", "points": 9, "rate": 0, "kind": 2},
        {"key": "4", "name": "修桥", "unit": "B", "points": 5, "rate": "0.4", "kind": 1},
        {"key": "5", "name": "修渠", "unit": "C", "points": 5, "rate": "", "kind": 1},
    ],
}


def walk(step: Step) -> Iterator[Step]:
    yield step
    for child in step.children:
        yield from walk(child)


@pytest.fixture(scope="module")
def result():
    return scored(TEXT, ROWS)


def test_a_step_has_formula_values_and_result(result):
    step = explain(result, "unit", "A", "得分")
    assert (step.name, step.formula) == ("得分", "满分 * share(实得 of points where kind = 1)")
    assert step.substituted == "10 × 0.7"
    assert (step.value, step.shown) == (mpq(7), "7.00")
    parameter, share = step.children
    assert (parameter.kind, parameter.name, parameter.shown, parameter.note) == (
        "parameter",
        "满分",
        "10",
        "办法第三条",
    )
    assert share.substituted == "(3 + 4) ÷ (6 + 4)"
    assert [child.name for child in share.children] == ["修路", "种树"]


def test_facts_carry_their_place(result):
    places = {(s.fact.table, s.fact.key, s.fact.column) for s in walk(explain(result, "unit", "A", "得分")) if s.fact}
    assert places == {("target", key, column) for key in "12" for column in ("points", "rate")}


def test_a_named_shape_can_be_opened(result):
    step = explain(result, "target", "1", "实得")
    shape = step.children[0]
    assert (step.substituted, shape.formula) == ("按比例得分(6, 0.5)", "points * clamp(rate, 0, 1)")
    assert shape.substituted == "6 × 限定(0.5, 0, 1)"


def test_a_rank_says_who_stands_before_and_after(result):
    step = explain(result, "unit", "B", "名次")
    assert step.shown == "2"
    assert [(n.relation, n.key, n.value, n.difference) for n in step.neighbours] == [("before", "A", 7, 3)]
    assert [(n.relation, n.difference) for n in explain(result, "unit", "A", "名次").neighbours] == [("after", -3)]


def test_of_a_choice_only_what_counted_is_shown(result):
    text = scheme_text({"x": "if(v > 1, a, b)"}, given="v: number\na: number\nb: number")
    step = explain(scored(text, {"unit": [{"key": "A", "v": 2, "a": 3, "b": 4}]}), "unit", "A", "x")
    assert [child.column for child in step.children] == ["v", "a"]


def test_a_missing_value_is_derived_to_the_blank_fact(result):
    steps = list(walk(explain(result, "unit", "C", "得分")))
    assert steps[0].value is None
    assert [(s.fact.key, s.fact.column) for s in steps if s.fact and s.value is None] == [("5", "rate")]


def test_the_tree_can_be_written_as_json(result):
    tree = explain(result, "unit", "A", "等次").as_dict()
    again = json.loads(json.dumps(tree, ensure_ascii=False))
    assert again == tree
    assert again["shown"] == "好"
    assert again["children"][0]["value"] == "7"


def test_an_unknown_cell_is_an_error(result):
    for table, key, column in (("unit", "A", "无"), ("unit", "Z", "得分"), ("none", "A", "得分")):
        with pytest.raises(KeyError):
            explain(result, table, key, column)


def test_a_long_sum_is_cut_in_words_but_not_in_steps():
    rows = {"unit": [{"key": "A"}], "target": [{"key": str(i), "unit": "A", "v": 1} for i in range(50)]}
    result = scored(scheme_text({"x": "sum(v)"}, target="given: {v: number}"), rows)
    step = explain(result, "unit", "A", "x")
    assert step.substituted == " + ".join(["1"] * 8) + " + …"
    assert len(step.children) == 50


def test_every_bundled_total_is_the_sum_its_derivation_shows():
    folder = SCHEMES / "county-2013"
    scheme = read(folder)
    result = evaluate(scheme, facts_of(folder, scheme))
    step = explain(result, "unit", "U4", "总分")
    assert sum(child.value for child in step.children) == step.value == 98


def test_neighbours_that_only_a_tie_breaker_parts_are_told_by_it():
    text = scheme_text({"x": "rank(v by w)", "y": "top(v, 1 by w)"}, given="v: number\nw: number")
    units = [("A", "1/3", 1), ("B", "1/3", 4), ("C", "1/3", 4), ("D", "1/4", 9)]
    rows = {"unit": [{"key": key, "v": Fraction(v), "w": w} for key, v, w in units]}
    result = scored(text, rows)
    for column in ("x", "y"):
        near = explain(result, "unit", "A", column).neighbours
        assert [(n.relation, n.key, n.difference, n.by) for n in near] == [
            ("before", "B", 0, 3),
            ("after", "D", mpq(-1, 12), None),
        ]
    near = explain(result, "unit", "B", "x").as_dict()["neighbours"]
    assert [(n["relation"], n["key"]) for n in near] == [("tied", "C"), ("after", "A")]
    assert (near[1]["value"], near[1]["exact"]) == ("0.3333", {"value": "1/3", "difference": "0", "by": "-3"})


def test_a_cell_used_in_several_places_is_one_step(result):
    steps = [
        s for s in walk(explain(result, "unit", "A", "名次")) if (s.table, s.key, s.column) == ("target", "1", "rate")
    ]
    assert len({id(step) for step in steps}) == 1


def test_an_aggregate_of_no_rows_says_so():
    text = scheme_text({"x": "sum(points where points > 9 otherwise 4)"}, target="given:\n  points: number")
    found = scored(text, {"unit": [{"key": "A"}], "target": [{"key": "1", "unit": "A", "points": 5}]})
    assert "没有符合条件的行，取 4" in {step.substituted for step in walk(explain(found, "unit", "A", "x"))}


LINES = "parameters: {线: {value: 5, assumption: yes}, 得分率: {value: 100%, note: 按满分}, 分线: {甲: 5, 乙: 6}}"


@pytest.mark.parametrize(
    ("formula", "steps"),
    [
        ("share(p of q where p > 9 otherwise 得分率)", [("得分率", "100%", "按满分")]),
        ("sum(p where p > 9 otherwise if(v > 1, 得分率, 线))", [("v", "1", ""), ("线", "5", "假定")]),
        ("sum(p where p < 线 otherwise 得分率)", [("线", "5", "假定"), ("1 · p", "4", "")]),
        ("sum(p where p < 线 and p <> 线)", [("线", "5", "假定"), ("1 · p", "4", "")]),
        ("count(where p > 线)", [("线", "5", "假定")]),
        ('sum(p where p < lookup(分线, "乙"))', [("分线 · 乙", "6", ""), ("1 · p", "4", "")]),
    ],
)
def test_an_aggregate_shows_the_parameters_that_decide_which_rows_count(formula, steps):
    text = scheme_text({"x": f"'{formula}'"}, given="v: number", target="given: {p: number, q: number}", extra=LINES)
    rows = {"unit": [{"key": "A", "v": 1}], "target": [{"key": "1", "unit": "A", "p": 4, "q": 4}]}
    step = explain(scored(text, rows), "unit", "A", "x")
    assert [(child.name, child.shown, child.note) for child in step.children] == steps


def test_what_counts_without_rows_is_not_told_where_a_row_could_fit():
    text = scheme_text({"x": "sum(p where p > 9 otherwise 得分率)"}, target="given: {p: number}", extra=LINES)
    rows = {"unit": [{"key": "A"}], "target": [{"key": "1", "unit": "A", "p": ""}]}
    step = explain(scored(text, rows), "unit", "A", "x")
    assert (step.value, step.substituted, step.children) == (None, "没有符合条件的行", ())


def test_a_lookup_shows_its_key_and_what_was_found():
    text = scheme_text(
        {"x": "v * lookup(系数, g)"}, given="v: number\ng: text", extra="parameters:\n  系数: {甲: 1.20, 乙: 1}"
    )
    result = scored(text, {"unit": [{"key": "A", "v": 10, "g": "甲"}, {"key": "B", "v": 10, "g": "丙"}]})
    found = [(s.name, s.formula, s.value, s.shown) for s in explain(result, "unit", "A", "x").children]
    assert ("系数 · 甲", "lookup(系数, g)", mpq(6, 5), "1.20") in found
    none = [(s.name, s.value, s.shown) for s in explain(result, "unit", "B", "x").children]
    assert ("系数 · 丙", None, "—") in none


def test_the_best_of_a_group_is_named_with_its_value():
    text = scheme_text({"x": "ratio(v, best(v within g))", "y": "lowest(v)"}, given="v: number\ng: text")
    units = [("A", 80, "甲"), ("B", 95, "甲"), ("C", 99, "乙"), ("D", "", "甲")]
    result = scored(text, {"unit": [{"key": key, "name": f"{key}局", "v": v, "g": g} for key, v, g in units]})
    best = next(step for step in explain(result, "unit", "A", "x").children if step.kind == "peers")
    assert [(n.relation, n.key, n.name, n.value, n.difference) for n in best.neighbours] == [
        ("best", "B", "B局", 95, 15)
    ]
    without = next(step for step in explain(result, "unit", "D", "x").children if step.kind == "peers")
    assert [(n.key, n.as_dict()["difference"]) for n in without.neighbours] == [("B", "")]
    assert [n.key for n in explain(result, "unit", "C", "y").neighbours] == ["A"]


@pytest.mark.parametrize("formula", ["mean_of(v)", "minmax(v)", "zscore(v)"])
def test_what_the_ends_of_a_group_decide_tells_who_holds_them(formula):
    units = [("A", 80), ("B", 95), ("C", 60), ("D", 60), ("E", "")]
    facts = {"unit": [{"key": key, "name": f"{key}局", "v": v} for key, v in units]}
    result = scored(scheme_text({"x": formula}, given="v: number"), facts)
    near = [n for n in explain(result, "unit", "A", "x").neighbours if n.key]
    found = [(n.relation, n.key, n.value, n.difference) for n in near]
    assert found == [("best", "B", 95, 15), ("lowest", "C", 60, -20), ("lowest", "D", 60, -20)]
    without = explain(result, "unit", "E", "x").neighbours
    assert [(n.key, n.difference) for n in without] == (
        [("B", None), ("C", None), ("D", None)] * formula.startswith("mean")
    )


def test_a_standard_score_tells_mean_and_spread():
    units = {"unit": [{"key": key, "v": v} for key, v in (("A", 2), ("B", 4), ("C", 6), ("D", 8))]}
    step = explain(scored(scheme_text({"x": "zscore(v)"}, given="v: number"), units), "unit", "A", "x")
    told = {n.relation: n for n in step.neighbours if not n.key}
    assert (told["mean"].value, told["mean"].difference) == (mpq(5), 3)
    assert told["spread"].as_dict()["value"] == "2.2361"
    assert "平均：5，高 3" in tree_text(step)
    assert "标准差：2.2361" in tree_text(step)
    assert "最高：D（D）8，高 6" in tree_text(step)


NINE = {"unit": [{"key": str(v), "v": v, "q": "25%", "n": 2} for v in range(9)] + [{"key": "blank", "v": ""}]}


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ('top(v, 30% rounding "half-up")', "3，9 个中第 6；名额 9 × 30% = 2.7，取 3"),
        ("bottom(v, 30%)", "3，9 个中第 4；名额 9 × 30% = 2.7，取 2"),
        ("top(v, 100%)", "3，9 个中第 6；名额 9 × 100% = 9"),
        ("top(v, 1 / 2)", "3，9 个中第 6；名额 9 × 50% = 4.5，取 4"),
        ("top(v, 2)", "3，9 个中第 6；名额 2"),
        ("top(v, q)", "3，9 个中第 6；名额 9 × 25% = 2.25，取 2"),
        ("top(v, n among v > 1)", "3，7 个中第 6；名额 2"),
        ("top(v, 2 among v > 5)", "3，不参加比较（只比v高于5的）"),
        ("rank(v)", "3，9 个中第 6"),
        ("rank(min(v, 4))", "3，9 个中第 6"),
        ("rank(max(v, 4))", "4，9 个中第 5（并列 5 个）"),
        ("mean_of(v)", "3，9 个参加比较"),
    ],
)
def test_a_place_and_a_quota_are_told(formula, told):
    result = scored(scheme_text({"x": f"'{formula}'"}, given="v: number\nq: number\nn: number"), NINE)
    assert explain(result, "unit", "3", "x").substituted == told


@pytest.mark.parametrize(
    ("key", "near"),
    [
        ("8", [("after", "7", True), ("first out", "6", False)]),
        ("7", [("before", "8", True), ("after", "6", False)]),
        ("6", [("before", "7", True), ("after", "5", False)]),
        ("3", [("before", "4", False), ("after", "2", False), ("last in", "7", True)]),
    ],
)
def test_a_selection_names_who_stands_at_its_line(key, near):
    result = scored(scheme_text({"x": "top(v, 2)"}, given="v: number\nq: number\nn: number"), NINE)
    found = explain(result, "unit", key, "x").neighbours
    assert [(n.relation, n.key, n.chosen) for n in found] == near


def test_a_tiny_difference_is_not_shown_as_none():
    result = scored(
        scheme_text({"x": "rank(v)"}, given="v: number"),
        {"unit": [{"key": "A", "v": 1}, {"key": "B", "v": "1.000001"}]},
    )
    assert explain(result, "unit", "A", "x").neighbours[0].as_dict()["difference"] == "0.000001"


@pytest.mark.parametrize(
    ("formula", "zh", "en"),
    [
        ("mean(a)", "(1 + 4 + 2 + 2) ÷ 4", "(1 + 4 + 2 + 2) ÷ 4"),
        ("sum(a - 2)", "(-1) + 2 + 0 + 0", "(-1) + 2 + 0 + 0"),
        ("share(a of b)", "(1 + 4 + 2 + 2) ÷ (1 + 1 + 3 + 5)", "(1 + 4 + 2 + 2) ÷ (1 + 1 + 3 + 5)"),
        ("share(a of b where b > 4)", "2 ÷ 5", "2 ÷ 5"),
        ("weighted_mean(a by b)", "(1 × 1 + 4 × 1 + 2 × 3 + 2 × 5) ÷ (1 + 1 + 3 + 5)", None),
        ("trimmed_mean(a)", "去掉 1、4 后，其余 2 个的平均", "without 1, 4 the mean of the other 2"),
        (
            "sum_best(a per b)",
            "4 + 2 + 2（同项只计最高的，共 4 行）",
            "4 + 2 + 2 (of each matter only the highest, of 4 rows)",
        ),
        ("median(a)", "中位数(1, 4, 2, 2)", "median(1, 4, 2, 2)"),
        ("count(where a = 2)", "2 行", "2 rows"),
        ("any(a > 3)", "4 行中 1 行为是", "yes in 1 of 4 rows"),
        ("mean(a where a > 9)", "没有符合条件的行", "no row fits"),
    ],
)
def test_an_aggregate_is_written_as_it_is_computed(formula, zh, en):
    text = scheme_text({"x": formula}, target="given: {a: number, b: number}")
    below = [{"key": str(i), "unit": "A", "a": a, "b": b} for i, (a, b) in enumerate([(1, 1), (4, 1), (2, 3), (2, 5)])]
    for language, told in (("zh", zh), ("en", en or zh)):
        scheme = read_scheme(text, language=language).scheme
        assert scheme is not None
        result = evaluate(scheme, read_facts(scheme, {"unit": [{"key": "A"}], "target": below}))
        assert explain(result, "unit", "A", "x").substituted == told


@pytest.mark.parametrize(
    ("formula", "zh", "en"),
    [
        ("clamp(v, 0, 1)", "限定(3, 0, 1)", "clamp(3, 0, 1)"),
        ("if(f and v > 1, no, f)", "[是 且 3 > 1：是] 否", "[yes and 3 > 1: yes] no"),
        ("if(f, 1, 2)", "[f：是] 1", "[f: yes] 1"),
        ("if(not f or v = 2, 1, 2)", "[非 是 或 3 = 2：否] 2", "[not yes or 3 = 2: no] 2"),
        ('step_up(if(v > 1, "乙", "甲"), 1)', '升等([3 > 1：是] "乙", 1)', 'step_up([3 > 1: yes] "乙", 1)'),
        ("interpolate(v, 0 at 1, 9 at 7)", "插值(3, 1 处 0, 7 处 9)", "interpolate(3, 0 at 1, 9 at 7)"),
        ('g in ("甲", "乙")', '"甲" 属于（甲、乙）', '"甲" in (甲, 乙)'),
        ("2 * lookup(t, g)", "2 × 5", "2 × 5"),
    ],
)
def test_values_stand_in_the_words_of_the_reader(formula, zh, en):
    extra = "parameters: {t: {甲: 5}}\nscales: {s: [甲, 乙]}"
    text = scheme_text({"x": f"'{formula}'"}, given="v: number\ng: text\nf: yes/no", extra=extra)
    for language, told in (("zh", zh), ("en", en)):
        scheme = read_scheme(text, language=language).scheme
        assert scheme is not None
        facts = read_facts(scheme, {"unit": [{"key": "A", "v": 3, "g": "甲", "f": "是"}]})
        assert explain(evaluate(scheme, facts), "unit", "A", "x").substituted == told


def test_a_parameter_says_that_it_is_an_assumption():
    extra = "parameters: {线: {value: 80, assumption: yes, note: 原文没有给出}}"
    result = scored(scheme_text({"x": "v >= 线"}, given="v: number", extra=extra), {"unit": [{"key": "A", "v": 3}]})
    assert [step.note for step in explain(result, "unit", "A", "x").children] == ["", "假定：原文没有给出"]


BALLOTS = """title: 评议
tables:
  ballot:
    given: {score: number}
    computed:
      名次: rank(score)
  unit:
    given: {否决: {yes/no, default: no}}
    computed:
      总分: sum(ballot.score)
      评优: top(总分, 50% among not 否决)
"""


def test_a_row_that_has_only_a_number_is_named_with_what_it_belongs_to():
    rows = {
        "unit": [{"key": "A", "name": "卫生局"}, {"key": "B", "name": "教育局", "否决": "是"}],
        "ballot": [{"key": 1, "unit": "A", "score": 3}, {"key": 2, "unit": "B", "score": 4}],
    }
    scheme = read_scheme(BALLOTS).scheme
    result = evaluate(scheme, read_facts(scheme, rows))
    assert [near.name for near in explain(result, "ballot", "1", "名次").neighbours] == ["教育局 2"]
    assert explain(result, "unit", "B", "评优").substituted == "4，不参加比较（只比没有否决的）"


@pytest.mark.parametrize(
    ("formula", "names"),
    [
        ("max(p)", ["修路 · p", "种树 · p（最大）", "开会 · p（最大）"]),
        ("min(p * 2)", ["修路（最小）", "种树", "开会"]),
        ("max(p where p < 4)", ["修路 · p"]),
        ("mean(p)", ["修路 · p", "种树 · p", "开会 · p"]),
    ],
)
def test_the_smallest_or_largest_of_several_rows_says_which_row_it_is(formula, names):
    text = scheme_text({"x": formula}, target="given:\n  p: number")
    rows = [{"key": str(p), "name": name, "unit": "A", "p": p} for name, p in (("修路", 3), ("种树", 4))]
    rows.append({"key": "x", "name": "开会", "unit": "A", "p": 4})
    step = explain(scored(text, {"unit": [{"key": "A"}], "target": rows}), "unit", "A", "x")
    assert [child.name for child in step.children if child.kind in ("fact", "row")] == names

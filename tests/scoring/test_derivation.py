"""The derivation of a value: steps with formula, values put in, result, facts, and neighbours in a ranking."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction

import pytest
from gmpy2 import mpq

from gangmu.scoring import Step, explain
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
    assert (step.substituted, shape.formula) == ("proportional(6, 0.5)", "points * clamp(rate, 0, 1)")
    assert shape.substituted == "6 × clamp(0.5, 0, 1)"


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
    from gangmu.scoring import evaluate

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
    assert "没有符合条件的行" in {step.substituted for step in walk(explain(found, "unit", "A", "x"))}


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


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ('top(v, 30% rounding "half-up")', "9 × 30% = 2.7 → 3"),
        ("bottom(v, 30%)", "9 × 30% = 2.7 → 2"),
        ("top(v, 100%)", "9 × 100% = 9 → 9"),
        ("top(v, 1 / 2)", "9 × 50% = 4.5 → 4"),
    ],
)
def test_a_selection_by_share_shows_its_quota(formula, told):
    rows = {"unit": [{"key": str(v), "v": v} for v in range(9)] + [{"key": "blank", "v": ""}]}
    result = scored(scheme_text({"x": f"'{formula}'", "y": "top(v, 2)"}, given="v: number"), rows)
    assert f"[{told}]" in explain(result, "unit", "3", "x").substituted
    assert "[" not in explain(result, "unit", "3", "y").substituted

"""“Not scored” is a result that can be published, with its reason: no blank, no fault, and never a silent 0."""

from __future__ import annotations

import json

import pytest

from gangmu.cli.score import as_json
from gangmu.cli.tables import tree_text
from gangmu.scoring import evaluate, explain, read_facts, read_scheme
from gangmu.scoring.comparison import backtest, compare
from gangmu.scoring.simulation import read_plan, simulate
from tests.scoring.building import checked_scheme, codes, scheme_text, scored

METHOD = scheme_text(
    {
        "得分": 'if(有任务, 满分 * mean(率), 不计分("没有任务"))',
        "总分": "得分 + 10",
        "等次": 'band(总分, "优" >= 90, "良")',
        "名次": "rank(总分)",
        "先进": "top(总分, 50%)",
        "均分": "mean_of(总分)",
    },
    given="有任务: yes/no",
    target='given:\n  实绩: {number, optional: yes}\n  到期: yes/no\ncomputed:\n  率: if(到期, 实绩, 不计分("未到期"))',
    extra="parameters: {满分: 100}\npublish: {unit: [得分, 总分, 等次, 名次, 先进, 均分]}",
)
ROWS = {
    "unit": [
        {"key": key, "name": f"{key}局", "有任务": has}
        for key, has in (("A", "是"), ("B", "是"), ("C", "否"), ("D", "是"))
    ],
    "target": [
        {"key": "1", "name": "修路", "unit": "A", "实绩": "0.8", "到期": "是"},
        {"key": "2", "name": "种树", "unit": "A", "实绩": "", "到期": "否"},
        {"key": "3", "unit": "B", "实绩": "0.6", "到期": "是"},
        {"key": "4", "unit": "D", "实绩": "0.9", "到期": "否"},
    ],
}


@pytest.fixture(scope="module")
def result():
    return scored(METHOD, ROWS)


def shown(result, key, *columns):
    return [result.shown("unit", key, column) for column in columns]


def test_it_is_published_with_its_reason_and_is_no_problem(result):
    assert shown(result, "C", "得分", "总分", "等次", "名次", "先进") == ["不计分（没有任务）"] * 5
    assert (result.value("unit", "C", "总分"), result.not_scored("unit", "C", "总分")) == (None, "没有任务")
    assert result.problems == ()
    assert result.missing("C", ("总分", "等次", "名次")) == ()


def test_it_has_no_place_and_takes_no_part_in_quotas_and_means(result):
    assert [result.value("unit", key, "名次") for key in "ABCD"] == [1, 2, None, None]
    assert [result.value("unit", key, "先进") for key in "ABCD"] == [True, False, None, None]
    assert [result.value("unit", key, "均分") for key in "ABCD"] == [80] * 4


def test_rows_not_scored_are_left_out_below_and_all_of_them_make_no_nought(result):
    assert result.value("unit", "A", "得分") == 80
    assert shown(result, "D", "得分", "总分") == ["不计分（未到期）"] * 2
    text = scheme_text(
        {"和": "sum(p)", "个": "count(p)", "有": "any(p > 0)", "空": "sum(p otherwise 3)", "行": "count(target)"},
        target='given:\n  p0: number\ncomputed:\n  p: if(p0 > 5, p0, 不计分("太小"))',
    )
    rows = {"unit": [{"key": key} for key in "ABC"], "target": [{"key": "1", "unit": "A", "p0": 9}]}
    rows["target"] += [{"key": f"{unit}", "unit": unit, "p0": 1} for unit in "AB"]
    found = scored(text, rows)
    assert shown(found, "A", "和", "个", "有", "空", "行") == ["9.00", "1", "是", "9.00", "2"]
    assert shown(found, "B", "和", "个", "有", "空", "行") == [*["不计分（太小）"] * 3, "3.00", "1"]
    assert shown(found, "C", "和", "个", "有", "空", "行") == ["0.00", "0", "否", "3.00", "0"]


def test_a_blank_beside_it_is_told_as_before():
    rows = {**ROWS, "target": [*ROWS["target"], {"key": "5", "unit": "A", "实绩": "", "到期": "是"}]}
    result = scored(METHOD, rows)
    assert shown(result, "A", "得分", "总分") == ["—", "—"]
    assert [(one.table, one.key, one.column) for one in result.problems] == [("target", "5", "实绩")]


@pytest.mark.parametrize(
    ("formula", "outcome"),
    [
        ('if(v > 1, v, 不计分("少")) * 2', "不计分（少）"),
        ('if(v > 1, v, 不计分("少")) + w', "不计分（少）"),
        ('if(w > 1, v, 不计分("少"))', "—"),
        ('if(v > 1, w, 不计分("少"))', "不计分（少）"),
        ('coalesce(if(v > 1, v, 不计分("少")), 5)', "5.00"),
        ('coalesce(w, if(v > 1, v, 不计分("少")))', "不计分（少）"),
        ('missing(if(v > 1, v, 不计分("少")))', "是"),
        ('if(v > 1, v, 不计分("少")) > 3 and v > 1', "否"),
        ('if(v > 1, v, 不计分("少")) > 3 or v > 0', "是"),
        ('if(v > 1, v, 不计分("少")) > 3 and v > 0', "不计分（少）"),
        ('band(v, "高" >= 5, 不计分("低"))', "不计分（低）"),
        ('ladder(v, 3 in [0, 1), 不计分("平") in [1, 2], 0)', "不计分（平）"),
        ('if(v > 1, 5, if(v > 0, 不计分("少"), 不计分("无")))', "不计分（少）"),
        ('if(v > 1, yes, 不计分("少"))', "不计分（少）"),
        ('if(v > 1, date("2026-01-01"), 不计分("少"))', "不计分（少）"),
    ],
)
def test_it_goes_through_what_is_made_of_it_unless_something_else_decides(formula, outcome):
    text = scheme_text({"x": "'" + formula + "'"}, given="v: number\nw: {number, optional: yes}")
    result = scored(text, {"unit": [{"key": "A", "v": 1, "w": ""}]})
    assert result.shown("unit", "A", "x") == outcome
    assert scored(text, {"unit": [{"key": "A", "v": 1, "w": ""}]}, numbers="float").shown("unit", "A", "x") == outcome


def test_a_derivation_says_why_and_how_many_rows_were_left_out(result):
    tree = tree_text(explain(result, "unit", "C", "名次"))
    assert tree.startswith("名次 = 不计分（没有任务）\n")
    assert "= 不计分（没有任务），不参加比较" in tree
    assert "= [有任务：否] 不计分（没有任务）" in tree
    below = tree_text(explain(result, "unit", "A", "得分"))
    assert "= 0.8 ÷ 1（另有 1 行不计分，没有算在内）" in below
    assert "种树 · 率 = 不计分（未到期）" in below
    step = explain(result, "unit", "C", "总分").as_dict(0)
    assert (step["value"], step["shown"], step["not_scored"]) == (None, "不计分（没有任务）", "没有任务")


def test_json_tells_it_beside_the_values(result):
    unit = json.loads(as_json(result))["units"][2]
    assert (unit["总分"], unit["exact"]["总分"], unit["not_scored"]["总分"]) == (None, None, "没有任务")
    assert json.loads(as_json(result))["units"][0]["not_scored"] == {}


def test_in_english():
    text = scheme_text({"x": 'if(v > 1, v, not_scored("few"))'}, given="v: number")
    scheme = read_scheme(text, language="en").scheme
    assert scheme is not None
    result = evaluate(scheme, read_facts(scheme, {"unit": [{"key": "A", "v": 1}]}, language="en"))
    assert result.shown("unit", "A", "x") == "not scored (few)"


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ('不计分("少")', "never scored"),
        ('if(v > 1, 不计分("多"), 不计分("少"))', "never scored"),
        ('if(v > 1, v, 不计分(""))', "bad reason"),
        ('if(v > 1, v, 不计分(" "))', "bad reason"),
        (f'if(v > 1, v, 不计分("{"长" * 61}"))', "bad reason"),
        ('1 + 不计分("少")', "wrong kind"),
        ("if(v > 1, v, 不计分(g))", "constant wanted"),
    ],
)
def test_it_stands_beside_something_that_counts_and_says_why(formula, code):
    assert codes(scheme_text({"x": "'" + formula + "'"}, given="v: number\ng: text"))[:1] == [code]


def test_full_marks_are_those_of_the_branches_that_count():
    text = scheme_text({"x": 'if(v > 1, 30, 不计分("少"))'}, given="v: number", extra="components: {x: 40}")
    assert codes(text) == ["full marks differ"]


def test_a_simulation_gives_it_no_place_in_any_draw():
    scheme = checked_scheme(METHOD)
    found = simulate(scheme, read_facts(scheme, ROWS), read_plan(scheme, ["满分=50..150"]), draws=20, seed=1)
    places = {unit.key: (unit.now, unit.mean) for unit in found.units}
    assert places == {"A": (1, 1), "B": (2, 2), "C": (None, None), "D": (None, None)}


def test_methods_are_compared_with_it():
    old, new = checked_scheme(METHOD), checked_scheme(METHOD.replace('不计分("没有任务")', "0"))
    reason = checked_scheme(METHOD.replace('不计分("没有任务")', '不计分("另行考核")'))
    assert compare(old, checked_scheme(METHOD.replace("不计分(", "not_scored("))).changes == ()
    assert len(compare(old, reason).changes) == 1
    test = backtest(old, new, ROWS)
    assert [(one.old_total, one.new_total, one.old_rank, one.new_rank) for one in test.units if one.key == "C"] == [
        (None, 10, None, 3)
    ]

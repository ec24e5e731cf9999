"""Every function does what its documentation shows, exactly and with floats."""

from __future__ import annotations

import pytest
from gmpy2 import mpq

from gangmu.scoring.functions import ALL, BY_NAME
from tests.scoring.building import Rows, scheme_text, scored, value_of


@pytest.mark.parametrize("definition", ALL, ids=lambda definition: definition.name)
def test_every_function_is_documented_in_two_languages_and_has_a_chinese_name(definition):
    assert all(definition.doc)
    assert definition.aliases
    assert all(BY_NAME[alias].name == definition.name for alias in definition.aliases)


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("1/3 + 1/3 + 1/3", 1),
        ("0.1 + 0.2", mpq(3, 10)),
        ("2 ^ 10", 1024),
        ("2 ^ -2", mpq(1, 4)),
        ("-2 ^ 2", -4),
        ("2 * -3", -6),
        ("10 - 2 - 3", 5),
        ("（１２＋３）×２％", mpq(3, 10)),
        ("100 ÷ 8", mpq(25, 2)),
        ("若(3 ≥ 2 且 非 (1 ≠ 1)，10，0)", 10),
        ("if(0 <= 0.5 < 1, 1, 2)", 1),
        ('if("甲" in ("甲", "乙"), 1, 2)', 1),
        ("if(3 in [1, 3), 1, 2)", 2),
        ("if(3 in [1, 3], 1, 2)", 1),
        ("round(2.5)", 3),
        ("round(-2.5)", -3),
        ('round(2.5, 0, "half-even")', 2),
        ('round(3.5, 0, "half-even")', 4),
        ('round(-2.5, 0, "half-even")', -2),
        ('round(2.341, 2, "up")', mpq("2.35")),
        ('round(2.349, 2, "down")', mpq("2.34")),
        ("interpolate(50%, 60 at 80%, 100 at 100%)", 60),
        ("interpolate(150%, 60 at 80%, 100 at 100%)", 100),
        ("interpolate(95%, 0 at 60%, 60 at 80%, 80 at 90%, 100 at 100%)", 90),
    ],
)
def test_formula_has_its_value(formula, value):
    assert value_of(formula) == value


@pytest.mark.parametrize(
    "formula", ["1 / 0", "ratio(1, 0)", "ratio(1, -5)", "sqrt(-1)", "ln(0)", "clamp(1, 3, 2)", "0 ^ -1"]
)
def test_what_is_not_defined_has_no_value(formula):
    assert value_of(formula) is None


TARGET = """
given:
  points: number
  score: number
  kind: {one of: [甲, 乙]}
  matter: text
"""
TARGETS: Rows = {
    "unit": [{"key": "A"}, {"key": "B"}],
    "target": [
        {"key": str(i), "unit": "A", "points": p, "score": s, "kind": k, "matter": m}
        for i, (p, s, k, m) in enumerate(
            [(10, 9, "甲", "x"), (20, 10, "乙", "x"), (30, 30, "甲", "y"), (40, 8, "甲", "y"), (5, "2.5", "乙", "z")]
        )
    ],
}


@pytest.mark.parametrize(
    ("formula", "of_rows", "of_none"),
    [
        ("sum(score)", mpq("59.5"), 0),
        ('sum(score where kind = "甲")', 47, 0),
        ("count(target)", 5, 0),
        ('count(where kind = "乙")', 2, 0),
        ("mean(score)", mpq("11.9"), None),
        ("mean(score otherwise 60)", mpq("11.9"), 60),
        ("min(score)", mpq("2.5"), None),
        ("max(score)", 30, None),
        ("median(score)", 9, None),
        ('median(score where kind = "甲")', 9, None),
        ('median(score where kind = "乙")', mpq("6.25"), None),
        ("trimmed_mean(score)", 9, None),
        ("trimmed_mean(score drop 2)", 9, None),
        ("share(score of points)", mpq("59.5") / 105, None),
        ("weighted_mean(score by points)", (90 + 200 + 900 + 320 + mpq("12.5")) / 105, None),
        ("sum_best(score per matter)", 10 + 30 + mpq("2.5"), 0),
        ("stdev(points where score in (8, 10])", 5, None),
        ("if(any(score > 29), 1, 0)", 1, 0),
        ("if(all(score > 2), 1, 0)", 1, 1),
        ("min(sum(score), 20)", 20, 0),
    ],
)
def test_aggregate_over_rows_and_over_none(formula, of_rows, of_none):
    result = scored(scheme_text({"x": f"'{formula}'"}, target=TARGET), TARGETS)
    assert result.value("unit", "A", "x") == of_rows
    assert result.value("unit", "B", "x") == of_none


COMPETITORS = [
    ("a", 90, 1, "甲"),
    ("b", 80, 2, "甲"),
    ("c", 80, 1, "甲"),
    ("d", 70, 1, "甲"),
    ("e", 60, 0, "乙"),
    ("f", "", 0, "乙"),
]
PEERS: Rows = {"unit": [{"key": key, "v": v, "w": w, "g": g} for key, v, w, g in COMPETITORS]}


@pytest.mark.parametrize(
    ("formula", "values"),
    [
        ("rank(v)", [1, 2, 2, 4, 5, None]),
        ("rank(v within g)", [1, 2, 2, 4, 1, None]),
        ('rank(v ties "1223")', [1, 2, 2, 3, 4, None]),
        ('rank(v ties "average")', [1, mpq(5, 2), mpq(5, 2), 4, 5, None]),
        ("rank(v by w)", [1, 2, 3, 4, 5, None]),
        ("rank_ascending(v)", [5, 3, 3, 2, 1, None]),
        ("rank(v among v < 90)", [None, 1, 1, 3, 4, None]),
        ("if(top(v, 2), 1, 0)", [1, 1, 1, 0, 0, None]),
        ('if(top(v, 2 ties "exclude"), 1, 0)', [1, 0, 0, 0, 0, None]),
        ("if(top(v, 50%), 1, 0)", [1, 1, 1, 0, 0, None]),
        ("if(top(v, 30%), 1, 0)", [1, 0, 0, 0, 0, None]),
        ('if(top(v, 30% rounding "up"), 1, 0)', [1, 1, 1, 0, 0, None]),
        ("if(top(v, 100%), 1, 0)", [1, 1, 1, 1, 1, None]),
        ("if(bottom(v, 100%), 1, 0)", [1, 1, 1, 1, 1, None]),
        ("if(top(v, 60% + 40%), 1, 0)", [1, 1, 1, 1, 1, None]),
        ("if(top(v, 30), 1, 0)", [1, 1, 1, 1, 1, None]),
        ("if(top(v, 1 / 2), 1, 0)", [1, 1, 1, 0, 0, None]),
        ("if(bottom(v, 1), 1, 0)", [0, 0, 0, 0, 1, None]),
        ("if(top(v, 1 among v < 90), 1, 0)", [0, 1, 1, 0, 0, None]),
        ("best(v within g)", [90, 90, 90, 90, 60, 60]),
        ("lowest(v)", [60, 60, 60, 60, 60, 60]),
        ("mean_of(v within g)", [80, 80, 80, 80, 60, 60]),
        ("total_of(w)", [5, 5, 5, 5, 5, 5]),
        ('rank(v within g ties "1223")', [1, 2, 2, 3, 1, None]),
        ('rank(v within g = "乙" ties "1223")', [1, 2, 2, 3, 1, None]),
        ('rank(v within w ties "average")', [1, 1, 2, 3, 1, None]),
        ("count_of(v)", [5, 5, 5, 5, 5, 5]),
        ("count_of(v among v > 95)", [0, 0, 0, 0, 0, 0]),
        ('count_of(v within g among g = "乙")', [0, 0, 0, 0, 1, 1]),
        ("total_of(v among v > 95)", [None] * 6),
        ("minmax(v)", [1, mpq(2, 3), mpq(2, 3), mpq(1, 3), 0, None]),
        ("percentile(v within g)", [1, mpq(1, 3), mpq(1, 3), 0, 1, None]),
        ("rank_points(v, 600, 500)", [600, 575, 575, 525, 500, None]),
        ("zscore(w within g)", None),
    ],
)  # fmt: skip
def test_peers_are_compared(formula, values):
    text = scheme_text({"x": f"'{formula}'"}, given="v: number\nw: number\ng: text")
    result = scored(text, PEERS)
    found = [result.value("unit", key, "x") for key in "abcdef"]
    if values is None:
        assert sum(found[:4]) == pytest.approx(0, abs=1e-20)
    else:
        assert found == values


def test_a_value_missing_in_one_branch_does_not_matter_when_the_other_is_taken():
    text = scheme_text({"x": "if(v > 0, 1, w)"}, given="v: number\nw: number")
    assert scored(text, {"unit": [{"key": "A", "v": 1, "w": ""}]}).value("unit", "A", "x") == 1


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("v and no", False),
        ("v or yes", True),
        ("v or no", None),
        ("v and yes", None),
        ("not v", None),
        ("missing(v)", True),
    ],
)
def test_an_unknown_condition_decides_only_what_it_must(formula, value):
    text = scheme_text({"x": formula}, given="v: yes/no")
    assert scored(text, {"unit": [{"key": "A", "v": ""}]}).value("unit", "A", "x") is value


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("ladder(v, w >= 5, 7 >= 1, 0)", 7),
        ("ladder(v, 7 >= 1, w >= 0, 0)", 7),
        ("ladder(v, 7 >= 1, w)", 7),
        ("ladder(v, 7 >= w, 0)", None),
        ("ladder(v, 7 >= 5, 8 >= w, 0)", None),
        ("ladder(v, 7 >= 1, 8 >= w, 0)", 7),
        ("ladder(w, 7 >= 1, 0)", None),
        ("ladder(v, w in [0, 2), 7 in [2, 5], 0)", 7),
        ("ladder(v, 7 in [0, 5], w)", 7),
        ("ladder(w, 7 in [0, 5], 0)", None),
    ],
)
def test_only_the_case_that_is_taken_has_to_be_there(formula, value):
    """With limits as with intervals, as with `if`."""
    text = scheme_text({"x": formula}, given="v: number\nw: number")
    result = scored(text, {"unit": [{"key": "A", "v": 3, "w": ""}]})
    assert result.value("unit", "A", "x") == value
    assert [(one.column, one.key) for one in result.problems] == ([] if value is not None else [("w", "A")])


def test_full_width_brackets_leave_out_their_ends_as_plain_ones_do():
    found = [value_of(f"if(1 in {interval}, 1, 0)") for interval in ("［1, 2］", "（1, 2］", "［0, 1］", "［0, 1）")]
    assert found == [1, 0, 1, 0]


def test_a_shared_place_between_two_is_published_with_its_half():
    text = scheme_text({"x": 'rank(v ties "average")'}, given="v: number")
    result = scored(text, {"unit": [{"key": key, "v": 5} for key in "AB"]})
    assert [row["x"] for row in result.published()] == ["1.5", "1.5"]


def test_grades_move_on_their_scale():
    text = scheme_text(
        {
            "x": 'step_down("良", 1)',
            "y": 'step_up("良", 5)',
            "z": 'worst("优", "良")',
            "w": 'best_of("优", "良")',
            "v": 'step_down("差", 2)',
        },
        extra="scales: {等次: [优, 良, 差]}",
    )
    result = scored(text, {"unit": [{"key": "A"}]})
    assert [result.value("unit", "A", column) for column in "xyzwv"] == ["差", "优", "良", "优", "差"]


@pytest.mark.parametrize(
    ("written", "chosen"),
    [("100%", 5), ("100％", 5), ("{value: 100%, note: 全部}", 5), ("1", 1), ("30%", 1), ("30", 5)],
)
def test_a_parameter_is_a_share_where_it_is_written_with_a_per_cent_sign(written, chosen):
    text = scheme_text(
        {"x": "if(top(v, 名额), 1, 0)"}, given="v: number\nw: number\ng: text", extra=f"parameters:\n  名额: {written}"
    )
    result = scored(text, PEERS)
    assert [result.value("unit", key, "x") for key in "abcde"].count(1) == chosen


def test_two_lists_of_texts_are_never_joined_alike():
    text = scheme_text({"k": "join(a, b)", "n": "count_of(1 within join(a, b))"}, given="a: text\nb: text")
    rows = {
        "unit": [
            {"key": "1", "a": "甲·乙", "b": "丙"},
            {"key": "2", "a": "甲", "b": "乙·丙"},
            {"key": "3", "a": "甲", "b": "丙"},
        ]
    }
    result = scored(text, rows)
    assert [result.value("unit", key, "k") for key in "123"] == [None, None, "甲·丙"]
    assert [result.value("unit", key, "n") for key in "123"] == [None, None, 1]
    assert "“甲·乙”里已有连接用的“·”" in str(result.problems[0])


def test_what_was_joined_is_not_joined_again_but_all_parts_at_once():
    columns = {"pair": "join(a, b)", "again": "join(pair, c)", "three": "join(a, b, c)"}
    result = scored(
        scheme_text(columns, given="a: text\nb: text\nc: text"),
        {"unit": [{"key": "A", "a": "甲", "b": "乙", "c": "丙"}]},
    )
    assert [result.value("unit", "A", column) for column in columns] == ["甲·乙", None, "甲·乙·丙"]
    assert "写在一个 连接(…) 里" in str(result.problems[0])

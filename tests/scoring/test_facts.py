"""Facts: every fault of every row told at once, with table, row, column and value; the rest stays usable."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from gmpy2 import mpq
from hypothesis import given
from hypothesis import strategies as st

from gangmu.scoring import BadSheet, evaluate, read_facts
from gangmu.scoring.values.incoming import BadValue, Uncomputed, read_value
from tests.scoring.building import checked_scheme, rows_of_csv, scheme_text, scored

SCHEME = scheme_text(
    {"x": "sum(points)"},
    given="front: text\nlevel: {one of: [甲, 乙], optional: yes}",
    target="given:\n  points: {number, label: 分值}\n  done: {yes/no, default: no}\n  day: {date, optional: yes}",
)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12.50", mpq("12.5")),
        (" 1,234.5 ", mpq("1234.5")),
        ("12%", mpq("0.12")),
        ("１２．５", mpq("12.5")),
        ("−3", -3),
        ("+3", 3),
        ("+1,234.5%", mpq("12.345")),
        ("+2e3", 2000),
        ("1e3", 1000),
        (".5", mpq("0.5")),
        (0.1, mpq("0.1")),
        (Decimal("2.30"), mpq("2.3")),
        (Fraction(1, 3), mpq(1, 3)),
        (mpq(2, 7), mpq(2, 7)),
        (7, 7),
        ("", None),
        ("  ", None),
        (None, None),
    ],
)
def test_number_is_read_exactly(written, value):
    assert read_value(written, "number") == value


@pytest.mark.parametrize(
    ("written", "kind", "code"),
    [
        ("12亿元", "number", "number with unit"),
        ("≥186", "number", "not a number"),
        ("1,23", "number", "not a number"),
        ("12%%", "number", "number with unit"),
        ("nan", "number", "not finite"),
        ("inf", "number", "not finite"),
        (float("nan"), "number", "not finite"),
        (float("inf"), "number", "not finite"),
        ("9" * 61, "number", "number too long"),
        (10**100, "number", "number too long"),
        (True, "number", "not a number"),
        ("约十个", "number", "not a number"),
        ("1e999", "number", "number too long"),
        (1e300, "number", "number too long"),
        ("#DIV/0!", "number", "sheet error"),
        ("#N/A", "text", "sheet error"),
        ("#REF!", "yes/no", "sheet error"),
        ("=B2*2", "number", "formula without value"),
        (Uncomputed("=B2"), "text", "formula without value"),
        ("=TODAY()", "date", "formula without value"),
        ("也许", "yes/no", "not yes or no"),
        ("2013-02-30", "date", "not a date"),
        ("去年", "date", "not a date"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(written, kind, code):
    with pytest.raises(BadValue) as refused:
        read_value(written, kind)
    assert refused.value.code == code


def test_a_number_of_forty_digits_stays_exact():
    assert read_value("1234567890123456789012345678901234567890", "number") == 1234567890123456789012345678901234567890


def test_texts_may_begin_like_a_formula_or_an_error():
    for written in ("#1 机组", "= 持平", "=1+2"):
        assert read_value(written, "text") == written


def test_a_day_in_a_text_column_is_read_without_its_time():
    assert read_value(datetime.datetime(2025, 1, 2), "text") == "2025-01-02"


def test_dates_are_read_from_text_and_from_a_database():
    day = datetime.date(2013, 1, 31)
    for written in (
        "2013-01-31",
        "2013年1月31日",
        "2013/1/31",
        "2013.01.31",
        day,
        datetime.datetime(2013, 1, 31, 8, 0),
    ):
        assert read_value(written, "date") == day.toordinal()


@given(st.one_of(st.text(), st.floats(), st.integers(), st.booleans(), st.none(), st.decimals()))
def test_any_value_is_read_or_refused(value):
    for kind in ("number", "yes/no", "date", "text"):
        try:
            read_value(value, kind)
        except BadValue:
            continue


def test_every_fault_is_told_with_its_place():
    rows = {
        "unit": [
            {"key": "A", "front": "经济", "level": "甲"},
            {"key": "A", "front": "经济"},
            {"key": "", "front": "经济"},
            {"key": "B", "front": "经济", "level": "丙"},
        ],
        "target": [
            {"key": "1", "unit": "A", "points": "12亿元", "done": "也许", "day": "某日", "extra": 1},
            {"key": "2", "unit": "C", "points": 5},
            {"key": "3", "points": 5},
            {"key": "4", "unit": "A", "points": 5},
        ],
        "tagret": [],
    }
    problems = read_facts(checked_scheme(SCHEME), rows).problems
    told = [
        (problem.code, problem.table, problem.line, problem.key, problem.column, problem.text) for problem in problems
    ]
    assert told == [
        ("facts without table", "tagret", 0, "", "", ""),
        ("duplicate key", "unit", 0, "A", "", ""),
        ("no key", "unit", 3, "", "", ""),
        ("not a choice", "unit", 0, "B", "level", "丙"),
        ("facts without column", "target", 0, "", "extra", ""),
        ("orphan", "target", 0, "2", "unit", "C"),
        ("no parent", "target", 0, "3", "unit", ""),
        ("number with unit", "target", 0, "1", "points", "12亿元"),
        ("not yes or no", "target", 0, "1", "done", "也许"),
        ("not a date", "target", 0, "1", "day", "某日"),
    ]
    assert all("。" in str(problem) for problem in problems)


def test_a_missing_column_is_told_once():
    rows = {"unit": [{"key": "A"}, {"key": "B"}], "target": []}
    problems = read_facts(checked_scheme(SCHEME), rows).problems
    assert [(problem.code, problem.column) for problem in problems] == [("column without facts", "front")]


def test_columns_may_come_under_their_labels_and_the_parent_under_parent():
    rows = {"unit": [{"key": "A", "front": "x"}], "target": [{"key": 1, "parent": "A", "分值": "3"}]}
    scheme = checked_scheme(SCHEME)
    facts = read_facts(scheme, rows)
    assert facts.problems == ()
    assert evaluate(scheme, facts).value("unit", "A", "x") == 3


def test_blank_is_not_zero_and_only_its_unit_goes_without_a_total():
    rows = {
        "unit": [{"key": "A", "name": "甲局", "front": "x"}, {"key": "B", "front": "x"}],
        "target": [{"key": "1", "unit": "A", "points": ""}, {"key": "2", "unit": "B", "points": 0}],
    }
    result = scored(SCHEME, rows)
    assert result.value("unit", "A", "x") is None
    assert result.value("unit", "B", "x") == 0
    assert [(p.code, p.unit, p.table, p.key, p.column) for p in result.problems] == [
        ("blank number", "A", "target", "1", "points")
    ]


def test_what_cannot_be_read_is_not_called_blank():
    rows = {"unit": [{"key": "A", "front": "x"}], "target": [{"key": "1", "unit": "A", "points": "3亿元"}]}
    result = scored(SCHEME, rows)
    assert [(p.code, p.unit, p.column) for p in result.problems] == [
        ("number with unit", "", "points"),
        ("unusable fact", "A", "points"),
    ]


def test_an_undefined_step_is_told_as_the_reason():
    text = scheme_text({"x": "ratio(v, w)", "y": "x + 1"}, given="v: number\nw: number")
    result = scored(text, {"unit": [{"key": "A", "v": 1, "w": 0}]})
    assert [(p.code, p.key, p.column) for p in result.problems] == [("no result", "A", "x")]
    assert "基数" in str(result.problems[0])


def test_ranks_count_only_those_that_have_a_total():
    text = scheme_text({"x": "rank(v)"}, given="v: number")
    result = scored(text, {"unit": [{"key": "A", "v": 1}, {"key": "B", "v": ""}, {"key": "C", "v": 3}]})
    assert [result.value("unit", key, "x") for key in "ABC"] == [2, None, 1]


def test_no_rows_at_all_are_scored_to_nothing():
    result = scored(SCHEME, {"unit": [], "target": []})
    assert result.published() == []
    assert result.problems == ()


def test_many_rows_of_one_unit_are_summed():
    rows = {
        "unit": [{"key": "A", "front": "x"}],
        "target": [{"key": str(i), "unit": "A", "points": "0.01"} for i in range(100_000)],
    }
    assert scored(SCHEME, rows).value("unit", "A", "x") == 1000


def test_order_of_rows_does_not_matter():
    rows = {
        "unit": [{"key": k, "front": "x"} for k in "ABC"],
        "target": [{"key": str(i), "unit": "ABC"[i % 3], "points": i} for i in range(30)],
    }
    turned = {table: list(reversed(lines)) for table, lines in rows.items()}
    first, second = scored(SCHEME, rows), scored(SCHEME, turned)
    assert [first.value("unit", k, "x") for k in "ABC"] == [second.value("unit", k, "x") for k in "ABC"]
    assert second.keys("unit") == ("C", "B", "A")


@pytest.mark.parametrize("turned", [False, True])
def test_labels_and_names_of_columns_may_stand_side_by_side(turned):
    """Also where the first row lacks the column, as rows from a program may."""
    rows = [
        {"key": "1", "unit": "A"},
        {"key": "2", "unit": "A", "分值": "5"},
        {"key": "3", "unit": "B", "points": "7"},
    ]
    given = {"unit": [{"key": "A"}, {"key": "B"}], "target": rows[::-1] if turned else rows}
    result = scored(SCHEME.replace("sum(points)", "sum(coalesce(points, 1))"), given)
    assert [result.value("unit", key, "x") for key in "AB"] == [6, 7]


def test_a_label_that_is_the_name_of_another_column_is_not_read_for_it():
    text = scheme_text({"x": "coalesce(v, 0)"}, given="v: {number, label: w}\nw: number")
    assert scored(text, {"unit": [{"key": "A", "w": "3"}]}).value("unit", "A", "x") == 0


def test_csv_text_becomes_rows():
    assert rows_of_csv('\ufeffkey,name\nA,"甲,乙"\n\nB,\n') == [{"key": "A", "name": "甲,乙"}, {"key": "B", "name": ""}]
    assert rows_of_csv("key,name,v\nA\nB,乙,3\n") == [
        {"key": "A", "name": "", "v": ""}, {"key": "B", "name": "乙", "v": "3"}
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code"),
    [("a,a\n1,2", "heading twice"), ("a,,b\n1,2,3", "empty heading"), ("key\n1,2", "cells beyond headings")],
)
def test_csv_that_is_no_table_is_refused(text, code):
    with pytest.raises(BadSheet) as refused:
        rows_of_csv(text)
    assert refused.value.code == code


def test_headings_may_be_all_in_chinese():
    text = (
        "title: x\ntables:\n  unit: {label: 单位, computed: {x: sum(分值)}}\n"
        "  target: {label: 目标, given: {分值: number}}\n"
    )
    facts = {
        "unit": [{"编号": "A", "名称": "甲局"}],
        "target": [{"编号": "1", "单位": "A", "分值": "5"}, {"编号": "2", "单位": "A", "分值": "6"}],
    }
    result = scored(text, facts)
    assert (result.name("unit", "A"), result.value("unit", "A", "x"), result.problems) == ("甲局", 11, ())


def test_a_given_column_keeps_the_heading_that_is_its_name():
    text = scheme_text({"x": "编号"}, given="编号: number")
    assert scored(text, {"unit": [{"key": "A", "编号": "7"}]}).value("unit", "A", "x") == 7


def test_a_key_that_a_parameter_table_lacks_is_told_with_those_it_has():
    text = scheme_text({"x": "lookup(系数, g)"}, given="g: text", extra="parameters:\n  系数: {甲: 1.20, 乙: 1}")
    told = str(scored(text, {"unit": [{"key": "A", "g": "丙"}]}).problems[0])
    assert "参数表“系数”里没有“丙”，有的是：甲、乙" in told


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (["95%", "95"], ("95%", "95")),
        ([95, "100 ％"], ("100 ％", "95")),
        (["95%", "0.95", "1.05", "", "-1", "1200"], None),
        (["95", "80"], None),
        (["95%", "80%"], None),
    ],
)
def test_a_column_that_mixes_shares_and_numbers_is_a_warning(values, told):
    scheme = checked_scheme(scheme_text({"x": "v"}, given="v: number"))
    facts = read_facts(scheme, {"unit": [{"key": str(i), "v": value} for i, value in enumerate(values)]})
    found = [problem for problem in facts.problems if problem.code == "shares and numbers"]
    assert [(problem.level, problem.column) for problem in found] == ([("warning", "v")] if told else [])
    if told:
        assert f"（如 {told[0]}），有的不带（如 {told[1]}）" in str(found[0])


def test_columns_of_many_kinds_of_targets_should_be_written_alike_in_each_row():
    scheme = checked_scheme(scheme_text({"x": "sum(actual / goal)"}, target="given: {goal: number, actual: number}"))
    pairs = [("100%", "95%"), ("200", "180"), ("100%", "95"), ("30", "28")]
    rows = [{"key": str(i), "unit": "A", "goal": goal, "actual": actual} for i, (goal, actual) in enumerate(pairs)]
    facts = read_facts(scheme, {"unit": [{"key": "A"}], "target": rows})
    found = [(p.code, p.key, p.column, p.text) for p in facts.problems]
    assert found == [("share beside number", "2", "actual", "95")]
    assert {problem.level for problem in facts.problems} == {"warning"}

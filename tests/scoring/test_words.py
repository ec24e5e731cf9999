"""A method in words: every function has its phrase, in both languages."""

from __future__ import annotations

import re

import pytest

from gangmu.scoring import explain, method_text
from gangmu.scoring.functions import ALL
from gangmu.scoring.schemes.phrases import PHRASES
from tests.scoring.building import checked_scheme, scheme_text
from tests.scoring.test_workbook import kitchen
from tests.scoring.test_worked_cases import BUNDLED, read

SPELLED_OUT = {"band", "ladder", "date", "not_scored"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_function_has_a_phrase(language):
    phrases = PHRASES[language]
    for definition in ALL:
        name = definition.name + (" of rows" if definition.style == "aggregate" else "")
        assert name in phrases or definition.style == "shape" or name in SPELLED_OUT, name


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("folder", BUNDLED, ids=lambda folder: folder.name)
def test_a_bundled_method_is_told_in_full(folder, language):
    scheme = read(folder)
    text = method_text(scheme, language)
    for table in scheme.tables.values():
        for column in table.computed:
            assert f"- **{table.label_of(column)}** = " in text
    assert not re.search(r"\{\w*\}", text)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_function_can_be_said(language):
    for result in kitchen().values():
        assert method_text(result.scheme, language)


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ('sum(points where kind = "甲" otherwise 1)', "各目标（只算种类为“甲”的）的分值之和，没有时取1"),
        ("(v + 1) * 2", "（v + 1） × 2"),
        ('band(v, "优" >= 90, "差")', "按v：不低于90的为“优”，其余为“差”"),
        ("if(v > 1, 2, 3)", "v高于1时为2，否则为3"),
        ('if(v > 1, 2, 不计分("任务少"))', "v高于1时为2，否则为不计分（任务少）"),
        ("rank(v within g among v > 0)", "同一g内（只比v高于0的）按v从高到低的名次"),
        ("-min(满分, v)", "−（满分（40）、v中最小的）"),
        ("sum(points where not missing(kind))", "各目标（只算种类有数据的）的分值之和"),
        ("proportional(满分, v)", "按v计分（满分 满分（40），最低零分）"),
    ],
)
def test_a_formula_in_words(formula, words):
    text = scheme_text(
        {"x": "'" + formula + "'"},
        given="v: number\ng: text",
        target="label: 目标\ngiven:\n  points: {number, label: 分值}\n  kind: {text, label: 种类}",
        extra="parameters: {满分: 40}",
    )
    assert f"- **x** = {words}\n" in method_text(checked_scheme(text))


def test_a_step_of_a_derivation_has_its_formula_in_words():
    result = kitchen()["grades"]
    step = explain(result, "unit", "优", "x3")
    assert step.words == "按v：高于3的为“优”，不低于2的为“良”，其余为“差”"
    assert step.as_dict()["words"] == step.words


def test_a_switch_among_the_parameters_is_told_in_the_reader_s_language():
    scheme = checked_scheme(scheme_text({"x": "if(计零, 0, a)"}, given="a: number", extra="parameters: {计零: no}"))
    assert "计零（否）" in method_text(scheme, "zh")
    assert "计零 (no)" in method_text(scheme, "en")


def test_a_table_of_parameters_can_be_an_assumption_with_a_note():
    text = scheme_text(
        {"总分": "lookup(权重, g)"},
        given="g: {one of: [三区, 五市]}",
        extra="parameters: {权重: {value: {三区: 60, 五市: 55%}, assumption: yes, note: 原文没有给出}}",
    )
    assert "- 权重: 三区 60、五市 55% — 原文没有给出; 假定" in method_text(checked_scheme(text))


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ('rank(v within g ties "1223")', "同一g内按v从高到低的名次，并列的其后名次不空"),
        ("rank(v by w)", "全部单位中按v从高到低的名次，同值的再比w"),
        ('if(top(v, 25% rounding "up" ties "exclude"), 1, 0)', "，末尾并列的都不算"),
        ('if(top(v, 25% rounding "up"), 1, 0)', "，名额不足一个的进为一个"),
        ("if(day <= due, 1, 0)", "day不晚于due"),
    ],
)
def test_ties_roundings_and_dates_are_told(formula, words):
    given = "g: text\nv: number\nw: number\nday: date\ndue: date"
    assert words in method_text(checked_scheme(scheme_text({"x": f"'{formula}'"}, given=given)))


@pytest.mark.parametrize(
    ("formula", "zh", "en"),
    [
        ("600 * max(0, v)", "600 × （0、v中最大的）", "600 × (the largest of 0, v)"),
        ("round(v / 3)", "（v ÷ 3）四舍五入取整数", "(v ÷ 3) rounded to a whole number"),
        ("round(v, 2)", "v四舍五入到 2 位小数", "v rounded to 2 decimals"),
        ('round(v, 1, "half-even")', "v四舍六入五成双到 1 位小数", "v rounded half to even to 1 decimals"),
    ],
)
def test_what_would_run_together_stands_in_brackets_and_roundings_are_named(formula, zh, en):
    text = scheme_text({"x": f"'{formula}'"}, given="v: number")
    assert f"- **x** = {zh}\n" in method_text(checked_scheme(text))
    assert f"- **x** = {en}\n" in method_text(checked_scheme(text), "en")

"""Formulas as somebody writes them who knows Excel, or only the office's own words: the message shows the way out."""

from __future__ import annotations

import time

import pytest

from gangmu.scoring import read_scheme
from gangmu.scoring.formulas.grammar import Refused, parse
from gangmu.scoring.formulas.slips import SPREADSHEET
from gangmu.scoring.functions.naming import in_formula, in_sentence
from tests.scoring.building import scheme_text, value_of

TARGET = """
label: 目标
given:
  points: number
  score: {number, label: 得分}
  kind: {one of: [甲, 乙]}
  done: yes/no
"""
# What is written, the code, the text pointed at, and what the message must say in Chinese and in English.
SLIPS = [
    ("level => 2", "other sign", "=>", "“>=”"),
    ("level =< 2", "other sign", "=<", "“<=”"),
    ("level =! 2", "other sign", "=!", "“<>”"),
    ("level > = 2", "other sign", "> =", "“>=”"),
    ("level = = 2", "other sign", "= =", "“=”"),
    ("level > 1 && level < 3", "other sign", "&&", "“and”"),
    ("level > 1 || level < 3", "other sign", "||", "“or”"),
    ("level ＆ 2", "joining sign", "＆", "and"),
    ('front & "组"', "joining sign", "&", "join("),
    ("=level * 2", "leading equals", "=", "不写等号"),
    ("＝level * 2", "leading equals", "＝", "不写等号"),
    ("AND(level > 1, level < 3)", "spreadsheet function", "AND(level > 1, level < 3)", "… and …"),
    ("and(level > 1, level < 3)", "spreadsheet function", "and", "… and …"),
    ("且(level > 1, level < 3)", "spreadsheet function", "且", "… 且 …"),
    ("NOT(level > 1)", "spreadsheet function", "NOT(level > 1)", "not …"),
    ("if(level > 1, TRUE, no)", "other sign", "TRUE", "“yes”"),
    ("RANK.EQ(level, level)", "spreadsheet function", "RANK.EQ", "rank(… within …)"),
    ("RANK.AVG(level, level)", "spreadsheet function", "RANK.AVG", 'ties "average"'),
    ("PERCENTILE.INC(level, 0.5)", "function nowhere", "PERCENTILE.INC", "作为数据的一列"),
    ("RONUD.IT(level)", "unknown function", "RONUD.IT", "“round”"),
    ('TEXT(level, "0.00")', "function nowhere", 'TEXT(level, "0.00")', "作为数据的一列"),
    ("ROUND(level,2)", "function in capitals", "ROUND(level,2)", "round(…)"),
    ("if(level > 1,,0)", "argument missing", ",", "少了一项"),
    ("(1 + ) * level", "operand wanted", ")", "少了一个数"),
    ("* level", "operand wanted", "*", "少了一个数"),
    (".5 * level", "other sign", ".", "“0.”"),
    ("≥90%", "comparison alone", "≥", "80 <= 得分 < 90"),
    ("level >= 80 and < 90", "comparison alone", "<", "80 <= 得分 < 90"),
    ("level between 80 and 90", "other sign", "between", "“in”"),
    ("level in 80-90", "bad interval", "80", "[0, 30%)"),
    ("level in [80..90]", "other sign", "..", "“,”"),
    ("sum(score * A1:B2)", "cell reference", ":", "列名"),
    ("$A$1 * 2", "cell reference", "$", "列名"),
    ("A1 * 2", "cell reference", "A1", "列名"),
    ("[@level] * 2", "cell reference", "@", "列名"),
    ("sum(目标!score)", "other sign", "!", "“.”"),
    ("若level>90则1否则0", "if in words", "则1否则0", "if(条件"),
    ("如果level>90，得1", "if in words", "，", "if(条件"),
    ("level > 1 ? 2 : 3", "other sign", "?", "if("),
    ("level(1 + 5%)", "column called", "level(1 + 5%)", "level * (…)"),
    ("level x level", "other sign", "x", "“*”"),
    ("level : 2", "other sign", ":", "“/”"),
    ("level达到100%得10分", "other word inside", "level达到100", ">="),
    ("2 if level > 1 else 3", "if in words", "if", "if(条件"),
    ("2(level)", "operator wanted", "(", "缺少运算符"),
    ("系数(front)", "lookup alone", "系数(front)", "lookup(系数"),
    ("系数.甲 * 2", "lookup alone", "系数.甲", "lookup(系数"),
    ("level 是 90", "other sign", "是", "“=”"),
    ("level的80%", "other sign", "的", "“*”"),
    ("level²", "other sign", "level²", "level ^ 2"),
    ('if(level = "", 0, level)', "blank as value", 'level = ""', "missing(列)"),
    ('if(front <> "", 0, level)', "blank as value", 'front <> ""', "not missing(列)"),
    ("if(level = 空, 0, level)", "blank as value", "空", "missing(列)"),
    ("sum(score where done = 1)", "yes/no compared", "done = 1", "not done"),
    ('sum(score where done = "是")', "yes/no compared", 'done = "是"', "not done"),
    ("rank(level 按 front)", "other clause", "按 front", "“组内”"),
    ("rank(level of front)", "other clause", "of front", "“within”"),
    ("rank(level 按 level)", "other clause", "按 level", "“依”"),
    ("rank(level 按front)", "glued word", "按front", "… 按 …"),
    ("mean(score 按 kind)", "unknown clause", "按 kind", "其中"),
    ("!(level > 2)", "other sign", "!", "“not”"),
    ("level — 2", "other sign", "—", "“-”"),
    ("if(level > 1; 2; 3)", "other sign", ";", "“,”"),
    ("level * {1 + 2}", "other sign", "{", "“(”"),
    ("level 不低于 90", "other sign", "不低于", "“>=”"),
    ("level 不少于90", "other sign", "不少于", "“>=”"),
    ("level 大于等于 90", "other sign", "大于等于", "“>=”"),
    ("level 小于等于 90", "other sign", "小于等于", "“<=”"),
    ("level 超过 90", "other sign", "超过", "“>”"),
    ("level 乘以 2", "other sign", "乘以", "“*”"),
    ("level > 1 AND level < 3", "other sign", "AND", "“and”"),
    ("level不低于90", "other word inside", "level不低于90", ">="),
    ("level > 90分", "unit after number", "分", "不写单位"),
    ("level * 1.05 元", "unit after number", "元", "不写单位"),
    ("level%", "percent after name", "%", "列 / 100"),
    ("1,000 + level", "comma outside", ",", "千分位"),
    ("max(1,000, level)", "leading zero", "000", "千分位"),
    ("level + 1；", "sign at end", "；", "删去"),
    ("level + 1。", "sign at end", "。", "删去"),
    ('level = "甲', "quote open", '"甲', "引号"),
    ("level = “甲", "quote open", "“甲", "引号"),
    ("if level > 1 then 2 else 3", "if in words", "if", "if(条件"),
    ("abs level", "function without brackets", "abs", "abs(…)"),
    ("(level + 1", "bracket open", "(level + 1", "）"),
    ("rank(level wihtin front)", "word unknown", "wihtin", "“within”"),
    ("rank(level group front)", "other sign", "group", "“within”"),
    ("sum(score when done)", "other sign", "when", "“where”"),
    ("rank(level) within front", "clause outside", "within", "括号"),
    ('rank(level where front = "a")', "other clause", 'where front = "a"', "among"),
    ('rank(level, "1224")', "clause word wanted", '"1224"', 'rank(level ties "1224")'),
    ("rank(level, front)", "clause word wanted", "front", "rank(level within front)"),
    ('sum(score, kind = "甲")', "clause word wanted", 'kind = "甲"', 'sum(score where kind = "甲")'),
    ("top(level, 25%, level > 3)", "clause word wanted", "level > 3", "top(level, 25% among level > 3)"),
    ("top(level, 25%, front)", "clause word wanted", "front", "top(level, 25% within front)"),
    ("share(score, points)", "clause word wanted", "points", "share(score of points)"),
    ("weighted_mean(score, points)", "clause word wanted", "points", "weighted_mean(score by points)"),
    ("trimmed_mean(score, 1)", "clause word wanted", "1", "trimmed_mean(score drop 1)"),
    ("sum_best(score, kind)", "clause word wanted", "kind", "sum_best(score per kind)"),
    ("count(done)", "condition counted", "done", "count(where done)"),
    ("max(level)", "own column alone", "max(level)", "best(level)"),
    ("min(level)", "own column alone", "min(level)", "lowest(level)"),
    ("sum(level)", "own column", "sum(level)", "total_of(level)"),
    ("mean(level where level > 3)", "own column", "mean(level where level > 3)", "mean_of(level among level > 3)"),
    ("IF(level > 1, 1, 0)", "function in capitals", "IF(level > 1, 1, 0)", "if(…)"),
    ('SUMIF(score, kind = "甲")', "spreadsheet function", 'SUMIF(score, kind = "甲")', "sum(… where …)"),
    ("AVERAGE(score)", "spreadsheet function", "AVERAGE(score)", "mean(…)"),
    ("ROUNDDOWN(level, 1)", "spreadsheet function", "ROUNDDOWN(level, 1)", 'if(… < 0, round(…, …, "up"), round('),
    ("TRUNC(level)", "spreadsheet function", "TRUNC(level)", 'if(… < 0, round(…, …, "up"), round('),
    ("ROUNDUP(level, 1)", "spreadsheet function", "ROUNDUP(level, 1)", 'if(… < 0, round(…, …, "down"), round('),
    ("CEILING(level, 5)", "spreadsheet function", "CEILING(level, 5)", "ceil(… / …) * …"),
    ("COUNTA(score)", "spreadsheet function", "COUNTA(score)", "count(where not missing(…))"),
    ("LARGE(score, 2)", "place nowhere", "LARGE(score, 2)", "best(…)"),
    ("SMALL(score, 2)", "place nowhere", "SMALL(score, 2)", "lowest(…)"),
    ("VLOOKUP(front, 系数)", "spreadsheet function", "VLOOKUP(front, 系数)", "lookup(…, …)"),
    ("lookup(系数, 编号)", "label not name", "编号", "key"),
    ("lookup(系数, 名称)", "label not name", "名称", "name"),
    ("lookup(系数, 甲)", "unquoted text", "甲", '"甲"'),
    ("if(战线 = name, 1, 0)", "label not name", "战线", "front"),
    ("sum(得分)", "label not name", "得分", "score"),
    ("得分 + 1", "label not name", "得分", "target.score"),
    ("sum(目标)", "label not name", "目标", "target"),
    ("sum(target)", "table not column", "target", "count(target)"),
    ("sum(目标.score)", "unknown table", "目标.score", "“target”"),
    ("LEVEL + 1", "unknown name", "LEVEL", "“level”"),
    ("ｌｅｖｅｌ + 1", "unknown name", "ｌｅｖｅｌ", "“level”"),
    ("clamp(level)", "wrong number", "clamp(level)", "clamp(数, 下限, 上限)"),
    ("geomean()", "wrong number", "geomean()", "至少"),
]


def test_an_unknown_quarter_beside_quarters_is_no_address_of_a_cell():
    text = scheme_text({"x": "Q1 + Q5"}, given="Q1: number\nQ2: number\nQ3: number")
    found = read_scheme(text).problems
    assert [(one.code, one.text) for one in found] == [("unknown name", "Q5")]
    assert "“Q" in found[0].todo


@pytest.mark.parametrize("excel", [("ROUNDDOWN", "down"), ("ROUNDUP", "up")])
@pytest.mark.parametrize(("number", "rounded"), [("2.4", {"down": 2, "up": 3}), ("-2.4", {"down": -2, "up": -3})])
def test_what_is_shown_for_rounding_to_zero_gives_what_a_spreadsheet_gives(excel, number, rounded):
    function, way = excel
    shown = SPREADSHEET[function]
    assert value_of(shown.replace("(…, …", f"({number}, 0").replace("…", number)) == rounded[way]


def problems(formula: str, language: str = "zh"):
    written = "'" + formula.replace("'", "''") + "'"
    extra = "parameters: {系数: {甲: 1, 乙: 2}}"
    text = scheme_text({"x": written}, target=TARGET, given="front: {text, label: 战线}\nlevel: number", extra=extra)
    return text, [one for one in read_scheme(text, language=language).problems if one.level == "error"]


@pytest.mark.parametrize(("formula", "code", "pointed", "said"), SLIPS)
def test_a_slip_is_told_once_at_its_place_with_the_way_out(formula, code, pointed, said):
    text, found = problems(formula)
    assert [(one.code, one.text) for one in found] == [(code, pointed)], "\n".join(map(str, found))
    # What quotes the author's own words keeps their language.
    assert any(way in str(found[0]) for way in (said, in_formula(in_sentence(said, "zh"), "zh")))
    assert text.split("\n")[found[0].line - 1][found[0].column - 1 :].startswith(pointed)


@pytest.mark.parametrize(("formula", "code", "pointed", "said"), SLIPS)
def test_a_slip_is_told_in_english_without_chinese_signs(formula, code, pointed, said):
    _, found = problems(formula, "en")
    message = str(found[0])
    for quoted in (pointed, formula):
        message = message.replace(quoted, "")
    assert [one.code for one in found] == [code]
    assert not set("，。：、“”（）；") & set(message), message


@pytest.mark.parametrize(
    "formula",
    [
        f"({'a' * 3990}) b",
        f"({'a' * 3980}) where",
        f"'{'a' * 1990}' {'b' * 1990}",
        "(“" * 2000,
        "=" + " " * 3990 + "=",
        "1" + " " * 3990 + "。1",
        "的8" * 1990 + "%",
        "若 " * 1990,
        "A" * 1990 + "." + "B" * 1990 + "(",
        "$A$1" * 990,
    ],
)
def test_what_was_meant_is_guessed_as_fast_for_a_long_hostile_formula(formula):
    started = time.process_time()
    with pytest.raises(Refused):
        parse(formula)
    assert time.process_time() - started < 0.2

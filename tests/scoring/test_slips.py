"""Formulas as somebody writes them who knows Excel, or only the office's own words: the message shows the way out."""

from __future__ import annotations

import pytest

from gangmu.scoring import read_scheme
from tests.scoring.building import scheme_text

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
    ("level ＆ 2", "other sign", "＆", "“and”"),
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
    ("level%", "percent after name", "%", "列 / 100"),
    ("1,000 + level", "comma outside", ",", "千分位"),
    ("max(1,000, level)", "leading zero", "000", "千分位"),
    ("level + 1；", "sign at end", "；", "删去"),
    ("level + 1。", "sign at end", "。", "删去"),
    ('level = "甲', "quote open", '"甲', "引号"),
    ("level = “甲", "quote open", "“甲", "引号"),
    ("if level > 1 then 2 else 3", "function without brackets", "if", "if(…)"),
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
    ("IF(level > 1, 1, 0)", "unknown function", "IF(level > 1, 1, 0)", "“if”"),
    ('SUMIF(score, kind = "甲")', "spreadsheet function", 'SUMIF(score, kind = "甲")', "sum(… where …)"),
    ("AVERAGE(score)", "spreadsheet function", "AVERAGE(score)", "mean(…)"),
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
    ("clamp(level)", "wrong number", "clamp(level)", "clamp(x, low, high)"),
    ("geomean()", "wrong number", "geomean()", "至少"),
]


def problems(formula: str, language: str = "zh"):
    written = "'" + formula.replace("'", "''") + "'"
    extra = "parameters: {系数: {甲: 1, 乙: 2}}"
    text = scheme_text({"x": written}, target=TARGET, given="front: {text, label: 战线}\nlevel: number", extra=extra)
    return text, [one for one in read_scheme(text, language=language).problems if one.level == "error"]


@pytest.mark.parametrize(("formula", "code", "pointed", "said"), SLIPS)
def test_a_slip_is_told_once_at_its_place_with_the_way_out(formula, code, pointed, said):
    text, found = problems(formula)
    assert [(one.code, one.text) for one in found] == [(code, pointed)], "\n".join(map(str, found))
    assert said in str(found[0])
    assert text.split("\n")[found[0].line - 1][found[0].column - 1 :].startswith(pointed)


@pytest.mark.parametrize(("formula", "code", "pointed", "said"), SLIPS)
def test_a_slip_is_told_in_english_without_chinese_signs(formula, code, pointed, said):
    _, found = problems(formula, "en")
    message = str(found[0])
    for quoted in (pointed, formula):
        message = message.replace(quoted, "")
    assert [one.code for one in found] == [code]
    assert not set("，。：、“”（）；") & set(message), message

"""Facts as they really come: each case is a right answer, or a problem that names table, row and column."""

from __future__ import annotations

import pytest
from gmpy2 import mpq

from gangmu.scoring import BadSheet, SheetRows, explain, read_facts, read_scheme
from gangmu.scoring.values.incoming import Uncomputed
from tests.scoring.building import checked_scheme, codes, rows_of_csv, scheme_text, scored

RATIO = scheme_text({"x": "ratio(v, w)"}, given="v: number\nw: number")
EVENTS = """title: 试
tables:
  event: {given: {v: number, m: text}}
  unit:
    computed:
      个数: count(where v > 5)
      合计: sum(v)
      中位: median(v)
      去极值: trimmed_mean(v)
      同项取高: sum_best(v per m)
      最高: max(v)
"""


def told(result):
    return [(one.code, one.table, one.key, one.column, one.text) for one in result.problems]


@pytest.mark.parametrize("base", ["0", "-2", "-0.000001"])
def test_a_base_of_zero_or_below_gives_no_result_and_says_why(base):
    result = scored(RATIO, {"unit": [{"key": "A", "v": 1, "w": base}, {"key": "B", "v": 1, "w": 4}]})
    assert told(result) == [("no result", "unit", "A", "x", "")]
    assert "基数为零或负数" in str(result.problems[0])
    assert result.value("unit", "B", "x") == mpq(1, 4)


@pytest.mark.parametrize("written", ["inf", "-Infinity", "NaN", "十二", "12亿元", float("inf"), "9" * 61])
def test_what_is_no_number_is_told_once_as_such_and_never_as_a_blank(written):
    result = scored(RATIO, {"unit": [{"key": "A", "v": written, "w": 4}, {"key": "B", "v": 1, "w": 4}]})
    first, second = result.problems
    assert (first.table, first.key, first.column) == ("unit", "A", "v")
    assert (second.code, second.table, second.key, second.column) == ("unusable fact", "unit", "A", "v")
    assert result.value("unit", "B", "x") == mpq(1, 4)


@pytest.mark.parametrize(("language", "told"), [("zh", "错误：“甲”：不是数。"), ("en", "error: ‘甲’: not a number. ")])
def test_what_is_quoted_does_not_run_into_the_sentence(language, told):
    facts = read_facts(checked_scheme(RATIO), {"unit": [{"key": "A", "v": "甲", "w": 1}]}, language=language)
    assert told in str(facts.problems[0])


def test_rows_are_counted_as_a_spreadsheet_counts_them():
    """The headings' row, blank rows and a text of several lines each count one."""
    text = '\nkey,v,w\n\nA,"1\n",4\n,3,4\nA,3,4\nB,甲,4\nC,,4\n'
    result = scored(RATIO, {"unit": rows_of_csv(text)})
    assert [(one.code, one.line) for one in result.problems] == [
        ("no key", 5), ("duplicate key", 6), ("not a number", 7), ("unusable fact", 7), ("blank number", 8)
    ]  # fmt: skip
    assert "与第 4 行相同" in str(result.problems[1])
    assert explain(result, "unit", "A", "x").children[0].fact.row == 4
    with pytest.raises(BadSheet) as refused:
        rows_of_csv('key,v\n\n"甲\n乙",1\nB,1,2\n')
    assert refused.value.line == 4


def test_rows_that_come_from_no_sheet_are_told_by_their_keys_only():
    rows = [{"key": "A", "v": "甲", "w": 1}, {"key": "A"}, {"v": 1}]
    first, second, third, _ = scored(RATIO, {"unit": rows}).problems
    told = {one.code: str(one) for one in (first, second, third)}
    assert told["no key"].startswith("表 unit，第 3 行：")
    assert told["duplicate key"].startswith("表 unit，编号 A：错误：编号重复，与前面的一行相同")
    assert told["not a number"].startswith("表 unit，编号 A，列 v：")


@pytest.mark.parametrize(
    "text",
    ["某市2025年考核数据\nkey,v\nA,1\n", "某市,,单位：分\n\nkey,v,w\nA,1,2\n", "某市2025年考核数据\n代码,v\nA,1\n"],
)
def test_a_title_above_the_headings_is_told_as_such(text):
    with pytest.raises(BadSheet) as refused:
        rows_of_csv(text)
    assert (refused.value.code, refused.value.line) == ("title above headings", 1)
    assert refused.value.text.startswith("某市")


def test_a_sheet_of_nothing_but_keys_has_no_title():
    assert rows_of_csv("key\nA\n") == SheetRows([{"key": "A"}])


LABELLED = """title: 试
tables:
  target:
    label: 目标
    given: {points: {number, label: 分值}, actual: {number, label: 实绩}, note: {text, optional: yes, label: 备注}}
  unit:
    label: 单位
    given: {front: {text, label: 战线}}
    computed: {总分: {formula: sum(points * actual), label: 年度总分}}
"""


def test_people_read_the_labels_and_headings_of_their_own_sheet():
    units = rows_of_csv("编号,名称,战线\nA,甲局,\nB,乙局,x\n", "unit.csv")
    targets = rows_of_csv("编号,单位,points,实绩\n1,A,甲,\n2,C,1,1\n3,B,1,乙\n", "目标")
    result = scored(LABELLED, {"unit": units, "target": targets})
    assert [str(one).partition("。")[0] for one in result.problems] == [
        "表 目标，第 3 行，编号 2，列 单位：错误：“C”：“单位”表里没有这个编号，这一行未使用",
        "表 目标，第 2 行，编号 1，列 points：错误：“甲”：不是数",
        "表 目标，第 4 行，编号 3，列 实绩：错误：“乙”：不是数",
        "表 目标，第 2 行，编号 1，列 points：错误：填的不能用，因此甲局（A）的“年度总分”没有结果",
        "表 目标，第 2 行，编号 1，列 实绩：错误：空白，因此甲局（A）的“年度总分”没有结果",
        "表 目标，第 4 行，编号 3，列 实绩：错误：填的不能用，因此乙局（B）的“年度总分”没有结果",
    ]
    assert {(one.table, one.column) for one in result.problems[1:]} == {("target", "points"), ("target", "actual")}
    lacking = read_facts(checked_scheme(LABELLED), {"unit": rows_of_csv("key\nA\n", "unit.csv"), "target": []})
    assert str(lacking.problems[0]).startswith(
        "表 单位（unit.csv），列 战线：错误：表里缺少这一列。应为：列名 front、战线。"
    )


def test_a_column_that_a_table_lacks_is_told_once_with_the_heading_that_was_meant():
    units = [{"key": key, "front": "x"} for key in "ABC"]
    rows = [{"key": key, "unit": key, "points": 1, "acutal": 1, "别的": 1} for key in "ABC"]
    result = scored(LABELLED, {"unit": units, "target": rows})
    assert [(one.code, one.column) for one in result.problems] == [
        ("heading misspelt", "actual"), ("facts without column", "别的")
    ]  # fmt: skip
    assert "却有办法里没有的“acutal”" in str(result.problems[0])
    assert [one.code for one in result.missing("B", ("总分",))] == ["heading misspelt"]


@pytest.mark.parametrize(
    ("unit", "target", "told"),
    [
        ("编码,front\nA,x\nB,x\n", "key,unit\n1,A\n2,B\n", [("heading misspelt", "unit"), ("nothing above", "target")]),
        ("front\nx\nx\n", "key,unit\n1,A\n2,B\n", [("column without facts", "unit"), ("nothing above", "target")]),
        ("key,front\nA,x\nB,x\n", "key\n1\n2\n", [("column without facts", "target")]),
    ],
)
def test_a_missing_column_of_keys_is_told_once_and_not_for_each_row(unit, target, told):
    targets = [{**row, "points": 1, "actual": 1} for row in rows_of_csv(target)]
    problems = read_facts(checked_scheme(LABELLED), {"unit": rows_of_csv(unit), "target": targets}).problems
    assert [(one.code, one.table) for one in problems] == told


def test_a_row_of_totals_is_no_unit_without_a_warning():
    names = ["甲局", "合计", "经济小计", "总 计：", "审计局", "统计局"]
    units = [{"key": str(i), "name": name, "v": 1, "w": 1} for i, name in enumerate(names)]
    problems = scored(RATIO, {"unit": [*units, {"key": "Total", "v": 1, "w": 1}]}).problems
    assert [(one.code, one.text, one.level) for one in problems] == [
        ("row of totals", word, "warning") for word in ("合计", "经济小计", "总 计：", "Total")
    ]
    assert "像是汇总的一行" in str(problems[0])


def test_a_target_may_be_called_a_total_of_something():
    targets = [
        {"key": "1", "unit": "A", "name": "税收收入合计", "v": 1},
        {"key": "2", "unit": "A", "name": "合计", "v": 1},
    ]
    text = scheme_text({"x": "sum(v)"}, target="given: {v: number}")
    assert told(scored(text, {"unit": [{"key": "A"}], "target": targets})) == [
        ("row of totals", "target", "2", "", "合计")
    ]


@pytest.mark.parametrize(
    ("formula", "groups", "lonely"),
    [
        ("rank(v within g)", ["区直", "区直 ", "区直单位"], ["区直单位"]),
        ("if(v > 1, top(3, v within g), no)", ["经济部门", "经济部门", "经济部们", "乡镇", "乡镇"], ["经济部们"]),
        ("rank(v within g)", ["经济", "经济", "乡镇"], []),
        ("rank(v within g)", ["第一组", "第二组"], []),
        ('rank(v) + if(g = "区直", 1, 0)', ["区直", "区直", "区直单位"], []),
    ],
)
def test_a_group_of_one_that_is_spelt_like_another_is_a_warning(formula, groups, lonely):
    units = [{"key": str(i), "v": i, "g": group} for i, group in enumerate(groups)]
    problems = scored(scheme_text({"x": f"'{formula}'"}, given="v: number\ng: text"), {"unit": units}).problems
    assert [(one.code, one.column, one.text, one.level) for one in problems] == [
        ("lonely group", "g", group, "warning") for group in lonely
    ]


def test_a_heading_with_its_unit_is_found_as_what_was_meant():
    rows = rows_of_csv('key,unit,points,"实绩\n（万元）"\n1,A,1,2\n')
    (problem,) = read_facts(checked_scheme(LABELLED), {"unit": [{"key": "A", "front": "x"}], "target": rows}).problems
    assert "却有办法里没有的“实绩 （万元）”" in str(problem)


def test_headings_from_a_program_need_not_be_texts():
    rows = [{"key": "A", "v": 1, "w": 1, None: 3, 7: 1}]
    problems = read_facts(checked_scheme(RATIO), {"unit": rows}).problems
    assert [(one.code, one.column) for one in problems] == [
        ("facts without column", "None"),
        ("facts without column", "7"),
    ]


def test_a_key_that_no_spreadsheet_computed_is_no_key():
    units = [{"key": key, "v": 1, "w": 1} for key in ("#N/A", Uncomputed("=A1"), "=A1")]
    result = scored(RATIO, {"unit": units})
    assert told(result) == [
        ("sheet error", "unit", "", "key", "#N/A"),
        ("formula without value", "unit", "", "key", "=A1"),
    ]
    assert result.keys("unit") == ("=A1",)


def test_a_parent_told_by_its_name_is_answered_with_its_key():
    rows = {"unit": [{"key": "A7", "name": "甲局", "front": "x"}], "target": [{"key": "1", "unit": "甲局"}]}
    orphan = next(one for one in read_facts(checked_scheme(LABELLED), rows).problems if one.code == "orphan")
    assert "是不是想写“A7”？" in str(orphan)


def test_only_a_blank_number_is_told_to_be_written_as_zero():
    text = scheme_text({"x": 'if(g = "甲", v, 0)'}, given="v: number\ng: text")
    number, group = scored(text, {"unit": [{"key": "A", "v": "", "g": "甲"}, {"key": "B", "v": 1, "g": ""}]}).problems
    assert "没有就填 0" in str(number)
    assert "没有就填 0" not in str(group)
    assert "合并的单元格" in str(group)


def test_numbers_of_forty_digits_are_computed_exactly():
    written = "1234567890123456789012345678901234567890.5"
    result = scored(RATIO, {"unit": [{"key": "A", "v": written, "w": 3}]})
    assert result.value("unit", "A", "x") == mpq(written) / 3
    assert result.shown("unit", "A", "x") == "411522630041152263004115226300411522630.17"


def test_a_unit_of_an_unknown_group_is_left_out_and_told_with_the_nearest():
    text = "title: 试\ntables:\n  group: {}\n  unit: {given: {v: number}, computed: {x: rank(v within group.key)}}\n"
    units = [{"key": "A", "group": "经济", "v": 1}, {"key": "B", "group": "经济组", "v": 2}]
    result = scored(text, {"group": [{"key": "经济组"}], "unit": units})
    assert told(result) == [("orphan", "unit", "A", "group", "经济")]
    assert "经济组" in str(result.problems[0])
    assert [row["key"] for row in result.published()] == ["B"]


def test_a_comparison_without_competitors_gives_no_result_and_says_so():
    text = scheme_text({"x": "v - mean_of(v among v > 5)"}, given="v: number")
    result = scored(text, {"unit": [{"key": "A", "v": 1}, {"key": "B", "v": 2}]})
    assert [(one.code, one.key) for one in result.problems] == [("no result", "A"), ("no result", "B")]
    assert "没有一行参加比较" in str(result.problems[0])


@pytest.mark.parametrize("formula", ["share(p of w)", "weighted_mean(p by w)"])
def test_weights_of_zero_give_no_result_and_say_so(formula):
    text = scheme_text({"x": formula}, target="given:\n  p: number\n  w: number")
    rows = {"unit": [{"key": "A"}], "target": [{"key": "1", "unit": "A", "p": 3, "w": 0}]}
    assert "权数之和" in str(scored(text, rows).problems[0])


def test_what_no_table_of_parameters_holds_gives_no_result():
    text = scheme_text({"x": "lookup(系数, g)"}, given="g: text", extra="parameters: {系数: {甲: 1}}")
    result = scored(text, {"unit": [{"key": "A", "g": "乙"}, {"key": "B", "g": "甲"}]})
    assert told(result) == [("no result", "unit", "A", "x", "")]
    assert result.value("unit", "B", "x") == 1


def test_a_hundred_thousand_events_of_one_unit_are_no_burden():
    events = [{"key": str(i), "unit": "A", "v": i % 7, "m": str(i % 1000)} for i in range(100_000)]
    result = scored(EVENTS, {"unit": [{"key": "A"}], "event": events})
    found = {column: result.value("unit", "A", column) for column in ("个数", "合计", "中位", "同项取高", "最高")}
    total = sum(i % 7 for i in range(100_000))
    assert found == {"个数": 14285, "合计": total, "中位": 3, "同项取高": 6000, "最高": 6}
    assert result.value("unit", "A", "去极值") == mpq(total - 6, 99_998)
    assert result.problems == ()


@pytest.mark.parametrize("exponent", [65, -65, "1e9"])
def test_exponents_are_bounded_with_a_message(exponent):
    text = scheme_text({"x": "2 ^ v"}, given="v: number")
    result = scored(text, {"unit": [{"key": "A", "v": exponent}, {"key": "B", "v": 64}]})
    assert told(result) == [("no result", "unit", "A", "x", "")]
    assert "±64" in str(result.problems[0])
    assert result.value("unit", "B", "x") == 2**64


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("+".join(["1"] * 2100), "formula too long"),
        ("not " * 130 + "yes", "formula too deep"),
        ("abs(" * 130 + "1" + ")" * 130, "formula too deep"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nesting_and_length_are_bounded_with_a_message(formula, code, language):
    text = scheme_text({"x": f"'{formula}'"})
    assert codes(text, language) == [code]
    assert any(character.isdigit() for character in str(read_scheme(text, language=language).problems[0]))


@pytest.mark.parametrize(
    ("formula", "values", "code"),
    [
        ("ladder(v, 200 >= 90%, 100 >= 60%, 0)", ["95", "61"], "number beside per cent"),
        ("if(v >= 5%, 1, 0)", ["7.5", "6"], "number beside per cent"),
        ("ladder(v, 200 >= 90, 100 >= 60, 0)", ["0.95", "0.61"], "per cent beside number"),
        ("ladder(v, 2 in [60, 100], 0)", ["95%", "61%"], "per cent beside number"),
        ("ladder(v, 200 >= 100%, 0)", ["105%", "112%"], ""),  # all beyond the plan
        ("ladder(v, 200 >= 90%, 0)", ["95", "61%"], "shares and numbers"),  # told cell by cell
        ("if(v >= 12, 1, 0)", ["0", "1"], ""),  # counted, and few
    ],
)
def test_a_column_a_hundred_times_off_its_limits_is_asked_about(formula, values, code):
    text = scheme_text({"x": formula}, given="v: number")
    facts = {"unit": [{"key": key, "v": value} for key, value in zip("AB", values, strict=True)]}
    found = [one.code for one in scored(text, facts).problems if one.level == "warning"]
    assert found == ([code] if code else [])

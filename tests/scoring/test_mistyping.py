"""A scheme as somebody types it who has never programmed: each slip is told at its place, with the way out.

Nothing is said that only follows from it, and everything else of the scheme is checked all the same.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from gangmu.scoring import read_scheme

FOLDER = Path(__file__).parents[2] / "schemes"
WHOLE = [text for file in sorted(FOLDER.glob("*/*.yaml")) if "include:" not in (text := file.read_text("utf-8"))]
SCHEME = """title: 试行办法
year: 2026
parameters:
  满分: 40
  达标线: {value: 80, note: 原文没有写，按惯例}
  系数: {甲: 1, 乙: 0.8}

tables:
  target:
    label: 目标
    given:
      数: {number, label: 实绩}

  unit:
    label: 单位
    given:
      类: {one of: [甲, 乙], label: 类别}
      基数: number
    computed:
      率: {formula: "ratio(sum(数), 基数)", decimals: 4}
      得分: 满分 * lookup(系数, 类) * 率
      等次:
        formula: >-
          if(得分 > 0,
          band(得分, "好" >= 达标线, "差"), "差")
        note: 零分的，差

scales:
  等次: [好, 差]

publish:
  unit: [得分, 等次]
"""
# What is right, what is typed in its place, and what is told: codes with line and column.
SLIPS = [
    ("title: 试", "title：试", [("full-width colon", 1, 6)]),
    ("title: 试", "title:试", [("no space after colon", 1, 6)]),
    ("title: 试", "title 试", [("no colon", 1, 6)]),
    ("title: 试", "title:\u3000试", [("no space after colon", 1, 6)]),
    ("title: 试", "title: “试", []),
    ("title: 试", 'title: "试', [("text not closed", 1, 8)]),
    ("title: 试行办法", 'title: "试行" 办法', [("text after quotes", 1, 8)]),
    ("title: 试行", "title: 试行: ", [("colon in text", 1, 10)]),
    ("title: 试", "title: @试", [("special start", 1, 8)]),
    ("title: 试行办法", "title:", [("no title", 1, 1)]),
    ("year: 2026", "  year: 2026", [("bad indent", 2, 3)]),
    ("year: 2026", "year: ２０２６", [("bad year", 2, 7)]),
    ("year: 2026", "year: 2026年", [("bad year", 2, 7)]),
    ("parameters:\n", "parameter:\n", [("unknown section", 3, 1)]),
    ("parameters:\n", "参数:\n", [("unknown section", 3, 1)]),
    ("parameters:\n", "", [("bad indent", 3, 3)]),
    ("parameters:\n  满分", "parameters:\n满分", [("bad indent", 4, 1)]),
    ("  满分: 40\n", "\t满分: 40\n", [("tab", 4, 1)]),
    ("  满分: 40\n", "\u3000满分: 40\n", [("wide space", 4, 1)]),
    ("  满分: 40\n", "   满分: 40\n", [("bad indent", 4, 4)]),
    ("  满分: 40\n", "  满分：40\n", [("full-width colon", 4, 5)]),
    ("  满分: 40\n", "  满分:40\n", [("no space after colon", 4, 5)]),
    ("  满分: 40\n", "  满分 40\n", [("no colon", 4, 5)]),
    ("  满分: 40\n", "  满分 = 40\n", [("no colon", 4, 5)]),
    ("  满分: 40\n", "  满分\u3000: 40\n", [("bad name", 4, 3)]),
    ("  满分: 40\n", "  满分: ４０\n", []),
    ("  满分: 40\n", "  满分: 40分\n", [("parameter no number", 4, 3)]),
    ("  满分: 40\n", "  满分: “40”\n", [("parameter no number", 4, 3)]),
    ("  满分: 40\n", "  满分: '40'\n", [("parameter no number", 4, 3)]),
    ("  满分: 40\n", "  满分: 四十\n", [("text not number", 21, 11)]),
    ("  满分: 40\n", "  满分:\n", [("bad parameter", 4, 3)]),
    ("  满分: 40\n", "  满分: 40 ＃ 分\n", [("parameter no number", 4, 3)]),
    ("  满分: 40\n", "  满\u200b分: 40\n", [("bad name", 4, 3), ("unknown name", 21, 11)]),
    ("  满分: 40\n", "  满分: &a 40\n", [("no anchors", 4, 7)]),
    ("  满分: 40\n", "  满分: *a\n", [("no anchors", 4, 7)]),
    ("  满分: 40\n", "  满分: 40\n  满分: 50\n", [("duplicate name", 5, 3)]),
    ("  满分: 40\n", "  ＃ 满分\n  满分: 40\n", [("full-width hash", 4, 3)]),
    ("  满分: 40\n", "---\n  满分: 40\n", [("one document", 4, 1)]),
    ("{value: 80,", "{value：80,", [("full-width colon", 5, 14)]),
    ("达标线: {value: 80,", "达标线：{value：80,", [("full-width colon", 5, 6)]),
    ("{value: 80,", "{value:80,", [("no space after colon", 5, 14)]),
    ("{value: 80,", "{value: 80，", [("full-width comma", 5, 18)]),
    ("{value: 80,", "{vlaue: 80,", [("unknown detail", 5, 9)]),
    ("{value: 80,", "｛value: 80,", [("full-width bracket", 5, 8)]),
    ("按惯例}", "按惯例", [("bracket not closed", 5, 8)]),
    ("按惯例}", "按惯例｝", [("full-width bracket", 5, 35)]),
    ("按惯例}", "按惯例}}", [("bracket not closed", 5, 8)]),
    ("没有写，按惯例", "没有写, 按惯例", [("unknown detail", 5, 33)]),
    ("{甲: 1, 乙: 0.8}", "{甲：1，乙：0.8}", [("full-width colon", 6, 9)]),
    ("{甲: 1, 乙: 0.8}", "{甲: 1、乙: 0.8}", [("full-width comma", 6, 12)]),
    ("{甲: 1, 乙: 0.8}", "{甲: , 乙: 0.8}", [("number wanted", 6, 8)]),
    ("{甲: 1, 乙: 0.8}", "{'甲'：1, 乙: 0.8}", [("bracket not closed", 6, 7)]),
    ("tables:\n", "tables\n", [("no colon", 8, 7)]),
    ("tables:\n", "table:\n", [("unknown section", 8, 1)]),
    ("tables:\n", "", [("out of place", 10, 5)]),
    ("  target:\n", "  target\n", [("no colon", 9, 9)]),
    ("  target:\n", "", [("out of place", 10, 5), ("bad indent", 13, 3)]),
    ("  unit:\n    label", "unit:\n    label", [("unknown parent", 9, 3), ("unknown section", 14, 1)]),
    ("  unit:\n    label", "    unit:\n    label", [("out of place", 14, 5)]),
    ("    label: 单位", "  label: 单位", [("bad indent", 15, 3)]),
    ("    label: 单位", "      label: 单位", [("bad indent", 15, 7)]),
    ("    given:\n      类", "  given:\n      类", [("out of place", 16, 3), ("bad indent", 19, 5)]),
    ("    given:\n      类", "    given：\n      类", [("full-width colon", 16, 10)]),
    ("    given:\n      类", "    gievn:\n      类", [("unknown detail", 16, 5)]),
    ("    given:\n      类", "    数据:\n      类", [("unknown detail", 16, 5)]),
    ("{one of: [甲, 乙], label", "{one of：[甲, 乙], label", [("full-width colon", 17, 17)]),
    ("[甲, 乙]", "[甲，乙]", [("full-width comma", 17, 21)]),
    ("[甲, 乙]", "[甲、乙]", [("full-width comma", 17, 21)]),
    ("[甲, 乙]", "[“甲”, “乙”]", [("curly quotes", 17, 20), ("curly quotes", 17, 25)]),
    ("[甲, 乙]", "【甲, 乙】", [("list wanted", 17, 19), ("unknown detail", 17, 23)]),
    ("[甲, 乙]", "[甲, 乙}", [("bracket not closed", 17, 10)]),
    ("[甲, 乙]", "[甲, 乙", [("bracket not closed", 17, 10)]),
    ("      基数: number", "      基数: nubmer", [("unknown type", 18, 11)]),
    ("      基数: number", "      基数: 数值", [("unknown type", 18, 11)]),
    ("      基数: number", "      基数: {label: 基}", [("no type", 18, 7)]),
    ("      基数: number", "     基数: number", [("bad indent", 18, 6)]),
    ("      基数: number", "       基数: number", [("bad indent", 18, 8)]),
    ("      基数: number", "    基数: number", [("unknown detail", 18, 5)]),
    ("      基数: number", "\xa0     基数: number", [("wide space", 18, 1)]),
    ("      基数: number", "   、  基数: number", [("bad indent", 18, 4)]),
    ("    computed:\n", "   computed:\n", [("bad indent", 19, 4)]),
    ("    computed:\n", "      computed:\n", [("out of place", 19, 7)]),
    ("    computed:\n", "    computed: 计算\n", [("bad indent", 19, 5)]),
    (
        "    computed:\n",
        "",
        [
            ("no type", 19, 7),
            ("unknown detail", 19, 11),
            ("unknown detail", 19, 41),
            ("unknown type", 20, 11),
            ("no type", 21, 7),
        ],
    ),
    ('"ratio(sum(数), 基数)"', "ratio(sum(数), 基数)", [("comma in braces", 20, 20)]),
    ('"ratio(sum(数), 基数)"', '"ratio(sum(数), 基数)', [("text not closed", 20, 20)]),
    ('"ratio(sum(数), 基数)"', '"ratio(sum(数), "基数")"', [("bracket not closed", 20, 10)]),
    ("{formula: ", "{公式: ", [("formula wanted", 20, 10), ("unknown detail", 20, 11)]),
    ("得分: 满分 *", "得分：满分 *", [("full-width colon", 21, 9)]),
    ("得分: 满分 *", "得分:满分 *", [("no space after colon", 21, 9)]),
    ("得分: 满分 *", "得分: = 满分 *", [("leading equals", 21, 11)]),
    ("得分: 满分 *", "得分: * 满分 *", [("no anchors", 21, 11)]),
    ("得分: 满分 *", "得分: %满分 *", [("special start", 21, 11)]),
    ("得分: 满分 *", "得分: & 满分 *", [("no anchors", 21, 11)]),
    ("得分: 满分 *", "得分: {满分} *", [("bracket not closed", 21, 11)]),
    ("得分: 满分 *", "得分: [满分] *", [("bracket not closed", 21, 11)]),
    ("得分: 满分 *", "得分: - 满分 *", [("special start", 21, 11)]),
    ("得分: 满分 *", "得分: 满分: *", [("colon in text", 21, 13)]),
    ("满分 * lookup(系数, 类) * 率", "“满分 * 率”", [("compare kinds", 24, 14), ("wrong kind", 25, 16)]),
    ("得分: 满分 * lookup(系数, 类) * 率", "得分:", [("formula empty", 21, 7)]),
    ("      等次:\n", "    等次:\n", [("unknown detail", 22, 5)]),
    ("scales:\n", "  scales:\n", [("mapping wanted", 29, 7)]),
    ("  等次: [好, 差]", "等次: [好, 差]", [("mapping wanted", 29, 1), ("unknown section", 29, 1)]),
    ("[好, 差]", "好, 差", [("list wanted", 29, 7)]),
    ("[好, 差]", "[好, 差", [("bracket not closed", 29, 7)]),
    ("[好, 差]", "[好, 差]]", [("bracket not closed", 29, 7)]),
    ("[好, 差]", "\n    － 好\n    － 差", [("list wanted", 30, 5)]),
    ("unit: [得分", "unti: [得分", [("unknown table", 32, 3)]),
    ("unit: [得分", "单位: [得分", [("unknown table", 32, 3)]),
    ("[得分, 等次]", "[得份, 等次]", [("unknown column", 32, 10)]),
    ("[得分, 等次]", "[类别, 等次]", [("unknown column", 32, 10)]),
    ("[得分, 等次]", "得分, 等次", [("list wanted", 32, 9)]),
]
MUTATIONS = [*"()（），,：:；;、\"'“”{}[]【】｛｝#＃-—－ \t　\u00a0\u200b%@&*!|>=\n甲1a.。", "  ", "where ", "- ", ": "]


def told(text: str, language: str = "zh"):
    return [one for one in read_scheme(text, language=language).problems if one.level == "error"]


@pytest.mark.parametrize(("right", "typed", "expected"), SLIPS)
def test_a_slip_is_told_at_its_place_and_little_that_follows_from_it(right, typed, expected):
    assert right in SCHEME
    found = told(SCHEME.replace(right, typed, 1))
    assert [(one.code, one.line, one.column) for one in found] == expected, "\n".join(map(str, found))


@pytest.mark.parametrize(("right", "typed", "expected"), SLIPS)
def test_a_slip_is_told_in_the_readers_language(right, typed, expected):
    text = SCHEME.replace(right, typed, 1)
    for one in told(text):
        assert any("一" <= sign <= "龥" for sign in one.what), one.what
        assert one.expected or one.todo
    for one in told(text, "en"):
        assert not set("。，：、") & set(one.what + one.todo), str(one)


# Where indents leave open which lines are formulas, and where the formula itself is part of the slip.
UNREAD = [
    slip for slip in SLIPS if "out of place" in [code for code, *_ in slip[2]]
    or slip[0] in ("    computed:\n", "      等次:\n", "  unit:\n    label")
]  # fmt: skip


@pytest.mark.parametrize(("right", "typed", "expected"), [slip for slip in SLIPS if slip not in UNREAD])
def test_everything_else_is_checked_all_the_same(right, typed, expected):
    """A wrong name in the last formula is found."""
    text = SCHEME.replace("if(得分 > 0", "if(得份 > 0").replace(right, typed, 1)
    assert "得份" in [one.text for one in told(text)]


@pytest.mark.parametrize("commas", [False, True])
def test_a_scheme_typed_with_full_width_signs_throughout_is_told_line_by_line(commas):
    text = SCHEME.replace(": ", "：").replace(":\n", "：\n").replace(", ", "，" if commas else ", ")
    found = told(text)
    assert {one.code for one in found} <= {"full-width colon", "full-width comma"}
    lines = {number for number, line in enumerate(text.split("\n"), 1) if re.match(r"\s*\w+：", line)}
    assert lines - {24, 25} <= {one.line for one in found}


def test_many_slips_are_told_at_once():
    text = SCHEME
    for right, typed in (
        ("title: ", "title："),
        ("  满分: 40", "\t满分: 40"),
        ("[甲, 乙]", "[甲，乙]"),
        ("基数: number", "基数: nubmer"),
        ("lookup(系数", "lookpu(系数"),
        ("[好, 差]", "[好, 差"),
    ):
        text = text.replace(right, typed, 1)
    assert [one.code for one in told(text)] == [
        "full-width colon", "tab", "full-width comma", "unknown type", "unknown function", "bracket not closed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["编号,名称\nA,发改局\nB,财政局\n", "<html>\n<p>办法</p>", "- a\n- b", "\x00PK\x03\x04"]
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_file_that_is_no_scheme_is_told_once(text, language):
    assert len(told(text, language)) == 1


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_ends_of_lines_and_byte_order_marks_of_other_systems_are_no_fault(ends):
    assert told("\ufeff" + SCHEME.replace("\n", ends)) == []
    assert told(SCHEME.replace("满分 *", "满份 *").replace("\n", ends))[0].line == 21


@pytest.mark.parametrize("text", WHOLE)
@pytest.mark.parametrize("style", [{"indent": 4}, {"width": 40}, {"default_flow_style": True}])
def test_yaml_in_other_styles_is_no_fault(text, style):
    """As other programs write it: set in by four, folded, all in braces."""
    assert told(yaml.safe_dump(yaml.safe_load(text), allow_unicode=True, sort_keys=False, **style)) == []


def mutated(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text))
    how = chance.choice(["add", "put", "drop", "line"])
    if how != "line":
        sign = "" if how == "drop" else chance.choice(MUTATIONS)
        return text[:at] + sign + text[at + (how != "add") :]
    lines = text.split("\n")
    number = chance.randrange(len(lines))
    line = lines[number]
    lines[number : number + 1] = chance.choice([[], [line, line], ["  " + line], [line.removeprefix("  ")]])
    return "\n".join(lines)


def test_one_slip_brings_a_handful_of_problems():
    counts = []
    for seed in range(120):
        chance = random.Random(seed)
        counts.append(len(read_scheme(mutated(chance.choice(WHOLE), chance)).problems))
    assert sum(count <= 3 for count in counts) >= 0.95 * len(counts)
    assert sum(count > 6 for count in counts) <= 0.02 * len(counts)


@settings(max_examples=60)
@given(st.sampled_from([SCHEME, SCHEME, *WHOLE[::3]]), st.integers(0, 2**32), st.integers(1, 12))
def test_slips_never_crash_the_checker_and_have_a_place_in_the_file(text, seed, slips):
    chance = random.Random(seed)
    for _ in range(slips):
        text = mutated(text, chance) or "a"
    checked = read_scheme(text, language="en" if seed % 2 else "zh")
    assert (checked.scheme is None) == any(problem.level == "error" for problem in checked.problems)
    lines = text.split("\n")
    for problem in checked.problems:
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
        assert str(problem)


@pytest.mark.parametrize(
    "text",
    [
        "- " * 5000,
        "[" * 5000,
        "a: [" + "一，" * 5000,
        "甲：" * 5000,
        '"' * 5000,
        "a: '" + "''" * 5000 + " b",
        "\t" * 5000 + "a: 1",
        "a: {b: 1,\n" * 2000,
        "\u200b" * 5000,
        "---\n" * 2000,
        "\ta:\n" * 5_000,
        "".join(f"{' ' * (i % 7)}a{i}: 1\n" for i in range(2000)),
    ],
)
def test_what_nobody_would_write_ends_with_a_problem(text):
    checked = read_scheme(text)
    assert checked.scheme is None
    assert checked.problems

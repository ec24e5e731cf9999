"""Faults of a scheme: all at once, each with its place, what is wrong, and the nearest name."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gangmu.scoring import read_scheme
from gangmu.scoring.problems.messages import MESSAGES
from tests.scoring.building import codes, scheme_text, scored

COUNTY = (Path(__file__).parents[2] / "schemes" / "county-2013" / "scheme.yaml").read_text("utf-8")
CITY = (Path(__file__).parents[2] / "schemes" / "city-demo" / "scheme.yaml").read_text("utf-8")
TARGET = """
given:
  points: number
  score: number
  kind: {one of: [甲, 乙]}
  day: date
  done: yes/no
"""


def fault(formula: str, **more: str):
    text = scheme_text(
        {"x": "'" + formula.replace("'", "''") + "'", **more}, target=TARGET, given="front: text\nlevel: number"
    )
    return read_scheme(text, file="s.yaml").problems


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("", "formula empty"),
        ("1 +", "formula ends early"),
        ("(1 + 2", "bracket open"),
        ("1 + 2)", "bracket too many"),
        ("level @ 2", "strange character"),
        ("level 2", "operator wanted"),
        ("* 2", "operand wanted"),
        ("[1 + 2]", "square bracket"),
        ("levle + 1", "unknown name"),
        ("level且front", "glued name"),
        ("if(level且(level > 1), 1, 0)", "glued word"),
        ("if((level > 1)且可评先, 1, 0)", "glued word"),
        ("points + 1", "column below"),
        ("summ(score)", "unknown function"),
        ("other.level", "unknown table"),
        ("median(level)", "not below"),
        ("sum(2)", "aggregate of nothing"),
        ("sum()", "wrong number"),
        ("count()", "aggregate of nothing"),
        ("clamp(1, 2)", "wrong number"),
        ("sum(score within kind)", "unknown clause"),
        ("sum(score where done where done)", "clause twice"),
        ("share(score)", "clause wanted"),
        ("front + 1", "wrong kind"),
        ('level + "1"', "text not number"),
        ('if(level > 1, 1, "a")', "kinds differ"),
        ('level > "1"', "compare kinds"),
        ('front > "a"', "no order"),
        ('count(where kind = "丙")', "never equal"),
        ("level in [1, 2, 3]", "bad interval"),
        ("level in [3, 1]", "empty interval"),
        ("round(level, level)", "constant wanted"),
        ('round(level, 0, "sideways")', "unknown option"),
        ("round(level, 1.5)", "small number wanted"),
        ("if(top(level, 2.5), 1, 0)", "quota unclear"),
        ("if(bottom(level, 0.3), 1, 0)", "quota unclear"),
        ('band(level, "a" > 3)', "no rest"),
        ('band(level, "b")', "no cases"),
        ('band(level, "a", "b")', "bad case"),
        ('band(level, "a" > 3, "b" > 5, "c")', "unreachable"),
        ('band(level, "a" >= 3, "b" >= 3, "c")', "unreachable"),
        ("ladder(level, 1 in [0, 3], 2 in [3, 5], 0)", "overlap"),
        ("interpolate(level, 60 at 80%)", "points wanted"),
        ("interpolate(level, 60 at 80%, 70 at 70%)", "points fall"),
        ("progressive(level, 1/20)", "brackets wanted"),
        ("progressive(level, 1/20 at 0, 1/40 at 10, 1/60 at 10)", "points fall"),
        ("progressive(level, 1/20 at -10, 1/40 at 0)", "bracket below zero"),
        ("1 at 2", "point outside"),
        ("step_down(front, 1)", "open grades"),
        ('step_down("优", 1)', "no scale"),
        ("lookup(nothing, front)", "unknown lookup"),
        ('date("2013-02-30")', "bad date"),
        ("1 / 3 ^ (proportional(proportional(proportional(proportional(1, 1), 1), 1), 1))", "shapes too deep"),
        ("(" * 130 + "1" + ")" * 130 + "@", "strange character"),
        ("-" * 200 + "1", "formula too deep"),
        ("1" + "+1" * 3000, "formula too long"),
    ],
)
def test_wrong_formula_is_reported(formula, code):
    problems = fault(formula)
    assert [problem.code for problem in problems] == [code], "\n".join(map(str, problems))
    assert problems[0].line == 16


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty file"),
        ("a: [", "bracket not closed"),
        ("title: x\ntables: {unit: {computed: {a: 1}}}\nx: &a 1", "no anchors"),
        ("title: " + "[" * 30 + "]" * 30, "nested too deep"),
        ("title: x\n# " + "x" * 1_000_001, "file too long"),
        ("- a\n- b", "no scheme"),
        ("tables: {unit: {computed: {a: '1'}}}", "no title"),
        ("title: x", "no tables"),
        ("title: x\ntables: {target: {given: {a: number}}}", "unknown parent"),
        ("title: x\ntables: {unit: {computed: {a: '1'}}}\ntabels: 1", "unknown section"),
        ("title: x\nyear: 13\ntables: {unit: {computed: {a: '1'}}}", "bad year"),
        ("title: x\ndecimals: 50\ntables: {unit: {computed: {a: '1'}}}", "bad decimals"),
        ("title: x\ntables: {unit: {computed: {a: '1', a: '2'}}}", "duplicate name"),
        ("title: x\ntables: {unit: {given: {a: number}, computed: {a: '1'}}}", "duplicate name"),
        ("title: x\ntables: {unit: {computed: {a-b: '1'}}}", "bad name"),
        ("title: x\ntables: {unit: {computed: {where: '1'}}}", "reserved name"),
        ("title: x\ntables: {unit: {given: {key: text}, computed: {a: '1'}}}", "implicit column"),
        ("title: x\ntables: {unit: {given: {b: nmuber}, computed: {a: '1'}}}", "unknown type"),
        ("title: x\ntables: {unit: {given: {b: {default: 1}}, computed: {a: '1'}}}", "no type"),
        ("title: x\ntables: {unit: {given: {b: {one of: []}}, computed: {a: '1'}}}", "bad choices"),
        ("title: x\ntables: {unit: {given: {b: {number, default: x}}, computed: {a: '1'}}}", "bad default"),
        ("title: x\ntables: {unit: {computed: {a: {formula: [1]}}}}", "formula wanted"),
        ("title: x\ntables: {unit: {computed: {a: {formula: min(1, 2), label: b}}}}", "comma in braces"),
        ("title: x\ntables: {unit: {computed: {a: {formula: (1 + 2, label: b}}}}", "bracket open"),
        ("title: x\nscales: {s: [a]}\ntables: {unit: {computed: {a: '1'}}}", "bad scale"),
        ("title: x\nscales: {s: [a, a]}\ntables: {unit: {computed: {a: '1'}}}", "grade twice"),
        ("title: x\ntables: {unit: {parent: b, computed: {a: '1'}}, b: {parent: unit}}", "parents in a circle"),
        ("title: x\nparameters: {a: 1}\ntables: {unit: {computed: {a: '1'}}}", "parameter like column"),
        ("title: x\nparameters: {b: }\ntables: {unit: {computed: {a: '1'}}}", "bad parameter"),
        ("title: x\nparameters: {b: {c: x}}\ntables: {unit: {computed: {a: 'lookup(b, name)'}}}", "number wanted"),
        ("title: x\nparameters: {b: 2}\ntables: {unit: {computed: {a: '1'}}}", "unused parameter"),
        ("title: x\npublish: {unit: [b]}\ntables: {unit: {computed: {a: '1'}}}", "unknown column"),
        ("title: x\npublish: {unti: [a]}\ntables: {unit: {computed: {a: '1'}}}", "unknown table"),
        ("title: x\npublish: {unit: a}\ntables: {unit: {computed: {a: '1'}}}", "list wanted"),
        ("title: x\ncomponents: [a]\ntables: {unit: {computed: {a: 'name'}}}", "component no number"),
        ("title: x\ncomponents: {a: many}\ntables: {unit: {computed: {a: '1'}}}", "full marks wanted"),
        ("title: x\ntables: {thing: {parent: '', computed: {a: '1'}}}", "no unit table"),
        ("title: x\ntables: {unit: {computed: {a: rank(b), b: a + 1}}}", "circle"),
    ],
)
def test_wrong_file_is_reported(text, code):
    found = codes(text)
    assert code in found
    for language in ("zh", "en"):
        assert all(str(problem) for problem in read_scheme(text, file="s.yaml", language=language).problems)


@pytest.mark.parametrize(
    ("entry", "code", "place"),
    [
        ("formula：v + 1", "full-width colon", (7, 16)),
        ("formula:v + 1", "no space after colon", (7, 16)),
        ("label：甲", "full-width colon", (7, 14)),
        ("decimals：2", "full-width colon", (7, 17)),
        ("formula: v + 1\n        label: 甲\n        note：乙", "full-width colon", (9, 13)),
        ("{formula：v + 1}", "full-width colon", (7, 17)),
        ("formula：>-\n          v +\n          1\n        note: 甲", "full-width colon", (7, 16)),
        ("formula:>-\n          v +\n          1\n        note: 甲", "no space after colon", (7, 16)),
    ],
)
def test_a_colon_slip_inside_a_column_is_told_as_such(entry, code, place):
    text = f"title: x\ntables:\n  unit:\n    given: {{v: number}}\n    computed:\n      a:\n        {entry}\n"
    assert [(one.code, (one.line, one.column)) for one in read_scheme(text).problems] == [(code, place)]


@pytest.mark.parametrize(
    ("section", "pointed"),
    [
        ("publish: {unit: [a, b, a]}", (2, 24)),
        ("components: [a, b, a]", (2, 20)),
    ],
)
def test_a_name_doubled_in_a_list_of_columns_is_reported(section, pointed):
    problems = read_scheme(f"title: x\n{section}\ntables: {{unit: {{computed: {{a: '1', b: '2'}}}}}}").problems
    assert [(one.code, one.text, (one.line, one.column)) for one in problems] == [("duplicate name", "a", pointed)]


SCALES = (
    "title: x\nscales:\n{}\ntables:\n  unit:\n"
    "    given: {{g: {{one of: [好, 中]}}}}\n    computed: {{{}: 'step_down(g, 1)'}}"
)


@pytest.mark.parametrize(
    ("scales", "column", "found"),
    [
        ("  a: [好, 中, 差]\n  b: [好, 中, 差]", "x", []),
        ("  a: [好, 中, 差]\n  b: [中, 好]", "b", []),
        ("  a: [好, 中, 差]\n  b: [中, 好]", "x", ["several scales"]),
        ("  a: [好, 差]\n  b: [中, 差]", "x", ["no scale"]),
    ],
)
def test_the_scale_of_grades_is_the_one_that_holds_them_or_has_the_name_of_the_column(scales, column, found):
    problems = read_scheme(SCALES.format(scales, column)).problems
    assert [one.code for one in problems] == found
    assert all("a、b" in str(one) for one in problems if one.code == "several scales")


def test_the_scale_with_the_name_of_the_column_counts_where_others_hold_the_grades_too():
    text = SCALES.format("  a: [好, 中, 差]\n  b: [差, 中, 好]", "b")
    assert scored(text, {"unit": [{"key": "A", "g": "中"}]}).value("unit", "A", "b") == "好"


def test_all_faults_are_told_at_once_each_at_its_place():
    text = COUNTY.replace('"重点" otherwise', '"重典" otherwise', 1).replace(
        "rank(总分 within front)", "rnak(总份 within front)"
    )
    text = text.replace("ratio(actual, goal)", "ratio(actul, goal)")
    problems = read_scheme(text, file="scheme.yaml").problems
    assert [(problem.code, problem.text) for problem in problems] == [
        ("unknown name", "actul"),
        ("never equal", '"重典"'),
        ("unknown function", "rnak(总份 within front)"),
        ("unknown name", "总份"),
    ]
    lines = text.split("\n")
    for problem in problems:
        assert lines[problem.line - 1][problem.column - 1 :].startswith(problem.text)
    assert "actual" in problems[0].todo
    assert "重点" in problems[1].todo
    assert "rank" in problems[2].todo
    assert "总分" in problems[3].todo


def test_place_is_right_in_a_folded_formula():
    text = scheme_text({"x": ">-\n        1 +\n        levle * 2"}, given="level: number")
    problem = read_scheme(text).problems[0]
    assert text.split("\n")[problem.line - 1][problem.column - 1 :].startswith("levle")


def test_circle_is_written_out():
    text = scheme_text({"a": "b + 1", "b": "c * 2", "c": "a", "d": "a"})
    problems = read_scheme(text).problems
    assert [problem.code for problem in problems] == ["circle"]
    assert "a → c → b → a" in problems[0].what or "a → b → c → a" in problems[0].what


def test_one_fault_is_told_once_where_other_columns_build_on_it():
    assert codes(scheme_text({"a": "nothing + 1", "b": "a * 2", "c": "if(b > 1, a, b)"})) == ["unknown name"]


def test_unused_parameter_is_a_warning_and_leaves_the_scheme_usable():
    checked = read_scheme("title: x\nparameters: {b: 2}\ntables: {unit: {computed: {a: '1'}}}")
    assert checked.scheme is not None
    assert [problem.level for problem in checked.problems] == ["warning"]


@pytest.mark.parametrize("formula", ["min(b, 1", "bb + 1", "lookup(c, name)", "'1' + b"])
def test_no_parameter_is_called_unused_while_a_formula_has_an_error(formula):
    text = f'title: x\nparameters: {{b: 2, d: 3}}\ntables: {{unit: {{computed: {{a: "{formula}"}}}}}}'
    assert "unused parameter" not in codes(text)
    assert codes(text)


def test_ambiguous_table_is_settled_by_naming_it():
    tables = "title: x\ntables:\n  a: {given: {v: number}}\n  b: {given: {v: number}}\n"
    tables += "  unit: {computed: {x: 'sum(FORMULA)'}}"
    assert codes(tables.replace("FORMULA", "v")) == ["ambiguous table"]
    assert codes(tables.replace("FORMULA", "b.v")) == ["unused given"]


def test_every_message_is_complete_in_both_languages():
    for code, (chinese, english) in MESSAGES.items():
        assert chinese[0], code
        assert english[0], code
        assert "{" not in chinese[0] or "{" in english[0], code


def test_digest_belongs_to_the_text():
    assert read_scheme(COUNTY).digest != read_scheme(COUNTY + " ").digest
    assert len(read_scheme(COUNTY).digest) == 64


@settings(max_examples=150)
@given(
    st.text(
        alphabet=st.sampled_from('甲乙ab12.()（）[]+-*/^<>=,，" “”%:{}\n where of rank sum if band at in'), max_size=60
    )
)
def test_any_formula_is_read_or_refused_but_never_crashes(formula):
    text = scheme_text(
        {"x": "'" + formula.replace("'", "").replace("\n", " ") + "'"}, target=TARGET, given="甲: number\na: text"
    )
    checked = read_scheme(text)
    assert (checked.scheme is None) == any(problem.level == "error" for problem in checked.problems)


@settings(max_examples=150)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_but_never_crashes(text):
    assert read_scheme(text).scheme is None


@settings(max_examples=60)
@given(st.sampled_from([COUNTY, CITY]), st.integers(0, 2**32))
def test_a_mutilated_scheme_never_crashes_the_checker(text, seed):
    chance = random.Random(seed)
    pieces = [
        "(",
        ")",
        ",",
        ": ",
        "\n",
        '"',
        "{",
        "]",
        " where ",
        "rank(",
        "1",
        "甲",
        "unit",
        "'",
        "  ",
        "%",
        "- ",
        "#",
    ]
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(text))
        text = text[:at] + chance.choice(pieces) + text[at + chance.choice([0, 0, 1, 3, 30]) :]
    for problem in read_scheme(text, language=chance.choice(["zh", "en"])).problems:
        assert problem.line >= 1
        assert str(problem)


@pytest.mark.parametrize(
    ("formula", "extra"),
    [
        ("level * top + level / top", ""),
        ('if(level >= top and top <> 3, "甲", "乙")', ""),
        ("level * 2", "components: {x: top}"),
        ("level * top", "components: {x: top}"),
    ],
)
def test_a_parameter_with_its_unit_is_told_once_where_it_is_written(formula, extra):
    text = scheme_text({"x": formula}, given="level: number", extra=f"parameters: {{top: 满分95.5 分}}\n{extra}")
    (problem,) = read_scheme(text).problems
    line = text.splitlines()[problem.line - 1]
    assert line[problem.column - 1 :].startswith("top: 满分95.5 分")
    assert str(problem).endswith(
        "“top”：这个参数当数用，写的却是“满分95.5 分”。应为：一个数，如 95.5。请只写数：不加引号，单位写在 note 里。"
    )
    (problem,) = read_scheme(text, language="en").problems
    assert "this parameter is used as a number, and it is ‘满分95.5 分’" in str(problem)


def warnings(text: str) -> list[tuple[str, str]]:
    return [(one.code, one.text) for one in read_scheme(text).problems if one.level == "warning"]


def unit(given: str, computed: str, more: str = "") -> str:
    return f"title: x\ntables: {{unit: {{given: {{{given}}}, computed: {{{computed}}}}}}}\n{more}"


def test_a_case_that_mixes_limits_and_intervals_is_blamed_for_that():
    text = unit("得分: number", """等次: 'band(得分, "优秀" >= 90, "合格" in [60, 89], "未规定")'""")
    (problem,) = read_scheme(text).problems
    assert (problem.code, problem.text) == ("mixed cases", '"合格" in [60, 89]')
    assert '"优秀" >= 90' in problem.expected


@pytest.mark.parametrize(
    ("steps", "gaps"),
    [
        ("5 in [60, 89], 7 in [90, 100]", ["7 in [90, 100]"]),
        ("7 in [90, 100], 5 in [60, 90)", []),
        ("5 in [60, 90), 7 in (90, 100]", ["7 in (90, 100]"]),
        ("5 in [a, 90], 7 in (91, 100]", []),  # where facts decide, nothing is said
    ],
)
def test_a_gap_between_two_steps_is_asked_about(steps, gaps):
    found = warnings(unit("x: number, a: number", f"得分: 'ladder(x, {steps}, 0)', b: a"))
    assert [text for code, text in found if code == "gap"] == gaps


def test_columns_and_steps_that_nothing_uses_are_told():
    text = unit("x: number, y: number", "a: x, b: a * 2, c: x", "publish: {unit: [b]}")
    assert warnings(text) == [("unused given", "y"), ("unused step", "c")]


@pytest.mark.parametrize(
    ("formula", "stated", "most"),
    [
        ("ladder(x, 1 >= 5, 0) + ladder(x, 1 >= 9, 0)", 3, "2"),
        ("if(x > 1, 3, 0)", 3, None),
        ("proportional(40, x)", 50, "40"),
        ("min(x, 4) * 50%", 3, "2"),
        ("x * 2", 3, None),  # facts decide
        ("clamp(x, 0, 2.5)", 3, "2.5"),
    ],
)
def test_full_marks_that_the_formula_cannot_bring_are_told(formula, stated, most):
    told = read_scheme(unit("x: number", f"a: '{formula}'", f"components: {{a: {stated}}}")).problems
    assert [one.code for one in told] == (["full marks differ"] if most else [])
    assert most is None or f"最多能得 {most}" in told[0].what

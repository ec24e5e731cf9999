"""The new method on last year's facts: who moves, why, and what the facts lack."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from itertools import pairwise

import openpyxl
import pytest
from gmpy2 import mpq
from hypothesis import given
from hypothesis import strategies as st

from gangmu.scoring.comparison import TooMuch, backtest, backtest_book, backtest_data, backtest_lines, backtest_table
from gangmu.scoring.comparison.agreement import kendall, spearman
from gangmu.scoring.evaluation.effort import PART, effort
from tests.scoring.building import Rows, checked_scheme, rows_of_csv, scheme_text
from tests.scoring.test_worked_cases import BUNDLED, read

OLD = """
title: 试
parameters: {重: 60, 轻: 40, 线: 80}
tables:
  target:
    given:
      kind: {one of: [重, 轻], label: 类别}
      rate: number
      late: {yes/no, default: no}
    computed:
      得分: clamp(rate, 0, 1)
  unit:
    given: {district: text}
    computed:
      重分: 重 * mean(得分 where kind = "重")
      轻分: 轻 * mean(得分 where kind = "轻")
      总分: 重分 + 轻分
      等次: band(总分, "好" >= 线, "差")
      名次: rank(总分)
scales: {等次: [好, 中, 差]}
publish: {unit: [总分, 等次, 名次]}
components: [重分, 轻分]
"""
RATES = {"a": ("0.9", "0.6"), "b": ("0.6", "0.9"), "c": ("1.2", "0.5")}
ROWS: Rows = {
    "unit": [{"key": key, "name": f"{key}局", "district": "东"} for key in RATES],
    "target": [
        {"key": f"{key}{kind}", "unit": key, "类别": kind, "rate": rate, "late": "否"}
        for key, rates in RATES.items()
        for kind, rate in zip(("重", "轻"), rates, strict=True)
    ],
}


def tried(*replacements: tuple[str, str], rows: Rows = ROWS):
    text = OLD
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new)
    test = backtest(checked_scheme(OLD), checked_scheme(text), rows)
    return test, {unit.key: unit for unit in test.units}


def test_totals_grades_and_places_stand_side_by_side():
    test, units = tried(("重: 60, 轻: 40", "重: 30, 轻: 70"))
    a, b, c = units["a"], units["b"], units["c"]
    assert [(u.old_total, u.new_total) for u in (a, b, c)] == [(78, 69), (72, 81), (80, 65)]
    assert [(u.old_rank, u.new_rank, u.places) for u in (a, b, c)] == [(2, 2, 0), (3, 1, 2), (1, 3, -2)]
    assert [(u.old_grade, u.new_grade) for u in (a, b, c)] == [("差", "差"), ("差", "好"), ("好", "差")]
    assert (test.regraded, test.moved) == (2, 2)
    assert test.kendall == -1
    assert test.spearman == -1


def test_each_changed_definition_is_tried_alone_and_the_largest_comes_first():
    test, units = tried(("重: 60, 轻: 40", "重: 62, 轻: 50"), ("clamp(rate, 0, 1)", "clamp(rate, 0, 1.1)"))
    effects = [(effect.change.name, effect.total) for effect in units["c"].effects]
    assert effects == [("得分", 6), ("轻", 5), ("重", 2)]
    # 62 × 1.1 + 50 × 0.5 − 80 = 13.2; the higher cap on the two added points makes the rest
    assert units["c"].together == mpq("0.2")
    assert test.apart == ()


def test_a_change_that_moves_only_the_grade_is_a_reason_too():
    _, units = tried(("线: 80", "线: 75"))
    (effect,) = units["a"].effects
    assert (effect.change.name, effect.total, effect.grade) == ("线", 0, "好")
    assert units["b"].effects == ()


def test_a_definition_brings_along_what_only_the_new_method_has():
    _, units = tried(
        ("总分: 重分 + 轻分", "加分: count(where rate > 1) * 奖\n      总分: 重分 + 轻分 + 加分"),
        ("线: 80}", "线: 80, 奖: 3}"),
    )
    assert [(e.change.name, e.total) for e in units["c"].effects] == [("总分", 3)]


def test_changes_that_work_only_together_are_told_apart():
    _, units = tried(
        ("late: {yes/no, default: no}", "late: {yes/no, default: yes}"),
        ("rate, 0, 1)", "rate, 0, if(late, 0.5, 1))"),
        rows={**ROWS, "target": [{**row, "late": ""} for row in ROWS["target"]]},
    )
    assert units["b"].new_total == 50
    assert units["b"].together == -22  # the default works only together with the formula


def test_a_new_default_alone_is_a_reason():
    old = OLD.replace("clamp(rate, 0, 1)", "if(late, 0, rate)")
    rows = {**ROWS, "target": [{**row, "late": ""} for row in ROWS["target"]]}
    test = backtest(checked_scheme(old), checked_scheme(old.replace("default: no", "default: yes")), rows)
    assert [(effect.change.name, effect.total) for effect in test.units[0].effects] == [("late", -78)]


def test_renamed_columns_and_labels_are_found_in_last_years_facts():
    test, units = tried(("kind", "sort"), ("rate", "degree"), ("label: 类别", "label: 种类"))
    assert test.lacking == ()
    assert units["a"].old_total == units["a"].new_total == 78
    assert units["a"].effects == ()


def test_facts_that_the_new_method_needs_and_nobody_has_are_a_plain_problem():
    test, units = tried(
        ("rate: number", "rate: number\n      weight: number"), ("clamp(rate, 0, 1)", "clamp(rate, 0, 1) * weight")
    )
    assert not units
    (problem,) = test.lacking
    assert (problem.table, problem.column) == ("target", "weight")
    assert "缺少这一列" in str(problem)


def test_a_table_that_nobody_has_is_a_plain_problem():
    test, _ = tried(
        ("  unit:\n", "  event:\n    given: {n: number}\n  unit:\n"), ("总分: 重分", "总分: sum(event.n) + 重分")
    )
    assert [problem.table for problem in test.lacking] == ["event"]


def test_a_definition_that_makes_no_sense_in_the_old_method_is_named():
    test, units = tried(
        ("重分: 重 *", "重分: if(总分0 > 0, 1, 1) * 重 *"),
        ("总分: 重分 + 轻分", "总分0: 轻分\n      总分: 重分 + 轻分"),
        ("轻分: 轻 *", "轻分: 0 * 名次2 + 轻 *"),
        ("名次: rank(总分)", "名次: rank(总分)\n      名次2: count(where rate > 0)"),
    )
    assert units["a"].together == 0
    test, units = tried(
        ("重分: 重 * mean(得分 where kind = \"重\")", "重分: 总分 - 轻分"),
        ("总分: 重分 + 轻分", "总分: 重 * mean(得分 where kind = \"重\") + 轻分"),
    )  # fmt: skip
    assert {change.name for change in test.apart} == {"重分"}
    assert units["a"].new_total == 78


def test_a_grade_that_is_called_otherwise_in_scale_and_formula_is_not_tried_alone():
    down = ("名次: rank(总分)", "终评: step_down(等次, 1)\n      名次: rank(总分)")
    old = OLD.replace(*down)
    new = old.replace("好", "优").replace("重: 60", "重: 50")
    test = backtest(checked_scheme(old), checked_scheme(new), ROWS)
    assert {change.name for change in test.apart} == {"等次"}
    assert [effect.change.name for effect in test.units[0].effects] == ["重"]


@pytest.mark.parametrize("position", range(len(BUNDLED)), ids=lambda position: BUNDLED[position].name)
def test_even_methods_that_have_nothing_in_common_can_be_tried(position):
    old, new = BUNDLED[position], BUNDLED[position - 1]
    files = (old / "cases" / "facts").glob("*.csv")
    test = backtest(read(old), read(new), {path.stem: rows_of_csv(path.read_text("utf-8")) for path in files})
    assert bool(test.units) is not bool(test.lacking)
    assert json.dumps(backtest_data(test, "en"))


def test_a_unit_without_a_total_is_shown_without():
    rows = {**ROWS, "target": [{**row, "rate": "" if row["key"] == "a重" else row["rate"]} for row in ROWS["target"]]}
    test, units = tried(("重: 60", "重: 50"), rows=rows)
    assert (units["a"].old_total, units["a"].places, units["a"].together) == (None, None, None)
    assert len(test.units) == 3


BLANK = ("轻分: 轻 *", "轻分: k *"), ("given: {district: text}", "given: {district: text, k: number}")
WITHOUT_K: Rows = {**ROWS, "unit": [{**row, "k": "" if row["key"] == "a" else 40} for row in ROWS["unit"]]}


def test_who_loses_his_total_is_told_by_which_change_and_why():
    test, units = tried(*BLANK, rows=WITHOUT_K)
    assert (units["a"].old_total, units["a"].new_total) == (78, None)
    (effect,) = units["a"].effects
    assert (effect.change.name, effect.lost, effect.gained) == ("轻分", ("total", "grade", "rank"), ())
    assert {row[0]: row[-1] for row in backtest_table(test)[1]}["a"] == "unit·轻分 失去总分"
    assert {row[0]: row[-1] for row in backtest_table(test, "en")[1]}["a"] == "unit.轻分 loses the total"
    assert [(one.unit, one.column) for one in test.problems] == [("a", "k")]
    data = backtest_data(test)
    assert [(one["unit"], one["column"]) for one in data["problems"]] == [("a", "k")]
    effects = next(unit["effects"] for unit in data["units"] if unit["key"] == "a")
    assert [(one["lost"], one["gained"]) for one in effects] == [(["total", "grade", "rank"], [])]


def test_who_gains_a_total_is_told_by_which_change():
    old, new = (checked_scheme(text) for text in (OLD.replace(*BLANK[0]).replace(*BLANK[1]), OLD))
    test = backtest(old, new, WITHOUT_K)
    (effect,) = next(unit.effects for unit in test.units if unit.key == "a")
    assert (effect.lost, effect.gained) == ((), ("total", "grade", "rank"))
    assert {row[0]: row[-1] for row in backtest_table(test)[1]}["a"].endswith("轻分 得到总分")
    assert test.problems == test.old.problems


def test_a_fault_that_both_methods_meet_is_told_once():
    rows = {**ROWS, "target": [{**row, "rate": "" if row["key"] == "a重" else row["rate"]} for row in ROWS["target"]]}
    test, _ = tried(("rate", "degree"), ("得分:", "分:"), ("mean(得分", "mean(分"), rows=rows)
    assert test.new.problems
    assert test.problems == test.old.problems


def test_an_order_of_publication_that_makes_another_place_is_not_told_as_the_same():
    parts = {"甲分": "u", "甲名": "rank(u)", "乙分": "v", "乙名": "rank(v)"}
    old, new = (
        checked_scheme(scheme_text(parts, "u: number\nv: number", extra=f"publish: {{unit: [{names}]}}"))
        for names in ("甲分, 甲名, 乙分, 乙名", "乙分, 乙名, 甲分, 甲名")
    )
    test = backtest(old, new, {"unit": [{"key": "a", "u": 9, "v": 1}, {"key": "b", "u": 1, "v": 9}]})
    assert test.moved == 2
    assert not test.same
    assert "结果不会变" not in "".join(backtest_lines(test))


def test_methods_that_mean_the_same_are_told_so_only_when_no_result_changes():
    test, _ = tried(("clamp(rate, 0, 1)", "最小( 最大(rate, 0), 1)"))
    assert not test.same
    test, _ = tried(("重分 + 轻分", "轻分 + 重分"))
    assert test.same
    assert "结果不会变" in "".join(backtest_lines(test))
    moved = tuple(replace(unit, new_total=unit.new_total + 1) for unit in test.units)
    assert not replace(test, units=moved).same
    assert "结果不会变" not in "".join(backtest_lines(replace(test, units=moved)))


def test_data_for_pages_is_plain():
    test, _ = tried(("重: 60, 轻: 40", "重: 30, 轻: 70"))
    data = json.loads(json.dumps(backtest_data(test)))
    first = data["units"][0]
    assert (first["old"]["total"], first["old"]["rank"], first["new"]["total"]) == ("78.00", "2", "69.00")
    assert first["effects"][0] == {
        "part": "parameter", "table": "", "name": "重", "words": "重", "total": "-27", "places": "0", "grade": None,
        "lost": [], "gained": [],
    }  # fmt: skip
    assert data["summary"] == {"units": 3, "moved": 2, "regraded": 2, "kendall": -1.0, "spearman": -1.0}


def test_nothing_agrees_with_nothing():
    assert kendall([], []) is None
    assert spearman([], []) is None
    assert spearman([1, 1], [1, 2]) is None


NUMBERS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=2, max_size=12)


@given(NUMBERS)
def test_kendall_counts_pairs(pairs):
    a, b = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    found = [(x < y) - (x > y) for i, x in enumerate(a) for y in a[i + 1 :]]
    other = [(x < y) - (x > y) for i, x in enumerate(b) for y in b[i + 1 :]]
    scale = (sum(map(abs, found)) * sum(map(abs, other))) ** 0.5
    wanted = sum(x * y for x, y in zip(found, other, strict=True)) / scale if scale else None
    assert kendall(a, b) == (wanted if wanted is None else pytest.approx(wanted))


@given(st.permutations(list(range(8))))
def test_spearman_of_permutations_follows_the_textbook(order):
    gaps = sum((i - place) ** 2 for i, place in enumerate(order))
    assert spearman(list(range(8)), order) == pytest.approx(1 - 6 * gaps / (8 * 63))


def test_effects_are_told_largest_first_for_every_unit():
    test, _ = tried(("重: 60, 轻: 40, 线: 80", "重: 61, 轻: 45, 线: 70"), ("clamp(rate, 0, 1)", "clamp(rate, 0.7, 1)"))
    for unit in test.units:
        assert all(abs(first.total) >= abs(second.total) for first, second in pairwise(unit.effects))


AWARDS = """
title: 试
parameters: {{重: {heavy}, 轻: {light}, 名额: {places}}}
tables:
  unit:
    label: 单位
    given: {{front: {{text, label: 战线}}, a: number, b: number}}
    computed:
      甲分: {{formula: 重 * a, label: 重点}}
      乙分: 轻 * b
      总分: 甲分 + 乙分
      名次: rank(总分 within front)
      受奖: 名次 <= 名额
publish: {{unit: [总分, 名次, 受奖]}}
components: [甲分, 乙分]
"""
POINTS = [("A", "甲", 9, 5), ("B", "甲", 6, 9), ("C", "乙", 5, 5), ("D", "乙", 5, 5), ("E", "乙", "", 1)]
AWARDED: Rows = {
    "unit": [{"key": key, "name": f"{key}局", "front": front, "a": a, "b": b} for key, front, a, b in POINTS]
}


def awarded(**new: object):
    schemes = [
        checked_scheme(AWARDS.format(**{"heavy": 2, "light": 1, "places": 1, **changed})) for changed in ({}, new)
    ]
    return backtest(*schemes, AWARDED)


def test_who_enters_and_leaves_and_which_part_moved_most_is_told():
    test = awarded(heavy=1, light=3)
    units = {unit.key: unit for unit in test.units}
    assert (units["A"].group, units["A"].old_rank, units["A"].new_rank) == ("甲", 1, 2)
    assert units["A"].parts == (("乙分", 5, 15), ("甲分", 18, 9))
    assert units["A"].awards == (("受奖", True, False),)
    assert units["E"].awards == (("受奖", None, None),)
    headings, rows = backtest_table(test)
    assert headings[2] == "战线"
    assert rows[0][:2] + rows[0][-2:] == ["A", "A局", "乙分 +10", "轻 +10、重 -9"]
    assert {row[0]: row[-2] for row in rows}["E"] == ""
    lines = list(backtest_lines(test))
    assert lines[1:] == ["进入第一：B局", "退出第一：A局", "进入受奖：B局", "退出受奖：A局"]
    assert "Now first: B局" in list(backtest_lines(test, "en"))


def test_tied_units_share_their_place_and_award_under_both():
    units = {unit.key: unit for unit in awarded(heavy=3).units}
    assert [(units[key].old_rank, units[key].new_rank, units[key].places) for key in "CD"] == [(1, 1, 0)] * 2


def test_a_backtest_is_saved_as_a_workbook():
    book = openpyxl.load_workbook(io.BytesIO(backtest_book(awarded(heavy=1, light=3, places=2))))
    assert book.sheetnames == ["名次变动", "各部分得分", "办法的改动"]
    places, parts, changes = book.worksheets
    assert [cell.value for cell in places[2]][:7] == ["A", "A局", "甲", 23, 24, "—", "—"]
    assert places["D2"].number_format == "0.00"
    assert [cell.value for cell in parts[2]] == ["A", "A局", "乙分", 5, 15, 10]
    assert "改动 参数 名额" in [row[0].value for row in changes.iter_rows()]
    assert "    值：1 → 2" in [row[0].value for row in changes.iter_rows()]


@pytest.mark.parametrize(
    "text", ["01", "nan", "-inf", "=1+1", "+1", "@x", "{=1}", "http://x", "<r>x</r>", "1e5", "_x0041_"]
)
def test_what_is_a_text_stays_one_in_the_workbook(text):
    rows: Rows = {"unit": [{"key": text, "name": text, "front": text, "a": 1, "b": 2}]}
    schemes = [
        checked_scheme(AWARDS.format(heavy=heavy, light=1, places=1).replace("战线", f"'{text}'")) for heavy in (1, 2)
    ]
    book = openpyxl.load_workbook(io.BytesIO(backtest_book(backtest(*schemes, rows))))
    places, parts, _ = book.worksheets
    cells = [places["C1"], *places[2][:3], *parts[2][:2]]
    assert [str(cell.value).replace("_x005F_", "_").strip() for cell in cells] == [text] * 6
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)


def test_what_would_take_too_long_is_refused_before_it_is_computed():
    old, new = (checked_scheme(AWARDS.format(heavy=heavy, light=1, places=1)) for heavy in (1, 2))
    enough = 3 * effort(new, {"unit": len(AWARDED["unit"])}, 10**9)
    assert backtest(old, new, AWARDED, most=enough).units
    with pytest.raises(TooMuch):
        backtest(old, new, AWARDED, most=enough - 1)


def test_an_effort_counts_slow_functions_and_the_rows_below_and_no_further_than_asked():
    def counted(formula: str, most: int = 10**9) -> int:
        scheme = checked_scheme(scheme_text({"x": formula}, given="a: number", target="given: {b: number}"))
        return effort(scheme, {"unit": 10, "target": 1_000}, most)

    assert counted("a + 1") == 3 * PART + 3 * 10
    assert counted("sum(b)") == 2 * PART + 10 + 1_000
    assert counted("sqrt(a)") == counted("rank(a)") == 2 * PART + 20 * 10 + 10
    assert counted("a + 1 + a + 1", 100) < counted("a + 1 + a + 1")


def test_a_unit_that_only_one_method_can_place_is_named():
    grouped = AWARDS.format(heavy=2, light=1, places=1).replace(
        "  unit:\n    label: 单位\n", "  group: {label: 组}\n  unit:\n    label: 单位\n", 1
    )
    old = checked_scheme(AWARDS.format(heavy=2, light=1, places=1))
    nowhere = [{**row, "组": ""} for row in AWARDED["unit"]]
    test = backtest(old, checked_scheme(grouped), {**AWARDED, "unit": nowhere, "group": [{"key": "G"}]})
    assert {which for *_, which in test.alone} == {"old"}
    assert "只有原办法能计分的单位：A局、B局、C局、D局、E局" in list(backtest_lines(test))

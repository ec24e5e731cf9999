"""Simulation: draws agree with scoring each one by itself; the seed decides everything; the plan refuses nonsense."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gangmu.scoring import evaluate, read_facts
from gangmu.scoring.schemes.headline import Headline, headline
from gangmu.scoring.simulation import BadPlan, Plan, Range, Spread, draws_of, read_plan, simulate
from gangmu.scoring.simulation.drawing import drawn, moved_cells
from gangmu.scoring.simulation.replicas import Still
from tests.scoring.building import Rows, checked_scheme

METHOD = """
title: 试
parameters:
  重: {heavy}
  轻: 20
  线: {line}
  名: 甲
  位: 2
scales: {{等次: [优, 良, 差]}}
tables:
  target:
    given:
      kind: {{one of: [重, 轻]}}
      goal: number
      actual: number
    computed:
      率: clamp(ratio(actual, goal), 0, 1)
      达: 率 >= 线
  unit:
    given: {{front: text, note: number}}
    computed:
      重分: 重 * mean(率 where kind = "重" otherwise 0)
      轻分: 轻 * mean(率 where kind = "轻" otherwise 0)
      总分: 重分 + 轻分 - count(where not 达)
      差距: 总分 - best(总分 within front)
      等次: step_down(band(总分, "优" > 40, "良" >= 25, "差"), if(差距 < -10, 1, 0))
      名次: rank(总分 within front)
      题: if(front = 名, round(总分, 位), mean_of(总分 among 名次 <= 2))
publish: {{unit: [总分, 等次, 名次]}}
"""


def method(heavy: object = 30, line: object = "0.8"):
    return checked_scheme(METHOD.format(heavy=heavy, line=line))


QUANTITY = st.none() | st.integers(0, 40).map(lambda number: str(number / 4))
UNITS = st.lists(st.sampled_from(["甲", "乙", None]), min_size=1, max_size=5)
TARGETS = st.lists(
    st.fixed_dictionaries(
        {"kind": st.sampled_from(["重", "轻"]), "goal": QUANTITY, "actual": QUANTITY, "owner": st.integers(0, 4)}
    ),
    max_size=10,
)


def rows_of(fronts: list, targets: list) -> Rows:
    return {
        "unit": [{"key": str(i), "front": front} for i, front in enumerate(fronts)],
        "target": [{"key": str(i), "unit": str(row["owner"] % len(fronts)), **row} for i, row in enumerate(targets)],
    }


@settings(max_examples=60)
@given(UNITS, TARGETS, st.integers(0, 1000))
def test_every_draw_is_what_the_method_gives_with_those_parameters(fronts, targets, seed):
    scheme = method()
    facts = read_facts(scheme, rows_of(fronts, targets))
    plan = read_plan(scheme, ["重=20..50", "线=0.3..0.9"])
    still = Still(scheme, facts, frozenset({"重", "线"}), frozenset())
    head = headline(scheme)
    outcome = drawn(still, plan, head, 4, np.random.default_rng(seed))
    for draw in range(4):
        changed = method(repr(float(outcome.parameters["重"][draw])), repr(float(outcome.parameters["线"][draw])))
        result = evaluate(changed, read_facts(changed, rows_of(fronts, targets)))
        for row, key in enumerate(facts.tables["unit"].keys):
            rank, grade = (result.value("unit", key, column) for column in ("名次", "等次"))
            found = outcome.ranks[draw, row]
            assert (None if np.isnan(found) else found) == rank
            assert (head.scale[outcome.grades[draw, row]] if outcome.grades[draw, row] >= 0 else None) == grade


FACTS: Rows = {
    "unit": [{"key": key, "front": "甲"} for key in "abc"],
    "target": [
        {"key": f"{key}{kind}", "unit": key, "kind": kind, "goal": 100, "actual": actual}
        for key, heavy, light in (("a", 90, 85), ("b", 85, 95), ("c", 30, 30))
        for kind, actual in (("重", heavy), ("轻", light))
    ],
}


def run(plan: Plan, **options):
    scheme = method()
    return simulate(scheme, read_facts(scheme, FACTS), plan, **{"draws": 400, "seed": 7, **options})


def test_heavier_weights_decide_who_comes_first():
    units = {unit.key: unit for unit in run(Plan((Range("重", 10, 50),))).units}
    # a leads when 0.05 × 重 > 0.10 × 20, that is from 40 up: a quarter of the range
    assert units["a"].first == pytest.approx(0.25, abs=0.06)
    assert units["a"].first + units["b"].first == pytest.approx(1, abs=0.01)
    assert (units["a"].now, units["a"].low, units["a"].high, units["a"].median) == (2, 1, 2, 2)
    assert units["c"].last == 1
    assert (units["c"].p5, units["c"].p95) == (3, 3)
    assert dict(units["c"].grades)["差"] == 1
    assert all(sum(share for _, share in unit.grades) == pytest.approx(1) for unit in units.values())


def test_a_parameter_that_decides_everything_explains_everything():
    influences = {each.source: each for each in run(Plan((Range("重", 10, 50), Range("线", 0.5, 0.6)))).influences}
    assert influences["重"].explained == pytest.approx(1, abs=0.1)
    assert influences["线"].explained == pytest.approx(0, abs=0.05)
    assert influences["重"].moved > 0 == influences["线"].moved


def test_the_same_seed_gives_the_same_result_and_another_seed_another():
    plan = Plan((Range("重", 10, 50),), (Spread("target", "actual", 0.1),))
    assert run(plan).as_dict() == run(plan).as_dict()
    assert run(plan).as_dict()["units"] != run(plan, seed=8).as_dict()["units"]
    assert json.loads(json.dumps(run(plan).as_dict()))["seed"] == 7


def test_no_global_randomness_is_touched():
    before = np.random.get_state()[1].tolist()
    run(Plan((Range("重", 10, 50),)))
    assert np.random.get_state()[1].tolist() == before


def test_facts_spread_around_their_values_and_blanks_stay_blank():
    scheme = checked_scheme(
        "title: 试\ntables:\n  unit:\n    given: {v: number}\n    computed: {总分: v + 0.5, 名次: rank(总分)}\n"
    )
    rows: Rows = {"unit": [{"key": "a", "v": 100}, {"key": "b", "v": 80}, {"key": "c", "v": ""}]}
    result = simulate(scheme, read_facts(scheme, rows), read_plan(scheme, spread=["v=10%"]), draws=2000, seed=3)
    units = {unit.key: unit for unit in result.units}
    # the gap of 20 is 20 / sqrt(10² + 8²) = 1.56 standard deviations: b leads in 5.9 % of the draws
    assert units["b"].first == pytest.approx(0.059, abs=0.015)
    assert units["c"].ranked == 0
    assert units["c"].median is None
    assert result.influences[0].explained is None


def test_equal_totals_share_a_place_in_spite_of_floats():
    scheme = checked_scheme(
        "title: 试\nparameters: {p: 1}\ntables:\n  unit:\n    given: {a: number, b: number}\n"
        "    computed: {总分: (a + b) * p, 名次: rank(总分)}\n"
    )
    rows: Rows = {"unit": [{"key": "x", "a": "0.1", "b": "0.2"}, {"key": "y", "a": "0.3", "b": 0}]}
    result = simulate(scheme, read_facts(scheme, rows), read_plan(scheme, ["p=±50%"]), draws=100)
    assert [unit.first for unit in result.units] == [1, 1]


def test_a_kept_sum_stays():
    scheme = method()
    plan = read_plan(scheme, ["重=±50%", "轻=±50%"], keep_sum=["重,轻"])
    still = Still(scheme, read_facts(scheme, FACTS), frozenset({"重", "轻"}), moved_cells(plan))
    values = drawn(still, plan, Headline(total="总分"), 50, np.random.default_rng(1)).parameters
    assert values["重"] + values["轻"] == pytest.approx(50)
    assert values["重"].std() > 1


def test_without_a_place_of_its_own_units_are_ranked_by_total():
    scheme = checked_scheme(
        "title: 试\nparameters: {p: 1}\ntables: {unit: {given: {v: number}, computed: {分: v * p}}}\n"
    )
    rows: Rows = {"unit": [{"key": key, "v": v} for key, v in (("a", 1), ("b", "2.5"), ("c", 1), ("d", "0.5"))]}
    result = simulate(scheme, read_facts(scheme, rows), read_plan(scheme, ["p=1..2"]), draws=10)
    assert {unit.key: unit.median for unit in result.units} == {"b": 1, "a": 2, "c": 2, "d": 4}


def test_all_varies_every_number_in_a_formula_and_a_later_word_wins():
    plan = read_plan(method(), ["all=±10%", "重=30..50"])
    ranges = {each.name: (each.low, each.high) for each in plan.ranges}
    assert ranges == {"重": (30, 50), "轻": (18, 22), "线": (pytest.approx(0.72), pytest.approx(0.88))}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"vary": ["重量=30..50"]}, "是不是想写“重”"),
        ({"vary": ["重=50..30"]}, "左边的数应小于右边的数"),
        ({"vary": ["重=±-10%"]}, "幅度应大于零"),
        ({"vary": ["重=大"]}, "看不懂"),
        ({"vary": ["重"]}, "看不懂"),
        ({"vary": ["名=1..2"]}, "不是数"),
        ({"vary": ["位=1..2"]}, "用在必须是定数的地方"),
        ({"spread": ["actual=-10%"]}, "离散程度应大于零"),
        ({"spread": ["actual=0"]}, "离散程度应大于零"),
        ({"spread": ["actuel=10%"]}, "是不是想写“actual”"),
        ({"spread": ["kind=10%"]}, "没有叫“kind”的数据列"),
        ({"vary": ["重=1..2"], "keep_sum": ["重,轻"]}, "“轻”没有变动"),
        ({"vary": ["重=1..2"], "keep_sum": ["重"]}, "至少要两个参数"),
        ({}, "没有说明什么会变。请写 --vary，如 --vary 重=±10%；数据写 --spread，如 --spread target.goal=10%"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_with_the_reason(words, told):
    with pytest.raises(BadPlan, match=told):
        read_plan(method(), **words)


def test_every_fault_of_a_plan_is_told_at_once_in_either_language():
    with pytest.raises(BadPlan) as bad:
        read_plan(method(), ["重量=1..2", "重=2..1"], ["actuel=1%"], language="en")
    assert len(bad.value.messages) == 3
    assert "Did you mean ‘重’?" in bad.value.messages[0]


@pytest.mark.parametrize(("draws", "told"), [(0, "至少为 2"), (-5, "至少为 2"), (10**9, "最多 1000000 次")])
def test_a_number_of_draws_that_makes_no_sense_is_refused(draws, told):
    with pytest.raises(BadPlan, match=told):
        run(Plan((Range("重", 10, 50),)), draws=draws)


def test_units_of_which_none_has_a_place_are_refused():
    scheme = method()
    with pytest.raises(BadPlan, match="没有一个单位能得出名次"):
        simulate(scheme, read_facts(scheme, {"unit": []}), Plan((Range("重", 1, 2),)), draws=10)


def test_a_varied_share_of_a_hundred_per_cent_chooses_all():
    text = "title: 试\nparameters: {比例: 30%}\ntables: {unit: {given: {v: number}, computed: {总分: CHOSEN}}}\n"
    scheme = checked_scheme(text.replace("CHOSEN", "'if(top(v, 比例), -v, v)'"))
    facts = read_facts(scheme, {"unit": [{"key": key, "v": v} for key, v in (("a", 3), ("b", 2), ("c", 1))]})
    units = {unit.key: unit for unit in simulate(scheme, facts, Plan((Range("比例", 1.0, 1.0),)), draws=5).units}
    assert [(units[key].now, units[key].median) for key in "abc"] == [(1, 3), (2, 2), (3, 1)]


LOOKED_UP = """
title: 试
parameters:
  权: {甲类: 2, 乙类: 3, 未用: 9}
  基: 10
tables:
  unit:
    label: 单位
    given: {kind: text, v: {number, label: 实绩}}
    computed:
      总分: lookup(权, kind) * v + 基
      名次: rank(总分)
      入围: 名次 <= 2
publish: {unit: [总分, 名次, 入围]}
"""
KINDS = [("a", "甲类", 5), ("b", "乙类", 4), ("c", "乙类", 3), ("d", "丙类", 9), ("e", "甲类", 6)]
THREE: Rows = {"unit": [{"key": key, "kind": kind, "v": v} for key, kind, v in KINDS]}


def looked_up(first: object = 2, second: object = 3, base: object = 10):
    text = LOOKED_UP.replace("甲类: 2", f"甲类: {first}").replace("乙类: 3", f"乙类: {second}")
    return checked_scheme(text.replace("基: 10", f"基: {base}"))


def test_entries_of_a_parameter_table_vary_one_by_one_or_all():
    scheme = looked_up()
    ranges = {each.name: (each.low, each.high) for each in read_plan(scheme, ["权=±50%", "权.乙类=2..4"]).ranges}
    assert ranges == {"权.甲类": (1, 3), "权.乙类": (2, 4), "权.未用": (4.5, 13.5)}
    assert {each.name for each in read_plan(scheme, ["all=±1%"]).ranges} == {*ranges, "基"}
    with pytest.raises(BadPlan, match=r"是不是想写“权\.甲类”"):
        read_plan(scheme, ["权.甲=±1%"])


SWITCHED = """
title: 试
parameters: {从严: 1, 首档: 0, 版本: 3, 次数: 2, 扣分: 1, 另扣: 1}
tables:
  unit:
    given: {a: number, b: number}
    computed:
      分: if(从严 = 1, a, b) - if(首档 > 0, 5, 0) - if(版本 <> 2, 1, 0) - if(b >= 次数, 扣分, 0)
      总分: 分 - if(a > 另扣, 1, 0) - if(另扣 = 1, 1, 0)
publish: {unit: [总分]}
"""


def test_everything_that_varies_leaves_out_switches():
    scheme = checked_scheme(SWITCHED)
    assert {each.name for each in read_plan(scheme, ["all=±10%"]).ranges} == {"次数", "扣分", "另扣"}
    assert {each.name for each in read_plan(scheme, ["从严=0..1"]).ranges} == {"从严"}


@pytest.mark.parametrize("name", ["v", "unit.v", "实绩", "单位.实绩", "unit.实绩", "单位.v", "单位．实绩"])
def test_facts_are_named_as_the_scheme_or_its_labels_name_them(name):
    assert read_plan(looked_up(), spread=[f"{name}=10%"]).spreads == (Spread("unit", "v", 0.1),)


def places(scheme) -> list[list[object]]:
    """Place and award of every unit, by the exact engine."""
    result = evaluate(scheme, read_facts(scheme, THREE))
    return [[result.value("unit", key, "名次"), result.value("unit", key, "入围")] for key, *_ in KINDS]


def test_the_statistics_are_those_of_as_many_exact_scorings():
    scheme, seed, draws = looked_up(), 11, 40
    facts, plan = read_facts(scheme, THREE), read_plan(scheme, ["权.甲类=1..4", "基=5..15"])
    found = simulate(scheme, facts, plan, draws=draws, seed=seed)
    whole = np.random.default_rng(seed).spawn(2)[0]
    still = Still(scheme, facts, frozenset({"权.甲类", "基"}), frozenset())
    values = drawn(still, plan, found.head, draws, whole).parameters
    exact = [places(looked_up(repr(float(a)), 3, repr(float(b)))) for a, b in zip(*values.values(), strict=True)]
    now = places(scheme)
    gaps = []
    for unit in found.units:
        at = [key for key, *_ in KINDS].index(unit.key)
        ranks = sorted(draw[at][0] for draw in exact if draw[at][0] is not None)
        if unit.key == "d":  # its kind is in no table
            assert (ranks, unit.mean, unit.ranked) == ([], None, 0)
            continue
        gaps += [abs(rank - now[at][0]) for rank in ranks]
        assert unit.mean == pytest.approx(float(sum(ranks)) / draws)
        assert (unit.low, unit.p5, unit.median, unit.p95, unit.high) == (
            ranks[0], ranks[1], ranks[19], ranks[37], ranks[39],
        )  # fmt: skip
        assert unit.first == sum(rank == 1 for rank in ranks) / draws
        assert dict(unit.awards)["入围"] == sum(draw[at][1] for draw in exact) / draws
    assert found.moved == pytest.approx(float(sum(gaps)) / len(gaps))


def test_the_average_shift_of_a_source_is_that_of_as_many_exact_scorings():
    scheme, seed, draws = looked_up(), 11, 40
    facts, plan = read_facts(scheme, THREE), read_plan(scheme, ["权.甲类=1..4"])
    found = simulate(scheme, facts, plan, draws=draws, seed=seed)
    alone = np.random.default_rng(seed).spawn(2)[1].spawn(1)[0]
    still = Still(scheme, facts, frozenset({"权.甲类"}), frozenset())
    values = drawn(still, plan, found.head, draws, alone).parameters["权.甲类"]
    now = places(scheme)
    gaps = [
        abs(rank - before)
        for value in values
        for (rank, _), (before, _) in zip(places(looked_up(repr(float(value)))), now, strict=True)
        if rank is not None
    ]
    assert found.influences[0].moved == pytest.approx(float(sum(gaps)) / len(gaps))
    assert found.influences[0].moved > 0


def test_whose_sum_is_kept_varies_alone_with_the_others_giving_way():
    scheme = method()
    plan = read_plan(scheme, ["重=10..50", "轻=±1%"], keep_sum=["重,轻"])
    first, second = plan.alone(scheme)
    assert (first[0], second[0]) == ("重", "轻")
    still = Still(scheme, read_facts(scheme, FACTS), frozenset({"重", "轻"}), frozenset())
    values = drawn(still, first[1], headline(scheme), 50, np.random.default_rng(1)).parameters
    assert values["重"] + values["轻"] == pytest.approx(50)
    assert values["轻"].std() > 1


def test_units_stand_by_group_and_progress_is_told():
    scheme, told = method(), []
    rows: Rows = {
        "unit": [{"key": key, "front": front} for key, front in zip("abcd", "甲乙甲乙", strict=True)],
        "target": [
            {"key": key, "unit": key, "kind": "重", "goal": 1, "actual": v}
            for key, v in zip("abcd", (1, 2, 3, 4), strict=True)
        ],
    }
    plan = Plan((Range("重", 10, 50),), (Spread("target", "actual", 0.1),))
    found = simulate(scheme, read_facts(scheme, rows), plan, draws=300, done=told.append)
    assert [unit.group for unit in found.units] == ["甲", "甲", "乙", "乙"]
    assert sum(told) == draws_of(plan, 300) == 300 + 2 * 200

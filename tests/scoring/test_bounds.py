"""No scheme and no facts make the engine take more than linear memory, or run away: a bounded message or an answer."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction

import pytest
from gmpy2 import mpq

from gangmu.scoring import evaluate, read_facts, read_scheme
from gangmu.scoring.comparison import compare
from gangmu.scoring.values.numbers import FRACTION_BITS, LONGEST_BITS
from tests.scoring.building import Rows, checked_scheme, codes, scheme_text, scored
from tests.scoring.measuring import growth

TARGET = "given:\n  p: number"


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What happens inside is done in so much time; with room for a busy machine."""
    start = time.process_time()
    yield
    assert time.process_time() - start < seconds


def targets(values: list[object]) -> Rows:
    return {
        "unit": [{"key": "A"}],
        "target": [{"key": str(i), "unit": "A", "p": value} for i, value in enumerate(values)],
    }


def length(value: mpq) -> int:
    return int(value.numerator.bit_length() + value.denominator.bit_length())


# long numbers


def test_squares_of_squares_stop_at_a_number_that_is_no_score():
    columns = {"c0": "v * v"} | {f"c{i}": f"c{i - 1} * c{i - 1}" for i in range(1, 40)}
    text, rows = scheme_text(columns, given="v: number"), {"unit": [{"key": "A", "v": "3.7"}]}
    assert growth(text, rows) < 20
    result = scored(text, rows)
    told = [problem for problem in result.problems if problem.column == "c9"]
    assert result.value("unit", "A", "c8") == mpq("3.7") ** 512
    assert result.value("unit", "A", "c9") is None
    assert "10^300" in str(told[0])


def test_squares_of_small_fractions_stay_short_and_near():
    columns = {"c0": "v * v"} | {f"c{i}": f"c{i - 1} * c{i - 1}" for i in range(1, 40)}
    with within(5):
        result = scored(scheme_text(columns, given="v: number"), {"unit": [{"key": "A", "v": "0.9999999999"}]})
    value = result.value("unit", "A", "c20")
    assert length(value) <= LONGEST_BITS
    assert float(value) == pytest.approx(float(1 - mpq(1, 10**10)) ** (2**21), rel=1e-6)


def test_many_factors_in_one_formula_are_bounded_on_the_way():
    text = scheme_text({"y": "v" + " * v" * 110, "x": "y" + " * y" * 110}, given="v: number")
    rows: Rows = {"unit": [{"key": str(i), "v": f"0.{i + 10**15}7"} for i in range(500)]}
    assert growth(text, rows) < 20
    result = scored(text, rows)
    assert all(length(result.value("unit", str(i), "x")) <= LONGEST_BITS for i in range(500))


def test_powers_of_powers_are_bounded_on_the_way():
    text = scheme_text({"x": "((((v ^ 64) ^ 64) ^ 64) ^ -64) ^ 64"}, given="v: number")
    with within(5):
        result = scored(text, {"unit": [{"key": key, "v": key} for key in ("1.0000001", "7.3", "0.3", "1")]})
    assert result.value("unit", "1", "x") == 1
    assert result.value("unit", "7.3", "x") is None
    assert result.value("unit", "0.3", "x") is None
    assert float(result.value("unit", "1.0000001", "x")) == pytest.approx(2.0**-154.91, rel=1e-2)


@pytest.mark.parametrize("formula", ["(1/3) ^ 1000000", "2 ^ 2 ^ 2 ^ 2 ^ 2 ^ 2", "10 ^ (10 ^ 60)"])
def test_towers_of_powers_have_no_result_and_say_why(formula):
    with within(2):
        result = scored(scheme_text({"x": formula}), {"unit": [{"key": "A"}]})
        assert "±64" in str(result.problems[0])


def test_the_sum_of_very_many_different_fractions_is_kept_to_a_thousand_decimals():
    with within(20):
        result = scored(scheme_text({"x": "sum(1 / p)"}, target=TARGET), targets(list(range(1, 30_001))))
    wanted = Fraction(0)
    scale = 10**60
    for i in range(1, 30_001):
        wanted += Fraction(scale // i, scale)
    assert length(result.value("unit", "A", "x")) <= LONGEST_BITS
    assert abs(result.value("unit", "A", "x") - mpq(wanted)) < mpq(1, 10**50)


def test_the_mean_of_a_city_is_exact_as_long_as_it_can_be():
    goals = [str(1_000_003 + 2 * i) for i in range(300)]
    result = scored(scheme_text({"x": "mean(7 / p)"}, target=TARGET), targets(goals))
    assert result.value("unit", "A", "x") == sum(mpq(7, int(goal)) for goal in goals) / 300


def test_distances_to_a_long_mean_are_short():
    text = scheme_text({"x": "zscore(1 / v)", "y": "1 / v - mean_of(1 / v)"}, given="v: number")
    with within(2):
        result = scored(text, {"unit": [{"key": str(i), "v": str(i)} for i in range(1, 8001)]})
    gaps = [result.value("unit", str(i), "y") for i in range(1, 8001)]
    assert abs(sum(gaps)) < mpq(8001, 2**FRACTION_BITS)


@pytest.mark.parametrize("numbers", ["exact", "float"])
def test_the_standard_deviation_of_many_fractions_takes_little_time(numbers):
    with within(2):
        text = scheme_text({"x": "stdev(1 / p)"}, target=TARGET)
        result = scored(text, targets(list(range(1, 10_001))), numbers=numbers)
    values = [1 / i for i in range(1, 10_001)]
    mean = sum(values) / 10_000
    assert float(result.value("unit", "A", "x")) == pytest.approx(
        (sum((value - mean) ** 2 for value in values) / 10_000) ** 0.5, rel=1e-9
    )


def test_fractions_from_a_program_are_no_longer_than_typed_numbers():
    given = [Fraction(1, 10**100_000), 10**100_000, Fraction(1, 3)]
    result = scored(scheme_text({"x": "sum(p)"}, target=TARGET), targets(given))
    assert [problem.code for problem in result.problems[:2]] == ["number too long", "number too long"]


@pytest.mark.parametrize("numbers", ["exact", "float"])
@pytest.mark.parametrize(
    "formula", ["sum(p * p * p)", "sum(p * p * p * p)", "stdev(p * p * p * p)", "mean(p * p * p * p)"]
)
def test_what_rows_add_up_to_beyond_the_largest_number_is_missing(formula, numbers):
    text = scheme_text({"x": formula, "rest": "sum(p)"}, target=TARGET)
    result = scored(text, targets(["9e99", "9e99", "1"]), numbers=numbers)
    assert result.value("unit", "A", "x") is None
    assert result.value("unit", "A", "rest") is not None
    assert [problem.code for problem in result.problems] == ["no result"]


@pytest.mark.parametrize("numbers", ["exact", "float"])
def test_what_peers_add_up_to_beyond_the_largest_number_is_missing(numbers):
    text = scheme_text({"x": "total_of(v * v * v)"}, given="v: number")
    result = scored(text, {"unit": [{"key": key, "v": "9e99"} for key in "AB"]}, numbers=numbers)
    assert [result.value("unit", key, "x") for key in "AB"] == [None, None]


# texts


def test_texts_joined_stop_at_the_length_of_a_name():
    text, rows = (
        scheme_text({"c": "join(t, t)", "d": "join(t, t, t)"}, given="t: text"),
        {"unit": [{"key": "A", "t": "字" * 490}]},
    )
    result = scored(text, rows)
    assert len(result.value("unit", "A", "c")) == 981
    assert result.value("unit", "A", "d") is None
    assert "1000" in str(result.problems[0])


def test_one_text_of_megabytes_costs_no_more_than_itself():
    rows = [{"key": str(i), "t": "x"} for i in range(5_000)] + [{"key": "long", "t": "y" * 2_000_000}]
    with within(5):
        result = scored(
            scheme_text({"a": 't in ("x", "z")', "b": "count_of(1 within t)"}, given="t: text"), {"unit": rows}
        )
    assert result.value("unit", "7", "a") is True
    assert result.value("unit", "long", "a") is False
    assert result.value("unit", "7", "b") == 5_000


# schemes


def test_shapes_inside_shapes_are_computed_once():
    inner = " + ".join(["v * 2"] * 100)
    for _ in range(3):
        inner = f"interval_score({inner}, 1, 2, 3, 4)"
    text = scheme_text({f"x{i}": inner for i in range(10)}, given="v: number")
    with within(20):
        result = scored(text, {"unit": [{"key": str(i), "v": i} for i in range(1_000)]})
    assert result.value("unit", "0", "x0") == 1


def test_a_formula_as_deep_as_allowed_tells_quickly_what_is_missing():
    text = scheme_text({"x": "abs(" * 118 + "v" + ")" * 118}, given="v: number")
    with within(5):
        result = scored(text, {"unit": [{"key": str(i), "v": ""} for i in range(200)]})
        assert len(result.problems) == 200


@pytest.mark.parametrize("language", ["zh", "en"])
def test_tables_are_bounded_with_a_message(language):
    chain = "".join(f"  t{i}: {{parent: t{i - 1}}}\n" for i in range(1, 2_000))
    text = "title: t\ntables:\n  unit: {computed: {x: count(t50)}}\n  t0: {}\n" + chain
    with within(5):
        assert codes(text, language) == ["too many tables"]
    assert "100" in str(read_scheme(text, language=language).problems[0])


def test_a_hundred_tables_below_one_another_are_counted_through():
    text = "title: t\ntables:\n  unit: {computed: {x: count(t97)}}\n  t0: {}\n" + "".join(
        f"  t{i}: {{parent: t{i - 1}}}\n" for i in range(1, 98)
    )
    rows: Rows = {"unit": [{"key": "A"}], "t0": [{"key": "1", "unit": "A"}]}
    rows |= {f"t{i}": [{"key": "1", f"t{i - 1}": "1"}] for i in range(1, 98)}
    assert scored(text, rows).value("unit", "A", "x") == 1


@pytest.mark.parametrize(("language", "more"), [("zh", "另有 11800 处问题"), ("en", "11800 more problems")])
def test_thousands_of_faults_are_told_in_seconds_the_first_of_them(language, more):
    columns = {f"c{i}": f"aa{i} + bb{i} + cc{i}" for i in range(4_000)}
    with within(10):
        problems = read_scheme(scheme_text(columns, given="v: number"), language=language).problems
    assert len(problems) == 201
    assert {problem.code for problem in problems[:200]} == {"unknown name"}
    assert more in str(problems[200])
    assert (problems[200].line, problems[199].text) == (problems[199].line, "bb66")


def test_very_many_warnings_hide_no_error():
    parameters = "".join(f"  p{i}: 1\n" for i in range(500))
    text = scheme_text({"x": "1"}, extra=f"parameters:\n{parameters}publish: {{unit: [y]}}")
    checked = read_scheme(text)
    assert checked.scheme is None
    assert [problem.code for problem in checked.problems if problem.level == "error"] == ["unknown column"]
    assert checked.problems[-1].code == "more problems"
    assert checked.problems[-1].level == "warning"


def test_tens_of_thousands_of_faulty_rows_are_told_in_seconds():
    scheme = checked_scheme(scheme_text({"x": "sum(p)"}, target=TARGET))
    units = [{"key": f"单位{i}"} for i in range(500)]
    rows = [{"key": str(i), "unit": f"单元{i}", "p": "1"} for i in range(20_000)]
    with within(20):
        facts = read_facts(scheme, {"unit": units, "target": rows})
    assert len(facts.problems) == 20_000
    assert "是不是" in str(facts.problems[0])


# facts


EVERY_SORT = {
    "below": "sum(p) + share(p of p) + median(p) + stdev(p) + sum_best(p per s)",
    "chosen": """'count(where p > 3) + weighted_mean(p by p * p) + if(any(p > 3 and s = "甲"), 1, 0)'""",
    "place": """'rank(v) + rank(v within g by w) + rank(below ties "average")'""",
    "part": "percentile(v) + minmax(v within g) + zscore(v) + rank_points(v, 600, 500)",
    "peers": "mean_of(v within g) + count_of(v within g among v > 3) + if(top(v, 30% within g), 1, 0)",
    "row": "ladder(v, 3 >= 900, 2 >= 400, 1) + interpolate(v, 1 at 0, 9 at 999) + sqrt(v) + v ^ 2 / 7",
}


def crowd(size: int) -> Rows:
    """So many units in ten groups, and as many rows below them, a third of those below the first unit."""
    units = [{"key": str(i), "v": i * 7919 % 1009, "w": i % 13, "g": f"组{i % 10}"} for i in range(size)]
    rows = [{"key": str(i), "unit": str(i % 3 and i), "p": i % 101, "s": "甲乙"[i % 2]} for i in range(size)]
    return {"unit": units, "target": rows}


def test_four_times_the_facts_take_no_more_than_four_times_the_memory():
    text = scheme_text(EVERY_SORT, given="v: number\nw: number\ng: text", target="given:\n  p: number\n  s: text")
    once, four_times = (growth(text, crowd(size)) for size in (2_000, 8_000))
    assert four_times < 4 * once + 20


# what is not defined


def test_steps_of_a_grade_may_be_of_any_size():
    text = scheme_text(
        {"x": 'step_down("甲", v)', "y": 'step_up("丙", v)'}, given="v: number", extra="scales: {s: [甲, 乙, 丙]}"
    )
    for value, down, up in (("1e40", "丙", "甲"), ("-1e40", "甲", "丙"), ("0.99", "甲", "丙"), ("1", "乙", "乙")):
        result = scored(text, {"unit": [{"key": "A", "v": value}]})
        assert [result.value("unit", "A", column) for column in "xy"] == [down, up]


@pytest.mark.parametrize("function", ["interpolate", "progressive"])
@pytest.mark.parametrize(("low", "high"), [(2, 2), (3, 1)])
def test_points_whose_places_do_not_rise_give_no_result(function, low, high):
    text = scheme_text({"x": f"{function}(v, 1 at a, 5 at b)"}, given="v: number\na: number\nb: number")
    rows: Rows = {"unit": [{"key": "A", "v": 2, "a": low, "b": high}, {"key": "B", "v": 2, "a": 1, "b": 2}]}
    result = scored(text, rows)
    assert result.value("unit", "A", "x") is None
    assert "依次升高" in str(result.problems[0])
    assert result.value("unit", "B", "x") == {"interpolate": 5, "progressive": 1}[function]


@pytest.mark.parametrize("days", ["1e12", "-1e12", "3652059"])
def test_days_of_no_calendar_have_no_result(days):
    text = scheme_text({"x": "d + v", "y": "x > d"}, given="d: date\nv: number")
    result = scored(text, {"unit": [{"key": "A", "d": "2013-01-31", "v": days}]})
    assert result.value("unit", "A", "x") is None
    assert result.value("unit", "A", "y") is None
    assert "9999" in str(result.problems[0])


def test_the_last_day_of_the_calendar_is_one():
    text = scheme_text({"x": "d + v"}, given="d: date\nv: number")
    rows: Rows = {"unit": [{"key": "A", "d": "9999-12-30", "v": 1}, {"key": "B", "d": "0001-01-02", "v": -1}]}
    result = scored(text, rows)
    assert [result.value("unit", key, "x") for key in "AB"] == ["9999-12-31", "0001-01-01"]


def test_rounding_knows_as_many_digits_as_publishing():
    assert codes(scheme_text({"x": "round(1 / 3, 13)"})) == ["small number wanted"]
    assert "0 到 12" in str(read_scheme(scheme_text({"x": "round(1 / 3, 13)"})).problems[0])


def test_results_do_not_depend_on_the_company_of_long_numbers():
    """What a row gets is the same alone and beside rows whose numbers have to be shortened."""
    text = scheme_text({"x": "v * v * v / (v * v) - w"}, given="v: number\nw: number")
    rows = [{"key": str(i), "v": f"1{'0' * (i % 5 * 10)}.{i + 3}", "w": "0.1"} for i in range(30)]
    together = scored(text, {"unit": rows})
    for row in rows:
        alone = evaluate(together.scheme, read_facts(together.scheme, {"unit": [row]}))
        assert alone.value("unit", row["key"], "x") == together.value("unit", row["key"], "x")


@pytest.mark.parametrize("named", [1, 600])
def test_methods_of_thousands_of_other_names_are_compared_in_seconds(named):
    columns = {f"c{i}": "v" for i in range(1_500)}
    columns |= {f"d{i}": "max(" + ", ".join(f"c{k}" for k in range(named)) + ", 0)" for i in range(6)}
    old = {f"a{i}": "v + 1" for i in range(50)}
    schemes = [checked_scheme(scheme_text(each, given="v: number")) for each in (old, columns)]
    with within(4):
        compare(*schemes)


def test_near_names_are_guessed_in_seconds_among_hundreds_of_long_ones():
    names = ["".join(random.Random(i).sample("重点工作目标完成情况考核得分" * 7, 98)) for i in range(745)]
    columns = {f"x{i}": "+".join(names[500 + 35 * i : 535 + 35 * i]) for i in range(7)}
    with within(5):
        problems = read_scheme(
            scheme_text(columns, given="\n".join(f"{name}: number" for name in names[:500]))
        ).problems
    assert len(problems) == 201

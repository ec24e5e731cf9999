"""Floats agree with exact numbers for every function of the language, within a billionth before any rounding."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gangmu.scoring import evaluate, read_facts
from gangmu.scoring.functions import ALL
from gangmu.scoring.functions.operators import OPERATORS
from tests.scoring.building import checked_scheme, scheme_text

GIVEN = "u: number\nv: number\ng: {one of: [甲, 乙]}\nh: {one of: [甲, 乙, 丙]}\nd: date"
TARGET = "given:\n  a: number\n  b: number\n  kind: {one of: [甲, 乙]}"
EXTRA = "parameters: {表: {甲: 0.1, 乙: 1.3}}\nscales: {等: [甲, 乙, 丙]}"

# For each function formulas of it; X, Y are filled with expressions that floats cannot hold exactly. Functions that
# jump see facts themselves, which are eighths, so that both kinds of number stand on the same side of a jump.
FORMULAS: dict[str, list[str]] = {
    "ratio": ["ratio(X, Y * Y + 1/3)", "ratio(u, v)"],
    "clamp": ["clamp(X, -2/3, 1/3)", "clamp(X, u, v)"],
    "abs": ["abs(X)"],
    "round": ["round(u, 2)", 'round(u, 1, "half-even")', 'round(u, 0, "up")', 'round(v, 1, "down")'],
    "floor": ["floor(u) / 3"],
    "ceil": ["ceil(u) / 3"],
    "sqrt": ["sqrt(X * X + 1/3)", "sqrt(u)"],
    "ln": ["ln(X * X + 1/3)", "ln(u)"],
    "exp": ["exp(X / 50)", "exp(u * 9)"],
    "geomean": ["geomean(X * X + 1/3, Y * Y + 0.7, 2)", "geomean(u, v)"],
    "join": ["join(g, h)"],
    "days": ['days(date("2013-01-31"), d) / 7'],
    "min": ["min(X, Y, 1/3)", "min(a * 0.1)"],
    "max": ["max(X, Y, 1/3)", "max(a / 7 where b > 0)"],
    "if": ["if(u > v, X, Y)"],
    "missing": ["if(missing(u / v), X, 1/3)"],
    "coalesce": ["coalesce(u, X, 1/3)"],
    "band": ['band(u, "甲" >= 3, "乙" > v, "丙")'],
    "ladder": ["ladder(u, 1/3 >= 5, 0.7 > v, X)", "ladder(u, 1/3 in [0, 2), 0.1 in [2, 5], 0)"],
    "interpolate": ["interpolate(X, 1/3 at -2, 0.7 at 3, 5 at 9)"],
    "step_down": ["step_down(h, u)"],
    "step_up": ["step_up(h, u)"],
    "worst": ["worst(g, h)"],
    "best_of": ["best_of(g, h)"],
    "lookup": ["lookup(表, g) * X"],
    "not_scored": ['if(u > v, X, not_scored("少")) + Y', 'coalesce(if(u > v, X, not_scored("少")), Y)'],
    "date": ['if(d > date("2013-06-30"), X, Y)'],
    "sum": ["sum(a * 0.1)", 'sum(a / 3 where kind = "甲")'],
    "count": ["count(where a > b) / 3"],
    "mean": ["mean(a * 0.1)", "mean(a otherwise X)"],
    "share": ["share(a * 0.1 of b * b + 1/3)"],
    "weighted_mean": ["weighted_mean(a / 3 by b * b + 1/3)"],
    "trimmed_mean": ["trimmed_mean(a / 3)"],
    "median": ["median(a * 0.1)"],
    "stdev": ["stdev(a)"],
    "any": ["any(a > b)"],
    "all": ["all(a > b)"],
    "sum_best": ["sum_best(a / 3 per kind)"],
    "rank": ["rank(u within g)", 'rank(u ties "average")', 'rank(u by v ties "1223")'],
    "rank_ascending": ["rank_ascending(u among v > 0)"],
    "top": ["top(u, 30%)", 'top(u, 40% within g rounding "up")'],
    "bottom": ["bottom(u, 2)"],
    "best": ["best(X within g)"],
    "lowest": ["lowest(X)"],
    "mean_of": ["mean_of(X within g)"],
    "total_of": ["total_of(X among v > 0)"],
    "count_of": ["count_of(u) / 3"],
    "percentile": ["percentile(u)"],
    "zscore": ["zscore(u)"],
    "minmax": ["minmax(u)"],
    "rank_points": ["rank_points(u, 100/3, 10)"],
    "proportional": ["proportional(X, Y)"],
    "proportional_above": ["proportional_above(X, u, v)"],
    "over_fulfilment": ["over_fulfilment(X, 1/3, 0.1, 5)"],
    "over_fulfilment_steps": ["over_fulfilment_steps(u, 1/4, 0.1, 5)"],
    "all_or_nothing": ["all_or_nothing(X, u >= v)"],
    "scheduled": ["scheduled(X, u, 1/3)"],
    "lower_is_better": ["lower_is_better(u, v)"],
    "efficacy": ["efficacy(X, 1/3, 7)"],
    "graded_efficacy": ["graded_efficacy(10, X, 1/3, 7, 0.6, 0.8)"],
    "interval_score": ["interval_score(X, 1/3, 2/3, -3, 7)"],
    "deduct": ["deduct(X, u, 0.1)"],
    "progressive": ["progressive(X, 1/3 at 0, 0.7 at 2/3, 1/7 at 9)", "progressive(X, 0.1 at 1/3)"],
}
SIGNS: dict[str, list[str]] = {
    "+": ["X + Y"],
    "-": ["X - Y"],
    "*": ["X * Y"],
    "/": ["X / (Y * Y + 1/3)", "u / v"],
    "^": ["(X * X + 1/3) ^ 0.5", "u ^ 3", "u ^ v"],
    "negative": ["-X"],
    "=": ["u = v"],
    "<>": ["g <> h"],
    "<": ["u < v"],
    "<=": ["u <= v"],
    ">": ["u > v"],
    ">=": ["u >= v"],
    "not": ["not u > v"],
    "and": ["u > v and v > 0"],
    "or": ["u > v or v > 0"],
}
SMOOTH = st.sampled_from(["u", "v / 7", "(u + v) * 0.1", "(u - 1/3)", "sum(a / 3)", "coalesce(v, 0.7)", "2.3"])
CASES = [(name, formula) for name, formulas in {**FORMULAS, **SIGNS}.items() for formula in formulas]

QUANTITY = st.none() | st.integers(-40, 80).map(lambda number: str(float(Fraction(number, 8))))
DAY = st.none() | st.dates().filter(lambda day: day.year > 1900).map(str)
UNIT = st.fixed_dictionaries(
    {
        "u": QUANTITY, "v": QUANTITY, "d": DAY,
        "g": st.sampled_from(["甲", "乙", None]), "h": st.sampled_from(["甲", "乙", "丙", None]),
    }
)  # fmt: skip
TARGETS = st.lists(
    st.fixed_dictionaries(
        {"a": QUANTITY, "b": QUANTITY, "kind": st.sampled_from(["甲", "乙"]), "owner": st.integers(0, 3)}
    ),
    max_size=8,
)  # fmt: skip


def test_every_function_has_a_formula_here():
    assert set(FORMULAS) == {definition.name for definition in ALL}
    assert set(SIGNS) == {definition.name for definition in OPERATORS}


def both(formula: str, units: list[dict[str, Any]], targets: list[dict[str, Any]]) -> list[tuple[Any, Any]]:
    quoted = formula.replace("'", "''")
    scheme = checked_scheme(scheme_text({"x": f"'{quoted}'"}, given=GIVEN, target=TARGET, extra=EXTRA))
    owned = [{"key": str(i), "unit": str(row["owner"] % len(units)), **row} for i, row in enumerate(targets)]
    rows = {"unit": [{"key": str(i), **row} for i, row in enumerate(units)], "target": owned}
    facts = read_facts(scheme, rows)
    results = [evaluate(scheme, facts, numbers=numbers) for numbers in ("exact", "float")]
    return [tuple(result.value("unit", key, "x") for result in results) for key in results[0].keys("unit")]


@pytest.mark.parametrize(("name", "formula"), CASES, ids=[formula for _, formula in CASES])
@settings(max_examples=15)
@given(units=st.lists(UNIT, min_size=1, max_size=4), targets=TARGETS, x=SMOOTH, y=SMOOTH)
def test_float_comes_within_a_billionth(name, formula, units, targets, x, y):
    filled = formula.replace("X", x).replace("Y", y)
    for exact, found in both(filled, units, targets):
        if exact is None or isinstance(exact, (str, bool)):
            assert found == exact, filled
        else:
            assert found == pytest.approx(float(exact), rel=1e-9, abs=1e-9), filled

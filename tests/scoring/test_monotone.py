"""A better value never scores lower, where a method is meant to be so."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from gangmu.scoring import evaluate, read_facts
from tests.scoring.test_worked_cases import SCHEMES, read

COUNTY = read(SCHEMES / "county-2013")
CITY = read(SCHEMES / "city-demo")
AMOUNT = st.decimals(0, 300, places=1)


def county(actuals: list) -> object:
    kinds = ["重点", "重点", "常规", "通用"]
    targets = [
        {"key": str(i), "unit": "A", "category": kind, "points": 10, "goal": 100, "actual": actual}
        for i, (kind, actual) in enumerate(zip(kinds, actuals, strict=True))
    ]
    facts = read_facts(COUNTY, {"unit": [{"key": "A", "front": "x"}], "target": targets})
    return evaluate(COUNTY, facts).value("unit", "A", "总分")


@settings(max_examples=60)
@given(st.lists(AMOUNT, min_size=4, max_size=4), st.integers(0, 3), AMOUNT)
def test_a_higher_result_never_lowers_the_county_total(actuals, which, more):
    better = [*actuals[:which], actuals[which] + more, *actuals[which + 1 :]]
    assert county(better) >= county(actuals)


@settings(max_examples=60)
@given(AMOUNT, AMOUNT, st.integers(0, 20), st.integers(0, 20))
def test_a_lower_count_of_what_should_be_small_never_lowers_the_city_total(actual, more, late, later):
    def total(value: object, times: int) -> object:
        target = {
            "key": "1", "unit": "A", "category": "稳定", "kind": "定量", "points": 10, "goal": 100, "actual": value,
            "direction": "越小越好", "role": "牵头",
        }  # fmt: skip
        facts = read_facts(
            CITY,
            {"unit": [{"key": "A", "group": "x", "late_reports": times, "missing_reports": 0}], "target": [target]},
        )
        return evaluate(CITY, facts).value("unit", "A", "总分")

    assert total(actual, late) >= total(actual + more, late + later)

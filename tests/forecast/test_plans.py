"""Layouts that add up to the last digit, and the index of 前松后紧."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gangmu.forecast import Kind, largest_remainder, lay_out, rush, rush_of_many, twelfths

goals = st.integers(-(10**12), 10**12)
shares = st.lists(st.floats(0, 1), min_size=12, max_size=12).map(lambda parts: [*sorted(parts)[:-1], 1.0])


@given(goals, st.integers(0, 4), shares)
def test_months_and_quarters_add_up_to_the_goal(steps: int, decimals: int, parts: list[float]) -> None:
    goal = Decimal(steps).scaleb(-decimals)
    plan = lay_out(Kind.CUMULATIVE, goal, parts, decimals)
    assert sum(plan.months) == sum(plan.quarters) == plan.reached[-1] == goal
    assert plan.reached[2] == plan.quarters[0] == sum(plan.months[:3])
    assert all(month.as_tuple().exponent == -decimals for month in plan.months)


@given(goals.map(abs), shares)
def test_nothing_is_taken_back_and_no_month_is_a_step_away_from_its_share(steps: int, parts: list[float]) -> None:
    plan = lay_out(Kind.CUMULATIVE, Decimal(steps), parts, 0)
    exact = [Fraction(round(part * 10**6), 10**6) * steps for part in parts]
    for index, month in enumerate(plan.months):
        assert month >= 0
        assert abs(Fraction(month) - (exact[index] - (exact[index - 1] if index else 0))) < 1


def test_a_hundred_by_twelfths() -> None:
    plan = lay_out(Kind.CUMULATIVE, Decimal(100), twelfths(Kind.CUMULATIVE), 0)
    assert plan.months == tuple(map(Decimal, [8, 8, 8, 9, 8, 8, 9, 8, 8, 9, 8, 9])) or sum(plan.months) == 100
    assert set(plan.months) == {Decimal(8), Decimal(9)}


def test_the_first_of_equal_remainders_gets_the_step() -> None:
    assert largest_remainder(Decimal(10), [Fraction(1)] * 3, 0) == (4, 3, 3)
    assert largest_remainder(Decimal("-10"), [Fraction(1)] * 3, 0) == (-3, -3, -4)


def test_a_goal_finer_than_the_places_is_refused() -> None:
    with pytest.raises(ValueError, match="finer than 1"):
        lay_out(Kind.CUMULATIVE, Decimal("10.05"), twelfths(Kind.CUMULATIVE), 1)


def test_a_level_and_a_growth_end_at_the_goal_and_do_not_add_up() -> None:
    level = lay_out(Kind.LEVEL, Decimal("200.0"), [0.905] * 11 + [1], 1)
    growth = lay_out(Kind.GROWTH_CUMULATIVE, Decimal("6.5"), [1.25] * 11 + [0], 1)
    assert (level.reached[0], level.reached[-1], level.months) == (Decimal("181.0"), Decimal("200.0"), ())
    assert (growth.reached[0], growth.reached[-1], growth.quarters) == (Decimal("7.8"), Decimal("6.5"), ())


EVEN = [Fraction(month, 12) for month in range(1, 13)]


class TestRush:
    def test_on_the_yardstick_is_nothing_and_all_in_december_is_one(self) -> None:
        assert rush(EVEN, EVEN) == 0
        assert rush([Fraction(0)] * 11 + [Fraction(1)], EVEN) == 1

    def test_ahead_is_below_nothing(self) -> None:
        assert rush([min(Fraction(1), due * 2) for due in EVEN], EVEN) < 0  # type: ignore[operator]

    def test_only_months_that_are_known_count_and_december_never(self) -> None:
        assert rush([None, Fraction(1, 12), *[None] * 9, Fraction(1)], EVEN) == Fraction(1, 2)
        assert rush([*[None] * 11, Fraction(1)], EVEN) is None

    def test_by_hand(self) -> None:
        """Half of what was due in every quarter's months until June: (1/12 + 2/12 + … + 6/12) / 2 is missing."""
        assert rush([due / 2 for due in EVEN[:6]] + [None] * 6, EVEN) == Fraction(1, 2)

    def test_a_unit_is_the_mean_of_its_targets_by_weight(self) -> None:
        assert rush_of_many(
            [(Fraction(1, 2), Fraction(3)), (Fraction(0), Fraction(1)), (None, Fraction(9))]
        ) == Fraction(3, 8)
        assert rush_of_many([(None, Fraction(1))]) is None

"""What a series' past says about a year to come: candidates, their errors, and which is proposed."""

from __future__ import annotations

import datetime as dt

import chinese_calendar
import numpy as np
import pytest

from bench.season import PUBLISHED, series_of
from gangmu.forecast import SPRING_FESTIVAL, Kind, Season, Series, Similar, Way, season, twelfths
from gangmu.forecast.layouts import Pool

SPRING = (2, 5, 15, 30, 45, 55, 62, 70, 78, 86, 94, 100)
"""Per cent of the year reached by the end of each month, where most is done in spring."""


def years(shares: tuple[float, ...], totals: dict[int, float], kind: Kind = Kind.CUMULATIVE, **more: object) -> Series:
    values = {(year, m): total * share / 100 for year, total in totals.items() for m, share in enumerate(shares, 1)}
    return Series(kind, values, **more)  # type: ignore[arg-type]


def without(series: Series, *gone: tuple[int, int], **more: object) -> Series:
    return Series(series.kind, {at: value for at, value in series.values.items() if at not in gone}, **more)  # type: ignore[arg-type]


class TestWhatAYearSays:
    def test_months_alone_add_up_to_the_course_of_cumulative_values(self) -> None:
        whole = years(SPRING, {2024: 500.0})
        steps = np.diff([0, *SPRING])
        alone = Series(Kind.MONTHLY, {(2024, m): 5 * step for m, step in enumerate(steps, 1)})
        assert alone.curves()[2024].parts == pytest.approx(whole.curves()[2024].parts)

    def test_january_and_february_in_one_figure_are_told_in_february(self) -> None:
        values = {(2024, m): 10.0 for m in range(3, 13)} | {(2024, 2): 20.0}
        merged = Series(Kind.MONTHLY, values, merged=frozenset({(2024, 2)}))
        assert merged.curves()[2024].parts == pytest.approx(twelfths(Kind.MONTHLY))
        assert list(merged.curves()[2024].told[:3]) == [False, True, True]

    def test_a_february_alone_says_nothing_of_the_year(self) -> None:
        assert Series(Kind.MONTHLY, {(2024, m): 10.0 for m in range(2, 13)}).curves() == {}

    def test_gaps_lie_on_a_straight_line(self) -> None:
        found = without(years(SPRING, {2024: 100.0}), (2024, 1), (2024, 5)).curves()[2024]
        assert found.parts[[0, 4]] == pytest.approx([0.025, 0.425])
        assert not found.told[[0, 4]].any()

    def test_quarters_are_enough(self) -> None:
        quarters = {(2024, 3): 15.0, (2024, 6): 55.0, (2024, 9): 78.0, (2024, 12): 100.0}
        assert season(Series(Kind.CUMULATIVE, quarters), 2025).parts[[2, 5, 8]] == pytest.approx([0.15, 0.55, 0.78])

    @pytest.mark.parametrize("gone", [(2024, 12)])
    def test_a_year_without_december_says_nothing(self, gone: tuple[int, int]) -> None:
        assert list(without(years(SPRING, {2023: 90.0, 2024: 100.0}), gone).curves()) == [2023]

    def test_a_year_that_came_to_nothing_or_less_says_nothing(self) -> None:
        assert list(years(SPRING, {2022: 100.0, 2023: 0.0, 2024: -5.0}).curves()) == [2022]

    def test_months_below_zero_and_falls_give_shares_that_never_fall(self) -> None:
        values = {(2024, m): v for m, v in enumerate([-5, 10, 30, 20, 60, 50, 70, 80, 110, 90, 95, 100], 1)}
        parts = season(Series(Kind.CUMULATIVE, {at: float(v) for at, v in values.items()}), 2025).parts
        assert (np.diff(parts) >= 0).all()
        assert 0 <= parts.min() <= parts.max() == 1

    def test_before_a_change_of_definition_years_are_not_comparable(self) -> None:
        broken = years(SPRING, dict.fromkeys(range(2019, 2025), 100.0), breaks=frozenset({(2022, 5)}))
        assert list(broken.curves()) == [2023, 2024]

    def test_where_too_few_years_follow_the_broken_year_alone_is_left_out(self) -> None:
        broken = years(SPRING, dict.fromkeys(range(2020, 2025), 100.0), breaks=frozenset({(2023, 5)}))
        assert list(broken.curves()) == [2020, 2021, 2022, 2024]


class TestWhatIsProposed:
    def test_a_steady_season_is_found_and_said_to_be_better_than_twelfths(self) -> None:
        found = season(years(SPRING, {2022: 80.0, 2023: 90.0, 2024: 100.0, 2025: 120.0}), 2026)
        assert found.parts == pytest.approx(np.array(SPRING) / 100)
        assert found.better == pytest.approx(1)

    def test_an_odd_last_year_gives_way_to_the_middle_of_the_years(self) -> None:
        odd = tuple(100 * m / 12 for m in range(1, 13))
        regular = years(SPRING, dict.fromkeys(range(2018, 2025), 100.0)).values
        series = Series(Kind.CUMULATIVE, regular | years(odd, {2021: 100.0, 2024: 100.0}).values)
        found = season(series, 2025)
        assert found.way in (Way.MEDIAN, Way.RECENT)
        assert found.errors[found.way].size < found.errors[Way.LAST_YEAR].size

    def test_a_drifting_season_is_best_told_by_last_year(self) -> None:
        values = {
            (year, m): 100 * (m / 12) ** (1 + (year - 2016) / 5) for year in range(2016, 2026) for m in range(1, 13)
        }
        assert season(Series(Kind.CUMULATIVE, values), 2026).way == Way.LAST_YEAR

    def test_nothing_after_the_year_is_looked_at(self) -> None:
        before = years(SPRING, {2022: 80.0, 2023: 90.0})
        after = Series(before.kind, {**before.values, **years((50.0,) * 11 + (100.0,), {2024: 1.0, 2025: 1.0}).values})
        assert season(after, 2024).parts == pytest.approx(season(before, 2024).parts)

    def test_without_a_complete_year_it_is_twelfths_and_no_error_is_claimed(self) -> None:
        found = season(Series(Kind.CUMULATIVE, {(2025, 1): 3.0}), 2026)
        assert (found.way, found.better, found.years) == (Way.TWELFTHS, None, ())
        assert found.parts == pytest.approx(twelfths(Kind.CUMULATIVE))

    def test_growth_is_at_its_goal_all_year_unless_years_speak_against_it(self) -> None:
        random = np.random.default_rng(7)
        noise = {(y, m): 6 + float(random.normal(0, 0.5)) for y in range(2019, 2026) for m in range(1, 13)}
        assert season(Series(Kind.GROWTH_CUMULATIVE, noise), 2026).way == Way.TWELFTHS
        falling = {(y, m): 18 - m for y in range(2019, 2026) for m in range(1, 13)}
        found = season(Series(Kind.GROWTH_CUMULATIVE, falling), 2026)
        assert found.parts[0] == pytest.approx(11)

    def test_a_level_is_a_share_of_its_december(self) -> None:
        level = {(y, m): 100.0 * 1.1 ** (y - 2020) * (0.9 + m / 120) for y in range(2020, 2026) for m in range(1, 13)}
        found = season(Series(Kind.LEVEL, level), 2026)
        assert found.parts[[0, -1]] == pytest.approx([0.9 + 1 / 120, 1])

    def test_the_festival_moves_the_first_months_and_no_others(self) -> None:
        def values(year: int) -> dict[tuple[int, int], float]:
            day = (SPRING_FESTIVAL[year] - dt.date(year, 1, 1)).days
            early = [0.02 + day / 1000, 0.06 + day / 500, 0.2]
            return {(year, m): v for m, v in enumerate([*early, *np.linspace(0.28, 1, 9)], 1)}

        held = {at: value for year in range(2015, 2026) for at, value in values(year).items()}
        found = season(Series(Kind.CUMULATIVE, held), 2026)
        early = {at: value for at, value in held.items() if at[1] in (1, 2, 3, 12)}
        errors = season(Series(Kind.CUMULATIVE, early), 2026).errors
        assert errors[Way.FESTIVAL].size < errors[Way.LAST_YEAR].size
        last, moved, came = found.ways[Way.LAST_YEAR], found.ways[Way.FESTIVAL], np.array(list(values(2026).values()))
        assert (np.abs(moved - came)[:2] < np.abs(last - came)[:2]).all()
        assert moved[3:] == pytest.approx(last[3:])


class TestSimilarUnits:
    def units(self, *, alike: bool) -> list[Series]:
        random = np.random.default_rng(11)
        found = []
        for _unit in range(8):
            own = np.array(SPRING) if alike else np.sort(random.uniform(0, 100, 12))
            noise = (lambda: random.normal(0, 3, 11)) if alike else (lambda: random.normal(0, 0.3, 11))
            values = {(y, m): float(v) for y in (2023, 2024, 2025) for m, v in enumerate(own[:-1] + noise(), 1)}
            found.append(Series(Kind.CUMULATIVE, values | {(y, 12): 100.0 for y in (2023, 2024, 2025)}))
        return found

    def test_a_unit_without_a_year_of_its_own_takes_the_course_of_the_others(self) -> None:
        found = season(Series(Kind.CUMULATIVE, {}), 2026, Similar(Kind.CUMULATIVE, 2026, self.units(alike=True)))
        assert found.way == Way.POOLED
        assert found.parts == pytest.approx(np.array(SPRING) / 100, abs=0.06)

    def test_one_odd_year_is_drawn_to_units_that_are_alike(self) -> None:
        odd = years(tuple(100 * m / 12 for m in range(1, 13)), {2025: 100.0})
        found = season(odd, 2026, Similar(Kind.CUMULATIVE, 2026, self.units(alike=True)))
        truth = np.array(SPRING) / 100
        assert np.abs(found.parts - truth).mean() < np.abs(found.ways[Way.LAST_YEAR] - truth).mean() / 2

    def test_units_that_differ_lastingly_leave_one_to_oneself(self) -> None:
        own = years(SPRING, {2025: 100.0})
        pool = Pool.of([unit.curves() for unit in self.units(alike=False)])
        assert pool is not None
        assert pool.belief[2:8].min() > 0.9
        found = season(own, 2026, Similar(Kind.CUMULATIVE, 2026, self.units(alike=False)))
        assert found.parts == pytest.approx(np.array(SPRING) / 100, abs=0.06)

    def test_three_units_are_no_pool(self) -> None:
        assert (
            Way.POOLED
            not in season(
                years(SPRING, {2025: 1.0}), 2026, Similar(Kind.CUMULATIVE, 2026, self.units(alike=True)[:3])
            ).ways
        )


def test_the_festival_days_are_those_of_the_state_councils_holidays() -> None:
    """Every year that the calendar of working days knows; the first day lies between eve and the third holiday."""
    known = {day.year for day in chinese_calendar.holidays}
    assert len(known & SPRING_FESTIVAL.keys()) > 20
    for year in known & SPRING_FESTIVAL.keys():
        day = SPRING_FESTIVAL[year]
        assert chinese_calendar.holidays.get(day) == "Spring Festival"
        named = [d for d, n in chinese_calendar.holidays.items() if n == "Spring Festival" and d.year == year]
        assert (day - min(named)).days in (0, 1, 2)


def test_festivals_keep_the_step_of_the_moon() -> None:
    """From one to the next are twelve or thirteen moons of 29.53 days."""
    for year in range(2000, 2050):
        moons = (SPRING_FESTIVAL[year + 1] - SPRING_FESTIVAL[year]).days / 29.530588
        assert abs(moons - round(moons)) < 0.04
        assert round(moons) in (12, 13)


def test_row_0_4_official_series_are_told_better_than_by_twelfths() -> None:
    """Real-estate investment of 31 provinces 2019, from the two years before: every month's implied year-end value."""
    units = [one for (_place, name, _kind), one in series_of(PUBLISHED).items() if name == "房地产投资"]
    similar, errors = Similar(Kind.CUMULATIVE, 2019, units), {"season": [], "even": []}
    for one in units:
        came, found = one.reached(2019), season(one, 2019, similar)
        assert isinstance(found, Season)
        for month in range(1, 11):
            if came[month] == came[month]:
                errors["season"].append(abs(came[month] / found.parts[month] / came[-1] - 1))
                errors["even"].append(abs(came[month] / ((month + 1) / 12) / came[-1] - 1))
    assert np.median(errors["season"]) < np.median(errors["even"]) / 4

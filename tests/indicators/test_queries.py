"""What is known of a month on a day, ratios, a year's result, and the season with its sentence."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from gangmu.indicators import actions, queries
from gangmu.indicators.actions import Given
from gangmu.indicators.seasons import season_of
from gangmu.indicators.states import January, Kind
from gangmu.org.permissions import access_of

MAY = dt.date(2026, 5, 1)
SPRING = (2, 5, 15, 30, 45, 55, 62, 70, 78, 86, 94, 100)


def test_the_value_for_may_as_known_on_a_day(indicator, give, city):
    made, unit = indicator(), city.unit["donghu"].pk
    give(made, "donghu", 2026, {5: 100}, dt.date(2026, 6, 18), status="preliminary")
    give(made, "donghu", 2026, {5: 104}, dt.date(2026, 7, 3))
    actions.correct_value(
        given=Given(made, city.unit["donghu"], MAY, Decimal(90), "restated"),
        number=2,
        reason="剔除重复",
        known_since=dt.date(2026, 9, 1),
        by=city.people["monitor"],
    )
    told = {
        on: one and (one.value, one.number)
        for on in (dt.date(2026, 6, 17), dt.date(2026, 6, 18), dt.date(2026, 7, 5), dt.date(2026, 9, 1), None)
        if (one := queries.value_of(made, unit, MAY, on)) or True
    }
    assert list(told.values()) == [None, (100, 1), (104, 2), (90, 3), (90, 3)]


def test_a_ratio_is_worked_out_as_known_on_the_day(indicator, give, city):
    gdp, revenue = indicator("地区生产总值"), indicator("一般公共预算收入")
    share = indicator("收入占比", kind=Kind.RATIO, unit_of_measure="%", decimals=2, numerator=revenue, denominator=gdp)
    give(gdp, "donghu", 2026, {3: 300, 6: 700}, dt.date(2026, 7, 20))
    give(revenue, "donghu", 2026, {3: 20, 6: 50}, dt.date(2026, 7, 20))
    give(gdp, "donghu", 2026, {6: 690}, dt.date(2026, 9, 1))
    unit, june = city.unit["donghu"].pk, dt.date(2026, 6, 1)
    assert queries.value_of(share, unit, june, dt.date(2026, 8, 1)).value == Decimal("7.14")
    assert queries.value_of(share, unit, june).value == Decimal("7.25")
    assert queries.value_of(share, unit, dt.date(2026, 5, 1)) is None


@pytest.mark.parametrize(
    ("values", "months", "result"),
    [
        ({}, SPRING, 100),
        ({}, SPRING[:11], None),
        ({"kind": Kind.MONTHLY}, (10,) * 12, 120),
        ({"kind": Kind.MONTHLY}, (10,) * 11, None),
        ({"kind": Kind.MONTHLY, "january": January.MERGED}, dict.fromkeys(range(2, 13), 10), 110),
        ({"months": "3,6,9,12"}, {3: 1, 6: 2, 9: 3, 12: 4}, 4),
    ],
)
def test_what_a_year_came_to(indicator, give, city, values, months, result):
    made = indicator(**values)
    give(made, "donghu", 2025, months)
    assert queries.year_result(made, city.unit["donghu"].pk, 2025) == result


def test_values_are_seen_of_ones_own_units_and_whole_by_giver_and_office(indicator, city):
    made = indicator()
    seen = {name: queries.units_seen(access_of(city.people[name]), made) for name in ("office", "monitor", "reporter")}
    assert city.unit["donghu"].pk in seen["office"] & seen["monitor"]
    assert seen["reporter"] == {city.unit["jyj"].pk, city.unit["jyj-jc"].pk}


class TestSeason:
    def test_it_says_which_layout_and_by_how_much(self, indicator, give, city):
        made = indicator()
        for year in range(2021, 2026):
            give(made, "donghu", year, SPRING)
        laid = season_of(made, city.unit["donghu"].pk, 2026)
        assert float(laid.season.parts[2]) == pytest.approx(0.15)
        assert laid.sentence == "用2021—2025 年的数逐年检验（4 年），“上年份额”推算全年的误差中位数 0.0%，序时 8.0%"

    def test_without_a_complete_year_it_is_twelfths_and_says_so(self, indicator, give, city):
        made = indicator()
        give(made, "donghu", 2026, SPRING[:9])
        laid = season_of(made, city.unit["donghu"].pk, 2026)
        assert (laid.way, laid.sentence) == ("序时", "没有完整年度的数，只能按序时展开")

    def test_years_before_a_change_of_definition_are_left_out(self, indicator, give, city):
        made = indicator()
        for year in range(2020, 2026):
            give(made, "donghu", year, SPRING if year > 2023 else [round(100 * m / 12, 1) for m in range(1, 13)])
        by = city.people["office"]
        actions.redefine_indicator(indicator=made, version=1, since=dt.date(2024, 1, 1), what="统计范围调整", by=by)
        assert season_of(made, city.unit["donghu"].pk, 2026).season.years == (2024, 2025)

    def test_what_became_known_later_does_not_change_what_was_proposed_then(self, indicator, give, city):
        made, unit = indicator(), city.unit["donghu"].pk
        give(made, "donghu", 2024, SPRING, dt.date(2025, 1, 20))
        give(made, "donghu", 2025, [round(100 * m / 12, 1) for m in range(1, 13)], dt.date(2026, 1, 20))
        assert season_of(made, unit, 2026, dt.date(2026, 1, 5)).season.years == (2024,)
        assert season_of(made, unit, 2026).season.years == (2024, 2025)

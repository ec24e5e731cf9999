"""A small catalogue given by the statistics bureau, and shorthands to give values."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from gangmu.indicators import actions
from gangmu.indicators.actions import Given
from gangmu.indicators.models import Indicator


@pytest.fixture
def indicator(city):
    """`indicator("固定资产投资")` is a new one in the city's catalogue, in 亿元, cumulative, unless said otherwise."""

    def make(name: str = "固定资产投资", **values) -> Indicator:
        usual = {"unit_of_measure": "亿元", "decimals": 1, "given_by": city.unit["tjj"]}
        values = {"name": name, **usual, **values}
        return actions.create_indicator(unit=city.unit["city"], values=values, by=city.people["office"])

    return make


@pytest.fixture
def give(city):
    """`give(indicator, "donghu", 2026, {1: 10, 2: 20})`: these months in one delivery, all known on one day."""

    def bring(of: Indicator, unit: str, year: int, months, known_since=None, **more):
        status = more.pop("status", "verified")
        rows = [
            Given(of, city.unit[unit], dt.date(year, month, 1), Decimal(str(value)), status)
            for month, value in (months.items() if isinstance(months, dict) else enumerate(months, start=1))
        ]
        return actions.bring_values(
            unit=of.given_by, rows=rows, known_since=known_since, by=more.pop("by", city.people["monitor"]), **more
        )

    return bring

"""The demo's catalogue of indicators and their invented monthly values: five years, and this one until last month.

All of it is made up and says so in its deliveries. This year's values are those that the leading units reported.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from gangmu.base.periods import month_end
from gangmu.demo import catalogue, chance
from gangmu.demo.catalogue import TargetLine
from gangmu.demo.organisation import City
from gangmu.demo.plans import FISCAL, GREEN, Made
from gangmu.demo.seasons import digits_of, reached
from gangmu.demo.values import value
from gangmu.indicators import actions as indicators
from gangmu.indicators.actions import Given
from gangmu.indicators.models import Indicator
from gangmu.indicators.states import Direction, Kind, Origin, Status
from gangmu.targets import actions as targets
from gangmu.targets.drafts import NodeDraft
from gangmu.targets.models import Target

LISTED = 25
PAST = 5
INVENTED = "示例数据，虚构"
RATIO = "一般公共预算收入占地区生产总值比重"
KNOWN_ON = 20
"""Day of the month after, on which a month's values are known."""
ALIASES = {"社会消费品零售总额": "社零", "地方一般公共预算收入": "一般公共预算收入\n财政收入", "地区生产总值": "GDP"}


def lines() -> tuple[TargetLine, ...]:
    """The targets of the city that an indicator measures: the first with numbers that add up or are levels."""
    measured = [one for one in catalogue.municipal_targets() if one.kind == "定量" and one.category == "重点"]
    return tuple(measured[:LISTED])


def make_catalogue(city: City) -> dict[str, Indicator]:
    """Name → indicator, kept by the office, given by the bureaus that verify."""
    made = {line.name: _indicator(city, line) for line in lines()}
    top, bottom = made["地方一般公共预算收入"], made["地区生产总值"]
    values = {"name": RATIO, "unit_of_measure": "%", "kind": Kind.RATIO, "decimals": 2, "months": bottom.months}
    values |= {"given_by": bottom.given_by, "numerator": top, "denominator": bottom, "definition": INVENTED}
    made[RATIO] = indicators.create_indicator(unit=bottom.unit, values=values, by=city.person("office"))
    return made


def _indicator(city: City, line: TargetLine) -> Indicator:
    quarterly = line.season == "季度"
    values = {
        "name": line.name,
        "aliases": ALIASES.get(line.name, ""),
        "unit_of_measure": line.measure,
        "direction": Direction.LOWER if line.lower else Direction.HIGHER,
        "kind": Kind.LEVEL if line.latest else Kind.CUMULATIVE,
        "decimals": max(0, -int(digits_of(line.measure, line.baseline, line.goal).as_tuple().exponent)),
        "months": "3,6,9,12" if quarterly else ",".join(str(month) for month in range(1, 13)),
        "given_by": city.units[_giver(line)],
        "definition": INVENTED,
    }
    return indicators.create_indicator(unit=city.units[catalogue.CITY], values=values, by=city.person("office"))


def _giver(line: TargetLine) -> str:
    if any(word in line.name for word in FISCAL):
        return "czj"
    return "sthj" if any(word in line.name for word in GREEN) else "tjj"


def give_history(city: City, made: Mapping[str, Indicator], year: int) -> None:
    """Five years before the year, one delivery a year and bureau, each known the January after."""
    for past in range(year - PAST, year):
        rows = [one for line in lines() for one in _year(city, made[line.name], line, past, year)]
        _bring(city, rows, dt.date(past + 1, 1, KNOWN_ON), Origin.HISTORY, Status.FINAL)


def give_this_year(city: City, made: Mapping[str, Indicator], year: int, today: dt.date) -> None:
    """Every month whose values are known by now, one delivery a month and bureau."""
    for month in range(1, 13):
        known = month_end(year, month) + dt.timedelta(days=KNOWN_ON)
        if known > today:
            break
        rows = [
            Given(
                made[line.name],
                city.units[catalogue.CITY],
                dt.date(year, month, 1),
                value(line, line.unit, year, month),
            )
            for line in lines()
            if month in made[line.name].published
        ]
        _bring(city, rows, known, Origin.TABLE, Status.VERIFIED)


def _year(city: City, indicator: Indicator, line: TargetLine, past: int, year: int) -> Iterator[Given]:
    """A past year of the line: last year comes to this year's baseline, the others lie before it on its growth."""
    base, goal = line.baseline or Decimal(1), line.goal or Decimal(1)
    growth = goal / base if base else Decimal(1)
    end, before = (base / growth ** (year - 1 - one) for one in (past, past - 1))
    step = digits_of(line.measure, line.baseline, line.goal)
    for month in indicator.published:
        part = reached(line.season, month)
        dice = chance.dice(f"history {line.name} {past} {month}")
        part *= Decimal(str(round(1 + (dice.uniform(-0.03, 0.03) if month < 12 else 0), 4)))
        told = before + (end - before) * part if line.latest else end * part
        yield Given(indicator, city.units[catalogue.CITY], dt.date(past, month, 1), told.quantize(step), Status.FINAL)


def _bring(city: City, rows: Sequence[Given], known: dt.date, origin: str, status: str) -> None:
    for giver in sorted({one.indicator.given_by_id for one in rows}):
        mine = [one for one in rows if one.indicator.given_by_id == giver]
        unit = mine[0].indicator.given_by
        person = city.staff(next(code for code, one in city.units.items() if one.pk == giver), "monitor")
        indicators.bring_values(
            unit=unit, rows=mine, origin=origin, known_since=known, note=INVENTED, by=city.person(person or "monitor")
        )


def _nodes(target: Target) -> tuple[NodeDraft, ...]:
    rows = target.terms.get().nodes.order_by("due")
    return tuple(NodeDraft(row.due, row.planned, row.content) for row in rows)


def link(city: City, made: Mapping[str, Indicator], planned: Iterable[Made]) -> None:
    """The city's targets name their indicators; their nodes stay those of the demo's courses."""
    for one in planned:
        indicator = made.get(one.line.name)
        if indicator is not None and one.line in lines():
            targets.lay_out_target(
                target=one.target,
                version=one.target.version,
                indicator=indicator,
                measured=city.units[catalogue.CITY],
                nodes=_nodes(one.target),
                by=city.person("office"),
            )

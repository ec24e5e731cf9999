"""A target that names its indicator: last year's result, the year laid out by its season, and both yardsticks.

序时进度 is month ÷ 12, as every published bulletin counts; 季节进度 is what the indicator's past says. They stand
side by side by name; what binds are the nodes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from gangmu.base.quantities import half_up, places_of
from gangmu.forecast import Kind, Plan, lay_out, rush, rush_of_many, twelfths
from gangmu.indicators import queries as indicators
from gangmu.indicators.models import Indicator
from gangmu.indicators.queries import Values
from gangmu.indicators.seasons import Laid, all_series, season_in
from gangmu.targets.drafts import NodeDraft
from gangmu.targets.models import Target, Terms
from gangmu.targets.nodes import MONTH, due_days

MONTHS = range(1, 13)


@dataclass(frozen=True)
class Yardsticks:
    """The year by twelfths and by the season, both in the target's unit of measure, and the official values so far.

    `behind_even` and `behind_season` are indices of 前松后紧 against either; None where months do not add up to a year,
    or nothing is known yet.
    """

    laid: Laid
    even: Plan
    season: Plan
    actual: tuple[Decimal | None, ...]
    behind_even: Fraction | None
    behind_season: Fraction | None


def laid_out(
    indicator: Indicator, unit_id: int, year: int, goal: Decimal, known: Values | None = None
) -> tuple[Laid, Plan, Plan]:
    """What the season proposes for a goal, with the reason; the plan by the season, and the one by twelfths.

    `known` are the indicator's values where they were read already.
    """
    series = all_series(indicator, indicators.values(indicator) if known is None else known)
    laid = season_in(indicator, series, unit_id, year)
    kind, places = laid.season.kind, max(places_of(goal), indicator.decimals)
    return laid, lay_out(kind, goal, list(laid.season.parts), places), lay_out(kind, goal, list(twelfths(kind)), places)


def last_result(indicator: Indicator, unit_id: int, year: int) -> Decimal | None:
    """Last year's result, the baseline of this year's target."""
    return indicators.year_result(indicator, unit_id, year - 1)


def nodes_by(
    plan: Plan, year: int, deadline: dt.date | None, goal: Decimal, step: str = MONTH
) -> tuple[NodeDraft, ...]:
    """The plan as nodes at the ends of months or quarters; by the deadline the goal is reached.

    Before a deadline within the year the course is stretched so that all of it lies before.
    """
    days = due_days(step, year, deadline)
    last = days[-1].month if days[-1].year == year else 12
    end = plan.reached[last - 1]
    found = [plan.reached[day.month - 1] for day in days[:-1]]
    if last < 12 and plan.months and end:
        places = -int(plan.reached[0].as_tuple().exponent)
        found = [half_up(Fraction(one) * Fraction(goal) / Fraction(end), places) for one in found]
    return (*(NodeDraft(day, value) for day, value in zip(days, found, strict=False)), NodeDraft(days[-1], goal))


def yardsticks(target: Target, terms: Terms, known: Values | None = None) -> Yardsticks | None:
    """Both yardsticks of a target that names its indicator, and its official values; one query, two for its breaks.

    `known` are the indicator's values where they were read already.
    """
    if target.indicator is None or target.measured_id is None or terms.goal is None:
        return None
    year, indicator = target.plan.year, target.indicator
    known = indicators.values(indicator) if known is None else known
    laid, season, even = laid_out(indicator, target.measured_id, year, terms.goal, known)
    actual = _reached(indicator, known, target.measured_id, year)
    shares = [None if one is None else Fraction(one) / Fraction(terms.goal) for one in actual] if terms.goal else []
    indices: list[Fraction | None] = [None, None]
    if laid.season.kind.adds_up and shares:
        bars = ([Fraction(n, 12) for n in MONTHS], [Fraction(one) / Fraction(terms.goal) for one in season.reached])
        indices = [rush(shares, bar) for bar in bars]
    return Yardsticks(laid, even, season, actual, *indices)


def _reached(indicator: Indicator, known: Values, unit_id: int, year: int) -> tuple[Decimal | None, ...]:
    """By the end of each month; values of months alone are added up as long as none is missing."""
    told = [one.value if (one := known.get((unit_id, dt.date(year, n, 1)))) else None for n in MONTHS]
    if indicator.kind != Kind.MONTHLY:
        return tuple(told)
    total: Decimal | None = Decimal(0)
    found: list[Decimal | None] = []
    for month, value in zip(MONTHS, told, strict=True):
        if month in indicator.published:
            total = None if total is None or value is None else total + value
        found.append(total if month in indicator.published else None)
    return tuple(found)


@dataclass(frozen=True)
class Behind:
    """A target's index of 前松后紧 against both yardsticks."""

    target: Target
    even: Fraction | None
    season: Fraction | None


def behind(targets: Iterable[Target], terms: dict[int, Terms]) -> list[Behind]:
    """The indices of those targets that name an indicator; one query besides theirs."""
    targets = [one for one in targets if one.indicator]
    known = indicators.values_by_indicator({one.indicator for one in targets if one.indicator})
    found = []
    for target in targets:
        if one := yardsticks(target, terms[target.pk], known[target.indicator_id or 0]):
            found.append(Behind(target, one.behind_even, one.behind_season))
    return found


def behind_together(rows: Iterable[Behind]) -> tuple[Fraction | None, Fraction | None]:
    """Of a unit or a government: the mean of its targets', by their points."""
    rows = list(rows)
    weights = [Fraction(one.target.points) for one in rows]
    even = rush_of_many(zip([one.even for one in rows], weights, strict=True))
    return even, rush_of_many(zip([one.season for one in rows], weights, strict=True))

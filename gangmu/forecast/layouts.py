"""Candidates: how a year may be expected to go, from the years before it and from similar units.

Every candidate is twelve numbers: the share of the year's value reached by the end of each month, or, of series in
points, how far a month lies above December. None of them looks at the year itself.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from gangmu.forecast.festival import day_of
from gangmu.forecast.series import MONTHS, Curve, Kind, Numbers, pooled

YEARS = 6
"""Older years than these say more about how things were than how they are."""
FADING = 0.6
"""What a year counts beside the one after it."""
ENOUGH_UNITS = 4
FESTIVAL_MONTHS = 3
FESTIVAL_YEARS = 4
APART = 5  # days: two festivals nearer than that say nothing about what moving it does


class Way(StrEnum):
    """The candidates; where two did equally well the one named first is taken."""

    TWELFTHS = "twelfths"  # 序时: month/12; a level or growth is at its goal all year
    LAST_YEAR = "last_year"
    RECENT = "recent"  # the mean of the last years, later ones counting more
    MEDIAN = "median"  # the middle of the last years
    POOLED = "pooled"  # last year's, drawn to similar units and moved as theirs moved
    FESTIVAL = "festival"  # last year's, moved by the Spring Festival


@dataclass(frozen=True)
class Pool:
    """What similar units say: their middle course by year, and how far each month of a unit's own is to be believed."""

    middle: Mapping[int, Numbers]
    belief: Numbers

    @classmethod
    def of(cls, units: Sequence[Mapping[int, Curve]]) -> Pool | None:
        """None where fewer than four similar units have a complete year.

        Belief is the variance between units over that and the variance of a unit from year to year: where units
        differ lastingly, one year of one's own says more than the others do.
        """
        units = [unit for unit in units if unit]
        if len(units) < ENOUGH_UNITS:
            return None
        latest = np.array([unit[max(unit)].parts for unit in units])
        changes = [unit[year].parts - unit[year - 1].parts for unit in units for year in unit if year - 1 in unit]
        within = np.median(np.square(np.array(changes)), axis=0) / 2 if changes else np.zeros(MONTHS)
        between = np.maximum(np.median(np.square(latest - np.median(latest, axis=0)), axis=0) - within, 0)
        total = between + within
        return cls(pooled(units), np.divide(between, total, out=np.ones(MONTHS), where=total > 0))


def twelfths(kind: Kind) -> Numbers:
    """The even course: what every published bulletin calls 序时进度."""
    if kind.in_points:
        return np.zeros(MONTHS)
    return np.arange(1, MONTHS + 1) / MONTHS if kind.adds_up else np.ones(MONTHS)


def candidates(kind: Kind, history: Mapping[int, Curve], year: int, pool: Pool | None) -> dict[Way, Numbers]:
    """Way → twelve parts, of every candidate that this history allows. `history` holds years before `year` only."""
    found = {Way.TWELFTHS: twelfths(kind)}
    if not history:
        return found | ({Way.POOLED: pool.middle[max(pool.middle)]} if pool else {})
    years = sorted(history)[-YEARS:]
    parts, last = np.array([history[one].parts for one in years]), history[years[-1]].parts
    found[Way.LAST_YEAR] = last
    if len(years) > 1:
        weights = FADING ** (years[-1] - np.array(years, dtype=float))
        found[Way.RECENT] = weights @ parts / weights.sum()
        found[Way.MEDIAN] = np.median(parts, axis=0)
    if pool and years[-1] in pool.middle:
        found[Way.POOLED] = _drawn(years, last, pool)
    if not kind.in_points and (moved := _moved(years, parts, year)) is not None:
        found[Way.FESTIVAL] = moved
    return {way: _in_order(one) if kind.adds_up else one for way, one in found.items()}


def _drawn(years: Sequence[int], last: Numbers, pool: Pool) -> Numbers:
    """Last year's course drawn to the pool; half of how the pool moved since the year before is expected
    once more, where there are years enough to see that it moves."""
    middle = pool.middle[years[-1]]
    drawn = pool.belief * last + (1 - pool.belief) * middle
    if len(years) >= 3 and years[-2] in pool.middle:
        drawn = drawn + (middle - pool.middle[years[-2]]) / 2
    return drawn


def _moved(years: Sequence[int], parts: Numbers, year: int) -> Numbers | None:
    """Last year's course with January to March moved by the days the festival moved.

    What a day does is the middle slope between all pairs of years (Theil–Sen); half of it is believed, as early
    months tell of much besides.
    """
    days = {one: day_of(one) for one in [*years, year]}
    if len(years) < FESTIVAL_YEARS or None in days.values():
        return None
    at = np.array([days[one] for one in years], dtype=float)
    pairs = [(a, b) for a, b in itertools.combinations(range(len(years)), 2) if abs(at[a] - at[b]) >= APART]
    if not pairs:
        return None
    first, second = (list(one) for one in zip(*pairs, strict=True))
    early = parts[:, :FESTIVAL_MONTHS]
    slopes = np.median((early[first] - early[second]) / (at[first] - at[second])[:, None], axis=0)
    moved = parts[-1].copy()
    moved[:FESTIVAL_MONTHS] += slopes * ((days[year] or 0) - at[-1]) / 2
    return moved


def _in_order(parts: Numbers) -> Numbers:
    """Shares of what adds up lie between nothing and all of it and never fall: a plan takes nothing back."""
    return np.minimum(np.maximum.accumulate(np.maximum(parts, 0)), 1)

"""Which candidate to propose: the one that would have erred least on the series' own past.

Every year of the past is laid out from the years before it alone, as it would have been at its beginning. (Leaving out
only the year itself flatters averages: they would know the years after it, and in a series that drifts they win by it.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gangmu.forecast.layouts import ENOUGH_UNITS, Pool, Way, candidates
from gangmu.forecast.series import MONTHS, Curve, Kind, Numbers, Series

SCORED = 6
"""Years of the past that are laid out again."""
BORROWED = 3
"""Errors of similar units count as much as this many years of one's own."""
MARGIN, MARGIN_IN_POINTS = 0.95, 0.85
"""What takes the place of the usual candidate must have erred that much less: smaller differences are chance."""
FEW_YEARS = 3
"""Below it a series says too little alone; and points are laid out evenly unless so many years speak against it."""
LEAST_SHARE = 0.001


@dataclass(frozen=True)
class Error:
    """How a candidate did: the middle of its errors over months and years (a share of the year's value, or points),
    and how many years were laid out again; none when only similar units tell."""

    size: float
    years: int


@dataclass(frozen=True)
class Season:
    """What a series says about a year to come. `parts` are the proposed twelve, `ways` those of every candidate;
    `errors` holds the candidates that could be tried on the past, `years` the complete years there are."""

    kind: Kind
    year: int
    way: Way
    ways: Mapping[Way, Numbers]
    errors: Mapping[Way, Error]
    years: tuple[int, ...]

    @property
    def parts(self) -> Numbers:
        return self.ways[self.way]

    @property
    def better(self) -> float | None:
        """By what part of the even course's error the proposed one's is smaller; None where that is not known."""
        own, even = self.errors.get(self.way), self.errors.get(Way.TWELFTHS)
        return None if own is None or even is None or not even.size else 1 - own.size / even.size


class Similar:
    """The same indicator's series of several units, as known before a year: what they say together, worked out once."""

    def __init__(self, kind: Kind, year: int, every: Sequence[Series] = ()) -> None:
        self.kind, self.year = kind, year
        self._curves = {id(one): (one, one.curves(year)) for one in every}  # kept with its series: ids are used again
        self._pools: dict[int, Pool | None] = {}
        self._errors: dict[int, dict[Way, Error]] = {}

    def history(self, series: Series) -> dict[int, Curve]:
        """The series' complete years before the year."""
        return self._curves.setdefault(id(series), (series, series.curves(self.year)))[1]

    def pool(self, year: int) -> Pool | None:
        """What they said before a year."""
        if year not in self._pools:
            units = [{one: at for one, at in unit.items() if one < year} for _one, unit in self._curves.values()]
            self._pools[year] = Pool.of(units)
        return self._pools[year]

    def errors(self, series: Series) -> dict[Way, Error]:
        """How each candidate did on the series' own past."""
        if id(series) not in self._errors:
            self._errors[id(series)] = errors_on_past(self.kind, self.history(series), self)
        return self._errors[id(series)]

    @cached_property
    def lent(self) -> dict[Way, float]:
        """The middle error of the units on their own past, by candidate; nothing of too few units."""
        units = [one for one, history in list(self._curves.values()) if history]
        found: dict[Way, list[float]] = {}
        for unit in units if len(units) >= ENOUGH_UNITS else ():
            for way, error in self.errors(unit).items():
                found.setdefault(way, []).append(error.size)
        return {way: float(np.median(sizes)) for way, sizes in found.items()}


def season(series: Series, year: int, similar: Similar | None = None) -> Season:
    """The candidates for a year from what was known before it, and the one to propose.

    With few years the shares and the errors of similar units lend strength. Without any complete year the course of
    the similar units is proposed, else the even one. The series itself may be among the similar ones.
    """
    similar = similar or Similar(series.kind, year)
    pool, lent, history = similar.pool(year), similar.lent, similar.history(series)
    ways = candidates(series.kind, history, year, pool)
    errors = _joined(similar.errors(series), lent, ways)
    way = _least(series.kind, errors, _usual(series.kind, len(history), ways))
    return Season(series.kind, year, way, ways, errors, tuple(history))


def errors_of(kind: Kind, parts: Numbers, curve: Curve) -> Numbers:
    """How far the year's value implied at each month before December was from what came; eleven, not a number where
    nothing was published or the month implies nothing."""
    told = curve.told & (True if kind.in_points else parts > LEAST_SHARE)
    errors = np.full(MONTHS, np.nan)
    if kind.in_points:
        errors[told] = np.abs(curve.parts - parts)[told]
    else:
        errors[told] = np.abs(curve.parts[told] / parts[told] - 1)
    return errors[: MONTHS - 1]


def errors_on_past(kind: Kind, history: Mapping[int, Curve], similar: Similar) -> dict[Way, Error]:
    """How each candidate did on the last years, each laid out from the years before it: the middle error."""
    tried: dict[Way, list[Numbers]] = {}
    for year in sorted(history)[1:][-SCORED:]:
        before = {one: curve for one, curve in history.items() if one < year}
        for way, parts in candidates(kind, before, year, similar.pool(year)).items():
            tried.setdefault(way, []).append(errors_of(kind, parts, history[year]))
    told = {way: (all_of := np.concatenate(of))[~np.isnan(all_of)] for way, of in tried.items()}
    return {way: Error(float(np.median(one)), len(tried[way])) for way, one in told.items() if one.size}


def _joined(own: Mapping[Way, Error], lent: Mapping[Way, float], ways: Mapping[Way, Numbers]) -> dict[Way, Error]:
    """Own errors and similar units' together; own years count one each."""
    found = {}
    for way in ways:
        error, others = own.get(way), lent.get(way)
        if error and others is not None:
            weight = error.years / (error.years + BORROWED)
            found[way] = Error(weight * error.size + (1 - weight) * others, error.years)
        elif error or others is not None:
            found[way] = error or Error(others or 0.0, 0)
    return found


def _least(kind: Kind, errors: Mapping[Way, Error], usual: Way) -> Way:
    """The least error, among candidates that were tried on the past often enough."""
    if usual not in errors:
        return usual
    needed = FEW_YEARS if kind.in_points else min(errors[usual].years, 2)
    margin = MARGIN_IN_POINTS if kind.in_points else MARGIN
    tried = [way for way in Way if way in errors and errors[way].years >= needed and way != usual]
    best = min(tried, key=lambda way: errors[way].size, default=usual)
    return best if errors[best].size < errors[usual].size * margin else usual


def _usual(kind: Kind, years: int, ways: Mapping[Way, Numbers]) -> Way:
    """What is proposed unless another did better: the even course for points, where a season is rare; similar units'
    help while there are few years; else last year's shares."""
    if kind.in_points:
        return Way.TWELFTHS
    if Way.POOLED in ways and years < FEW_YEARS:
        return Way.POOLED
    return Way.LAST_YEAR if Way.LAST_YEAR in ways else Way.TWELFTHS

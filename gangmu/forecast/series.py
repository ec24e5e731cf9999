"""A series as it was published, and what each of its complete years says about the course of a year.

Official series have gaps, January and February in one figure, no January at all, cumulative values that fall when the
year is corrected, and months below zero. Nothing is repaired here: a year that does not reach December, or whose
December leaves nothing to compare with, says nothing about the course of a year and is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

MONTHS = 12
LEAST_POINTS = 3
"""Months before December that a year must have told: the quarters, which is all that some series publish."""

Numbers: TypeAlias = NDArray[np.float64]


class Kind(StrEnum):
    """How the values of the months make the year's."""

    CUMULATIVE = "cumulative"  # from January on
    MONTHLY = "monthly"  # of the month alone; the year is their sum
    LEVEL = "level"  # at the end of the month, such as a balance of loans
    GROWTH_CUMULATIVE = "growth_cumulative"  # per cent on the same months of last year
    GROWTH_MONTHLY = "growth_monthly"  # per cent on the same month of last year
    RATIO = "ratio"  # of two series, such as per cent of all enterprises

    @property
    def adds_up(self) -> bool:
        """Whether the year begins at zero and fills up."""
        return self in (Kind.CUMULATIVE, Kind.MONTHLY)

    @property
    def in_points(self) -> bool:
        """Whether months differ from the year's end by points, rather than by a share of it."""
        return self in (Kind.GROWTH_CUMULATIVE, Kind.GROWTH_MONTHLY, Kind.RATIO)


@dataclass(frozen=True)
class Curve:
    """One year's course. `parts` are twelve: shares of December's value, or points above it; gaps lie on a straight
    line between their neighbours. `told` says which months were published."""

    parts: Numbers
    told: NDArray[np.bool_]


@dataclass(frozen=True)
class Series:
    """Values by year and month. `merged` are the months whose value holds January too (always of a February);
    `breaks` are months from which another definition holds."""

    kind: Kind
    values: Mapping[tuple[int, int], float]
    merged: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    breaks: frozenset[tuple[int, int]] = field(default_factory=frozenset)

    def reached(self, year: int) -> Numbers:
        """What the year had reached by the end of each month; not a number where nobody can say."""
        own = np.array([self.values.get((year, month), np.nan) for month in range(1, MONTHS + 1)])
        if self.kind != Kind.MONTHLY:
            return own
        if np.isnan(own[0]) and (year, 2) in self.merged:
            return np.concatenate([[np.nan], np.cumsum(own[1:])])
        return np.cumsum(own)

    def curves(self, before: int | None = None) -> dict[int, Curve]:
        """Year → course of every year that says something, in order; only years before that one when it is given."""
        years = sorted({year for year, _month in self.values if before is None or year < before})
        found = {year: curve for year in years if (curve := self._curve(year)) is not None}
        last_break = max((year + (month > 1) for year, month in self.breaks), default=0)
        comparable = {year: curve for year, curve in found.items() if year >= last_break}
        if len(comparable) >= 2:
            return comparable
        broken = {year for year, month in self.breaks if month > 1}
        return {year: curve for year, curve in found.items() if year not in broken}

    def _curve(self, year: int) -> Curve | None:
        reached = self.reached(year)
        told, end = ~np.isnan(reached), reached[-1]
        if not told[-1] or told.sum() <= LEAST_POINTS or (end <= 0 and not self.kind.in_points):
            return None
        parts = reached - end if self.kind.in_points else reached / end
        return Curve(_filled(parts, told, from_zero=self.kind.adds_up), told)


def _filled(parts: Numbers, told: NDArray[np.bool_], *, from_zero: bool) -> Numbers:
    months = np.arange(1, MONTHS + 1)[told]
    known = parts[told]
    if from_zero:
        months, known = np.concatenate([[0], months]), np.concatenate([[0.0], known])
    return np.interp(np.arange(1, MONTHS + 1), months, known)


def pooled(curves: Iterable[Mapping[int, Curve]]) -> dict[int, Numbers]:
    """Year → the middle course of similar units in that year."""
    of_year: dict[int, list[Numbers]] = {}
    for one in curves:
        for year, curve in one.items():
            of_year.setdefault(year, []).append(curve.parts)
    return {year: np.median(np.array(parts), axis=0) for year, parts in of_year.items()}

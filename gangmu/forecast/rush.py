"""前松后紧: how much of what should have been reached was still missing, month after month.

    index = Σ (yardstick − course) ÷ Σ yardstick, over the months before December that are known

Course and yardstick are shares of the year (0 to 1). 0 is exactly on the yardstick, 1 nothing before December, below 0
ahead of it. Against 序时 (m/12) it tells how a course leans; against the season, how it leans beyond what is natural.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from gangmu.forecast.series import MONTHS


def rush(course: Sequence[Fraction | None], yardstick: Sequence[Fraction]) -> Fraction | None:
    """The index of one course; None when no month before December is known, or nothing was due in those known."""
    months = list(zip(course, yardstick, strict=True))[: MONTHS - 1]
    pairs = [(done, due) for done, due in months if done is not None]
    due_in_all = sum((due for _done, due in pairs), Fraction(0))
    if due_in_all <= 0:
        return None
    return sum((due - done for done, due in pairs), Fraction(0)) / due_in_all


def rush_of_many(indices: Iterable[tuple[Fraction | None, Fraction]]) -> Fraction | None:
    """The index of a unit or a government: the mean of its targets', each counting its weight (points, say).

    Targets without an index are left out; None when none is left or the weights of those left are nothing.
    """
    known = [(index, weight) for index, weight in indices if index is not None]
    total = sum((weight for _index, weight in known), Fraction(0))
    return sum((index * weight for index, weight in known), Fraction(0)) / total if total else None

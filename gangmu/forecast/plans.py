"""A year's goal laid out by month and quarter, exactly: what is planned adds up to the goal to the last digit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from gangmu.forecast.series import MONTHS, Kind

SHARE_PLACES = 6
"""A share of the year is told to a millionth; finer differences are those of binary numbers."""


@dataclass(frozen=True)
class Plan:
    """`reached` by the end of each month, the last of them the goal. `months` and `quarters` are what falls into each,
    empty where the months do not add up to the year (a level, a growth)."""

    reached: tuple[Decimal, ...]
    months: tuple[Decimal, ...] = ()
    quarters: tuple[Decimal, ...] = ()


def lay_out(kind: Kind, goal: Decimal, parts: Sequence[float], decimals: int) -> Plan:
    """The plan of a year by these twelve parts, to `decimals` places.

    Raises ValueError for a goal that is finer than the places, which nothing of that many places adds up to.
    """
    exact = [Fraction(round(part * 10**SHARE_PLACES), 10**SHARE_PLACES) for part in parts]
    if not kind.adds_up:
        whole = [Fraction(goal) + part if kind.in_points else Fraction(goal) * part for part in exact]
        rounded = [_rounded(one, decimals) for one in whole[:-1]]
        return Plan((*rounded, goal))
    exact[-1] = Fraction(1)
    steps = [now - before for before, now in zip([Fraction(0), *exact], exact, strict=False)]
    months = largest_remainder(goal, steps, decimals)
    reached = tuple(sum(months[: month + 1], Decimal(0)) for month in range(MONTHS))
    quarters = tuple(sum(months[first : first + 3], Decimal(0)) for first in range(0, MONTHS, 3))
    return Plan(reached, months, quarters)


def largest_remainder(whole: Decimal, weights: Sequence[Fraction], decimals: int) -> tuple[Decimal, ...]:
    """The whole in parts in proportion to weights that are not all nothing, each to `decimals` places, adding up to it.

    Each part is cut off downwards; the steps left over go to the largest remainders, of equal ones to the first.
    Raises ValueError when the whole is finer than the places.
    """
    steps = Fraction(whole) * 10**decimals
    if steps.denominator != 1:
        raise ValueError(f"{whole} is finer than {decimals} places")
    total = sum(weights, Fraction(0))
    shares = [steps * weight / total for weight in weights]
    parts = [share.numerator // share.denominator for share in shares]
    left = int(steps) - sum(parts)
    by_remainder = sorted(range(len(shares)), key=lambda index: (parts[index] - shares[index], index))
    for index in by_remainder[:left]:
        parts[index] += 1
    return tuple(Decimal(part).scaleb(-decimals) for part in parts)


def _rounded(value: Fraction, decimals: int) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)

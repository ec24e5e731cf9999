"""The one place where the system rounds (`scoring` has its own, for rationals), and the one way from number to text."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Protocol, SupportsInt

_WIDE = Context(prec=400)
STORED_PLACES = 6
"""Decimals that the database keeps of a quantity."""


class Rational(Protocol):
    """An exact fraction, as the engine's numbers are."""

    @property
    def numerator(self) -> SupportsInt: ...
    @property
    def denominator(self) -> SupportsInt: ...


def half_up(value: Decimal | Rational, places: int) -> Decimal:
    """Rounded to this many decimal places as offices round: 6.25 → 6.3, -6.25 → -6.3. Negative places round tens.

    Keeps trailing zeros (2 → 2.00), so that `plain` or a format decides whether they are shown.
    """
    if isinstance(value, Decimal):
        return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, context=_WIDE)
    top, bottom = int(value.numerator) * 10 ** max(places, 0), int(value.denominator) * 10 ** max(-places, 0)
    whole = (2 * abs(top) + bottom) // (2 * bottom)
    return Decimal((int(top < 0 < whole), tuple(map(int, str(whole))), -places))


def fixed(value: Decimal | Rational, places: int) -> str:
    """The text of a number with exactly this many decimals: 6.3, 6.30."""
    return format(half_up(value, places), "f")


def places_of(value: Decimal) -> int:
    """Decimals that count: 12.50 has one, 100 none."""
    return len(plain(value).partition(".")[2])


def tidy(value: Decimal) -> Decimal:
    """The same number without trailing zeros and without exponent (12.50 → 12.5, 1E+2 → 100, -0 → 0)."""
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise ValueError(f"not a finite number: {value}")
    kept = list(digits)
    while exponent < 0 and kept and kept[-1] == 0:
        kept.pop()
        exponent += 1
    kept += [0] * max(exponent, 0)
    if not any(kept):
        return Decimal(0)
    return Decimal((sign, tuple(kept), min(exponent, 0)))


def plain(value: Decimal) -> str:
    """Digits of a number without grouping, exponent or trailing zeros."""
    return format(tidy(value), "f")

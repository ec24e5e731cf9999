"""The one place where the system rounds (`scoring` has its own, for rationals), and the one way from number to text."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

_WIDE = Context(prec=400)


def half_up(value: Decimal, places: int) -> Decimal:
    """Rounded to this many decimal places as offices round: 6.25 → 6.3, -6.25 → -6.3. Negative places round tens.

    Keeps trailing zeros (2 → 2.00), so that `plain` or a format decides whether they are shown.
    """
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, context=_WIDE)


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

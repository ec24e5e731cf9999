"""Two kits of numbers behind one interface: exact rationals and binary floats.

A column of numbers is a NumPy array; with the exact kit its elements are `gmpy2.mpq`. Functions use NumPy's operators
and the few operations below, and so never know which numbers flow through them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import gmpy2
import numpy as np
import numpy.typing as npt
from gmpy2 import mpq

Array = npt.NDArray[Any]

# What no fraction can be (most square roots, all logarithms) is rounded to 192 binary digits, 57 decimal ones. It is
# computed with more by MPFR, whose rounding is the same on every machine.
KEPT = gmpy2.context(precision=192)
COMPUTED = gmpy2.context(precision=256)
# A fraction with more binary digits than this, above and below the line together, is kept to so many behind the point:
# exact means of a whole city would else grow with every target in it, and squares of squares without end.
LONGEST_BITS = 1 << 14
FRACTION_BITS = 1 << 12
# Beyond this a number is a mistake, not a score; floats and spreadsheets still hold it.
LARGEST = mpq(10) ** 300
# No fact has more binary digits: sixty decimal ones, or an exponent of two.
FACT_BITS = 640
# A float has at most 1,024 binary digits above the point and 1,074 below it.
FLOAT_BITS = 1024 + 1074


class Kit(Protocol):
    """What a function may ask of the numbers it works on."""

    exact: bool

    def array(self, values: Sequence[Any]) -> Array: ...

    def number(self, value: Any) -> Any: ...

    def zeros(self, size: int) -> Array: ...

    def floor(self, values: Array) -> Array: ...

    def apply(self, name: str, values: Array, *others: Array) -> Array: ...

    def too_large(self, values: Array) -> Array: ...

    def lengths(self, values: Array) -> Array: ...

    def shortened(self, values: Array) -> Array: ...


def _elementwise(function: Callable[..., Any], inputs: int) -> Callable[..., Array]:
    return np.frompyfunc(function, inputs, 1)


def _kept(value: Any) -> Any:
    return mpq(KEPT.plus(value))


def _root(value: Any, degree: int) -> Any:
    """The root where it is a fraction, None where it is not."""
    above, whole = gmpy2.iroot(value.numerator, degree)
    if not whole:
        return None
    below, whole = gmpy2.iroot(value.denominator, degree)
    return mpq(above, below) if whole else None


def _sqrt(value: Any) -> Any:
    root = _root(value, 2)
    return _kept(COMPUTED.sqrt(value)) if root is None else root


def _ln(value: Any) -> Any:
    near = value - 1
    return _kept(COMPUTED.log1p(near) if 2 * abs(near) < 1 else COMPUTED.log(value))


def _exp(value: Any) -> Any:
    return _kept(COMPUTED.exp(value))


def _power(base: Any, exponent: Any) -> Any:
    if exponent.denominator == 1:
        return _whole_power(base, int(exponent))
    # A root of higher degree than the base has binary digits is a fraction only of 1.
    if exponent.denominator < base.numerator.bit_length() + base.denominator.bit_length():
        root = _root(base, int(exponent.denominator))
        if root is not None:
            return _whole_power(root, int(exponent.numerator))
    return _kept(COMPUTED.pow(base, exponent))


def _whole_power(base: Any, exponent: int) -> Any:
    if _length(base) * abs(exponent) <= LONGEST_BITS:
        return base**exponent
    factor, result = base if exponent > 0 else 1 / base, mpq(1)
    for digit in f"{abs(exponent):b}":
        result = _shortened(result * result * (factor if digit == "1" else 1))
    return result


def _length(value: Any) -> int:
    return int(value.numerator.bit_length() + value.denominator.bit_length())


def _shortened(value: Any) -> Any:
    if _length(value) <= LONGEST_BITS:
        return value
    doubled = (value.numerator << (FRACTION_BITS + 1)) // value.denominator
    return mpq((doubled + 1) >> 1, _ONE)


_ONE = gmpy2.mpz(1) << FRACTION_BITS
_EXACT = {
    "sqrt": _elementwise(_sqrt, 1),
    "ln": _elementwise(_ln, 1),
    "exp": _elementwise(_exp, 1),
    "power": _elementwise(_power, 2),
}
_FLOAT: dict[str, Callable[..., Array]] = {"sqrt": np.sqrt, "ln": np.log, "exp": np.exp, "power": np.power}
_floor = _elementwise(lambda value: mpq(value.numerator // value.denominator), 1)
_lengths = _elementwise(_length, 1)
_shorten = _elementwise(_shortened, 1)


class Exact:
    """Rationals: exact but for what no fraction can be, and for fractions longer than LONGEST_BITS."""

    exact = True

    def array(self, values: Sequence[Any]) -> Array:
        result = np.empty(len(values), dtype=object)
        result[:] = values
        return result

    def number(self, value: Any) -> Any:
        return mpq(value)

    def zeros(self, size: int) -> Array:
        return np.full(size, mpq(0), dtype=object)

    def floor(self, values: Array) -> Array:
        result: Array = _floor(values)
        return result

    def apply(self, name: str, values: Array, *others: Array) -> Array:
        return _EXACT[name](values, *others)

    def too_large(self, values: Array) -> Array:
        return np.asarray(abs(values) >= LARGEST, dtype=bool)

    def lengths(self, values: Array) -> Array:
        """Binary digits of each value, above and below the line together."""
        return _lengths(values).astype(np.int64)

    def shortened(self, values: Array) -> Array:
        result: Array = _shorten(values)
        return result


class Float:
    """64-bit floats, for what-if questions and very large batches."""

    exact = False

    def array(self, values: Sequence[Any]) -> Array:
        return np.array([float(value) for value in values], dtype=np.float64)

    def number(self, value: Any) -> Any:
        return float(value)

    def zeros(self, size: int) -> Array:
        return np.zeros(size)

    def floor(self, values: Array) -> Array:
        result: Array = np.floor(values)
        return result

    def apply(self, name: str, values: Array, *others: Array) -> Array:
        return _FLOAT[name](values, *others)

    def too_large(self, values: Array) -> Array:
        """Also what is no number any more."""
        return ~(abs(values) < float(LARGEST))

    def lengths(self, values: Array) -> Array:
        """What a float can have at most; one that is no number any more counts as endless."""
        return np.where(np.isfinite(values), FLOAT_BITS, LONGEST_BITS + 1)

    def shortened(self, values: Array) -> Array:
        return values


KITS: dict[str, Kit] = {"exact": Exact(), "float": Float()}


def floor_to(kit: Kit, values: Array, digits: int, mode: str) -> Array:
    """Values rounded to `digits` decimals: half-up (halves away from zero), half-even, up or down."""
    scale = kit.number(10) ** digits
    scaled = values * scale
    if mode == "down":
        return kit.floor(scaled) / scale
    if mode == "up":
        return -kit.floor(-scaled) / scale
    half = kit.number(1) / 2
    if mode == "half-even":
        low = kit.floor(scaled)
        rest = scaled - low
        odd = (low - 2 * kit.floor(low * half)) != 0
        return (low + ((rest > half) | ((rest == half) & odd)).astype(int)) / scale
    size = kit.floor(abs(scaled) + half) / scale
    return np.where(values < 0, -size, size)

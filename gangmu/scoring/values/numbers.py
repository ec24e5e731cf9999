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

# Digits kept of what no fraction can be (square roots, logarithms): far below any published decimal.
IRRATIONAL_BITS = 192
# A number longer than this is a mistake or an attack, not a score.
LONGEST_BITS = 1 << 17


class Kit(Protocol):
    """What a function may ask of the numbers it works on."""

    exact: bool

    def array(self, values: Sequence[Any]) -> Array: ...

    def number(self, value: Any) -> Any: ...

    def zeros(self, size: int) -> Array: ...

    def floor(self, values: Array) -> Array: ...

    def apply(self, name: str, values: Array, *others: Array) -> Array: ...

    def too_long(self, values: Array, times: int = 1) -> Array: ...


def _elementwise(function: Callable[..., Any], inputs: int) -> Callable[..., Array]:
    return np.frompyfunc(function, inputs, 1)


def _irrational(function: Callable[..., Any]) -> Callable[..., Any]:
    def compute(*values: Any) -> Any:
        with gmpy2.context(gmpy2.get_context(), precision=IRRATIONAL_BITS):
            return mpq(function(*(gmpy2.mpfr(value) for value in values)))

    return compute


def _power(base: Any, exponent: Any) -> Any:
    if exponent.denominator == 1:
        return base ** int(exponent)
    return _irrational(lambda a, b: a**b)(base, exponent)


_EXACT = {
    "sqrt": _elementwise(_irrational(gmpy2.sqrt), 1),
    "ln": _elementwise(_irrational(gmpy2.log), 1),
    "exp": _elementwise(_irrational(gmpy2.exp), 1),
    "power": _elementwise(_power, 2),
}
_FLOAT: dict[str, Callable[..., Array]] = {"sqrt": np.sqrt, "ln": np.log, "exp": np.exp, "power": np.power}
_floor = _elementwise(lambda value: mpq(value.numerator // value.denominator), 1)
_bits = _elementwise(lambda value: value.numerator.bit_length() + value.denominator.bit_length(), 1)


class Exact:
    """Rationals: nothing is rounded but where a formula says so."""

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

    def too_long(self, values: Array, times: int = 1) -> Array:
        """Which values would have too many digits when multiplied with themselves so many times."""
        return _bits(values).astype(np.int64) * times > LONGEST_BITS


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

    def too_long(self, values: Array, times: int = 1) -> Array:
        return ~np.isfinite(values)


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

"""What every function of the language means, row by row in plain Python: no arrays, and no code of the engine.

Numbers are Fractions, dates whole numbers of days, None is missing. Slow and simple on purpose.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

HALF = Fraction(1, 2)
SIGNS = {
    "=": operator.eq, "<>": operator.ne, "≠": operator.ne, "<": operator.lt, "<=": operator.le, "≤": operator.le,
    ">": operator.gt, ">=": operator.ge, "≥": operator.ge,
}  # fmt: skip


def strict(function: Callable[..., Any]) -> Callable[..., Any]:
    """Gives nothing where anything it needs is missing."""
    return lambda *values: None if any(value is None for value in values) else function(*values)


def both(a: Any, b: Any) -> Any:
    return False if a is False or b is False else None if a is None or b is None else True


def either(a: Any, b: Any) -> Any:
    return True if a is True or b is True else None if a is None or b is None else False


def choice(condition: Any, yes: Any, no: Any) -> Any:
    return None if condition is None else yes if condition else no


def first_present(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)


def rounded(x: Fraction, digits: int, mode: str) -> Fraction:
    scaled = x * 10**digits
    if mode == "half-even":
        return round(x, digits)
    if mode in ("up", "down"):
        return Fraction((math.ceil if mode == "up" else math.floor)(scaled), 10**digits)
    whole = math.floor(abs(scaled))
    whole += abs(scaled) - whole >= HALF
    return Fraction(whole if x >= 0 else -whole, 10**digits)


def clamp(x: Fraction, low: Fraction, high: Fraction) -> Any:
    return None if low > high else low if x < low else high if x > high else x


def precise(function: Callable[[Decimal], Decimal], x: Fraction) -> Fraction:
    with localcontext() as context:
        context.prec = 90
        return Fraction(function(Decimal(x.numerator) / Decimal(x.denominator)))


def root(x: Fraction, degree: int) -> Fraction:
    """The root; a fraction where it is one."""
    parts = []
    for whole in (x.numerator, x.denominator):
        guess = round(whole ** (1 / degree))
        parts.append(next((n for n in (guess - 1, guess, guess + 1) if n >= 0 and n**degree == whole), None))
    if None not in parts:
        return Fraction(parts[0], parts[1])
    return precise(lambda decimal: (decimal.ln() / degree).exp(), x)


def power(base: Fraction, exponent: Fraction) -> Any:
    if abs(exponent) > 64:
        return None
    if exponent.denominator == 1:
        return None if base == 0 and exponent < 0 else base ** int(exponent)
    if base <= 0:
        return Fraction(0) if base == 0 and exponent > 0 else None
    return root(base, exponent.denominator) ** exponent.numerator


def geomean(*values: Fraction) -> Any:
    return None if min(values) <= 0 else root(math.prod(values, start=Fraction(1)), len(values))


def joined(*texts: str) -> Any:
    text = "·".join(texts)
    return text if len(text) <= 1000 and text.count("·") == len(texts) - 1 else None


def banded(x: Any, cases: Sequence[tuple[str, Any, Any]], rest: Any) -> Any:
    """The result of the first case whose sign and limit suit."""
    for sign, limit, result in cases:
        if x is None or limit is None:
            return None
        if SIGNS[sign](x, limit):
            return result
    return rest


def inside(x: Any, low: Any, high: Any, brackets: str) -> Any:
    """Whether between two ends, which belong to it beside a square bracket."""
    above = strict(SIGNS[">=" if brackets[0] == "[" else ">"])(x, low)
    below = strict(SIGNS["<=" if brackets[1] == "]" else "<"])(x, high)
    return both(above, below)


def stepped(x: Any, cases: Sequence[tuple[str, Fraction, Fraction, Any]], rest: Any) -> Any:
    """The result of the first case, (brackets, low end, high end, result), between whose ends the number lies."""
    if x is None:
        return None
    return next((result for brackets, low, high, result in cases if inside(x, low, high, brackets)), rest)


def rising(places: Sequence[Fraction]) -> bool:
    return all(places[i] < places[i + 1] for i in range(len(places) - 1))


def interpolated(x: Fraction, points: Sequence[tuple[Fraction, Fraction]]) -> Any:
    """`points` are (result, place)."""
    if not rising([place for _, place in points]):
        return None
    if x <= points[0][1]:
        return points[0][0]
    for i in range(len(points) - 1):
        (low, start), (high, end) = points[i], points[i + 1]
        if x <= end:
            return low + (x - start) / (end - start) * (high - low)
    return points[-1][0]


def progressive(x: Fraction, brackets: Sequence[tuple[Fraction, Fraction]]) -> Any:
    """`brackets` are (rate, start); the last one has no end."""
    starts = [start for _, start in brackets]
    if not rising(starts) or starts[0] < 0:
        return None
    total, size = Fraction(0), abs(x)
    for i, (rate, start) in enumerate(brackets):
        end = starts[i + 1] if i + 1 < len(brackets) else size
        total += rate * max(Fraction(0), min(size, end) - start)
    return total if x >= 0 else -total


def moved(grade: str, steps: int, scale: Sequence[str]) -> str:
    """So many steps down the scale, which ends where it ends."""
    return scale[min(max(scale.index(grade) + steps, 0), len(scale) - 1)]


# over the rows below: each gets the lists of what stands after the function and after its clause word


def total(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0))


def mean(values: Sequence[Fraction]) -> Any:
    return total(values) / len(values) if values else None


def median(values: Sequence[Fraction]) -> Any:
    ordered = sorted(values)
    return mean(ordered[(len(ordered) - 1) // 2 : len(ordered) // 2 + 1]) if ordered else None


def trimmed(values: Sequence[Fraction], drop: int) -> Any:
    return mean(sorted(values)[drop : len(values) - drop]) if len(values) > 2 * drop else None


def deviation(values: Sequence[Fraction]) -> Any:
    if not values:
        return None
    middle = mean(values)
    return root(mean([(value - middle) ** 2 for value in values]), 2)


def share(values: Sequence[Fraction], weights: Sequence[Fraction]) -> Any:
    return total(values) / total(weights) if total(weights) > 0 else None


def weighted(values: Sequence[Fraction], weights: Sequence[Fraction]) -> Any:
    return share([value * weight for value, weight in zip(values, weights, strict=True)], weights)


def sum_of_best(values: Sequence[Fraction], matters: Sequence[Any]) -> Fraction:
    best: dict[Any, Fraction] = {}
    for value, matter in zip(values, matters, strict=True):
        best[matter] = max(value, best.get(matter, value))
    return total(list(best.values()))


# among peers: `own` and `rivals` are (value, further values that break ties); the row itself is one of the rivals


def place(own: tuple[Any, ...], rivals: Sequence[tuple[Any, ...]], ties: str) -> Fraction:
    """Highest first."""
    ahead, level = [each for each in rivals if each > own], [each for each in rivals if each == own]
    if ties == "1223":
        return Fraction(1 + len(set(ahead)))
    return 1 + len(ahead) + (Fraction(len(level) - 1, 2) if ties == "average" else 0)


def quota(written: Fraction, size: int, measure: str, rounding: str) -> int:
    """How many are chosen; a computed quota below 1 is a share."""
    wanted = written * size if measure == "share" or (measure == "computed" and written < 1) else written
    return {"down": math.floor, "up": math.ceil, "half-up": lambda x: math.floor(x + HALF)}[rounding](wanted)


def chosen(own: tuple[Any, ...], rivals: Sequence[tuple[Any, ...]], number: int, ties: str) -> bool:
    """Among the first so many."""
    ahead = sum(each > own for each in rivals)
    return ahead + (1 if ties == "include" else sum(each == own for each in rivals)) <= number


def percentile(own: Fraction, rivals: Sequence[Fraction]) -> Fraction:
    return Fraction(sum(each < own for each in rivals), len(rivals) - 1) if len(rivals) > 1 else Fraction(1)


def zscore(own: Fraction, rivals: Sequence[Fraction]) -> Fraction:
    spread = deviation(rivals)
    return (own - mean(rivals)) / spread if spread else Fraction(0)


def minmax(own: Fraction, rivals: Sequence[Fraction]) -> Fraction:
    low, high = min(rivals), max(rivals)
    return Fraction(1) if low == high else (own - low) / (high - low)


def rank_points(own: Fraction, rivals: Sequence[Fraction], first: Fraction, last: Fraction) -> Fraction:
    ahead = sum(each > own for each in rivals)
    return first if len(rivals) == 1 else first - (first - last) * Fraction(ahead, len(rivals) - 1)


# the shapes, from what their documentation says; what is not looked at may be missing


def unit_share(rate: Fraction) -> Any:
    return clamp(rate, Fraction(0), Fraction(1))


def all_or_nothing(points: Any, reached: Any) -> Any:
    return choice(reached, points, Fraction(0))


def proportional_above(points: Any, rate: Any, threshold: Any) -> Any:
    if rate is None or threshold is None:
        return None
    return strict(lambda p: p * unit_share(rate))(points) if rate >= threshold else Fraction(0)


def lower_is_better(actual: Any, goal: Any) -> Any:
    if actual is None or goal is None:
        return None
    return Fraction(1) if actual <= goal else goal / actual if actual > 0 else None


def interval_score(x: Any, low: Any, high: Any, lowest: Any, highest: Any) -> Any:
    """Of the ends only those are needed on whose side the number lies."""
    if x is None or low is None or (x >= low and high is None):
        return None
    if x >= low and x <= high:
        return Fraction(1)
    full, nothing = (low, lowest) if x < low else (high, highest)
    return None if nothing is None or full == nothing else unit_share((x - nothing) / (full - nothing))


def per_excess(excess: Fraction, every: Fraction, bonus: Fraction, cap: Fraction, whole: bool) -> Any:
    if every == 0:
        return None
    times = max(Fraction(0), excess) / every
    return min(cap, (Fraction(math.floor(times)) if whole else times) * bonus)


def efficacy(x: Fraction, worst: Fraction, best: Fraction, least: Fraction = Fraction(60), most: Any = 100) -> Any:
    return None if worst == best else least + (x - worst) / (best - worst) * (most - least)

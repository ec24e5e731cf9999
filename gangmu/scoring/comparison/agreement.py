"""How far two orders of the same units agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gangmu.scoring.functions.aggregates import codes
from gangmu.scoring.values.numbers import Array


def _places(values: Sequence[Any]) -> Array:
    """Whole numbers in the order of the values, equal for equal ones."""
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return codes(column)


def kendall(first: Sequence[Any], second: Sequence[Any]) -> float | None:
    """Kendall's tau-b: 1 same order, −1 reversed, ties taken into account; None when one side is all equal."""
    a, b = _places(first), _places(second)
    agree, untied_a, untied_b = 0, 0, 0
    for i in range(1, len(a)):
        left, right = np.sign(a[:i] - a[i]), np.sign(b[:i] - b[i])
        agree += int((left * right).sum())
        untied_a += int(np.count_nonzero(left))
        untied_b += int(np.count_nonzero(right))
    return agree / float(np.sqrt(float(untied_a) * untied_b)) if untied_a and untied_b else None


def spearman(first: Sequence[Any], second: Sequence[Any]) -> float | None:
    """Correlation of places, the mean place for ties; None when one side is all equal."""
    if not first:
        return None
    a, b = (_mean_places(_places(values)) for values in (first, second))
    a, b = a - a.mean(), b - b.mean()
    scale = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return float((a * b).sum()) / scale if scale else None


def _mean_places(places: Array) -> Array:
    _, inverse, counts = np.unique(places, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    result: Array = (last - (counts - 1) / 2)[inverse]
    return result

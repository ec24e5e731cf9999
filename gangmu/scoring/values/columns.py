"""A column while it is computed: values, and which of them are missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gangmu.scoring.values.numbers import FACT_BITS, Array


@dataclass(frozen=True)
class Column:
    """`values[i]` is a filler wherever `missing[i]`; nothing may be computed from it.

    `bits` says how long an exact number among the values can be at most, in binary digits.
    """

    values: Array
    missing: Array
    bits: int = FACT_BITS

    def take(self, index: Array) -> Column:
        return Column(self.values[index], self.missing[index], self.bits)

    def cell(self, row: int) -> Any:
        """The value of one row, None when it is missing."""
        if self.missing[row]:
            return None
        value = self.values[row]
        return bool(value) if isinstance(value, np.bool_) else value


def present(values: Array) -> Column:
    return Column(values, np.zeros(len(values), dtype=bool))


def constant(value: Any, size: int) -> Column:
    """`value` in every row, without the memory of it."""
    single = np.empty(
        1, dtype=bool if isinstance(value, bool) else object if not isinstance(value, float) else np.float64
    )
    single[0] = value
    return Column(np.broadcast_to(single[0:1], (size,)), np.broadcast_to(np.zeros(1, dtype=bool), (size,)))

"""A column while it is computed: values, and which of them are missing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gangmu.scoring.values.numbers import FACT_BITS, Array


@dataclass(frozen=True)
class Column:
    """`values[i]` is a filler wherever `missing[i]`; nothing may be computed from it.

    `bits` says how long an exact number among the values can be at most, in binary digits. `reasons` says of rows that
    are not scored why, and is empty for all others; None where all rows are scored. They are among the missing.
    """

    values: Array
    missing: Array
    bits: int = FACT_BITS
    reasons: Array | None = None

    def take(self, index: Array) -> Column:
        reasons = None if self.reasons is None else self.reasons[index]
        return Column(self.values[index], self.missing[index], self.bits, reasons)

    @property
    def unscored(self) -> Array:
        return np.zeros(len(self.missing), dtype=bool) if self.reasons is None else self.reasons != ""

    @property
    def blank(self) -> Array:
        """Where a value is missing that should be there."""
        return self.missing & ~self.unscored

    def reason(self, row: int) -> str:
        """Why a row is not scored; empty when it is."""
        return "" if self.reasons is None else str(self.reasons[row])

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


def because(column: Column, *others: Column) -> Column:
    """The column, its missing rows not scored where one of the others is not: the first of them says why."""
    found = column.reasons
    for other in others:
        if other.reasons is not None:
            found = other.reasons if found is None else np.where(found == "", other.reasons, found)
    return column if found is None else replace(column, reasons=np.where(column.missing, found, ""))


def either(taken: Array, yes: Column, no: Column) -> Column:
    """Row by row the one or the other."""
    values, missing = np.where(taken, yes.values, no.values), np.where(taken, yes.missing, no.missing)
    if yes.reasons is None and no.reasons is None:
        return Column(values, missing)
    first, second = ("" if column.reasons is None else column.reasons for column in (yes, no))
    return Column(values, missing, reasons=np.where(taken, first, second))

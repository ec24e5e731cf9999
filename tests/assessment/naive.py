"""The demo city's scheme once more, by hand and row by row, to hold the engine against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction as F
from typing import Any

FULL = {"重点": 40, "常规": 30, "通用": 20, "稳定": 10}
PART = {"牵头": F(1), "责任": F(4, 5), "配合": F(1, 2)}


def completion(row: Mapping[str, Any]) -> F:
    actual, goal = F(row["actual"]), F(row["goal"])
    if row["direction"] == "越小越好":
        return F(1) if actual <= goal else max(F(0), goal / actual if actual else F(1))
    if goal > 0:
        return actual / goal
    return F(1) if actual >= goal else F(0)


def points(row: Mapping[str, Any]) -> tuple[F, F]:
    """What a target brings, and what it can bring."""
    worth, done, weight = F(row["points"]), completion(row), PART[row["role"]]
    basic = worth * min(max(done, F(0)), F(1))
    bonus = F(0)
    if row["kind"] == "定量" and row["direction"] == "越大越好" and done > 1:
        bonus = min(((done - 1) // F(1, 10)) * worth * F(2, 100), worth / 10)
    return weight * (basic + bonus), weight * worth


def total(unit: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> F | None:
    """None when a value is missing."""
    if any(row["actual"] in (None, "") for row in rows):
        return None
    found = F(0)
    for category, full in FULL.items():
        pairs = [points(row) for row in rows if row["category"] == category]
        worth = sum((can for _got, can in pairs), F(0))
        found += full * (sum((got for got, _can in pairs), F(0)) / worth if worth else 1)
    late, missing = F(unit["late_reports"]), F(unit["missing_reports"])
    return found - min(F(5), late / 10 + missing / 2)

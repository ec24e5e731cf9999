"""A backtest as plain data, for JSON and pages."""

from __future__ import annotations

from typing import Any

from gangmu.scoring.comparison.backtesting import Backtest, Effect, Move
from gangmu.scoring.comparison.telling import change_name, comparison_data
from gangmu.scoring.values.showing import decimal, fraction


def backtest_data(test: Backtest, language: str = "zh") -> dict[str, Any]:
    """Numbers are decimal text as published, with the exact fraction beside the totals."""
    return {
        "comparison": comparison_data(test.comparison, language),
        "columns": [
            {"total": head.total, "grade": head.grade, "rank": head.rank} for head in test.heads
        ],
        "lacking": [{"table": p.table, "column": p.column, "message": str(p)} for p in test.lacking],
        "problems": [
            {"level": p.level, "table": p.table, "key": p.key, "column": p.column, "unit": p.unit, "message": str(p)}
            for p in test.problems
        ],
        "summary": {
            "units": len(test.units), "moved": test.moved, "regraded": test.regraded,
            "kendall": test.kendall, "spearman": test.spearman,
        },
        "alone": [{"key": key, "name": name, "method": which} for key, name, which in test.alone],
        "apart": [change_name(test.comparison, change, language) for change in test.apart],
        "units": [_unit(test, unit, language) for unit in test.units],
    }  # fmt: skip


def _unit(test: Backtest, unit: Move, language: str) -> dict[str, Any]:
    digits = digits_of(test)
    return {
        "key": unit.key, "name": unit.name, "group": unit.group,
        "old": {"total": _decimal(unit.old_total, digits[0]), "exact": _exact(unit.old_total),
                "grade": unit.old_grade, "rank": _exact(unit.old_rank)},
        "new": {"total": _decimal(unit.new_total, digits[1]), "exact": _exact(unit.new_total),
                "grade": unit.new_grade, "rank": _exact(unit.new_rank)},
        "places": _exact(unit.places), "together": _exact(unit.together),
        "parts": [{"column": name, "old": _exact(old), "new": _exact(new)} for name, old, new in unit.parts],
        "awards": [{"column": name, "old": old, "new": new} for name, old, new in unit.awards],
        "effects": [_effect(test, effect, language) for effect in unit.effects],
    }  # fmt: skip


def digits_of(test: Backtest) -> tuple[int, int]:
    """Decimals with which each method publishes its total."""
    old, new = (
        result.scheme.decimals_of(result.scheme.unit_table, head.total)
        for result, head in zip((test.old, test.new), test.heads, strict=True)
    )
    return old, new


def _effect(test: Backtest, effect: Effect, language: str) -> dict[str, Any]:
    change = effect.change
    return {
        "part": change.part, "table": change.table, "name": change.name,
        "words": change_name(test.comparison, change, language),
        "total": _exact(effect.total), "places": _exact(effect.places), "grade": effect.grade,
        "lost": list(effect.lost), "gained": list(effect.gained),
    }  # fmt: skip


def _decimal(value: Any, digits: int) -> str | None:
    return None if value is None else decimal(value, digits)


def _exact(value: Any) -> str | None:
    return None if value is None else fraction(value)

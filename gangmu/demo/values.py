"""What the units of the demo achieve: a value for every month, better or worse than planned, always the same."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from gangmu.demo import chance
from gangmu.demo.catalogue import TargetLine
from gangmu.demo.plans import planned
from gangmu.demo.seasons import digits_of, published, reached

LAGGARDS = 0.07
"""The part of all targets that stay clearly behind."""


@cache
def _performance(year: int, unit: str, name: str) -> float:
    """How a unit does on a target: 1 is as planned. A unit has its own level, every target its own luck."""
    level = chance.dice(f"level {year} {unit}").gauss(1.005, 0.02)
    dice = chance.dice(f"luck {year} {unit} {name}")
    if dice.random() < LAGGARDS:
        return level * dice.uniform(0.72, 0.9)
    return level * min(max(dice.gauss(1.025, 0.03), 0.9), 1.1)


def value(line: TargetLine, unit: str, year: int, month: int) -> Decimal:
    """Cumulative (or latest) at the end of a month, never less than the month before where values add up."""
    if line.actual is not None and month == 12:
        return line.actual
    factor = _performance(year, unit, line.name)
    if line.goal is None:
        done = sum(_stride(line, unit, year, one) for one in range(1, month + 1)) / 12 * factor * 100
        return Decimal(min(round(done), 100 if month == 12 else 99))
    step = digits_of(line.measure, line.baseline, line.goal)
    if line.latest:
        return _level(line, unit, year, month, factor, step)
    shares = [float(reached(line.season, one)) for one in range(1, month + 1)]
    parts = [share - before for share, before in zip(shares, [0.0, *shares], strict=False)]
    grown = sum(part * _stride(line, unit, year, at) for at, part in enumerate(parts, start=1))
    if line.lower:
        factor = 2 - factor - 0.03
    return (line.goal * Decimal(str(round(grown * factor, 6)))).quantize(step)


def reported(line: TargetLine, unit: str, year: int, month: int) -> Decimal | None:
    """What there is to report: nothing before the year's first figure is published."""
    return value(line, unit, year, month) if published(line.season, month) else None


def _stride(line: TargetLine, unit: str, year: int, month: int) -> float:
    """A month goes a little better or worse than the course says; the year evens out."""
    return 1 + chance.dice(f"month {year} {unit} {line.name} {month}").uniform(-0.06, 0.06)


def _level(line: TargetLine, unit: str, year: int, month: int, factor: float, step: Decimal) -> Decimal:
    """A level moves from last year's towards the goal and may miss it a little; a percentage stays below 100."""
    start = line.baseline if line.baseline is not None else line.goal or Decimal(0)
    way = (line.goal or Decimal(0)) - start
    luck = Decimal(str(round(factor - 1, 4))) * (abs(way) * 4 or step * 4)
    level = planned(line, month) + (luck if not line.lower else -luck) * month / 12
    if line.measure == "%":
        level = min(level, Decimal(100))
    return max(level, Decimal(0)).quantize(step)

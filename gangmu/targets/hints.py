"""What history and peers say of a proposed goal: figures first, then whether the proposal is out of line with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from gangmu.base.quantities import half_up, plain
from gangmu.targets.agreed import READ, terms_on
from gangmu.targets.models import Target
from gangmu.targets.states import Direction, Kind

YEARS = 4
"""Plans before this one that are looked into: three growths need four results."""
FAR = 2
"""A growth of more than twice that of the best year before is called far above."""


@dataclass(frozen=True)
class Year:
    """What a year was given and what it reached; `growth` is against the year before, in per cent."""

    year: int
    goal: Decimal | None
    result: Decimal | None
    growth: Decimal | None = None


@dataclass(frozen=True)
class Hints:
    """The years before, newest first, what the proposal grows by, and what is odd about it."""

    years: Sequence[Year]
    growth: Decimal | None
    doubts: Sequence[str]


def hints_for(target: Target, goal: Decimal | None) -> Hints:
    """History of the target by the same name in the plans of the same government, and doubts about `goal`.

    A year's result is what the plan of the year after states as 上年实绩. Rates are compared in percentage points by
    eye; growth in per cent is told of amounts only.
    """
    if target.kind != Kind.QUANTITATIVE:
        return Hints((), None, ())
    years = _years(target)
    base = years[0].result if years else None
    growth = _growth(goal, base) if target.unit_of_measure != "%" else None
    return Hints(years, growth, tuple(_doubts(target, goal, base, growth, years)))


def _years(target: Target) -> list[Year]:
    first = target.plan.year - YEARS
    same = Target.objects.filter(
        plan__unit=target.plan.unit_id,
        plan__year__gte=first,
        plan__year__lte=target.plan.year,
        name=target.name,
        unit_of_measure=target.unit_of_measure,
    )
    rows = same.select_related("plan").prefetch_related(READ)
    found = {one.plan.year: terms_on(one, _end(one)) for one in rows}
    results = {year - 1: terms.baseline for year, terms in found.items()}
    years = range(target.plan.year - 1, first - 1, -1)
    return [
        Year(
            year,
            found[year].goal if year in found else None,
            results.get(year),
            _growth(results.get(year), results.get(year - 1)),
        )
        for year in years
        if year in found or results.get(year) is not None
    ]


def _end(target: Target) -> dt.date:
    return dt.date(target.plan.year, 12, 31)


def _growth(value: Decimal | None, base: Decimal | None) -> Decimal | None:
    """In per cent with two places; nothing against a base of zero or below, where growth says nothing."""
    if value is None or base is None or base <= 0:
        return None
    return half_up((value - base) / base * 100, 2)


def _doubts(
    target: Target, goal: Decimal | None, base: Decimal | None, growth: Decimal | None, years: Sequence[Year]
) -> Iterator[str]:
    if goal is None or base is None:
        return
    worse = goal < base if target.direction == Direction.HIGHER else goal > base
    if worse:
        words = _("比上年实绩 %(base)s%(unit)s 还要退步")
        yield words % {"base": plain(base), "unit": target.unit_of_measure}
    before = [one.growth for one in years if one.growth is not None]
    if growth is None or not before or target.direction != Direction.HIGHER:
        return
    if growth < min(before):
        words = _("增长 %(growth)s%%，低于前几年最低的 %(least)s%%")
        yield words % {"growth": plain(growth), "least": plain(min(before))}
    if max(before) > 0 and growth > max(before) * FAR:
        words = _("增长 %(growth)s%%，超过前几年最高 %(most)s%% 的两倍")
        yield words % {"growth": plain(growth), "most": plain(max(before))}

"""红黄绿灰: how far a value is behind the schedule, by one rule, with the sentence that gave the colour."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext as _

from gangmu.base.periods import month_end
from gangmu.base.quantities import format_difference, format_quantity, half_up, in_points
from gangmu.targets.agreed import terms_of_month
from gangmu.targets.models import Target, Terms
from gangmu.targets.queries import scheduled
from gangmu.targets.states import Accumulation, Direction

RED_BEYOND = Decimal(10)
"""Behind by more than this many percentage points is red, by less yellow; on or before the schedule green."""

GREEN, YELLOW, RED, GREY = "green", "yellow", "red", "grey"
WORST_FIRST = (RED, YELLOW, GREY, GREEN)


@dataclass(frozen=True)
class Lamp:
    """A colour and why. Shares and `behind` are in per cent of the year's goal; `behind` is never negative.

    `place` is where a level or a rate stands beside what was planned, in a list; a sum stands by its shares. Sentences
    are made when they are read: counting the colours of 400 targets needs none of them.
    """

    color: str
    tell: Callable[[], str] = field(compare=False)
    share: Decimal | None = None
    scheduled: Decimal | None = None
    behind: Decimal | None = None
    tell_place: Callable[[], str] = field(default=str, compare=False)

    @property
    def reason(self) -> str:
        return self.tell()

    @property
    def place(self) -> str:
        return self.tell_place()


def grey(reason: str) -> Lamp:
    """Nothing to judge by."""
    return Lamp(GREY, lambda: reason)


def judge(target: Target, month: dt.date, value: Decimal) -> Lamp:
    """The colour of a target's value at the end of a month, by the terms that were in force then."""
    terms = terms_of_month(target, month)
    return lamp(terms, month, value, scheduled(terms, month_end(month.year, month.month)))


def lamp(
    terms: Terms, month: dt.date, value: Decimal, planned: Decimal | None, *, red_beyond: Decimal = RED_BEYOND
) -> Lamp:
    """The colour of a cumulative (or latest) value at the end of a month, by these terms.

    `planned` is what the nodes plan for that day. Without planned nodes a cumulative target is held to months/12 of its
    goal and a level (时点数) to the goal itself, as the rule published by Xuancheng does.
    """
    goal, target = terms.aim, terms.target
    if goal is None:
        return Lamp(GREEN, lambda: _("%(month)s 月已报；没有目标值，不比序时") % {"month": month.month})
    if planned is None:
        planned = goal if target.accumulation == Accumulation.LATEST else goal * month.month / 12
    lower = target.direction == Direction.LOWER
    short = value - planned if lower else planned - value
    if goal == 0:
        return _against_zero(target, month, value, short)
    share, scheduled = value / goal * 100, planned / goal * 100
    behind = max(short / abs(goal) * 100, Decimal(0))
    color = GREEN if behind == 0 else YELLOW if behind <= red_beyond else RED
    level = target.accumulation == Accumulation.LATEST
    tell = partial(_sentence, terms, month, value, planned, (share, scheduled, behind))
    return Lamp(color, tell, share, scheduled, behind, partial(beside, terms, value, planned) if level else str)


def _sentence(
    terms: Terms, month: dt.date, value: Decimal, planned: Decimal, shares: tuple[Decimal, Decimal, Decimal]
) -> str:
    """What the value is decides how it is told: a sum is a part of the year's goal, a level or a rate is not."""
    target = terms.target
    words = {"month": month.month, "value": format_quantity(value, target.measure)}
    if target.accumulation == Accumulation.LATEST:
        return _("到 %(month)s 月为 %(value)s，%(place)s") % (words | {"place": beside(terms, value, planned)})
    share, scheduled, behind = (rounded(one) for one in shares)
    words |= {"share": share, "scheduled": scheduled, "behind": behind, "planned": _planned(target, planned)}
    if in_points(target.measure):
        words["place"] = beside(terms, value, planned)
        return _("到 %(month)s 月完成 %(value)s；序时应为 %(planned)s，%(place)s") % words
    if target.direction == Direction.LOWER:
        if shares[2]:
            return _("到 %(month)s 月为 %(value)s，序时控制数 %(planned)s，超出全年控制数的 %(behind)s%%") % words
        return _("到 %(month)s 月为 %(value)s，在序时控制数 %(planned)s 以内") % words
    if shares[2]:
        return (
            _("到 %(month)s 月完成 %(value)s，占全年 %(share)s%%；序时应为 %(scheduled)s%%，落后 %(behind)s 个百分点")
            % words
        )
    return _("到 %(month)s 月完成 %(value)s，占全年 %(share)s%%；序时应为 %(scheduled)s%%，达到序时") % words


def _planned(target: Target, planned: Decimal) -> str:
    return format_quantity(half_up(planned, 2), target.measure)


def beside(terms: Terms, value: Decimal, planned: Decimal) -> str:
    """Where a level, a rate or a percentage done stands: 高于目标 0.11 个百分点, 落后 18.7 个百分点, 与目标持平."""
    gap, target = value - planned, terms.target
    words = {"gap": _gap(terms, abs(gap)), "planned": _planned(target, planned)}
    if target.accumulation != Accumulation.LATEST:
        lags = gap > 0 if target.direction == Direction.LOWER else gap < 0
        return _("落后 %(gap)s") % words if lags else _("达到序时")
    if planned != terms.aim:
        texts = (_("高于当月计划 %(planned)s %(gap)s"), _("低于当月计划 %(planned)s %(gap)s"), _("与当月计划持平"))
    elif target.direction == Direction.LOWER:
        texts = (_("高于控制目标 %(gap)s"), _("低于控制目标 %(gap)s"), _("与控制目标持平"))
    else:
        texts = (_("高于目标 %(gap)s"), _("低于目标 %(gap)s"), _("与目标持平"))
    return texts[0 if gap > 0 else 1 if gap < 0 else 2] % words


def _gap(terms: Terms, gap: Decimal) -> str:
    """In the target's own unit, to two decimals, or more where these would tell nothing; with the share of the goal,
    by which the lamp judges, unless the gap is in points itself."""
    measure = terms.target.measure
    told = format_difference(half_up(gap, 2) or gap, measure)
    if in_points(measure) or not terms.aim:
        return told
    return _("%(gap)s（%(share)s%%）") % {"gap": told, "share": rounded(gap / abs(terms.aim) * 100)}


def rounded(share: Decimal) -> str:
    """One decimal as people say it; what would round to nothing still shows."""
    if 0 < share < Decimal("0.1"):
        return _("不足 0.1")
    return format_quantity(half_up(share, 1))


def _against_zero(target: Target, month: dt.date, value: Decimal, short: Decimal) -> Lamp:
    words = {"month": month.month, "value": format_quantity(value, target.measure)}
    if short > 0:
        return Lamp(RED, lambda: _("到 %(month)s 月为 %(value)s，目标为 0，已经突破") % words)
    return Lamp(GREEN, lambda: _("到 %(month)s 月为 %(value)s，目标为 0") % words)

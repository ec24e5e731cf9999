"""红黄绿灰: how far a value is behind the schedule, by one rule, with the sentence that gave the colour."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from gangmu.base.quantities import format_quantity
from gangmu.targets.models import Target
from gangmu.targets.states import Accumulation, Direction

RED_BEYOND = Decimal(10)
"""Behind by more than this many percentage points is red, by less yellow; on or before the schedule green."""

GREEN, YELLOW, RED, GREY = "green", "yellow", "red", "grey"
WORST_FIRST = (RED, YELLOW, GREY, GREEN)


@dataclass(frozen=True)
class Lamp:
    """A colour and why. Shares and `behind` are in per cent of the year's goal; `behind` is never negative."""

    color: str
    reason: str
    share: Decimal | None = None
    scheduled: Decimal | None = None
    behind: Decimal | None = None


def grey(reason: str) -> Lamp:
    """Nothing to judge by."""
    return Lamp(GREY, reason)


def lamp(
    target: Target, month: dt.date, value: Decimal, planned: Decimal | None, *, red_beyond: Decimal = RED_BEYOND
) -> Lamp:
    """The colour of a cumulative (or latest) value at the end of a month.

    `planned` is what the nodes plan for that day. Without planned nodes a cumulative target is held to months/12 of its
    goal and a level (时点数) to the goal itself, as the rule published by Xuancheng does.
    """
    goal = target.aim
    if goal is None:
        return Lamp(GREEN, _("%(month)s 月已报；没有目标值，不比序时") % {"month": month.month})
    if planned is None:
        planned = goal if target.accumulation == Accumulation.LATEST else goal * month.month / 12
    lower = target.direction == Direction.LOWER
    short = value - planned if lower else planned - value
    if goal == 0:
        return _against_zero(target, month, value, short)
    share, scheduled = value / goal * 100, planned / goal * 100
    behind = max(short / abs(goal) * 100, Decimal(0))
    color = GREEN if behind == 0 else YELLOW if behind <= red_beyond else RED
    return Lamp(color, _sentence(target, month, value, planned, (share, scheduled, behind)), share, scheduled, behind)


def _sentence(
    target: Target, month: dt.date, value: Decimal, planned: Decimal, shares: tuple[Decimal, Decimal, Decimal]
) -> str:
    share, scheduled, behind = shares
    unit = target.measure
    words = {
        "month": month.month,
        "value": format_quantity(value, unit),
        "planned": format_quantity(planned.quantize(Decimal("0.01")).normalize(), unit),
        "share": rounded(share),
        "scheduled": rounded(scheduled),
        "behind": rounded(behind),
    }
    if target.direction == Direction.LOWER:
        if behind:
            return _("到 %(month)s 月为 %(value)s，序时控制数 %(planned)s，超出全年控制数的 %(behind)s%%") % words
        return _("到 %(month)s 月为 %(value)s，在序时控制数 %(planned)s 以内") % words
    if behind:
        return (
            _("到 %(month)s 月完成 %(value)s，占全年 %(share)s%%；序时应为 %(scheduled)s%%，落后 %(behind)s 个百分点")
            % words
        )
    return _("到 %(month)s 月完成 %(value)s，占全年 %(share)s%%；序时应为 %(scheduled)s%%，达到序时") % words


def rounded(share: Decimal) -> str:
    """One decimal as people say it; what would round to nothing still shows."""
    if 0 < share < Decimal("0.1"):
        return _("不足 0.1")
    return format_quantity(share.quantize(Decimal("0.1")).normalize())


def _against_zero(target: Target, month: dt.date, value: Decimal, short: Decimal) -> Lamp:
    words = {"month": month.month, "value": format_quantity(value, target.measure)}
    if short > 0:
        return Lamp(RED, _("到 %(month)s 月为 %(value)s，目标为 0，已经突破") % words)
    return Lamp(GREEN, _("到 %(month)s 月为 %(value)s，目标为 0") % words)

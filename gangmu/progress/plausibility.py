"""Values that make one ask: the reporter answers in words, then the report goes through.

All thresholds stand in `LIMITS`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from gangmu.base.quantities import format_quantity, half_up, in_points, plain
from gangmu.targets.models import Target, Terms
from gangmu.targets.states import Accumulation


@dataclass(frozen=True)
class Limits:
    """Beyond these a value is asked about, never refused."""

    times_mean_increase: Decimal = Decimal(3)  # the month's increase against the mean of the months before
    months_for_a_mean: int = 2
    full_percentage: Decimal = Decimal(100)
    times_goal: Decimal = Decimal("1.5")
    times_level: Decimal = Decimal(5)  # a level against the month before, up or down
    rate_that_may_jump: Decimal = Decimal(20)  # rates below it (growth of 0.5 %, then 5 %) move by as much


LIMITS = Limits()


def is_percentage(target: Target) -> bool:
    """A share of a whole; qualitative and project targets are measured in per cent done."""
    return target.measure == "%"


def questions(
    terms: Terms,
    month: dt.date,
    value: Decimal | None,
    earlier: Mapping[dt.date, Decimal],
    *,
    limits: Limits = LIMITS,
) -> list[str]:
    """What one would ask about a value; `earlier` holds the values of earlier months of the same year, by month."""
    if value is None:
        return []
    target = terms.target
    before = {one: known for one, known in earlier.items() if one < month and one.year == month.year}
    hundredth = _as_fraction(terms, value, before, limits)
    if hundredth:
        return hundredth
    compare = _level_against_last if target.accumulation == Accumulation.LATEST else _against_last
    asked = compare(target, month, value, before, limits)
    unit, goal = target.measure, terms.aim
    if is_percentage(target) and value > limits.full_percentage:
        asked.append(_("%(value)s 超过了 100%%") % {"value": format_quantity(value, unit)})
    elif goal is not None and goal > 0 and value > goal * limits.times_goal:
        asked.append(
            _("%(value)s，超过全年目标（%(goal)s）的 %(times)s 倍，请核对单位和小数点")
            % {
                "value": format_quantity(value, unit),
                "goal": format_quantity(goal, unit),
                "times": format_quantity(limits.times_goal),
            }
        )
    return asked


def _as_fraction(terms: Terms, value: Decimal, before: Mapping[dt.date, Decimal], limits: Limits) -> list[str]:
    """0.98 where 97.9 % was the value before, or 98 % is the goal of a rate: a share told as a fraction."""
    if not is_percentage(terms.target) or not 0 < value <= 1:
        return []
    last = before[max(before)] if before else None
    level = terms.target.accumulation == Accumulation.LATEST
    meant = value * 100
    for known, said in ((last, _("上次是 %(known)s")), (terms.aim if level else None, _("目标是 %(known)s"))):
        if known is not None and known >= limits.rate_that_may_jump and known / 2 <= meant <= known * 2:
            words = {"value": format_quantity(value, "%"), "meant": format_quantity(meant, "%")}
            words["why"] = said % {"known": format_quantity(known, "%")}
            return [_("填的是 %(value)s，%(why)s；是不是 %(meant)s？这里按百分数填，98%% 填 98，不填 0.98") % words]
    return []


def _level_against_last(
    target: Target, month: dt.date, value: Decimal, before: Mapping[dt.date, Decimal], limits: Limits
) -> list[str]:
    if not before:
        return []
    last_month, unit = max(before), target.measure
    last = before[last_month]
    small = in_points(unit) and max(last, value) < limits.rate_that_may_jump
    if last <= 0 or small or last / limits.times_level <= value <= last * limits.times_level:
        return []
    words = {"month": last_month.month, "last": format_quantity(last, unit), "value": format_quantity(value, unit)}
    words["times"] = format_quantity(limits.times_level)
    return [_("%(value)s，与 %(month)s 月的 %(last)s 相差 %(times)s 倍以上，请核对单位和小数点") % words]


def _against_last(
    target: Target, month: dt.date, value: Decimal, before: Mapping[dt.date, Decimal], limits: Limits
) -> list[str]:
    if not before:
        return []
    last_month, unit = max(before), target.measure
    last = before[last_month]
    words = {"month": last_month.month, "last": format_quantity(last, unit), "value": format_quantity(value, unit)}
    if value < last:
        return [_("累计 %(value)s，少于 %(month)s 月的 %(last)s，累计数一般不会减少") % words]
    increase = (value - last) / (month.month - last_month.month)
    mean = last / last_month.month
    if len(before) >= limits.months_for_a_mean and mean > 0 and increase > limits.times_mean_increase * mean:
        words |= {"increase": format_quantity(value - last, unit), "times": plain(half_up(increase / mean, 1))}
        return [_("比 %(month)s 月增加 %(increase)s，是此前月均的 %(times)s 倍") % words]
    return []

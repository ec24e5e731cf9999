"""Cells that are drawn: the share of the year as a bar, twelve months as a line, a lamp that opens its rule.

All as SVG or plain HTML in the page, without style attributes, each with the same said in words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gangmu.base.quantities import format_quantity
from gangmu.progress.lamps import GREEN, GREY, RED, RED_BEYOND, YELLOW, rounded

LAMPS = {GREEN: _("正常"), YELLOW: _("滞后"), RED: _("严重滞后"), GREY: _("未报")}
RULES = {
    GREEN: _("规则：达到序时为正常。"),
    YELLOW: _("规则：落后不超过全年目标的 %(limit)s 个百分点为滞后。"),
    RED: _("规则：落后超过全年目标的 %(limit)s 个百分点为严重滞后。"),
    GREY: _("规则：截止日已过没有提交，或没有可比的数值，为未报。"),
}
WIDTH, HEIGHT = 88, 20


def bar(share: Decimal, scheduled: Decimal | None, color: str) -> str:
    """The share of the year as a bar, the schedule as its tick."""
    told = gettext("序时 %(share)s%%") % {"share": rounded(scheduled or Decimal(0))}
    drawn = f'<rect width="{_within(share)}" height="6"/><path d="M{_within(scheduled)} 0v6"/>'
    frame = f'<svg class="share-bar bar-{color}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
    return f'<span class="share" title="{escape(told)}">{frame}{drawn}</svg><b>{rounded(share)}%</b></span>'


def _within(share: Decimal | None) -> int:
    return int(min(max(share or 0, 0), 100))


def lamp(color: str, sentence: str, *, count: tuple[int, int] | None = None, tally: str = "", since: str = "") -> str:
    """The colour in a word, and how many of several units stand like it (3/13); opened it tells why, by which rule."""
    words = escape(str(LAMPS[color])) + (" {}/{}".format(*count) if count else "")
    title = f' title="{escape(tally)}"' if tally else ""
    rule = escape(str(RULES[color]) % {"limit": RED_BEYOND})
    said = escape(sentence) + (f"<br>{escape(since)}" if since else "")
    return (
        f'<details class="drop why-lamp"><summary><span class="lamp lamp-{color}"{title}>{words}</span></summary>'
        f'<div class="drop-list"><p>{said}</p><p class="text-secondary">{rule}</p></div></details>'
    )


def line(year: int, planned: Sequence[tuple[dt.date, Decimal]], reached: Mapping[dt.date, Decimal], unit: str) -> str:
    """Twelve months: what was planned as a thin line, what was reported as a strong one; the numbers as its title."""
    if not reached:
        return f'<span class="missing">{escape(gettext("未报"))}</span>'
    told = gettext("；").join(
        gettext("%(month)d月 %(value)s") % {"month": month.month, "value": format_quantity(value, unit)}
        for month, value in sorted(reached.items())
    )
    plan = [(day.timetuple().tm_yday / 30.5, float(value)) for day, value in planned if day.year == year]
    fact = [(month.month, float(value)) for month, value in sorted(reached.items())]
    levels = [value for _at, value in (*plan, *fact)]
    low, high = min(levels), max(levels)
    drawn = [_points(one, low, high) for one in (plan, fact)]
    last = drawn[1].rpartition(" ")[2].split(",")
    path = f'<polyline class="spark-plan" points="{drawn[0]}"/>' if plan else ""
    return (
        f'<svg class="spark" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"><title>{escape(told)}</title>{path}'
        f'<polyline points="{drawn[1]}"/><circle cx="{last[0]}" cy="{last[1]}" r="2"/></svg>'
    )


def _points(pairs: Sequence[tuple[float, float]], low: float, high: float) -> str:
    """Months from left to right, two points of room at every edge."""
    across, span = (WIDTH - 6) / 11, (high - low) or 1.0
    return " ".join(
        f"{3 + (min(max(at, 1), 12) - 1) * across:.0f},{HEIGHT - 3 - (value - low) / span * (HEIGHT - 6):.0f}"
        for at, value in pairs
    )


def telephone(person: Any, *, seen: bool) -> str:
    """Whom to call: the name and the number as a link that a phone dials."""
    number = person.user.phone if seen else ""
    name = escape(person.user.name)
    return f'{name} <a class="tel" href="tel:{escape(number)}">{escape(number)}</a>' if number else name

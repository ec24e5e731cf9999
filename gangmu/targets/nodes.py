"""Filling nodes: equal quarters or months up to the deadline, or by last year's shares. The last one is the goal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from gangmu.base.periods import month_end
from gangmu.base.quantities import half_up, places_of
from gangmu.targets.drafts import NodeDraft
from gangmu.targets.states import Accumulation

QUARTER, MONTH, DEADLINE = "quarter", "month", "deadline"
_MONTHS = {QUARTER: (3, 6, 9, 12), MONTH: tuple(range(1, 13)), DEADLINE: ()}


def due_days(step: str, year: int, deadline: dt.date | None) -> list[dt.date]:
    """Ends of the year's quarters or months before the deadline, then the deadline itself (else the year's end)."""
    last = deadline or dt.date(year, 12, 31)
    ends = [month_end(year, month) for month in _MONTHS[step]]
    return [*(day for day in ends if day < last), last]


def spread(
    aim: Decimal | None,
    days: Sequence[dt.date],
    *,
    accumulation: str = Accumulation.CUMULATIVE,
    shares: Sequence[Decimal] = (),
    content: str = "",
) -> tuple[NodeDraft, ...]:
    """A node a day, cumulative up to `aim`; a value that does not add up over the year is at the goal throughout.

    `shares` are cumulative shares of the year (0 to 1), one a day, such as last year's; equal steps without them.
    Without an aim there is one node in words, on the last day.
    """
    if aim is None:
        return (NodeDraft(days[-1], None, content),) if content else ()
    steps = list(shares) or [Decimal(number) / len(days) for number in range(1, len(days) + 1)]
    if len(steps) != len(days):
        raise ValueError("one share a day")
    planned = [aim if accumulation == Accumulation.LATEST else _rounded(aim * share, aim) for share in steps]
    planned[-1] = aim
    words = ["" for _day in days]
    words[-1] = content
    return tuple(NodeDraft(day, value, word) for day, value, word in zip(days, planned, words, strict=True))


def _rounded(value: Decimal, aim: Decimal) -> Decimal:
    """No finer than the goal itself: schools are planned whole; a small goal may have two places."""
    places = max(places_of(aim), 2 if abs(aim) < 4 else 0)
    return half_up(value, min(places, 6))

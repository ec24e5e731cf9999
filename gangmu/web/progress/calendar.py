"""日程: a month on one sheet, how much falls due on each day, and the list of it."""

from __future__ import annotations

import calendar as weeks
import datetime as dt
from collections import Counter
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gangmu.base.periods import month_end
from gangmu.org.permissions import Permission, access_of
from gangmu.org.queries import today
from gangmu.progress import queries
from gangmu.web.paging import page_of
from gangmu.web.requests import Request, day_asked, whole

PAGE_SIZE = 50


@require_safe
def calendar(request: Request) -> HttpResponse:
    """`?month=2026-11-01` (any day of it) and `?day=`: that day alone; `?unit=` what one unit leads."""
    access = access_of(request.user)
    access.check(Permission.VIEW_TARGETS)
    day = day_asked(request, "day")
    first = (day or day_asked(request, "month") or today()).replace(day=1)
    due = queries.calendar(access, first, month_end(first.year, first.month))
    units = sorted({one.unit for one in due if one.unit}, key=lambda one: (one.order, one.code))
    unit = whole(request.GET.get("unit"))
    if unit:
        due = [one for one in due if one.unit is None or one.unit.pk == unit]
    listed = [one for one in due if one.day == day] if day else due
    context: dict[str, Any] = {"first": first, "day": day, "today": today(), "units": units, "unit": unit}
    context |= {"weeks": _weeks(first, Counter(one.day for one in due)), "page": page_of(request, listed, PAGE_SIZE)}
    context |= {"before": first - dt.timedelta(days=1), "after": month_end(first.year, first.month) + dt.timedelta(1)}
    return render(request, "progress/calendar.html", context)


def _weeks(first: dt.date, counts: Counter[dt.date]) -> list[list[tuple[dt.date | None, int]]]:
    """The month from Monday to Sunday, days with how much is due; None where another month's would stand."""
    rows = weeks.Calendar().monthdatescalendar(first.year, first.month)
    return [[(day, counts[day]) if day.month == first.month else (None, 0) for day in row] for row in rows]

"""Working days with the holidays of the State Council, and deadlines told in them."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_WEEKDAYS = (
    gettext_lazy("周一"),
    gettext_lazy("周二"),
    gettext_lazy("周三"),
    gettext_lazy("周四"),
    gettext_lazy("周五"),
    gettext_lazy("周六"),
    gettext_lazy("周日"),
)


def is_working_day(day: date) -> bool:
    """Whether offices work that day; Monday to Friday in years whose holidays are not known (yet)."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def working_days_between(begin: date, end: date) -> int:
    """Working days after `begin` up to and including `end`; negative when `end` is earlier."""
    if end < begin:
        return -working_days_between(end, begin)
    return sum(is_working_day(begin + timedelta(days=number)) for number in range(1, (end - begin).days + 1))


def add_working_days(begin: date, count: int) -> date:
    """The `count`-th working day after `begin`; `begin` itself for 0."""
    day = begin
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def describe_deadline(due: date, today: date) -> str:
    """还有 3 个工作日, 今天截止, 已超期 2 个工作日."""
    if due == today:
        return _("今天截止")
    days = working_days_between(today, due)
    if due > today:
        return _("还有 %(days)d 个工作日") % {"days": days} if days else _("还有不到 1 个工作日")
    return _("已超期 %(days)d 个工作日") % {"days": -days} if days else _("已超期不到 1 个工作日")


def format_date(day: date) -> str:
    """2026年11月20日（周五）."""
    values = {"year": day.year, "month": day.month, "day": day.day, "weekday": _WEEKDAYS[day.weekday()]}
    return _("%(year)d年%(month)d月%(day)d日（%(weekday)s）") % values

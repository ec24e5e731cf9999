"""Periods as they are published, deadlines as they are written, and working days."""

from .deadlines import parse_deadline
from .period import FIRST_DAY, LAST_DAY, Period, month_end, read_day
from .working_days import add_working_days, describe_deadline, format_date, is_working_day, working_days_between

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "Period",
    "add_working_days",
    "describe_deadline",
    "format_date",
    "is_working_day",
    "month_end",
    "parse_deadline",
    "read_day",
    "working_days_between",
]

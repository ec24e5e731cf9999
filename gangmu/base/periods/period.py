"""Periods of a year as they are published."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from gangmu.base.bounds import overlong
from gangmu.base.errors import Refused

CHINESE_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
HALVES = {"上": 1, "下": 2, "1": 1, "2": 2}
FIRST_DAY, LAST_DAY = date(1949, 1, 1), date(2099, 12, 31)
"""Days that the system knows; a day outside is a slip of the keyboard, and arithmetic near year 9999 has no result."""
_YEARS = range(FIRST_DAY.year, LAST_DAY.year + 1)
HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0x2014: "-", 0x2013: "-"}
"""Full-width signs and long dashes, as `str.translate` wants them."""


@dataclass(frozen=True, order=True)
class Period:
    """Whole months of one year, `first` to `last` (1–12).

    One month, a quarter, a half or the year; or a run of months such as 1–2月 (published as one) or 1–11月
    (cumulative). Equal months are the same period however written: 1-3月 is 一季度. Ordered by year, then beginning.
    """

    year: int
    first: int
    last: int

    def __post_init__(self) -> None:
        if self.year not in _YEARS or not 1 <= self.first <= self.last <= 12:
            raise ValueError(f"no such period: {self.year}, months {self.first} to {self.last}")

    @classmethod
    def month(cls, year: int, number: int) -> Period:
        """One month."""
        return cls(year, number, number)

    @classmethod
    def quarter(cls, year: int, number: int) -> Period:
        """One quarter, 1 to 4."""
        return cls(year, number * 3 - 2, number * 3)

    @classmethod
    def half(cls, year: int, number: int) -> Period:
        """上半年 (1) or 下半年 (2)."""
        return cls(year, number * 6 - 5, number * 6)

    @classmethod
    def whole_year(cls, year: int) -> Period:
        """January to December."""
        return cls(year, 1, 12)

    @classmethod
    def containing(cls, day: date, kind: str = "month") -> Period:
        """The month, quarter, half or year that this day lies in."""
        length = {"month": 1, "quarter": 3, "half": 6, "year": 12}[kind]
        first = (day.month - 1) // length * length + 1
        return cls(day.year, first, first + length - 1)

    @classmethod
    def parse(cls, text: str) -> Period:
        """2026-08, 2026-Q3, 2026-H1, 2026, 2026-01..02, 2026年8月, 2026年1-2月, 2026年三季度, 2026年上半年 …

        Raises Refused with the reason for anything else.
        """
        long = overlong(text.strip())
        if long:
            raise Refused(long)
        plain = re.sub(r"\s+", "", text.translate(HALF_WIDTH))
        for pattern, make in _PERIODS:
            match = pattern.fullmatch(plain)
            if match:
                try:
                    return make(int(match["year"]), match)
                except ValueError:
                    break
        raise Refused(
            _("“%(text)s”不是统计期，请写成 2026年8月、2026年1-2月、2026年三季度 或 2026-08") % {"text": text}
        )

    @property
    def kind(self) -> str:
        """month, quarter, half, year, or span for any other run of months."""
        length = self.last - self.first + 1
        name = {1: "month", 3: "quarter", 6: "half", 12: "year"}.get(length, "span")
        return name if (self.first - 1) % length == 0 else "span"

    @property
    def start(self) -> date:
        """First day."""
        return date(self.year, self.first, 1)

    @property
    def end(self) -> date:
        """Last day."""
        return month_end(self.year, self.last)

    @property
    def months(self) -> tuple[Period, ...]:
        """Its months, in order."""
        return tuple(Period.month(self.year, number) for number in range(self.first, self.last + 1))

    @property
    def next(self) -> Period:
        """The period of the same kind that follows; after a run of months, the next month."""
        day = self.end + timedelta(days=1)
        return Period.containing(day, "month" if self.kind == "span" else self.kind)

    @property
    def previous(self) -> Period:
        """The period of the same kind before; before a run of months, the month before."""
        day = self.start - timedelta(days=1)
        return Period.containing(day, "month" if self.kind == "span" else self.kind)

    @property
    def code(self) -> str:
        """Short and sortable: 2026-08, 2026-Q3, 2026-H1, 2026, 2026-01..02. `Period.parse` reads it back."""
        if self.kind == "month":
            return f"{self.year}-{self.first:02d}"
        if self.kind == "quarter":
            return f"{self.year}-Q{self.last // 3}"
        if self.kind == "half":
            return f"{self.year}-H{self.last // 6}"
        return str(self.year) if self.kind == "year" else f"{self.year}-{self.first:02d}..{self.last:02d}"

    @property
    def label(self) -> str:
        """2026年8月, 2026年三季度, 2026年上半年, 2026年, 2026年1-2月."""
        if self.kind == "month":
            return _("%(year)d年%(month)d月") % {"year": self.year, "month": self.first}
        if self.kind == "quarter":
            return (_("%(year)d年一季度"), _("%(year)d年二季度"), _("%(year)d年三季度"), _("%(year)d年四季度"))[
                self.last // 3 - 1
            ] % {"year": self.year}
        if self.kind == "half":
            return (_("%(year)d年上半年") if self.first == 1 else _("%(year)d年下半年")) % {"year": self.year}
        if self.kind == "year":
            return _("%(year)d年") % {"year": self.year}
        return _("%(year)d年%(first)d-%(last)d月") % {"year": self.year, "first": self.first, "last": self.last}

    def __str__(self) -> str:
        return self.label


_YEAR = r"(?P<year>\d{4})"
_RUN = r"(?P<first>\d{1,2})月?(?:-+|~|至|到)(?P<last>\d{1,2})月份?"
_Make = Callable[[int, "re.Match[str]"], Period]


def _one_month(year: int, match: re.Match[str]) -> Period:
    return Period.month(year, int(match["month"]))


_PERIODS: tuple[tuple[re.Pattern[str], _Make], ...] = (
    (
        re.compile(_YEAR + r"[-/.](?P<month>0[1-9]|1[0-2])(?:-01)?"),
        _one_month,
    ),  # Excel keeps 2026年8月 as its first day
    (re.compile(_YEAR + r"[/-](?P<month>[1-9])"), _one_month),
    (re.compile(_YEAR + r"年(?P<month>\d{1,2})月份?"), _one_month),
    (re.compile(_YEAR + r"年" + _RUN), lambda year, match: Period(year, int(match["first"]), int(match["last"]))),
    (
        re.compile(_YEAR + r"-(?P<first>\d\d)\.\.(?P<last>\d\d)"),
        lambda year, match: Period(year, int(match["first"]), int(match["last"])),
    ),
    (
        re.compile(_YEAR + r"(?:年第?|-?Q)(?P<quarter>[一二三四1-4])(?:季度?)?"),
        lambda year, match: Period.quarter(year, CHINESE_DIGITS[match["quarter"]]),
    ),
    (
        re.compile(_YEAR + r"年前(?P<quarters>[二三四1-4])个?季度"),
        lambda year, match: Period(year, 1, 3 * CHINESE_DIGITS[match["quarters"]]),
    ),
    (
        re.compile(_YEAR + r"(?:年|-?H)(?P<half>[上下12])(?:半年)?"),
        lambda year, match: Period.half(year, HALVES[match["half"]]),
    ),
    (re.compile(_YEAR + r"(?:年|年全年|年度)?"), lambda year, match: Period.whole_year(year)),
)


def read_day(text: str) -> date | None:
    """A day as an address states it, 2026-08-31; None for anything else."""
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    return day if day and FIRST_DAY <= day <= LAST_DAY else None


def month_end(year: int, month: int) -> date:
    """Last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])

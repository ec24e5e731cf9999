"""What the number format of a cell makes of its number: a day, a per cent, an amount with its unit, a code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import cached_property, lru_cache

from django.utils.translation import gettext as _

from gangmu.base.quantities import find_unit, half_up, plain

from .workbook import EXCEL_DIGITS, Cell

_SHORT = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{0,14}[1-9])?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d{1,60}(?:\.\d{0,60})?|\.\d{1,60})(?:[eE][+-]?\d{1,3})?", re.ASCII)
_LARGEST_EXPONENT = 308
_HIDDEN = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]')
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_LITERAL_SUFFIX = re.compile(r'[0#?]\s*(?:"(?P<quoted>[^"]+)"|\\(?P<escaped>.))\s*$')
_SCALING = re.compile(r"[0#?],+(?![0#?])|[!\\]\.")
_CODE = re.compile(r'(?P<before>(?:"[^"]*"|\\.|[-/])*)(?P<zeros>0+)(?P<places>\.0+)?(?P<after>(?:"[^"]*"|\\.)*)')
_SECONDS_A_DAY = 86_400
_FIRST_1904 = datetime(1904, 1, 1)
_FIRST_1900 = datetime(1899, 12, 30)
_NO_SUCH_DAY = 60  # Excel counts a 29 February 1900

# Formats that a file names by number alone (ECMA-376, 18.8.30; 27 to 36 and 50 to 58 as Chinese systems show them).
_MONTH, _MONTH_DAY = 'yyyy"年"m"月"', 'm"月"d"日"'
_CLOCK, _CLOCK_SECONDS = 'h"时"mm"分"', 'h"时"mm"分"ss"秒"'
BUILT_IN: dict[int, str] = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    14: "yyyy-m-d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy-m-d h:mm", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    27: _MONTH, 28: _MONTH_DAY, 29: _MONTH_DAY, 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: _CLOCK,
    33: _CLOCK_SECONDS, 34: _CLOCK, 35: _CLOCK_SECONDS, 36: _MONTH, 50: _MONTH, 51: _MONTH_DAY, 52: _MONTH,
    53: _MONTH_DAY, 54: _MONTH_DAY, 55: _CLOCK, 56: _CLOCK_SECONDS, 57: _MONTH, 58: _MONTH_DAY,
}  # fmt: skip


def exact(number: str) -> str:
    """The number as Excel means it: a fraction that a file stores in 17 digits is told in 15, 0.1+0.2 is 0.3.

    A whole number keeps its digits, so that one with too many is refused and not rounded unasked. Raises ValueError
    for what is no number.
    """
    if _SHORT.fullmatch(number) and len(number) <= EXCEL_DIGITS:
        return "0" if number == "-0" else number
    if not _NUMBER.fullmatch(number):
        raise ValueError(number[:40])
    value = Decimal(number)
    if abs(value.adjusted()) > _LARGEST_EXPONENT:
        raise ValueError(number[:40])
    if len(value.as_tuple().digits) > EXCEL_DIGITS and not number.lstrip("+-").isdigit():
        value = half_up(value, EXCEL_DIGITS - 1 - value.adjusted())
    return plain(value)


@dataclass(frozen=True)
class Format:
    """One number format; `since_1904` is the calendar of its workbook."""

    code: str = ""
    since_1904: bool = False

    def cell(self, number: str, address: str) -> Cell:
        """The cell that holds this number. Raises ValueError when it is none."""
        value = exact(number)
        if self.is_date:
            return self._moment(Decimal(value), address)
        section = self._section(value)
        suffix = _suffix(section)
        if suffix == "percent":
            return Cell(plain(Decimal(value + "e2")) + "%", address, "percent")
        shown = "" if suffix or not section else _shown(section, value)
        return Cell(value + suffix, address, "number", shown="" if shown == value else shown)

    @cached_property
    def is_date(self) -> bool:
        """Days, months, hours: letters that are no quoted text."""
        first = self.code.split(";")[0]
        return bool(_ELAPSED.search(first) or re.search("[dmyhs]", _HIDDEN.sub("", first), re.IGNORECASE))

    def _section(self, value: str) -> str:
        """The part of the format that is meant for this number: positive; negative; zero."""
        sections = self.code.split(";")
        if value.startswith("-") and len(sections) > 1:
            return sections[1]
        return sections[2] if value == "0" and len(sections) > 2 else sections[0]

    def _moment(self, serial: Decimal, address: str) -> Cell:
        """As shown: a day, a day with time, only the month when the format shows no day (2026年8月), a time."""
        try:
            days, part = divmod(serial, 1)
            passed = timedelta(days=int(days), seconds=int(half_up(part * _SECONDS_A_DAY, 0)))
            if _ELAPSED.search(self.code):
                return Cell(str(passed), address, "date")
            moment = self._first(days) + passed
        except (OverflowError, InvalidOperation):
            serial, moment = Decimal(-1), _FIRST_1900
        if serial < 0:
            return Cell("#NUM!", address, "error", _("是超出范围的日期，Excel 里显示为 ####，请改正"))
        return Cell(self.told(moment, only_time=serial < 1), address, "date")

    def _first(self, days: Decimal) -> datetime:
        if self.since_1904:
            return _FIRST_1904
        return _FIRST_1900 if days >= _NO_SUCH_DAY else _FIRST_1900 + timedelta(days=1)

    def told(self, moment: datetime, *, only_time: bool = False) -> str:
        """A moment as this format shows it."""
        letters = _HIDDEN.sub("", self.code).lower()
        if only_time and not re.search("[dy]", letters):
            return moment.time().isoformat()
        if moment.time() != time():
            return moment.isoformat(sep=" ", timespec="minutes")
        day: date = moment.date()
        return day.strftime("%Y-%m") if "y" in letters and "d" not in letters else day.isoformat()


@lru_cache(maxsize=512)
def _suffix(section: str) -> str:
    """What a format adds for the eye: "percent", or a unit of measure written into it (0.0"亿元").

    A format that also scales (0.0,"千元") is left alone: there the cell's own value is what counts.
    """
    if "%" in _HIDDEN.sub("", section):
        return "percent"
    match = _LITERAL_SUFFIX.search(section)
    if not match or _SCALING.search(section):
        return ""
    literal = (match["quoted"] or match["escaped"] or "").strip()
    return literal if literal and find_unit(literal) else ""


def _shown(section: str, value: str) -> str:
    """What is read off a number in a format of zeros (0000, 0.00, "A-"000); "" for every other format."""
    match = _code(section)
    if match is None or value.startswith("-"):
        return ""
    places = len(match["places"] or ".") - 1
    width = len(match["zeros"]) + len(match["places"] or "")
    number = format(half_up(Decimal(value), places), "f").zfill(width)
    return _literal(match["before"]) + number + _literal(match["after"])


@lru_cache(maxsize=512)
def _code(section: str) -> re.Match[str] | None:
    return _CODE.fullmatch(re.sub(r"_.$|\[[^\]]*\]", "", section).strip())


def _literal(text: str) -> str:
    return re.sub(r'"([^"]*)"|\\(.)', r"\1\2", text)

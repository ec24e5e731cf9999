"""Deadlines as people write them, told as the last day allowed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

from django.utils.translation import gettext as _

from gangmu.base.bounds import overlong
from gangmu.base.errors import Refused

from .period import CHINESE_DIGITS, FIRST_DAY, HALF_WIDTH, HALVES, LAST_DAY, Period, month_end

_DEADLINE_YEAR = r"(?:(?P<year>\d{4})[-年/.])?"
_DEADLINE_END = r"(?:之?前)?(?:完成)?"
_IN_MONTH = re.compile(
    _DEADLINE_YEAR + r"(?P<month>\d{1,2})(?P<word>月份?)?(?P<part>上旬|中旬|下旬|底|末|中)?(?P<before>之?前)?(?:完成)?"
)
_ON_DAY = re.compile(
    r"(?:(?P<year>\d{4})[-年/.](?P<month>\d{1,2})[-月/.]|(?P<month_only>\d{1,2})月)"
    r"(?P<day>\d{1,2})[日号]?(?:[ T]00:00(?::00)?)?" + _DEADLINE_END
)
_QUARTER_END = re.compile(_DEADLINE_YEAR + r"第?(?P<quarter>[一二三四1-4])季度?(?:底|末)?(?P<before>之?前)?(?:完成)?")
_HALF_END = re.compile(_DEADLINE_YEAR + r"(?P<half>[上下])半年(?:底|末)?(?P<before>之?前)?(?:完成)?")
_YEAR_END = re.compile(r"(?:(?P<year>\d{4})年?|今年|本年|当年)?(?:年?(?:底|末|终|内)|全年|年度)" + _DEADLINE_END)
_OPEN_ENDED = re.compile(r"长期|持续|常年|常态|适时|尽快|即时|按.*要求|另行")
_TWO_DIGIT_YEAR = re.compile(r"^['’]?(?P<year>\d\d)(?=年)")
_SERIAL = re.compile(r"[345]\d{4}(?:\.0)?")


def parse_deadline(text: str | date, year: int | None = None) -> date:
    """The last day allowed by 2021-08底, 6月下旬, 12中旬, 8月底前, 二季度末, 27年9月, 年底, 2026/8/31 …

    上旬 ends on the 10th, 中旬 on the 20th, 下旬 and 底 on the last day. `year` is used when the text names none.
    Raises Refused with the reason for what is no day, or not surely one.
    """
    if isinstance(text, datetime):
        return text.date()
    if isinstance(text, date):
        return text
    long = overlong(text.strip())
    if long:
        raise Refused(long)
    plain = re.sub(r"\s+(?!\d\d:)|^于|^截至|^截止", "", text.translate(HALF_WIDTH)).strip()
    plain = _TWO_DIGIT_YEAR.sub(r"20\g<year>", plain)
    _refuse_vague(plain, text)
    for pattern, last_day in _DEADLINES:
        match = pattern.fullmatch(plain)
        if match:
            try:
                return _known(last_day(match, _year(match, year, text)))
            except ValueError as error:
                raise Refused(_("“%(text)s”不是存在的日期") % {"text": text}) from error
    raise Refused(_("“%(text)s”看不出是哪一天；请写成 2026-08-31、8月底、6月下旬、二季度末 或 年底") % {"text": text})


def _known(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(day)
    return day


def _refuse_vague(plain: str, text: str) -> None:
    if not plain:
        raise Refused(_("没有填时限"))
    if _OPEN_ENDED.search(plain):
        raise Refused(_("“%(text)s”没有具体日期，请写明哪一天或哪个月底") % {"text": text})
    if _SERIAL.fullmatch(plain):
        raise Refused(_("“%(text)s”像是 Excel 的日期序号，请把单元格格式改为“日期”") % {"text": text})
    if plain in ("月底", "月末", "下旬", "中旬", "上旬", "底", "季度末", "季末"):
        raise Refused(_("“%(text)s”没有写明是哪个月") % {"text": text})


def _year(match: re.Match[str], default: int | None, text: str) -> int:
    if match["year"]:
        return int(match["year"])
    if default is None:
        raise Refused(_("“%(text)s”没有写明年份") % {"text": text})
    return default


def _in_month(match: re.Match[str], year: int) -> date:
    month, part = int(match["month"]), match["part"] or ""
    if match["before"] and not part:
        raise Refused(_("“%(text)s”分不清包不包括当月，请写成“%(month)d月底前”") % {"text": match[0], "month": month})
    if not (part or match["word"] or match["year"]):
        raise Refused(_("“%(text)s”看不出是哪一天，请写成“%(month)d月底”这样") % {"text": match[0], "month": month})
    if part == "中":
        raise Refused(_("“%(text)s”没有具体日期，请写成“%(month)d月中旬”") % {"text": match[0], "month": month})
    day = {"上旬": 10, "中旬": 20}.get(part)
    return date(year, month, day) if day else month_end(year, month)


def _at_quarter_end(match: re.Match[str], year: int) -> date:
    return Period.quarter(year, CHINESE_DIGITS[match["quarter"]]).end


_DEADLINES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], int], date]], ...] = (
    (_YEAR_END, lambda match, year: date(year, 12, 31)),
    (_ON_DAY, lambda match, year: date(year, int(match["month"] or match["month_only"]), int(match["day"]))),
    (_QUARTER_END, _at_quarter_end),
    (_HALF_END, lambda match, year: Period.half(year, HALVES[match["half"]]).end),
    (_IN_MONTH, _in_month),
)

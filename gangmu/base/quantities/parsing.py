"""Reading one number with an optional comparison and unit from what a person typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from gangmu.base.bounds import overlong

from .refusals import why_refused
from .rounding import places_of, plain, tidy
from .units import SCALES, NotANumber, Unit, convert, find_unit

COMPARISONS = ("", "≥", "≤", ">", "<")
"""What may stand before a target's value; "" means exactly that value."""

MAX_DIGITS = 15
"""Significant digits kept: what Excel keeps, and what survives every way in and out unchanged."""
MAX_MAGNITUDE = 18
"""Digits before the decimal point; more than the world's money in 元 is a slip of the keyboard."""


@dataclass(frozen=True)
class Quantity:
    """`value` in `unit`; `comparison` is one of COMPARISONS (≥186 → "≥")."""

    value: Decimal
    comparison: str = ""
    unit: str = ""


# 以上、以下、以内 include the number itself, 超过、低于 do not (民法典 1259 条).
_BEFORE = {
    "≥": "≥ ≧ >= => 不低于 不少于 不小于 不得低于 不得少于 大于等于 大于或等于 至少 最低",
    "≤": "≤ ≦ <= =< 不高于 不超过 不大于 不多于 不得高于 不得超过 小于等于 小于或等于 至多 最多",
    ">": "> 高于 超过 大于 多于 超",
    "<": "< 低于 小于 少于 不足 不满 不到",
}
_AFTER = {"≥": "以上 及以上 (含)以上 以上(含)", "≤": "以下 及以下 以内 之内 (含)以下 以下(含)"}
BEFORE = {word: sign for sign, words in _BEFORE.items() for word in words.split()}
AFTER = {word: sign for sign, words in _AFTER.items() for word in words.split()}


def any_of(words: dict[str, str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_QUANTITY = re.compile(
    rf"(?:达到?)?\s*(?P<before>{any_of(BEFORE)})?\s*"
    r"(?P<sign>[+-]?)\s*"
    r"(?P<digits>(?:[1-9]\d{0,2}(?:,\d{3})+|0|[1-9]\d*)(?:\.\d+)?|\.\d+)"
    r"(?P<exponent>[eE][+-]?\d{1,3})?\s*"
    rf"(?P<unit>[^\d\s]*?)\s*(?P<after>{any_of(AFTER)})?",
    re.ASCII,
)
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",
    0xA0: " ",
    0x2212: "-",
    0xFE63: "-",
    ord("萬"): "万",
    ord("億"): "亿",
    ord("個"): "个",
}
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0xFEFF, 0x200E, 0x200F))


def to_half_width(text: str) -> str:
    """Full-width digits, letters and punctuation as ASCII, invisible characters gone; superscripts stay as they are."""
    return text.translate(_FULL_WIDTH).translate(_INVISIBLE).strip()


def parse_quantity(text: str, *, unit: str = "") -> Quantity:
    """The number that `text` states, told in `unit` (when given), exactly.

    A number without unit is taken to be in `unit`. Raises NotANumber with the reason for anything that is not
    exactly one number, or whose unit does not fit.
    """
    long = overlong(text.strip())
    if long:
        raise NotANumber(long)
    half = to_half_width(text)
    match = _QUANTITY.fullmatch(half)
    reason = why_refused(half, text.strip())
    if reason or match is None:
        raise NotANumber(reason or _("“%(text)s”不是一个数，请只填数字和单位") % {"text": text.strip()})
    value = _value(match, text.strip())
    number, named = _in_unit(value, match["unit"], unit, text.strip())
    return Quantity(_bounded(number, text.strip()), _comparison(match, text.strip()), named)


def _value(match: re.Match[str], text: str) -> Decimal:
    digits, exponent = match["digits"].replace(",", ""), match["exponent"] or ""
    significant = digits.replace(".", "").strip("0")
    if len(significant) > MAX_DIGITS:
        raise NotANumber(
            _("“%(text)s”有 %(count)d 位有效数字，超过 %(max)d 位无法精确保存；请改用大一些的单位，或减少小数位")
            % {"text": text, "count": len(significant), "max": MAX_DIGITS}
        )
    if "E+" in exponent and len(digits.replace(".", "")) == 6:
        raise NotANumber(
            _("“%(text)s”是 Excel 缩写过的数，后面的位数可能已经丢失；请把单元格格式改为“数值”后再填") % {"text": text}
        )
    return _bounded(Decimal(match["sign"] + digits + exponent), text)


def _bounded(value: Decimal, text: str) -> Decimal:
    if value.adjusted() >= MAX_MAGNITUDE or places_of(value) > MAX_MAGNITUDE:
        raise NotANumber(_("“%(text)s”过大或过小，请检查位数和单位") % {"text": text})
    return tidy(value)


def _in_unit(value: Decimal, typed: str, expected: str, text: str) -> tuple[Decimal, str]:
    if not typed:
        return value, expected
    if typed in SCALES and typed != expected:
        return _bare_scale(value, typed, expected, text)
    if typed == expected:
        return value, expected
    found = find_unit(typed)
    if found is None:
        raise NotANumber(
            _("“%(text)s”里数字后面的“%(rest)s”不是计量单位，请只填数字和单位") % {"text": text, "rest": typed}
        )
    if not expected:
        return value, found.name
    return convert(value, found.name, expected), expected


def _bare_scale(value: Decimal, scale: str, expected: str, text: str) -> tuple[Decimal, str]:
    """12亿 where 万元 is kept is 120000 万元: people name the multiplier and leave the unit out.

    A multiplier smaller than the unit's own (12万 where 亿元 is kept) may be 12 万元 or 12 万亿元: not guessed.
    """
    if not expected:
        return value * SCALES[scale], ""
    goal = find_unit(expected)
    if goal is None or goal.dimension in ("百分比", "百分点"):
        raise NotANumber(_("单位应为%(to)s，填的是%(unit)s") % {"to": expected, "unit": scale})
    if goal.scale > SCALES[scale]:
        raise NotANumber(_two_readings(value, scale, goal, text))
    return value * SCALES[scale] / goal.scale, expected


def _two_readings(value: Decimal, scale: str, goal: Unit, text: str) -> str:
    words = {"text": text, "unit": goal.name, "less": plain(value * SCALES[scale] / goal.scale)}
    words["more"] = plain(value * SCALES[scale])
    return _("“%(text)s”分不清是 %(less)s%(unit)s还是 %(more)s%(unit)s，请写成其中一个（这里的单位是%(unit)s）") % words


def _comparison(match: re.Match[str], text: str) -> str:
    before, after = BEFORE.get(match["before"] or "", ""), AFTER.get(match["after"] or "", "")
    if before and after and before != after:
        raise NotANumber(
            _("“%(text)s”前后的“%(before)s”“%(after)s”互相矛盾，请只留一个")
            % {"text": text, "before": match["before"], "after": match["after"]}
        )
    return before or after

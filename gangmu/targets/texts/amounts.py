"""Amounts in a clause: number, unit of measure, and the words that compare, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from .wording import AFTER, BEFORE, EXACTLY, MEASURES, NOT_COUNTED, SCALES

_FULL_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), ord("％"), ord("．"))}
_NUMBER = r"\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,6})?|\d{1,15}(?:\.\d{1,6})?"
_SCALE = "|".join(SCALES)
_UNIT = rf"(?:{_SCALE})?(?:{'|'.join(sorted(MEASURES, key=len, reverse=True))})|%|‰|{_SCALE}"
_TO = r"(?:—{1,2}|-|–|~|～|至|到)"
_BEFORE = "|".join(sorted(BEFORE, key=len, reverse=True))
_AFTER = "|".join(sorted(AFTER, key=len, reverse=True))
_CHINESE = "零一二三四五六七八九十百千两点"
_AMOUNT = re.compile(
    rf"(?P<before>{_BEFORE})?(?<![A-Za-z0-9+.第前“速])"
    rf"(?:(?P<low>{_NUMBER})(?:(?:{_UNIT})?{_TO}(?P<high>{_NUMBER}))?(?P<unit>{_UNIT})"
    rf"|(?P<parts>[百千])分之(?P<rate>[{_CHINESE}]{{1,12}})"
    rf"|(?P<chinese>(?:[一二三四五六七八九两][十百千]|十)[{_CHINESE}]{{0,8}})(?P<chineseunit>{_UNIT}))"
    rf"(?P<more>[多余])?(?P<after>{_AFTER})?"
)
_NO_UNIT = re.compile(r"[年月日岁级届期季周时]|大|伏|瓦|字|号|线|路|楼|分钟|[A-Za-z+×]")
_DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}


@dataclass(frozen=True)
class Amount:
    """`value` (to `upper`, for a range) in `unit` at [start, end) of the clause.

    `relation` is one of wording's signs, `said` the word before the number that compares ("" for none).
    """

    start: int
    end: int
    value: Decimal
    unit: str
    relation: str
    upper: Decimal | None = None
    said: str = ""

    @property
    def is_rate(self) -> bool:
        """Whether it is told in per cent, per mille or percentage points."""
        return self.unit in ("%", "‰", "个百分点", "百分点")


def half_width(text: str) -> str:
    """Full-width digits and signs of numbers as ASCII, every character in its place."""
    return text.translate(_FULL_WIDTH)


def amounts(clause: str) -> Iterator[Amount]:
    """The amounts of a clause of `half_width` text, in order; a number in a quoted name is none."""
    quoted = [match.span() for match in re.finditer(r"“[^”]*”|《[^》]*》|「[^」]*」", clause)]
    for match in _AMOUNT.finditer(clause):
        if any(start <= match.start() < end for start, end in quoted):
            continue
        unit = match["unit"] or match["chineseunit"] or ""
        if match["parts"]:
            unit = "%" if match["parts"] == "百" else "‰"
        if unit and not _counts_nothing(clause, match, unit):
            yield _amount(match, unit)


def _counts_nothing(clause: str, match: re.Match[str], unit: str) -> bool:
    unit_at = match.end() - len(match["after"] or "") - len(match["more"] or "") - len(unit)
    if NOT_COUNTED.match(clause, unit_at) or (match["chinese"] and unit == "分"):
        return True
    return unit in SCALES and bool(_NO_UNIT.match(clause, match.end()))


def _amount(match: re.Match[str], unit: str) -> Amount:
    if match["parts"]:
        value: Decimal = _chinese(match["rate"])
    elif match["chinese"]:
        value = _chinese(match["chinese"])
    else:
        value = Decimal(match["low"].replace(",", ""))
    upper = Decimal(match["high"].replace(",", "")) if match["high"] else None
    before, after = match["before"] or "", match["after"] or ""
    return Amount(match.start(), match.end(), value, unit, _relation(before, after), upper, before)


def _relation(before: str, after: str) -> str:
    """“控制在3%左右” is about, “控制在4%以内” at most: what stands behind says more than what stands before."""
    if after:
        return AFTER[after]
    return BEFORE.get(before, EXACTLY)


def _chinese(text: str) -> Decimal:
    """三点五 → 3.5; 一千二百 → 1200; 九 → 9."""
    whole, _, part = text.partition("点")
    total, digit = 0, 0
    for sign in whole:
        if sign in _TENS:
            total, digit = total + (digit or 1) * _TENS[sign], 0
        else:
            digit = _DIGITS[sign]
    decimals = "".join(str(_DIGITS.get(sign, 0)) for sign in part)
    return Decimal(f"{total + digit}.{decimals}") if decimals else Decimal(total + digit)

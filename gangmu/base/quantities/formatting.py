"""Writing numbers as people read them; nothing is rounded."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked

from .rounding import places_of, plain
from .units import SCALES, find_unit

_SAID_WITH_SCALE = ("人民币", "美元", "户", "人", "人次", "面积", "质量", "标准煤", "电量", "体积", "功率")
_READABLE_PLACES = 4
_POINTS = {"%": marked("个百分点"), "‰": marked("个千分点"), "个百分点": marked("个百分点")}


def format_quantity(value: Decimal, unit: str = "", *, comparison: str = "", scale: bool = False) -> str:
    """`1860` 亿元 → "1,860 亿元"; 12 % → "12%"; exact, without trailing zeros.

    `scale` tells large amounts in 万 or 亿 where people say so (120000 万元 → "12 亿元") when that stays readable.
    """
    if scale:
        value, unit = _scaled(value, unit)
    space = "" if unit in ("", "%", "‰") else " "
    return f"{comparison}{_grouped(value)}{space}{unit}"


def in_points(unit: str) -> bool:
    """Whether values of this unit lie apart by points: 79.11% is 0.11 个百分点 above 79%, never 0.11%."""
    return unit in _POINTS


def format_difference(amount: Decimal, unit: str = "", *, signed: bool = False) -> str:
    """How far two values of a unit lie apart: 0.11 of % → "0.11 个百分点", 12 of 亿元 → "12 亿元"."""
    sign = "+" if signed and amount > 0 else ""
    return sign + format_quantity(amount, _(_POINTS[unit]) if unit in _POINTS else unit)


def _grouped(value: Decimal) -> str:
    whole, dot, places = plain(value).partition(".")
    sign = "-" if whole.startswith("-") else ""
    return f"{sign}{int(whole.lstrip('-')):,}{dot}{places}"


def _scaled(value: Decimal, unit: str) -> tuple[Decimal, str]:
    found = find_unit(unit) if unit else None
    if found is None or found.dimension not in _SAID_WITH_SCALE:
        return value, unit
    base = found.name
    for name in sorted(SCALES, key=len, reverse=True):
        if found.scale == SCALES[name]:
            base = found.name.removeprefix(name)
    for name in ("万亿", "亿", "万"):
        shifted = value * found.scale / SCALES[name]
        if SCALES[name] > found.scale and abs(shifted) >= 1 and places_of(shifted) <= _READABLE_PLACES:
            return shifted, name + base
    return value, unit

"""Units of measure of government targets: name, dimension, exact factor.

Two units convert when their dimension is the same and the result is a finite decimal. A unit that is not in the
table is a dimension of its own: 家 and 个 both count, but a number of the one is not a number of the other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from gangmu.base.errors import Refused

from .rounding import plain, tidy


class NotANumber(Refused):
    """The text is not exactly one number in the expected unit; the reason says why, in plain words."""


@dataclass(frozen=True)
class Unit:
    """`factor` × the dimension's base unit. `scale` is the 万 or 亿 in the name, 1 when there is none."""

    name: str
    dimension: str
    factor: Fraction
    scale: int = 1


SCALES: dict[str, int] = {
    "百": 10**2,
    "千": 10**3,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "十亿": 10**9,
    "百亿": 10**10,
    "千亿": 10**11,
    "万亿": 10**12,
}
"""Chinese multipliers that stand before a unit: 万户, 亿元, 万亿元."""

_UNKNOWN_UNIT_SCALES = ("万亿", "亿", "万")  # 千 and 百 begin too many other words

_BASE: dict[str, tuple[str, int | Fraction]] = {
    "元": ("人民币", 1),
    "美元": ("美元", 1),
    "%": ("百分比", 1),
    "‰": ("百分比", Fraction(1, 10)),
    "个百分点": ("百分点", 1),
    "户": ("户", 1),
    "人": ("人", 1),
    "人次": ("人次", 1),
    "米": ("长度", 1),
    "千米": ("长度", 1000),
    "公里": ("长度", 1000),
    "平方米": ("面积", 1),
    "平方公里": ("面积", 10**6),
    "平方千米": ("面积", 10**6),
    "亩": ("面积", Fraction(2000, 3)),
    "公顷": ("面积", 10**4),
    "立方米": ("体积", 1),
    "吨": ("质量", 1),
    "千克": ("质量", Fraction(1, 1000)),
    "公斤": ("质量", Fraction(1, 1000)),
    "吨标准煤": ("标准煤", 1),
    "千瓦时": ("电量", 1),
    "千瓦": ("功率", 1),
    "兆瓦": ("功率", 1000),
    "小时": ("小时", 1),
    "倍": ("倍", 1),
    "分": ("分值", 1),
    **{
        name: (name, 1)
        for name in (
            *(
                "个",
                "所",
                "条",
                "项",
                "件",
                "家",
                "套",
                "次",
                "辆",
                "台",
                "处",
                "座",
                "名",
                "张",
                "床",
                "株",
                "宗",
                "起",
            ),
            *("天", "个工作日", "个月", "年", "篇", "部", "期", "场", "批", "对", "只", "头", "村", "辖区", "标台"),
        )
    },
}

_ALIASES: dict[str, str] = {
    "百分点": "个百分点",
    "％": "%",
    "百分比": "%",
    "㎡": "平方米",
    "m²": "平方米",
    "平米": "平方米",
    "m³": "立方米",
    "方": "立方米",
    "m": "米",
    "km": "公里",
    "㎞": "公里",
    "km²": "平方公里",
    "k㎡": "平方公里",
    "kg": "公斤",
    "kWh": "千瓦时",
    "kW": "千瓦",
    "MW": "兆瓦",
    "吨标煤": "吨标准煤",
    "人民币元": "元",
    "元人民币": "元",
    "人民币": "元",
    "美金": "美元",
}

_UNIT_TEXT = re.compile(r"[\u4e00-\u9fffA-Za-z%‰℃°·/²³㎡]{1,8}")
_NOT_A_UNIT = re.compile(
    r"约|近|余|多|几|等|及|和|或|其中|含|增|减|降|升|达|完|超|低|高|不|已|底|前|后|以|左|[%‰]|^[年月日号]|^[A-Za-z]$"
    r"|^[^/]+[万亿]"  # 186个亿 is a multiplier in the wrong place, 件/万人 is not
)


def unit_names() -> tuple[str, ...]:
    """Names to offer in a field for the unit of measure, the commonest first."""
    common = (
        "亿元",
        "万元",
        "元",
        "万亿元",
        "亿美元",
        "万美元",
        "%",
        "个百分点",
        "‰",
        "万户",
        "户",
        "万人",
        "人",
        "万人次",
    )
    areas = ("万亩", "亩", "公顷", "万平方米", "平方米", "平方公里", "公里", "万吨", "吨", "吨标准煤", "万吨标准煤")
    energy = ("千瓦时", "万千瓦时", "亿千瓦时", "万千瓦", "立方米", "万立方米", "亿立方米")
    return tuple(dict.fromkeys((*common, *areas, *energy, *_BASE)))


def find_unit(text: str) -> Unit | None:
    """The unit named by `text` (万户, 亿元, 个区块); None when the text cannot be a unit of measure at all."""
    name = _ALIASES.get(text, text)
    if name in _BASE:
        dimension, factor = _BASE[name]
        return Unit(name, dimension, Fraction(factor))
    for scale in sorted(SCALES, key=len, reverse=True):
        base = _ALIASES.get(text.removeprefix(scale), text.removeprefix(scale))
        if text.startswith(scale) and base in _BASE and base[0] not in "%‰":
            dimension, factor = _BASE[base]
            return Unit(scale + base, dimension, Fraction(factor) * SCALES[scale], SCALES[scale])
    return _unknown_unit(text)


def _unknown_unit(text: str) -> Unit | None:
    scale = next((scale for scale in _UNKNOWN_UNIT_SCALES if text.startswith(scale)), "")
    base = text.removeprefix(scale)
    if not _UNIT_TEXT.fullmatch(base) or _NOT_A_UNIT.search(base):
        return None
    return Unit(text, base, Fraction(SCALES.get(scale, 1)), SCALES.get(scale, 1))


def convert(value: Decimal, unit: str, to: str) -> Decimal:
    """`value` in `unit` told in the unit `to`, exactly.

    Raises NotANumber when the dimensions differ, or when the result has no finite decimal form (1 亩 in 公顷).
    """
    source, goal = find_unit(unit), find_unit(to)
    if source is None or goal is None or source.dimension != goal.dimension:
        raise NotANumber(_("单位应为%(to)s，填的是%(unit)s") % {"to": to, "unit": unit})
    if source.factor == goal.factor:
        return value
    exact = Fraction(value) * source.factor / goal.factor
    result = finite_decimal(exact)
    if result is None:
        raise NotANumber(
            _("%(value)s%(unit)s换算成%(to)s除不尽（约 %(near)s），请直接按%(to)s填写")
            % {"value": plain(value), "unit": unit, "to": to, "near": _near(exact)}
        )
    return result


def _near(exact: Fraction) -> str:
    """Six digits of a number that has no end."""
    return format(Decimal(exact.numerator) / Decimal(exact.denominator), ".6g")


def finite_decimal(exact: Fraction) -> Decimal | None:
    """The decimal that equals this fraction, or None when it has none."""
    denominator, places = exact.denominator, 0
    for prime in (2, 5):
        power = 0
        while denominator % prime == 0:
            denominator //= prime
            power += 1
        places = max(places, power)
    if denominator != 1:
        return None
    digits = exact.numerator * 10**places // exact.denominator
    return tidy(Decimal((int(digits < 0), tuple(map(int, str(abs(digits)))), -places)))

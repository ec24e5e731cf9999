"""How a year goes: what part of a year's value is reached by the end of each month, in per cent."""

from __future__ import annotations

from decimal import Decimal

COURSES: dict[str, tuple[int, ...]] = {
    "": (8, 16, 25, 33, 42, 50, 58, 67, 75, 83, 92, 100),
    "季度": (0, 0, 22, 22, 22, 47, 47, 47, 72, 72, 72, 100),
    "投资": (3, 7, 14, 21, 29, 38, 46, 54, 63, 72, 83, 100),
    "财政": (12, 18, 28, 37, 45, 55, 63, 69, 76, 85, 92, 100),
    "工业": (7, 13, 22, 30, 38, 47, 55, 63, 72, 81, 90, 100),
    "消费": (9, 17, 25, 33, 41, 49, 57, 65, 73, 82, 91, 100),
    "年末": (3, 6, 10, 15, 22, 30, 38, 46, 55, 66, 80, 100),
    "春季": (5, 15, 40, 65, 75, 80, 83, 86, 89, 93, 97, 100),
    "秋收": (1, 2, 4, 8, 14, 24, 32, 42, 62, 86, 96, 100),
    "旅游": (6, 14, 20, 28, 40, 47, 57, 68, 74, 90, 95, 100),
    "用电": (9, 16, 24, 32, 40, 48, 58, 69, 77, 85, 92, 100),
    "就业": (6, 12, 22, 32, 41, 52, 61, 70, 79, 88, 95, 100),
    "学年": (1, 3, 8, 14, 20, 30, 45, 75, 90, 95, 98, 100),
}
"""Chinese names are the remarks in `data/targets.txt`; an empty name is an even course. What is published by the
quarter stands still in between."""
QUARTERLY = "季度"
FROM_FEBRUARY = ("工业", "投资", "消费")
"""Of these, January is published with February."""


def published(season: str, month: int) -> bool:
    """Whether there is a figure of this year by the end of a month."""
    return month >= 3 if season == QUARTERLY else month > 1 or season not in FROM_FEBRUARY


def reached(season: str, month: int) -> Decimal:
    """The part of the year's value reached by the end of a month (1–12), between 0 and 1."""
    return Decimal(COURSES[season][month - 1]) / 100


def digits_of(measure: str, *numbers: Decimal | None) -> Decimal:
    """The smallest step in which values of this measure are told, as a power of ten."""
    places = max((-int(one.as_tuple().exponent) for one in numbers if one is not None), default=0)
    if places or measure.startswith(("亿", "万")) or measure == "%":
        places += 1
    return Decimal(1).scaleb(-places)

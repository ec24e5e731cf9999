"""The facts that the system can supply to a scheme, by table; a scheme's given column is found by any of the names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.utils import translation

from gangmu.targets.queries import scheduled
from gangmu.targets.states import Category, Direction, Kind, Part

Word = tuple[str, str]


@dataclass(frozen=True)
class Known:
    """One fact. `names` are what schemes call it, lower case, the plainest one last; `get` reads it off a row's source.

    Numbers are Decimal or int, words a pair of code and Chinese name, missing is None.
    """

    names: tuple[str, ...]
    get: Callable[[Any], object]


TABLES = {"group": "group", "组": "group", "unit": "unit", "单位": "unit", "target": "target", "目标": "target"}
"""Name of a scheme's table → which rows it gets."""


def _word(choice: Any) -> Word:
    """Schemes are written in Chinese whatever language the page is in."""
    with translation.override("zh-hans"):
        return str(choice), str(choice.label)


UNIT = (
    Known(("front", "system", "group", "战线", "系统", "组别", "考核组"), lambda one: one.group or None),
    Known(("late_reports", "late", "迟报", "迟报次数"), lambda one: one.late),
    Known(("missing_reports", "missing", "漏报", "漏报次数"), lambda one: one.missing),
)
TARGET = (
    Known(("category", "类别"), lambda one: _word(Category(one.target.category))),
    Known(("kind", "类型", "目标类型"), lambda one: _word(Kind(one.target.kind))),
    Known(("direction", "方向"), lambda one: _word(Direction(one.target.direction))),
    Known(("role", "part", "分工", "承担角色", "角色"), lambda one: _word(Part(one.part))),
    Known(("area", "领域"), lambda one: one.target.area or None),
    Known(("points", "分值"), lambda one: one.target.points),
    Known(("goal", "目标值"), lambda one: one.terms.aim),
    Known(("stretch", "争取目标"), lambda one: one.terms.stretch),
    Known(("baseline", "基数", "上年实绩"), lambda one: one.terms.baseline),
    Known(("scheduled", "序时进度", "序时目标"), lambda one: scheduled(one.terms, one.on)),
    Known(
        ("actual", "实绩", "完成值", "核定值", "核验实绩"),
        lambda one: one.report.verified_value if one.report else None,
    ),
    Known(("as_of", "数据月份"), lambda one: one.as_of.month if one.as_of else None),
)
KNOWN: dict[str, tuple[Known, ...]] = {"group": (), "unit": UNIT, "target": TARGET}


def nearest_known(table: str, name: str) -> str:
    """The known column whose name looks most like this one; empty when none does."""
    names = [name for known in KNOWN[table] for name in known.names]
    return next(iter(get_close_matches(name.lower(), names, n=1, cutoff=0.6)), "")

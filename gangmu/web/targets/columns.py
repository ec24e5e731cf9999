"""The columns of the plan table, told once for page and Excel: heading, cell, and what is written in the export.

Cells are made in Python: 200 rows must be ready in 150 ms and fit in 100 KB, so a cell carries no more than it needs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gangmu.base.quantities import format_quantity
from gangmu.base.sheets import Column as SheetColumn
from gangmu.targets.answering import parts_of
from gangmu.targets.models import Target
from gangmu.targets.states import Category, Direction, Kind, Part


@dataclass
class Line:
    """One row of the table: the target, and how it stands (a lamp with a reason, once the plan is issued)."""

    target: Target
    lamp: Any = None
    cells: tuple[SafeString, ...] = ()

    @property
    def goal(self) -> str:
        """The year's goal with its comparison: at most, where the smaller is the better."""
        value = self.target.goal
        if value is None:
            return ""
        sign = "≤" if self.target.direction == Direction.LOWER else ""
        return format_quantity(value, self.target.measure, comparison=sign)

    def units(self, part: str) -> str:
        """Who has this part today."""
        names = [(one.unit or one.assigned).label for one in parts_of(self.target) if one.part == part]
        return gettext("、").join(names)


@dataclass(frozen=True)
class Column:
    """`text` is what page and export say; `value` is the export's number or date where it is one."""

    key: str
    title: Any
    text: Callable[[Line], str]
    value: Callable[[Line], Any] | None = None
    number: bool = False
    shown: bool = True

    def cell(self, line: Line) -> SafeString:
        """Escaped by hand: `format_html` for 1,600 cells takes a fifth of the page's time."""
        if self.key == "lamp":
            return mark_safe(f"<td>{lamp_cell(line.lamp)}</td>")
        text = escape(self.text(line))
        if not text or not self.labelled:
            return mark_safe(f"<td>{text}</td>")
        kind = 'class="num" ' if self.number else ""
        return mark_safe(f'<td {kind}data-label="{escape(str(self.title))}">{text}</td>')

    @property
    def labelled(self) -> bool:
        """Whether a card on a phone names this cell: what cannot be told from its words alone."""
        return self.number or self.key not in {"lead", "kind", "category", "deadline", "leader"}

    def sheet(self) -> SheetColumn:
        return SheetColumn(self.key, str(self.title))


def lamp_cell(lamp: Any) -> SafeString:
    if lamp is None:
        return SafeString("")
    return format_html('<span class="lamp lamp-{}">{}</span>', lamp.color, LAMPS[lamp.color])


LAMPS = {"green": _("正常"), "yellow": _("滞后"), "red": _("严重滞后"), "grey": _("未报")}
_KINDS, _CATEGORIES, _DIRECTIONS = dict(Kind.choices), dict(Category.choices), dict(Direction.choices)


def _quantity(line: Line, name: str) -> str:
    value = getattr(line.target, name)
    return "" if value is None else format_quantity(value, line.target.measure)


def _day(day: dt.date | None) -> str:
    return gettext("%(month)d月%(day)d日") % {"month": day.month, "day": day.day} if day else ""


def _leader(line: Line) -> str:
    return getattr(line.target, "leader_name", None) or ""


def _sources(line: Line) -> str:
    return getattr(line.target, "first_source", None) or ""


COLUMNS = (
    Column("lead", _("牵头单位"), lambda line: line.units(Part.LEAD)),
    Column("responsible", _("责任单位"), lambda line: line.units(Part.RESPONSIBLE), shown=False),
    Column("cooperating", _("配合单位"), lambda line: line.units(Part.COOPERATING), shown=False),
    Column("monitoring", _("监控单位"), lambda line: line.units(Part.MONITORING), shown=False),
    Column("kind", _("类型"), lambda line: str(_KINDS[line.target.kind])),
    Column("category", _("类别"), lambda line: str(_CATEGORIES[line.target.category])),
    Column("area", _("领域"), lambda line: line.target.area, shown=False),
    Column("goal", _("全年目标"), lambda line: line.goal, lambda line: line.target.goal, number=True),
    Column(
        "stretch",
        _("争取目标"),
        lambda line: _quantity(line, "stretch"),
        lambda line: line.target.stretch,
        number=True,
        shown=False,
    ),
    Column(
        "baseline",
        _("上年实绩"),
        lambda line: _quantity(line, "baseline"),
        lambda line: line.target.baseline,
        number=True,
        shown=False,
    ),
    Column(
        "points",
        _("分值"),
        lambda line: format_quantity(line.target.points),
        lambda line: line.target.points,
        number=True,
    ),
    Column("lamp", _("红黄绿"), lambda line: str(LAMPS[line.lamp.color]) if line.lamp else ""),
    Column("deadline", _("时限"), lambda line: _day(line.target.deadline), lambda line: line.target.deadline),
    Column("leader", _("分管领导"), _leader),
    Column("source", _("来源"), _sources, shown=False),
)
BY_KEY = {column.key: column for column in COLUMNS}
DEFAULT = tuple(column.key for column in COLUMNS if column.shown)


def chosen(keys: Iterable[str] | None) -> tuple[Column, ...]:
    """The columns with these keys in the table's own order; the usual ones when nothing was chosen."""
    wanted = set(keys or DEFAULT)
    return tuple(column for column in COLUMNS if column.key in wanted)

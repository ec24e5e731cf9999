"""The columns of the plan table, told once for page and Excel: heading, cell, and what is written in the export.

Cells are made in Python: 200 rows must be ready in 150 ms and fit in 100 KB, so a cell carries no more than it needs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gangmu.base.quantities import format_quantity, half_up
from gangmu.base.sheets import Column as SheetColumn
from gangmu.progress.lamps import Lamp, rounded
from gangmu.progress.queries import PartStatus, Status
from gangmu.targets.answering import parts_of
from gangmu.targets.models import Target, Terms
from gangmu.targets.states import Category, Direction, Kind, Part


@dataclass
class Line:
    """One row of the table: what the target says today, and how it stands once the plan is issued."""

    terms: Terms
    standing: Status | None = None
    cells: tuple[SafeString, ...] = ()

    @property
    def target(self) -> Target:
        return self.terms.target

    @property
    def lamp(self) -> Lamp | None:
        return self.standing.lamp if self.standing else None

    @property
    def told(self) -> PartStatus | None:
        """Whose figures the row gives: the lead's, or those of the unit that was filtered for."""
        return self.standing.lead if self.standing else None

    @property
    def value(self) -> Decimal | None:
        return self.told.kept.value if self.told and self.told.kept else None

    @property
    def share(self) -> Decimal | None:
        return self.told.lamp.share if self.told else None

    @property
    def gap(self) -> Decimal | None:
        """Percentage points behind the schedule, to one decimal."""
        behind = self.told.lamp.behind if self.told else None
        return None if behind is None else half_up(behind, 1)

    @property
    def state(self) -> str:
        """10月 已核验; empty where the month that counts is missing, which the lamp says."""
        kept = self.told.kept if self.told else None
        if kept is None or kept.month is None:
            return ""
        return gettext("%(month)d月 %(state)s") % {"month": kept.month.month, "state": kept.get_state_display()}

    @property
    def goal(self) -> str:
        """The year's goal with its comparison: at most, where the smaller is the better."""
        value = self.terms.goal
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
            return mark_safe(f"<td>{lamp_cell(line.standing)}</td>")
        if self.key == "share" and line.share is not None:
            return _share_cell(line.share, line.told.lamp.scheduled)  # type: ignore[union-attr]
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


def lamp_cell(standing: Status | None) -> SafeString:
    """The colour, and how many of several units stand like it (3/13); why is told on the target's page."""
    if standing is None:
        return SafeString("")
    title = count = SafeString("")
    if standing.counted:
        title, count = format_html(' title="{}"', standing.tally), format_html(" {}/{}", *standing.counted)
    return format_html('<span class="lamp lamp-{}"{}>{}{}</span>', standing.color, title, LAMPS[standing.color], count)


def _share_cell(share: Decimal, scheduled: Decimal | None) -> SafeString:
    """The share of the year as a bar of ten cells of text width, the schedule as its tick; both also in words."""
    told = gettext("序时 %(share)s%%") % {"share": rounded(scheduled or Decimal(0))}
    title = escape(gettext("占全年"))
    return mark_safe(
        f'<td class="num" data-label="{title}" title="{escape(told)}">{rounded(share)}%'
        f'<svg class="share-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{_within(share)}" height="6"/><path d="M{_within(scheduled)} 0v6"/></svg></td>'
    )


def _within(share: Decimal | None) -> int:
    return int(min(max(share or 0, 0), 100))


LAMPS = {"green": _("正常"), "yellow": _("滞后"), "red": _("严重滞后"), "grey": _("未报")}
_KINDS, _CATEGORIES, _DIRECTIONS = dict(Kind.choices), dict(Category.choices), dict(Direction.choices)


def _quantity(line: Line, name: str) -> str:
    value = getattr(line.terms, name)
    return "" if value is None else format_quantity(value, line.target.measure)


def _measured(line: Line) -> str:
    return "" if line.value is None else format_quantity(line.value, line.target.measure)


def _plain(value: Decimal | None) -> str:
    return "" if value is None else format_quantity(value)


def _percent(share: Decimal | None) -> Decimal | None:
    return None if share is None else half_up(share, 1)


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
    Column("goal", _("全年目标"), lambda line: line.goal, lambda line: line.terms.goal, number=True),
    Column(
        "stretch",
        _("争取目标"),
        lambda line: _quantity(line, "stretch"),
        lambda line: line.terms.stretch,
        number=True,
        shown=False,
    ),
    Column(
        "baseline",
        _("上年实绩"),
        lambda line: _quantity(line, "baseline"),
        lambda line: line.terms.baseline,
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
    Column("value", _("累计完成"), _measured, lambda line: line.value, number=True),
    Column("share", _("占全年"), lambda line: "", lambda line: _percent(line.share), number=True),
    Column("gap", _("差距（百分点）"), lambda line: _plain(line.gap), lambda line: line.gap, number=True),
    Column("state", _("本期状态"), lambda line: line.state),
    Column("lamp", _("红黄绿"), lambda line: str(LAMPS[line.lamp.color]) if line.lamp else ""),
    Column("deadline", _("时限"), lambda line: _day(line.terms.deadline), lambda line: line.terms.deadline),
    Column("leader", _("分管领导"), _leader),
    Column("source", _("来源"), _sources, shown=False),
)
BY_KEY = {column.key: column for column in COLUMNS}
OF_RESULTS = frozenset({"value", "share", "gap", "state", "lamp"})
"""Columns that a plan has only once it is issued."""
DEFAULT = tuple(column.key for column in COLUMNS if column.shown)


def chosen(keys: Iterable[str] | None) -> tuple[Column, ...]:
    """The columns with these keys in the table's own order; the usual ones when nothing was chosen."""
    wanted = set(keys or DEFAULT)
    return tuple(column for column in COLUMNS if column.key in wanted)

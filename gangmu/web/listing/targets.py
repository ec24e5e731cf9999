"""Targets as rows of a list, told once for every list that shows them: plan, unit, red and yellow ones, main ones.

Cells are made in Python: fifty rows with a dozen cells each must be ready in some milliseconds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gangmu.base.quantities import format_quantity, half_up
from gangmu.org.models import Appointment
from gangmu.org.permissions import Access, Permission
from gangmu.org.queries import Tree, contacts, today
from gangmu.progress.lamps import WORST_FIRST, Lamp
from gangmu.progress.models import Report
from gangmu.progress.queries import PartStatus, Status, courses, explained, statuses
from gangmu.targets.agreed import terms_on
from gangmu.targets.answering import parts_of
from gangmu.targets.models import Plan, Target, Terms
from gangmu.targets.states import REPORTING_PARTS, Accumulation, Category, Direction, Kind, Part
from gangmu.web.listing.columns import Column
from gangmu.web.listing.drawing import LAMPS, bar, lamp, line, telephone
from gangmu.web.listing.table import Entry, Listing, Table, columns_for, tabled
from gangmu.web.requests import Request

_KINDS, _CATEGORIES = dict(Kind.choices), dict(Category.choices)


@dataclass
class Line:
    """One row: a target, how it stands, and `told`, the part whose figures the row gives (the lead's, if not said)."""

    target: Target
    standing: Status | None = None
    told: PartStatus | None = None
    course: Mapping[dt.date, Decimal] = field(default_factory=dict)
    report: Report | None = None
    contact: Appointment | None = None
    sees_phones: bool = False
    parts: str = ""

    def __post_init__(self) -> None:
        if self.told is None and self.standing:
            self.told = self.standing.lead

    @cached_property
    def terms(self) -> Terms:
        """What the target says today."""
        return terms_on(self.target, today())

    @property
    def value(self) -> Decimal | None:
        return self.told.kept.value if self.told and self.told.kept else None

    @property
    def share(self) -> Decimal | None:
        """Of the year's goal; a level or a rate is no part of it."""
        summed = self.target.accumulation == Accumulation.CUMULATIVE
        return self.told.lamp.share if self.told and summed else None

    @property
    def gap(self) -> Decimal | None:
        """Percentage points behind the schedule, to one decimal."""
        behind = self.told.lamp.behind if self.told else None
        return None if behind is None else half_up(behind, 1)

    @property
    def lamp(self) -> Lamp | None:
        return self.standing.lamp if self.standing else None


def completed(lines: Sequence[Line], columns: Collection[str], access: Access) -> Sequence[Line]:
    """Fill in what these columns need besides the standing: a query each for months, words and telephones."""
    told = [one.told for one in lines if one.told]
    if "trend" in columns:
        found = courses(told)
        for one in lines:
            one.course = found.get(one.told.held.pk, {}) if one.told else {}
    if "reason" in columns:
        reports = explained(told)
        for one in lines:
            one.report = reports.get(one.told.held.pk) if one.told else None
    if "contact" in columns:
        people = contacts(one.unit.pk for one in told)
        seen = access.units(Permission.VIEW_PHONES)
        for one in lines:
            one.contact = people.get(one.told.unit.pk) if one.told else None
            one.sees_phones = bool(one.told and one.told.unit.pk in seen)
    return lines


def name_cell(one: Line) -> str:
    return f'<a href="/plans/targets/{one.target.pk}/">{escape(one.target.name)}</a>'


def _units(part: str) -> Callable[[Line], str]:
    def told(one: Line) -> str:
        """Who has this part today."""
        names = [(held.unit or held.assigned).label for held in parts_of(one.target) if held.part == part]
        return gettext("、").join(names)

    return told


def _quantity(name: str) -> Callable[[Line], str]:
    def told(one: Line) -> str:
        value = getattr(one.terms, name)
        return "" if value is None else format_quantity(value, one.target.measure)

    return told


def _stored(name: str) -> Callable[[Line], Any]:
    return lambda one: getattr(one.target, name)


def _agreed(name: str) -> Callable[[Line], Any]:
    return lambda one: getattr(one.terms, name)


def goal(terms: Terms) -> str:
    """The year's goal with its comparison: at most, where the smaller is the better."""
    if terms.goal is None:
        return ""
    sign = "≤" if terms.target.direction == Direction.LOWER else ""
    return format_quantity(terms.goal, terms.target.measure, comparison=sign)


def _measured(one: Line) -> str:
    return "" if one.value is None else format_quantity(one.value, one.target.measure)


def _missing(told: Callable[[Line], str]) -> Callable[[Line], str]:
    """A figure that is not there says 未报."""

    def drawn(one: Line) -> str:
        text = told(one)
        return escape(text) if text else f'<span class="missing">{escape(gettext("未报"))}</span>'

    return drawn


def _share(one: Line) -> str:
    if one.share is not None and one.told:
        return bar(one.share, one.told.lamp.scheduled, one.told.lamp.color)
    return f"<small>{escape(one.told.lamp.place)}</small>" if one.told else ""


def _points(value: Decimal | None) -> str:
    return "" if value is None else format_quantity(value)


def _percent(one: Line) -> Decimal | None:
    return None if one.share is None else half_up(one.share, 1)


def _trend(one: Line) -> str:
    planned = [(node.due, node.planned) for node in one.terms.nodes.all() if node.planned is not None]
    return line(one.target.plan.year, planned, one.course, one.target.measure)


def _month(number: int) -> Callable[[Line], Any]:
    return lambda one: next((value for month, value in one.course.items() if month.month == number), None)


def _months() -> dict[str, Callable[[Line], Any]]:
    return {gettext("%(month)d月累计") % {"month": number}: _month(number) for number in range(1, 13)}


def _latest(one: Line) -> Decimal | None:
    """How the last month moved against the one before, in shares of the goal."""
    values = [value for _month, value in sorted(one.course.items())]
    aim = one.terms.aim
    return (values[-1] - values[-2]) / abs(aim) if len(values) > 1 and aim else None


def _state(one: Line) -> str:
    """10月 已核验; empty where the month that counts is missing, which the lamp says."""
    kept = one.told.kept if one.told else None
    if kept is None or kept.month is None:
        return ""
    told = gettext("%(month)d月 %(state)s") % {"month": kept.month.month, "state": kept.get_state_display()}
    return gettext("%(told)s · 无数据") % {"told": told} if kept.as_of != kept.month else told


def since(one: Line) -> dt.date | None:
    return one.standing.since if one.standing else None


def _since(one: Line) -> str:
    day = since(one)
    return gettext("%(month)d月起") % {"month": day.month} if day else ""


def _lamp(one: Line) -> str:
    if one.standing is None:
        return ""
    began = _since(one)
    lasting = gettext("这个状态%(since)s。") % {"since": began} if began else ""
    status = one.standing
    return lamp(status.color, status.reason, count=status.counted, tally=status.tally, since=lasting)


def _worse(one: Line) -> Any:
    """The redder and the further behind, the greater."""
    if one.lamp is None:
        return None
    return (-WORST_FIRST.index(one.lamp.color), one.lamp.behind or Decimal(0))


def _day(one: Line) -> str:
    day = one.terms.deadline
    return gettext("%(month)d月%(day)d日") % {"month": day.month, "day": day.day} if day else ""


def _leader(one: Line) -> str:
    return one.target.leader.name if one.target.leader else ""


def _sources(one: Line) -> str:
    return getattr(one.target, "first_source", None) or ""


def _whose(one: Line) -> str:
    return one.told.unit.label if one.told else ""


def _reason(one: Line) -> str:
    return one.report.problem or one.report.words if one.report else ""


def _contact(one: Line) -> str:
    if one.contact is None:
        return gettext("没有账号")
    return " ".join(filter(None, [one.contact.user.name, one.contact.user.phone if one.sees_phones else ""]))


def _call(one: Line) -> str:
    return escape(_contact(one)) if one.contact is None else telephone(one.contact, seen=one.sees_phones)


def _named() -> dict[str, Callable[[Line], Any]]:
    return {gettext("编号"): _stored("code"), gettext("目标名称"): _stored("name")}


def _aimed() -> dict[str, Callable[[Line], Any]]:
    return {gettext("全年目标"): _agreed("goal"), gettext("计量单位"): lambda one: one.target.measure}


COLUMNS = (
    Column(
        "name", _("目标"), lambda one: one.target.name, draw=name_cell, field="name", spread=_named, kind="cell-title"
    ),
    Column("code", _("编号"), lambda one: one.target.code, field="code", spread=dict, minor=True),
    Column("whose", _("责任单位"), _whose),
    Column("lead", _("牵头单位"), _units(Part.LEAD)),
    Column("responsible", _("责任单位"), _units(Part.RESPONSIBLE)),
    Column("cooperating", _("配合单位"), _units(Part.COOPERATING)),
    Column("monitoring", _("监控单位"), _units(Part.MONITORING)),
    Column("part", _("分工"), lambda one: one.parts),
    Column("kind", _("类型"), lambda one: str(_KINDS[one.target.kind]), field="kind", minor=True),
    Column("category", _("类别"), lambda one: str(_CATEGORIES[one.target.category]), field="category", minor=True),
    Column("area", _("领域"), lambda one: one.target.area, field="area"),
    Column("goal", _("全年目标"), lambda one: goal(one.terms), _agreed("goal"), spread=_aimed, number=True),
    Column("stretch", _("争取目标"), _quantity("stretch"), _agreed("stretch"), number=True),
    Column("baseline", _("上年实绩"), _quantity("baseline"), _agreed("baseline"), number=True),
    Column(
        "points",
        _("分值"),
        lambda one: format_quantity(one.target.points),
        _stored("points"),
        field="points",
        number=True,
        minor=True,
    ),
    Column("value", _("累计完成"), _measured, lambda one: one.value, draw=_missing(_measured), number=True),
    Column("share", _("占全年"), lambda one: _points(_percent(one)), _percent, draw=_share, number=True),
    Column("gap", _("差距（百分点）"), lambda one: _points(one.gap), lambda one: one.gap, number=True),
    Column("trend", _("十二个月"), lambda one: "", order=_latest, draw=_trend, spread=_months),
    Column("state", _("本期状态"), _state, minor=True),
    Column("lamp", _("红黄绿"), lambda one: str(LAMPS[one.lamp.color]) if one.lamp else "", order=_worse, draw=_lamp),
    Column("since", _("起于"), _since, since),
    Column("reason", _("存在问题"), _reason, kind="cell-wide"),
    Column("contact", _("联系人"), _contact, draw=_call),
    Column("deadline", _("时限"), _day, _agreed("deadline"), minor=True),
    Column("leader", _("分管领导"), _leader, field="leader__name", minor=True),
    Column("source", _("来源"), _sources),
)
BY_KEY = {column.key: column for column in COLUMNS}


def columns(shown: Iterable[str], others: Iterable[str] = ()) -> tuple[Column, ...]:
    """The columns shown unless somebody chose otherwise, and others that may be chosen; in the order of COLUMNS."""
    usual = set(shown)
    return tuple(replace(one, shown=one.key in usual) for one in COLUMNS if one.key in usual | {*others})


def standing(plan: Plan, targets: Sequence[Target], tree: Tree, unit: int | None = None) -> list[Line]:
    """How these targets of one plan stand, their parts being read already; with a unit, how that one stands."""
    held = [one for target in targets for one in parts_of(target, tree) if one.part in REPORTING_PARTS]
    found = statuses(plan, today(), targets=targets, held=held)
    if unit is not None:
        found = {pk: one.of([unit]) if one.of([unit]).parts else one for pk, one in found.items()}
    return [Line(target, found[target.pk]) for target in targets]


def of_lines(request: Request, listing: Listing, lines: Sequence[Line], access: Access) -> Table:
    """A list whose lines are all known; what its cells need besides is read for those shown."""
    shown = columns_for(request, listing)
    wanted = {one.key for one in shown}

    def finish(found: Sequence[Line]) -> Sequence[Line]:
        return completed(found, wanted, access)

    return tabled(request, listing, [Entry(one) for one in lines], finish=finish, columns=shown)


def worst_first(one: Line) -> tuple[int, Decimal]:
    """To sort by: red before yellow, the furthest behind first."""
    if one.lamp is None:
        return len(WORST_FIRST), Decimal(0)
    return WORST_FIRST.index(one.lamp.color), -(one.lamp.behind or Decimal(0))

"""Units and people as Excel tables: what is exported can be edited, brought back, and shows its differences first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from gangmu.base.errors import Problem
from gangmu.base.sheets import (
    ROW,
    Column,
    Limits,
    SheetOut,
    as_choice,
    as_code,
    as_deadline,
    as_text,
    as_whole_number,
    find_header,
    known_headings,
    read_rows,
    read_workbook,
    write_template,
    write_workbook,
)
from gangmu.base.spelling import folded
from gangmu.org.differences import SAME, Difference, appointment_differences, person_differences, unit_differences
from gangmu.org.models import Appointment, Place, Unit, User, in_force
from gangmu.org.queries import Tree
from gangmu.org.states import Kind, Role

# The page keeps the file between preview and confirmation, so it must stay small; ten thousand rows do.
LIMITS = Limits(size=1_500_000, rows=10_000)
_TEXTS = ("short_name", "parent_code", "phone", "unit_code", "unit_name", "role", "title")


def unit_columns() -> tuple[Column, ...]:
    kinds = {value: str(label) for value, label in Kind.choices}
    return (
        Column("code", _("编码"), ("单位编码", "机构编码"), True, as_code(30), help=_("不重复，不再改"), example="A03"),
        Column("name", _("名称"), ("单位名称", "单位", "全称"), True, as_text(100), width=32, example="市教育局"),
        Column("short_name", _("简称"), ("单位简称",), parse=as_text(40), example="教育局"),
        Column("kind", _("类别"), ("单位类别",), True, as_choice(kinds), kinds.get, choices=tuple(kinds.values())),
        Column("parent_code", _("上级编码"), ("上级单位编码",), parse=as_code(30), example="A00"),
        Column("since", _("自"), ("开始日期", "隶属开始"), parse=as_deadline(), width=12, example="2026-01-01"),
        Column("order", _("排序"), ("序号",), parse=as_whole_number, width=8, example="10"),
    )


def as_login_name(text: str) -> str:
    """As it is stored, so that an account is found in whatever case its name is written."""
    return folded(as_text(150)(text))


def person_columns() -> tuple[Column, ...]:
    roles = {value: str(label) for value, label in Role.choices}
    once = _("一人多职写多行")
    return (
        Column("username", _("登录名"), ("用户名", "账号"), True, as_login_name, help=once, example="zhaoyun"),
        Column("name", _("姓名"), (), True, as_text(50), example="赵云"),
        Column("phone", _("电话"), ("手机", "联系电话"), parse=as_code(30), width=16, example="0710-1234567"),
        Column("unit_code", _("单位编码"), ("任职单位编码",), parse=as_code(30), example="A03"),
        Column("unit_name", _("单位"), ("单位名称",), help=_("只供核对，不读入"), width=28, example="市教育局"),
        Column("role", _("身份"), ("角色",), parse=as_choice(roles), format=roles.get, choices=tuple(roles.values())),
        Column("title", _("职务"), (), parse=as_text(60), example="办公室主任"),
        Column("since", _("自"), ("任职开始",), parse=as_deadline(), width=12, example="2026-01-01"),
        Column("until", _("至"), ("任职结束",), parse=as_deadline(), width=12, help=_("不填表示至今；当天不含")),
    )


@dataclass(frozen=True)
class Kit:
    """What distinguishes one table from another: its columns and how its rows are compared with what is stored."""

    title: str
    columns: Callable[[], tuple[Column, ...]]
    compare: Callable[[Sequence[Any]], tuple[list[Difference[Any]], list[Problem]]]


UNITS = Kit("单位", unit_columns, unit_differences)
PEOPLE = Kit("人员", person_columns, person_differences)
APPOINTMENTS = Kit("人员", person_columns, appointment_differences)


@dataclass(frozen=True)
class Preview:
    """What a file would do. With a problem of level "error" it does nothing."""

    rows: list[dict[str, Any]]
    differences: list[Difference[Any]]
    problems: list[Problem]

    @property
    def wrong(self) -> bool:
        return any(problem.level == "error" for problem in self.problems)

    @property
    def changes(self) -> list[Difference[Any]]:
        return [one for one in self.differences if one.status != SAME]


def preview(kit: Kit, name: str, data: bytes) -> Preview:
    """Read a file and compare it. Raises Problems when the file cannot be read as a table at all."""
    book = read_workbook(name, data, limits=LIMITS)
    sheet, columns = book.first, kit.columns()
    header = find_header(sheet, known_headings(columns))
    rows, problems = read_rows(sheet, header, columns)
    problems = [*book.warnings, *problems]
    absent = {column.field for column in columns} - set(header.columns.values())
    rows = [
        {key: _told(key, value) for key, value in row.items() if key not in absent and not _says_nothing(key, value)}
        for row in rows
    ]
    whole = [row for row in rows if all(row.get(column.field) for column in columns if column.required)]
    differences, more = kit.compare(whole)
    told = {(problem.row, problem.column) for problem in problems}
    problems += [_placed(problem, sheet.where()) for problem in more if (problem.row, problem.column) not in told]
    return Preview(rows, differences, sorted(problems, key=lambda problem: problem.row or 0))


def _told(key: str, value: Any) -> Any:
    """A blank cell of a text column is the empty text, as it is stored."""
    return "" if value is None and key in _TEXTS else value


def _says_nothing(key: str, value: Any) -> bool:
    """A blank that leaves what is stored: a unit has an order and a first day in any case."""
    return value is None and key in ("order", "since")


def _placed(problem: Problem, where: str) -> Problem:
    return Problem(
        problem.what,
        f"{where}{problem.where}",
        problem.expected,
        problem.todo,
        problem.level,
        problem.row,
        problem.column,
    )


def template(kit: Kit) -> bytes:
    """The empty table with drop-downs and explanations."""
    return write_template(_(kit.title), kit.columns())


def export_units(units: Iterable[Unit], tree: Tree) -> bytes:
    """These units as they stand on the tree's day; comes back unchanged. Two queries."""
    places = {
        place.unit_id: place
        for place in Place.objects.filter(in_force(tree.on)).select_related("parent").order_by("pk")
    }
    rows = [
        {
            "code": unit.code,
            "name": unit.name,
            "short_name": unit.short_name,
            "kind": unit.kind,
            "parent_code": _code(places[unit.pk].parent),
            "since": places[unit.pk].since,
            "order": unit.order,
        }
        for unit in units
        if unit.pk in places
    ]
    return write_workbook([SheetOut(UNITS.title, unit_columns(), rows)])


def _code(unit: Unit | None) -> str:
    return unit.code if unit else ""


def export_people(people: Iterable[User], on: dt.date) -> bytes:
    """These people with their offices that are not over on that day; comes back unchanged. Two queries."""
    people = list(people)
    offices: dict[int, list[Appointment]] = {}
    rows = Appointment.objects.filter(user__in=people).exclude(until__lte=on).select_related("unit")
    for office in rows.order_by("user", "unit__order", "unit__code", "role", "since"):
        offices.setdefault(office.user_id, []).append(office)
    return write_workbook(
        [
            SheetOut(
                PEOPLE.title,
                person_columns(),
                [
                    {"username": person.username, "name": person.name, "phone": person.phone} | _office(office)
                    for person in people
                    for office in offices.get(person.pk, [None])
                ],
            )
        ]
    )


def _office(office: Appointment | None) -> dict[str, Any]:
    if office is None:
        return {}
    return {
        "unit_code": office.unit.code,
        "unit_name": office.unit.name,
        "role": office.role,
        "title": office.title,
        "since": office.since,
        "until": office.until,
    }


__all__ = [
    "APPOINTMENTS",
    "PEOPLE",
    "ROW",
    "UNITS",
    "Kit",
    "Preview",
    "export_people",
    "export_units",
    "person_columns",
    "preview",
    "template",
    "unit_columns",
]

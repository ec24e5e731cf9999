"""What a table of units or people would change, row by row, and everything that is wrong with it; nothing is written.

A row is a mapping by column field (see `sheets`); a column that the file does not have is not in the mapping, and
what is stored stays. Rows that exist but are not in the file stay as they are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext as _

from gangmu.base.errors import Problem
from gangmu.base.periods import format_date
from gangmu.base.sheets import ROW
from gangmu.org.models import Appointment, Place, Unit, User, not_over
from gangmu.org.policies import mistaken
from gangmu.org.queries import Spellings, today
from gangmu.org.states import Role

Row = Mapping[str, Any]
Subject = TypeVar("Subject")
NEW, CHANGED, SAME = "new", "changed", "same"


@dataclass(frozen=True)
class Difference(Generic[Subject]):
    """One row against what is stored: `changes` maps field → (before, after); `stored` is None for a new one."""

    row: int
    name: str
    status: str
    wanted: Row
    stored: Subject | None = None
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)


def _compared(
    row: Row, name: str, stored: Subject | None, before: Mapping[str, Any], fields: Sequence[str]
) -> Difference[Subject]:
    changes = {key: (before.get(key), row[key]) for key in fields if key in row and before.get(key) != row[key]}
    status = NEW if stored is None else CHANGED if changes else SAME
    return Difference(row[ROW], name, status, row, stored, changes)


def _problem(row: Row, title: str, what: str, expected: str = "", todo: str = "") -> Problem:
    where = _("第 %(row)d 行“%(title)s”") % {"row": row[ROW], "title": title}
    return Problem(what, where=where, expected=expected, todo=todo, row=row[ROW], column=title)


def _repeats(rows: Sequence[Row], key: str, title: str) -> Iterator[Problem]:
    seen: dict[Any, int] = {}
    for row in rows:
        first = seen.setdefault(row[key], row[ROW])
        if first != row[ROW]:
            yield _problem(row, title, _("与第 %(row)d 行重复") % {"row": first}, todo=_("请删去一行"))


UNIT_FIELDS = ("name", "short_name", "kind", "order", "parent_code", "since")


def unit_differences(rows: Sequence[Row]) -> tuple[list[Difference[Unit]], list[Problem]]:
    """Units by code, against the tree of today (for a unit to come: against its first place)."""
    units = {unit.code: unit for unit in Unit.objects.all()}
    places: dict[str, Place] = {}
    open_places = Place.objects.filter(not_over(today())).select_related("unit", "parent")
    for place in open_places.order_by("unit", "since"):
        places.setdefault(place.unit.code, place)
    codes = places.keys() | {row["code"] for row in rows}
    problems = list(_repeats(rows, "code", _("编码")))
    spellings = Spellings()
    found = []
    for row in rows:
        unit, kept = units.get(row["code"]), places.get(row["code"])
        problems.extend(_unit_problems(row, unit, kept, codes))
        problems.extend(_spelling_problems(row, unit, spellings))
        before: dict[str, Any] = {}
        if unit is not None and kept is not None:
            parent = kept.parent.code if kept.parent else ""
            before = {name: getattr(unit, name) for name in ("name", "short_name", "kind", "order")}
            before |= {"parent_code": parent, "since": kept.since}
        found.append(_compared(row, row["name"], unit, before, UNIT_FIELDS))
    return found, problems


def _unit_problems(row: Row, unit: Unit | None, kept: Place | None, codes: set[str]) -> Iterator[Problem]:
    parent, since = row.get("parent_code", ""), row.get("since")
    if parent and parent not in codes:
        yield _problem(
            row, _("上级编码"), _("没有编码为“%(code)s”的单位") % {"code": parent}, todo=_("请先加上这个上级单位")
        )
    if parent == row["code"]:
        yield _problem(row, _("上级编码"), _("上级不能是自己"))
    if unit is not None and kept is None:
        yield _problem(row, _("编码"), _("“%(unit)s”已经撤销") % {"unit": unit}, todo=_("请换一个编码"))
    if unit is None and since is None:
        yield _problem(row, _("自"), _("新单位没有写从哪一天起"), expected=_("如 2026-01-01"))
    if unit is None and not parent:
        yield _problem(row, _("上级编码"), _("新单位没有写上级单位"))
    if unit is None or kept is None or "parent_code" not in row:
        return
    stored_parent = kept.parent.code if kept.parent else ""
    if parent == stored_parent and since not in (None, kept.since):
        yield _problem(row, _("自"), _("上级单位没有变，日期却不同"), expected=format_date(kept.since))
    if parent != stored_parent and (since is None or since <= kept.since):
        expected = _("应晚于 %(since)s") % {"since": format_date(kept.since)}
        yield _problem(row, _("自"), _("换了上级单位，要写从哪一天起换"), expected=expected)


def _spelling_problems(row: Row, unit: Unit | None, spellings: Spellings) -> Iterator[Problem]:
    """Names taken for those of other units, stored or in rows above; what is stored and stays is not asked about."""
    for field_name, title in (("name", _("名称")), ("short_name", _("简称"))):
        text = row.get(field_name) or ""
        new = text and text != getattr(unit, field_name, None)
        if new and (other := spellings.taken_for(text, unit.pk if unit else None)):
            yield _problem(row, title, mistaken(other))


def person_differences(rows: Sequence[Row]) -> tuple[list[Difference[User]], list[Problem]]:
    """Accounts by user name; a person with several offices has several rows, which must agree."""
    people = {person.username: person for person in User.objects.all()}
    first: dict[str, Row] = {}
    problems = []
    for row in rows:
        told = first.setdefault(row["username"], row)
        if any(told.get(name) != row.get(name) for name in ("name", "phone")):
            what = _("与第 %(row)d 行同一登录名，姓名或电话却不同") % {"row": told[ROW]}
            problems.append(_problem(row, _("登录名"), what, todo=_("请改成一致，或换一个登录名")))
    found = []
    for username, row in first.items():
        person = people.get(username)
        before = {"name": person.name, "phone": person.phone} if person else {}
        found.append(_compared(row, row["name"], person, before, ("name", "phone")))
    return found, problems


def appointment_differences(rows: Sequence[Row]) -> tuple[list[Difference[Appointment]], list[Problem]]:
    """Offices by person, unit, role and first day; rows without a unit tell of an account only."""
    rows = [row for row in rows if row.get("unit_code") or row.get("role") or row.get("title")]
    people = {person.username: person for person in User.objects.all()}
    units = {unit.code: unit for unit in Unit.objects.all()}
    stored = {_key(one): one for one in Appointment.objects.select_related("user", "unit")}
    found, problems = [], []
    seen: dict[Any, int] = {}
    for row in rows:
        wrong = list(_appointment_problems(row, people, units))
        key: Any = (row["username"], row.get("unit_code"), row.get("role"), row.get("since"))
        if seen.setdefault(key, row[ROW]) != row[ROW]:
            wrong.append(_problem(row, _("身份"), _("与第 %(row)d 行重复") % {"row": seen[key]}, todo=_("请删去一行")))
        problems.extend(wrong)
        if wrong:
            continue
        kept = stored.get(key)
        before = {"title": kept.title, "until": kept.until} if kept else {}
        name = f"{row['name']} · {Role(row['role']).label} · {units[row['unit_code']]}"
        full = dict(row) | {"user": people[row["username"]], "unit": units[row["unit_code"]]}
        fields = ("title", "until") if kept else ("role", "title", "since", "until")
        found.append(_compared(full, name, kept, before, fields))
    return found, problems


def _key(one: Appointment) -> tuple[str, str, str, dt.date]:
    return one.user.username, one.unit.code, one.role, one.since


def _appointment_problems(row: Row, people: Mapping[str, User], units: Mapping[str, Unit]) -> Iterator[Problem]:
    if row["username"] not in people:
        what = _("没有登录名为“%(name)s”的账号") % {"name": row["username"]}
        yield _problem(row, _("登录名"), what, todo=_("请系统管理员先导入账号"))
    if row.get("unit_code") not in units:
        what = _("没有编码为“%(code)s”的单位") % {"code": row.get("unit_code") or ""}
        yield _problem(row, _("单位编码"), what, todo=_("请先建立这个单位，或改正编码"))
    if not row.get("role"):
        yield _problem(row, _("身份"), _("没有填"), expected=_("、").join(str(label) for label in Role.labels))
    if row.get("since") is None:
        yield _problem(row, _("自"), _("没有填"), expected=_("如 2026-01-01"))

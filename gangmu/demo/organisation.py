"""The demo's tree, groups of two years, people and their appointments, one substitution, one merger."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password

from gangmu.base import audit
from gangmu.demo import PASSWORD, catalogue, chance
from gangmu.org import actions
from gangmu.org.models import Appointment, Unit, User
from gangmu.org.states import Kind, Role

ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)
MERGED = "zsj"
"""市招商促进局, which goes into 市商务局 in mid-year."""

BELOW = (
    ("jyj-jc", "市教育局基础教育科", "基础教育科", Kind.SECTION, "jyj"),
    ("jyj-jj", "市教育局基建财务科", "基建财务科", Kind.SECTION, "jyj"),
    ("fgw-tz", "市发展和改革委员会投资科", "投资科", Kind.SECTION, "fgw"),
    ("fgw-zh", "市发展和改革委员会综合科", "综合科", Kind.SECTION, "fgw"),
    ("jxj-yx", "市经济和信息化局运行监测科", "运行监测科", Kind.SECTION, "jxj"),
    ("zsj-xm", "市招商促进局项目科", "招商项目科", Kind.SECTION, MERGED),
    ("donghu-xs", "东湖区西山镇", "西山镇", Kind.TOWN, "donghu"),
    ("donghu-jh", "东湖区镜湖街道", "镜湖街道", Kind.TOWN, "donghu"),
    ("donghu-qs", "东湖区桥上街道", "桥上街道", Kind.TOWN, "donghu"),
    ("nanping-sp", "南屏区石坪街道", "石坪街道", Kind.TOWN, "nanping"),
    ("linxi-sk", "临溪县三口镇", "三口镇", Kind.TOWN, "linxi"),
    ("linxi-bh", "临溪县白鹤乡", "白鹤乡", Kind.TOWN, "linxi"),
)
LEADS = {
    "经济发展组": "fgw",
    "工业商贸组": "jxj",
    "城建交通组": "zjj",
    "农业生态组": "nyj",
    "社会民生组": "mzj",
    "科教文卫组": "jyj",
    "政法监管组": "gaj",
    "综合服务组": "zfb",
    "中心城区组": "mbb",
    "远城区县组": "nyj",
}
"""Every group of the year and the unit that runs it."""


@dataclass
class City:
    """Units by code, people by username. `person` gives a fresh account, whose permissions follow the tree of now."""

    since: dt.date
    units: dict[str, Unit] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    group: dict[str, str] = field(default_factory=dict)

    def person(self, username: str) -> User:
        return User.objects.get(pk=self.ids[username])

    def staff(self, unit: str, role: str) -> str | None:
        """The username of the first who has the role at the unit."""
        return next((one.username for one in catalogue.people() if (one.unit, one.role) == (unit, role)), None)


def found_city(since: dt.date, today: dt.date) -> City:
    """Everything of the organisation, in force since a first of January; the merger comes later, see `merge`."""
    city = City(since)
    _found(city)
    _make_units(city)
    _make_people(city)
    _appoint(city)
    _substitute(city, today)
    for year in sorted({since.year, today.year, today.year - 1}):
        _make_groups(city, year)
    return city


def _found(city: City) -> None:
    first = [one for one in catalogue.people() if one.role in ADMINISTRATORS]
    administrators = [actions.Administrator(one.username, one.name, one.role) for one in first]
    actions.found(code=catalogue.CITY, name=catalogue.CITY_NAME, since=city.since, administrators=administrators)
    city.units[catalogue.CITY] = Unit.objects.get(code=catalogue.CITY)
    city.ids.update(User.objects.values_list("username", "pk"))


def _make_units(city: City) -> None:
    by, root = city.person("system-admin"), city.units[catalogue.CITY]
    lines = [
        *((one.code, one.name, one.short_name, Kind.DEPARTMENT) for one in catalogue.departments()),
        (MERGED, "市招商促进局", "", Kind.DEPARTMENT),
        *((one.code, one.name, one.short_name, Kind.DISTRICT) for one in catalogue.districts()),
    ]
    for order, (code, name, short_name, kind) in enumerate(lines, start=10):
        city.units[code] = actions.create_unit(
            by=by, code=code, name=name, kind=kind, parent=root, since=city.since, short_name=short_name, order=order
        )
    by = city.person("system-admin")
    for order, (code, name, short_name, kind, parent) in enumerate(BELOW, start=500):
        city.units[code] = actions.create_unit(
            by=by,
            code=code,
            name=name,
            kind=kind,
            parent=city.units[parent],
            since=city.since,
            short_name=short_name,
            order=order,
        )


def _make_people(city: City) -> None:
    """Written here and not by `create_person`: sixty passwords nobody is told would take twenty seconds to hash."""
    by, encoded = city.person("system-admin"), make_password(PASSWORD)
    root = city.units[catalogue.CITY]
    new = [one for one in catalogue.people() if one.role not in ADMINISTRATORS]
    administrators = list(User.objects.all())
    people = User.objects.bulk_create(
        User(username=one.username, name=one.name, phone=_phone(one.username), made_at=root) for one in new
    )
    User.objects.update(password=encoded, is_demo=True, password_is_initial=False)
    audit.record_all(
        audit.Entry(by, "person.create", one, "系统管理员", after={"username": one.username, "name": one.name})
        for one in people
    )
    audit.record_all(audit.Entry(None, "person.reset_password", one) for one in administrators)
    city.ids.update(User.objects.values_list("username", "pk"))


def _phone(username: str) -> str:
    """An office number of eight digits, as one dials within the city."""
    return f"8803{chance.dice('phone', username).randint(1000, 9999)}"


def _appoint(city: City) -> None:
    by = city.person("security-admin")
    for one in catalogue.people():
        if one.role in ADMINISTRATORS:
            continue
        actions.appoint(
            by=by,
            user=city.person(one.username),
            unit=city.units[one.unit],
            role=one.role,
            title=one.title,
            since=city.since,
        )


def _substitute(city: City, today: dt.date) -> None:
    """The office's deputy head stands in for the clerk on leave, for two weeks around today."""
    held = Appointment.objects.get(user=city.ids["mzj-head"], role=Role.HEAD)
    actions.substitute(
        by=city.person("security-admin"),
        appointment=held,
        substitute=city.person("office-2"),
        since=today - dt.timedelta(days=5),
        until=today + dt.timedelta(days=9),
        reason="外出学习期间代理",
    )


def _make_groups(city: City, year: int) -> None:
    by = city.person("office")
    city.group = {one.code: one.group for one in (*catalogue.departments(), *catalogue.districts())}
    city.group[MERGED] = city.group["swj"]
    for order, (name, lead) in enumerate(LEADS.items(), start=1):
        group = actions.create_group(by=by, year=year, name=name, lead_unit=city.units[lead], order=order)
        members = [city.units[code] for code, of in city.group.items() if of == name]
        actions.set_group_members(by=by, group=group, version=group.version, units=members, on=dt.date(year, 1, 1))


def merge(city: City, today: dt.date) -> None:
    """市招商促进局 goes into 市商务局 on the first of July, or of this month in the first half of a year."""
    unit = Unit.objects.get(code=MERGED)
    actions.merge_units(
        by=city.person("system-admin"),
        units=[unit],
        versions={unit.pk: unit.version},
        into=city.units["swj"],
        on=merged_on(today),
        reason="机构改革：招商职能并入商务部门",
    )


def merged_on(today: dt.date) -> dt.date:
    return dt.date(today.year, 7 if today.month >= 7 else today.month, 1)

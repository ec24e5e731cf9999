"""Scenes of units, groups, accounts, appointments and substitutions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from gangmu.org.actions import NewUnit, deactivate, substitute
from gangmu.org.models import Appointment, Group
from gangmu.org.states import Kind, Role
from tests.verbs.scenes import Scene, scene

ON = dt.date(2026, 12, 1)
NAMES = {"code": "new", "name": "市数据局", "short_name": "数据局", "kind": Kind.DEPARTMENT}


def city(request) -> Any:
    return request.getfixturevalue("city")


@scene("unit.create")
def _(request):
    return Scene("system_admin", arguments=NAMES | {"parent": city(request).unit["city"], "since": ON})


@scene("unit.update")
def _(request):
    return Scene("system_admin", city(request).unit["jyj"], "unit", NAMES | {"order": 9})


@scene("unit.move")
def _(request):
    unit = city(request).unit
    return Scene("system_admin", unit["jyj-jc"], "unit", {"parent": unit["swj"], "on": ON})


@scene("unit.merge")
def _(request):
    unit = city(request).unit
    what = {"units": [unit["swj"]], "versions": {unit["swj"].pk: 1}, "into": unit["fgw"], "on": ON}
    return Scene("system_admin", unit["swj"], "", what)


@scene("unit.split")
def _(request):
    unit = city(request).unit["jyj"]
    parts = [NewUnit("new", "市数据局", Kind.DEPARTMENT)]
    return Scene("system_admin", unit, "unit", {"into": parts, "keep": True, "on": ON}, others=("unit.create",))


@scene("unit.close")
def _(request):
    return Scene("system_admin", city(request).unit["xishan"], "unit", {"on": ON})


@scene("group.create")
def _(request):
    city(request)
    return Scene("office", arguments={"year": 2026, "name": "战线一"})


@scene("group.update")
def _(request):
    city(request)
    what = {"name": "部门", "lead_unit": None, "order": 3}
    return Scene("office", Group.objects.get(name="市直部门"), "group", what)


@scene("group.set_members")
def _(request):
    what = {"units": [city(request).unit["jyj"]], "on": ON}
    return Scene("office", Group.objects.get(name="市直部门"), "group", what)


@scene("person.create")
def _(request):
    city(request)
    return Scene("system_admin", arguments={"username": "qianyi", "name": "钱一"})


def person(request, name: str = "reporter") -> Any:
    return city(request).people[name]


@scene("person.update")
def _(request):
    return Scene("system_admin", person(request), "person", {"username": "zhaoyun", "name": "赵云", "phone": "1"})


@scene("person.deactivate")
def _(request):
    return Scene("system_admin", person(request), "person")


@scene("person.activate")
def _(request):
    stopped = deactivate(by=person(request, "system_admin"), person=person(request), version=1)
    return Scene("system_admin", stopped, "person")


@scene("person.reset_password")
def _(request):
    return Scene("system_admin", person(request), "person")


@scene("appointment.create")
def _(request):
    what = {"user": person(request), "unit": city(request).unit["jyj"], "role": Role.HEAD, "since": ON}
    return Scene("security_admin", arguments=what)


def office(request) -> Appointment:
    return person(request).appointments.get()


@scene("appointment.update")
def _(request):
    return Scene("security_admin", office(request), "appointment", {"title": "科长", "until": dt.date(2027, 1, 1)})


@scene("appointment.end")
def _(request):
    return Scene("security_admin", office(request), "appointment", {"on": ON})


DAYS = {"since": dt.date(2026, 11, 20), "until": ON}


@scene("substitution.create")
def _(request):
    what = {"appointment": office(request), "substitute": person(request, "head")} | DAYS
    return Scene("security_admin", arguments=what)


@scene("substitution.end")
def _(request):
    by = person(request, "security_admin")
    row = substitute(by=by, appointment=office(request), substitute=person(request, "head"), **DAYS)
    return Scene("security_admin", row, "substitution")

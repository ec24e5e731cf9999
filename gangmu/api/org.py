"""Units, groups, people and their offices."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router, Schema, Status
from ninja.pagination import paginate

from gangmu.api.requests import Day, Sent, Whole, Words, Year, access, user_of
from gangmu.org import actions, queries
from gangmu.org.models import Appointment, Unit, User
from gangmu.org.permissions import SEES_PEOPLE, Permission, people_in_reach
from gangmu.org.seen import get_unit
from gangmu.org.states import Kind

router = Router(tags=["org"])


class UnitOut(Schema):
    """A unit; `parent` is the id of the unit above it on the day asked for, null at the top."""

    id: int
    code: str
    name: str
    short_name: str
    kind: str
    order: int
    version: int
    parent: int | None = None


class UnitIn(Sent):
    code: str
    name: str
    short_name: str = ""
    kind: Kind
    parent: Whole
    since: Day
    order: Whole | None = None


class GroupOut(Schema):
    id: int
    year: int
    name: str
    lead_unit: int | None
    members: list[int]


class OfficeOut(Schema):
    id: int
    unit: int
    role: str
    title: str
    since: dt.date
    until: dt.date | None

    @staticmethod
    def resolve_unit(office: Appointment) -> int:
        return office.unit_id


class PersonOut(Schema):
    id: int
    username: str
    name: str
    phone: str
    is_active: bool
    offices: list[OfficeOut]


def _told(unit: Unit, tree: queries.Tree) -> dict[str, Any]:
    names = ("id", "code", "name", "short_name", "kind", "order", "version")
    return {name: getattr(unit, name) for name in names} | {"parent": tree.parents.get(unit.pk)}


@router.get("/units", response=list[UnitOut], summary="Units in force on a day, in tree order")
@paginate
def units(request: HttpRequest, on: Day | None = None, q: Words = "", kind: Kind | None = None) -> list[Any]:
    mine = access(request)
    mine.check(Permission.VIEW_UNITS)
    tree = queries.tree_on(on)
    found = queries.search_units(q, kind.value if kind else "").in_bulk()
    visible = mine.units(Permission.VIEW_UNITS)
    return [_told(found[pk], tree) for pk, _depth in tree.walk() if pk in visible and pk in found]


@router.get("/units/{int:pk}", response=UnitOut, summary="One unit as it stands today")
def unit(request: HttpRequest, pk: int) -> Any:
    return _told(get_unit(access(request), pk), queries.tree_on())


@router.post("/units", response={201: UnitOut}, summary="Make a unit")
def create_unit(request: HttpRequest, data: UnitIn) -> Any:
    access(request).check(Permission.MANAGE_UNITS)
    parent = get_unit(access(request), data.parent)
    made = actions.create_unit(by=user_of(request), **data.dict() | {"parent": parent, "kind": data.kind.value})
    return Status(201, _told(made, queries.tree_on()))


@router.get("/groups", response=list[GroupOut], summary="Groups of a year with their members of today")
@paginate
def groups(request: HttpRequest, year: Year | None = None) -> list[Any]:
    access(request).check(Permission.VIEW_UNITS)
    year = year or queries.today().year
    return [
        {
            "id": group.pk,
            "year": group.year,
            "name": group.name,
            "lead_unit": group.lead_unit_id,
            "members": [member.unit_id for member in members],
        }
        for group, members in queries.groups_with_members(year)
    ]


@router.get("/people", response=list[PersonOut], summary="Accounts with their offices that are not over")
@paginate
def people(request: HttpRequest, q: Words = "") -> QuerySet[User]:
    mine = access(request)
    if not mine.can(Permission.APPOINT):
        mine.check(Permission.MANAGE_PEOPLE)
    reach = people_in_reach(mine, *SEES_PEOPLE)
    return queries.with_offices(queries.search_people(reach, q).order_by("username"))


@router.get("/me", response=PersonOut, summary="Who is signed in, and in which offices")
def me(request: HttpRequest) -> User:
    return queries.with_offices(User.objects.filter(pk=user_of(request).pk)).get()

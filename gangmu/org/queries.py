"""The only readers of the organisation used from outside: the tree of a day, subtrees, groups, appointments."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from gangmu.base.spelling import skeleton
from gangmu.org.models import (
    Appointment,
    FormerName,
    Group,
    GroupMember,
    Place,
    ShownColumns,
    Substitution,
    Unit,
    User,
    in_force,
    not_over,
)
from gangmu.org.states import Kind, Role


def today() -> dt.date:
    """The date on the wall where the government sits."""
    return timezone.localdate()


@dataclass(frozen=True)
class Tree:
    """The units in force on one day and who stands below whom. One query builds it, whatever its size.

    `former` lists, for every unit, the ended ones whose past it sees: those it took over, and those that ended below it
    without a successor; `coming` those that will begin below it. So nothing that a unit did is out of everybody's
    reach after a reform, and what is prepared for a later day can be prepared. `ended` says of every unit that has
    ended on which day, and which unit took over (the first of several, none when it was closed).
    """

    on: dt.date
    parents: dict[int, int | None]
    children: dict[int | None, list[int]] = field(repr=False)
    former: dict[int, list[int]] = field(repr=False, default_factory=dict)
    coming: dict[int, list[int]] = field(repr=False, default_factory=dict)
    ended: dict[int, tuple[dt.date, int | None]] = field(repr=False, default_factory=dict)

    def __contains__(self, unit_id: object) -> bool:
        return unit_id in self.parents

    def subtree(self, unit_id: int) -> set[int]:
        """The unit and everything in force below it on that day; empty when the unit did not exist then."""
        return self._spread(unit_id, self.children)

    def reach(self, unit_id: int) -> set[int]:
        """The subtree, the ended units it answers for and those to come: what a permission at the unit extends to."""
        return self._spread(unit_id, self.children, self.former, self.coming)

    def _spread(self, unit_id: int, *ways: Mapping[Any, list[int]]) -> set[int]:
        if unit_id not in self.parents:
            return set()
        found, queue = {unit_id}, [unit_id]
        while queue:
            at = queue.pop()
            below = {child for way in ways for child in way.get(at, [])} - found
            found.update(below)
            queue.extend(below)
        return found

    def with_former(self, units: Iterable[int]) -> set[int]:
        """These units and the ended ones they answer for."""
        return {other for unit_id in units for other in (unit_id, *self._spread(unit_id, self.former))}

    def ancestors(self, unit_id: int) -> list[int]:
        """From the unit's parent up to the root."""
        found: list[int] = []
        parent = self.parents.get(unit_id)
        while parent is not None and parent not in found:
            found.append(parent)
            parent = self.parents.get(parent)
        return found

    def walk(self) -> Iterator[tuple[int, int]]:
        """Every unit with its depth, parents before children, siblings in their order."""
        stack = [(unit_id, 0) for unit_id in reversed(self.children.get(None, []))]
        while stack:
            unit_id, depth = stack.pop()
            yield unit_id, depth
            stack.extend((child, depth + 1) for child in reversed(self.children.get(unit_id, [])))


def tree_on(on: dt.date | None = None) -> Tree:
    """The tree in force on a day (today when not said)."""
    on = on or today()
    parents: dict[int, int | None] = {}
    children: dict[int | None, list[int]] = defaultdict(list)
    last: dict[int, tuple[int | None, dt.date]] = {}
    first: dict[int, int | None] = {}
    heirs: dict[tuple[int, dt.date], dict[int, None]] = defaultdict(dict)
    rows = Place.objects.order_by("unit__order", "unit__code", "since", "unit__successors")
    for unit_id, parent_id, since, until, heir, taken_over in rows.values_list(
        "unit_id", "parent_id", "since", "until", "unit__successors__new_id", "unit__successors__on"
    ):
        if since > on:
            first.setdefault(unit_id, parent_id)
            continue
        if heir:
            heirs[unit_id, taken_over].setdefault(heir)
        last[unit_id] = parent_id, until or dt.date.max
        if (until is None or until > on) and unit_id not in parents:
            parents[unit_id] = parent_id
            children[parent_id].append(unit_id)
    former: dict[int, list[int]] = defaultdict(list)
    ended: dict[int, tuple[dt.date, int | None]] = {}
    for unit_id in last.keys() - parents.keys():
        above, end = last[unit_id]
        took_over = list(heirs[unit_id, end])
        for kept_by in took_over or ([above] if above else []):
            former[kept_by].append(unit_id)
        ended[unit_id] = end, next(iter(took_over), None)
    coming: dict[int, list[int]] = defaultdict(list)
    for unit_id, keeper in first.items():
        if unit_id not in last and keeper is not None:
            coming[keeper].append(unit_id)
    return Tree(on, parents, dict(children), dict(former), dict(coming), ended)


def units_in_force(on: dt.date | None = None) -> QuerySet[Unit]:
    """The units that have a place in the tree on a day."""
    return Unit.objects.filter(pk__in=Place.objects.filter(in_force(on or today())).values("unit_id"))


def groups_of(year: int) -> QuerySet[Group]:
    return Group.objects.filter(year=year).select_related("lead_unit")


def group_names(year: int, on: dt.date | None = None) -> dict[int, str]:
    """unit id → name of the group in which it is ranked on a day of that year."""
    rows = GroupMember.objects.filter(in_force(on or today()), group__year=year)
    return dict(rows.values_list("unit_id", "group__name"))


def appointments_on(on: dt.date) -> QuerySet[Appointment]:
    return Appointment.objects.filter(in_force(on)).select_related("unit", "user")


def appointments_of(user: User, on: dt.date) -> list[tuple[Appointment, bool]]:
    """The appointments a person may use on a day; True for those in which the person stands in for somebody."""
    own = Q(user=user)
    covered = Substitution.objects.filter(in_force(on), substitute=user).values("appointment_id")
    rows = appointments_on(on).filter(own | Q(pk__in=covered)).order_by("pk")
    return [(row, row.user_id != user.pk) for row in rows]


def offices_used(person: User, during: Q) -> QuerySet[Appointment]:
    """The offices a person holds or stands in for; `during` filters by `since` and `until`, of office or substitution.

    A substitute counts as the office itself: whoever asks what somebody is, or would become, asks here.
    """
    covered = Substitution.objects.filter(during, substitute=person).values("appointment_id")
    rows = Appointment.objects.filter((Q(user=person) & during) | Q(pk__in=covered))
    return rows.select_related("unit", "user").order_by("pk")


def people_used_at(units: Iterable[int] | QuerySet[Unit, int]) -> tuple[QuerySet[Any, Any], QuerySet[Any, Any]]:
    """The numbers of those in office at these units today or later, and of those who stand in there."""
    rows = Q(unit__in=units) & not_over(today())
    return (
        Appointment.objects.filter(rows).values("user_id"),
        Substitution.objects.filter(not_over(today()), appointment__unit__in=units).values("substitute_id"),
    )


def people_at(units: Iterable[int], role: str, on: dt.date | None = None) -> QuerySet[Appointment]:
    """Who has a role at these units on a day."""
    return appointments_on(on or today()).filter(unit_id__in=list(units), role=role)


def demo_appointments() -> QuerySet[Appointment]:
    """Offices in force of the accounts anybody may try, the first made of each role first."""
    rows = appointments_on(today()).filter(user__is_demo=True, user__is_active=True)
    return rows.order_by("role", "pk")


class Spellings:
    """Names and short names of all units by what they look like; one query."""

    def __init__(self) -> None:
        self._written: dict[str, dict[str, int | None]] = defaultdict(dict)
        for pk, *names in Unit.objects.order_by("pk").values_list("pk", "name", "short_name"):
            for text in filter(None, names):
                self._written[skeleton(text)].setdefault(text, pk)

    def taken_for(self, text: str, unit_id: int | None) -> str:
        """Another unit's name that a reader takes for this one though other signs are in it; empty when there is none.

        The very same name is no such case: towns of two districts may be called alike. The text is kept for the
        questions that follow, so that several new names are held against one another, too.
        """
        written = self._written[skeleton(text)]
        found = next((other for other, pk in written.items() if other != text and (pk is None or pk != unit_id)), "")
        written.setdefault(text, unit_id)
        return found


def search_units(words: str = "", kind: str = "") -> QuerySet[Unit]:
    """Units whose code, name, short name or a former one contains the words."""
    units = Unit.objects.filter(kind=kind) if kind else Unit.objects.all()
    if words:
        units = units.filter(named(words) | Q(code__icontains=words))
    return units


def named(words: str, unit: str = "") -> Q:
    """Filter for units (at the end of the path `unit`) with these words in a name they have or had."""
    former = FormerName.objects.filter(Q(name__icontains=words) | Q(short_name__icontains=words)).order_by()
    given = {f"{unit}name__icontains": words}, {f"{unit}short_name__icontains": words}
    return Q(**given[0]) | Q(**given[1]) | Q(**{f"{unit}pk__in": former.values("unit")})


def name_as_of(dated: Iterable[tuple[Unit, dt.date]]) -> None:
    """Show each of these units under the name it had on its day; one query. Such units are never saved."""
    dated = list(dated)
    former: dict[int, list[FormerName]] = defaultdict(list)
    for row in FormerName.objects.filter(unit__in={unit.pk for unit, _on in dated}).order_by("-until"):
        former[row.unit_id].append(row)
    for unit, on in dated:
        for row in former.get(unit.pk, []):
            if row.until > on:
                unit.name, unit.short_name = row.name, row.short_name


def people_counts(units: Iterable[int], on: dt.date) -> dict[int, int]:
    """unit id → how many people are in office there on a day."""
    rows = Appointment.objects.filter(in_force(on), unit_id__in=list(units)).order_by()
    return dict(rows.values("unit_id").annotate(n=Count("user_id", distinct=True)).values_list("unit_id", "n"))


def offices_at(unit: Unit) -> QuerySet[Appointment]:
    """Every office ever held at a unit, by role, the latest first."""
    return unit.appointments.select_related("user").order_by("role", "-since", "pk")


def search_people(
    people: QuerySet[User], words: str = "", unit_id: int | None = None, role: str = ""
) -> QuerySet[User]:
    """Those of the people with the words in their names or telephone, in office today at a unit or in a role."""
    if words:
        people = people.filter(Q(name__icontains=words) | Q(username__icontains=words) | Q(phone__icontains=words))
    if unit_id or role:
        offices = Appointment.objects.filter(in_force(today()))
        offices = offices.filter(unit_id=unit_id) if unit_id else offices
        offices = offices.filter(role=role) if role else offices
        people = people.filter(pk__in=offices.values("user_id"))
    return people


def with_offices(people: QuerySet[User]) -> QuerySet[User]:
    """The people, each with the offices that are not over as `offices`; one query more."""
    rows = Appointment.objects.filter(not_over(today())).select_related("unit")
    offices = rows.order_by("unit__order", "unit__code", "since", "pk")
    return people.prefetch_related(Prefetch("appointments", offices, to_attr="offices"))


def group_years() -> list[int]:
    return list(Group.objects.order_by("-year").values_list("year", flat=True).distinct())


def groups_with_members(year: int) -> list[tuple[Group, list[GroupMember]]]:
    """Every group of a year with its members of today (of another year: of its last day)."""
    on = today() if today().year == year else dt.date(year, 12, 31)
    members: dict[int, list[GroupMember]] = defaultdict(list)
    rows = GroupMember.objects.filter(in_force(on), group__year=year).select_related("unit")
    for member in rows.order_by("unit__order", "unit__code"):
        members[member.group_id].append(member)
    return [(group, members[group.pk]) for group in groups_of(year)]


def possible_substitutes(people: QuerySet[User], office: Appointment) -> QuerySet[User]:
    """Those of the people with an active account, but the holder."""
    return people.filter(is_active=True).exclude(pk=office.user_id).order_by("name", "username")


def root_id() -> int:
    """The unit at the top of today's tree; 0, which nobody reaches, when there is none."""
    return next(iter(tree_on().children.get(None, [])), 0)


def rankable_units(on: dt.date, members: Iterable[int]) -> QuerySet[Unit]:
    """The units that may stand in a group on a day: all in force but governments and sections, and the members."""
    whole = Q(pk__in=units_in_force(on).values("pk")) & ~Q(kind__in=(Kind.GOVERNMENT, Kind.SECTION))
    return Unit.objects.filter(whole | Q(pk__in=list(members)))


def shown_columns(person: User, listing: str) -> list[str]:
    """The columns of a list that the person chose; none while nothing was chosen."""
    found = ShownColumns.objects.filter(person=person, listing=listing).values_list("columns", flat=True).first()
    return [str(one) for one in found or ()]


def contacts(units: Iterable[int]) -> dict[int, Appointment]:
    """unit id → whom to call there today: its head, else who reports; nobody whose account is not in use. One query."""
    rows = appointments_on(today()).filter(unit_id__in=set(units), user__is_active=True)
    rows = rows.filter(role__in=(Role.HEAD, Role.REPORTER)).order_by("role", "-since", "pk")  # "head" < "reporter"
    found: dict[int, Appointment] = {}
    for row in rows:
        found.setdefault(row.unit_id, row)
    return found

"""The only readers of the organisation used from outside: the tree of a day, subtrees, groups, appointments."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils import timezone

from gangmu.org.models import Appointment, Group, GroupMember, Place, Substitution, Unit, User, in_force


def today() -> dt.date:
    """The date on the wall where the government sits."""
    return timezone.localdate()


@dataclass(frozen=True)
class Tree:
    """The units in force on one day and who stands below whom. One query builds it, whatever its size."""

    on: dt.date
    parents: dict[int, int | None]
    children: dict[int | None, list[int]] = field(repr=False)

    def __contains__(self, unit_id: object) -> bool:
        return unit_id in self.parents

    def subtree(self, unit_id: int) -> set[int]:
        """The unit and everything below it on that day; empty when the unit did not exist then."""
        if unit_id not in self.parents:
            return set()
        found, queue = {unit_id}, [unit_id]
        while queue:
            below = [child for child in self.children.get(queue.pop(), []) if child not in found]
            found.update(below)
            queue.extend(below)
        return found

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
    rows = Place.objects.filter(in_force(on)).order_by("unit__order", "unit__code")
    for unit_id, parent_id in rows.values_list("unit_id", "parent_id"):
        parents[unit_id] = parent_id
        children[parent_id].append(unit_id)
    return Tree(on, parents, dict(children))


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


def people_at(units: Iterable[int], role: str, on: dt.date | None = None) -> QuerySet[Appointment]:
    """Who has a role at these units on a day."""
    return appointments_on(on or today()).filter(unit_id__in=list(units), role=role)

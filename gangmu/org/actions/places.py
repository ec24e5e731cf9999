"""Steps that several verbs take with places in the tree; callers hold the transaction and check the tree at the end."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from gangmu.base.errors import Problem, Problems
from gangmu.base.periods import format_date
from gangmu.org.models import Group, GroupMember, Place, Unit, in_force
from gangmu.org.policies import Stay, tree_problems


def check_tree(since: dt.date) -> None:
    """Raises Problems when the tree does not hold together on `since` or any later day."""
    rows = Place.objects.order_by("pk").values_list("unit_id", "parent_id", "since", "until")
    names = dict(Unit.objects.values_list("pk", "name"))
    if problems := tree_problems([Stay(*row) for row in rows], names, since):
        raise Problems(problems)


def place_on(unit: Unit, on: dt.date) -> Place:
    """Where the unit stands on that day; raises Problems when it is not in the tree then."""
    place = Place.objects.select_related("parent").filter(in_force(on), unit=unit).first()
    if place is None:
        raise Problems(
            [
                Problem(
                    _("在 %(on)s 还没有设立或已经撤销") % {"on": format_date(on)},
                    where=str(unit),
                    todo=_("请换一个日期"),
                    column="on",
                )
            ]
        )
    return place


def settle(unit: Unit, parent: Unit | None, on: dt.date) -> Place:
    """From that day the unit stands below `parent`, as long as it would have stood where it was."""
    place = place_on(unit, on)
    if place.since == on:
        place.parent = parent
        place.save()
        return place
    until, place.until = place.until, on
    place.save()
    return Place.objects.create(unit=unit, parent=parent, since=on, until=until)


def groups_of(unit: Unit) -> list[Group]:
    """The groups that the unit is or was in: a unit that ends leaves them."""
    return list(Group.objects.filter(members__unit=unit).distinct())


def leave(unit: Unit, on: dt.date) -> Place:
    """The unit ends: no place in the tree and no group from that day."""
    place = place_on(unit, on)
    later = Place.objects.filter(unit=unit, since__gte=on).first()
    if later is not None:
        raise Problems(
            [
                Problem(
                    _("从 %(since)s 起另有隶属安排") % {"since": format_date(later.since)},
                    where=str(unit),
                    expected=_("应在该安排之后的日期"),
                    column="on",
                )
            ]
        )
    if place.since == on:
        what = _("%(on)s 才设立或才调整到现在的上级") % {"on": format_date(on)}
        raise Problems([Problem(what, where=str(unit), todo=_("请换一个更晚的日期"), column="on")])
    place.until = on
    place.save()
    GroupMember.objects.filter(unit=unit, since__gte=on).delete()
    GroupMember.objects.filter(in_force(on), unit=unit).update(until=on)
    return place

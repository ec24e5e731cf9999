"""Groups of a year: which units are ranked against one another, and who leads them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from gangmu.base.errors import Problem, Problems
from gangmu.base.periods import format_date
from gangmu.org.models import Group, GroupMember, Unit, User, not_over
from gangmu.org.permissions import Permission, access_of, check
from gangmu.org.queries import tree_on
from gangmu.org.verbs import GROUPS


@GROUPS.does("create")
def create_group(*, by: User, year: int, name: str, lead_unit: Unit | None = None, order: int = 0) -> Group:
    """A group without members yet. Raises Denied or Problems."""
    group = Group(year=year, name=name, lead_unit=lead_unit, order=order)
    with GROUPS.creation("create", by=by, row=group):
        return group


@GROUPS.does("update")
def update_group(*, by: User, group: Group, version: int, name: str, lead_unit: Unit | None, order: int) -> Group:
    """New name, lead unit or order; both the old and the new lead unit must be in reach.

    Raises Denied, Problems or Conflict.
    """
    mine = {"name": name, "lead_unit": lead_unit, "order": order}
    with GROUPS.step("update", by=by, row=group, version=version, mine=mine) as step:
        step.grant = check(by, Permission.MANAGE_UNITS, lead_unit)
        step.row.name, step.row.lead_unit, step.row.order = name, lead_unit, order
    return step.row


@GROUPS.does("set_members")
def set_group_members(*, by: User, group: Group, version: int, units: Iterable[Unit], on: dt.date) -> Group:
    """From that day exactly these units are in the group; who leaves has been in it until then.

    Raises Denied, Problems (a unit not in force, or in another group of the year) or Conflict.
    """
    wanted = {unit.pk: unit for unit in units}
    mine = {"units": list(wanted.values()), "on": on}
    with GROUPS.step("set_members", by=by, row=group, version=version, mine=mine) as step:
        members = step.row.members.filter(not_over(on)).select_related("unit").order_by("since")
        here = {row.unit_id: row for row in members}
        for unit_id in wanted.keys() ^ here.keys():
            access_of(by).check(Permission.MANAGE_UNITS, unit_id)
        _check_members(step.row, wanted, here, on)
        step.before["members"] = [row.unit.name for row in here.values() if row.since <= on]
        _write_members(step.row, wanted, here, on)
        step.tell(members=[unit.name for unit in wanted.values()], on=on)
    return step.row


def _write_members(group: Group, wanted: dict[int, Unit], here: dict[int, GroupMember], on: dt.date) -> None:
    for unit_id, row in here.items():
        if unit_id not in wanted:
            _end(row, on)
    for unit_id, unit in wanted.items():
        if unit_id not in here:
            GroupMember.objects.create(group=group, unit=unit, since=on)
        elif here[unit_id].since > on:
            GroupMember.objects.filter(pk=here[unit_id].pk).update(since=on)


def _end(row: GroupMember, on: dt.date) -> None:
    if row.since >= on:
        row.delete()
    else:
        row.until = on
        row.save()


def _check_members(group: Group, wanted: dict[int, Unit], here: dict[int, GroupMember], on: dt.date) -> None:
    problems = []
    if on.year != group.year:
        expected = _("应在 %(year)d 年之内") % {"year": group.year}
        problems.append(Problem(_("日期不在这一年度"), where=_("自"), expected=expected, column="on"))
    tree = tree_on(on)
    problems += [
        Problem(_("在 %(on)s 不在机构树里") % {"on": format_date(on)}, where=unit.name, column="units")
        for unit in wanted.values()
        if unit.pk not in tree and unit.pk not in here
    ]
    elsewhere = GroupMember.objects.filter(not_over(on), group__year=group.year, unit__in=list(wanted))
    problems += [
        Problem(
            _("已在“%(group)s”组") % {"group": row.group.name},
            where=row.unit.name,
            todo=_("请先从那一组移出"),
            column="units",
        )
        for row in elsewhere.exclude(group=group).select_related("group", "unit").order_by("unit__order", "unit__code")
    ]
    if problems:
        raise Problems(problems)

"""Units as such: making, naming and moving them."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gangmu.base.errors import Problem, Problems
from gangmu.base.periods import format_date
from gangmu.base.verbs import Granted, Step
from gangmu.org import policies
from gangmu.org.actions.places import check_tree, place_on, settle
from gangmu.org.models import FormerName, Place, Unit, User
from gangmu.org.permissions import Permission, check
from gangmu.org.queries import today
from gangmu.org.verbs import UNITS, lock_tree


@UNITS.does("create")
@transaction.atomic
def create_unit(
    *,
    by: User,
    code: str,
    name: str,
    kind: str,
    parent: Unit,
    since: dt.date,
    short_name: str = "",
    order: int | None = None,
) -> Unit:
    """A new unit below `parent` from `since`; without `order` it comes last. Raises Denied or Problems."""
    grant = check(by, Permission.MANAGE_UNITS, parent)
    lock_tree()
    unit = Unit(code=code, name=name, short_name=short_name, kind=kind, order=next_order() if order is None else order)
    policies.check_spelling(unit)
    made(unit, parent, since, by=by, grant=grant)
    check_tree(since)
    return unit


def next_order() -> int:
    """The place behind all others in lists."""
    last = Unit.objects.order_by("-order").values_list("order", flat=True).first()
    return (last or 0) + 1


def made(unit: Unit, parent: Unit | None, since: dt.date, *, by: User | None, grant: Granted | None = None) -> None:
    """Write a unit and its first place; the caller locks and checks the tree."""
    with UNITS.creation("create", by=by, row=unit) as step:
        step.grant = grant or step.grant
        step.parts.append(Place(unit=unit, parent=parent, since=since))
        step.tell(parent=parent, since=since)


@UNITS.does("update")
def update_unit(
    *,
    by: User,
    unit: Unit,
    version: int,
    code: str,
    name: str,
    short_name: str,
    kind: str,
    order: int,
    renamed_on: dt.date | None = None,
) -> Unit:
    """New code, names, kind or order, for all days; with `renamed_on` the names hold from that day, and earlier days
    keep the former ones. Raises Denied, Problems or Conflict.
    """
    mine = {"code": code, "name": name, "short_name": short_name, "kind": kind, "order": order}
    with UNITS.step("update", by=by, row=unit, version=version, mine=mine) as step:
        if (name, short_name) != (step.row.name, step.row.short_name):
            policies.check_spelling(Unit(pk=unit.pk, name=name, short_name=short_name))
        if renamed_on:
            former = _former(step.row, name, short_name, renamed_on)
            former.save()
            step.tell(since=former.until)
        for column, value in mine.items():
            setattr(step.row, column, value)
    return step.row


def _former(unit: Unit, name: str, short_name: str, on: dt.date) -> FormerName:
    """The name up to that day; raises Problems when it does not change, or not on that day."""
    first = unit.places.order_by("since").values_list("since", flat=True).first()
    last = unit.former_names.order_by("-until").values_list("until", flat=True).first() or first
    problems = []
    if (name, short_name) == (unit.name, unit.short_name):
        problems.append(
            Problem(_("名称没有变"), where=str(unit), todo=_("不改名的，请不要填改名日期"), column="renamed_on")
        )
    if on > today() or (last and on <= last):
        words = {"after": format_date(last or on), "today": format_date(today())}
        expected = _("应在 %(after)s 之后，不晚于今天（%(today)s）") % words
        problems.append(Problem(_("改名日期不能用"), where=str(unit), expected=expected, column="renamed_on"))
    if problems:
        raise Problems(problems)
    return FormerName(unit=unit, name=unit.name, short_name=unit.short_name, until=on)


@UNITS.does("move")
def move_unit(*, by: User, unit: Unit, version: int, parent: Unit, on: dt.date, reason: str = "") -> Place:
    """From `on` the unit stands below `parent`, with everything below it. Raises Denied, Problems or Conflict."""
    mine = {"parent": parent, "on": on}
    with UNITS.step("move", by=by, row=unit, version=version, mine=mine, reason=reason) as step:
        policies.check_reform_date(on)
        place = moved(step, parent, on, by=by)
        check_tree(on)
    return place


def moved(step: Step[Unit], parent: Unit, on: dt.date, *, by: User) -> Place:
    """Write the new place of a unit that is being moved; the caller checks the tree."""
    check(by, Permission.MANAGE_UNITS, parent)
    unit, old = step.row, place_on(step.row, on)
    if parent.pk == unit.pk:
        raise Problems([Problem(_("上级不能是自己"), where=str(unit), column="parent")])
    if old.parent_id == parent.pk:
        raise Problems(
            [Problem(_("那一天已经在“%(parent)s”下面") % {"parent": parent}, where=str(unit), column="parent")]
        )
    step.before = {"parent": old.parent, "since": old.since}
    step.tell(parent=parent, since=on)
    return settle(unit, parent, on)

"""Units as such: making, naming and moving them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from gangmu.base import audit
from gangmu.base.audit import Entry
from gangmu.base.errors import Problem, Problems
from gangmu.base.periods import format_date
from gangmu.base.rows import clean, locked, values
from gangmu.org import policies
from gangmu.org.actions.places import check_tree, lock_tree, place_on, settle
from gangmu.org.models import FormerName, Place, Unit, User
from gangmu.org.permissions import Grant, Permission, check
from gangmu.org.queries import today

FIELDS = ("code", "name", "short_name", "kind", "order")


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
    entry = made(unit, parent, since, by=by, grant=grant)
    check_tree(since)
    audit.record_all([entry])
    return unit


def next_order() -> int:
    """The place behind all others in lists."""
    last = Unit.objects.order_by("-order").values_list("order", flat=True).first()
    return (last or 0) + 1


def made(unit: Unit, parent: Unit | None, since: dt.date, *, by: User | None, grant: Grant | None) -> Entry:
    """Write a unit and its first place; the caller checks the tree and records the entry."""
    clean(unit, where=unit.name)
    unit.save()
    Place.objects.create(unit=unit, parent=parent, since=since)
    return Entry(
        by,
        "unit.create",
        unit,
        grant.role if grant else "",
        after=values(unit, FIELDS) | {"parent": parent, "since": since},
    )


@transaction.atomic
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
    grant = check(by, Permission.MANAGE_UNITS, unit)
    mine = {"code": code, "name": name, "short_name": short_name, "kind": kind, "order": order}
    stored = locked(unit, version, mine)
    if (name, short_name) != (stored.name, stored.short_name):
        policies.check_spelling(Unit(pk=unit.pk, name=name, short_name=short_name))
    former = _former(stored, name, short_name, renamed_on) if renamed_on else None
    entry = changed(stored, mine, by=by, grant=grant)
    if former:
        former.save()
        entry = replace(entry, after={**entry.after, "since": former.until})
    audit.record_all([entry])
    return entry.about  # type: ignore[return-value]


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


def changed(unit: Unit, mine: dict[str, object], *, by: User, grant: Grant) -> Entry:
    """Write new values on a locked unit; the entry tells only what differs."""
    before = values(unit, mine)
    for name, value in mine.items():
        setattr(unit, name, value)
    clean(unit, where=str(before.get("name", unit)))
    unit.save()
    different = [name for name in mine if before[name] != mine[name]]
    return Entry(
        by,
        "unit.update",
        unit,
        grant.role,
        before={name: before[name] for name in different},
        after={name: mine[name] for name in different},
    )


@transaction.atomic
def move_unit(*, by: User, unit: Unit, version: int, parent: Unit, on: dt.date, reason: str = "") -> Place:
    """From `on` the unit stands below `parent`, with everything below it. Raises Denied, Problems or Conflict."""
    grant = check(by, Permission.MANAGE_UNITS, unit)
    check(by, Permission.MANAGE_UNITS, parent)
    policies.check_in_force(unit)
    policies.check_reform_date(on)
    lock_tree()
    stored = locked(unit, version, {"parent": parent, "on": on})
    entry, place = moved(stored, parent, on, by=by, grant=grant, reason=reason)
    check_tree(on)
    stored.save()
    audit.record_all([entry])
    return place


def moved(unit: Unit, parent: Unit, on: dt.date, *, by: User, grant: Grant, reason: str = "") -> tuple[Entry, Place]:
    """Write the new place; the caller checks the tree, saves the unit's version and records the entry."""
    old = place_on(unit, on)
    if parent.pk == unit.pk:
        raise Problems([Problem(_("上级不能是自己"), where=str(unit), column="parent")])
    if old.parent_id == parent.pk:
        raise Problems(
            [Problem(_("那一天已经在“%(parent)s”下面") % {"parent": parent}, where=str(unit), column="parent")]
        )
    before = {"parent": old.parent, "since": old.since}
    place = settle(unit, parent, on)
    return Entry(by, "unit.move", unit, grant.role, before, {"parent": parent, "since": on}, reason), place

"""Whole tables of units and people at once: everything is written, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gangmu.base import audit
from gangmu.base.audit import Entry
from gangmu.base.errors import Denied, Problem, Problems
from gangmu.base.rows import clean, locked, values
from gangmu.org.actions import people as accounts
from gangmu.org.actions.appointments import appointed, renewed
from gangmu.org.actions.places import check_tree, lock_tree
from gangmu.org.actions.units import changed, made, moved, next_order
from gangmu.org.differences import (
    CHANGED,
    NEW,
    Difference,
    Row,
    appointment_differences,
    person_differences,
    unit_differences,
)
from gangmu.org.models import Appointment, Unit, User
from gangmu.org.permissions import Permission, access_of, check, check_person

NAMES = ("name", "short_name", "kind", "order")


@transaction.atomic
def import_units(*, by: User, rows: Sequence[Row]) -> list[Difference[Unit]]:
    """Make, rename and move units as the rows say. Raises Denied or Problems with everything that is wrong."""
    check(by, Permission.MANAGE_UNITS)
    lock_tree()
    differences, problems = unit_differences(rows)
    if problems:
        raise Problems(problems)
    mine = set(access_of(by).units(Permission.MANAGE_UNITS))
    new = _in_tree_order([one for one in differences if one.status == NEW])
    entries = _collect(new, lambda one: _new_unit(one, by, mine))
    entries += _collect([one for one in differences if one.status == CHANGED], lambda one: _changed_unit(one, by))
    days = [one.wanted["since"] for one in differences if one.status != "same" and one.wanted.get("since")]
    if days:
        check_tree(min(days))
    audit.record_all(entries)
    return differences


def _collect(differences: Sequence[Difference[Any]], write: Callable[[Difference[Any]], list[Entry]]) -> list[Entry]:
    """Write row after row, and go on after a refusal so that all of them are told with their row."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    for one in differences:
        try:
            with transaction.atomic():
                entries += write(one)
        except Problems as refused:
            problems += [_at_row(problem, one) for problem in refused.problems]
        except Denied as denied:
            problems.append(_at_row(Problem(denied.reason, where=one.name), one))
    if problems:
        raise Problems(problems)
    return entries


def _at_row(problem: Problem, one: Difference[Any]) -> Problem:
    where = _("第 %(row)d 行 %(where)s") % {"row": one.row, "where": problem.where}
    return Problem(problem.what, where, problem.expected, problem.todo, row=one.row, column=problem.column)


def _in_tree_order(differences: list[Difference[Unit]]) -> list[Difference[Unit]]:
    """Parents before children; what stands in a circle comes last and is refused when the tree is checked."""
    waiting = {one.wanted["code"]: one for one in differences}
    ordered: list[Difference[Unit]] = []
    while waiting:
        ready = [one for one in waiting.values() if one.wanted.get("parent_code", "") not in waiting]
        if not ready:
            loop = _("、").join(waiting)
            raise Problems([Problem(_("这些单位互为上级：%(codes)s") % {"codes": loop}, where=_("上级编码"))])
        for one in ready:
            ordered.append(waiting.pop(one.wanted["code"]))
    return ordered


def _new_unit(one: Difference[Unit], by: User, mine: set[int]) -> list[Entry]:
    """`mine` are the units one may manage; a unit made here joins them, so that the next row may stand below it."""
    parent = Unit.objects.get(code=one.wanted["parent_code"])
    grant = check(by, Permission.MANAGE_UNITS, None if parent.pk in mine else parent)
    named = {name: one.wanted[name] for name in NAMES if one.wanted.get(name) is not None}
    unit = Unit(code=one.wanted["code"], **{"order": next_order()} | named)
    entry = made(unit, parent, one.wanted["since"], by=by, grant=grant)
    mine.add(unit.pk)
    return [entry]


def _changed_unit(one: Difference[Unit], by: User) -> list[Entry]:
    unit = one.stored
    assert unit is not None  # noqa: S101 -- CHANGED means that there is one
    grant = check(by, Permission.MANAGE_UNITS, unit)
    stored = locked(unit, unit.version, {})
    entries = []
    if named := {name: after for name, (_before, after) in one.changes.items() if name in NAMES}:
        entries.append(changed(stored, named, by=by, grant=grant))
    if "parent_code" in one.changes:
        parent = Unit.objects.get(code=one.wanted["parent_code"])
        check(by, Permission.MANAGE_UNITS, parent)
        entries.append(moved(stored, parent, one.wanted["since"], by=by, grant=grant)[0])
        stored.save()
    return entries


@transaction.atomic
def import_people(*, by: User, rows: Sequence[Row]) -> tuple[list[Difference[User]], dict[str, str]]:
    """Make and rename accounts; returns also username → initial password of the new ones, told once.

    Raises Denied or Problems with everything that is wrong.
    """
    grant = check(by, Permission.MANAGE_PEOPLE)
    differences, problems = person_differences(rows)
    if problems:
        raise Problems(problems)
    passwords: dict[str, str] = {}

    def write(one: Difference[User]) -> list[Entry]:
        if one.stored is None:
            username, name, phone = (one.wanted.get(field) or "" for field in accounts.FIELDS)
            person, passwords[username] = accounts.made(username, name, phone, grant.appointment.unit)
            return [Entry(by, "person.create", person, grant.role, after=values(person, accounts.MADE))]
        return [_renamed(one, by)]

    audit.record_all(_collect([one for one in differences if one.status in (NEW, CHANGED)], write))
    return differences, passwords


def _renamed(one: Difference[User], by: User) -> Entry:
    assert one.stored is not None  # noqa: S101 -- asked by the caller
    grant = check_person(by, Permission.MANAGE_PEOPLE, one.stored)
    stored = locked(one.stored, one.stored.version, {})
    before = {name: before for name, (before, _after) in one.changes.items()}
    after = {name: after for name, (_before, after) in one.changes.items()}
    for name, value in after.items():
        setattr(stored, name, value)
    clean(stored, where=one.name)
    stored.save()
    return Entry(by, "person.update", stored, grant.role, before, after)


@transaction.atomic
def import_appointments(*, by: User, rows: Sequence[Row]) -> list[Difference[Appointment]]:
    """Give offices and change titles and ends. Raises Denied or Problems with everything that is wrong."""
    check(by, Permission.APPOINT)
    differences, problems = appointment_differences(rows)
    if problems:
        raise Problems(problems)
    wanted = [one for one in differences if one.status in (NEW, CHANGED)]
    audit.record_all(_collect(wanted, lambda one: [_office(one, by)]))
    return differences


def _office(one: Difference[Appointment], by: User) -> Entry:
    row = one.wanted
    grant = check(by, Permission.APPOINT, row["unit"])
    if one.stored is not None:
        mine = {"title": row.get("title", one.stored.title), "until": row.get("until", one.stored.until)}
        return renewed(one.stored, one.stored.version, mine, by, grant)
    office = Appointment(
        user=row["user"],
        unit=row["unit"],
        role=row["role"],
        title=row.get("title") or "",
        since=row["since"],
        until=row.get("until"),
    )
    return appointed(office, by, grant)

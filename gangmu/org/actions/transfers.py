"""Whole tables of units and people at once: everything is written, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gangmu.base.errors import Denied, Problem, Problems
from gangmu.org.actions import people as accounts
from gangmu.org.actions.appointments import appoint, update_appointment
from gangmu.org.actions.places import check_tree
from gangmu.org.actions.units import made, moved, next_order
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
from gangmu.org.permissions import Permission, access_of, check
from gangmu.org.verbs import UNITS, lock_tree

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
    _each(new, lambda one: _new_unit(one, by, mine))
    _each([one for one in differences if one.status == CHANGED], lambda one: _changed_unit(one, by))
    days = [one.wanted["since"] for one in differences if one.status != "same" and one.wanted.get("since")]
    if days:
        check_tree(min(days))
    return differences


def _each(differences: Sequence[Difference[Any]], write: Callable[[Difference[Any]], object]) -> None:
    """Write row after row, and go on after a refusal so that all of them are told with their row."""
    problems: list[Problem] = []
    for one in differences:
        try:
            with transaction.atomic():
                write(one)
        except Problems as refused:
            problems += [_at_row(problem, one) for problem in refused.problems]
        except Denied as denied:
            problems.append(_at_row(Problem(denied.reason, where=one.name), one))
    if problems:
        raise Problems(problems)


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


def _new_unit(one: Difference[Unit], by: User, mine: set[int]) -> None:
    """`mine` are the units one may manage; a unit made here joins them, so that the next row may stand below it."""
    parent = Unit.objects.get(code=one.wanted["parent_code"])
    grant = check(by, Permission.MANAGE_UNITS, None if parent.pk in mine else parent)
    named = {name: one.wanted[name] for name in NAMES if one.wanted.get(name) is not None}
    unit = Unit(code=one.wanted["code"], **{"order": next_order()} | named)
    made(unit, parent, one.wanted["since"], by=by, grant=grant)
    mine.add(unit.pk)


def _changed_unit(one: Difference[Unit], by: User) -> None:
    unit = one.stored
    assert unit is not None  # noqa: S101 -- CHANGED means that there is one
    if named := {name: after for name, (_before, after) in one.changes.items() if name in NAMES}:
        with UNITS.step("update", by=by, row=unit, version=unit.version) as step:
            for name, value in named.items():
                setattr(step.row, name, value)
        unit = step.row
    if "parent_code" in one.changes:
        with UNITS.step("move", by=by, row=unit, version=unit.version) as step:
            moved(step, Unit.objects.get(code=one.wanted["parent_code"]), one.wanted["since"], by=by)


@transaction.atomic
def import_people(*, by: User, rows: Sequence[Row]) -> tuple[list[Difference[User]], dict[str, str]]:
    """Make and rename accounts; returns also username → initial password of the new ones, told once.

    Raises Denied or Problems with everything that is wrong.
    """
    check(by, Permission.MANAGE_PEOPLE)
    differences, problems = person_differences(rows)
    if problems:
        raise Problems(problems)
    passwords: dict[str, str] = {}

    def write(one: Difference[User]) -> None:
        if one.stored is None:
            username, name, phone = (one.wanted.get(field) or "" for field in ("username", "name", "phone"))
            _person, passwords[username] = accounts.made(username, name, phone, by=by)
        else:
            after = {name: after for name, (_before, after) in one.changes.items()}
            accounts.renamed(one.stored, one.stored.version, after, by=by)

    _each([one for one in differences if one.status in (NEW, CHANGED)], write)
    return differences, passwords


@transaction.atomic
def import_appointments(*, by: User, rows: Sequence[Row]) -> list[Difference[Appointment]]:
    """Give offices and change titles and ends. Raises Denied or Problems with everything that is wrong."""
    check(by, Permission.APPOINT)
    differences, problems = appointment_differences(rows)
    if problems:
        raise Problems(problems)
    _each([one for one in differences if one.status in (NEW, CHANGED)], lambda one: _office(one, by))
    return differences


def _office(one: Difference[Appointment], by: User) -> None:
    row, stored = one.wanted, one.stored
    if stored is not None:
        title, until = row.get("title", stored.title), row.get("until", stored.until)
        update_appointment(by=by, appointment=stored, version=stored.version, title=title, until=until)
        return
    given = {name: row[name] for name in ("user", "unit", "role", "since")}
    appoint(by=by, title=row.get("title") or "", until=row.get("until"), **given)

"""Facts of a plan for a scheme: a row for every assessed unit, and one for every part a unit has in a target.

A scheme's given columns are matched by name with what the system knows (`KNOWN`). Numbers leave as decimal text, so
that what is stored with a run is read back exactly.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from gangmu.assessment.known import KNOWN, TABLES, Known, nearest_known
from gangmu.base.errors import Problem
from gangmu.base.periods import month_end
from gangmu.base.quantities import plain
from gangmu.org.models import Unit
from gangmu.org.queries import group_names, name_as_of, today, tree_on
from gangmu.progress.models import Report, ReportingPeriod
from gangmu.progress.queries import Filed, duties, duty, figures
from gangmu.scoring import Given, Scheme, Table
from gangmu.targets.agreed import prefetch_terms, terms_on
from gangmu.targets.answering import Held, held_parts
from gangmu.targets.models import Plan, Target, Terms
from gangmu.targets.states import ASSESSED_PARTS, Part

Row = dict[str, Any]


@dataclass(frozen=True)
class Share:
    """One part a unit has in a target by the terms of a day, and the report whose verified value counts for it.

    `name` is whose the part is called: where a unit took over a second part in a target, the former unit's.
    """

    terms: Terms
    unit: Unit
    part: str
    report: Report | None
    on: dt.date
    name: str

    @property
    def target(self) -> Target:
        return self.terms.target

    @property
    def as_of(self) -> dt.date | None:
        """The month that the figure is of."""
        return self.report.period.month if self.report else None

    @property
    def key(self) -> str:
        return f"{self.target.code}@{self.name}"


@dataclass(frozen=True)
class Standing:
    """An assessed unit with its group and how it reported."""

    unit: Unit
    group: str
    late: int = 0
    missing: int = 0


@dataclass(frozen=True)
class Collected:
    """Rows by table as the engine reads them, and where each target row comes from: report, target and its terms.

    `as_of` tells of which month a figure is, where it is of an earlier one than the run.
    """

    tables: dict[str, list[Row]]
    reports: dict[str, int] = field(default_factory=dict)
    targets: dict[str, int] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)
    terms: dict[str, int] = field(default_factory=dict)
    as_of: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything stored, in one fixed spelling."""
        return digest_of(self.as_json())


def digest_of(stored: Mapping[str, Any]) -> str:
    text = json.dumps(stored, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def unsupplied(scheme: Scheme) -> list[Problem]:
    """Given columns and tables of a scheme that the system has no facts for; those with a default only warn."""
    found = []
    for table in scheme.tables.values():
        if table.name not in TABLES:
            if table.given:
                known = _("、").join(TABLES)
                found.append(
                    Problem(
                        _("系统里没有“%(table)s”这张表的数据") % {"table": table.name},
                        where=_("考核办法"),
                        expected=_("能提供的表：%(known)s") % {"known": known},
                        todo=_("请改用这些表，或删去这张表"),
                    )
                )
            continue
        found += [_unsupplied(table, given) for given in table.given.values() if not supplier(table, given)]
    return found


def _unsupplied(table: Table, given: Given) -> Problem:
    names = _("、").join(known.names[-1] for known in KNOWN[TABLES[table.name]])
    near = nearest_known(TABLES[table.name], given.name)
    todo = _("是不是“%(near)s”？请改列名") % {"near": near} if near else _("请改列名、给出默认值或删去这一列")
    needed = given.required and given.default is None
    if not needed and not near:
        todo = (
            _("都按空白计；不打算在系统里用的，不用改")
            if given.default is None
            else _("都按默认值计；这样就行的，不用改")
        )
    return Problem(
        _("系统里没有“%(column)s”这一列的数据") % {"column": given.label or given.name},
        where=_("考核办法 · %(table)s 表 · %(column)s 列") % {"table": table.name, "column": given.name},
        expected=_("能提供：%(names)s") % {"names": names},
        todo=todo,
        level="error" if needed else "warning",
        column=given.name,
    )


def supplier(table: Table, given: Given) -> Known | None:
    """What fills a given column; None when the system has nothing for it."""
    kind = TABLES.get(table.name, "")
    names = {given.name.lower(), given.label}
    return next((known for known in KNOWN.get(kind, ()) if names & set(known.names)), None)


def collect(scheme: Scheme, plan: Plan, month: dt.date) -> Collected:
    """Facts up to a month (its first day). A figure is of the latest month in which one was due (`as_of` where
    that is an earlier one); what is not verified for it is blank, never zero.

    Units are those that answer for the month (see `targets.answering`): who took over by its deadline stands in the
    place of a unit that ended, whoever reported; after the deadline a month stays with the unit whose it was.
    """
    on = min(month_end(month.year, month.month), today())
    shares = list(_shares(plan, month, on))
    name_as_of((one.unit, on) for one in shares)
    standings = _standings(plan, shares, month, on)
    groups = dict.fromkeys(one.group for one in standings)
    tables: dict[str, list[Row]] = {}
    for table in scheme.tables.values():
        match TABLES.get(table.name):
            case "group":
                tables[table.name] = [{"key": name, "name": name} for name in groups]
            case "unit":
                tables[table.name] = [_unit_row(table, one) for one in standings]
            case "target":
                tables[table.name] = [_target_row(table, one) for one in shares]
    return Collected(
        tables,
        reports={one.key: one.report.pk for one in shares if one.report},
        targets={one.key: one.target.pk for one in shares},
        units={one.unit.code: one.unit.pk for one in standings},
        terms={one.key: one.terms.pk for one in shares},
        as_of={one.key: one.as_of.isoformat() for one in shares if one.as_of and one.as_of < month},
    )


def _shares(plan: Plan, month: dt.date, on: dt.date) -> Iterator[Share]:
    none = ReportingPeriod(month=month, due=month_end(month.year, month.month))
    period = ReportingPeriod.objects.filter(plan=plan, month=month).first() or none
    tree = tree_on(today())
    held: dict[int, list[Held]] = {pk: [] for pk in plan.targets.order_by("code").values_list("pk", flat=True)}
    for one in held_parts(plan, tree=tree, parts=ASSESSED_PARTS):
        held[one.target.pk].append(one)
    known = [one for parts in held.values() for one in parts]
    prefetch_terms(one.target for one in known)
    values = figures(known, plan, month)
    for parts in held.values():
        yield from _of_target(parts, period, values, on)


def _of_target(parts: Sequence[Held], period: ReportingPeriod, values: Filed, on: dt.date) -> Iterator[Share]:
    """The reporting parts, then the cooperating ones, which count with the lead's value."""
    lead, names, assigned = None, set(), {one.assigned for one in parts if one.part != Part.COOPERATING}
    for one in parts:
        if one.part == Part.COOPERATING:
            continue
        if found := duty(one, period, values):
            lead = found.report if one.part == Part.LEAD else lead
            name = one.filed_as(found.unit).code
            names.add(name)
            yield Share(terms_on(one.target, on), found.unit, one.part, found.report, on, name)
    for one in parts:
        unit = one.owing(period.month, period.due)
        if one.part == Part.COOPERATING and unit and one.assigned not in assigned:
            name = next((code for code in (unit.code, one.assigned.code) if code not in names), f"{unit.code}+")
            names.add(name)
            yield Share(terms_on(one.target, on), unit, one.part, lead, on, name)


def _standings(plan: Plan, shares: list[Share], month: dt.date, on: dt.date) -> list[Standing]:
    """What a unit that ended did not hand in, or late, is told of who answers for it now."""
    units = {one.unit.pk: one.unit for one in shares}
    groups = group_names(plan.year) | group_names(plan.year, on)
    late, missing = dict.fromkeys(units, 0), dict.fromkeys(units, 0)
    past = ReportingPeriod.objects.filter(plan=plan, month__lte=month, due__lt=today()).select_related("plan")
    held = held_parts(plan) if past else []
    for period in past.order_by("month"):
        for one in duties(period, held=held):
            told = one.unit.pk if one.unit.pk in units else one.answering.pk
            if told in units:
                late[told] += bool(one.report and one.report.days_late)
                missing[told] += not one.handed_in
    found = [Standing(unit, groups.get(pk, ""), late[pk], missing[pk]) for pk, unit in units.items()]
    return sorted(found, key=lambda one: (one.unit.order, one.unit.code))


def _unit_row(table: Table, one: Standing) -> Row:
    row: Row = {"key": one.unit.code, "name": one.unit.label}
    if table.parent:
        row[table.parent] = one.group
    return row | _values(table, one)


def _target_row(table: Table, one: Share) -> Row:
    row: Row = {"key": one.key, "name": f"{one.target.code} {one.target.name}", table.parent or "unit": one.unit.code}
    return row | _values(table, one)


def _values(table: Table, source: object) -> Row:
    found: Row = {}
    for given in table.given.values():
        known = supplier(table, given)
        if known is None:
            continue
        found[given.name] = _spelled(known.get(source), given)
    return found


def _spelled(value: object, given: Given) -> object:
    """As the engine reads it: numbers and dates as text, a word in the scheme's own spelling."""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, (dt.date, int)) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, tuple):  # a word: (code, Chinese)
        code, word = value
        return code if code in given.choices else word
    return value

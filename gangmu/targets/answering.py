"""Who answers for a part in a target, on every day: the one reading of assignments, handovers and reforms.

A part passes on by a `Handover` (change of lead, the unit named at a split, a decision that ends it), and where its
unit ends without one, to the unit that took over. Who owes a report, who may fill, approve and verify it, and whose
value counts all follow from `Held`. A month belongs to who had the part at its end (on the deadline, if that is
earlier); if that unit has ended by the deadline, to who followed. After the deadline this never changes any more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import F, Q, QuerySet

from gangmu.base.periods import month_end
from gangmu.org.models import Unit
from gangmu.org.queries import Tree, today, tree_on
from gangmu.targets.models import Assignment, Handover, Plan, Target
from gangmu.targets.states import ASSESSED_PARTS, REPORTING_PARTS, Part, PlanState


@dataclass(frozen=True)
class Span:
    """From this day on the unit has the part. No unit: it was ended by decision, for this reason."""

    since: dt.date
    unit: Unit | None
    reason: str = ""


@dataclass(frozen=True)
class Held:
    """One part in a target and who had it when, up to the day of the tree. `spans` are in order, the first from ever.

    `names` are the units under whose names it is reported, the latest first. A unit that takes over a second part in a
    target reports on that one under the name of the unit that had it, so that both are kept.
    """

    target: Target
    part: str
    pk: int
    spans: tuple[Span, ...]
    names: tuple[Unit, ...]
    tree: Tree

    @property
    def assigned(self) -> Unit:
        """The unit that was given the part when the plan was issued."""
        return self.spans[0].unit  # type: ignore[return-value]

    @property
    def moved(self) -> bool:
        """Whether anything happened to the part since it was assigned."""
        return len(self.spans) > 1 or self.assigned.pk not in self.tree

    @property
    def unit(self) -> Unit | None:
        """Who has the part today; None when it was ended, or its unit closed and nobody took over."""
        unit = self.spans[-1].unit
        return unit if unit and unit.pk in self.tree else None

    @property
    def ended(self) -> Span | None:
        """The decision that ended the part."""
        return self.spans[-1] if self.spans[-1].unit is None else None

    def owing(self, month: dt.date, due: dt.date | None = None) -> Unit | None:
        """Whose month it is, see above; None when the part had been ended by then."""
        day = min(due or month_end(month.year, month.month), self.tree.on)
        for span in self._since(month, due):
            if span.unit is None or not self._gone(span.unit, day):
                return span.unit
        return None

    def acting(self, month: dt.date, due: dt.date | None = None) -> Unit | None:
        """Who files, corrects and approves for that month today: whose it is, or who followed when that one ended."""
        for span in self._since(month, due):
            if span.unit is None or span.unit.pk in self.tree:
                return span.unit
        return None

    def filed_as(self, unit: Unit) -> Unit:
        """Under whose name this unit begins a report on the part."""
        return unit if unit in self.names else self.names[-1]

    def _since(self, month: dt.date, due: dt.date | None) -> list[Span]:
        last = month_end(month.year, month.month)
        day = min(last, due or last, self.tree.on)
        start = max((n for n, span in enumerate(self.spans) if span.since <= day), default=0)
        return list(self.spans[start:])

    def _gone(self, unit: Unit, on: dt.date) -> bool:
        return unit.pk in self.tree.ended and self.tree.ended[unit.pk][0] <= on


def held_parts(
    plan: Plan | None = None,
    *,
    tree: Tree | None = None,
    units: frozenset[int] | None = None,
    targets: Iterable[int] | None = None,
    parts: Iterable[str] = REPORTING_PARTS,
) -> list[Held]:
    """The parts of a plan (or of these targets), the lead first, as of the tree's day (today when none is given).

    `units` narrows to targets in which these ever had a part. A unit that both leads and is responsible reports once,
    as the lead. One query, one more for the tree when none is given, one for the units that took over, if any.
    """
    tree = tree or tree_on()
    rows = Assignment.objects.filter(part__in=list(parts))
    rows = rows if plan is None else rows.filter(target__plan=plan)
    rows = rows if targets is None else rows.filter(target__in=list(targets))
    if units is not None:
        mine = Assignment.objects.filter(had_by(tree.with_former(units))).order_by()
        rows = rows.filter(target__in=mine.values("target"))
    return _held(rows, tree)


def had_by(units: Iterable[int]) -> Q:
    """Filter for parts that one of these units was assigned or handed, whoever has them now."""
    units = list(units)
    return Q(unit__in=units) | Q(pk__in=Handover.objects.filter(to__in=units).order_by().values("assignment"))


def _held(rows: QuerySet[Assignment], tree: Tree, known: Mapping[int, Target] | None = None) -> list[Held]:
    """A row comes once for every handover, in their order, so that one query reads both; `known` targets are not."""
    handed = {"to": F("handovers__to"), "since": F("handovers__since"), "reason": F("handovers__reason")}
    rows = rows.select_related("unit" if known else "target__plan", "unit").annotate(**handed)
    rows = rows.order_by("target__code", "target", "part", "unit__order", "unit__code", "handovers__since")
    drawn = [_Drawn.of(list(same), tree) for _pk, same in groupby(rows, key=lambda row: row.pk)]
    units = {one.row.unit_id: one.row.unit for one in drawn}
    if missing := {unit for one in drawn for _since, unit, _reason in one.spans if unit} - units.keys():
        units |= Unit.objects.in_bulk(missing)
    found: list[Held] = []
    for pk, group in groupby(drawn, key=lambda one: one.row.target_id):
        alike = list(group)
        found += _of_target(known[pk] if known else alike[0].row.target, alike, units, tree)
    return found


@dataclass(frozen=True)
class _Drawn:
    """An assignment with its spans, units still as numbers."""

    row: Assignment
    spans: list[tuple[dt.date, int | None, str]]

    @classmethod
    def of(cls, rows: list[Any], tree: Tree) -> _Drawn:
        handed = [(row.since, row.to, row.reason) for row in rows if row.since and row.since <= tree.on]
        spans: list[tuple[dt.date, int | None, str]] = [(dt.date.min, rows[0].unit_id, "")]
        for since, to, reason in handed:
            _take_over(spans, tree, since)
            spans.append((since, to, reason))
        _take_over(spans, tree, dt.date.max)
        return cls(rows[0], spans)


def _take_over(spans: list[tuple[dt.date, int | None, str]], tree: Tree, until: dt.date) -> None:
    """Add who took over by a reform before that day; a handover on the day of the reform says otherwise."""
    while (found := tree.ended.get(spans[-1][1] or 0)) is not None:
        day, heir = found
        if heir is None or day >= until:
            return
        spans.append((day, heir, ""))


def _of_target(target: Target, drawn: list[_Drawn], units: dict[int, Unit], tree: Tree) -> list[Held]:
    """The parts in one target. A name serves one reporting part: its own unit's, else the first that comes by it."""
    reporting: dict[int, _Drawn] = {}
    for one in sorted(drawn, key=lambda one: _ORDER[one.row.part]):
        if one.row.part in REPORTING_PARTS:
            reporting.setdefault(one.row.unit_id, one)
    others = [one for one in drawn if one.row.part not in REPORTING_PARTS]
    taken = set(reporting)
    found = []
    for one in [*reporting.values(), *others]:
        spans = tuple(Span(since, units[unit] if unit else None, reason) for since, unit, reason in one.spans)
        names = [one.row.unit]
        for span in spans:
            if span.unit and span.unit.pk not in taken and one.row.part in REPORTING_PARTS:
                taken.add(span.unit.pk)
                names.insert(0, span.unit)
        found.append(Held(target, one.row.part, one.row.pk, spans, tuple(names), tree))
    return found


def open_parts(unit: Unit, on: dt.date) -> list[Held]:
    """The parts of every kind that the unit has on a day in issued plans of that year, until March also of the last."""
    tree, year = tree_on(on), on.year if on.month > 3 else on.year - 1
    running = Q(target__plan__state=PlanState.ISSUED, target__plan__year__gte=year)
    mine = Assignment.objects.filter(had_by(tree.with_former([unit.pk])), running)
    held = held_parts(targets=set(mine.values_list("target_id", flat=True)), tree=tree, parts=Part.values)
    return [one for one in held if one.unit == unit]


_ORDER: dict[str, int] = {part: number for number, part in enumerate((*ASSESSED_PARTS, Part.MONITORING))}


def prefetch_parts(targets: Iterable[Target], tree: Tree) -> None:
    """Read the parts of many targets at once, for `parts_of`."""
    targets = list(targets)
    found: dict[int, list[Held]] = {target.pk: [] for target in targets}
    for one in _held(Assignment.objects.filter(target__in=found), tree, {target.pk: target for target in targets}):
        found[one.target.pk].append(one)
    for target in targets:
        target.__dict__["_parts"] = (tree.on, found[target.pk])


def parts_of(target: Target, tree: Tree | None = None) -> list[Held]:
    """Every part in one target, the reporting ones first, as of the tree's day (else today); read once."""
    kept = target.__dict__.get("_parts")
    if kept is None or kept[0] != (tree.on if tree else today()):
        prefetch_parts([target], tree or tree_on())
        kept = target.__dict__["_parts"]
    return list(kept[1])

"""机构改革: units merge, split and end on a day; a succession says who took over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from gangmu.base.errors import Problem, Problems
from gangmu.base.periods import format_date
from gangmu.base.verbs import Step
from gangmu.org import policies
from gangmu.org.actions.places import check_tree, groups_of, leave, place_on, settle
from gangmu.org.actions.units import made, next_order
from gangmu.org.models import Place, Succession, Unit, User, in_force
from gangmu.org.permissions import Permission, check
from gangmu.org.queries import tree_on
from gangmu.org.states import Change
from gangmu.org.verbs import UNITS


@UNITS.does("merge")
def merge_units(
    *, by: User, units: Sequence[Unit], versions: Mapping[int, int], into: Unit, on: dt.date, reason: str = ""
) -> list[Succession]:
    """On that day `units` end and `into` takes over everything below them and answers for what they did.

    `versions` are the versions the person saw, by unit id. Groups end with the units; appointments at them give no
    permission any more. Raises Denied, Problems or Conflict.
    """
    check(by, Permission.MANAGE_UNITS, into)
    wanted = {unit.pk: versions[unit.pk] for unit in units}
    with UNITS.steps("merge", by=by, versions=wanted, mine={"into": into, "on": on}, reason=reason) as steps:
        policies.check_reform_date(on)
        _check_parties(units, into, on)
        place_on(into, on)
        successions = [_merged(step, into, on) for step in steps]
        check_tree(on)
    return successions


def _merged(step: Step[Unit], into: Unit, on: dt.date) -> Succession:
    children = _children(step.row, on)
    for child in children:
        settle(child, into, on)
    place = leave(step.row, on)
    step.before = {"parent": place.parent, "units_below": children}
    step.tell(into=into, on=on)
    step.also += [*children, *groups_of(step.row)]
    return Succession.objects.create(old=step.row, new=into, on=on, change=Change.MERGE)


def _check_parties(units: Sequence[Unit], into: Unit, on: dt.date) -> None:
    if not units:
        raise Problems([Problem(_("没有选要并入的单位"), where=_("单位"), column="units")])
    if into in units:
        raise Problems([Problem(_("不能并入自己"), where=str(into), todo=_("请换一个接收单位"), column="into")])
    above = tree_on(on).ancestors(into.pk)
    if any(unit.pk in above for unit in units):
        raise Problems([Problem(_("不能并入自己的下级"), where=str(into), todo=_("请换一个接收单位"), column="into")])
    if Succession.objects.filter(old__in=units, new=into).exists():
        raise Problems([Problem(_("已经登记过并入“%(into)s”") % {"into": into}, where=str(units[0]), column="into")])


def _children(unit: Unit, on: dt.date) -> list[Unit]:
    places = (
        Place.objects.filter(in_force(on), parent=unit).select_related("unit").order_by("unit__order", "unit__code")
    )
    return [place.unit for place in places]


@dataclass(frozen=True)
class NewUnit:
    """A unit that comes into being by a split."""

    code: str
    name: str
    kind: str
    short_name: str = ""


@UNITS.does("split")
def split_unit(
    *,
    by: User,
    unit: Unit,
    version: int,
    into: Sequence[NewUnit],
    on: dt.date,
    keep: bool,
    below: Mapping[int, int] | None = None,
    reason: str = "",
) -> list[Unit]:
    """On that day new units come out of `unit`, beside it; with `keep` it goes on, else it ends and they answer for it.

    `below` says for units below it (by id) to which of the new ones (index in `into`) they go; the others stay, which
    is possible only when the unit goes on. Raises Denied, Problems or Conflict.
    """
    mine = {"into": [new.name for new in into], "on": on}
    with UNITS.step("split", by=by, row=unit, version=version, mine=mine, reason=reason) as step:
        policies.check_reform_date(on)
        parent = place_on(step.row, on).parent
        children = _children(step.row, on)
        _check_split(step.row, into, on, keep, children, below or {}, root=parent is None)
        new_units = _part(step, into, parent, on, by=by)
        for child in children:
            if child.pk in (below or {}):
                settle(child, new_units[(below or {})[child.pk]], on)
        if not keep:
            leave(step.row, on)
        check_tree(on)
        step.before = {"units_below": children}
        step.tell(into=new_units, on=on, keep=keep)
        step.also += [*children, *groups_of(step.row)]
    return new_units


def _part(step: Step[Unit], into: Sequence[NewUnit], parent: Unit | None, on: dt.date, *, by: User) -> list[Unit]:
    new_units = [
        Unit(code=new.code, name=new.name, short_name=new.short_name, kind=new.kind, order=order)
        for order, new in enumerate(into, next_order())
    ]
    policies.check_spelling(*new_units)
    for part in new_units:
        made(part, parent, on, by=by, grant=step.grant)
        Succession.objects.create(old=step.row, new=part, on=on, change=Change.SPLIT)
    return new_units


def _check_split(
    unit: Unit,
    into: Sequence[NewUnit],
    on: dt.date,
    keep: bool,
    children: Sequence[Unit],
    below: Mapping[int, int],
    *,
    root: bool,
) -> None:
    problems = []
    if root:
        problems.append(Problem(_("最高一级单位不能分设"), where=str(unit)))
    if len(into) < (1 if keep else 2):
        expected = _("至少写一个新单位") if keep else _("原单位撤销时至少写两个新单位")
        problems.append(Problem(_("新单位不够"), where=str(unit), expected=expected, column="into"))
    if place_on(unit, on).since == on:
        problems.append(Problem(_("%(on)s 才设立") % {"on": format_date(on)}, where=str(unit), column="on"))
    problems += [
        Problem(_("原单位撤销后归谁没有说明"), where=str(child), todo=_("请选择它归入哪个新单位"), column="below")
        for child in children
        if not keep and child.pk not in below
    ]
    if problems:
        raise Problems(problems)


@UNITS.does("close")
def close_unit(*, by: User, unit: Unit, version: int, on: dt.date, reason: str = "") -> None:
    """The unit ends on that day without a successor; what it did stays with the unit it stood below."""
    with UNITS.step("close", by=by, row=unit, version=version, mine={"on": on}, reason=reason) as step:
        policies.check_reform_date(on)
        policies.check_closable(step.row, on)
        place = leave(step.row, on)
        check_tree(on)
        step.before = {"parent": place.parent, "since": place.since}
        step.tell(until=on)
        step.also += groups_of(step.row)

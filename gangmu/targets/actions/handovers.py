"""移交: parts in issued targets pass on, by a change of lead or by a reform that ends the unit that had them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from gangmu.base import audit
from gangmu.base.errors import Problem, Problems
from gangmu.base.rows import clean_fields
from gangmu.org import actions as org
from gangmu.org.models import Unit, User
from gangmu.org.permissions import Grant, Permission, check
from gangmu.org.queries import tree_on
from gangmu.targets import policies
from gangmu.targets.answering import Held, open_parts, parts_of
from gangmu.targets.models import Handover, Target
from gangmu.targets.states import Part
from gangmu.targets.verbs import TARGETS


@TARGETS.does("hand_over")
def hand_over(
    *, by: User, target: Target, version: int, part: int, to: Unit | None, on: dt.date, reason: str
) -> Handover:
    """From that day another unit has this part (number of the assignment); without a unit it ends, by decision.

    The only change to who does what in an issued plan. Raises Denied, Problems or Conflict.
    """
    mine = {"to": to, "on": on, "reason": reason}
    with TARGETS.step("hand_over", by=by, row=target, version=version, mine=mine, reason=reason) as step:
        held = next((one for one in parts_of(step.row, tree_on(on)) if one.pk == part), None)
        if held is None:
            raise Problems([Problem(_("这个目标没有这项分工"), where=str(step.row), column="part")])
        policies.check_hand_over(held, to, on)
        made = _made(held, to, on, reason, by)
        step.also.append(made)
        step.before, step.after = _told(held, to, on)
    return made


def _made(held: Held, to: Unit | None, on: dt.date, reason: str, by: User) -> Handover:
    row = Handover(assignment_id=held.pk, to=to, since=on, reason=reason.strip(), decided_by=by)
    clean_fields(row, where=str(held.target), exclude=("assignment", "to", "decided_by"))
    row.save()
    return row


def _told(held: Held, to: Unit | None, on: dt.date) -> tuple[dict[str, object], dict[str, object]]:
    before = {"part": Part(held.part).label, "unit": held.unit or held.assigned}
    return before, {"part": Part(held.part).label, "unit": to or "", "since": on}


def _hand_over(parts: Sequence[Held], to: Unit | None, on: dt.date, reason: str, *, by: User, grant: Grant) -> None:
    """The parts that a reform of a unit hands over, each with its event."""
    entries = []
    for held in parts:
        row, (before, after) = _made(held, to, on, reason, by), _told(held, to, on)
        event = TARGETS.event("hand_over")
        entries.append(audit.Entry(by, event, held.target, grant.role, before, after, row.reason, changed=[row]))
    audit.record_all(entries)


@transaction.atomic
def split_unit(
    *,
    by: User,
    unit: Unit,
    version: int,
    into: Sequence[org.NewUnit],
    on: dt.date,
    keep: bool,
    below: Mapping[int, int] | None = None,
    takers: Mapping[int, int] | None = None,
    reason: str = "",
) -> list[Unit]:
    """As `org.split_unit`; `takers` says which new unit (index in `into`) has which part (assignment) from then on.

    What is not said stays with the unit that goes on, or goes to the first of the new ones where it ends: every part
    has one unit.
    """
    parts = open_parts(unit, on)
    new = org.split_unit(by=by, unit=unit, version=version, into=into, on=on, keep=keep, below=below, reason=reason)
    for held in parts:
        if held.pk in (takers or {}):
            grant = check(by, Permission.EDIT_PLAN, held.target.plan.unit_id)
            _hand_over([held], new[(takers or {})[held.pk]], on, reason or _("机构分设"), by=by, grant=grant)
    return new


@transaction.atomic
def close_unit(*, by: User, unit: Unit, version: int, on: dt.date, to: Unit | None = None, reason: str = "") -> None:
    """As `org.close_unit`, with an answer for every part it has then: `to` takes over, or it ends for this reason."""
    parts = open_parts(unit, on)
    org.close_unit(by=by, unit=unit, version=version, on=on, reason=reason)
    if not parts:
        return
    grants = [check(by, Permission.EDIT_PLAN, held.target.plan.unit_id) for held in parts]
    if to is not None and to.pk not in tree_on(on):
        what = _("那一天还没有设立或已经撤销")
        raise Problems([Problem(what, where=str(to), todo=_("请换一个单位"), column="to")])
    if to is None and not reason.strip():
        what = _("还承担 %(n)s 项目标的分工，没有单位接续") % {"n": len(parts)}
        todo = _("请选接续单位；或写明依据，按决定终止")
        raise Problems([Problem(what, where=str(unit), expected=todo, todo=todo, column="reason")])
    for held, grant in zip(parts, grants, strict=True):
        _hand_over([held], to, on, reason or _("机构撤销"), by=by, grant=grant)

"""目标责任书: for each unit of an issued plan its targets as a text that both sides sign."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from gangmu.base.quantities import format_quantity
from gangmu.org.models import Appointment, Unit
from gangmu.org.queries import Tree, people_at
from gangmu.org.states import Role
from gangmu.targets.agreed import prefetch_terms, terms_on
from gangmu.targets.answering import Held, parts_of, prefetch_parts
from gangmu.targets.models import Plan
from gangmu.targets.states import REPORTING_PARTS, Part
from gangmu.typesetting import Column, Figure, Form, Heading, Inline, Paper, Paragraph, Signatory, Table

COLUMNS = (
    Column("编号", 5, "centre"),
    Column("目标任务", 13),
    Column("目标值", 6, "right"),
    Column("分工", 4, "centre"),
    Column("完成时限", 6, "centre"),
)


# Papers are in Chinese whatever the reader's language is.
_PARTS: Mapping[str, str] = {Part.LEAD: "牵头", Part.RESPONSIBLE: "责任"}


def parts_by_unit(plan: Plan, tree: Tree) -> dict[Unit, list[Held]]:
    """The parts that a letter names: those that are led or answered for, by the unit that has them, in its order."""
    targets = list(plan.targets.order_by("code"))
    for target in targets:
        target.plan = plan
    prefetch_parts(targets, tree)
    prefetch_terms(targets)
    found: dict[Unit, list[Held]] = {}
    for held in (one for target in targets for one in parts_of(target, tree)):
        if held.part in REPORTING_PARTS and held.unit and held.unit.pk != plan.unit_id:
            found.setdefault(held.unit, []).append(held)
    return dict(sorted(found.items(), key=lambda one: (one[0].order, one[0].code)))


def letters(plan: Plan, tree: Tree, on: dt.date) -> dict[Unit, Paper]:
    """For each unit its letter, with the names of whoever leads both sides today."""
    parts = parts_by_unit(plan, tree)
    heads = _first(people_at([unit.pk for unit in parts], Role.HEAD, on).select_related("user"))
    leaders = _first(people_at([plan.unit_id], Role.PRINCIPAL, on).select_related("user"))
    above = _signatory(plan.unit, leaders)
    return {unit: _letter(plan, unit, held, on, (above, _signatory(unit, heads))) for unit, held in parts.items()}


def _first(rows: Iterable[Appointment]) -> dict[int, Appointment]:
    found: dict[int, Appointment] = {}
    for one in rows:
        found.setdefault(one.unit_id, one)
    return found


def _signatory(unit: Unit, offices: Mapping[int, Appointment]) -> Signatory:
    """The name is left for the hand: who signs stands in the signature."""
    office = offices.get(unit.pk)
    return Signatory(unit.name, office.title if office and office.title else "主要负责人")


def _letter(plan: Plan, unit: Unit, parts: list[Held], on: dt.date, sides: tuple[Signatory, ...]) -> Paper:
    return Paper(
        form=Form.PLEDGE,
        body=plan.unit.name,
        title=f"{plan.year}年度目标责任书",
        blocks=(
            Paragraph((f"为确保《{plan.title}》全面完成，{plan.unit.name}与{unit.name}签订本责任书。",)),
            Paragraph((f"{unit.name}承担下列目标，共{len(parts)}项。",)),
            Heading(1, ("目标任务",)),
            Table(COLUMNS, tuple(_row(held, on) for held in parts)),
            Heading(1, ("责任要求",)),
            Paragraph((f"{unit.name}主要负责人对上述目标负总责，按时限完成，按月如实报告进展。",)),
            Paragraph(("目标一经下达不得自行调整；确需调整的，按规定程序办理，并签订补充责任书。",)),
            Heading(1, ("考核",)),
            Paragraph((f"{plan.year}年度终了后，由{plan.unit.name}按考核办法考核，结果作为奖惩依据。",)),
        ),
        signatories=sides,
    )


def _row(held: Held, on: dt.date) -> tuple[Inline, ...]:
    target, terms = held.target, terms_on(held.target, on)
    goal: Inline = ("—",)
    if terms.goal is not None:
        goal = (Figure(format_quantity(terms.goal, target.unit_of_measure), "target.goal", str(target.pk), on),)
    deadline = terms.deadline.isoformat() if terms.deadline else ""
    return ((target.code,), (target.name,), goal, (_PARTS[held.part],), (deadline,))

"""The office and a unit settle a unit's goal: offers and counter-offers, all kept, until one side takes the other's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F
from django.utils.translation import gettext as _

from gangmu.base.errors import Problem, Problems
from gangmu.base.verbs import Step
from gangmu.org.models import User
from gangmu.targets.models import Assignment, Negotiation, Plan, Round, Target
from gangmu.targets.snapshots import changes, snapshot
from gangmu.targets.states import Direction, Kind, Part, Side, TalkState
from gangmu.targets.verbs import NEGOTIATIONS


@dataclass(frozen=True)
class Offer:
    """What one side puts on the table. A target without number is agreed on as it is described."""

    goal: Decimal | None = None
    stretch: Decimal | None = None
    argument: str = ""


@NEGOTIATIONS.does("open")
def open_negotiation(*, assignment: Assignment, offer: Offer, by: User) -> Negotiation:
    """The office puts its goal to a unit that leads a target or answers for it."""
    return _begun("open", Side.OFFICE, assignment, offer, by)


@NEGOTIATIONS.does("propose")
def propose_goal(*, assignment: Assignment, offer: Offer, by: User) -> Negotiation:
    """The unit speaks first: what it can do this year, and why."""
    return _begun("propose", Side.UNIT, assignment, offer, by)


def _begun(verb: str, side: Side, assignment: Assignment, offer: Offer, by: User) -> Negotiation:
    waits = TalkState.TO_UNIT if side == Side.OFFICE else TalkState.TO_OFFICE
    row = Negotiation(assignment=assignment, state=waits)
    with NEGOTIATIONS.creation(verb, by=by, row=row) as step:
        _check(assignment.target, offer)
        row.save()
        _tell(step, side, offer, by, 1)
        step.also.append(row)
    return row


@NEGOTIATIONS.does("offer")
def offer_goal(*, negotiation: Negotiation, version: int, offer: Offer, by: User) -> Negotiation:
    """The office answers with another offer, or mends its last one."""
    return _offered("offer", Side.OFFICE, negotiation, version, offer, by)


@NEGOTIATIONS.does("counter")
def counter_goal(*, negotiation: Negotiation, version: int, offer: Offer, by: User) -> Negotiation:
    """The unit objects and says what it offers instead; an objection has an argument."""
    if not offer.argument.strip():
        raise Problems([Problem(_("请写明理由"), where=str(negotiation), column="argument")])
    return _offered("counter", Side.UNIT, negotiation, version, offer, by)


def _offered(verb: str, side: Side, row: Negotiation, version: int, offer: Offer, by: User) -> Negotiation:
    with NEGOTIATIONS.step(verb, by=by, row=row, version=version) as step:
        _check(step.row.assignment.target, offer)
        _tell(step, side, offer, by, step.row.rounds.count() + 1)
    return step.row


def _tell(step: Step[Negotiation], side: Side, offer: Offer, by: User, number: int) -> None:
    Round.objects.create(
        negotiation=step.row,
        number=number,
        side=side,
        goal=offer.goal,
        stretch=offer.stretch,
        argument=offer.argument.strip(),
        by=by,
    )
    step.tell(round=number, goal=offer.goal, stretch=offer.stretch, argument=offer.argument.strip())


@NEGOTIATIONS.does("accept")
def accept_offer(*, negotiation: Negotiation, version: int, by: User) -> Negotiation:
    """The unit takes the office's last offer."""
    return _settled("accept", negotiation, version, by)


@NEGOTIATIONS.does("agree")
def agree_to_offer(*, negotiation: Negotiation, version: int, by: User) -> Negotiation:
    """The office takes the unit's last offer; the draft's goal becomes the one agreed on."""
    return _settled("agree", negotiation, version, by)


def _settled(verb: str, row: Negotiation, version: int, by: User) -> Negotiation:
    with NEGOTIATIONS.step(verb, by=by, row=row, version=version) as step:
        last = step.row.rounds.order_by("-number")[0]
        step.tell(goal=last.goal, stretch=last.stretch)
        if step.row.assignment.part == Part.LEAD and last.goal is not None:
            _write(step, last)
    return step.row


def _write(step: Step[Negotiation], last: Round) -> None:
    """What the lead agreed to is the draft target's goal; the consensus is its ground, so no edit of the office's."""
    target = step.row.assignment.target
    terms = target.terms.get()
    if (terms.goal, terms.stretch) == (last.goal, last.stretch):
        return
    before = snapshot(target)
    target.terms.update(goal=last.goal, stretch=last.stretch)
    Target.objects.filter(pk=target.pk).update(version=F("version") + 1)
    Plan.objects.filter(pk=target.plan_id).update(version=F("version") + 1)
    target = Target.objects.get(pk=target.pk)
    was, now = changes(before, snapshot(target))
    step.before |= was
    step.after |= now
    step.also.append(target)


@NEGOTIATIONS.does("reopen")
def reopen_negotiation(*, negotiation: Negotiation, version: int, reason: str, by: User) -> Negotiation:
    """What was agreed is put to the unit once more, for the reason given."""
    with NEGOTIATIONS.step("reopen", by=by, row=negotiation, version=version, reason=reason) as step:
        pass
    return step.row


def _check(target: Target, offer: Offer) -> None:
    problems = []
    if target.kind == Kind.QUANTITATIVE and offer.goal is None:
        problems.append(Problem(_("请填写目标值"), where=str(target), column="goal"))
    if target.kind != Kind.QUANTITATIVE and (offer.goal is not None or offer.stretch is not None):
        problems.append(Problem(_("定性和项目目标没有数值，请在理由里说明"), where=str(target), column="goal"))
    if offer.goal is not None and offer.stretch is not None:
        better = offer.stretch >= offer.goal if target.direction == Direction.HIGHER else offer.stretch <= offer.goal
        if not better:
            problems.append(Problem(_("争取目标应当比目标值更高（越小越好的指标应更低）"), column="stretch"))
    if problems:
        raise Problems(problems)


def open_all(*, plan: Plan, by: User, assignments: Sequence[Assignment]) -> int:
    """Put the draft's goals to all units that lead a target and with whom nothing has begun; the number of them."""
    done = 0
    for one in assignments:
        terms = one.target.terms.get()
        open_negotiation(assignment=one, offer=Offer(terms.goal, terms.stretch), by=by)
        done += 1
    return done

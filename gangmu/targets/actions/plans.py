"""A plan is created, given its sources, issued (after that nobody edits it), and closed when its year is over."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from gangmu.base.errors import Problems
from gangmu.org.models import Unit, User
from gangmu.org.queries import today
from gangmu.targets import policies, queries
from gangmu.targets.models import Plan, Source
from gangmu.targets.verbs import PLANS, SOURCES


@PLANS.does("create")
def create_plan(*, unit: Unit, year: int, title: str, by: User) -> Plan:
    """An empty draft plan of a government for a year."""
    plan = Plan(unit=unit, year=year, title=title.strip())
    with PLANS.creation("create", by=by, row=plan) as step:
        step.tell(year=year, title=plan.title)
    return plan


@SOURCES.does("add")
def add_source(*, plan: Plan, kind: str, name: str, by: User) -> Source:
    """A document that targets of this plan come from."""
    source = Source(plan=plan, kind=kind, name=name.strip())
    with SOURCES.creation("add", by=by, row=source) as step:
        # Locked, so that the plan is not issued meanwhile.
        source.plan = Plan.objects.select_for_update().get(pk=plan.pk)
        policies.check_plan_is_draft(source)
        step.also.append(source.plan)
    return source


@PLANS.does("consult")
def consult_on_plan(*, plan: Plan, version: int, by: User) -> Plan:
    """征求意见: whom the targets concern sees them and says what is wrong; they can still be edited."""
    return _moved("consult", plan, version, by)


@PLANS.does("spread")
def spread_plan(*, plan: Plan, version: int, by: User) -> Plan:
    """预分解: units get their targets as they are meant, and negotiate them, before the meeting decides."""
    return _moved("spread", plan, version, by)


@PLANS.does("approve")
def approve_plan(*, plan: Plan, version: int, reason: str, by: User) -> Plan:
    """审定: the executive meeting has approved the plan; `reason` names the meeting and its day."""
    with PLANS.step("approve", by=by, row=plan, version=version, reason=reason) as step:
        step.row.approved_in = step.reason
    return step.row


@PLANS.does("take_back")
def take_plan_back(*, plan: Plan, version: int, reason: str, by: User) -> Plan:
    """退回编制: back on the desk of the office, for the reason given; what was approved is to be approved anew."""
    with PLANS.step("take_back", by=by, row=plan, version=version, reason=reason) as step:
        step.row.approved_in = ""
    return step.row


def _moved(verb: str, plan: Plan, version: int, by: User) -> Plan:
    with PLANS.step(verb, by=by, row=plan, version=version) as step:
        reach = queries.reach_of(step.row, today())
        step.tell(targets=reach.targets, units=reach.units)
    return step.row


@PLANS.does("issue")
def issue_plan(
    *, plan: Plan, version: int, by: User, warnings_seen: bool = False, at: dt.datetime | None = None
) -> Plan:
    """下达: the plan becomes binding. Raises Problems when incomplete, or when there are warnings not yet seen.

    `at` is given only for a plan taken over that was issued at that time elsewhere.
    """
    with PLANS.step("issue", by=by, row=plan, version=version) as step:
        problems = policies.before_issue(step.row, today())
        if any(problem.level == "error" for problem in problems) or (problems and not warnings_seen):
            raise Problems(problems)
        step.at = at
        step.row.issued_at, step.row.issued_by = at or timezone.now(), by
        reach = queries.reach_of(step.row, today())
        step.tell(targets=reach.targets, units=reach.units, warnings=len(problems))
    return step.row


@PLANS.does("close")
def close_plan(*, plan: Plan, version: int, by: User) -> Plan:
    """结束: the year is over, and nothing of it is reported, verified or handed over any more."""
    with PLANS.step("close", by=by, row=plan, version=version) as step:
        step.tell(targets=step.row.targets.count())
    return step.row

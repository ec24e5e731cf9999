"""A plan is created, given its sources, and issued: after that nobody edits it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gangmu.base import audit
from gangmu.base.errors import Conflict, Problems
from gangmu.base.rows import clean
from gangmu.org.models import Unit, User
from gangmu.org.permissions import Permission, check
from gangmu.org.queries import today
from gangmu.targets import policies, queries
from gangmu.targets.actions.locking import draft_plan
from gangmu.targets.models import Plan, Source


@transaction.atomic
def create_plan(*, unit: Unit, year: int, title: str, by: User) -> Plan:
    """An empty draft plan of a government for a year."""
    grant = check(by, Permission.EDIT_PLAN, unit)
    plan = Plan(unit=unit, year=year, title=title.strip())
    clean(plan)
    plan.save()
    audit.record(by=by, verb="plan.create", about=plan, role=grant.role, after={"year": year, "title": plan.title})
    return plan


@transaction.atomic
def add_source(*, plan: Plan, kind: str, name: str, by: User) -> Source:
    """A document that targets of this plan come from."""
    plan, grant = draft_plan(plan, by)
    source = Source(plan=plan, kind=kind, name=name.strip())
    clean(source)
    source.save()
    after = {"plan": plan.title, "kind": source.get_kind_display(), "name": source.name}
    audit.record(by=by, verb="source.add", about=source, role=grant.role, after=after, changed=[plan])
    return source


@transaction.atomic
def issue_plan(
    *, plan: Plan, version: int, by: User, warnings_seen: bool = False, at: dt.datetime | None = None
) -> Plan:
    """下达: the plan becomes binding. Raises Problems when incomplete, or when there are warnings not yet seen.

    `at` is given only for a plan taken over that was issued at that time elsewhere.
    """
    grant = check(by, Permission.EDIT_PLAN, plan.unit_id)
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    state = policies.check_issue(plan)
    if plan.version != version:
        raise Conflict(_("您打开以后，目标体系有了改动，请重新核对后再下达"), theirs={"title": plan.title}, mine={})
    problems = policies.before_issue(plan, today())
    if any(problem.level == "error" for problem in problems) or (problems and not warnings_seen):
        raise Problems(problems)
    before = {"state": plan.state}
    plan.state, plan.issued_at, plan.issued_by = state, at or timezone.now(), by
    plan.version += 1
    plan.save()
    reach = queries.reach_of(plan, today())
    after = {"state": plan.state, "targets": reach.targets, "units": reach.units, "warnings": len(problems)}
    audit.record_all([audit.Entry(by, "plan.issue", plan, grant.role, before, after, at=at)])
    return plan

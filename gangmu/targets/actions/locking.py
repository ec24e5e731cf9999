"""What writers of many targets and imports do first: lock the plan, and see that it is a draft."""

from __future__ import annotations

from gangmu.org.models import User
from gangmu.org.permissions import Grant, Permission, check
from gangmu.targets import policies
from gangmu.targets.models import Plan


def draft_plan(plan: Plan, by: User) -> tuple[Plan, Grant]:
    """The plan locked for writing, after permission and state were checked."""
    grant = check(by, Permission.EDIT_PLAN, plan.unit_id)
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    policies.check_edit(locked)
    return locked, grant

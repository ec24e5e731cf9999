"""What every action does first: lock the rows, and see that nobody saved meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from gangmu.base.errors import Conflict
from gangmu.org.models import User
from gangmu.org.permissions import Grant, Permission, check
from gangmu.targets import policies
from gangmu.targets.models import Plan, Target
from gangmu.targets.snapshots import snapshot


def draft_plan(plan: Plan, by: User) -> tuple[Plan, Grant]:
    """The plan locked for writing, after permission and state were checked."""
    grant = check(by, Permission.EDIT_PLAN, plan.unit_id)
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    policies.check_edit(locked)
    return locked, grant


def target_to_edit(target: Target, version: int, by: User, mine: Mapping[str, Any]) -> tuple[Target, Grant]:
    """The target locked for writing. Raises Conflict when it was saved since `version` was read."""
    plan, grant = draft_plan(target.plan, by)
    locked = Target.objects.select_for_update().filter(pk=target.pk).first()
    if locked is None:
        raise Conflict(_("这个目标刚刚被别人删除了"), theirs={}, mine=mine)
    locked.plan = plan
    if locked.version != version:
        raise Conflict(_("您打开以后，别人已经改过这个目标"), theirs=snapshot(locked), mine=mine)
    return locked, grant

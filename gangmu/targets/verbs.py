"""The verbs of a plan, of the documents it draws on, and of its targets; an import has its moves in `states`."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from gangmu.base.verbs import Verb, Verbs
from gangmu.org.states import Role
from gangmu.targets import policies
from gangmu.targets.models import Plan, Source, Target
from gangmu.targets.snapshots import snapshot
from gangmu.targets.states import PlanState

PLANS = Verbs(
    Plan,
    Verb("create", _("建立目标体系"), policies.may_edit_plan),
    Verb(
        "issue",
        _("下达"),
        policies.may_edit_plan,
        {PlanState.DRAFT: PlanState.ISSUED},
        policies.check_has_targets,
        binding=True,
        icon="send",
    ),
    Verb(
        "close",
        _("结束"),
        policies.may_edit_plan,
        {PlanState.ISSUED: PlanState.CLOSED},
        policies.check_year_over,
        binding=True,
        icon="lock",
    ),
    owners={PlanState.DRAFT: Role.OFFICE, PlanState.ISSUED: Role.OFFICE},
    told=("state",),
)

SOURCES = Verbs(
    Source,
    Verb("add", _("添加来源"), policies.may_edit_part_of_plan, when=policies.check_plan_is_draft),
    told=("plan", "kind", "name"),
)


def _lock(numbers: Sequence[int]) -> list[Target]:
    """The targets and their plan, locked: a plan is not issued while one of its targets is being written."""
    found = list(Target.objects.select_for_update().filter(pk__in=numbers).order_by("pk"))
    plans = {plan.pk: plan for plan in Plan.objects.select_for_update().filter(pk__in={one.plan_id for one in found})}
    for one in found:
        one.plan = plans[one.plan_id]
    return found


TARGETS = Verbs(
    Target,
    Verb("create", _("录入目标"), policies.may_edit_part_of_plan, when=policies.check_plan_is_draft),
    Verb("update", _("修改目标"), policies.may_edit_part_of_plan, when=policies.check_plan_is_draft),
    Verb("delete", _("删除目标"), policies.may_edit_part_of_plan, when=policies.check_plan_is_draft, alarm=True),
    Verb("hand_over", _("移交分工"), policies.may_edit_part_of_plan, when=policies.check_plan_runs),
    lock=_lock,
    theirs=snapshot,
)

TABLES = (PLANS, SOURCES, TARGETS)

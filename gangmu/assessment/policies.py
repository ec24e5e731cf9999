"""When a scheme may be used, an assessment computed, and a result made final; and who may."""

from __future__ import annotations

from django.utils.translation import gettext as _

from gangmu.assessment.models import Assessment, Scheme
from gangmu.base.errors import Denied
from gangmu.org.models import User
from gangmu.org.permissions import Grant, Permission, check
from gangmu.targets.states import IN_FORCE


def may_keep_schemes(by: User, scheme: Scheme) -> Grant:
    return check(by, Permission.ASSESS, scheme.unit_id)


def may_assess(by: User, assessment: Assessment) -> Grant:
    return check(by, Permission.ASSESS, assessment.plan.unit_id)


def check_plan_issued(assessment: Assessment) -> None:
    """Only what was issued is assessed."""
    if assessment.plan.state not in IN_FORCE:
        raise Denied(_("“%(plan)s”还没有下达，不能考核") % {"plan": assessment.plan.title})


def check_computed(assessment: Assessment) -> None:
    """Only a result that exists is made final; units without a total stay without."""
    if not assessment.runs.exists():
        raise Denied(_("还没有算过分，先算分再定稿"))

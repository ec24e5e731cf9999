"""When a scheme may be used, an assessment computed, and a result made final."""

from __future__ import annotations

from django.utils.translation import gettext as _

from gangmu.assessment.models import Assessment, ScoringRun
from gangmu.assessment.states import MOVES, AssessmentState
from gangmu.base.errors import Denied, reason_against
from gangmu.base.states import next_state
from gangmu.org.permissions import Access, Permission
from gangmu.targets.models import Plan
from gangmu.targets.states import PlanState


def check_plan(plan: Plan) -> None:
    """Only what was issued is assessed."""
    if plan.state == PlanState.DRAFT:
        raise Denied(_("“%(plan)s”还没有下达，不能考核") % {"plan": plan.title})


def check_run(assessment: Assessment) -> str:
    check_plan(assessment.plan)
    return next_state(MOVES, AssessmentState, assessment.state, "run")


def check_finalise(assessment: Assessment, latest: ScoringRun | None) -> str:
    """Only a result that exists is made final; units without a total stay without."""
    state = next_state(MOVES, AssessmentState, assessment.state, "finalise")
    if latest is None:
        raise Denied(_("还没有算过分，先算分再定稿"))
    return state


def refusal(access: Access, assessment: Assessment, verb: str, latest: ScoringRun | None = None) -> str:
    """Why the button is grey; empty when it may be pressed."""
    possible = (check_run, assessment) if verb == "run" else (check_finalise, assessment, latest)
    return reason_against(access.check, Permission.ASSESS, assessment.plan.unit_id) or reason_against(*possible)

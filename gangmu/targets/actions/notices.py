"""The plan as a paper: a draft of the notice of its issue."""

from __future__ import annotations

from gangmu.documents import actions as documents
from gangmu.documents.models import Paper
from gangmu.documents.states import Kind
from gangmu.org.models import User
from gangmu.org.queries import today, tree_on
from gangmu.targets import policies
from gangmu.targets.models import Plan
from gangmu.targets.notices import about, notice


def draft_notice(*, plan: Plan, by: User) -> Paper:
    """起草下达通知: a draft that people then read, mend, check and number. Raises Denied before it is approved."""
    policies.check_settled(plan)
    sheet = notice(plan, tree_on(), today())
    return documents.draft_paper(unit=plan.unit, kind=Kind.NOTICE, sheet=sheet, about=about(plan), by=by)

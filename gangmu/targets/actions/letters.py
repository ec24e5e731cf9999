"""The letters of a plan: drafted for every unit at once, and taken on together; each is signed by itself."""

from __future__ import annotations

from django.db import transaction

from gangmu.documents import actions as documents
from gangmu.documents.models import Paper
from gangmu.documents.states import Kind, PaperState
from gangmu.documents.verbs import PAPERS
from gangmu.org.models import User
from gangmu.org.permissions import Permission, access_of
from gangmu.org.queries import today, tree_on
from gangmu.targets import policies
from gangmu.targets.letters import letters
from gangmu.targets.models import Plan
from gangmu.targets.notices import about

TOGETHER = {
    "check": Permission.CHECK_PAPERS,
    "number": Permission.WRITE_PAPERS,
    "issue": Permission.WRITE_PAPERS,
}
"""Verbs that all letters of a plan go through at once, with what they need."""


def draft_letters(*, plan: Plan, by: User) -> list[Paper]:
    """起草责任书: for every unit with targets of its own that has no letter in force. All or none."""
    policies.check_letters(plan)
    with transaction.atomic():
        there = Paper.objects.filter(about=about(plan), kind=Kind.PLEDGE).exclude(state=PaperState.VOID)
        have = set(there.values_list("party_id", flat=True))
        wanted = {unit: sheet for unit, sheet in letters(plan, tree_on(), today()).items() if unit.pk not in have}
        name = about(plan)
        return [
            documents.draft_paper(unit=plan.unit, kind=Kind.PLEDGE, sheet=sheet, about=name, party=unit, by=by)
            for unit, sheet in wanted.items()
        ]


def advance_letters(*, plan: Plan, verb: str, by: User, register: int = 0) -> int:
    """核稿, 编号 or 印发 of all letters whose turn it is, in the order of their units; how many. All or none."""
    access_of(by).check(TOGETHER[verb], plan.unit_id)
    action = PAPERS.actions[verb]
    given = {"register": register} if verb == "number" else {}
    with transaction.atomic():
        rows = Paper.objects.filter(about=about(plan), kind=Kind.PLEDGE, state__in=PAPERS.by_name[verb].moves)
        waiting = list(rows.order_by("party__order", "party__code"))
        for paper in waiting:
            action(paper=paper, version=paper.version, by=by, **given)
    return len(waiting)

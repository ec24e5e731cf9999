"""The board of a plan's letters: who has signed and who has not, and what all of them go through together."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from gangmu.base.errors import Problem, Problems, reason_against
from gangmu.documents.models import Paper
from gangmu.documents.queries import registers_of, visible_papers
from gangmu.documents.states import Kind, PaperState
from gangmu.documents.verbs import PAPERS
from gangmu.org.permissions import Permission, access_of
from gangmu.org.queries import today
from gangmu.targets import actions, policies, queries
from gangmu.targets.actions.letters import TOGETHER
from gangmu.targets.models import Plan
from gangmu.targets.notices import about
from gangmu.web.requests import Request, whole


@require_safe
def board(request: Request, pk: int) -> HttpResponse:
    return _page(request, queries.get_plan(access_of(request.user), pk))


def _page(request: Request, plan: Plan, status: int = 200, **extra: Any) -> HttpResponse:
    access = access_of(request.user)
    rows = visible_papers(access).filter(about=about(plan), kind=Kind.PLEDGE).exclude(state=PaperState.VOID)
    letters = list(rows.defer("content").prefetch_related("signatures").order_by("party__order", "party__code"))
    lines = [(one, {made.side for made in one.signatures.all()}) for one in letters]
    context = {
        "plan": plan,
        "lines": lines,
        "above": sum(0 in sides for _one, sides in lines),
        "below": sum(1 in sides for _one, sides in lines),
        "both": sum({0, 1} <= sides for _one, sides in lines),
        "writes": access.can(Permission.WRITE_PAPERS, plan.unit_id),
        "draft_reason": reason_against(access.check, Permission.WRITE_PAPERS, plan.unit_id)
        or reason_against(policies.check_letters, plan),
        "together": _together(request, letters),
        "registers": registers_of(access).filter(unit=plan.unit_id, year=today().year),
    }
    return render(request, "targets/letters.html", context | extra, status=status)


def _together(request: Request, letters: list[Paper]) -> list[dict[str, Any]]:
    """Each verb with how many letters wait for it, and why this person may not do it (as the first of them says)."""
    found = []
    for name in TOGETHER:
        verb = PAPERS.by_name[name]
        waiting = [one for one in letters if one.state in verb.moves]
        if waiting:
            refusal = reason_against(verb.who, request.user, waiting[0])
            found.append({"verb": verb, "count": len(waiting), "refusal": refusal})
    return found


@require_POST
def draft(request: Request, pk: int) -> HttpResponse:
    plan = queries.get_plan(access_of(request.user), pk)
    made = actions.draft_letters(plan=plan, by=request.user)
    messages.success(request, _("已起草 %(n)d 份责任书") % {"n": len(made)})
    return redirect("targets:letters", pk)


@require_POST
def advance(request: Request, pk: int, verb: str) -> HttpResponse:
    """One verb on all letters that wait for it; where one is refused, none is done."""
    plan = queries.get_plan(access_of(request.user), pk)
    if verb not in TOGETHER:
        raise Http404
    try:
        register = whole(request.POST.get("register"))
        done = actions.advance_letters(plan=plan, verb=verb, by=request.user, register=register)
    except Problems as refused:
        return _page(request, plan, 422, problems=refused.problems)
    if not done:
        return _page(request, plan, 422, problems=[Problem(_("没有等着办理的责任书"))])
    said = ngettext("%(verb)s：%(n)d 份责任书", "%(verb)s：%(n)d 份责任书", done)
    messages.success(request, said % {"verb": PAPERS.by_name[verb].label, "n": done})
    return redirect("targets:letters", pk)

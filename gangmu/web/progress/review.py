"""审核核验: what waits for the head's approval and for verification, one click each or all at once."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gangmu.base.errors import Conflict, Denied, Problem, Problems
from gangmu.org.permissions import Access, Permission, access_of
from gangmu.progress import actions, queries
from gangmu.progress.models import Report
from gangmu.web.listing import export
from gangmu.web.progress import waiting_list
from gangmu.web.requests import Request, searched, whole
from gangmu.web.trail import refused

WAITING = {"approve": queries.to_approve, "verify": queries.to_verify}
KINDS = ("approve", "verify")


def _kinds(access: Access) -> list[str]:
    """What this person reviews; Denied, naming who does, when nothing."""
    verifies = access.can(Permission.VERIFY) or access.can(Permission.MANAGE_PERIODS)
    found = [kind for kind, may in zip(KINDS, (access.can(Permission.APPROVE), verifies), strict=True) if may]
    if not found:
        access.check(Permission.APPROVE)
    return found


def _kind(request: Request, kinds: list[str]) -> str:
    wanted = request.GET.get("kind") or request.POST.get("kind") or ""
    return wanted if wanted in kinds else kinds[0]


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: Request) -> HttpResponse:
    access = access_of(request.user)
    kinds = _kinds(access)
    kind = _kind(request, kinds)
    problems: list[Problem] = []
    denied = ""
    if request.method == "POST":
        try:
            done = _act(request, kind)
        except Problems as refusal:
            problems = list(refusal.problems)
        except (Denied, Conflict) as refusal:
            problems = [Problem(refusal.reason)]
            denied = refusal.reason if isinstance(refusal, Denied) else ""
        else:
            messages.success(request, done)
            return redirect(f"{reverse('progress:review')}?kind={kind}")
    waiting = {one: _searched(request, WAITING[one](access)) for one in kinds}
    table = waiting_list.listed(request, waiting[kind], kind, access)
    if file := export(table, _("审核核验")):
        return file
    counts = {one: table.count if one == kind else waiting[one].count() for one in kinds}
    context = {
        "kind": kind,
        "kinds": list(counts.items()),
        "table": table,
        "problems": problems,
        "q": searched(request),
    }
    return refused(render(request, "progress/review.html", context, status=422 if problems else 200), denied)


def _searched(request: Request, rows: QuerySet[Report]) -> QuerySet[Report]:
    """Those in which every word is found, in the target or the unit."""
    for word in searched(request).split():
        names = ("target__name", "target__code", "unit__name", "unit__short_name", "words", "problem")
        rows = rows.filter(reduce(or_, [Q(**{f"{name}__icontains": word}) for name in names]))
    return rows


def _act(request: Request, kind: str) -> str:
    """One row's button, or all that are ticked."""
    post, by = request.POST, request.user
    if one := post.get("return"):
        found = queries.get_report(access_of(by), whole(one))
        actions.return_report(by=by, report=found, version=_version(request, one), reason=post.get(f"reason-{one}", ""))
        return _("已退回 %(unit)s。") % {"unit": found.unit.label}
    chosen = [post["one"]] if post.get("one") else post.getlist("report")
    chosen = [pk for pk in chosen if whole(pk)]
    if not chosen:
        raise Problems([Problem(_("没有选任何填报"), todo=_("请勾选要通过的行，或按行末的按钮"))])
    versions = {int(pk): _version(request, pk) for pk in chosen}
    if queries.visible_reports(access_of(by)).filter(pk__in=versions).count() < len(versions):
        raise Http404
    if kind == "approve":
        return _("已审核通过 %(n)s 项。") % {"n": len(actions.approve_reports(by=by, versions=versions))}
    return _("已核验 %(n)s 项，填报值即为核定值。") % {"n": len(actions.verify_reports(by=by, versions=versions))}


def _version(request: Request, pk: str) -> int:
    return whole(request.POST.get(f"version-{pk}"))

"""One report with everything about it: values, words, evidence, its course, and what one may do with it now."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, BinaryIO, cast

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gangmu.base.errors import Problem, Problems, Refused
from gangmu.base.files import open_file
from gangmu.base.models import Event
from gangmu.base.sheets import as_number
from gangmu.org.permissions import access_of
from gangmu.progress import actions, policies, queries
from gangmu.progress.lamps import Lamp, judge
from gangmu.progress.models import Report
from gangmu.progress.plausibility import questions
from gangmu.progress.verbs import REPORTS
from gangmu.targets.agreed import terms_of_month
from gangmu.web.acts import acting, offers
from gangmu.web.downloads import as_attachment
from gangmu.web.progress.course import course
from gangmu.web.requests import Request


@require_safe
def report(request: Request, pk: int) -> HttpResponse:
    return _page(request, queries.get_report(access_of(request.user), pk))


def _page(request: Request, found: Report, status: int = 200, **extra: Any) -> HttpResponse:
    access, earlier = access_of(request.user), queries.earlier_values(found)
    last, terms = max(earlier, default=None), terms_of_month(found.target, found.period.month)
    events = Event.objects.filter(noun="progress.report", object_id=str(found.pk)).order_by("number")
    offered = offers(request, REPORTS, found, lambda verb: reverse("progress:act", args=[found.pk, verb]))
    context = {
        "report": found,
        "target": found.target,
        "last": earlier[last] if last else None,
        "last_month": last,
        "terms": terms,
        "lamp": _lamp(found),
        "asked": questions(terms, found.period.month, found.value, earlier),
        "course": course(events, found),
        "offers": offered,
        "may_change": not REPORTS.refusal(request.user, found, "save"),
        "monitors": policies.monitors(access, found),
        "acting": policies.acting(access, found),
        "typed": request.POST,
    }
    return render(request, "progress/report.html", context | extra, status=status)


def _lamp(found: Report) -> Lamp | None:
    """How the unit's own value stands against the schedule; None without one."""
    if found.known_value is None:
        return None
    return judge(found.target, found.period.month, found.known_value)


def _given(request: Request, found: Report, verb: str) -> dict[str, Any]:
    return {"value": _official(found, request.POST.get("value", ""))} if verb == "verify" else {}


def _next(request: Request, found: Report) -> str:
    return reverse("progress:review") if request.POST.get("next") == "review" else found_address(found)


act = acting(REPORTS, page=_page, after=_next, given=_given)


def found_address(found: Report) -> str:
    return reverse("progress:report", args=[found.pk])


def _official(found: Report, text: str) -> Decimal | None:
    if not text.strip():
        return None
    try:
        return as_number(found.target.measure)(text)
    except Refused as refused:
        raise Problems([Problem(refused.reason, where=_("核定值"))]) from refused


@require_POST
def add_evidence(request: Request, pk: int) -> HttpResponse:
    """Take over the chosen files; those that are refused are named with the reason, the others are kept."""
    found = queries.get_report(access_of(request.user), pk)
    problems: list[Problem] = []
    uploads = request.FILES.getlist("file")
    for upload in uploads:
        try:
            actions.add_evidence(
                by=request.user, report=found, name=upload.name or "", content=cast(BinaryIO, upload.file)
            )
        except Problems as refused:
            problems += refused.problems
    if not uploads:
        problems.append(Problem(_("没有选文件"), todo=_("请选择要上传的文件，可以一次选多个，也可以拖到框里")))
    if problems:
        return _page(request, queries.get_report(access_of(request.user), pk), 422, problems=problems)
    messages.success(request, _("已上传 %(n)s 个文件。") % {"n": len(uploads)})
    return redirect(found_address(found) + "#evidence")


@require_POST
def remove_evidence(request: Request, pk: int) -> HttpResponse:
    evidence = queries.get_evidence(access_of(request.user), pk)
    actions.remove_evidence(by=request.user, evidence=evidence)
    messages.success(request, _("已删去“%(name)s”。") % {"name": evidence.name})
    return redirect(found_address(evidence.report) + "#evidence")


@require_safe
def evidence(request: Request, pk: int) -> FileResponse:
    """The file, to be saved and opened with its own program."""
    found = queries.get_evidence(access_of(request.user), pk)
    return as_attachment(FileResponse(open_file(found.file), content_type=found.file.content_type), found.name)

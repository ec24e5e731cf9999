"""The list of assessments, a new one, computing it, and making it final."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gangmu.assessment import actions, queries
from gangmu.assessment.models import ScoringRun
from gangmu.assessment.verbs import ASSESSMENTS
from gangmu.base.errors import Conflict, Problems, reason_against
from gangmu.org.permissions import Permission, access_of
from gangmu.web.assessment import run as run_page
from gangmu.web.assessment.forms import AssessmentForm, RunForm
from gangmu.web.requests import Request, whole


@require_safe
def listing(request: Request) -> HttpResponse:
    """Assessments with their latest run, and the schemes they are made by."""
    access = access_of(request.user)
    runs = ScoringRun.objects.defer(*queries.HEAVY).order_by("-number")
    assessments = list(queries.visible_assessments(access).prefetch_related(Prefetch("runs", runs)))
    sees_some_plan = any(queries.sees_all(access, one.plan) for one in assessments)
    context = {
        "assessments": assessments,
        "schemes": queries.visible_schemes(access).defer("text"),
        "own": None if sees_some_plan else queries.own_scores(access),
        "reason": reason_against(access.check, Permission.ASSESS),
    }
    return render(request, "assessment/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    access = access_of(request.user)
    access.check(Permission.ASSESS)
    plan = queries.assessable_plans(access).first()
    title = _("%(year)d年度目标考核") % {"year": plan.year} if plan else ""
    form = AssessmentForm(request.POST or None, access=access, initial={"title": title})
    problems: Problems | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_assessment(by=request.user, **form.cleaned_data)
        except Problems as refused:
            problems = refused
        else:
            messages.success(request, _("已建立“%(title)s”，现在可以算分") % {"title": made.title})
            return redirect("assessment:assessment", made.pk)
    context = {"form": form, "problems": problems and problems.problems, "has_plan": plan}
    return render(request, "assessment/new.html", context, status=422 if form.errors or problems else 200)


@require_safe
def assessment(request: Request, pk: int) -> HttpResponse:
    """The page of an assessment is that of its latest run."""
    access = access_of(request.user)
    found = queries.get_assessment(access, pk)
    latest = queries.latest_run(found)
    if latest is not None:
        latest.assessment = found
        return run_page.page(request, access, latest)
    context = {
        "assessment": found,
        "run": None,
        "run_form": RunForm(assessment=found),
        "run_reason": ASSESSMENTS.refusal(request.user, found, "run"),
    }
    return render(request, "assessment/empty.html", context)


@require_POST
def compute(request: Request, pk: int) -> HttpResponse:
    """Collect the facts and score; a few seconds for a city."""
    access = access_of(request.user)
    found = queries.get_assessment(access, pk)
    access.check(Permission.ASSESS, found.plan.unit_id)
    form = RunForm(request.POST, assessment=found)
    if not form.is_valid():
        messages.error(request, _("没有算分：请选择数据截至的月份"))
        return redirect("assessment:assessment", pk)
    try:
        made = actions.run_assessment(assessment=found, by=request.user, **form.cleaned_data)
    except Conflict:
        messages.warning(request, _("没有再算：别人刚刚算过，下面就是最新结果"))
        return redirect("assessment:assessment", pk)
    without = sum(score.incomplete for score in made.scores.all())
    said = _("第 %(number)d 次算分完成") % {"number": made.number}
    if without:
        said += _("；%(count)d 个单位事实不全，暂无总分") % {"count": without}
    messages.success(request, said)
    return redirect("assessment:assessment", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def finalise(request: Request, pk: int) -> HttpResponse:
    """The page of its own that says what will happen, to whom, and what can no longer be undone."""
    access = access_of(request.user)
    found = queries.get_assessment(access, pk)
    ASSESSMENTS.check(request.user, found, "finalise")
    latest = queries.latest_run(found)
    if request.method == "POST":
        try:
            version = whole(request.POST.get("version"))
            actions.finalise(assessment=found, version=version, by=request.user)
        except Conflict:
            messages.error(request, _("没有定稿：您打开这一页以后又算过分，请核对最新结果"))
            return redirect("assessment:finalise", pk)
        messages.success(request, _("“%(title)s”已定稿") % {"title": found.title})
        return redirect("assessment:assessment", pk)
    scores = list(latest.scores.all()) if latest else []
    context = {
        "assessment": found,
        "run": latest,
        "units": len(scores),
        "without": sum(score.incomplete for score in scores),
        "back": reverse("assessment:assessment", args=[pk]),
    }
    return render(request, "assessment/finalise.html", context)

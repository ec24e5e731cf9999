"""The list of plans, a new plan, its sources, and its issue."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gangmu.base.errors import Problem, Problems, reason_against
from gangmu.org.permissions import Permission, access_of
from gangmu.org.queries import today
from gangmu.targets import actions, policies, queries
from gangmu.targets.verbs import PLANS
from gangmu.web.acts import perform
from gangmu.web.requests import Request, whole
from gangmu.web.saving import into_form
from gangmu.web.targets.forms import PlanForm, SourceForm

SHOWN_TARGETS = 8


@require_safe
def plan_list(request: Request) -> HttpResponse:
    """Every plan one may see, newest year first."""
    access = access_of(request.user)
    plans = queries.visible_plans(access).annotate(count=Count("targets")).order_by("-year", "unit__order")
    reason = reason_against(access.check, Permission.EDIT_PLAN)
    return render(request, "targets/plan_list.html", {"plans": plans, "new_reason": reason})


@require_http_methods(["GET", "HEAD", "POST"])
def plan_new(request: Request) -> HttpResponse:
    access = access_of(request.user)
    access.check(Permission.EDIT_PLAN)
    year = today().year
    if queries.visible_plans(access).filter(year=year).exists():
        year += 1
    start = {"year": year, "title": _("%(year)d年度目标体系") % {"year": year}}
    form = PlanForm(request.POST or None, access=access, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            plan = actions.create_plan(by=request.user, **form.cleaned_data)
        except Problems as problems:
            into_form(form, problems)
        else:
            messages.success(request, _("已建立“%(plan)s”，接下来导入或逐个录入目标") % {"plan": plan.title})
            return redirect("targets:plan", plan.pk)
    return render(request, "targets/plan_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def sources(request: Request, pk: int) -> HttpResponse:
    """The documents that the plan's targets come from, and a form for one more."""
    access = access_of(request.user)
    plan = queries.get_plan(access, pk)
    if request.method == "POST":
        access.check(Permission.EDIT_PLAN, plan.unit_id)
        policies.check_edit(plan)
    form = SourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            source = actions.add_source(plan=plan, by=request.user, **form.cleaned_data)
        except Problems as problems:
            into_form(form, problems)
        else:
            messages.success(request, _("已添加来源“%(source)s”，接下来可以读入它的原文") % {"source": source.name})
            return redirect("targets:source", source.pk)
    context = {
        "plan": plan,
        "form": form,
        "sources": queries.sources_of(plan),
        "edit_reason": policies.edit_refusal(plan, access),
    }
    return render(request, "targets/sources.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: Request, pk: int) -> HttpResponse:
    """The page of its own that says what will happen, to whom, and what can no longer be undone."""
    access = access_of(request.user)
    plan = queries.get_plan(access, pk)
    PLANS.check(request.user, plan, "issue")
    if request.method == "POST":
        try:
            version = whole(request.POST.get("version"))
            seen = request.POST.get("warnings_seen") == "1"
            actions.issue_plan(plan=plan, version=version, by=request.user, warnings_seen=seen)
        except Problems:
            messages.error(request, _("还没有下达：请先处理下面列出的问题"))
            return redirect("targets:plan-issue", plan.pk)
        messages.success(request, _("“%(plan)s”已下达") % {"plan": plan.title})
        return redirect("targets:plan", plan.pk)
    problems = policies.before_issue(plan, today())
    context = {
        "plan": plan,
        "reach": queries.reach_of(plan, today()),
        "errors": [problem for problem in problems if problem.level == "error"],
        "warnings": _by_kind([problem for problem in problems if problem.level != "error"]),
        "warned": sum(problem.level != "error" for problem in problems),
        "back": reverse("targets:plan", args=[plan.pk]),
    }
    return render(request, "targets/issue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: Request, pk: int) -> HttpResponse:
    """The page of its own that says what ends with the year."""
    plan = queries.get_plan(access_of(request.user), pk)
    PLANS.check(request.user, plan, "close")
    back = reverse("targets:plan", args=[plan.pk])
    if request.method == "POST":
        perform(request, PLANS, plan, "close")
        messages.success(request, _("“%(plan)s”已结束") % {"plan": plan.title})
        return redirect(back)
    context = {"plan": plan, "reach": queries.reach_of(plan, today()), "back": back}
    return render(request, "targets/close.html", context)


@require_POST
def notice(request: Request, pk: int) -> HttpResponse:
    """Draft the notice of issue with the plan's targets, and go on with it among the papers."""
    plan = queries.get_plan(access_of(request.user), pk)
    paper = actions.draft_notice(plan=plan, by=request.user)
    messages.success(request, _("已起草下达通知，核对、核稿之后再编号印发"))
    return redirect("documents:paper", paper.pk)


STEPS = {
    "consult": (
        gettext_lazy("目标体系草案发给有关单位征求意见。"),
        gettext_lazy("各单位从此看到自己的目标，可以逐项协商。"),
        gettext_lazy("征求意见期间目标还可以修改；也可以退回编制，退回后各单位就看不到了。"),
    ),
    "spread": (
        gettext_lazy("目标先按这份草案分解到各单位，听取意见后提交会议审定。"),
        gettext_lazy("各单位从此看到自己的目标，可以逐项协商，并着手分解到科室。"),
        gettext_lazy("审定之前目标还可以修改。"),
    ),
    "approve": (
        gettext_lazy("记下会议已经审定这份目标体系。"),
        gettext_lazy("有关单位看到目标已经审定，等待下达。"),
        gettext_lazy("审定以后目标不能再改；要改，先退回编制，再重新审定。"),
    ),
    "take_back": (
        gettext_lazy("目标体系退回编制。"),
        gettext_lazy("有关单位暂时看不到草案；协商的记录保留。"),
        gettext_lazy("已审定的要重新审定。"),
    ),
}
"""What a step does, to whom, and what is final in it."""
ASKS = {"approve": gettext_lazy("会议名称和日期"), "take_back": gettext_lazy("退回的理由")}


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: Request, pk: int, verb: str) -> HttpResponse:
    """The page of a step on the plan's way to its issue, which says what will happen."""
    plan = queries.get_plan(access_of(request.user), pk)
    PLANS.check(request.user, plan, verb)
    back = reverse("targets:plan", args=[plan.pk])
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            perform(request, PLANS, plan, verb)
        except Problems as refused:
            problems = refused.problems
        else:
            messages.success(
                request, _("“%(plan)s”：%(verb)s已办理") % {"plan": plan, "verb": PLANS.by_name[verb].label}
            )
            return redirect(back)
    what, whom, final = STEPS[verb]
    context = {
        "plan": plan,
        "verb": PLANS.by_name[verb],
        "back": back,
        "problems": problems,
        "asks": ASKS.get(verb, ""),
    }
    context |= {"what": what, "whom": whom, "final": final, "reason": request.POST.get("reason", "")}
    return render(request, "targets/plan_step.html", context, status=422 if problems else 200)


@dataclass(frozen=True)
class Warned:
    """Targets of which the same is said; the first few by name."""

    what: str
    count: int
    first: list[Problem]


def _by_kind(warnings: list[Problem]) -> list[Warned]:
    """What is said most comes first, so that 400 targets stay readable."""
    found: dict[str, list[Problem]] = {}
    for problem in warnings:
        found.setdefault(problem.what, []).append(problem)
    kinds = [Warned(what, len(told), told[:SHOWN_TARGETS]) for what, told in found.items()]
    return sorted(kinds, key=lambda one: -one.count)

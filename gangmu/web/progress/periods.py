"""填报进度: until when one reports, who has, who has not, and a reminder for those."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gangmu.base.errors import Refused
from gangmu.org.models import Unit
from gangmu.org.permissions import Access, Permission, access_of
from gangmu.org.queries import today
from gangmu.progress import actions, policies, queries, sheets
from gangmu.progress.models import ReportingPeriod
from gangmu.targets.queries import visible_plans
from gangmu.targets.states import PlanState
from gangmu.web.downloads import excel
from gangmu.web.progress.forms import DatesForm, YearForm
from gangmu.web.requests import Request, whole


def _office(request: Request) -> Access:
    access = access_of(request.user)
    access.check(Permission.MANAGE_PERIODS)
    return access


def _period(request: Request, pk: int) -> ReportingPeriod:
    """The period, for the office of the government whose plan it belongs to."""
    access = _office(request)
    found = queries.get_period(access, pk)
    access.check(Permission.MANAGE_PERIODS, found.plan.unit_id)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def periods(request: Request) -> HttpResponse:
    """All periods, and the form that opens a whole year; the board of the newest one that has begun."""
    access = _office(request)
    plans = visible_plans(access).filter(state=PlanState.ISSUED, unit__in=access.units(Permission.MANAGE_PERIODS))
    form = YearForm(request.POST or None, plans=plans)
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            made = actions.open_year(by=request.user, plan=data["plan"], rule=form.rule, first=data["first"])
        except Refused as refused:
            form.add_error(None, refused.reason)
        else:
            text = _("已设定 %(n)s 个月的填报期（%(rule)s），遇节假日已顺延到工作日。")
            messages.success(request, text % {"n": len(made), "rule": form.rule})
            return redirect("progress:periods")
    shown = list(
        ReportingPeriod.objects.filter(plan__in=plans.values("pk")).select_related("plan").order_by("-month", "plan")
    )
    begun = [period for period in shown if period.opens <= today()]
    if begun and not form.errors and request.GET.get("view") != "dates":
        return redirect("progress:period", begun[0].pk)
    context = {"form": form, "periods": shown, "today": today()}
    return render(request, "progress/periods.html", context, status=422 if form.errors else 200)


@require_safe
def period(request: Request, pk: int) -> HttpResponse:
    """Who has reported and who has not."""
    found = _period(request, pk)
    months = ReportingPeriod.objects.filter(plan=found.plan, opens__lte=today()).order_by("-month")
    shown = queries.coverage(found, tree=access_of(request.user).tree)
    only = request.GET.get("show", "")
    units = {
        "missing": [one for one in shown.units if one.missing],
        "late": [one for one in shown.units if one.late],
        "unserved": shown.unserved,
    }
    context = {
        "period": found,
        "months": months,
        "coverage": shown,
        "units": units.get(only, shown.units),
        "show": only,
        "chosen": next((one for one in units["missing"] if str(one.unit.pk) == request.GET.get("unit")), None),
        "waiting": len(units["missing"]),
        "seen": any(one.missing and one.served for one in shown.units),
        "open": found.opens <= today(),
    }
    return render(request, "progress/period.html", context)


@require_safe
def export(request: Request, pk: int) -> HttpResponse:
    found = _period(request, pk)
    return excel(sheets.write_coverage(queries.coverage(found)), _("%(period)s填报进度") % {"period": found})


@require_http_methods(["GET", "HEAD", "POST"])
def dates(request: Request, pk: int) -> HttpResponse:
    """Other dates for one month."""
    found = _period(request, pk)
    start = {"opens": found.opens, "due": found.due, "version": found.version}
    form = DatesForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_period(by=request.user, period=found, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, _("已改为新的期限；已经提交的，迟报天数不变。"))
            return redirect("progress:period", pk)
    return render(request, "progress/dates.html", {"form": form, "period": found}, status=422 if form.errors else 200)


@require_POST
def remind(request: Request, pk: int) -> HttpResponse:
    """催报: the ticked units, or one, or (button 全部) all that still owe something."""
    found = _period(request, pk)
    chosen = [request.POST["one"]] if request.POST.get("one") else request.POST.getlist("unit")
    if request.POST.get("everybody"):
        units = [one.unit for one in queries.coverage(found, reminded=False).waiting]
    else:
        units = list(Unit.objects.filter(pk__in=[whole(pk) for pk in chosen]))
    if not units:
        messages.warning(request, _("没有选单位。请勾选要催的单位，或按“催全部未报单位”。"))
    else:
        made = actions.remind(by=request.user, period=found, units=units, words=request.POST.get("words", "")[:300])
        messages.success(request, _("已催报 %(n)s 个单位，提醒显示在对方的工作台上。") % {"n": len(made)})
        unserved = {one.unit for one in queries.coverage(found).unserved if one.missing}
        if left := [unit for unit in units if unit in unserved]:
            messages.warning(request, policies.unseen(left))
    if request.POST.get("back") == "workbench":
        return redirect("home:workbench")
    return redirect("progress:period", pk)

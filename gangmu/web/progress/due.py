"""本月填报: one grid for all one's targets in a period, saved as one types, handed in at once."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gangmu.base.errors import Problem, Problems, Refused
from gangmu.base.sheets import Limits, refuse_large
from gangmu.org.permissions import Access, Permission, access_of
from gangmu.org.queries import today
from gangmu.progress import queries, sheets
from gangmu.progress.models import ReportingPeriod
from gangmu.targets.queries import visible_plans
from gangmu.web.downloads import excel
from gangmu.web.paging import rows_a_page
from gangmu.web.progress.grid import Grid
from gangmu.web.requests import Request

PAGE_SIZE = 40
"""Rows of a grid at once: a row to type in weighs some 2 KB."""


def period_of(request: Request, periods: list[ReportingPeriod]) -> ReportingPeriod | None:
    """The period named in the address; the newest one when none is named."""
    wanted = request.GET.get("period") or request.POST.get("period")
    if not wanted:
        return periods[-1] if periods else None
    found = next((one for one in periods if str(one.pk) == wanted), None)
    if found is None:
        raise Http404
    return found


def _open_periods(access: Access) -> list[ReportingPeriod]:
    access.check(Permission.REPORT)
    return list(queries.open_periods(today()).filter(plan__in=visible_plans(access).order_by().values("pk")))


@require_http_methods(["GET", "HEAD", "POST"])
def due(request: Request) -> HttpResponse:
    """Show the grid; save it, hand it in, or (htmx) save what changed while one types on."""
    access = access_of(request.user)
    periods = _open_periods(access)
    period = period_of(request, periods)
    if period is None:
        return render(request, "progress/due_empty.html")
    grid = Grid.of(queries.reports_due(access, period))
    if request.method != "POST":
        return _page(request, periods, period, grid)
    grid.read(request.POST)
    grid.save(request.user)
    if request.htmx:
        return _saved(request, grid)
    if opened := request.POST.get("open"):
        return _open(request, period, grid, opened, periods)
    done = _hand_in(request, grid)
    _tell(request, grid, done)
    if grid.wrong:
        return _page(request, periods, period, grid, status=422)
    return redirect(address(period))


def _saved(request: Request, grid: Grid) -> HttpResponse:
    """The parts of the page that changed; `X-Unsaved` says, percent-encoded, that something could not be saved."""
    response = render(request, "progress/due_saved.html", {"grid": grid})
    if grid.wrong:
        response["X-Unsaved"] = quote(_("有 %(n)s 项没有保存，原因写在格子旁边") % {"n": len(grid.wrong)})
    return response


def address(period: ReportingPeriod) -> str:
    return f"{reverse('progress:due')}?{urlencode({'period': period.pk})}"


def _page(
    request: Request, periods: list[ReportingPeriod], period: ReportingPeriod, grid: Grid, status: int = 200
) -> HttpResponse:
    several = len({line.due.unit.pk for line in grid.lines}) > 1
    size = rows_a_page(request, PAGE_SIZE)
    number = 1 + grid.lines.index(grid.wrong[0]) // size if grid.wrong else request.GET.get("page")
    months = [one for one in periods[::-1] if one.plan_id == periods[-1].plan_id]
    context = {
        "months": months,
        "others": [one for one in periods[::-1] if one not in months],
        "period": period,
        "grid": grid,
        "resting": queries.resting(access_of(request.user), period),
        "page": Paginator(grid.lines, size).get_page(number),
        "several_units": several,
    }
    return render(request, "progress/due.html", context, status=status)


def _hand_in(request: Request, grid: Grid) -> int:
    """One row, or every row that can go; returns how many went."""
    one, everything = request.POST.get("submit"), request.POST.get("do") == "submit"
    lines = grid.waiting if everything else [line for line in grid.lines if one and line.key == one]
    return len(grid.submit(request.user, lines))


def _tell(request: Request, grid: Grid, done: int) -> None:
    saved = sum(line.saved for line in grid.lines)
    empty = sum(line.due.editable and not line.due.filled for line in grid.lines)
    if done:
        text = _("已提交 %(n)s 项，等待负责人审核。") % {"n": done}
        if empty:
            text += _("还有 %(n)s 项没有填。") % {"n": empty}
        messages.success(request, text)
    elif saved and not grid.wrong:
        messages.success(request, _("已保存。填好之后请提交。"))
    elif not grid.wrong:
        messages.info(request, _("没有改动，也没有可以提交的内容。"))
    if grid.wrong:
        text = _("有 %(n)s 项需要处理，原因写在格子旁边；您填的内容都还在。") % {"n": len(grid.wrong)}
        messages.warning(request, text)


def _open(
    request: Request, period: ReportingPeriod, grid: Grid, key: str, periods: list[ReportingPeriod]
) -> HttpResponse:
    """Go to the page of one row, where evidence is uploaded; a draft is begun when there is none yet."""
    line = grid.line(key)
    if line is None:
        raise Http404
    if line.due.report.pk is None and not line.errors:
        line.save(request.user, keep_empty=True)
    if grid.wrong:
        _tell(request, grid, 0)
        return _page(request, periods, period, grid, status=422)
    return redirect(reverse("progress:report", args=[line.due.report.pk]) + "#evidence")


@require_safe
def export(request: Request) -> HttpResponse:
    access = access_of(request.user)
    period = period_of(request, _open_periods(access))
    if period is None:
        raise Http404
    title = _("%(period)s填报") % {"period": period}
    return excel(sheets.write_grid(title, queries.reports_due(access, period)), title)


@require_POST
def bring_back(request: Request) -> HttpResponse:
    """Read a filled-in export and show what it would change; nothing counts before it is confirmed."""
    access = access_of(request.user)
    period = period_of(request, _open_periods(access))
    upload = request.FILES.get("file")
    if period is None:
        raise Http404
    grid = Grid.of(queries.reports_due(access, period))
    try:
        if upload is None:
            raise Problems([Problem(_("没有选文件"), todo=_("请选择填好的 Excel 表"))])
        refuse_large(upload.name or "", upload.size or 0, Limits())
        differences, problems = sheets.read_grid(upload.name or "", upload.read(), [line.due for line in grid.lines])
    except Refused as refused:
        differences, problems = [], list(getattr(refused, "problems", [Problem(refused.reason)]))
    lines = {line.key: line for line in grid.lines}
    changed: dict[str, dict[str, str]] = {}
    for one in differences:
        key = f"{one.row.target.pk}-{one.row.unit.pk}"
        changed.setdefault(key, dict(lines[key].typed))[one.field] = one.text
    context = {
        "period": period,
        "differences": differences,
        "errors": [one for one in problems if one.level == "error"],
        "warnings": [one for one in problems if one.level != "error"],
        "changed": [(lines[key], typed) for key, typed in changed.items()],
        "name": upload.name if upload else "",
    }
    return render(request, "progress/bring_back.html", context, status=422 if context["errors"] else 200)

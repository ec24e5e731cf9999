"""The plan as a tree table: grouped, searched, filtered, its columns chosen, and taken away as Excel."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Sum
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gangmu.base.sheets import Column as SheetColumn
from gangmu.base.sheets import SheetOut, write_workbook
from gangmu.org.permissions import access_of
from gangmu.targets import policies, queries
from gangmu.targets.models import Plan, Target
from gangmu.targets.states import PlanState
from gangmu.web.requests import Request
from gangmu.web.targets import filters as filtering
from gangmu.web.targets.columns import COLUMNS, Column, Line, chosen
from gangmu.web.targets.downloads import excel

PER_PAGE = 200


@dataclass
class Group:
    """Rows under one heading; count and points are of the whole group, also where the page shows only part of it."""

    name: str
    lines: list[Line]
    count: int
    points: Decimal


@dataclass
class Table:
    """Everything the table shows."""

    filters: filtering.Filters
    choices: list[filtering.Choice]
    rows: QuerySet[Target]


def _table(request: Request, plan: Plan) -> Table:
    seen = queries.visible_targets(access_of(request.user), plan)
    choices = filtering.choices_of(plan, seen, with_lamps=False)
    filters = filtering.read(request.GET, choices)
    return Table(filters, choices, filtering.apply(seen, filters))


@require_safe
def plan(request: Request, pk: int) -> HttpResponse:
    access = access_of(request.user)
    shown = queries.get_plan(access, pk)
    table = _table(request, shown)
    page = Paginator(table.rows.prefetch_related(*queries.PARTS[::2]), PER_PAGE).get_page(request.GET.get("page"))
    columns = chosen(request.session.get("plan_columns"))
    context: dict[str, Any] = {
        "plan": shown,
        "table": table,
        "page": page,
        "groups": _groups(table, page, columns),
        "columns": columns,
        "all_columns": COLUMNS,
        "groupings": filtering.GROUPINGS,
        "totals": table.rows.aggregate(count=Count("pk"), points=Sum("points")),
        "chips": _chips(request.GET, table),
        "query": request.GET.urlencode(),
    }
    if request.htmx:
        return render(request, "targets/table.html", context)
    context |= {
        "edit_reason": policies.edit_refusal(shown, access),
        "issue_reason": policies.issue_refusal(shown, access),
        "is_draft": shown.state == PlanState.DRAFT,
    }
    return render(request, "targets/plan.html", context)


def _groups(table: Table, page: Page[Target], columns: tuple[Column, ...]) -> list[Group]:
    sums = {}
    if table.filters.group:
        counted: Any = table.rows.order_by()
        counted = counted.values_list("grouped").annotate(n=Count("pk"), total=Sum("points"))
        sums = {key: (count, points) for key, count, points in counted}
    shown = filtering.GROUPINGS[table.filters.group].shown
    found = []
    for key, members in groupby(page.object_list, key=lambda target: getattr(target, "grouped", None)):
        count, points = sums.get(key, (0, Decimal(0)))
        name = shown(key) if key else str(filtering.NONE) if table.filters.group else ""
        lines = [Line(target) for target in members]
        for line in lines:
            line.cells = tuple(column.cell(line) for column in columns)
        found.append(Group(name, lines, count, points))
    return found


def _chips(query: QueryDict, table: Table) -> list[dict[str, Any]]:
    """The filters in use, each with the address without it."""
    found = []
    for choice in table.choices:
        if value := table.filters.chosen.get(choice.key):
            found.append({"label": choice.label, "value": choice.options[value], "url": _without(query, choice.key)})
    if table.filters.q:
        found.append({"label": _("搜索"), "value": table.filters.q, "url": _without(query, "q")})
    return found


def _without(query: QueryDict, key: str) -> str:
    rest = query.copy()
    for name in (key, "page"):
        rest.pop(name, None)
    return "?" + rest.urlencode()


@require_POST
def choose_columns(request: Request, pk: int) -> HttpResponse:
    """Remember the columns for this session, and go back to what was seen."""
    queries.get_plan(access_of(request.user), pk)
    wanted = [column.key for column in COLUMNS if column.key in request.POST.getlist("column")]
    request.session["plan_columns"] = wanted or None
    query = QueryDict(request.POST.get("query", "")).urlencode()
    response = redirect("targets:plan", pk)
    response["Location"] += f"?{query}" if query else ""
    return response


@require_safe
def export(request: Request, pk: int) -> HttpResponse:
    """What is seen as Excel: same filters, same columns, all pages."""
    shown = queries.get_plan(access_of(request.user), pk)
    table = _table(request, shown)
    columns = chosen(request.session.get("plan_columns"))
    rows = [_exported(Line(target), columns) for target in table.rows.prefetch_related(*queries.PARTS[::2])]
    fixed = [SheetColumn("code", _("编号")), SheetColumn("name", _("目标名称"), width=40)]
    data = write_workbook([SheetOut(_("目标"), [*fixed, *_sheet_columns(columns)], rows)])
    return excel(data, shown.title)


def _sheet_columns(columns: tuple[Column, ...]) -> list[SheetColumn]:
    found = []
    for column in columns:
        found.append(column.sheet())
        if column.key == "goal":
            found.append(SheetColumn("unit_of_measure", _("计量单位")))
    return found


def _exported(line: Line, columns: tuple[Column, ...]) -> dict[str, Any]:
    target = line.target
    values = {"code": target.code, "name": target.name, "unit_of_measure": target.unit_of_measure}
    return values | {column.key: (column.value or column.text)(line) for column in columns}

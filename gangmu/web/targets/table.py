"""The plan as a tree table: grouped, searched, filtered, its columns chosen, and taken away as Excel."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gangmu.base.errors import reason_against
from gangmu.base.sheets import Column as SheetColumn
from gangmu.base.sheets import SheetOut, write_workbook
from gangmu.org.permissions import Permission, access_of
from gangmu.org.queries import Tree, today
from gangmu.progress.queries import statuses
from gangmu.targets import policies, queries
from gangmu.targets.agreed import prefetch_terms, terms_on
from gangmu.targets.answering import parts_of, prefetch_parts
from gangmu.targets.models import Plan, Target
from gangmu.targets.notices import about
from gangmu.targets.states import IN_FORCE, REPORTING_PARTS
from gangmu.targets.verbs import PLANS
from gangmu.web.downloads import excel
from gangmu.web.paging import rows_a_page
from gangmu.web.requests import Request, whole
from gangmu.web.targets import filters as filtering
from gangmu.web.targets.columns import COLUMNS, OF_RESULTS, Column, Line, chosen

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
    """What is asked for, and the lines that answer it, with the sums over all pages."""

    filters: filtering.Filters
    choices: list[filtering.Choice]
    lines: list[Line]
    count: int = 0
    points: Decimal = Decimal(0)


def _table(request: Request, plan: Plan, part: slice) -> Table:
    """The lines of this part of the plan; lamp and gap are known only after reading, so by these all are read."""
    choices = filtering.choices_of(plan, with_lamps=plan.state in IN_FORCE)
    filters = filtering.read(request.GET, choices)
    access = access_of(request.user)
    seen = queries.visible_targets(access, plan)
    rows = filtering.apply(seen, filters).select_related(None).defer("task", "source_note")
    if filters.lamp or filters.sort:
        lines = _lines(plan, list(rows), access.tree, filters.unit)
        lines = [line for line in lines if not filters.lamp or (line.lamp and line.lamp.color == filters.lamp)]
        if filters.sort:
            lines.sort(key=lambda line: -(line.gap if line.gap is not None else -1))
        _sum_again(lines)
        table = Table(filters, choices, lines[part], len(lines), sum((one.target.points for one in lines), Decimal(0)))
    else:
        table = Table(filters, choices, _lines(plan, list(rows[part]), access.tree, filters.unit))
        if table.lines:
            first: Any = table.lines[0].target
            table.count, table.points = first.all_count, first.all_points
    return table


def _columns(request: Request, plan: Plan) -> tuple[Column, ...]:
    """Those chosen in this session; a draft has no results yet."""
    found = chosen(request.session.get("plan_columns"))
    return tuple(one for one in found if plan.state in IN_FORCE or one.key not in OF_RESULTS)


def _lines(plan: Plan, targets: Sequence[Target], tree: Tree, unit: int | None) -> list[Line]:
    """With a unit, the line tells how that unit stands, not the target."""
    for target in targets:
        target.plan = plan
    prefetch_parts(targets, tree)
    prefetch_terms(targets)
    if plan.state not in IN_FORCE:
        return [Line(terms_on(target, today())) for target in targets]
    held = [one for target in targets for one in parts_of(target, tree) if one.part in REPORTING_PARTS]
    found = statuses(plan, today(), targets=targets, held=held)
    if unit is not None:
        found = {pk: one.of([unit]) if one.of([unit]).parts else one for pk, one in found.items()}
    return [Line(terms_on(target, today()), found[target.pk]) for target in targets]


def _sum_again(lines: list[Line]) -> None:
    """Count and points of each group among these lines only."""
    members = defaultdict(list)
    for line in lines:
        members[getattr(line.target, "grouped", None)].append(line.target)
    for found in members.values():
        points = sum((target.points for target in found), Decimal(0))
        for target in found:
            target.group_count, target.group_points = len(found), points  # type: ignore[attr-defined]


@require_safe
def plan(request: Request, pk: int) -> HttpResponse:
    access = access_of(request.user)
    shown = queries.get_plan(access, pk)
    size = rows_a_page(request, PER_PAGE)
    start = max(whole(request.GET.get("page")) - 1, 0) * size
    columns = _columns(request, shown)
    table = _table(request, shown, slice(start, start + size))
    if start and not table.lines:
        start, table = 0, _table(request, shown, slice(0, size))
    page: Page[int] = Paginator(range(table.count), size).get_page(start // size + 1)
    context: dict[str, Any] = {
        "plan": shown,
        "table": table,
        "page": page,
        "groups": _groups(table, columns),
        "columns": columns,
        "all_columns": COLUMNS,
        "groupings": filtering.GROUPINGS,
        "chips": _chips(request.GET, table),
        "query": request.GET.urlencode(),
        "by_gap": _without(request.GET, "sort") + "&sort=gap",
        "edit_reason": policies.edit_refusal(shown, access),
    }
    if request.htmx and not request.htmx.boosted:
        return render(request, "targets/table.html", context)
    context |= {
        "before_issue": shown.state not in IN_FORCE,
        "may_edit": access.can(Permission.EDIT_PLAN, shown.unit_id),
        "notice_reason": reason_against(access.check, Permission.WRITE_PAPERS, shown.unit_id),
        "papers_about": about(shown),
        "steps": [(act.verb, act.refusal) for act in PLANS.acts(request.user, shown)],
    }
    return render(request, "targets/plan.html", context)


def _groups(table: Table, columns: tuple[Column, ...]) -> list[Group]:
    shown = filtering.GROUPINGS[table.filters.group].shown
    found = []
    for key, members in groupby(table.lines, key=lambda line: getattr(line.target, "grouped", None)):
        lines = list(members)
        for line in lines:
            line.cells = tuple(column.cell(line) for column in columns)
        name = shown(key) if key else str(filtering.NONE) if table.filters.group else ""
        first: Any = lines[0].target
        found.append(Group(name, lines, first.group_count, first.group_points))
    return found


def _chips(query: QueryDict, table: Table) -> list[dict[str, Any]]:
    """The filters in use, each with the address without it."""
    found = [
        {"label": choice.label, "value": choice.options[choice.value], "url": _without(query, choice.key)}
        for choice in table.choices
        if choice.value
    ]
    if table.filters.q:
        found.append({"label": _("搜索"), "value": table.filters.q, "url": _without(query, "q")})
    if table.filters.sort:
        found.append({"label": _("排序"), "value": _("差距从大到小"), "url": _without(query, "sort")})
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
    columns = _columns(request, shown)
    table = _table(request, shown, slice(None))
    fixed = [SheetColumn("code", _("编号")), SheetColumn("name", _("目标名称"), width=40)]
    rows = [_exported(line, columns) for line in table.lines]
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

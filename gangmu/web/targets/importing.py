"""A list on its way in, page by page: upload, match the columns, look at every row, watch it being written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gangmu.base.errors import Problem, Problems
from gangmu.base.sheets import Column, Limits, Sheet, SheetOut, refuse_large, write_workbook
from gangmu.base.sheets.workbook import COLUMN_LETTERS
from gangmu.org.permissions import Permission, access_of
from gangmu.org.queries import today, units_in_force
from gangmu.targets import actions, policies, queries
from gangmu.targets.drafts import from_json
from gangmu.targets.lists import Choices, columns_of, template
from gangmu.targets.models import Target, TargetImport
from gangmu.targets.states import Category, ImportState, SourceKind
from gangmu.web.downloads import excel
from gangmu.web.requests import Request, whole
from gangmu.web.targets.columns import Line

SHOWN_PROBLEMS = 200
SHOWN_ROWS = 200
SAMPLES = 3
WIDEST = Limits().columns
FIX = re.compile(r"fix-(?P<row>[0-9]{1,6})-(?P<column>[0-9]{1,3})")
UNIT_FIELDS = ("lead", "responsible", "cooperating", "monitoring")
NODE_STEPS = {
    "quarter": gettext_lazy("每季度一个，平均分配"),
    "month": gettext_lazy("每月一个，平均分配"),
    "deadline": gettext_lazy("只在完成时限一个"),
    "": gettext_lazy("不自动填节点"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: Request, pk: int) -> HttpResponse:
    """Choose a file; it is looked at before anything else happens."""
    access = access_of(request.user)
    plan = queries.get_plan(access, pk)
    access.check(Permission.EDIT_PLAN, plan.unit_id)
    policies.check_edit(plan)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            if file is None:
                raise Problems([Problem(_("还没有选文件"), todo=_("请选择 .xlsx 或 .csv 文件"))])
            refuse_large(file.name or "", file.size or 0, Limits())
            made = actions.start_import(plan=plan, name=file.name or "", data=file.read(), by=request.user)
        except Problems as refused:
            problems = refused.problems
        else:
            return redirect("targets:import", made.pk)
    context = {"plan": plan, "problems": problems, "imports": queries.open_imports(access, plan)[:20]}
    return render(request, "targets/import_upload.html", context, status=422 if problems else 200)


@require_safe
def import_template(request: Request) -> HttpResponse:
    """Our own list to fill in, with every column explained."""
    access_of(request.user).check(Permission.EDIT_PLAN)
    return excel(template(today().year), _("目标导入模板"))


@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """Wherever the import stands now."""
    made = queries.get_import(access_of(request.user), pk)
    if made.state == ImportState.UPLOADED or (made.state == ImportState.CHECKED and request.GET.get("step") == "map"):
        return render(request, "targets/import_map.html", _mapping_page(made))
    if made.state == ImportState.CHECKED:
        return render(request, "targets/import_preview.html", _preview_page(request, made))
    problems = [Problem(**one) for one in made.problems] if made.state == ImportState.FAILED else []
    context = {"upload": made, "plan": made.plan, "problems": problems}
    page = "targets/import_progress.html" if request.htmx else "targets/import_running.html"
    return render(request, page, context)


@require_POST
def match(request: Request, pk: int) -> HttpResponse:
    """Take sheet, header row, columns and defaults; another sheet or header row has its columns guessed first."""
    made = queries.get_import(access_of(request.user), pk)
    posted = request.POST
    header = whole(posted.get("header"), otherwise=made.header)
    try:
        if posted.get("sheet", made.sheet) != made.sheet or header != made.header:
            actions.map_import(upload=made, sheet=posted.get("sheet"), header=header, by=request.user)
            return redirect("targets:import", made.pk)
        choices = _defaults(posted, Choices(**made.choices))
        actions.map_import(upload=made, mapping=_mapping(posted), choices=choices, by=request.user)
    except Problems as refused:
        context = _mapping_page(made) | {"problems": refused.problems}
        return render(request, "targets/import_map.html", context, status=422)
    return redirect("targets:import", made.pk)


@require_POST
def decide(request: Request, pk: int) -> HttpResponse:
    """Take units matched, cells typed anew and rows left out; then check again."""
    made = queries.get_import(access_of(request.user), pk)
    choices = _decisions(request.POST, made)
    actions.map_import(upload=made, choices=choices, by=request.user)
    return redirect("targets:import", made.pk)


@require_POST
def begin(request: Request, pk: int) -> HttpResponse:
    made = queries.get_import(access_of(request.user), pk)
    try:
        actions.begin_import(upload=made, by=request.user)
    except Problems:
        messages.error(request, _("还有错误没有处理：请修改、对应单位或跳过这些行"))
    return redirect("targets:import", made.pk)


@require_POST
def discard(request: Request, pk: int) -> HttpResponse:
    made = queries.get_import(access_of(request.user), pk)
    actions.discard_import(upload=made, by=request.user)
    messages.info(request, _("已放弃导入“%(name)s”，什么都没有写入") % {"name": made.name})
    return redirect("targets:plan", made.plan_id)


@require_safe
def problems(request: Request, pk: int) -> HttpResponse:
    """Every problem of the list as Excel, to work through beside the list itself."""
    made = queries.get_import(access_of(request.user), pk)
    columns = [
        Column("where", _("位置"), width=40),
        Column("level", _("级别"), width=8),
        Column("value", _("内容"), width=30),
        Column("what", _("问题"), width=40),
        Column("expected", _("应当是"), width=30),
        Column("todo", _("怎么办"), width=30),
    ]
    levels = {"error": _("错误"), "warning": _("请确认")}
    rows = [one | {"level": levels[one["level"]]} for one in made.problems]
    return excel(write_workbook([SheetOut(_("问题"), columns, rows)]), _("导入问题"))


@dataclass(frozen=True)
class FileColumn:
    """A column of the file: its letter, heading, a few cells, and the field it is matched with."""

    index: int
    letter: str
    heading: str
    samples: str
    field: str


def _mapping_page(made: TargetImport) -> dict[str, Any]:
    book = actions.read_upload(made)
    sheet = book.sheets[made.sheet]
    return {
        "upload": made,
        "plan": made.plan,
        "sheets": list(book.sheets),
        "warnings": list(book.warnings),
        "columns": _file_columns(sheet, made),
        "fields": [(column.field, column.title) for column in columns_of(made.plan.year)],
        "choices": made.choices,
        "categories": Category.choices,
        "source_kinds": SourceKind.choices,
        "node_steps": NODE_STEPS,
        "units": _units(made),
    }


def _units(made: TargetImport) -> list[tuple[int, str]]:
    return list(units_in_force().order_by("order", "code").values_list("pk", "name"))


def _file_columns(sheet: Sheet, made: TargetImport) -> list[FileColumn]:
    fields = {index: name for name, index in made.mapping.items()}
    head = sheet.row(made.header)
    below = [row for row in sheet.rows[made.header :] if not row.empty][:SAMPLES]
    width = max((len(row.cells) for row in ([head] if head else []) + below), default=0)

    def cell(row: Any, index: int) -> str:
        return str(row.cells[index].value) if row and index < len(row.cells) else ""

    found = []
    for index in range(width):
        samples = _("；").join(filter(None, (cell(row, index)[:30] for row in below)))
        if cell(head, index) or samples:
            found.append(FileColumn(index, COLUMN_LETTERS[index], cell(head, index), samples, fields.get(index, "")))
    return found


def _mapping(posted: QueryDict) -> dict[str, int]:
    """Field → column; two columns for one field are refused."""
    found: dict[str, int] = {}
    titles = {column.field: column.title for column in columns_of(today().year)}
    twice = []
    for name, field in posted.items():
        if name.startswith("column-") and field in titles and 0 <= whole(name[7:], -1) < WIDEST:
            if field in found:
                twice.append(Problem(_("有两列都对应“%(title)s”") % {"title": titles[field]}, todo=_("只留一列")))
            found[str(field)] = int(name[7:])
    if twice:
        raise Problems(twice)
    return found


def _defaults(posted: QueryDict, before: Choices) -> Choices:
    """What holds for every row that does not say itself; whatever is not offered falls back."""
    deadline = posted.get("deadline", "")
    return replace(
        before,
        category=_one_of(posted, "category", Category.values) or Category.KEY,
        deadline=_iso_date(deadline),
        nodes=_one_of(posted, "nodes", NODE_STEPS),
        lead=whole(posted.get("lead")) or None,
        source_kind=_one_of(posted, "source_kind", SourceKind.values),
        source_name=posted.get("source_name", "").strip()[:200],
        split=posted.get("split") == "1",
        fill_merged=posted.get("fill_merged") == "1",
    )


def _one_of(posted: QueryDict, name: str, offered: Iterable[str]) -> str:
    value = posted.get(name, "")
    return value if value in offered else ""


def _iso_date(text: str) -> str:
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError as error:
        if not text:
            return ""
        raise Problems([Problem(_("完成时限不是日期"), value=text, expected="2026-12-31")]) from error


def _decisions(posted: QueryDict, made: TargetImport) -> Choices:
    before = Choices(**made.choices)
    units = dict(before.units)
    for name, text in posted.items():
        if name.startswith("unit-name-"):
            picked = posted.get(f"unit-{name[10:]}", "")
            if picked == "out":
                units[str(text)] = None
            elif whole(picked):
                units[str(text)] = whole(picked)
    fixes = dict(before.fixes)
    for name, text in posted.items():
        place = FIX.fullmatch(name)
        if place and int(place["column"]) < WIDEST and text != posted.get(f"was-{name[4:]}"):
            fixes[f"{place['row']}:{place['column']}"] = str(text).strip()
    skip = {whole(row) for row in posted.getlist("skip")} - {0}
    if "skip_errors" in posted:
        skip |= {one["row"] for one in made.problems if one["level"] == "error" and one["row"]}
    kept = set() if "unskip" in posted else set(before.skip)
    return replace(before, units=units, fixes=fixes, skip=sorted(kept | skip))


@dataclass(frozen=True)
class ShownProblem:
    """A problem with the place of its cell, when the cell may be typed anew ("row-column")."""

    problem: Problem
    cell: str


def _preview_page(request: Request, made: TargetImport) -> dict[str, Any]:
    found = sorted((Problem(**one) for one in made.problems), key=lambda one: (one.level != "error", one.row or 0))
    errors = sum(one.level == "error" for one in found)
    places = {
        column.title: made.mapping[column.field]
        for column in columns_of(made.plan.year)
        if column.field in made.mapping and column.field not in UNIT_FIELDS
    }
    shown = [
        ShownProblem(one, f"{one.row}-{places[one.column]}" if one.row and one.column in places else "")
        for one in found[:SHOWN_PROBLEMS]
    ]
    reason = _("还有 %(n)d 处错误：请修改、对应单位或跳过这些行") % {"n": errors} if errors else ""
    names = dict(_units(made))
    page = Paginator(made.rows, SHOWN_ROWS).get_page(request.GET.get("page"))
    return {
        "upload": made,
        "plan": made.plan,
        "problems": shown,
        "errors": errors,
        "warnings": len(found) - errors,
        "hidden": len(found) - len(shown),
        "unknown": [
            (text, (near, names[near]) if near in names else None)
            for text, near in made.choices.get("unknown", {}).items()
        ],
        "units": list(names.items()),
        "skipped": made.choices.get("skip", []),
        "page": page,
        "rows": [_preview_row(one, names) for one in page.object_list],
        "begin_reason": reason or ("" if made.rows else _("没有可以导入的行")),
    }


def _preview_row(row: dict[str, Any], names: dict[int, str]) -> dict[str, Any]:
    """A proposed target as the table shows it."""
    draft = from_json(row["draft"])
    target = Target(
        name=draft.name,
        kind=draft.kind,
        goal=draft.goal,
        unit_of_measure=draft.unit_of_measure,
        direction=draft.direction,
        points=draft.points,
        deadline=draft.deadline,
    )
    held: dict[str, list[str]] = {}
    for one in draft.assignments:
        held.setdefault(one.part, []).append(names.get(one.unit, ""))
    return {
        "row": row["row"],
        "target": target,
        "line": Line(target),
        "parts": {part: _("、").join(units) for part, units in held.items()},
        "nodes": len(draft.nodes),
        "asked": bool(row["doubts"]),
    }

"""A list on its way in, page by page: upload, match the columns, look at every row, watch it being written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gangmu.base.errors import Problem, Problems
from gangmu.base.holding import living
from gangmu.base.sheets import Column, Limits, Sheet, SheetOut, refuse_large, write_workbook
from gangmu.base.sheets.header import titles_at
from gangmu.base.sheets.workbook import COLUMN_LETTERS
from gangmu.org.permissions import Permission, access_of
from gangmu.org.queries import today, units_in_force
from gangmu.targets import actions, policies, queries
from gangmu.targets.lists import Choices, Question, columns_of, template
from gangmu.targets.models import TargetImport
from gangmu.targets.states import Category, ImportState, SourceKind
from gangmu.web.downloads import excel
from gangmu.web.requests import Request, whole
from gangmu.web.targets import import_check

SAMPLES = 3
WIDEST = Limits().columns
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
        return render(request, "targets/import_preview.html", import_check.page_of(request, made))
    problems = [Question(**one) for one in made.problems] if made.state == ImportState.FAILED else []
    left = import_check.left_of(made) if made.state == ImportState.DONE else []
    table = next((one["row"] for one in left if one["kind"] == "table"), None)
    context = {"upload": made, "plan": made.plan, "problems": problems, "left": left, "table": table}
    context["unmanned"] = made.state == ImportState.RUNNING and not living()
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
        choices = _defaults(posted, Choices.of(made.choices))
        actions.map_import(upload=made, mapping=_mapping(posted), choices=choices, by=request.user)
    except Problems as refused:
        context = _mapping_page(made) | {"problems": refused.problems}
        return render(request, "targets/import_map.html", context, status=422)
    return redirect("targets:import", made.pk)


@require_POST
def decide(request: Request, pk: int) -> HttpResponse:
    """Take columns and units matched, answers, cells typed anew and rows left out; then check again."""
    made = queries.get_import(access_of(request.user), pk)
    mapping, choices = import_check.decisions(request.POST, made)
    actions.map_import(upload=made, mapping=mapping, choices=choices, by=request.user)
    return redirect("targets:import", made.pk)


@require_POST
def begin(request: Request, pk: int) -> HttpResponse:
    made = queries.get_import(access_of(request.user), pk)
    try:
        actions.begin_import(upload=made, by=request.user)
    except Problems:
        messages.error(request, _("还有问题没有处理：请回答、修改，或跳过这些行"))
    return redirect("targets:import", made.pk)


@require_POST
def again(request: Request, pk: int) -> HttpResponse:
    """Begin with the same file once more, at the headings of its next table."""
    made = queries.get_import(access_of(request.user), pk)
    header = whole(request.POST.get("header"), otherwise=1)
    return redirect("targets:import", actions.import_again(upload=made, header=header, by=request.user).pk)


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
    """A column of the file: its letter, heading, a few cells, and the field it is matched with.

    The field is "out" when the column is left out, "" while nobody has decided.
    """

    index: int
    letter: str
    heading: str
    samples: str
    field: str


def _mapping_page(made: TargetImport) -> dict[str, Any]:
    book = actions.read_upload(made)
    columns = _file_columns(book.sheets[made.sheet], made)
    return {
        "upload": made,
        "plan": made.plan,
        "sheets": list(book.sheets),
        "warnings": list(book.warnings),
        "columns": columns,
        "undecided": [column for column in columns if not column.field],
        "fields": [(column.field, column.title) for column in columns_of(made.plan.year)],
        "choices": made.choices,
        "categories": Category.choices,
        "source_kinds": SourceKind.choices,
        "node_steps": NODE_STEPS,
        "units": list(units_in_force().order_by("order", "code").values_list("pk", "name")),
    }


def _file_columns(sheet: Sheet, made: TargetImport) -> list[FileColumn]:
    fields = {index: name for name, index in made.mapping.items()}
    titles = titles_at(sheet, made.header)
    below = [row for row in sheet.rows[made.header :] if not row.empty]
    filled = {index for row in below for index, cell in enumerate(row.cells) if cell.value.strip()}
    out = dict.fromkeys([*made.choices.get("left_out", []), *(index for index in titles if index not in filled)], "out")
    fields = {**out, **fields}

    def samples(index: int) -> str:
        texts = (row.cells[index].value[:30] for row in below if index < len(row.cells))
        return _("；").join(islice(filter(None, texts), SAMPLES))

    return [
        FileColumn(index, COLUMN_LETTERS[index], titles.get(index, ""), samples(index), fields.get(index, ""))
        for index in sorted(filled | titles.keys())
    ]


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
        left_out=[
            whole(name[7:], -1) for name, field in posted.items() if name.startswith("column-") and field == "out"
        ],
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

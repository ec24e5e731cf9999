"""A list on its way in: uploaded, its columns matched, checked, and written as a whole by background work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gangmu.base import files
from gangmu.base.background import background
from gangmu.base.errors import Denied, Problem, Problems, Refused
from gangmu.base.sheets import Sheet, Workbook, read_workbook
from gangmu.base.uploads import safe_name
from gangmu.org.models import Succession, Unit, User
from gangmu.org.queries import Tree, today, tree_on
from gangmu.org.states import Change
from gangmu.targets import queries
from gangmu.targets.actions.bulk import add_targets, check_rows, faults
from gangmu.targets.actions.locking import draft_plan
from gangmu.targets.drafts import TargetDraft, from_json, to_json
from gangmu.targets.lists import Checked, Choices, Former, Question, UnitMatcher, columns_of, propose, propose_at
from gangmu.targets.lists import check as check_sheet
from gangmu.targets.models import Plan, Source, TargetImport
from gangmu.targets.states import ImportState, SourceKind
from gangmu.targets.verbs import IMPORTS

TYPES = {True: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", False: "text/csv"}


@IMPORTS.does("upload")
def start_import(*, plan: Plan, name: str, data: bytes, by: User) -> TargetImport:
    """Keep the file and guess its sheet, header and columns. Raises Problems when it is no readable table."""
    IMPORTS.check(by, TargetImport(plan=plan), "upload")
    name = safe_name(name)
    book = read_workbook(name, data)
    sheet = book.first
    guess = propose(sheet, plan.year)
    upload = TargetImport(
        plan=plan,
        file=files.store(data, TYPES[data.startswith(b"PK")]),
        name=name,
        sheet=sheet.name,
        header=guess.row or 1,
        mapping={field: index for index, field in guess.columns.items()},
        choices=asdict(Choices(deadline=f"{plan.year}-12-31")),
        by=by,
    )
    with IMPORTS.creation("upload", by=by, row=upload) as step:
        upload.plan, _grant = draft_plan(plan, by)
        step.tell(file=name, sha256=upload.file.sha256)
    return upload


def import_again(*, upload: TargetImport, header: int, by: User) -> TargetImport:
    """A new import of the same file and sheet whose headings stand in another row: the next table of the sheet."""
    made = start_import(plan=upload.plan, name=upload.name, data=files.read(upload.file), by=by)
    return map_import(upload=made, sheet=upload.sheet, header=header, by=by)


def read_upload(upload: TargetImport) -> Workbook:
    """The workbook as it was handed in."""
    return read_workbook(upload.name, files.read(upload.file))


@IMPORTS.does("guess")
@IMPORTS.does("check")
def map_import(
    *,
    upload: TargetImport,
    by: User,
    sheet: str | None = None,
    header: int | None = None,
    mapping: Mapping[str, int] | None = None,
    choices: Choices | None = None,
) -> TargetImport:
    """Set what is where and what was decided, then check the whole list; what is not given stays.

    Another sheet or header row without a mapping has its columns guessed anew, and waits to be matched.
    """
    book = read_upload(upload)
    other_sheet = sheet is not None and sheet != upload.sheet
    other_header = header is not None and header != upload.header
    guessing = mapping is None and (other_sheet or other_header)
    with IMPORTS.step("guess" if guessing else "check", by=by, row=upload, version=None) as step:
        row = step.row
        if sheet is not None and sheet not in book.sheets:
            raise Problems([Problem(_("没有这张工作表"), value=sheet)])
        row.sheet = row.sheet if sheet is None else sheet
        row.header = row.header if header is None else header
        row.mapping = row.mapping if mapping is None else dict(mapping)
        row.choices = row.choices if choices is None else asdict(choices)
        if guessing:
            found, year = book.sheets[row.sheet], row.plan.year
            guess = propose_at(found, row.header, year) if other_header else propose(found, year)
            row.header, row.mapping = guess.row or row.header, {field: index for index, field in guess.columns.items()}
            row.rows, row.problems, row.found = [], [], {}
            row.choices |= {"fixes": {}, "skip": [], "keep": [], "left_out": []}
        else:
            _keep(row, _checked(row, book))
    return row


def check_import(*, upload: TargetImport, by: User) -> TargetImport:
    """Check the list again as it is mapped."""
    return map_import(upload=upload, by=by)


@IMPORTS.does("start")
@transaction.atomic
def begin_import(*, upload: TargetImport, by: User) -> TargetImport:
    """Hand the checked list to background work. Raises Problems while rows with errors are not fixed or skipped."""
    with IMPORTS.step("start", by=by, row=upload, version=None) as step:
        row = step.row
        if errors := [Question(**problem) for problem in row.problems if problem["level"] == "error"]:
            raise Problems(errors)
        if not row.rows:
            raise Problems([Problem(_("没有可以导入的行"), todo=_("请检查工作表和表头行"))])
        row.done, row.total, row.by = 0, len(row.rows), by
        step.tell(targets=row.total)
    write_import.enqueue(row.pk)  # in this transaction: never running without a task
    return row


@IMPORTS.does("finish")
def finish_import(*, upload: TargetImport, by: User) -> TargetImport:
    """Check every row, counting in `done`, then write all in one transaction; on any error nothing is written."""

    def told(done: int) -> None:
        TargetImport.objects.filter(pk=upload.pk).update(done=done)

    drafts = [from_json(row["draft"]) for row in upload.rows]
    check_rows(upload.plan, drafts, told=told)
    with IMPORTS.step("finish", by=by, row=upload, version=None) as step:
        row = step.row
        add_targets(plan=row.plan, rows=_with_sources(row, drafts), by=by)
        row.done, row.finished_at = row.total, timezone.now()
        step.tell(targets=row.total)
        step.also.append(row.plan)  # which got its new sources
    return row


def run_import(*, upload: TargetImport, by: User) -> TargetImport:
    """Finish a running import; a refusal is told on it, anything else is raised."""
    if upload.state != ImportState.RUNNING:
        return upload
    try:
        return finish_import(upload=upload, by=by)
    except Refused as refusal:
        _fail(upload, refusal)
    return TargetImport.objects.get(pk=upload.pk)


def give_up_import(pk: int) -> None:
    """Background work was not able to write a checked list: tell that nothing was written."""
    upload = TargetImport.objects.select_related("plan", "by").get(pk=pk)
    todo = _("请重新上传；如仍不行，请联系系统管理员")
    _fail(upload, Problems([Problem(_("导入意外中断，什么都没有写入"), todo=todo)]))


@background(given_up=give_up_import)
def write_import(pk: int) -> None:
    """Background work: write a checked list in the name of whoever started it."""
    upload = TargetImport.objects.select_related("plan", "by").get(pk=pk)
    run_import(upload=upload, by=upload.by)


@IMPORTS.does("discard")
def discard_import(*, upload: TargetImport, by: User) -> TargetImport:
    """Give the import up; nothing was or will be written. The file stays kept."""
    with IMPORTS.step("discard", by=by, row=upload, version=None) as step:
        step.row.finished_at = timezone.now()
    return step.row


@IMPORTS.does("fail")
def fail_import(*, upload: TargetImport, by: User | None, problems: Sequence[Problem]) -> TargetImport:
    """Tell what went wrong; nothing of the list was written."""
    with IMPORTS.step("fail", by=by, row=upload, version=None, reason=str(problems[0])[:300]) as step:
        step.row.finished_at = timezone.now()
        step.row.problems = [asdict(problem) for problem in problems]
        step.tell(problems=len(problems))
    return step.row


def _checked(row: TargetImport, book: Workbook) -> Checked:
    choices, sheet = Choices.of(row.choices), book.sheets[row.sheet]
    tree = tree_on(today())
    units = Unit.objects.filter(pk__in=tree.subtree(row.plan.unit_id)).order_by("order", "code")
    found = check_sheet(
        sheet,
        row.header,
        row.mapping,
        choices,
        year=row.plan.year,
        matcher=UnitMatcher(units, choices.units, _former(row.plan, tree)),
        leaders={one.user.name: one.user_id for one in queries.leaders_on(tree.on, tree.parents)},
        taken=row.plan.targets.values_list("name", flat=True),
    )
    found.problems += _unwritable(row, sheet, found)
    return found


def _former(plan: Plan, tree: Tree) -> list[Former]:
    """Units that the government once had, each with what became of it."""
    gone = tree.reach(plan.unit_id) - set(tree.parents)
    heirs: dict[int, list[Succession]] = defaultdict(list)
    for one in Succession.objects.filter(old__in=gone, on__lte=tree.on).select_related("new").order_by("on", "pk"):
        heirs[one.old_id].append(one)
    found = []
    for unit in Unit.objects.filter(pk__in=heirs):
        taken, on = heirs[unit.pk], heirs[unit.pk][0].on
        words = {
            "day": _("%(year)d年%(month)d月%(day)d日") % {"year": on.year, "month": on.month, "day": on.day},
            "change": Change(taken[0].change).label,
            "units": _("、").join(one.new.name for one in taken),
        }
        told = _("已于%(day)s%(change)s“%(units)s”") % words
        found.append(Former(tuple(filter(None, (unit.name, unit.short_name))), told, taken[-1].new))
    return found


def _unwritable(row: TargetImport, sheet: Sheet, found: Checked) -> list[Question]:
    """What the writing would refuse of the drafts, told of the rows they come from, unless that is told already."""
    titles = {column.field: column.title for column in columns_of(row.plan.year)}
    told = {(one.row, one.column) for one in found.problems if one.level == "error"}
    questions = []
    for index, problem in faults(row.plan, [one.draft for one in found.proposed]):
        line, title = found.proposed[index].row, titles.get(problem.column, "")
        if (line, title) in told:
            continue
        place = _("第 %(row)d 行“%(title)s”") if title else _("第 %(row)d 行")
        questions.append(
            Question(
                problem.what,
                where=sheet.where(place % {"row": line, "title": title}),
                todo=problem.todo or _("改这一格，或跳过这一行"),
                row=line,
                column=title,
                value=problem.value,
                kind="write",
                cell=row.mapping.get(problem.column),
            )
        )
    return questions


def _keep(row: TargetImport, found: Checked) -> None:
    """Store what the preview shows and what will be written."""
    row.rows = [
        {
            "row": one.row,
            "draft": to_json(one.draft),
            "sources": list(one.sources),
            "doubts": list(one.doubts),
            "texts": dict(one.texts),
        }
        for one in found.proposed
    ]
    row.problems = [vars(problem) for problem in found.problems]
    row.found = {
        "units": {text: vars(asked) for text, asked in found.units.items()},
        "left": [list(one) for one in found.left],
        "columns": [asdict(one) for one in found.open_columns],
    }
    row.total, row.done = len(found.proposed), 0


def _with_sources(row: TargetImport, drafts: list[TargetDraft]) -> list[TargetDraft]:
    """The drafts with their sources as rows; those the plan does not have yet are made."""
    known = {source.name: source.pk for source in row.plan.sources.all()}
    default = row.choices.get("source_name"), row.choices.get("source_kind") or SourceKind.OTHER
    for name in dict.fromkeys(name for one in row.rows for name in one["sources"]):
        if name not in known:
            kind = default[1] if name == default[0] else SourceKind.OTHER
            known[name] = Source.objects.create(plan=row.plan, kind=kind, name=name).pk
    pairs = zip(drafts, row.rows, strict=True)
    return [replace(draft, sources=tuple(known[name] for name in one["sources"])) for draft, one in pairs]


def _fail(upload: TargetImport, refusal: Refused) -> None:
    """Background work tells of a refusal, unless the import was given up meanwhile."""
    problems = refusal.problems if isinstance(refusal, Problems) else [Problem(refusal.reason)]
    with suppress(Denied):
        fail_import(upload=upload, by=None, problems=problems)

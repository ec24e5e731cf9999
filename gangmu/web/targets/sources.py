"""The documents that targets come from: read into items, tied to targets, and how far they are covered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gangmu.base.errors import Problem, Problems
from gangmu.base.paragraphs import LIMITS
from gangmu.base.quantities import NotANumber, parse_quantity, plain
from gangmu.base.sheets import refuse_large, write_workbook
from gangmu.org.models import Unit
from gangmu.org.permissions import access_of
from gangmu.org.queries import units_in_force
from gangmu.targets import actions, policies, proposing, queries
from gangmu.targets.actions.sources import PASTED
from gangmu.targets.models import Candidate, Source, SourceItem
from gangmu.targets.sheets import coverage_sheets
from gangmu.targets.states import CandidateState
from gangmu.targets.verbs import CANDIDATES, ITEMS, SOURCES
from gangmu.web.acts import perform
from gangmu.web.downloads import excel
from gangmu.web.fields import DayField
from gangmu.web.paging import page_of
from gangmu.web.requests import Request, searched, whole

ITEMS_A_PAGE = 40
MOST_PASTED = 400_000
SHOWN = {
    "": gettext_lazy("全部条目"),
    "candidates": gettext_lazy("有候选目标待确认"),
    "open": gettext_lazy("还没有目标落实"),
    "covered": gettext_lazy("已有目标落实"),
}


class CandidateForm(forms.Form):
    """One candidate as the clerk mends it; the number may carry its unit, the lead is named as in the list of units."""

    name = forms.CharField(max_length=200)
    value = forms.CharField(max_length=40, required=False)
    unit_of_measure = forms.CharField(max_length=20, required=False)
    deadline = DayField()
    lead = forms.CharField(max_length=100, required=False)

    def __init__(self, data: Any, *, candidate: Candidate, units: dict[str, Unit], lead: str) -> None:
        self.candidate, self.units, self.version = candidate, units, candidate.version
        draft = proposing.draft_of(candidate)
        start = {
            "name": draft.name,
            "value": "" if draft.goal is None else plain(draft.goal),
            "unit_of_measure": draft.unit_of_measure,
            "deadline": draft.deadline,
            "lead": lead,
        }
        super().__init__(data, prefix=f"c{candidate.pk}", initial=start)
        for name, label in _COLUMNS.items():
            self.fields[name].widget.attrs["aria-label"] = f"{label}：{candidate.name}"
        self.fields["lead"].widget.attrs["list"] = "units"

    def clean_lead(self) -> int | None:
        text = self.cleaned_data["lead"].strip()
        if text and text not in self.units:
            raise forms.ValidationError(_("没有这个单位，请从列表里选"))
        return self.units[text].pk if text else None

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        text, unit = values.get("value") or "", values.get("unit_of_measure") or ""
        try:
            found = parse_quantity(text, unit=unit) if text else None
        except NotANumber as refused:
            self.add_error("value", refused.reason)
            return values
        values["goal"] = found.value if found else None
        values["unit_of_measure"] = unit or (found.unit if found else "")
        return values

    def taken(self) -> actions.Taken:
        """What the action is handed."""
        values = self.cleaned_data
        draft = proposing.draft_of(self.candidate, lead=values["lead"])
        draft = replace(draft, name=values["name"], deadline=values["deadline"])
        if self.candidate.value is not None:
            draft = replace(draft, goal=values["goal"], unit_of_measure=values["unit_of_measure"])
        return actions.Taken(self.candidate, whole(self.data.get(f"{self.prefix}-version"), otherwise=-1), draft)


_COLUMNS = {
    "name": gettext_lazy("目标名称"),
    "value": gettext_lazy("目标值"),
    "unit_of_measure": gettext_lazy("计量单位"),
    "deadline": gettext_lazy("完成时限"),
    "lead": gettext_lazy("牵头单位"),
}


@dataclass
class Line:
    """A candidate on the page: its form while it is open, why its lead is proposed, and its clause."""

    candidate: Candidate
    said: str
    form: CandidateForm | None = None
    because: str = ""
    chosen: bool = False


@dataclass
class Passage:
    """An item with its candidates; `path` is empty where it is the one above, too."""

    item: SourceItem
    path: str
    lines: list[Line]


@require_http_methods(["GET", "HEAD", "POST"])
def source(request: Request, pk: int) -> HttpResponse:
    """A source's items with what they seem to state; here candidates are taken or dropped, many at once."""
    access = access_of(request.user)
    row = queries.get_source(access, pk)
    shown = request.GET.get("show", "")
    items = _filtered(row, shown, searched(request))
    page = page_of(request, items, ITEMS_A_PAGE)
    bound = request.POST if request.method == "POST" else None
    passages = _passages(row, list(page), bound)
    problems: tuple[Problem, ...] = ()
    if bound is not None:
        chosen = [line for one in passages for line in one.lines if line.chosen and line.form]
        try:
            done = _decide(request, row, bound.get("do", ""), chosen)
        except Problems as refused:
            problems = refused.problems
        else:
            if done:
                messages.success(request, done)
                return redirect(request.get_full_path())
    context = {
        "source": row,
        "plan": row.plan,
        "page": page,
        "passages": passages,
        "units": units_in_force().order_by("order", "code"),
        "shown": [(key, label, key == shown) for key, label in SHOWN.items()],
        "q": searched(request),
        "problems": problems,
        "edit_reason": policies.edit_refusal(row.plan, access),
        "read_reason": SOURCES.refusal(request.user, row, "read"),
        "any_open": any(line.form for one in passages for line in one.lines),
        "has_items": row.items.exists(),
    }
    return render(request, "targets/source.html", context, status=200 if bound is None else 422)


def _filtered(row: Source, shown: str, words: str) -> Any:
    items = queries.items_of(row)
    if shown == "candidates":
        items = items.filter(candidates__state=CandidateState.OPEN).distinct()
    elif shown == "open":
        items = items.filter(queries.OPEN_ITEM)
    elif shown == "covered":
        items = items.filter(targets__isnull=False).distinct()
    for word in words.split():
        items = items.filter(text__icontains=word)
    return items


def _passages(row: Source, items: Sequence[SourceItem], bound: Any) -> list[Passage]:
    open_ones = [one for item in items for one in item.candidates.all() if one.state == CandidateState.OPEN]
    leads = proposing.leads_before(row.plan, [proposing.name_of(one) for one in open_ones])
    units = {unit.name: unit for unit in units_in_force()}
    passages, path = [], None
    for item in items:
        lines = []
        for one in item.candidates.all():
            one.item = item
            line = Line(one, item.text[one.start : one.end].strip(" ，；。"))
            if one.state == CandidateState.OPEN:
                lead = leads.get(proposing.name_of(one))
                line.because = lead.because if lead else ""
                line.chosen = bound is not None and f"take-{one.pk}" in bound
                data = bound if line.chosen else None
                line.form = CandidateForm(data, candidate=one, units=units, lead=lead.unit.name if lead else "")
            lines.append(line)
        passages.append(Passage(item, "" if item.path == path else item.path, lines))
        path = item.path
    return passages


def _decide(request: Request, row: Source, verb: str, chosen: Sequence[Line]) -> str:
    """Do it and say so; "" when a form is wrong and says why itself. Raises Problems."""
    if not chosen:
        raise Problems([Problem(_("还没有勾选候选目标"), todo=_("请先在要采用或不采用的候选目标前打勾"))])
    forms_ = [line.form for line in chosen if line.form]
    if verb == "drop":
        rows = [line.candidate for line in chosen]
        actions.drop_candidates(candidates=rows, by=request.user)
        return _("%(n)d 个候选目标不采用") % {"n": len(rows)}
    if sum(not form.is_valid() for form in forms_):  # all of them, so that every form shows its faults
        return ""
    made = actions.take_candidates(plan=row.plan, taken=[form.taken() for form in forms_], by=request.user)
    return _("已列为 %(n)d 个目标，编号 %(first)s 至 %(last)s；节点和分值请在目标页补齐") % {
        "n": len(made),
        "first": made[0].code,
        "last": made[-1].code,
    }


@require_POST
def read(request: Request, pk: int) -> HttpResponse:
    """Take the text of a source, as a file or pasted."""
    row = queries.get_source(access_of(request.user), pk)
    file, pasted = request.FILES.get("file"), request.POST.get("text", "")
    try:
        if file is not None:
            refuse_large(file.name or "", file.size or 0, LIMITS)
            name, data = file.name or "", file.read()
        elif pasted.strip():
            name, data = PASTED, pasted[:MOST_PASTED].encode()
        else:
            raise Problems([Problem(_("还没有选文件，也没有粘贴文字"), todo=_("请选择 .docx 或 .txt 文件"))])
        version = whole(request.POST.get("version"))
        actions.read_source(source=row, version=version, name=name, data=data, by=request.user)
    except Problems as refused:
        context = {"source": row, "plan": row.plan, "problems": refused.problems, "text": pasted}
        return render(request, "targets/source.html", context, status=422)
    messages.success(request, _("已读入 %(n)d 个条目，请逐条确认候选目标") % {"n": row.items.count()})
    return redirect("targets:source", row.pk)


@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    """Consider a candidate again."""
    row = queries.get_candidate(access_of(request.user), pk)
    perform(request, CANDIDATES, row, "reopen")
    back = reverse("targets:source", args=[row.item.source_id])
    return redirect(f"{back}#item-{row.item_id}")


@require_http_methods(["GET", "HEAD", "POST"])
def item(request: Request, pk: int) -> HttpResponse:
    """Which targets of the plan carry this item, or why none does."""
    access = access_of(request.user)
    row = queries.get_item(access, pk)
    plan = row.source.plan
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        verb = "set_aside" if "why" in request.POST else "link"
        ITEMS.check(request.user, row, verb)
        chosen = list(plan.targets.filter(pk__in=[whole(one) for one in request.POST.getlist("targets")]))
        try:
            perform(request, ITEMS, row, verb, **({"targets": chosen} if verb == "link" else {}))
        except Problems as refused:
            problems = refused.problems
        else:
            messages.success(request, _("已保存"))
            return redirect(reverse("targets:source", args=[row.source_id]) + f"#item-{row.pk}")
    context = {
        "item": row,
        "source": row.source,
        "plan": plan,
        "problems": problems,
        "targets": _offered(row, searched(request)),
        "q": searched(request),
        "edit_reason": policies.edit_refusal(plan, access),
    }
    return render(request, "targets/source_item.html", context, status=422 if problems else 200)


def _offered(row: SourceItem, words: str) -> list[tuple[Any, bool]]:
    """The targets that may be ticked: those ticked now first, then what is searched for, or what sounds most alike."""
    linked = {one.pk for one in row.targets.all()}
    targets = list(row.source.plan.targets.order_by("code"))
    found = [one for one in targets if all(word in f"{one.code} {one.name} {one.task}" for word in words.split())]
    if not words:
        found.sort(key=lambda one: -proposing.likeness(one.name, row.text))
    found = [one for one in targets if one.pk in linked] + [one for one in found if one.pk not in linked]
    return [(one, one.pk in linked) for one in found[: len(linked) + 50]]


@require_safe
def coverage(request: Request, pk: int) -> HttpResponse:
    """Both ways: what no target carries, and what comes from nowhere."""
    plan = queries.get_plan(access_of(request.user), pk)
    found = queries.coverage_of(plan)
    context = {
        "plan": plan,
        "coverage": found,
        "sources": queries.sources_of(plan),
        "open": page_of(request, found.open_items, ITEMS_A_PAGE),
        "loose": list(found.loose),
    }
    return render(request, "targets/coverage.html", context)


@require_safe
def coverage_export(request: Request, pk: int) -> HttpResponse:
    """Every item with its targets, and every target with its sources, as two sheets."""
    plan = queries.get_plan(access_of(request.user), pk)
    return excel(write_workbook(coverage_sheets(plan)), _("%(plan)s来源覆盖情况") % {"plan": plan})

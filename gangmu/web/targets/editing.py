"""A target is typed: its fields, who answers for it, and its nodes, on one form that works without script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gangmu.base.errors import Conflict, Problems
from gangmu.base.quantities import NotANumber, format_quantity, parse_quantity, unit_names
from gangmu.org.models import Appointment, in_force
from gangmu.org.permissions import Permission, access_of
from gangmu.org.queries import today, tree_on, units_in_force
from gangmu.targets import actions, policies, queries
from gangmu.targets import nodes as filling
from gangmu.targets.agreed import terms_on
from gangmu.targets.drafts import FIELDS, AssignmentDraft, NodeDraft, TargetDraft
from gangmu.targets.models import FULLY_DONE, Plan, Target
from gangmu.targets.months import NAMED
from gangmu.targets.snapshots import fields_of
from gangmu.targets.states import Kind
from gangmu.web.requests import Request, whole
from gangmu.web.saving import into_form
from gangmu.web.targets.forms import (
    MOST_ASSIGNMENTS,
    MOST_NODES,
    AssignmentFormSet,
    NodeFormSet,
    TargetForm,
    measure_typed,
    named,
    number,
)
from gangmu.web.targets.words import side_by_side

NUMBERS = ("points", "goal", "stretch", "baseline")


@dataclass
class Typed:
    """The three parts of the page."""

    form: TargetForm
    assignments: Any
    nodes: Any

    def valid(self) -> bool:
        return all([self.form.is_valid(), self.assignments.is_valid(), self.nodes.is_valid()])

    def values(self) -> dict[str, Any]:
        values = {name: self.form.cleaned_data[name] for name in FIELDS}
        return values | {name: self.form.cleaned_data[name] for name in ("leader", "sources")}

    def assignment_drafts(self) -> tuple[AssignmentDraft, ...]:
        rows = [row for row in self.assignments.cleaned_data if row and not row.get("DELETE")]
        return tuple(AssignmentDraft(row["unit"].pk, row["part"], row["person"]) for row in rows)

    def node_drafts(self) -> tuple[NodeDraft, ...]:
        rows = [row for row in self.nodes.cleaned_data if row and not row.get("DELETE")]
        return tuple(NodeDraft(row["due"], row["planned"], row["content"]) for row in rows)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, pk: int) -> HttpResponse:
    access = access_of(request.user)
    plan = queries.get_plan(access, pk)
    access.check(Permission.EDIT_PLAN, plan.unit_id)
    policies.check_edit(plan)
    if request.method != "POST" or _only_redrawn(request.POST):
        return _page(request, plan, _redrawn(request.POST, plan) if request.POST else _empty(plan))
    typed = _bound(request.POST, plan)
    if typed.valid():
        values = typed.values()
        leader, sources = values.pop("leader"), values.pop("sources")
        draft = TargetDraft(
            **values,
            leader=leader.pk if leader else None,
            sources=tuple(source.pk for source in sources),
            assignments=typed.assignment_drafts(),
            nodes=typed.node_drafts(),
        )
        try:
            made = actions.create_target(plan=plan, draft=draft, by=request.user)
        except Problems as problems:
            into_form(typed.form, problems)
        else:
            messages.success(request, _("已录入“%(target)s”") % {"target": made})
            again = "again" in request.POST
            return redirect("targets:target-new", plan.pk) if again else redirect("targets:target", made.pk)
    return _page(request, plan, typed, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    access = access_of(request.user)
    target = queries.get_target(access, pk)
    plan = target.plan
    access.check(Permission.EDIT_PLAN, plan.unit_id)
    policies.check_edit(plan)
    if request.method != "POST" or _only_redrawn(request.POST):
        return _page(request, plan, _redrawn(request.POST, plan) if request.POST else _stored(target), target)
    typed = _bound(request.POST, plan)
    conflict: dict[str, Any] = {}
    if typed.valid():
        try:
            actions.update_target(
                target=target,
                version=_version(request.POST),
                values=typed.values(),
                assignments=typed.assignment_drafts(),
                nodes=typed.node_drafts(),
                by=request.user,
            )
        except Problems as problems:
            into_form(typed.form, problems)
        except Conflict as found:
            versions = side_by_side(found, typed.assignment_drafts(), typed.node_drafts())
            conflict = {"conflict": found, "versions": versions}
        else:
            messages.success(request, _("已保存“%(target)s”") % {"target": typed.form.cleaned_data["name"]})
            return redirect("targets:target", pk)
    return _page(request, plan, typed, target, status=409 if conflict else 422, more=conflict)


@require_POST
def delete(request: Request, pk: int) -> HttpResponse:
    target = queries.get_target(access_of(request.user), pk)
    actions.delete_target(target=target, version=_version(request.POST), by=request.user)
    messages.success(request, _("已删除“%(target)s”") % {"target": target})
    return redirect("targets:plan", target.plan_id)


def _version(posted: QueryDict) -> int:
    return whole(posted.get("version"))


def _only_redrawn(posted: QueryDict) -> bool:
    """Whether the form asks for another row or filled nodes; nothing is saved then."""
    return any(name in posted for name in ("add", "fill", "recount"))


def _units(plan: Plan) -> list[tuple[Any, str]]:
    tree = tree_on(today())
    names = dict(units_in_force().values_list("pk", "name"))
    inside = tree.subtree(plan.unit_id)
    return [("", ""), *((pk, "　" * depth + names[pk]) for pk, depth in tree.walk() if pk in inside)]


def _empty(plan: Plan) -> Typed:
    start = {"kind": Kind.QUANTITATIVE, "deadline": f"{plan.year}-12-31"}
    return _typed(plan, start, [{"part": "lead"}], [])


def _stored(target: Target) -> Typed:
    terms = terms_on(target, today())
    values = fields_of(terms)
    values |= {name: number(values[name]) for name in NUMBERS}
    values |= {"leader": target.leader_id, "sources": [source.pk for source in target.sources.all()]}
    assignments = [
        {"unit": one.unit_id, "part": one.part, "person": named(one.person)} for one in target.assignments.all()
    ]
    nodes = [{"due": node.due, "planned": number(node.planned), "content": node.content} for node in terms.nodes.all()]
    return _typed(target.plan, values, assignments, nodes)


def _typed(plan: Plan, values: Mapping[str, Any], assignments: list[Any], nodes: list[Any]) -> Typed:
    return Typed(
        TargetForm(plan=plan, initial=values),
        AssignmentFormSet(prefix="assignments", initial=assignments, form_kwargs={"units": _units(plan)}),
        NodeFormSet(prefix="nodes", initial=nodes),
    )


def _bound(posted: QueryDict, plan: Plan) -> Typed:
    """What was typed, to be checked. No row counts as stored before, so that a row may simply be emptied."""
    unit = measure_typed(posted) if posted.get("kind") == Kind.QUANTITATIVE else "%"
    posted = posted.copy()
    for prefix in ("assignments", "nodes"):
        posted[f"{prefix}-INITIAL_FORMS"] = "0"
    return Typed(
        TargetForm(posted, plan=plan),
        AssignmentFormSet(posted, prefix="assignments", form_kwargs={"units": _units(plan)}),
        NodeFormSet(posted, prefix="nodes", form_kwargs={"unit": unit}),
    )


def _redrawn(posted: QueryDict, plan: Plan) -> Typed:
    """What was typed, unchecked, with filled nodes where asked for. Every formset shows spare rows behind."""
    values: dict[str, Any] = {name: posted.get(name, "") for name in (*FIELDS, "leader")}
    values["sources"] = posted.getlist("sources")
    assignments = _raw(posted, "assignments", ("unit", "part", "person"), MOST_ASSIGNMENTS)
    nodes = _raw(posted, "nodes", ("due", "planned", "content"), MOST_NODES)
    if posted.get("fill") in (filling.QUARTER, filling.MONTH):
        nodes = _filled(posted, plan) or nodes
    return _typed(plan, values, assignments, nodes)


def _raw(posted: QueryDict, prefix: str, names: tuple[str, ...], most: int) -> list[dict[str, str]]:
    rows = [
        {name: posted.get(f"{prefix}-{index}-{name}", "") for name in names}
        for index in range(min(whole(posted.get(f"{prefix}-TOTAL_FORMS")), most))
        if f"{prefix}-{index}-DELETE" not in posted
    ]
    told = [name for name in names if name != "part"]
    return [row for row in rows if posted.get("add") == prefix or any(row[name] for name in told)]


def _filled(posted: QueryDict, plan: Plan) -> list[dict[str, Any]]:
    """Equal steps to the goal; nothing when the goal cannot be read yet."""
    form = TargetForm(posted, plan=plan)
    form.is_valid()
    values = form.cleaned_data
    aim = values.get("goal") if values.get("kind") == Kind.QUANTITATIVE else FULLY_DONE
    if aim is None:
        return []
    days = filling.due_days(posted.get("fill", ""), plan.year, values.get("deadline"))
    nodes = filling.spread(aim, days, accumulation=values.get("accumulation", ""))
    return [{"due": node.due, "planned": number(node.planned), "content": ""} for node in nodes]


def _difference(typed: Typed) -> str:
    """How far the last node is from the goal, in words; empty when it fits or cannot be told yet."""
    form = typed.form
    measured = form["kind"].value() == Kind.QUANTITATIVE
    unit = measure_typed({name: form[name].value() for name in ("unit_of_measure", "goal")})
    planned = [one["planned"].value() for one in typed.nodes if one["due"].value() and one["planned"].value()]
    if not planned:
        return ""
    try:
        goal = parse_quantity(form["goal"].value() or "", unit=unit).value if measured else FULLY_DONE
        last = parse_quantity(str(planned[-1]), unit=unit if measured else "%").value
    except NotANumber:
        return ""
    if last == goal:
        return ""
    words = {"last": format_quantity(last), "goal": format_quantity(goal), "gap": format_quantity(abs(goal - last))}
    if last < goal:
        return _("最后一个节点是 %(last)s，离目标 %(goal)s 还差 %(gap)s") % words
    return _("最后一个节点是 %(last)s，比目标 %(goal)s 多 %(gap)s") % words


def _page(
    request: Request,
    plan: Plan,
    typed: Typed,
    target: Target | None = None,
    *,
    status: int = 200,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    tree = tree_on(today())
    people = Appointment.objects.filter(in_force(today()), unit__in=tree.subtree(plan.unit_id)).order_by()
    context = {
        "plan": plan,
        "target": target,
        "form": typed.form,
        "assignments": typed.assignments,
        "nodes": typed.nodes,
        "difference": _difference(typed),
        "people": sorted(set(people.values_list("user__name", "user__username"))),
        "measures": unit_names(),
        "rhythms": NAMED.values(),
        "version": _version(request.POST) if request.POST and not more else target.version if target else 0,
        **(more or {}),
    }
    return render(request, "targets/target_form.html", context, status=status)

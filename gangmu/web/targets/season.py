"""按季节展开: a draft target names its indicator, sees its year by the season beside twelfths, edits it, takes it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from gangmu.base.errors import Conflict, Problems
from gangmu.base.quantities import NotANumber, format_quantity, parse_quantity, plain
from gangmu.indicators.models import Indicator
from gangmu.org.models import Unit
from gangmu.org.permissions import Permission, access_of
from gangmu.org.queries import today, tree_on, units_in_force
from gangmu.targets import actions, policies, queries, seasons
from gangmu.targets import nodes as filling
from gangmu.targets.agreed import terms_on
from gangmu.targets.drafts import NodeDraft
from gangmu.targets.models import Target, Terms
from gangmu.web.requests import Request, whole

STEPS = ((filling.MONTH, gettext_lazy("按月")), (filling.QUARTER, gettext_lazy("按季度")))


class ChoiceForm(forms.Form):
    indicator = forms.ModelChoiceField(
        Indicator.objects.none(), label=gettext_lazy("指标"), empty_label=gettext_lazy("请选择")
    )
    measured = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("取哪个单位的数"), empty_label=None)
    step = forms.ChoiceField(label=gettext_lazy("节点"), choices=STEPS, initial=filling.MONTH)

    def __init__(self, *args: Any, target: Target, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Indicator.objects.filter(unit_of_measure=target.unit_of_measure).order_by("name")
        self.fields["indicator"].queryset = rows  # type: ignore[attr-defined]
        below = tree_on().reach(target.plan.unit_id)
        self.fields["measured"].queryset = units_in_force().filter(pk__in=below)  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
def season(request: Request, pk: int) -> HttpResponse:
    """`?indicator=&measured=&step=` propose; POST takes the nodes as they were edited."""
    access = access_of(request.user)
    target = queries.get_target(access, pk)
    access.check(Permission.EDIT_PLAN, target.plan.unit_id)
    policies.check_edit(target.plan)
    terms = terms_on(target, today())
    start = {"indicator": target.indicator_id or _likely(target), "measured": target.measured_id or target.plan.unit_id}
    asked = request.POST if request.method == "POST" else request.GET if "indicator" in request.GET else None
    form = ChoiceForm(asked, target=target, initial=start)
    context: dict[str, Any] = {"target": target, "plan": target.plan, "form": form, "goal": terms.goal}
    context |= {"version": target.version, "status": 422 if request.method == "POST" else 200}
    if asked is not None and terms.goal is not None and form.is_valid():
        chosen = form.cleaned_data
        context |= _proposed(target, terms, chosen)
        if request.method == "POST" and _taken(request, target, chosen, context):
            messages.success(request, _("已按季节展开“%(target)s”") % {"target": target})
            return redirect("targets:target", pk)
    return render(request, "targets/season.html", context, status=context["status"])


def _likely(target: Target) -> int | None:
    """The indicator whose name the target's begins with, in the same unit of measure."""
    rows = Indicator.objects.filter(unit_of_measure=target.unit_of_measure)
    return next((one.pk for one in rows if any(name in target.name for name in one.names)), None)


def _proposed(target: Target, terms: Terms, chosen: dict[str, Any]) -> dict[str, Any]:
    indicator, measured = chosen["indicator"], chosen["measured"]
    goal = terms.goal or Decimal(0)
    year = target.plan.year
    laid, plan, even = seasons.laid_out(indicator, measured.pk, year, goal)
    nodes = seasons.nodes_by(plan, year, terms.deadline, goal, chosen["step"])
    level = seasons.nodes_by(even, year, terms.deadline, goal, chosen["step"])
    rows = [
        {
            "due": node.due,
            "planned": plain(node.planned or Decimal(0)),
            "even": format_quantity(flat.planned or Decimal(0)),
        }
        for node, flat in zip(nodes, level, strict=True)
    ]
    return {
        "indicator": indicator,
        "laid": laid,
        "rows": rows,
        "baseline": seasons.last_result(indicator, measured.pk, year),
        "option": _option(target, nodes, level),
        "wrong": list(policies.wrong_indicator(target, indicator, measured)),
    }


def _option(target: Target, nodes: tuple[NodeDraft, ...], level: tuple[NodeDraft, ...]) -> dict[str, Any]:
    def line(name: str, of: tuple[NodeDraft, ...], kind: str) -> dict[str, Any]:
        return {
            "name": name,
            "type": "line",
            "data": [float(one.planned or 0) for one in of],
            "lineStyle": {"type": kind},
        }

    return {
        "xAxis": {"type": "category", "data": [_("%(n)d月") % {"n": one.due.month} for one in nodes]},
        "yAxis": {"type": "value", "name": target.measure},
        "legend": {},
        "series": [line(_("季节进度"), nodes, "solid"), line(_("序时进度"), level, "dashed")],
    }


def _taken(request: Request, target: Target, chosen: dict[str, Any], context: dict[str, Any]) -> bool:
    """Whether the nodes were written; if not, the context says why and keeps what was typed."""
    drafts, faults = [], []
    for row in context["rows"]:
        text = request.POST.get(f"planned-{row['due']:%Y-%m-%d}", row["planned"])
        row["planned"] = text
        try:
            drafts.append(NodeDraft(row["due"], parse_quantity(text, unit=target.measure).value))
        except NotANumber as refused:
            row["error"] = refused.reason
            faults.append(refused.reason)
    if faults:
        context["status"] = 422
        return False
    try:
        actions.lay_out_target(
            target=target,
            version=whole(request.POST.get("version")),
            indicator=chosen["indicator"],
            measured=chosen["measured"],
            nodes=drafts,
            baseline=context["baseline"] if "baseline" in request.POST else None,
            by=request.user,
        )
    except Problems as problems:
        context |= {"problems": problems.problems, "status": 422}
        return False
    except Conflict as found:
        context |= {"conflict": found.reason, "version": found.theirs["version"], "status": 409}
        return False
    return True

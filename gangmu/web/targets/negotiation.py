"""协商: the board of all parts that are talked about, and one part's rounds with what history says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from gangmu.base.errors import Denied, Problems, reason_against
from gangmu.base.quantities import NotANumber, parse_quantity, plain
from gangmu.org.permissions import Permission, access_of
from gangmu.targets import actions, hints, policies, queries
from gangmu.targets.models import Assignment, Negotiation, Round
from gangmu.targets.states import Side, TalkState
from gangmu.targets.verbs import NEGOTIATIONS
from gangmu.web.paging import page_of
from gangmu.web.requests import Request, searched, whole
from gangmu.web.saving import into_form

PARTS_A_PAGE = 50
NOT_BEGUN = "none"


class OfferForm(forms.Form):
    """One side's offer; numbers may carry their unit."""

    goal = forms.CharField(label=gettext_lazy("目标值"), required=False, max_length=40)
    stretch = forms.CharField(label=gettext_lazy("争取目标"), required=False, max_length=40)
    argument = forms.CharField(
        label=gettext_lazy("理由"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, unit: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit

    def clean_goal(self) -> Any:
        return self._number("goal")

    def clean_stretch(self) -> Any:
        return self._number("stretch")

    def _number(self, name: str) -> Any:
        text = self.cleaned_data[name].strip()
        if not text:
            return None
        try:
            return parse_quantity(text, unit=self.unit).value
        except NotANumber as refused:
            raise forms.ValidationError(refused.reason) from refused


@dataclass
class Part:
    """A line of the board: the last word of each side."""

    assignment: Assignment
    negotiation: Negotiation | None
    office: Round | None
    unit: Round | None
    rounds: int


@require_http_methods(["GET", "HEAD", "POST"])
def board(request: Request, pk: int) -> HttpResponse:
    """Every part that this person may see, whose word is awaited; the office puts its draft to all units at once."""
    access = access_of(request.user)
    plan = queries.get_plan(access, pk)
    if request.method == "POST":
        access.check(Permission.EDIT_PLAN, plan.unit_id)
        waiting = list(queries.negotiable(access, plan).filter(negotiation__isnull=True, part="lead"))
        done = actions.open_all(plan=plan, by=request.user, assignments=waiting)
        messages.success(request, _("已向牵头单位发出 %(n)d 项目标的方案") % {"n": done})
        return redirect("targets:negotiations", plan.pk)
    rows = _filtered(queries.negotiable(access, plan), request.GET.get("state", ""), searched(request))
    page = page_of(request, rows, PARTS_A_PAGE)
    context = {
        "plan": plan,
        "page": page,
        "parts": [_part(one) for one in page],
        "states": _state_choices(request.GET.get("state", "")),
        "q": searched(request),
        "counts": queries.talk_counts(access, plan),
        "office": access.can(Permission.EDIT_PLAN, plan.unit_id),
        "closed": reason_against(policies.check_talks, plan),
    }
    return render(request, "targets/negotiations.html", context)


def _filtered(rows: Any, state: str, words: str) -> Any:
    if state == NOT_BEGUN:
        rows = rows.filter(negotiation__isnull=True)
    elif state in TalkState.values:
        rows = rows.filter(negotiation__state=state)
    for word in words.split():
        rows = rows.filter(queries.named_like(word))
    return rows


def _state_choices(chosen: str) -> list[tuple[str, Any, bool]]:
    named = [("", _("全部")), (NOT_BEGUN, _("还没有开始")), *TalkState.choices]
    return [(value, label, value == chosen) for value, label in named]


def _part(one: Assignment) -> Part:
    negotiation = getattr(one, "negotiation", None)
    rounds: Sequence[Round] = list(negotiation.rounds.all()) if negotiation else []
    last = {side: next((r for r in reversed(rounds) if r.side == side), None) for side in Side.values}
    return Part(one, negotiation, last[Side.OFFICE], last[Side.UNIT], len(rounds))


@require_http_methods(["GET", "HEAD", "POST"])
def part(request: Request, pk: int) -> HttpResponse:
    """One unit's goal: rounds, history beside them, and what this person may say next."""
    access = access_of(request.user)
    one = queries.get_negotiable(access, pk)
    target, talk = one.target, getattr(one, "negotiation", None)
    last = talk.rounds.last() if talk else None
    start = _start(target, last)
    form = OfferForm(request.POST or None, unit=target.measure, initial=start)
    verbs = _verbs(request, one, talk)
    if request.method == "POST":
        verb = request.POST.get("verb", "")
        if verb not in [one.name for one, _refusal, _offers in verbs]:
            raise Denied(_("现在不能这样做，请刷新页面看最新的情况"))
        if _said(request, one, talk, verb, form):
            messages.success(request, _("已记录"))
            return redirect("targets:negotiation", one.pk)
    context = {
        "part": one,
        "target": target,
        "plan": target.plan,
        "talk": talk,
        "rounds": list(talk.rounds.select_related("by")) if talk else [],
        "hints": hints.hints_for(target, last.goal if last else start["raw"]),
        "form": form,
        "verbs": verbs,
        "version": talk.version if talk else 0,
    }
    return render(request, "targets/negotiation.html", context, status=422 if form.errors else 200)


def _start(target: Any, last: Round | None) -> dict[str, Any]:
    """What the form shows first: the last offer, else the draft."""
    terms = last or target.terms.get()
    shown = {name: "" if getattr(terms, name) is None else plain(getattr(terms, name)) for name in ("goal", "stretch")}
    return shown | {"raw": terms.goal}


OFFERS = ("open", "propose", "offer", "counter")


def _verbs(request: Request, one: Assignment, talk: Negotiation | None) -> list[Any]:
    """(verb, why it is grey, whether it sends an offer) of what the state allows this side to say."""
    access = access_of(request.user)
    office = access.can(Permission.EDIT_PLAN, one.target.plan.unit_id)
    if talk is None:
        names = ("open",) if office else ("propose",)
        row: Any = Negotiation(assignment=one)
        return [(NEGOTIATIONS.by_name[n], NEGOTIATIONS.refusal(request.user, row, n), True) for n in names]
    mine = ("offer", "agree", "reopen") if office else ("counter", "accept")
    acts = [act for act in NEGOTIATIONS.acts(request.user, talk) if act.verb.name in mine]
    return [(act.verb, act.refusal, act.verb.name in OFFERS) for act in acts]


def _said(request: Request, one: Assignment, talk: Negotiation | None, verb: str, form: OfferForm) -> bool:
    """Do what was pressed; False when the form says why not."""
    if not form.is_valid():
        return False
    action = NEGOTIATIONS.actions[verb]
    arguments: dict[str, Any] = {"by": request.user}
    if verb in ("open", "propose"):
        arguments["assignment"] = one
    else:
        arguments |= {"negotiation": talk, "version": whole(request.POST.get("version"))}
    if verb in OFFERS:
        arguments["offer"] = actions.Offer(**form.cleaned_data)
    if verb == "reopen":
        arguments["reason"] = form.cleaned_data["argument"]
    try:
        action(**arguments)
    except Problems as refused:
        into_form(form, refused)
        return False
    return True

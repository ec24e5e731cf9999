"""Things put out for comments: what is asked, what units say, what the office answers, and the summary as Excel."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gangmu.base.errors import Conflict, Problem, Problems
from gangmu.base.sheets import Column, SheetOut, write_workbook
from gangmu.documents import actions, opinions
from gangmu.documents.models import Consultation
from gangmu.documents.states import Outcome
from gangmu.documents.verbs import COMMENTS, CONSULTATIONS
from gangmu.org.models import Unit
from gangmu.org.permissions import Permission, access_of
from gangmu.org.queries import today, units_in_force
from gangmu.web.acts import offers, perform
from gangmu.web.documents.subjects import subject_of
from gangmu.web.downloads import excel
from gangmu.web.fields import DayField
from gangmu.web.paging import page_of
from gangmu.web.requests import Request, whole
from gangmu.web.saving import posted, saved, status

PER_PAGE = 50


class OpenForm(forms.Form):
    due = DayField(label=gettext_lazy("截止"), help_text=gettext_lazy("当天仍可提出；之后视为无意见"))
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("征求意见的对象"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )

    def __init__(self, *args: Any, unit: Unit, below: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = units_in_force().filter(pk__in=below).exclude(pk=unit.pk)
        self.fields["units"].queryset = asked  # type: ignore[attr-defined]


@require_safe
def consultation_list(request: Request) -> HttpResponse:
    """What is out for comments and what was, the newest first."""
    rows = opinions.visible_consultations(access_of(request.user)).annotate(
        asked=Count("units", distinct=True),
        said=Count("comments", distinct=True),
        left=Count("comments", Q(comments__outcome=""), distinct=True),
    )
    context = {"page": page_of(request, rows.order_by("-pk"), PER_PAGE), "today": today()}
    return render(request, "documents/consultations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def open_consultation(request: Request, about: str) -> HttpResponse:
    """Which units are asked, until when, about the parts that are listed."""
    access = access_of(request.user)
    subject = subject_of(access, about)
    access.check(Permission.WRITE_PAPERS, subject.unit.pk)
    below = list(access.tree.children.get(subject.unit.pk, []))
    form = OpenForm(posted(request), unit=subject.unit, below=below, initial={"units": below})

    def act() -> Consultation:
        return actions.open_consultation(subject=subject, by=request.user, **form.cleaned_data)

    if request.method == "POST" and (asked := saved(form, act)):
        messages.success(request, _("已向 %(n)d 个单位征求意见") % {"n": asked.units.count()})
        return redirect("documents:consultation", asked.pk)
    return render(request, "documents/consult.html", {"form": form, "subject": subject}, status=status(form))


@require_safe
def consultation(request: Request, pk: int) -> HttpResponse:
    return _page(request, opinions.get_consultation(access_of(request.user), pk))


def _page(request: Request, asked: Consultation, code: int = 200, **extra: Any) -> HttpResponse:
    access = access_of(request.user)
    said: dict[str, list[Any]] = {}
    for one in opinions.comments_of(access, asked):
        said.setdefault(one.place, []).append(one)
    address = lambda verb: reverse(f"documents:consultation-{verb}", args=[asked.pk])  # noqa: E731
    context = {
        "asked": asked,
        "places": [(key, text, said.get(key, [])) for key, text in asked.places.items()],
        "units": opinions.commenting_units(access, asked),
        "over": today() > asked.due,
        "answers": access.can(Permission.WRITE_PAPERS, asked.unit_id),
        "outcomes": Outcome.choices,
        "offers": offers(request, CONSULTATIONS, asked, address),
        "mine": access.units(Permission.COMMENT),
        "typed": request.POST,
    }
    return render(request, "documents/consultation.html", context | extra, status=code)


def _done(request: Request, asked: Consultation, act: Any, said: str) -> HttpResponse:
    """Do it and come back; what was refused stands on the page with what was typed."""
    try:
        act()
    except Problems as problems:
        return _page(request, asked, 422, problems=problems.problems)
    except Conflict as conflict:
        return _page(request, asked, 409, problems=[Problem(conflict.reason)])
    messages.success(request, said)
    return redirect("documents:consultation", asked.pk)


@require_POST
def close(request: Request, pk: int) -> HttpResponse:
    asked = opinions.get_consultation(access_of(request.user), pk)
    done = str(CONSULTATIONS.by_name["close"].done)
    return _done(request, asked, lambda: perform(request, CONSULTATIONS, asked, "close"), done)


@require_POST
def say(request: Request, pk: int) -> HttpResponse:
    """One comment of a unit that one may speak for; of the only one where there is only one."""
    access = access_of(request.user)
    asked = opinions.get_consultation(access, pk)
    units = opinions.commenting_units(access, asked)
    unit = next((one for one in units if one.pk == whole(request.POST.get("unit"))), units[0] if units else asked.unit)

    def act() -> None:
        place, text = request.POST.get("place", ""), request.POST.get("text", "")
        actions.comment_on(consultation=asked, unit=unit, place=place, text=text, by=request.user)

    return _done(request, asked, act, _("已提出意见"))


@require_POST
def take_back(request: Request, pk: int) -> HttpResponse:
    comment = opinions.get_comment(access_of(request.user), pk)
    act = lambda: perform(request, COMMENTS, comment, "take_back")  # noqa: E731
    return _done(request, comment.consultation, act, _("意见已撤回"))


@require_POST
def answer(request: Request, pk: int) -> HttpResponse:
    comment = opinions.get_comment(access_of(request.user), pk)
    act = lambda: perform(request, COMMENTS, comment, "answer")  # noqa: E731
    return _done(request, comment.consultation, act, _("已答复"))


@require_safe
def export(request: Request, pk: int) -> HttpResponse:
    """意见采纳情况表."""
    access = access_of(request.user)
    asked = opinions.get_consultation(access, pk)
    columns = [
        Column("number", _("条目序号")),
        Column("item", _("条目"), width=40),
        Column("unit", _("提出单位"), width=20),
        Column("text", _("意见"), width=50),
        Column("outcome", _("采纳情况")),
        Column("answer", _("理由"), width=40),
    ]
    rows = [
        {
            "number": one.number or None,
            "item": one.text,
            "unit": one.unit.name,
            "text": one.comment.text if one.comment else _("无意见"),
            "outcome": one.comment.get_outcome_display() if one.comment else "",
            "answer": one.comment.answer if one.comment else "",
        }
        for one in opinions.summary(access, asked)
    ]
    title = _("%(title)s意见采纳情况表") % {"title": asked.title}
    return excel(write_workbook([SheetOut(_("意见采纳情况"), columns, rows, title=title)]), title)

"""Writing a method: its text, checked as it is typed, in words, and tried on the facts of a run, then adopted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gangmu.assessment import actions, queries
from gangmu.assessment.methods import in_words
from gangmu.assessment.models import Scheme
from gangmu.assessment.trials import Trial, book_of, try_text
from gangmu.base.errors import Problems
from gangmu.org.permissions import Access, Permission, access_of
from gangmu.org.queries import today
from gangmu.web.assessment.forms import SchemeForm
from gangmu.web.downloads import excel
from gangmu.web.requests import Request, whole
from gangmu.web.saving import REFUSED, into_form

MOVERS = 12
"""Units shown at once, those that move most; the others open below."""


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Try a text, which keeps nothing, or adopt it: that is refused while anything in it is wrong."""
    access = access_of(request.user)
    access.check(Permission.ASSESS)
    sent = request.POST.copy() if request.method == "POST" else None
    draft = _draft(access, request.GET.get("from"))
    form = SchemeForm(sent, request.FILES or None, access=access, initial=draft)
    trial, status = None, 200
    if sent is None and "text" in draft:
        trial = try_text(draft["text"], draft["run"])
    elif sent is not None:
        good = form.is_valid()
        made = _adopted(request, form) if good and "try" not in sent else None
        if made is not None:
            messages.success(request, _("已录入“%(title)s”") % {"title": made.title})
            return redirect("assessment:scheme", made.pk)
        text = form.cleaned_data.get("text", "")
        trial = try_text(text, form.cleaned_data.get("run")) if text.strip() else None
        if trial and trial.test and trial.moves and sent.get("try") == "export":
            return excel(book_of(trial.test), f"{form.cleaned_data['run'].assessment.title} {_('试算')}")
        sent["text"] = text  # a file's text goes on in the box, where it can be mended
        status = 200 if "try" in sent else REFUSED
    return render(request, "assessment/workshop.html", {"form": form, **_shown(trial)}, status=status)


def _draft(access: Access, source: str | None) -> dict[str, Any]:
    """An empty form, or one that revises an earlier scheme; tried on the newest run of that scheme."""
    runs = queries.triable_runs(access)
    if not source:
        return {"year": today().year, "run": runs.first()}
    earlier = queries.get_scheme(access, whole(source))
    run = runs.filter(assessment__scheme=earlier).first() or runs.first()
    return {"unit": earlier.unit_id, "year": earlier.year, "text": earlier.text, "run": run}


def _adopted(request: Request, form: SchemeForm) -> Scheme | None:
    """The scheme made; None when it was refused, then what is not about a line of the text stands in the form."""
    try:
        return actions.add_scheme(
            unit=form.cleaned_data["unit"],
            year=form.cleaned_data["year"],
            text=form.cleaned_data["text"],
            by=request.user,
        )
    except Problems as refused:
        into_form(form, Problems(one for one in refused.problems if not one.row))
    return None


def _shown(trial: Trial | None) -> dict[str, Any]:
    if trial is None:
        return {"trial": None}
    problems = trial.checked.problems
    return {
        "trial": trial,
        "errors": [one for one in problems if one.level == "error"],
        "hints": [one for one in problems if one.level != "error"],
        "chapters": in_words(trial.checked.scheme) if trial.checked.scheme else [],
        "first": trial.movers[:MOVERS],
        "others": trial.movers[MOVERS:],
    }

"""A scheme's own page: its text with line numbers, what is wrong with it, and its digest."""

from __future__ import annotations

from collections import defaultdict

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gangmu.assessment import actions, facts, queries
from gangmu.assessment.methods import SchemeProblem, check_text
from gangmu.assessment.models import Scheme
from gangmu.base.errors import Problem, Problems
from gangmu.org.permissions import Permission, access_of
from gangmu.org.queries import today
from gangmu.web.assessment.forms import SchemeForm
from gangmu.web.downloads import as_attachment
from gangmu.web.requests import Request
from gangmu.web.saving import into_form


@require_safe
def scheme(request: Request, pk: int) -> HttpResponse:
    found = queries.get_scheme(access_of(request.user), pk)
    checked = check_text(found.text, file=found.title)
    context = {
        "scheme": found,
        "method": checked.scheme,
        "lines": _lines(found.text, checked.problems),
        "problems": [actions.as_problem(one) for one in checked.problems],
        "unsupplied": facts.unsupplied(checked.scheme) if checked.scheme else [],
    }
    return render(request, "assessment/scheme.html", context)


def _lines(text: str, problems: tuple[SchemeProblem, ...]) -> list[tuple[int, str, list[SchemeProblem]]]:
    """Line number, text, and what is wrong in it."""
    marks: dict[int, list[SchemeProblem]] = defaultdict(list)
    for one in problems:
        marks[one.line].append(one)
    return [(number, line, marks[number]) for number, line in enumerate(text.splitlines(), start=1)]


@require_safe
def download(request: Request, pk: int) -> HttpResponse:
    """The text, byte for byte as its digest was taken."""
    found: Scheme = queries.get_scheme(access_of(request.user), pk)
    response = HttpResponse(found.text.encode(), content_type="application/yaml; charset=utf-8")
    return as_attachment(response, f"{found.title}-{found.digest[:8]}.yaml")


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Adopt a scheme: nothing is kept before its text is right in every line."""
    access = access_of(request.user)
    access.check(Permission.ASSESS)
    form = SchemeForm(request.POST or None, request.FILES or None, access=access, initial={"year": today().year})
    problems: list[Problem] = []
    lines: list[tuple[int, str, list[SchemeProblem]]] = []
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        upload = form.cleaned_data["file"]
        try:
            made = actions.add_scheme(
                unit=form.cleaned_data["unit"],
                year=form.cleaned_data["year"],
                text=text,
                by=request.user,
                file=upload.name if upload else "",
            )
        except Problems as refused:
            problems = [one for one in refused.problems if one.row]
            into_form(form, Problems(one for one in refused.problems if not one.row))
            lines = _lines(text, check_text(text).problems)
        else:
            messages.success(request, _("已录入“%(title)s”") % {"title": made.title})
            return redirect("assessment:scheme", made.pk)
    context = {"form": form, "problems": problems, "lines": lines}
    return render(request, "assessment/scheme_new.html", context, status=422 if form.errors or problems else 200)

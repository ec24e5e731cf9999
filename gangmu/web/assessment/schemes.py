"""A scheme's own page: its text with line numbers, the checks, the method in words, what changed, and its digest."""

from __future__ import annotations

from collections import defaultdict

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from gangmu.assessment import facts, queries
from gangmu.assessment.methods import SchemeProblem, check_text, in_words
from gangmu.assessment.models import Scheme
from gangmu.base.errors import reason_against
from gangmu.org.permissions import Permission, access_of
from gangmu.web.downloads import as_attachment
from gangmu.web.requests import Request


@require_safe
def scheme(request: Request, pk: int) -> HttpResponse:
    access = access_of(request.user)
    found = queries.get_scheme(access, pk)
    checked = check_text(found.text, file=found.title)
    context = {
        "scheme": found,
        "consult": reverse("documents:consult", args=[f"assessment.scheme:{found.pk}"]),
        "consult_reason": reason_against(access.check, Permission.WRITE_PAPERS, found.unit_id),
        "revise": f"{reverse('assessment:scheme-new')}?from={found.pk}",
        "method": checked.scheme,
        "chapters": in_words(checked.scheme) if checked.scheme else [],
        "reason": reason_against(access.check, Permission.ASSESS, found.unit_id),
        "lines": _lines(found.text, checked.problems),
        "problems": checked.problems,
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

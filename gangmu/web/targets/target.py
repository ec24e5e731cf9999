"""The one page that tells everything about a target."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gangmu.org.permissions import access_of
from gangmu.targets import queries


@require_safe
def target(request: HttpRequest, pk: int) -> HttpResponse:
    shown = queries.get_target(access_of(request.user), pk)
    return render(request, "targets/target.html", {"target": shown, "plan": shown.plan})

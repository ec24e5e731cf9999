"""The one page that tells everything about a target."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gangmu.org.permissions import access_of
from gangmu.targets import queries
from gangmu.web.requests import Request


@require_safe
def target(request: Request, pk: int) -> HttpResponse:
    shown = queries.get_target(access_of(request.user), pk)
    return render(request, "targets/target.html", {"target": shown, "plan": shown.plan})

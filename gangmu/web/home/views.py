"""The first page of every role, and the pages that say what went wrong."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from gangmu.org.permissions import access_of
from gangmu.org.queries import today
from gangmu.web.home.workbench import context
from gangmu.web.requests import Request


@require_safe
def workbench(request: Request) -> HttpResponse:
    """What needs me now."""
    return render(request, "home/workbench.html", context(access_of(request.user), today()))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Drawn without the request, which could not be read."""
    return HttpResponse(render_to_string("400.html"), status=400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "csrf_failure.html", status=403)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Drawn without the request: whatever failed, the database perhaps, would fail here again."""
    return HttpResponse(render_to_string("500.html"), status=500)

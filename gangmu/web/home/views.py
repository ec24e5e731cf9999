"""The first page of every role, and the pages that say what went wrong."""

from __future__ import annotations

import sys

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gangmu.org.permissions import access_of
from gangmu.org.queries import today
from gangmu.web.home.workbench import context
from gangmu.web.listing import export
from gangmu.web.requests import Request


@require_safe
def workbench(request: Request) -> HttpResponse:
    """What needs me now; the list on it as a file when the address asks for one."""
    shown = context(request, access_of(request.user), today())
    for part in filter(None, (shown["situation"], shown["own"])):
        if file := export(part.table, _("重点关注的目标") if part is shown["situation"] else shown["own"].unit.label):
            return file
    return render(request, "home/workbench.html", shown)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Drawn without the request, which could not be read."""
    return HttpResponse(render_to_string("400.html"), status=400)


@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """For who watches over the service: `ok` with 200 while the database answers, `not ok` with 503 otherwise."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("not ok\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "csrf_failure.html", status=403)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Drawn without the request: whatever failed would fail here again. That the database is away, read-only or full is
    told as such, with 503."""
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    return HttpResponse(render_to_string("500.html", {"away": away}), status=503 if away else 500)

"""The interface for other programs: signed in by session, described by /api/openapi.json, refusing in plain words."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.security import django_auth

from gangmu.api import assessment, audit, org, progress, targets
from gangmu.base.errors import Conflict, Denied, Problems, Refused

api = NinjaAPI(title="纲目 Gangmu", version="1", auth=django_auth, docs_url=None, urls_namespace="api")
api.add_router("/org/", org.router)
api.add_router("/audit/", audit.router)
api.add_router("/assessment/", assessment.router)
api.add_router("/targets/", targets.router)
api.add_router("/progress/", progress.router)


def _answer(request: HttpRequest, status: int, reason: str, **more: Any) -> HttpResponse:
    return api.create_response(request, {"reason": reason, **more}, status=status)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return _answer(request, 404, _("没有找到"))


@api.exception_handler(Denied)
def denied(request: HttpRequest, error: Denied) -> HttpResponse:
    return _answer(request, 403, error.reason)


@api.exception_handler(Conflict)
def conflict(request: HttpRequest, error: Conflict) -> HttpResponse:
    told = {"theirs": {name: str(value) for name, value in error.theirs.items()}}
    return _answer(request, 409, error.reason, **told)


@api.exception_handler(Problems)
def problems(request: HttpRequest, error: Problems) -> HttpResponse:
    names = ("where", "what", "expected", "todo", "level", "row", "column")
    told = [{name: getattr(problem, name) for name in names} for problem in error.problems]
    return _answer(request, 422, error.reason, problems=told)


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return _answer(request, 422, error.reason)


def _open(patterns: list[Any]) -> list[Any]:
    """Whoever is not signed in gets 401 in JSON from the API itself, not the page for signing in."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern) and pattern.name not in ("openapi-json", "api-root"):
            pattern.callback.login_required = False  # type: ignore[attr-defined]
    return patterns


urlpatterns = _open(api.urls[0])
app_name = "api"

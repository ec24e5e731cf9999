"""What every page request passes through: its language, where it comes from, and refusals as pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers

from gangmu.base.audit import acting_from
from gangmu.base.errors import Denied, Refused

Handler = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """Chinese unless the person chose otherwise; what the browser asks for does not count."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


class OriginMiddleware:
    """Audit events written during a request carry the address it came from, also behind our own proxies."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with acting_from(get_adapter().get_client_ip(request)):
            return self.get_response(request)


class NulMiddleware:
    """The sign NUL, which nobody types and PostgreSQL keeps in no text, is refused at the door."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """In an address, a form or JSON. Raises SuspiciousOperation, which is answered with 400."""
        told = (value for given in (request.GET, request.POST) for _name, values in given.lists() for value in values)
        json = request.content_type == "application/json"
        if any("\x00" in value for value in told) or (json and b"\\u0000" in request.body):
            raise SuspiciousOperation("a NUL in what was sent")


class FragmentMiddleware:
    """A part of a page, sent to htmx, never stands in for the page: the browser's back button asks again."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        patch_vary_headers(response, ("HX-Request",))
        if "HX-Request" in request.headers:
            response.headers["Cache-Control"] = "no-store"
        return response


class RefusedMiddleware:
    """A refusal that no view turned into something better becomes a page (403 when denied, 422 otherwise)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        status = 403 if isinstance(exception, Denied) else 422
        return render(request, "refused.html", {"refusal": exception, "status": status}, status=status)

"""What every page request passes through: its language, where it comes from, and refusals as pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.handlers.exception import response_for_exception
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from gangmu.base.audit import acting_from
from gangmu.base.bounds import unkeepable
from gangmu.base.errors import Denied, Refused, Unseen
from gangmu.web.trail import refused

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


class UnreadableMiddleware:
    """What cannot be read or kept as text is refused at the door with 400: another encoding than UTF-8, and NUL."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        charset = (request.content_params or {}).get("charset", "utf-8")
        if charset.lower().replace("-", "") != "utf8":
            return _unreadable(request, "another encoding than UTF-8")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """An address or a form; the bodies of the interface are looked at where they are read."""
        told = (value for given in (request.GET, request.POST) for _name, values in given.lists() for value in values)
        return _unreadable(request, "a NUL in what was sent") if any(map(unkeepable, told)) else None


def _unreadable(request: HttpRequest, why: str) -> HttpResponse:
    """Raises SuspiciousOperation, which becomes the page for 400; the interface answers in its own way."""
    if request.path_info.startswith("/api/"):
        return JsonResponse({"reason": _("请求里有不能读取的字符，请用 UTF-8 编码")}, status=400)
    raise SuspiciousOperation(why)


class UnkeptMiddleware:
    """What somebody signed in gets is kept by no browser and no cache on the way; neither is a part of a page sent to
    htmx, so that the back button asks again."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        patch_vary_headers(response, ("HX-Request",))
        if "HX-Request" in request.headers or request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class RefusedMiddleware:
    """A refusal that no view turned into something better becomes a page (403 when denied, 422 otherwise); what one may
    not see is not there."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Unseen):
            return response_for_exception(request, Http404())
        if not isinstance(exception, Refused):
            return None
        status = 403 if isinstance(exception, Denied) else 422
        response = render(request, "refused.html", {"refusal": exception, "status": status}, status=status)
        return refused(response, exception.reason) if status == 403 else response

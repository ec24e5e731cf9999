"""What leaves an event without being an action: being refused, and taking a file out. Noted in this one place."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse

from gangmu.org import actions
from gangmu.org.models import User

Handler = Callable[[HttpRequest], HttpResponse]


class TrailMiddleware:
    """Downloads, and refusals (403, or a page that says by `refused` that it tells one), of who is signed in."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            _note(request, response, request.user)
        return response


def refused(response: HttpResponse, reason: str) -> HttpResponse:
    """The answer, with the reason for which somebody was refused, for the trail."""
    response.refusal = reason  # type: ignore[attr-defined]
    return response


def _note(request: HttpRequest, response: HttpResponse, person: User) -> None:
    address, reason = request.get_full_path(), _reason(response)
    if response.status_code == 403 or reason:
        actions.note_refusal(by=person, method=request.method or "", address=address, reason=reason)
    elif response.get("Content-Disposition", "").startswith("attachment"):
        actions.note_download(by=person, address=address, file=_name(response))


def _reason(response: HttpResponse) -> str:
    """As a page says it by `refused`, or as the interface for programs answers."""
    if response.status_code == 403 and response.get("Content-Type", "").startswith("application/json"):
        return str(json.loads(response.content).get("reason", ""))
    return getattr(response, "refusal", "")


def _name(response: HttpResponse) -> str:
    """The file's name as the browser will save it."""
    told = response["Content-Disposition"]
    _type, _mark, encoded = told.partition("filename*=utf-8''")
    return unquote(encoded) if encoded else told.partition('filename="')[2].rstrip('"')

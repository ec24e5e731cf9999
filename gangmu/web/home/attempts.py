"""How often one may try to sign in, and from where.

Counted in the database: it outlasts a restart and is one on every node. A browser in which somebody has signed in is
known for that name and counts for itself alone, so that nobody can lock a person out of the own browser; all others
count by name and address, and together by name and by address.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string, salted_hmac

from gangmu.base.spelling import folded
from gangmu.org import actions
from gangmu.org.models import User

# Actions of ACCOUNT_RATE_LIMITS.
PLACE, ANYWHERE, ADDRESS = "sign_in_place", "sign_in_anywhere", "sign_in_address"
KNOWN_FOR = 180 * 24 * 3600
WINDOW = 15 * 60


def name_of(credentials: dict[str, Any]) -> str:
    """The name tried, as accounts are looked up."""
    return folded(str(credentials.get("username", "")))[:150]


def allowed(request: HttpRequest, name: str) -> bool:
    """Whether one more try is allowed; it counts against its place at once, however many are on their way together."""
    known = _known(request, name)
    if not known and not (_free(request, ANYWHERE, name) and _free(request, ADDRESS, None)):
        return False
    return bool(ratelimit.consume(request, action=PLACE, key=_place(request, name)))


def failed(request: HttpRequest, name: str) -> None:
    """A wrong password counts against the name and the address, unless it was typed in a browser known for the name."""
    if not _known(request, name):
        ratelimit.consume(request, action=ANYWHERE, key=name)
        ratelimit.consume(request, action=ADDRESS)
    note(request, name, "person.sign_in_failed")


def succeeded(request: HttpRequest, name: str) -> None:
    """The right password: what was mistyped in this place before is forgotten."""
    ratelimit.clear(request, action=PLACE, key=_place(request, name))


def note(request: HttpRequest, name: str, verb: str) -> None:
    """An event for the first, tenth, hundredth … of a quarter of an hour, by name and address.

    All names without an account are one by address, or somebody could fill the trail with them.
    """
    whose = name if User.objects.filter(username=name).exists() else ""
    key = f"noted:{verb}:{salted_hmac('noted', f'{whose}|{_address(request)}').hexdigest()}"
    cache.add(key, 0, WINDOW)
    count = cache.incr(key)
    if str(count).strip("0") == "1":
        actions.note_sign_in(username=name, person=None, verb=verb, count=count)


def remember(request: HttpRequest, response: HttpResponse, name: str) -> None:
    """Make this browser one that is known for the name."""
    if not _known(request, name):
        value = signing.dumps(get_random_string(12), salt=f"gangmu.known.{name}")
        response.set_cookie(
            _cookie(name), value, KNOWN_FOR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )


def _free(request: HttpRequest, action: str, key: str | None) -> bool:
    return bool(ratelimit.consume(request, action=action, key=key, dry_run=True))


def _place(request: HttpRequest, name: str) -> str:
    return f"{name}|{_known(request, name) or _address(request)}"


def _known(request: HttpRequest, name: str) -> str:
    """The number of a browser known for the name; empty otherwise. Signed for this one name."""
    try:
        value = request.COOKIES.get(_cookie(name), "")
        return str(signing.loads(value, salt=f"gangmu.known.{name}", max_age=KNOWN_FOR))
    except signing.BadSignature:
        return ""


def _cookie(name: str) -> str:
    return f"known-{salted_hmac('gangmu.known', name).hexdigest()[:16]}"


def _address(request: HttpRequest) -> str:
    return str(get_adapter(request).get_client_ip(request))

"""Sessions: ended after half an hour without the person, listed to their owner, and not too many of them."""

from __future__ import annotations

import datetime as dt
import time

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gangmu.org import actions
from gangmu.org.models import User
from gangmu.web.middleware import Handler
from gangmu.web.requests import Request, whole

SEEN, BEGAN = "seen", "began"
NOTED_EVERY = 60
"""Seconds after which a request is written down again as the latest."""

BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = ("Windows", "Android", "iPhone", "iPad", "Mac OS", "Linux")


class IdleMiddleware:
    """A session ends when its person has asked for nothing for a while, and in any case after a working day.

    Autosave counts, for it follows typing; what a page asks for by itself (`X-Polled`) does not, or an open window
    would never end. What was typed and not saved is kept by the page and put back after the next sign-in.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session:
            now = int(time.time())
            if over(request, now):
                UserSession.objects.filter(session_key=request.session.session_key).delete()
                request.session.flush()
                request.user = AnonymousUser()
            elif "X-Polled" not in request.headers and now - request.session.get(SEEN, 0) >= NOTED_EVERY:
                request.session.setdefault(BEGAN, now)
                request.session[SEEN] = now
                UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())
        return self.get_response(request)


def begin(request: HttpRequest) -> None:
    """Note when a session began: called at sign-in."""
    request.session[BEGAN] = request.session[SEEN] = int(time.time())


def over(request: HttpRequest, now: int) -> bool:
    """Whether the session has been idle too long, or lasted too long."""
    seen, began = request.session.get(SEEN, now), request.session.get(BEGAN, now)
    idle = settings.IDLE_MINUTES * 60
    return bool((idle and now - seen >= idle) or now - began >= settings.SESSION_COOKIE_AGE)


def alive(user: User) -> list[UserSession]:
    """The person's sessions that still let somebody in, the latest seen first; rows of others are cleared away."""
    rows = sorted(UserSession.objects.purge_and_list(user), key=lambda one: one.last_seen_at, reverse=True)
    if not settings.IDLE_MINUTES:
        return rows
    limit = timezone.now() - dt.timedelta(minutes=settings.IDLE_MINUTES)
    return [one for one in rows if one.last_seen_at > limit]


def keep_few(request: HttpRequest, user: User) -> None:
    """At sign-in: beyond the number one person may have, those longest unseen end. A demo's accounts are shared."""
    if settings.SESSIONS_PER_PERSON and not user.is_demo:
        request.session.save()  # or the list would take the new one for gone
        others = [one for one in alive(user) if one.session_key != request.session.session_key]
        actions.end_own_sessions(by=user, sessions=others[settings.SESSIONS_PER_PERSON - 1 :])


@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: Request) -> HttpResponse:
    """One's own sessions with place and time; end one, or all but this."""
    here = request.session.session_key
    if not UserSession.objects.filter(session_key=here).exists():
        UserSession.objects.create_from_request(request)
    mine = alive(request.user)
    if request.method == "POST":
        one = whole(request.POST.get("session"))
        chosen = [each for each in mine if each.session_key != here and one in (0, each.pk)]
        actions.end_own_sessions(by=request.user, sessions=chosen)
        messages.success(request, _("已结束 %(n)s 处登录。") % {"n": len(chosen)})
        return redirect("account_sessions")
    rows = [(each, device(each.user_agent), each.session_key == here) for each in mine]
    return render(request, "account/sessions.html", {"rows": rows, "idle": settings.IDLE_MINUTES})


def device(user_agent: str) -> str:
    """Browser and system as people call them; what the browser says when it is none of the usual."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for name in SYSTEMS if name in user_agent), "")
    return " · ".join(filter(None, (browser, system))) or user_agent[:60] or "—"

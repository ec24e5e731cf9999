"""How people sign in: with accounts that an administrator makes, never by signing up; each time leaves an event."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.views import LoginView
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from gangmu.base.models import Installation
from gangmu.org import actions
from gangmu.org.models import User
from gangmu.org.permissions import ROLES
from gangmu.org.queries import demo_appointments

LOCKED_SECONDS = 15 * 60  # as long as the rate limit in the settings remembers a failure


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are made by the system administrator; what happens at the door is recorded."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            # One event for a lock, not one for every further attempt: nobody shall flood the chain.
            username = credentials.get("username", "")
            if cache.add(f"sign-in-locked:{username.lower()[:150]}", True, LOCKED_SECONDS):
                actions.note_sign_in(username=username, person=None, verb="person.sign_in_locked")
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        actions.note_sign_in(username=credentials.get("username", ""), person=None, verb="person.sign_in_failed")

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        actions.note_sign_in(username=user.username, person=None, verb="person.sign_in_failed")
        response: HttpResponse = super().respond_user_inactive(request, user)
        return response

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        actions.note_sign_in(username=user.username, person=user, verb="person.sign_in")

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            actions.note_sign_in(username=request.user.username, person=request.user, verb="person.sign_out")
        super().logout(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("home:workbench")

    def set_password(self, user: User, password: str) -> None:
        with transaction.atomic():
            super().set_password(user, password)
            actions.note_password_change(by=user)


class SignIn(LoginView):  # type: ignore[misc]
    """The sign-in page; in a demo with one account per role to click on."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if Installation.objects.filter(pk=1, is_demo=True).exists():
            context["demo_accounts"] = demo_accounts()
            context["demo_password"] = settings.DEMO_PASSWORD
        return context


def demo_accounts() -> list[tuple[str, str, str, str, str]]:
    """User name, name, role, unit and what the role is for: one account a role, in the order of the roles."""
    found: dict[str, tuple[str, str, str, str, str]] = {}
    for office in demo_appointments():
        user, role = office.user, office.get_role_display()
        about = (user.username, user.name, role, office.unit.label, str(ROLES[office.role].does))
        found.setdefault(office.role, about)
    return [found[role] for role in ROLES if role in found]


class InitialPasswordMiddleware:
    """Whoever signs in with a password somebody else has seen chooses a new one before anything else."""

    OPEN = frozenset({"account_change_password", "account_logout", "account_login", "set_language"})

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        match = request.resolver_match
        if isinstance(request.user, User) and request.user.password_is_initial and match:
            return None if match.view_name in self.OPEN else redirect("account_change_password")
        return None

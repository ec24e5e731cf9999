"""How people sign in: with accounts that an administrator makes, never by signing up; each time leaves an event."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.views import LoginView
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from gangmu.base.models import Installation
from gangmu.org import actions, passwords
from gangmu.org.models import User
from gangmu.org.permissions import ROLES
from gangmu.org.queries import demo_appointments
from gangmu.web.home import attempts
from gangmu.web.home.sessions import begin, keep_few


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are made by the system administrator; what happens at the door is recorded."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        name = attempts.name_of(credentials)
        if not attempts.allowed(request, name):
            attempts.note(request, name, "person.sign_in_locked")
            raise ValidationError(_("登录失败次数太多，请过 %(n)d 分钟再试") % {"n": attempts.WINDOW // 60})

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            attempts.succeeded(request, user.username)
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        attempts.failed(request, attempts.name_of(credentials))

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        attempts.note(request, user.username, "person.sign_in_failed")
        response: HttpResponse = super().respond_user_inactive(request, user)
        return response

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        begin(request)
        actions.note_sign_in(username=user.username, person=user, verb="person.sign_in")

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        attempts.remember(request, response, user.username)
        keep_few(request, user)
        return response

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *rest: Any, **more: Any
    ) -> None:
        """Signing in is no news: the greeting is small and has no colour."""
        if message_template == "account/messages/logged_in.txt":
            level, more["extra_tags"] = messages.INFO, "quiet"
        super().add_message(request, level, message_template, *rest, **more)

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            actions.note_sign_in(username=request.user.username, person=request.user, verb="person.sign_out")
        super().logout(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("home:workbench")

    def set_password(self, user: User, password: str) -> None:
        actions.change_password(by=user, password=password)


class SignIn(LoginView):  # type: ignore[misc]
    """The sign-in page; in a demo with one account per role to click on, in an empty system with how to begin."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if Installation.objects.filter(pk=1, is_demo=True).exists():
            context["demo_accounts"] = demo_accounts()
            context["demo_password"] = settings.DEMO_PASSWORD
        context["nobody_yet"] = not User.objects.exists()
        return context


def demo_accounts() -> list[tuple[str, str, str, str, str]]:
    """User name, name, role, unit and what the role is for: one account a role, in the order of the roles."""
    found: dict[str, tuple[str, str, str, str, str]] = {}
    for office in demo_appointments():
        user, role = office.user, office.get_role_display()
        about = (user.username, user.name, role, office.unit.label, str(ROLES[office.role].does))
        found.setdefault(office.role, about)
    return [found[role] for role in ROLES if role in found]


class PasswordMiddleware:
    """Whoever has a password that somebody else has seen, or one too old, chooses a new one before anything else."""

    OPEN = frozenset({"account_change_password", "account_logout", "account_login", "set_language"})

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        match = request.resolver_match
        if not isinstance(request.user, User) or not match:
            return None
        request.password_due = passwords.due(request.user)  # type: ignore[attr-defined]  # told on the page
        if not request.password_due or match.view_name in self.OPEN:  # type: ignore[attr-defined]
            return None
        return redirect("account_change_password")

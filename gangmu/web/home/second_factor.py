"""The second factor: a code of an authenticator app, or one of ten recovery codes. Each step leaves its event."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.utils import is_mfa_enabled
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from gangmu.base.encryption import decrypted, encrypted
from gangmu.org import actions, policies
from gangmu.org.models import User
from gangmu.web.home import attempts
from gangmu.web.middleware import Handler

HAS_ONE = "has_second_factor"
"""In the session of somebody who has a second factor, so that not every request asks the database."""


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Secrets are encrypted; who must have a second factor does not switch it off."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("数字不对，或者已经用过；请等 App 里出现下一个再输入"),
        "cannot_delete_authenticator": _("您的身份必须使用两步验证，不能关闭；手机丢失的，请服务器管理员处理"),
    }

    def encrypt(self, text: str) -> str:
        return encrypted(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypted(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not policies.must_have_second_factor(authenticator.user)


class _Told:
    """A wrong code leaves an event, and many of them a few: who has the password tries codes."""

    request: HttpRequest

    def person(self) -> User:
        assert isinstance(self.request.user, User)  # noqa: S101 -- these pages need a sign-in
        return self.request.user

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        attempts.note(self.request, self.person().username, "person.second_factor_failed")
        return super().form_invalid(form)  # type: ignore[misc, no-any-return]


class Authenticate(_Told, base.AuthenticateView):  # type: ignore[misc]
    """The second step of signing in."""

    def person(self) -> User:
        user: User = self.stage.login.user
        return user

    def form_valid(self, form: Any) -> HttpResponse:
        actions.note_second_factor(by=self.person(), verb="person.second_factor_used", kind=form.authenticator.type)
        return super().form_valid(form)  # type: ignore[no-any-return]


class Reauthenticate(_Told, base.ReauthenticateView):  # type: ignore[misc]
    """Once more before something delicate."""

    def form_valid(self, form: Any) -> HttpResponse:
        actions.note_second_factor(by=self.person(), verb="person.second_factor_used", kind=form.authenticator.type)
        return super().form_valid(form)  # type: ignore[no-any-return]


class Activate(_Told, totp.ActivateTOTPView):  # type: ignore[misc]
    """Switch it on; the code shown for it is used up, and signs nobody in."""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            made = Authenticator.objects.get(user=self.person(), type=Authenticator.Type.TOTP)
            made.wrap().validate_code(form.cleaned_data["code"])
            actions.note_second_factor(by=self.person(), verb="person.second_factor_on", kind=made.type)
        return response


class Deactivate(totp.DeactivateTOTPView):  # type: ignore[misc]
    """Switch it off, recovery codes and all."""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            actions.note_second_factor(by=self.request.user, verb="person.second_factor_off", kind="totp")
        self.request.session.pop(HAS_ONE, None)
        return response


class NewRecoveryCodes(recovery_codes.GenerateRecoveryCodesView):  # type: ignore[misc]
    """Ten new recovery codes; the old ones are void."""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            actions.note_second_factor(by=self.request.user, verb="person.recovery_codes_made")
        return response


class SecondFactorMiddleware:
    """Whoever must have a second factor and has none sets one up before anything else."""

    OPEN = frozenset({"account_change_password", "account_reauthenticate", "account_logout", "set_language"})

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        user, match = request.user, request.resolver_match
        if not isinstance(user, User) or not match or match.view_name in self.OPEN or request.session.get(HAS_ONE):
            return None
        if not policies.must_have_second_factor(user):
            return None
        if is_mfa_enabled(user):
            request.session[HAS_ONE] = True
            return None
        request.second_factor_due = True  # type: ignore[attr-defined]  # told on the page
        return None if match.view_name.startswith("mfa_") else redirect("mfa_activate_totp")

"""The addresses of signing in that this system uses; signing up and everything by mail have none."""

from allauth.account import views
from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as recovery_codes
from django.urls import include, path

from gangmu.web.home import second_factor, sessions
from gangmu.web.home.accounts import SignIn

FACTOR = [
    path("", base.index, name="mfa_index"),
    path("authenticate/", second_factor.Authenticate.as_view(), name="mfa_authenticate"),
    path("reauthenticate/", second_factor.Reauthenticate.as_view(), name="mfa_reauthenticate"),
    path("totp/activate/", second_factor.Activate.as_view(), name="mfa_activate_totp"),
    path("totp/deactivate/", second_factor.Deactivate.as_view(), name="mfa_deactivate_totp"),
    path("recovery-codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("recovery-codes/generate/", second_factor.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("recovery-codes/download/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]
urlpatterns = [
    path("login/", SignIn.as_view(), name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("sessions/", sessions.sessions, name="account_sessions"),
    path("2fa/", include(FACTOR)),
]

"""Accounts: made, changed and stopped by the system administrator; signing in and out leaves its mark."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gangmu.base import audit
from gangmu.base.errors import Refused
from gangmu.org import passwords
from gangmu.org.models import Unit, User
from gangmu.org.permissions import Grant
from gangmu.org.verbs import PEOPLE

# Without letters and digits that look alike on paper.
ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"


def initial_password() -> str:
    """Twelve characters in three blocks (about 69 bits), to be told once and changed at the first sign-in."""
    return "-".join("".join(secrets.choice(ALPHABET) for _place in range(4)) for _block in range(3))


@PEOPLE.does("create")
def create_person(*, by: User, username: str, name: str, phone: str = "") -> tuple[User, str]:
    """An account and its initial password, which is stored nowhere in the clear. Raises Denied or Problems."""
    return made(username, name, phone, by=by)


def made(username: str, name: str, phone: str = "", *, by: User | None, at: Unit | None = None) -> tuple[User, str]:
    """An account made by an administrator of the unit (that of `by` when not said), and its initial password."""
    password = initial_password()
    person = User(username=username, name=name, phone=phone, made_at=at, password_is_initial=True)
    with PEOPLE.creation("create", by=by, row=person) as step:
        if isinstance(step.grant, Grant):
            person.made_at = step.grant.appointment.unit
        person.set_password(password)
    return person, password


@PEOPLE.does("update")
def update_person(*, by: User, person: User, version: int, username: str, name: str, phone: str) -> User:
    """New names or telephone. Raises Denied, Problems or Conflict."""
    return renamed(person, version, {"username": username, "name": name, "phone": phone}, by=by)


def renamed(person: User, version: int, mine: Mapping[str, object], *, by: User) -> User:
    """New values of some columns."""
    with PEOPLE.step("update", by=by, row=person, version=version, mine=mine) as step:
        for name, value in mine.items():
            setattr(step.row, name, value)
    return step.row


@PEOPLE.does("deactivate")
def deactivate(*, by: User, person: User, version: int, reason: str = "") -> User:
    """The account can no longer sign in, and open sessions end. Raises Denied or Conflict."""
    with PEOPLE.step("deactivate", by=by, row=person, version=version, reason=reason) as step:
        step.row.is_active = False
        end_sessions(step.row)
    return step.row


@PEOPLE.does("activate")
def activate(*, by: User, person: User, version: int, reason: str = "") -> User:
    """The account can sign in again. Raises Denied or Conflict."""
    with PEOPLE.step("activate", by=by, row=person, version=version, reason=reason) as step:
        step.row.is_active = True
    return step.row


@PEOPLE.does("reset_password")
def reset_password(*, by: User | None, person: User, reason: str = "") -> str:
    """A new initial password, to be told once; open sessions end. `by` is None on the server's command line only."""
    password = initial_password()
    with PEOPLE.step("reset_password", by=by, row=person, version=None, reason=reason) as step:
        passwords.put_away(step.row)
        step.row.set_password(password)
        step.row.password_is_initial = True
        step.row.version += 1
        end_sessions(step.row)
    return password


def end_sessions(person: User) -> None:
    """Sign the person out everywhere. Reads every open session: the session's owner is not a column."""
    for session in Session.objects.order_by("pk").iterator():
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            session.delete()


FACTORS = {"totp": gettext_lazy("验证器"), "recovery_codes": gettext_lazy("恢复码")}


@transaction.atomic
def note_second_factor(*, by: User, verb: str, kind: str = "") -> None:
    """A second factor was switched on or off, or used; new recovery codes were made."""
    audit.record(by=by, verb=verb, about=by, after={"factor": FACTORS[kind]} if kind else {})


@transaction.atomic
def remove_second_factor(*, person: User, reason: str = "") -> None:
    """A lost one is taken off, on the server's command line only; open sessions end. Raises Refused without one."""
    removed, _by_kind = Authenticator.objects.filter(user=person).delete()
    if not removed:
        raise Refused(_("“%(name)s”没有开启两步验证") % {"name": person.name})
    end_sessions(person)
    audit.record(by=None, verb="person.second_factor_off", about=person, reason=reason)


@transaction.atomic
def end_own_sessions(*, by: User, sessions: Sequence[UserSession]) -> None:
    """The person is signed out there; nothing is written when there are none."""
    for session in sessions:
        session.end()
    if sessions:
        audit.record(by=by, verb="person.end_sessions", about=by, after={"count": len(sessions)})


@transaction.atomic
def change_password(*, by: User, password: str) -> None:
    """The person chose a password, which the form has found good (`org.passwords`); the initial one is over."""
    passwords.put_away(by)
    by.set_password(password)
    by.password_is_initial, by.password_changed_at = False, timezone.now()
    by.save(update_fields=["password", "password_is_initial", "password_changed_at"])
    audit.record(by=by, verb="person.change_password", about=by)


@transaction.atomic
def note_sign_in(*, username: str, person: User | None, verb: str, count: int = 1) -> None:
    """Signing in, failing to, being locked out and signing out (`person.sign_in`, `_failed`, `_locked`, `sign_out`).

    `count` says for how many alike this event stands.
    """
    known = person or User.objects.filter(username=username).first()
    about = known or User(username=username[:150], name="")
    told: dict[str, object] = {} if person else {"username": username[:150]}
    after = told | ({"count": count} if count > 1 else {})
    audit.record(by=person, verb=verb, about=about, after=after, changed=())

"""Accounts: made, changed and stopped by the system administrator; signing in and out leaves its mark."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gangmu.base import audit
from gangmu.base.errors import Refused
from gangmu.base.rows import clean, locked, values
from gangmu.org import passwords, policies
from gangmu.org.actions.appointments import lock_administrators
from gangmu.org.models import Unit, User
from gangmu.org.permissions import Permission, check, check_person

FIELDS = ("username", "name", "phone")
MADE = (*FIELDS, "made_at")
# Without letters and digits that look alike on paper.
ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789"


def initial_password() -> str:
    """Twelve characters in three blocks (about 69 bits), to be told once and changed at the first sign-in."""
    return "-".join("".join(secrets.choice(ALPHABET) for _place in range(4)) for _block in range(3))


@transaction.atomic
def create_person(*, by: User, username: str, name: str, phone: str = "") -> tuple[User, str]:
    """An account and its initial password, which is stored nowhere in the clear. Raises Denied or Problems."""
    grant = check(by, Permission.MANAGE_PEOPLE)
    person, password = made(username, name, phone, grant.appointment.unit)
    audit.record(by=by, verb="person.create", about=person, role=grant.role, after=values(person, MADE))
    return person, password


def made(username: str, name: str, phone: str, unit: Unit) -> tuple[User, str]:
    """Write an account made by an administrator of the unit; the caller records it."""
    password = initial_password()
    person = User(username=username, name=name, phone=phone, made_at=unit, password_is_initial=True)
    person.set_password(password)
    clean(person, where=name or username)
    person.save()
    return person, password


@transaction.atomic
def update_person(*, by: User, person: User, version: int, username: str, name: str, phone: str) -> User:
    """New names or telephone. Raises Denied, Problems or Conflict."""
    grant = check_person(by, Permission.MANAGE_PEOPLE, person)
    mine = {"username": username, "name": name, "phone": phone}
    stored = locked(person, version, mine)
    before = values(stored, mine)
    stored.username, stored.name, stored.phone = username, name, phone
    clean(stored, where=str(before["name"]))
    stored.save()
    changed = [field for field in mine if before[field] != mine[field]]
    audit.record(
        by=by,
        verb="person.update",
        about=stored,
        role=grant.role,
        before={field: before[field] for field in changed},
        after={field: mine[field] for field in changed},
    )
    return stored


@transaction.atomic
def deactivate(*, by: User, person: User, version: int, reason: str = "") -> User:
    """The account can no longer sign in, and open sessions end. Raises Denied or Conflict."""
    grant = check_person(by, Permission.MANAGE_PEOPLE, person)
    lock_administrators()
    policies.check_account(by, person)
    stored = _switched(person, version, active=False)
    end_sessions(stored)
    audit.record(by=by, verb="person.deactivate", about=stored, role=grant.role, reason=reason)
    return stored


@transaction.atomic
def activate(*, by: User, person: User, version: int, reason: str = "") -> User:
    """The account can sign in again. Raises Denied or Conflict."""
    grant = check_person(by, Permission.MANAGE_PEOPLE, person)
    stored = _switched(person, version, active=True)
    audit.record(by=by, verb="person.activate", about=stored, role=grant.role, reason=reason)
    return stored


def _switched(person: User, version: int, *, active: bool) -> User:
    stored = locked(person, version, {"is_active": active})
    stored.is_active = active
    stored.save()
    return stored


@transaction.atomic
def reset_password(*, by: User | None, person: User, reason: str = "") -> str:
    """A new initial password, to be told once; open sessions end. `by` is None on the server's command line only."""
    grant = check_person(by, Permission.MANAGE_PEOPLE, person) if by is not None else None
    policies.check_password_reset(by, person)
    stored = User.objects.select_for_update().get(pk=person.pk)
    password = initial_password()
    passwords.put_away(stored)
    stored.set_password(password)
    stored.password_is_initial = True
    stored.version += 1
    stored.save()
    end_sessions(stored)
    role = grant.role if grant else ""
    audit.record(by=by, verb="person.reset_password", about=stored, role=role, reason=reason)
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

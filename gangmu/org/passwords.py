"""What a password must be: hard to guess, and new. AUTH_PASSWORD_VALIDATORS names the classes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from gangmu.org.models import UsedPassword, User

SHORTEST, PHRASE, DIFFERENT = 10, 16, 6
"""A phrase of sixteen characters need not mix kinds: it is as hard to guess, and easier to remember."""
LONGEST = 200
"""Known before anything is looked for in it."""
KEPT = 5
ROW = 5
"""So many keys in a row, or letters of the alphabet, are no secret."""
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_RUNS = frozenset(
    line[start:][:ROW] for row in _ROWS for line in (row, row[::-1]) for start in range(len(row) - ROW + 1)
)


class Strong:
    """Long enough, of three kinds of characters unless it is a phrase, and no row of keys."""

    def validate(self, password: str, user: User | None = None) -> None:
        if faults := list(_faults(password)):
            raise ValidationError(faults)

    def get_help_text(self) -> str:
        text = _("至少 %(n)d 个字符，大写、小写、数字、其他符号四类中有三类；或者是 %(phrase)d 个字符以上的短句。")
        return text % {"n": SHORTEST, "phrase": PHRASE}


def _faults(password: str) -> Iterator[str]:
    if len(password) > LONGEST:
        yield _("密码太长，最多 %(n)d 个字符") % {"n": LONGEST}
        return
    if len(password) < SHORTEST:
        yield _("密码太短，至少要 %(n)d 个字符") % {"n": SHORTEST}
    if len(password) < PHRASE and len({_kind(sign) for sign in password}) < 3:
        yield _("密码太简单：大写、小写、数字、其他符号至少要有三类；或者用 %(n)d 个字符以上的短句") % {"n": PHRASE}
    if len(set(password.lower())) < DIFFERENT:
        yield _("密码里不同的字符太少，至少要有 %(n)d 个") % {"n": DIFFERENT}
    low = password.lower()
    if any(low[start : start + ROW] in _RUNS for start in range(len(low))):
        yield _("密码里有连续的字母、数字或键盘上相邻的键（如 12345、qwert），容易猜到")


def _kind(sign: str) -> str:
    return "upper" if sign.isupper() else "lower" if sign.islower() else "digit" if sign.isdigit() else "other"


class New:
    """Not the present one, not one of the last five, and never one that an administrator gave out."""

    def validate(self, password: str, user: User | None = None) -> None:
        if user is None or user.pk is None:
            return
        if check_password(password, user.password):
            raise ValidationError(_("新密码和现在的一样，请换一个"))
        if any(check_password(password, one) for one in kept(user)):
            raise ValidationError(_("这个密码用过，或者是别人给的初始密码，请换一个"))

    def get_help_text(self) -> str:
        return _("不能是最近 %(n)d 次用过的密码。") % {"n": KEPT}


def kept(user: User) -> list[str]:
    """The hashes of the last five passwords and of every initial one."""
    rows = UsedPassword.objects.filter(user=user).order_by("-pk")
    last = list(rows.values_list("pk", flat=True)[:KEPT])
    return list(rows.filter(Q(pk__in=last) | Q(initial=True)).values_list("password", flat=True))


def put_away(user: User) -> None:
    """Keep the hash of the present password, which is about to be replaced, and drop those that no longer count."""
    if not user.has_usable_password():
        return
    UsedPassword.objects.create(user=user, password=user.password, initial=user.password_is_initial)
    rows = UsedPassword.objects.filter(user=user, initial=False).order_by("-pk")
    rows.exclude(pk__in=list(rows.values_list("pk", flat=True)[:KEPT])).delete()


def due(user: User) -> str:
    """Why the person must choose a new password before anything else; empty when there is no need."""
    if user.password_is_initial:
        return _("您用的是别人给的初始密码，先换成只有自己知道的密码，才能使用系统。")
    days = settings.PASSWORD_DAYS
    since = user.password_changed_at or user.date_joined
    if days and timezone.now() >= since + dt.timedelta(days=days):
        return _("密码已经用了 %(days)d 天以上，按规定要换一个，才能继续使用系统。") % {"days": days}
    return ""

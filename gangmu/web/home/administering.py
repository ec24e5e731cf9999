"""What waits for the three administrators: accounts and the machine, roles, the trail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gangmu.base.models import Event
from gangmu.keeping import checks
from gangmu.org.models import Appointment, User, in_force
from gangmu.org.permissions import ROLES, Access, Permission

SOON = dt.timedelta(days=30)
LATELY = dt.timedelta(days=7)
STALE = dt.timedelta(days=31)
SHOWN = 8
MACHINE = (checks.disk, checks.workers, checks.tasks, checks.last_backup, checks.clock)
"""What is asked of the machine on a page: what neither writes nor reads every file."""


@dataclass(frozen=True)
class Matter:
    """One line: what it is, how many, where it is dealt with; `alarm` where it should not stay so."""

    label: str
    url: str = ""
    count: int | None = None
    due: dt.date | None = None
    note: str = ""
    alarm: bool = False


def matters(access: Access, today: dt.date) -> list[Matter]:
    """Everything for the roles this person has; each of the three has at most six queries."""
    asked: tuple[tuple[Permission, Callable[[Access, dt.date], Iterator[Matter]]], ...] = (
        (Permission.MANAGE_PEOPLE, _accounts),
        (Permission.APPOINT, _roles),
        (Permission.VIEW_AUDIT, _trail),
    )
    return [one for permission, tell in asked if access.can(permission) for one in tell(access, today)]


def machine(access: Access) -> list[checks.Finding]:
    """For the administrator of accounts: disk, workers, tasks, backup, clock."""
    return [one for check in MACHINE for one in check()] if access.can(Permission.MANAGE_PEOPLE) else []


def _accounts(access: Access, today: dt.date) -> Iterator[Matter]:
    people = reverse("org:people")
    users = User.objects.filter(is_active=True)
    idle = users.exclude(pk__in=Appointment.objects.filter(in_force(today)).values("user_id")).count()
    if idle:
        yield Matter(_("账号还没有身份，请安全管理员授予"), people, idle)
    without = _without_second_factor(today)
    if without:
        yield Matter(_("管理员账号没有设两步验证"), people, without, alarm=True)
    locked = Event.objects.filter(verb="person.sign_in_locked", at__gte=timezone.now() - LATELY).count()
    if locked:
        yield Matter(_("近 7 天因登录失败过多被锁定"), people, locked, note=_("请问清是不是本人"), alarm=True)
    initial = users.filter(password_is_initial=True).count()
    if initial:
        yield Matter(_("账号还在用初始密码"), people, initial)


def _without_second_factor(today: dt.date) -> int:
    """Active accounts that must have one (see GANGMU_SECOND_FACTOR) and have none; in a demo nobody must."""
    if settings.SECOND_FACTOR not in ("all", "admins") or checks.is_demo():
        return 0
    roles = [role for role, spec in ROLES.items() if spec.separate or settings.SECOND_FACTOR == "all"]
    held = Appointment.objects.filter(in_force(today), role__in=roles).values("user_id")
    having = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES).values("user_id")
    return User.objects.filter(Q(pk__in=held), is_active=True).exclude(pk__in=having).count()


def _roles(access: Access, today: dt.date) -> Iterator[Matter]:
    people = reverse("org:people")
    rows = Appointment.objects.filter(in_force(today), until__lte=today + SOON).select_related("user", "unit")
    for one in rows.order_by("until")[:SHOWN]:
        yield Matter(f"{one.user.name} · {one.get_role_display()} · {one.unit.label}", people, due=one.until)


def _trail(access: Access, today: dt.date) -> Iterator[Matter]:
    """When the seals were verified last; a month without is too long."""
    last = Event.objects.filter(verb="audit.verify").order_by("-number").first()
    if last is None:
        note = _("校验会从头读一遍全部留痕，指出第一处被改动、缺失或调换的记录。")
        yield Matter(_("还没有校验过"), reverse("audit:list"), note=note, alarm=True)
        return
    told = {"when": timezone.localtime(last.at).strftime("%Y-%m-%d %H:%M"), "who": last.actor}
    late = timezone.now() - last.at > STALE
    yield Matter(_("最近一次校验：%(when)s，%(who)s") % told, reverse("audit:list"), alarm=late)

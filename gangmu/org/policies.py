"""When something about the organisation is possible: the tree holds together on every day, roles stay apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from gangmu.base.errors import Denied, Problem, Problems
from gangmu.base.models import Installation
from gangmu.base.periods import format_date
from gangmu.org.models import Appointment, Group, Place, Substitution, Unit, User, in_force, not_over
from gangmu.org.permissions import (
    ROLES,
    Grant,
    OnServer,
    Permission,
    access_of,
    check,
    check_person,
    check_seen,
)
from gangmu.org.queries import Spellings, offices_used, today
from gangmu.org.states import Role


def may_manage_unit(by: User | None, unit: Unit) -> Grant | OnServer:
    """Of a unit that is being made its parent is asked by the action."""
    return check(by, Permission.MANAGE_UNITS, unit) if by else OnServer()


def may_manage_group(by: User, group: Group) -> Grant:
    return check(by, Permission.MANAGE_UNITS, group.lead_unit)


def may_set_members(by: User, group: Group) -> Grant:
    """Each unit that comes or goes is asked by the action."""
    return check(by, Permission.MANAGE_UNITS)


def may_keep_account(by: User | None, person: User) -> Grant | OnServer:
    """An account that is being made is nobody's yet."""
    if by is None:
        return OnServer()
    return check_person(by, Permission.MANAGE_PEOPLE, person) if person.pk else check(by, Permission.MANAGE_PEOPLE)


def may_stop_account(by: User, person: User) -> Grant:
    grant = check_person(by, Permission.MANAGE_PEOPLE, person)
    check_account(by, person)
    return grant


def may_reset_password(by: User | None, person: User) -> Grant | OnServer:
    grant = may_keep_account(by, person)
    check_password_reset(by, person)
    return grant


def may_appoint(by: User | None, office: Appointment) -> Grant | OnServer:
    if by is None:
        return OnServer()
    grant = check(by, Permission.APPOINT, office.unit)
    check_not_oneself(by, office.user, _("不能给自己授予身份；请由另一名安全管理员办理"))
    check_seen(by, office.user)
    return grant


def may_change_office(by: User, office: Appointment) -> Grant:
    grant = check(by, Permission.APPOINT, office.unit)
    check_not_own_office(by, office)
    return grant


def may_substitute(by: User, row: Substitution) -> Grant:
    grant = check(by, Permission.APPOINT, row.appointment.unit)
    check_not_oneself(by, row.substitute, _("不能让自己代理；请由另一名安全管理员办理"))
    if row.substitute_id == row.appointment.user_id:
        raise Denied(_("代理人不能是本人"))
    check_seen(by, row.substitute)
    return grant


def may_end_substitution(by: User, row: Substitution) -> Grant:
    return check(by, Permission.APPOINT, row.appointment.unit)


class Stay(NamedTuple):
    """A unit's place as plain values; `until` is exclusive."""

    unit: int
    parent: int | None
    since: dt.date
    until: dt.date | None

    def holds(self, on: dt.date) -> bool:
        return self.since <= on and (self.until is None or self.until > on)


def tree_problems(stays: Iterable[Stay], names: Mapping[int, str], since: dt.date) -> list[Problem]:
    """What is wrong with the tree on `since` or any later day, each fault once, with the first day it shows.

    On every day a unit has one parent, the parent is in force, nobody stands below oneself, and there is one root.
    """
    kept = [stay for stay in stays if stay.until is None or stay.until > since]
    days = {since} | {day for stay in kept for day in (stay.since, stay.until) if day and day > since}
    found: dict[tuple[str, int], Problem] = {}
    for day in sorted(days):
        for fault, unit in _faults([stay for stay in kept if stay.holds(day)]):
            what, todo = _FAULTS[fault]()
            found.setdefault((fault, unit), Problem(what % {"day": format_date(day)}, where=names[unit], todo=todo))
    return list(found.values())


def _faults(stays: list[Stay]) -> Iterable[tuple[str, int]]:
    parents: dict[int, int | None] = {}
    roots = 0
    for stay in stays:
        if stay.unit in parents:
            yield "twice", stay.unit
        roots += stay.parent is None
        if roots > 1 and stay.parent is None:
            yield "roots", stay.unit
        parents[stay.unit] = stay.parent
    safe: set[int] = set()
    for unit, parent in parents.items():
        if parent is not None and parent not in parents:
            yield "orphan", unit
        path: list[int] = []
        at: int | None = unit
        while at is not None and at not in safe and at not in path:
            path.append(at)
            at = parents.get(at)
        if at in path and unit == min(path[path.index(at) :]):
            yield "circle", unit
        if at not in path:
            safe.update(path)


_FAULTS: dict[str, Callable[[], tuple[str, str]]] = {
    "twice": lambda: (_("在 %(day)s 有两个上级单位"), _("请先调整已有的隶属安排")),
    "roots": lambda: (_("在 %(day)s 没有上级单位，而最高一级已有单位"), _("请选择上级单位")),
    "orphan": lambda: (_("在 %(day)s 上级单位不存在（尚未设立或已撤销）"), _("请换一个上级单位或日期")),
    "circle": lambda: (_("在 %(day)s 会隶属于自己的下级"), _("请换一个上级单位，或先调整下级")),
}


def check_reform_date(on: dt.date, where: str = "") -> None:
    """The tree changes from the first of January of this year to the end of next year; earlier years are closed."""
    first, last = dt.date(today().year, 1, 1), dt.date(today().year + 1, 12, 31)
    if not first <= on <= last:
        raise Problems(
            [
                Problem(
                    _("日期 %(on)s 不能用") % {"on": format_date(on)},
                    where=where or _("日期"),
                    expected=_("应在 %(first)s 至 %(last)s 之间；以前年度已经办结")
                    % {"first": format_date(first), "last": format_date(last)},
                    column="on",
                )
            ]
        )


def check_spelling(*units: Unit) -> None:
    """No name of these units is taken for that of another unit, or of one another."""
    spellings = Spellings()
    problems = [
        Problem(mistaken(other), where=text, column="name")
        for unit in units
        for text in filter(None, (unit.name, unit.short_name))
        if (other := spellings.taken_for(text, unit.pk))
    ]
    if problems:
        raise Problems(problems)


def mistaken(other: str) -> str:
    return _("与已有的“%(other)s”看起来一样，用的却是不同的字符；请核对后重新输入") % {"other": other}


def check_in_force(unit: Unit) -> None:
    """Only a unit that stands in the tree today or later can be moved, merged, split or closed."""
    rows = Place.objects.filter(not_over(today()), unit=unit)
    if not rows.exists():
        raise Denied(_("“%(unit)s”已经撤销") % {"unit": unit})


def check_closable(unit: Unit, on: dt.date | None = None) -> None:
    """A unit with others below it is not closed; they are moved first, or the unit is merged."""
    check_in_force(unit)
    below = Unit.objects.filter(places__in=Place.objects.filter(in_force(on or today()), parent=unit))
    names = [str(child) for child in below[:4]]
    if names:
        raise Denied(
            _("“%(unit)s”下面还有%(names)s；请先调整它们的上级，或改为并入其他单位")
            % {"unit": unit, "names": _("、").join(names[:3]) + ("…" if len(names) > 3 else "")}
        )


def check_not_oneself(by: User | None, person: User, what: str) -> None:
    if by is not None and by.pk == person.pk:
        raise Denied(what)


def check_not_own_office(by: User, office: Appointment) -> None:
    """Nobody changes the office one holds or stands in for."""
    acts = office.substitutions.filter(not_over(today()), substitute=by).exists()
    if acts or office.user_id == by.pk:
        raise Denied(_("不能更改自己的任职；请由另一名安全管理员办理"))


def check_account(by: User, person: User) -> None:
    """Nobody locks out oneself."""
    check_not_oneself(by, person, _("不能停用自己的账号"))
    for appointment in person.appointments.filter(in_force(today())).select_related("unit"):
        check_replaceable(appointment, today())


def check_password_reset(by: User | None, person: User) -> None:
    """Administrators' passwords are reset on the server only, or one of the three could become another.

    So are those of whoever stands in for one of them, today or later.
    """
    check_not_oneself(by, person, _("自己的密码请在“修改密码”里改"))
    if not person.is_active:
        raise Denied(_("账号已停用；请先启用"))
    separate = [role for role, spec in ROLES.items() if spec.separate]
    if by is not None and offices_used(person, not_over(today())).filter(role__in=separate).exists():
        raise Denied(_("三员的密码不能由他人在页面上重置；请在服务器上用命令 gangmu password 重置"))


def must_have_second_factor(user: User) -> bool:
    """By GANGMU_SECOND_FACTOR: the three administrators and whoever stands in for one, everybody, or nobody; in a demo
    nobody."""
    asked = settings.SECOND_FACTOR == "all" or (
        settings.SECOND_FACTOR == "admins"
        and any(ROLES[grant.appointment.role].separate for grant, _reach in access_of(user).grants)
    )
    return asked and not Installation.objects.filter(pk=1, is_demo=True).exists()


def check_replaceable(appointment: Appointment, on: dt.date) -> None:
    """The last administrator of a kind stays, or nobody could ever appoint one again."""
    if not ROLES[appointment.role].separate:
        return
    others = Appointment.objects.filter(in_force(on), role=appointment.role, user__is_active=True)
    if not others.exclude(user=appointment.user).exists():
        label = appointment.get_role_display()
        raise Denied(_("这是最后一名%(role)s；请先任命接替的人") % {"role": label})


def check_endable(appointment: Appointment) -> None:
    """An appointment that is over cannot be ended again."""
    if appointment.until is not None and appointment.until <= today():
        raise Denied(_("这项任职已于 %(until)s 结束") % {"until": format_date(appointment.until)})


def check_office_endable(row: Substitution) -> None:
    check_endable(row.appointment)


def check_substitution_holds(row: Substitution) -> None:
    if row.until <= today():
        raise Denied(_("这项代理已于 %(until)s 结束") % {"until": format_date(row.until)})


def separation_problems(
    person: User,
    role: str,
    since: dt.date,
    until: dt.date | None,
    *,
    besides: Appointment | None = None,
) -> list[Problem]:
    """三员分立: one of the three administrators holds no other role on any same day, not even as a substitute."""
    overlaps = not_over(since)
    if until is not None:
        overlaps &= Q(since__lt=until)
    return [
        Problem(
            _("“%(new)s”与同期的“%(held)s”不能由一人担任") % {"new": Role(role).label, "held": other},
            where=person.name,
            expected=_("系统管理员、安全管理员、审计员三员分立，且不兼任其他身份"),
            todo=_("请换一个人，或先结束原来的任职"),
            column="role",
        )
        for other in offices_used(person, overlaps).exclude(pk=besides.pk if besides else 0)
        if other.role != role and (ROLES[role].separate or ROLES[other.role].separate)
    ]

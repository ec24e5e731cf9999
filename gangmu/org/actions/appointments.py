"""Roles and substitutes, given and taken by the security administrator."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gangmu.base import audit
from gangmu.base.audit import Entry
from gangmu.base.errors import Denied, Problem, Problems
from gangmu.base.periods import format_date
from gangmu.base.rows import clean, locked, values
from gangmu.org import policies
from gangmu.org.models import Appointment, Substitution, Unit, User
from gangmu.org.permissions import ROLES, Grant, Permission, check, check_seen
from gangmu.org.queries import today, tree_on

FIELDS = ("user", "unit", "role", "title", "since", "until")


@transaction.atomic
def appoint(
    *, by: User, user: User, unit: Unit, role: str, since: dt.date, title: str = "", until: dt.date | None = None
) -> Appointment:
    """`user` has `role` at `unit` and everything below it, from `since`. Raises Denied or Problems."""
    grant = check(by, Permission.APPOINT, unit)
    entry = appointed(Appointment(user=user, unit=unit, role=role, title=title, since=since, until=until), by, grant)
    audit.record_all([entry])
    return entry.about  # type: ignore[return-value]


def appointed(appointment: Appointment, by: User, grant: Grant) -> Entry:
    """Write an appointment after every check; the caller records the entry."""
    user, unit = appointment.user, appointment.unit
    policies.check_not_oneself(by, user, _("不能给自己授予身份；请由另一名安全管理员办理"))
    check_seen(by, user)
    User.objects.select_for_update().get(pk=user.pk)  # so that two roles given at once see each other
    clean(appointment, where=user.name)
    problems = policies.separation_problems(user, appointment.role, appointment.since, appointment.until)
    if not user.is_active:
        problems.append(Problem(_("账号已停用"), where=user.name, todo=_("请系统管理员先启用"), column="user"))
    if unit.pk not in tree_on(max(appointment.since, today())):
        on = format_date(max(appointment.since, today()))
        problems.append(Problem(_("在 %(on)s 不在机构树里") % {"on": on}, where=unit.name, column="unit"))
    if problems:
        raise Problems(problems)
    appointment.save()
    return Entry(by, "appointment.create", appointment, grant.role, after=values(appointment, FIELDS))


def lock_administrators() -> None:
    """One at a time takes one of the three from office: two at once would each count on the other's being left."""
    roles = [role for role, spec in ROLES.items() if spec.separate]
    list(Appointment.objects.select_for_update().filter(role__in=roles).order_by("pk"))


@transaction.atomic
def update_appointment(
    *, by: User, appointment: Appointment, version: int, title: str, until: dt.date | None
) -> Appointment:
    """New title or end, of an appointment that is not over. Raises Denied, Problems or Conflict."""
    grant = check(by, Permission.APPOINT, appointment.unit)
    entry = renewed(appointment, version, {"title": title, "until": until}, by, grant)
    audit.record_all([entry])
    return entry.about  # type: ignore[return-value]


def renewed(appointment: Appointment, version: int, mine: dict[str, object], by: User, grant: Grant) -> Entry:
    """Write title and end after every check; the caller records the entry."""
    policies.check_not_own_office(by, appointment)
    policies.check_endable(appointment)
    User.objects.select_for_update().get(pk=appointment.user_id)
    lock_administrators()
    stored = locked(appointment, version, mine)
    before = values(stored, mine)
    stored.title, stored.until = str(mine["title"]), mine["until"]  # type: ignore[assignment]
    clean(stored, where=stored.user.name)
    if stored.until is not None:
        policies.check_replaceable(stored, stored.until)
    if problems := policies.separation_problems(stored.user, stored.role, stored.since, stored.until, besides=stored):
        raise Problems(problems)
    stored.save()
    return Entry(by, "appointment.update", stored, grant.role, before, mine)


@transaction.atomic
def end_appointment(*, by: User, appointment: Appointment, version: int, on: dt.date, reason: str = "") -> None:
    """The appointment holds until the day before `on`; one that has not begun is taken back with its substitutes.

    The past cannot be ended: what somebody did in office stays covered by it. Raises Denied, Problems or Conflict.
    """
    grant = check(by, Permission.APPOINT, appointment.unit)
    policies.check_not_own_office(by, appointment)
    policies.check_endable(appointment)
    lock_administrators()
    stored = locked(appointment, version, {"until": on})
    policies.check_replaceable(stored, on)
    if on < today():
        raise Problems([Problem(_("日期已过"), where=_("结束日期"), expected=_("最早是今天"), column="on")])
    if stored.until is not None and stored.until < on:
        text = _("原定 %(until)s 就结束") % {"until": format_date(stored.until)}
        raise Problems([Problem(text, where=_("结束日期"), column="on")])
    entry = Entry(by, "appointment.end", stored, grant.role, values(stored, FIELDS), {"until": on}, reason)
    stored.substitutions.filter(since__gte=on).delete()
    stored.substitutions.filter(until__gt=on).update(until=on)
    if on <= stored.since:
        Appointment.objects.filter(pk=stored.pk).delete()  # by number: the event still names it
    else:
        stored.until = on
        clean(stored, where=stored.user.name)
        stored.save()
    audit.record_all([entry])


@transaction.atomic
def substitute(
    *, by: User, appointment: Appointment, substitute: User, since: dt.date, until: dt.date, reason: str = ""
) -> Substitution:
    """`substitute` acts in the appointment from `since` until the day before `until`. Raises Denied or Problems."""
    grant = check(by, Permission.APPOINT, appointment.unit)
    policies.check_not_oneself(by, substitute, _("不能让自己代理；请由另一名安全管理员办理"))
    if substitute.pk == appointment.user_id:
        raise Denied(_("代理人不能是本人"))
    check_seen(by, substitute)
    User.objects.select_for_update().get(pk=substitute.pk)
    appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)  # so that it is not ended meanwhile
    policies.check_endable(appointment)
    row = Substitution(appointment=appointment, substitute=substitute, since=since, until=until, reason=reason)
    clean(row, where=substitute.name)
    problems = policies.separation_problems(substitute, appointment.role, since, until)
    problems += _outside(appointment, since, until)
    if not substitute.is_active:
        problems.append(Problem(_("账号已停用"), where=substitute.name, column="substitute"))
    if problems:
        raise Problems(problems)
    row.save()
    after = values(row, ("substitute", "since", "until"))
    audit.record(by=by, verb="substitution.create", about=appointment, role=grant.role, after=after, reason=reason)
    return row


def _outside(appointment: Appointment, since: dt.date, until: dt.date) -> list[Problem]:
    """A substitute acts only while the appointment holds."""
    if since >= appointment.since and (appointment.until is None or until <= appointment.until):
        return []
    end = _("至 %(until)s") % {"until": format_date(appointment.until)} if appointment.until else ""
    expected = _("任职自 %(since)s%(end)s") % {"since": format_date(appointment.since), "end": end}
    return [Problem(_("代理期超出任职期"), where=_("代理期"), expected=expected, column="since")]


@transaction.atomic
def end_substitution(*, by: User, substitution: Substitution, reason: str = "") -> None:
    """The substitute stops today; one that has not begun is taken back. Raises Denied."""
    grant = check(by, Permission.APPOINT, substitution.appointment.unit)
    row = Substitution.objects.select_for_update().get(pk=substitution.pk)
    if row.until <= today():
        raise Denied(_("这项代理已于 %(until)s 结束") % {"until": format_date(row.until)})
    before = values(row, ("substitute", "since", "until"))
    if row.since >= today():
        row.delete()
    else:
        row.until = today()
        row.save()
    audit.record(
        by=by,
        verb="substitution.end",
        about=substitution.appointment,
        role=grant.role,
        before=before,
        after={"until": today()},
        reason=reason,
    )

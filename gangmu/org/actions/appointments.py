"""Roles and substitutes, given and taken by the security administrator."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gangmu.base.errors import Problem, Problems
from gangmu.base.periods import format_date
from gangmu.base.rows import clean, values
from gangmu.org import policies
from gangmu.org.models import Appointment, Substitution, Unit, User
from gangmu.org.queries import today, tree_on
from gangmu.org.verbs import APPOINTMENTS, SUBSTITUTIONS


@APPOINTMENTS.does("create")
@transaction.atomic
def appoint(
    *, by: User, user: User, unit: Unit, role: str, since: dt.date, title: str = "", until: dt.date | None = None
) -> Appointment:
    """`user` has `role` at `unit` and everything below it, from `since`. Raises Denied or Problems."""
    office = Appointment(user=user, unit=unit, role=role, title=title, since=since, until=until)
    with APPOINTMENTS.creation("create", by=by, row=office):
        User.objects.select_for_update().get(pk=user.pk)  # so that two roles given at once see each other
        clean(office, where=user.name)
        problems = policies.separation_problems(user, role, since, until)
        if not user.is_active:
            problems.append(Problem(_("账号已停用"), where=user.name, todo=_("请系统管理员先启用"), column="user"))
        if unit.pk not in tree_on(max(since, today())):
            on = format_date(max(since, today()))
            problems.append(Problem(_("在 %(on)s 不在机构树里") % {"on": on}, where=unit.name, column="unit"))
        if problems:
            raise Problems(problems)
    return office


@APPOINTMENTS.does("update")
def update_appointment(
    *, by: User, appointment: Appointment, version: int, title: str, until: dt.date | None
) -> Appointment:
    """New title or end, of an appointment that is not over. Raises Denied, Problems or Conflict."""
    mine = {"title": title, "until": until}
    with APPOINTMENTS.step("update", by=by, row=appointment, version=version, mine=mine) as step:
        row, step.always = step.row, ("title", "until")
        row.title, row.until = title, until
        if until is not None:
            policies.check_replaceable(row, until)
        if problems := policies.separation_problems(row.user, row.role, row.since, until, besides=row):
            raise Problems(problems)
    return row


@APPOINTMENTS.does("end")
def end_appointment(*, by: User, appointment: Appointment, version: int, on: dt.date, reason: str = "") -> None:
    """The appointment holds until the day before `on`; one that has not begun is taken back with its substitutes.

    The past cannot be ended: what somebody did in office stays covered by it. Raises Denied, Problems or Conflict.
    """
    mine = {"until": on}
    with APPOINTMENTS.step("end", by=by, row=appointment, version=version, mine=mine, reason=reason) as step:
        row = step.row
        policies.check_replaceable(row, on)
        _check_end(row, on)
        step.before = values(row, APPOINTMENTS.told)
        step.tell(until=on)
        row.substitutions.filter(since__gte=on).delete()
        row.substitutions.filter(until__gt=on).update(until=on)
        if on <= row.since:
            Appointment.objects.filter(pk=row.pk).delete()  # by number: the event still names it
            step.gone = True
        else:
            row.until = on


def _check_end(office: Appointment, on: dt.date) -> None:
    if on < today():
        raise Problems([Problem(_("日期已过"), where=_("结束日期"), expected=_("最早是今天"), column="on")])
    if office.until is not None and office.until < on:
        text = _("原定 %(until)s 就结束") % {"until": format_date(office.until)}
        raise Problems([Problem(text, where=_("结束日期"), column="on")])


@SUBSTITUTIONS.does("create")
def substitute(
    *, by: User, appointment: Appointment, substitute: User, since: dt.date, until: dt.date, reason: str = ""
) -> Substitution:
    """`substitute` acts in the appointment from `since` until the day before `until`. Raises Denied or Problems."""
    row = Substitution(appointment=appointment, substitute=substitute, since=since, until=until, reason=reason)
    with SUBSTITUTIONS.creation("create", by=by, row=row, reason=reason) as step:
        User.objects.select_for_update().get(pk=substitute.pk)
        # Locked, so that it is not ended meanwhile.
        row.appointment = step.about = Appointment.objects.select_for_update().get(pk=appointment.pk)
        policies.check_endable(row.appointment)
        clean(row, where=substitute.name)
        problems = policies.separation_problems(substitute, row.appointment.role, since, until)
        problems += _outside(row.appointment, since, until)
        if not substitute.is_active:
            problems.append(Problem(_("账号已停用"), where=substitute.name, column="substitute"))
        if problems:
            raise Problems(problems)
    return row


def _outside(appointment: Appointment, since: dt.date, until: dt.date) -> list[Problem]:
    """A substitute acts only while the appointment holds."""
    if since >= appointment.since and (appointment.until is None or until <= appointment.until):
        return []
    end = _("至 %(until)s") % {"until": format_date(appointment.until)} if appointment.until else ""
    expected = _("任职自 %(since)s%(end)s") % {"since": format_date(appointment.since), "end": end}
    return [Problem(_("代理期超出任职期"), where=_("代理期"), expected=expected, column="since")]


@SUBSTITUTIONS.does("end")
def end_substitution(*, by: User, substitution: Substitution, reason: str = "") -> None:
    """The substitute stops today; one that has not begun is taken back. Raises Denied."""
    with SUBSTITUTIONS.step("end", by=by, row=substitution, version=None, reason=reason) as step:
        row, step.about = step.row, substitution.appointment
        step.before = values(row, SUBSTITUTIONS.told)
        step.tell(until=today())
        if row.since >= today():
            row.delete()
            step.gone = True
        else:
            row.until = today()

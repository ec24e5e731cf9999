"""When a verb is possible, and who may. The reason of a refusal is also the greyed button's tooltip.

A report is filled, corrected and approved by the unit that answers for its part in the target today (see
`targets.answering`), and verified by those that have a monitoring part today. A unit never verifies its own report;
where no other unit monitors the target, the target office of the plan verifies. Nor does a person who ever submitted or
approved the report, or who reports or approves for the unit that day (`org.separation`).
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from gangmu.base.errors import Denied
from gangmu.base.models import Event
from gangmu.org.models import Unit, User
from gangmu.org.permissions import Access, Grant, Permission, access_of
from gangmu.org.queries import today
from gangmu.org.separation import check_clean_hands, check_not_judged
from gangmu.progress.duties import acting_for, verifying_units
from gangmu.progress.models import Report, ReportingPeriod
from gangmu.progress.states import ReportState
from gangmu.targets.answering import parts_of
from gangmu.targets.models import Plan
from gangmu.targets.states import IN_FORCE, PlanState

HANDS = ("report.submit", "report.approve")
"""The steps after which one does not verify."""


def check_plan_runs(plan: Plan) -> None:
    """Reports are written only while the plan is issued and not yet closed."""
    if plan.state not in IN_FORCE:
        raise Denied(_("目标还没有下达，下达之后才能填报"))
    if plan.state == PlanState.CLOSED:
        raise Denied(_("这一年度的目标已经结束，不能再改动填报"))


def check_runs(report: Report) -> None:
    check_plan_runs(report.target.plan)


def check_has_begun(period: ReportingPeriod) -> None:
    """A late report is still taken, an early one is not."""
    check_plan_runs(period.plan)
    if today() < period.opens:
        raise Denied(
            _("%(period)s的填报从%(month)s月%(day)s日开放")
            % {"period": period, "month": period.opens.month, "day": period.opens.day}
        )


def check_open(report: Report) -> None:
    check_runs(report)
    check_has_begun(report.period)


def unseen(units: Sequence[Unit]) -> str:
    """Why these units are not reminded: nobody there can report."""
    names = _("、").join(unit.label for unit in units[:5]) + ("…" if len(units) > 5 else "")
    return _("%(units)s没有填报员账号，没人看得到催报；请安全管理员先任命填报员") % {"units": names}


def check_plan_of(period: ReportingPeriod) -> None:
    check_plan_runs(period.plan)


def may_set_periods(by: User, period: ReportingPeriod) -> Grant:
    return access_of(by).check(Permission.MANAGE_PERIODS, period.plan.unit_id)


def acting(access: Access, report: Report) -> Unit:
    """The unit whose people fill, correct and approve this report today."""
    return acting_for(report, parts_of(report.target, access.tree))


def monitors(access: Access, report: Report) -> list[Unit]:
    """The units that verify this report; none means the target office does."""
    return verifying_units(report, parts_of(report.target, access.tree))


def _check_acting(access: Access, permission: Permission, report: Report) -> Grant:
    unit = acting(access, report)
    if unit != report.unit and not access.can(permission, unit.pk):
        words = {"old": report.unit.label, "new": unit.label}
        raise Denied(_("%(old)s的这项分工已由%(new)s接续，由%(new)s办理") % words)
    return access.check(permission, unit.pk)


def may_fill(by: User, report: Report) -> Grant:
    return _check_acting(access_of(by), Permission.REPORT, report)


def may_approve(by: User, report: Report) -> Grant:
    """The head of the unit; nobody approves what the same person handed in."""
    access = access_of(by)
    grant = _check_acting(access, Permission.APPROVE, report)
    if report.state == ReportState.SUBMITTED:
        check_clean_hands(access, [report.submitted_by_id], _("自己提交的填报要由其他人审核"))
    return grant


def may_verify(by: User, report: Report) -> Grant:
    """A monitoring unit of the target, or the target office where none monitors; other hands than the unit's own."""
    access = access_of(by)
    grant = _verifier(access, report)
    check_not_judged(access, acting(access, report).pk)
    check_clean_hands(access, hands(report.pk), _("您提交或审核过这份填报，要由其他人核验"))
    return grant


def hands(report_id: int) -> set[int | None]:
    """Everybody who ever submitted or approved the report, also before it was given back; one query."""
    steps = Event.objects.filter(noun=Report._meta.label_lower, object_id=str(report_id), verb__in=HANDS)
    return set(steps.values_list("actor_id", flat=True))


def _verifier(access: Access, report: Report) -> Grant:
    units = monitors(access, report)
    if not units:
        return access.check(Permission.MANAGE_PERIODS, report.target.plan.unit_id)
    for unit in units:
        if grant := access.grant(Permission.VERIFY, unit.pk):
            return grant
    raise Denied(_("由监控单位核验：%(units)s") % {"units": _("、").join(unit.label for unit in units)})


def may_return(by: User, report: Report) -> Grant:
    """Whoever has it in hand: the head before approval, the verifier after."""
    return may_verify(by, report) if report.state == ReportState.APPROVED else may_approve(by, report)

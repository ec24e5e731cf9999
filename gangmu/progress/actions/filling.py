"""What the responsible unit does: write, hand in, take back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gangmu.base import audit
from gangmu.base.errors import Conflict, Denied, Problem, Problems
from gangmu.org.models import Unit, User
from gangmu.org.permissions import access_of
from gangmu.progress import policies
from gangmu.progress.actions.locking import WRITTEN, check_fields, check_version, lock, locked, written
from gangmu.progress.models import Report, ReportingPeriod
from gangmu.progress.plausibility import questions
from gangmu.progress.queries import duties, earlier_values
from gangmu.targets.answering import parts_of
from gangmu.targets.models import Target


def save_report(
    *,
    by: User,
    period: ReportingPeriod,
    target: Target,
    unit: Unit,
    version: int,
    value: Decimal | None = None,
    words: str = "",
    problem: str = "",
    next_step: str = "",
    jump_reason: str = "",
    keep_empty: bool = False,
) -> Report:
    """Keep what was typed as a draft. `version` 0 says that there was no report yet; blank stays blank.

    Nothing is written when nothing changed; `keep_empty` begins a draft all the same, for evidence
    to go with. Raises Denied, Problems, or Conflict when somebody else saved meanwhile.
    """
    mine = dict(zip(WRITTEN, (value, words, problem, next_step, jump_reason), strict=True))
    row = Report(period=period, target=target, unit=unit, version=0)
    try:
        with transaction.atomic():
            return _save(by, row, version, mine, keep_empty)
    except IntegrityError as error:
        theirs = Report.objects.filter(period=period, target=target, unit=unit).first()
        if theirs is None:
            raise
        told = written(theirs) | {"version": theirs.version}
        raise Conflict(_("同事刚刚建立了这份填报，请核对后再保存"), theirs=told, mine=mine) from error


def _save(by: User, row: Report, version: int, mine: Mapping[str, Any], keep_empty: bool) -> Report:
    same = Report.objects.filter(period=row.period, target=row.target, unit=row.unit)
    found = same.values_list("pk", flat=True).first()
    report = lock([found])[found] if found else row
    grant = policies.check(access_of(by), report, "save")
    policies.check_period_open(row.period, timezone.localdate())
    before = written(report)
    if before == mine and (found or not keep_empty):
        return report
    check_version(report, version, mine)
    if not found:
        _check_reports(row.target, row.unit, row.period)
    for name, typed in mine.items():
        setattr(report, name, typed)
    check_fields(report)
    report.version += 1
    report.save()
    audit.record(by=by, verb="report.save", about=report, role=grant.role, before=before, after=mine)
    return report


def _check_reports(target: Target, unit: Unit, period: ReportingPeriod) -> None:
    """One report a part and month: by who answers for it in that month, where nobody who had it before began one."""
    if period.plan_id != target.plan_id:
        raise Denied(_("这个填报期不属于这个目标所在的目标体系"))
    begun = Report.objects.filter(target=target, period=period).select_related("unit")
    owed = duties(period, held=parts_of(target), reports=begun)
    if any(one.name == unit and one.report is None for one in owed):
        return
    for one in owed:
        if one.report and unit in one.held.names:
            raise Denied(_("这个月已有%(unit)s的填报，请在那一份上接着办") % {"unit": one.name.label})
    raise Denied(_("%(unit)s不是这个目标的牵头或责任单位，不用填报") % {"unit": unit.label})


def submit_report(*, by: User, report: Report, version: int, jump_reason: str | None = None) -> Report:
    """Hand in. The day of the first submission and its lateness are kept for good.

    Raises Problems when neither value nor words are there (errors), or when the value makes one ask and nothing
    answers yet (warnings: answer in `jump_reason`, and it goes through).
    """
    with transaction.atomic():
        row = locked(report, version, {"jump_reason": jump_reason})
        grant = policies.check(access_of(by), row, "submit")
        policies.check_period_open(row.period, timezone.localdate())
        before = {"state": row.state}
        if jump_reason is not None:
            row.jump_reason = jump_reason.strip()
            check_fields(row)
        _check_content(row)
        now = timezone.now()
        row.submitted_at, row.submitted_by = now, by
        if row.first_submitted_at is None:
            row.first_submitted_at, row.days_late = now, days_late(row.period, now)
        row.return_reason = ""
        row.state = policies.check_move(row, "submit")
        row.version += 1
        row.save()
        after = {"state": row.state, "value": row.value, "words": row.words, "days_late": row.days_late}
        audit.record(
            by=by, verb="report.submit", about=row, role=grant.role, before=before, after=after, reason=row.jump_reason
        )
        return row


def days_late(period: ReportingPeriod, at: dt.datetime) -> int:
    """Calendar days from the deadline to the day of submission; the deadline's own day is in time."""
    return max((timezone.localdate(at) - period.due).days, 0)


def _check_content(report: Report) -> None:
    where = str(report.target)
    if report.value is None and not report.words.strip():
        raise Problems(
            [Problem(_("还没有填"), where=where, expected=_("填写累计完成，或者写明进展情况"), column="value")]
        )
    asked = questions(report.target, report.period.month, report.value, earlier_values(report))
    if asked and not report.jump_reason.strip():
        todo = _("请核对；如果无误，请写明原因后提交")
        raise Problems(Problem(one, where=where, todo=todo, level="warning", column="value") for one in asked)


def withdraw_report(*, by: User, report: Report, version: int) -> Report:
    """Take back what was handed in and not yet approved, to correct it. The first submission still counts."""
    with transaction.atomic():
        row = locked(report, version, {})
        grant = policies.check(access_of(by), row, "withdraw")
        before = {"state": row.state}
        row.state = policies.check_move(row, "withdraw")
        row.submitted_at = row.submitted_by = None
        row.version += 1
        row.save()
        audit.record(
            by=by, verb="report.withdraw", about=row, role=grant.role, before=before, after={"state": row.state}
        )
        return row

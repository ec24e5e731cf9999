"""What the responsible unit does: write, hand in, take back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from gangmu.base.errors import Conflict, Denied, Problem, Problems
from gangmu.base.rows import values
from gangmu.org.models import Unit, User
from gangmu.progress.actions.standings import moving
from gangmu.progress.models import Report, ReportingPeriod
from gangmu.progress.plausibility import questions
from gangmu.progress.queries import duties, earlier_values
from gangmu.progress.verbs import REPORTS, WRITTEN
from gangmu.targets.agreed import terms_of_month
from gangmu.targets.answering import parts_of
from gangmu.targets.models import Target

MOST_WORDS = 2000
"""Of progress, problems and next steps, each."""


@REPORTS.does("save")
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
    same = Report.objects.filter(period=period, target=target, unit=unit)
    report = same.first() or Report(period=period, target=target, unit=unit)
    REPORTS.check(by, report, "save")
    _check_lengths(mine)
    if values(report, WRITTEN) == mine and (report.pk or not keep_empty):
        return report
    if report.pk:
        with REPORTS.step("save", by=by, row=report, version=version, mine=mine) as step:
            _write(step.row, mine)
        return step.row
    try:
        return _begin(by, report, mine)
    except IntegrityError as error:
        theirs = same.first()
        if theirs is None:
            raise
        told = values(theirs, WRITTEN) | {"version": theirs.version}
        raise Conflict(_("同事刚刚建立了这份填报，请核对后再保存"), theirs=told, mine=mine) from error


def _check_lengths(mine: Mapping[str, Any]) -> None:
    """What the sheet takes the page takes too, and no more: every save goes into the trail."""
    what = _("有 %(count)d 个字，最多 %(limit)d 个字")
    long = {name: len(text) for name, text in mine.items() if isinstance(text, str) and len(text) > MOST_WORDS}
    if long:
        said = {name: what % {"count": count, "limit": MOST_WORDS} for name, count in long.items()}
        raise Problems([Problem(text, column=name, todo=_("请写简短，详情放在佐证里")) for name, text in said.items()])


def _begin(by: User, report: Report, mine: Mapping[str, Any]) -> Report:
    """The first draft."""
    _check_reports(report.target, report.unit, report.period)
    with REPORTS.creation("save", by=by, row=report):
        _write(report, mine)
    return report


def _check_reports(target: Target, unit: Unit, period: ReportingPeriod) -> None:
    """One report a part and month: by who answers for it in that month, where nobody who had it before began one."""
    if period.plan_id != target.plan_id:
        raise Denied(_("这个填报期不属于这个目标所在的目标体系"))
    begun = Report.objects.filter(target=target, period=period).select_related("unit")
    owed = duties(period, held=parts_of(target), reports=begun, resting=True)
    if any(one.name == unit and not one.due for one in owed):
        words = {"rhythm": terms_of_month(target, period.month).rhythm, "month": period.month.month}
        raise Denied(_("这个目标%(rhythm)s报数，%(month)d月不用填报") % words)
    if any(one.name == unit and one.report is None for one in owed):
        return
    for one in owed:
        if one.report and unit in one.held.names:
            raise Denied(_("这个月已有%(unit)s的填报，请在那一份上接着办") % {"unit": one.name.label})
    raise Denied(_("%(unit)s不是这个目标的牵头或责任单位，不用填报") % {"unit": unit.label})


def _write(report: Report, mine: Mapping[str, Any]) -> None:
    for name, typed in mine.items():
        setattr(report, name, typed)


@REPORTS.does("submit")
def submit_report(*, by: User, report: Report, version: int, jump_reason: str | None = None) -> Report:
    """Hand in. The day of the first submission and its lateness are kept for good.

    Raises Problems when neither value nor words are there (errors), or when the value makes one ask and nothing
    answers yet (warnings: answer in `jump_reason`, and it goes through).
    """
    mine = {"jump_reason": jump_reason}
    with moving("submit", by=by, versions={report.pk: version}, mine=mine) as (step,):
        row = step.row
        if jump_reason is not None:
            row.jump_reason = jump_reason.strip()
        _check_content(row)
        now = timezone.now()
        row.submitted_at, row.submitted_by = now, by
        if row.first_submitted_at is None:
            row.first_submitted_at, row.days_late = now, days_late(row.period, now)
        row.return_reason = ""
        step.always, step.reason = ("value", "words", "days_late"), row.jump_reason
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
    month = report.period.month
    asked = questions(terms_of_month(report.target, month), month, report.value, earlier_values(report))
    if asked and not report.jump_reason.strip():
        todo = _("请核对；如果无误，请写明原因后提交")
        raise Problems(Problem(one, where=where, todo=todo, level="warning", column="value") for one in asked)


@REPORTS.does("withdraw")
def withdraw_report(*, by: User, report: Report, version: int) -> Report:
    """Take back what was handed in and not yet approved, to correct it. The first submission still counts."""
    with moving("withdraw", by=by, versions={report.pk: version}) as (step,):
        step.row.submitted_at = step.row.submitted_by = None
    return step.row

"""Taking over earlier months with their whole course, in the names of those who took each step: in a demo only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gangmu.base import audit
from gangmu.base.errors import Denied
from gangmu.base.models import Installation, StoredFile
from gangmu.org import permissions
from gangmu.org.models import Unit, User
from gangmu.org.permissions import Permission, access_of
from gangmu.progress import policies
from gangmu.progress.actions.filling import days_late
from gangmu.progress.actions.standings import restand
from gangmu.progress.models import Evidence, Report, ReportingPeriod
from gangmu.progress.verbs import REPORTS
from gangmu.targets.models import Assignment, Plan, Target
from gangmu.targets.states import Part

EVENTS_AT_ONCE = 2000
ACTING_BY = {"approve": Permission.APPROVE, "return": Permission.APPROVE, "verify": Permission.VERIFY}
"""Under which permission a step is taken; every other under REPORT."""


@dataclass(frozen=True)
class Step:
    """One thing that happened: `verb` is one of MOVES.

    `text` is the reason of a return, the note of a verification, or the explanation given at submission. `value` at
    save and submit replaces the reported value; at verify it is the official one when it differed.
    """

    verb: str
    by: User
    at: dt.datetime
    text: str = ""
    value: Decimal | None = None


@dataclass(frozen=True)
class HistoryRow:
    """One report of an earlier month: what it says in the end, the steps that led there, and its files.

    Without steps it is a draft. `month` is its first day and must have a period. `evidence` is (name, file, when, who).
    """

    target: Target
    unit: Unit
    month: dt.date
    value: Decimal | None = None
    words: str = ""
    problem: str = ""
    next_step: str = ""
    steps: Sequence[Step] = ()
    evidence: Sequence[tuple[str, StoredFile, dt.datetime, User]] = ()


@dataclass
class _Roles:
    """In which role somebody acted, looked up once."""

    known: dict[tuple[int, str, int], str] = field(default_factory=dict)

    def of(self, step: Step, report: Report, monitors: Sequence[int]) -> str:
        permission = ACTING_BY.get(step.verb, Permission.REPORT)
        units = monitors if step.verb == "verify" else [report.unit_id]
        for unit in units or [report.target.plan.unit_id]:
            key = (step.by.pk, str(permission), unit)
            if key not in self.known:
                access = access_of(step.by)
                grant = access.grant(permission, unit) or (access.grants[0][0] if access.grants else None)
                self.known[key] = grant.role if grant else ""
            if self.known[key]:
                return self.known[key]
        return ""


def _check_demo() -> None:
    if not Installation.objects.filter(pk=1, is_demo=True).exists():
        raise Denied(_("只有示例系统才能以他人名义写入以往的填报"))


def take_over_history(*, by: User, plan: Plan, rows: Iterable[HistoryRow]) -> list[Report]:
    """Write reports with their course, evidence and audit events as they happened, at the times given.

    The chain stays in the order of time within what is taken over. Raises Denied in a system whose data are real, where
    nobody writes in another's name; when a step is impossible in the state it is said to have happened in; or when a
    month has no period. Nothing is written then.
    """
    _check_demo()
    with transaction.atomic():
        grant = permissions.check(by, Permission.EDIT_PLAN, plan.unit_id)
        policies.check_plan_runs(plan)
        rows = list(rows)
        periods = {period.month: period for period in ReportingPeriod.objects.filter(plan=plan).select_related("plan")}
        monitors = _monitors(plan)
        reports, steps = [], []
        for row in rows:
            report = _report(row, periods)
            for step in row.steps:
                steps.append((step, report, _take(report, step)))
            reports.append(report)
        Report.objects.bulk_create(reports, batch_size=500)
        _write_evidence(rows, reports)
        restand({report.target_id for report in reports})
        entries = _entries(steps, monitors)
        entries.sort(key=lambda entry: entry.at or timezone.now())
        for begin in range(0, len(entries), EVENTS_AT_ONCE):
            audit.record_all(entries[begin : begin + EVENTS_AT_ONCE])
        after = {"reports": len(reports)}
        drafts = [report for report, row in zip(reports, rows, strict=True) if not row.steps]  # no event of their own
        audit.record(
            by=by, verb="plan.take_over_history", about=plan, role=grant.role, after=after, changed=[plan, *drafts]
        )
        return reports


def _entries(
    steps: Iterable[tuple[Step, Report, tuple[dict[str, Any], dict[str, Any]]]], monitors: dict[int, list[int]]
) -> list[audit.Entry]:
    roles = _Roles()
    return [
        audit.Entry(
            step.by,
            f"report.{step.verb}",
            report,
            roles.of(step, report, monitors.get(report.target_id, [])),
            *change,
            step.text,
            step.at,
        )
        for step, report, change in steps
    ]


def _monitors(plan: Plan) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    rows = Assignment.objects.filter(target__plan=plan, part=Part.MONITORING).order_by("pk")
    for target_id, unit_id in rows.values_list("target_id", "unit_id"):
        found.setdefault(target_id, []).append(unit_id)
    return found


def _report(row: HistoryRow, periods: dict[dt.date, ReportingPeriod]) -> Report:
    if row.month not in periods:
        raise Denied(_("%(month)s 月还没有设定填报期") % {"month": row.month.month})
    return Report(
        target=row.target,
        unit=row.unit,
        period=periods[row.month],
        value=row.value,
        words=row.words,
        problem=row.problem,
        next_step=row.next_step,
    )


def _take(report: Report, step: Step) -> tuple[dict[str, Any], dict[str, Any]]:
    """Carry out one step on the report in memory; what changed, before and after."""
    before: dict[str, Any] = {"state": report.state}
    report.state = REPORTS.after(report, step.verb)
    report.version += 1
    after: dict[str, Any] = {"state": report.state}
    if step.verb in ("save", "submit"):
        report.value = report.value if step.value is None else step.value
        after |= {"value": report.value, "words": report.words}
    if step.verb == "submit":
        report.submitted_at, report.submitted_by, report.return_reason = step.at, step.by, ""
        report.jump_reason = step.text or report.jump_reason
        if report.first_submitted_at is None:
            report.first_submitted_at, report.days_late = step.at, days_late(report.period, step.at)
        after["days_late"] = report.days_late
    elif step.verb == "withdraw":
        report.submitted_at = report.submitted_by = None
    elif step.verb == "approve":
        report.approved_at, report.approved_by = step.at, step.by
    elif step.verb == "return":
        report.return_reason = step.text
        report.approved_at = report.approved_by = None
    elif step.verb == "verify":
        report.verified_at, report.verified_by, report.verified_note = step.at, step.by, step.text
        report.verified_value = report.value if step.value is None else step.value
        after["verified_value"] = report.verified_value
    return before, after


def _write_evidence(rows: Sequence[HistoryRow], reports: Sequence[Report]) -> None:
    Evidence.objects.bulk_create(
        [
            Evidence(report=report, file=file, name=name, added_at=at, added_by=who)
            for row, report in zip(rows, reports, strict=True)
            for name, file, at, who in row.evidence
        ],
        batch_size=500,
    )

"""Reports and their official values, to read."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router, Schema
from ninja.pagination import paginate

from gangmu.api.requests import Day, access
from gangmu.org.permissions import Permission
from gangmu.org.queries import today
from gangmu.progress import queries
from gangmu.progress.models import Report
from gangmu.targets.queries import get_plan, get_target

router = Router(tags=["progress"])


class ReportOut(Schema):
    """What one unit reported on one target for one month; values in the target's unit of measure, cumulative.

    `month` is its first day. `verified_value` is the official value once `state` is verified; null is unknown, never 0.
    `days_late` counts calendar days from the deadline to the first submission.
    """

    id: int
    target: int
    code: str
    unit: str
    month: dt.date
    state: str
    value: Decimal | None
    verified_value: Decimal | None
    days_late: int
    first_submitted_at: dt.datetime | None

    @staticmethod
    def resolve_target(report: Report) -> int:
        return report.target_id

    @staticmethod
    def resolve_code(report: Report) -> str:
        return report.target.code

    @staticmethod
    def resolve_unit(report: Report) -> str:
        return report.unit.code

    @staticmethod
    def resolve_month(report: Report) -> dt.date:
        return report.period.month


class WholeReportOut(ReportOut):
    """A report with its words; `evidence` are the names of its files."""

    words: str
    problem: str
    next_step: str
    jump_reason: str
    verified_note: str
    return_reason: str
    evidence: list[str]

    @staticmethod
    def resolve_evidence(report: Report) -> list[str]:
        return [one.name for one in getattr(report, "files", [])]


class StatusOut(Schema):
    """How a target stands: green, yellow, red or grey (nothing to judge by), and the sentence that gave it."""

    target: int
    color: str
    reason: str


class CoverageOut(Schema):
    """What a unit owes in a period, and what it handed in."""

    unit: str
    name: str
    expected: int
    handed_in: int
    verified: int
    late: int
    missing: list[str]


@router.get("/plans/{int:pk}/reports", response=list[ReportOut])
@paginate
def reports(request: HttpRequest, pk: int, month: Day | None = None) -> QuerySet[Report]:
    """By month, target and unit; `month` narrows to one month, told by its first day."""
    mine = access(request)
    rows = queries.visible_reports(mine).filter(period__plan=get_plan(mine, pk))
    if month is not None:
        rows = rows.filter(period__month=month)
    return rows.order_by("period__month", "target__code", "unit__code")


@router.get("/reports/{int:pk}", response=WholeReportOut)
def report(request: HttpRequest, pk: int) -> Report:
    return queries.get_report(access(request), pk)


@router.get("/targets/{int:pk}/status", response=StatusOut)
def status(request: HttpRequest, pk: int) -> Any:
    """The lamp of today."""
    target = get_target(access(request), pk)
    found = queries.status(target, today())
    return {"target": target.pk, "color": found.color, "reason": found.reason}


@router.get("/periods/{int:pk}/coverage", response=list[CoverageOut])
@paginate
def coverage(request: HttpRequest, pk: int) -> list[Any]:
    """Who has reported in a period; for the target office."""
    mine = access(request)
    period = queries.get_period(mine, pk)
    mine.check(Permission.MANAGE_PERIODS, period.plan.unit_id)
    return [
        {
            "unit": one.unit.code,
            "name": one.unit.name,
            "expected": one.expected,
            "handed_in": one.handed_in,
            "verified": one.verified,
            "late": one.late,
            "missing": [target.code for target in one.missing],
        }
        for one in queries.coverage(period, reminded=False).units
    ]

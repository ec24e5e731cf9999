"""Reports and their official values, to read."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from gangmu.org.models import User
from gangmu.org.permissions import Permission, access_of
from gangmu.org.queries import today
from gangmu.progress import queries
from gangmu.progress.models import Report
from gangmu.targets.queries import get_plan, get_target

router = Router(tags=["progress"])
PAGE = 200


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


class WholeReportOut(ReportOut):
    """A report with its words; `evidence` are the names of its files."""

    words: str
    problem: str
    next_step: str
    jump_reason: str
    verified_note: str
    return_reason: str
    evidence: list[str]


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


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 -- the API's authentication lets nobody else in
    return request.user


def _report(report: Report) -> dict[str, Any]:
    same = ("state", "value", "verified_value", "days_late", "first_submitted_at")
    return {
        "id": report.pk,
        "target": report.target_id,
        "code": report.target.code,
        "unit": report.unit.code,
        "month": report.period.month,
    } | {name: getattr(report, name) for name in same}


@router.get("/plans/{pk}/reports/", response=list[ReportOut])
def reports(request: HttpRequest, pk: int, month: dt.date | None = None, page: int = 1) -> Any:
    """200 a page, counted from 1, by month, target and unit; `month` narrows to one month, told by its first day."""
    page = min(max(page, 1), 10_000)
    access = access_of(_user(request))
    rows = queries.visible_reports(access).filter(period__plan=get_plan(access, pk))
    if month is not None:
        rows = rows.filter(period__month=month)
    rows = rows.order_by("period__month", "target__code", "unit__code")
    return [_report(one) for one in rows[(page - 1) * PAGE : page * PAGE]]


@router.get("/reports/{pk}/", response=WholeReportOut)
def report(request: HttpRequest, pk: int) -> Any:
    found = queries.get_report(access_of(_user(request)), pk)
    words = ("words", "problem", "next_step", "jump_reason", "verified_note", "return_reason")
    files = [one.name for one in getattr(found, "files", [])]
    return _report(found) | {name: getattr(found, name) for name in words} | {"evidence": files}


@router.get("/targets/{pk}/status/", response=StatusOut)
def status(request: HttpRequest, pk: int) -> Any:
    """The lamp of today."""
    target = get_target(access_of(_user(request)), pk)
    found = queries.status(target, today())
    return {"target": target.pk, "color": found.color, "reason": found.reason}


@router.get("/periods/{pk}/coverage/", response=list[CoverageOut])
def coverage(request: HttpRequest, pk: int) -> Any:
    """Who has reported in a period; for the target office."""
    access = access_of(_user(request))
    period = queries.get_period(access, pk)
    access.check(Permission.MANAGE_PERIODS, period.plan.unit_id)
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

"""What the head and the monitoring unit do: approve, verify, give back. Many at once go all or none."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from gangmu.base.errors import Problem, Problems
from gangmu.base.verbs import Step
from gangmu.org.models import User
from gangmu.progress.actions.standings import moving
from gangmu.progress.models import Report
from gangmu.progress.verbs import REPORTS


@REPORTS.does("approve")
def approve_report(*, by: User, report: Report, version: int) -> Report:
    """The head stands behind what the unit reported."""
    return approve_reports(by=by, versions={report.pk: version})[0]


def approve_reports(*, by: User, versions: Mapping[int, int]) -> list[Report]:
    """Approve many: report number → version that was shown. Raises what is wrong with any of them, and writes none."""
    with moving("approve", by=by, versions=versions) as steps:
        now = timezone.now()
        for step in steps:
            step.row.approved_at, step.row.approved_by = now, by
    return [step.row for step in steps]


@REPORTS.does("verify")
def verify_report(*, by: User, report: Report, version: int, value: Decimal | None = None, note: str = "") -> Report:
    """Confirm the reported value (`value` None), or set the official one with a reason when it differs."""
    mine = {"verified_value": value, "verified_note": note}
    with moving("verify", by=by, versions={report.pk: version}, mine=mine) as (step,):
        if value is not None and value != step.row.value and not note.strip():
            what = _("核定值与填报值不同，要写明理由")
            raise Problems([Problem(what, where=str(step.row.target), column="verified_note")])
        _verify(step, by, step.row.value if value is None else value, note.strip())
    return step.row


def verify_reports(*, by: User, versions: Mapping[int, int]) -> list[Report]:
    """Confirm many reported values as they are: report number → version that was shown."""
    with moving("verify", by=by, versions=versions) as steps:
        for step in steps:
            _verify(step, by, step.row.value, "")
    return [step.row for step in steps]


def _verify(step: Step[Report], by: User, value: Decimal | None, note: str) -> None:
    row = step.row
    row.verified_at, row.verified_by = timezone.now(), by
    row.verified_value, row.verified_note = value, note
    step.always, step.reason = ("value",), note


@REPORTS.does("return")
def return_report(*, by: User, report: Report, version: int, reason: str) -> Report:
    """Give it back to the unit, saying why."""
    with moving("return", by=by, versions={report.pk: version}, reason=reason) as (step,):
        step.row.return_reason = step.reason
        step.row.approved_at = step.row.approved_by = None
    return step.row

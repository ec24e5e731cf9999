"""What the head and the monitoring unit do: approve, verify, give back. Many at once go all or none."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gangmu.base import audit
from gangmu.base.errors import Problem, Problems, Refused
from gangmu.org.models import User
from gangmu.org.permissions import Grant, access_of
from gangmu.progress import policies
from gangmu.progress.actions.locking import check_fields, check_version, lock, locked
from gangmu.progress.models import Report


def approve_report(*, by: User, report: Report, version: int) -> Report:
    """The head stands behind what the unit reported."""
    return approve_reports(by=by, versions={report.pk: version})[0]


def approve_reports(*, by: User, versions: Mapping[int, int]) -> list[Report]:
    """Approve many: report number → version that was shown. Raises what is wrong with any of them, and writes none."""
    with transaction.atomic():
        rows, grants = _lock_all(by, versions, "approve")
        now = timezone.now()
        entries = []
        for row in rows:
            before = {"state": row.state}
            row.state, row.approved_at, row.approved_by = policies.check_move(row, "approve"), now, by
            row.version += 1
            after = {"state": row.state}
            entries.append(audit.Entry(by, "report.approve", row, grants[row.pk].role, before, after))
        Report.objects.bulk_update(rows, ["state", "approved_at", "approved_by", "version"], batch_size=200)
        audit.record_all(entries)
        return rows


def verify_report(*, by: User, report: Report, version: int, value: Decimal | None = None, note: str = "") -> Report:
    """Confirm the reported value (`value` None), or set the official one with a reason when it differs."""
    with transaction.atomic():
        row = locked(report, version, {"verified_value": value, "verified_note": note})
        grant = policies.check(access_of(by), row, "verify")
        note = note.strip()
        if value is not None and value != row.value and not note:
            what = _("核定值与填报值不同，要写明理由")
            raise Problems([Problem(what, where=str(row.target), column="verified_note")])
        _verify(row, by, row.value if value is None else value, note)
        check_fields(row)
        row.save()
        audit.record_all([_verified_entry(row, by, grant)])
        return row


def verify_reports(*, by: User, versions: Mapping[int, int]) -> list[Report]:
    """Confirm many reported values as they are: report number → version that was shown."""
    with transaction.atomic():
        rows, grants = _lock_all(by, versions, "verify")
        for row in rows:
            _verify(row, by, row.value, "")
        fields = ["state", "verified_at", "verified_by", "verified_value", "verified_note", "version"]
        Report.objects.bulk_update(rows, fields, batch_size=200)
        audit.record_all([_verified_entry(row, by, grants[row.pk]) for row in rows])
        return rows


def return_report(*, by: User, report: Report, version: int, reason: str) -> Report:
    """Give it back to the unit, saying why."""
    with transaction.atomic():
        row = locked(report, version, {"return_reason": reason})
        grant = policies.check(access_of(by), row, "return")
        if not reason.strip():
            what, todo = _("退回要写明理由"), _("请写清哪里要改")
            raise Problems([Problem(what, where=str(row.target), todo=todo, column="return_reason")])
        before = {"state": row.state}
        row.state, row.return_reason = policies.check_move(row, "return"), reason.strip()
        row.approved_at = row.approved_by = None
        row.version += 1
        check_fields(row)
        row.save()
        after = {"state": row.state}
        audit.record(
            by=by,
            verb="report.return",
            about=row,
            role=grant.role,
            before=before,
            after=after,
            reason=row.return_reason,
        )
        return row


def _lock_all(by: User, versions: Mapping[int, int], verb: str) -> tuple[list[Report], dict[int, Grant]]:
    """All reports, locked and checked; every refusal is told at once, by target."""
    access = access_of(by)
    rows = list(lock(list(versions)).values())
    grants, problems = {}, []
    for row in rows:
        try:
            check_version(row, versions[row.pk], {})
            grants[row.pk] = policies.check(access, row, verb)
        except Refused as refused:
            if len(versions) == 1:
                raise
            problems.append(Problem(refused.reason, where=f"{row.target} · {row.unit.label}"))
    if problems:
        raise Problems(problems)
    return rows, grants


def _verify(row: Report, by: User, value: Decimal | None, note: str) -> None:
    row.state = policies.check_move(row, "verify")
    row.verified_at, row.verified_by = timezone.now(), by
    row.verified_value, row.verified_note = value, note
    row.version += 1


def _verified_entry(row: Report, by: User, grant: Grant) -> audit.Entry:
    before = {"state": "approved", "value": row.value}
    after = {"state": row.state, "verified_value": row.verified_value}
    return audit.Entry(by, "report.verify", row, grant.role, before, after, row.verified_note)

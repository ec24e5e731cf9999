"""Files behind a report: added and taken off while the unit has the report in hand, never after verification."""

from __future__ import annotations

from typing import BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gangmu.base import audit, files
from gangmu.base.errors import Denied, Problem, Problems
from gangmu.base.uploads import check_upload
from gangmu.org.models import User
from gangmu.org.permissions import access_of
from gangmu.progress import policies
from gangmu.progress.actions.locking import lock
from gangmu.progress.models import Evidence, Report

MOST_FILES = 20


def add_evidence(*, by: User, report: Report, name: str, content: bytes | BinaryIO) -> Evidence:
    """Keep a file with the report. Refused when its kind is not one that is taken, whatever its name says.

    It is looked into before anything is locked: a scanner may take its time.
    """
    policies.check_evidence_change(report)
    policies.may_fill(access_of(by), report)
    checked = check_upload(name, content)
    with transaction.atomic():
        row = lock([report.pk])[report.pk]
        policies.check_evidence_change(row)
        grant = policies.may_fill(access_of(by), row)
        kept = row.evidence.filter(removed_at__isnull=True)
        if kept.count() >= MOST_FILES:
            what, todo = _("佐证材料已有 %(n)s 个") % {"n": MOST_FILES}, _("请删去不需要的，或合并成一个文件")
            raise Problems([Problem(what, where=name, todo=todo)])
        file = files.store(content, checked.content_type)
        if kept.filter(file=file).exists():
            raise Problems([Problem(_("这个文件已经上传过"), where=name)])
        made = Evidence.objects.create(report=row, file=file, name=checked.name, added_by=by)
        after = {"name": made.name, "sha256": file.sha256, "size": file.size}
        audit.record(by=by, verb="evidence.add", about=row, role=grant.role, after=after)
        return made


def remove_evidence(*, by: User, evidence: Evidence) -> None:
    """Take a file off the report. The file itself is kept, so that the audit trail can still be checked."""
    with transaction.atomic():
        row = lock([evidence.report_id])[evidence.report_id]
        policies.check_evidence_change(row)
        grant = policies.may_fill(access_of(by), row)
        evidence.refresh_from_db(fields=["removed_at"])
        if evidence.removed_at is not None:
            raise Denied(_("这个文件已经删去"))
        evidence.removed_at = timezone.now()
        evidence.save(update_fields=["removed_at"])
        before = {"name": evidence.name, "sha256": evidence.file.sha256}
        audit.record(by=by, verb="evidence.remove", about=row, role=grant.role, before=before)

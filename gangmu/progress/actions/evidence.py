"""Files behind a report: added and taken off while the unit has the report in hand, never after verification."""

from __future__ import annotations

from typing import BinaryIO

from django.utils import timezone
from django.utils.translation import gettext as _

from gangmu.base import files
from gangmu.base.errors import Denied, Problem, Problems
from gangmu.base.uploads import check_upload
from gangmu.org.models import User
from gangmu.progress.models import Evidence, Report
from gangmu.progress.verbs import REPORTS

MOST_FILES = 20


@REPORTS.does("add_evidence")
def add_evidence(*, by: User, report: Report, name: str, content: bytes | BinaryIO) -> Evidence:
    """Keep a file with the report. Refused when its kind is not one that is taken, whatever its name says.

    It is looked into before anything is locked: a scanner may take its time.
    """
    REPORTS.check(by, report, "add_evidence")
    checked = check_upload(name, content)
    with REPORTS.step("add_evidence", by=by, row=report, version=None) as step:
        kept = step.row.evidence.filter(removed_at__isnull=True)
        if kept.count() >= MOST_FILES:
            what, todo = _("佐证材料已有 %(n)s 个") % {"n": MOST_FILES}, _("请删去不需要的，或合并成一个文件")
            raise Problems([Problem(what, where=name, todo=todo)])
        file = files.store(content, checked.content_type)
        if kept.filter(file=file).exists():
            raise Problems([Problem(_("这个文件已经上传过"), where=name)])
        made = Evidence.objects.create(report=step.row, file=file, name=checked.name, added_by=by)
        step.tell(name=made.name, sha256=file.sha256, size=file.size)
    return made


@REPORTS.does("remove_evidence")
def remove_evidence(*, by: User, evidence: Evidence) -> None:
    """Take a file off the report. The file itself is kept, so that the audit trail can still be checked."""
    with REPORTS.step("remove_evidence", by=by, row=evidence.report, version=None) as step:
        evidence.refresh_from_db(fields=["removed_at"])
        if evidence.removed_at is not None:
            raise Denied(_("这个文件已经删去"))
        evidence.removed_at = timezone.now()
        evidence.save(update_fields=["removed_at"])
        step.before |= {"name": evidence.name, "sha256": evidence.file.sha256}

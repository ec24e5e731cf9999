"""The only writers of periods, reports, evidence, reminders and standings; one function a verb."""

from gangmu.progress.actions.amending import amend_target
from gangmu.progress.actions.evidence import add_evidence, remove_evidence
from gangmu.progress.actions.filling import save_report, submit_report, withdraw_report
from gangmu.progress.actions.periods import DueRule, change_period, open_period, open_year, remind
from gangmu.progress.actions.review import (
    approve_report,
    approve_reports,
    return_report,
    verify_report,
    verify_reports,
)
from gangmu.progress.actions.standings import restand, restand_all

__all__ = [
    "DueRule",
    "add_evidence",
    "amend_target",
    "approve_report",
    "approve_reports",
    "change_period",
    "open_period",
    "open_year",
    "remind",
    "remove_evidence",
    "restand",
    "restand_all",
    "return_report",
    "save_report",
    "submit_report",
    "verify_report",
    "verify_reports",
    "withdraw_report",
]

"""The only readers of progress used from outside. Those that take `access` return only what may be seen."""

from gangmu.progress.queries.coverage import Coverage, UnitCoverage, coverage, missing_of
from gangmu.progress.queries.due import DueRow, get_period, leads, open_periods, reports_due, reports_on
from gangmu.progress.queries.reports import (
    KEPT_EVIDENCE,
    earlier_values,
    get_evidence,
    get_report,
    history,
    reports_of_unit,
    verified_values,
    visible_reports,
)
from gangmu.progress.queries.review import ReviewRow, review_rows, to_approve, to_verify
from gangmu.progress.queries.status import judged, reports_judged, status, statuses
from gangmu.progress.queries.todos import Todo, changes, reminders, todos

__all__ = [
    "KEPT_EVIDENCE",
    "Coverage",
    "DueRow",
    "ReviewRow",
    "Todo",
    "UnitCoverage",
    "changes",
    "coverage",
    "earlier_values",
    "get_evidence",
    "get_period",
    "get_report",
    "history",
    "judged",
    "leads",
    "missing_of",
    "open_periods",
    "reminders",
    "reports_due",
    "reports_judged",
    "reports_of_unit",
    "reports_on",
    "review_rows",
    "status",
    "statuses",
    "to_approve",
    "to_verify",
    "todos",
    "verified_values",
    "visible_reports",
]

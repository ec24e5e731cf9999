"""The only readers of progress used from outside. Those that take `access` return only what may be seen."""

from gangmu.progress.duties import (
    Duty,
    Filed,
    Moved,
    acting_for,
    duties,
    duty,
    filed_of,
    moved_reports,
    part_reported,
    verifying_units,
)
from gangmu.progress.queries.calendar import Deadline, calendar
from gangmu.progress.queries.course import courses, explained
from gangmu.progress.queries.coverage import Coverage, UnitCoverage, coverage, missing_of
from gangmu.progress.queries.due import DueRow, get_period, open_periods, reports_due, resting
from gangmu.progress.queries.reports import (
    KEPT_EVIDENCE,
    earlier_values,
    figures,
    get_evidence,
    get_report,
    history,
    reports_of_unit,
    visible_reports,
)
from gangmu.progress.queries.review import ReviewRow, review_rows, to_approve, to_verify
from gangmu.progress.queries.status import PartStatus, Status, judged, reports_judged, status, statuses
from gangmu.progress.queries.todos import Todo, changes, reminders, todos

__all__ = [
    "KEPT_EVIDENCE",
    "Coverage",
    "Deadline",
    "DueRow",
    "Duty",
    "Filed",
    "Moved",
    "PartStatus",
    "ReviewRow",
    "Status",
    "Todo",
    "UnitCoverage",
    "acting_for",
    "calendar",
    "changes",
    "courses",
    "coverage",
    "duties",
    "duty",
    "earlier_values",
    "explained",
    "figures",
    "filed_of",
    "get_evidence",
    "get_period",
    "get_report",
    "history",
    "judged",
    "missing_of",
    "moved_reports",
    "open_periods",
    "part_reported",
    "reminders",
    "reports_due",
    "reports_judged",
    "reports_of_unit",
    "resting",
    "review_rows",
    "status",
    "statuses",
    "to_approve",
    "to_verify",
    "todos",
    "verifying_units",
    "visible_reports",
]

"""What every verb on a report begins with: the row as it is now, locked, and not changed since it was shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from gangmu.base.errors import Conflict
from gangmu.base.rows import clean_fields, values
from gangmu.org.queries import tree_on
from gangmu.progress.models import Report
from gangmu.targets.answering import prefetch_parts

WRITTEN = ("value", "words", "problem", "next_step", "jump_reason")
"""What the reporter writes."""


UNCHECKED = ("target", "unit", "period", "submitted_by", "approved_by", "verified_by")
"""References that come from the code, not from what was typed; looking each up would cost a query."""


def written(report: Report) -> dict[str, Any]:
    return values(report, WRITTEN)


def lock(report_ids: Sequence[int]) -> dict[int, Report]:
    """The reports by number, locked until the transaction ends, with all that policies look at; three queries."""
    rows = (
        Report.objects.select_for_update(of=("self",))
        .select_related("target__plan", "unit", "period")
        .filter(pk__in=report_ids)
        .order_by("pk")
    )
    found = {row.pk: row for row in rows}
    prefetch_parts([row.target for row in found.values()], tree_on())
    return found


def check_version(report: Report, version: int, mine: Mapping[str, Any]) -> None:
    if report.version != version:
        raise Conflict(
            _("这份填报刚刚被别人改过（现在是“%(state)s”），请核对后再保存") % {"state": report.get_state_display()},
            theirs=written(report) | {"state": report.state, "version": report.version},
            mine=mine,
        )


def locked(report: Report, version: int, mine: Mapping[str, Any]) -> Report:
    """One report as it is now, or Conflict when it is no longer the version that was shown."""
    row = lock([report.pk])[report.pk]
    check_version(row, version, mine)
    return row


def check_fields(report: Report) -> None:
    """Every field that does not hold what it should, in the reader's words."""
    clean_fields(report, where=str(report.target), exclude=UNCHECKED)

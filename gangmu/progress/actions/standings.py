"""Where every unit stands in every target, kept beside the reports it follows from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any

from django.db import transaction

from gangmu.base.verbs import Step
from gangmu.org.models import User
from gangmu.progress.lamps import GREY, judge
from gangmu.progress.models import Report, Standing
from gangmu.progress.states import HANDED_IN, ReportState
from gangmu.progress.verbs import REPORTS
from gangmu.targets.agreed import READ
from gangmu.targets.models import Target
from gangmu.targets.states import IN_FORCE

AT_ONCE = 400
"""Targets at a time."""

KEPT = ("month", "state", "value", "as_of", "color", "since", "days_late", "returned")


@contextmanager
def moving(
    name: str, *, by: User, versions: Mapping[int, int | None], mine: Mapping[str, Any] | None = None, reason: str = ""
) -> Iterator[list[Step[Report]]]:
    """`REPORTS.steps` for the verbs that hand in, judge or give back: what they move stands with them or not at all."""
    with transaction.atomic():
        with REPORTS.steps(name, by=by, versions=versions, mine=mine, reason=reason) as steps:
            yield steps
        restand({step.row.target_id for step in steps}, units={step.row.unit_id for step in steps})


@transaction.atomic
def restand(targets: Iterable[int], *, units: Iterable[int] | None = None) -> int:
    """Write anew where units (all by default) stand in these targets; how many rows there are now.

    The targets are locked, in their order, so that two reports of a unit on one target do not miss each other.
    """
    pks, count = sorted(targets), 0
    for begin in range(0, len(pks), AT_ONCE):
        locked = Target.objects.select_for_update(of=("self",), no_key=True).select_related("plan")
        locked = locked.filter(pk__in=pks[begin : begin + AT_ONCE]).order_by("pk").prefetch_related(READ)
        found = {target.pk: target for target in locked}
        reports = Report.objects.filter(target__in=found, state__in=(*HANDED_IN, ReportState.RETURNED))
        kept = Standing.objects.filter(target__in=found)
        if units is not None:
            reports, kept = reports.filter(unit__in=list(units)), kept.filter(unit__in=list(units))
        rows = _stand(found, reports)
        _replace(kept, rows)
        count += len(rows)
    return count


def restand_all() -> int:
    """Every target of every issued plan; changes nothing unless the rule, or a row by other hands, has changed."""
    return restand(Target.objects.filter(plan__state__in=IN_FORCE).order_by().values_list("pk", flat=True))


def _stand(targets: Mapping[int, Target], reports: Any) -> list[Standing]:
    columns = ("target", "unit", "state", "value", "verified_value", "days_late", "period__month")
    rows = reports.select_related("period").only(*columns).order_by("target", "unit", "period__month")
    pairs = groupby(rows, key=lambda row: (row.target_id, row.unit_id))
    return [_standing(targets[target], unit, list(found)) for (target, unit), found in pairs]


def _standing(target: Target, unit: int, reports: Sequence[Report]) -> Standing:
    """From all months of a unit, in order."""
    row = Standing(target=target, unit_id=unit)
    for report in reports:
        if report.state == ReportState.RETURNED:
            row.returned = report.period.month
            continue
        month = row.month = report.period.month
        row.state, row.days_late = report.state, report.days_late
        if report.known_value is None and row.value is not None:
            continue  # no figure that month: the one before still counts
        color = color_of(target, report)
        row.since = row.since if color == row.color else month
        row.color, row.value, row.as_of = color, report.known_value, month
    return row


def color_of(target: Target, report: Report) -> str:
    if report.known_value is None:
        return GREY
    return judge(target, report.period.month, report.known_value).color


def _replace(kept: Any, rows: Sequence[Standing]) -> None:
    """Only what differs is written."""
    stored = {(row.target_id, row.unit_id): row for row in kept}
    new, other = [], []
    for row in rows:
        was = stored.pop((row.target_id, row.unit_id), None)
        if was is None:
            new.append(row)
        elif any(getattr(row, name) != getattr(was, name) for name in KEPT):
            row.pk = was.pk
            other.append(row)
    Standing.objects.bulk_create(new, batch_size=500)
    Standing.objects.bulk_update(other, KEPT, batch_size=200)
    if stored:
        Standing.objects.filter(pk__in=[row.pk for row in stored.values()]).delete()

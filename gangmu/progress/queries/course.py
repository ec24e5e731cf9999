"""The year behind a standing: month by month, and what the unit says of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Q

from gangmu.progress.models import Report
from gangmu.progress.queries.reports import values_of_parts
from gangmu.progress.queries.status import PartStatus


def courses(parts: Iterable[PartStatus]) -> dict[int, dict[dt.date, Decimal]]:
    """Number of the part → month → value handed in; one query."""
    return values_of_parts(one.held for one in parts)


def explained(parts: Iterable[PartStatus]) -> dict[int, Report]:
    """Number of the part → the report it was judged by, with its words; nothing where none was handed in. One query."""
    judged = {(one.kept.target_id, one.kept.unit_id): one for one in parts if one.kept and one.kept.month}
    if not judged:
        return {}
    months = {one.kept.month for one in judged.values() if one.kept and one.kept.month}
    rows = Report.objects.filter(
        Q(target__in={target for target, _unit in judged}, unit__in={unit for _target, unit in judged}),
        period__month__in=months,
    ).select_related("period")
    found = {}
    for row in rows.defer("jump_reason", "verified_note", "return_reason"):
        one = judged.get((row.target_id, row.unit_id))
        if one and one.kept and one.kept.month == row.period.month:
            found[one.held.pk] = row
    return found

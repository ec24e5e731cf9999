"""What a target says on a day: the one reading of its dated terms.

Terms hold from their first day until the next ones begin. The first hold from ever, so that every day of a plan has
some: a plan that is issued in March binds the whole year. The figure of a month is judged by the terms of its last day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import prefetch_related_objects

from gangmu.base.periods import month_end
from gangmu.targets.models import Target, Terms

READ = "terms__nodes"
"""What `prefetch_terms` reads, for a query of targets that prefetches other things too."""


def prefetch_terms(targets: Iterable[Target], *, nodes: bool = True) -> None:
    """Read the terms and nodes of many targets at once, for `terms_on`; two queries, none where they are known.

    Without nodes one, where it is only asked in which months something is due.
    """
    prefetch_related_objects(list(targets), READ if nodes else "terms")


def terms_on(target: Target, day: dt.date) -> Terms:
    """The terms in force on a day; read once for a target."""
    if "terms" not in getattr(target, "_prefetched_objects_cache", ()):
        prefetch_terms([target])
    first, *later = target.terms.all()
    return next((one for one in reversed(later) if one.since <= day), first)


def terms_of_month(target: Target, month: dt.date) -> Terms:
    """The terms by which the figure of a month (any day of it) is judged: those of its end."""
    return terms_on(target, month_end(month.year, month.month))


def is_due(target: Target, month: dt.date) -> bool:
    """Whether a figure of this month exists, by the terms of the month."""
    return terms_of_month(target, month).is_due(month)


def months_until(target: Target, month: dt.date) -> Iterator[dt.date]:
    """The months of the year in which something was due, this one first and then back to January."""
    for number in range(month.month, 0, -1):
        earlier = month.replace(month=number)
        if is_due(target, earlier):
            yield earlier


def first_day(year: int) -> dt.date:
    """From when the terms hold with which a plan of this year is issued."""
    return dt.date(year, 1, 1)

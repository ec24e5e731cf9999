"""The only readers of indicators and official values. What takes `access` gives only what may be seen.

The catalogue is everybody's who sees targets. Values are seen of one's own units, and of all units by whoever gives
them or keeps the catalogue.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from gangmu.base.errors import Unseen
from gangmu.base.quantities import half_up
from gangmu.indicators.models import Break, Indicator, Observation
from gangmu.indicators.states import Kind, Status
from gangmu.org.models import Unit
from gangmu.org.permissions import Access, Permission

IN_PER_CENT = ("%", "％", "‰")


@dataclass(frozen=True)
class Known:
    """The value of a month as known on some day, and which version of it that is; of a ratio the later of both."""

    value: Decimal | None
    status: str
    number: int
    known_since: dt.date


Values = Mapping[tuple[int, dt.date], Known]
"""By unit and first day of the month."""


def catalogue(access: Access, words: str = "", given_by: int = 0, kind: str = "") -> QuerySet[Indicator]:
    """Indicators by name, those that carry the words in a name or alias."""
    access.check(Permission.VIEW_TARGETS)
    rows = Indicator.objects.select_related("unit", "given_by").order_by("name", "pk")
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(aliases__icontains=words))
    rows = rows.filter(given_by=given_by) if given_by else rows
    return rows.filter(kind=kind) if kind else rows


def get_indicator(access: Access, pk: int) -> Indicator:
    """The indicator, or Unseen for who sees no targets."""
    if not access.can(Permission.VIEW_TARGETS):
        raise Unseen
    related = ("unit", "given_by", "numerator", "denominator")
    row = Indicator.objects.select_related(*related).prefetch_related("breaks").filter(pk=pk).first()
    if row is None:
        raise Unseen
    return row


def units_seen(access: Access, indicator: Indicator) -> frozenset[int]:
    """The units whose values of this indicator one sees."""
    everything = access.can(Permission.KEEP_INDICATORS, indicator.unit_id)
    if everything or access.can(Permission.VERIFY, indicator.given_by_id):
        return frozenset(access.tree.reach(indicator.unit_id))
    return access.units(Permission.VIEW_TARGETS)


def units_with_values(indicator: Indicator, seen: Collection[int]) -> list[Unit]:
    """Units that have values, in their order; of a ratio those of what it is worked out from."""
    source = indicator.numerator_id or indicator.pk
    rows = Observation.objects.filter(indicator=source).order_by().values("unit")
    return list(Unit.objects.filter(pk__in=rows).filter(pk__in=list(seen)).order_by("order", "code"))


def versions(indicator: Indicator, unit_id: int, month: dt.date | None = None) -> QuerySet[Observation]:
    """Everything ever given, the newest first; of one month, when it is named."""
    rows = Observation.objects.filter(indicator=indicator, unit=unit_id).select_related("delivery__by", "unit")
    rows = rows.filter(month=month) if month else rows
    return rows.order_by("-month", "-number")


def revisions(indicator: Indicator, units: Collection[int]) -> QuerySet[Observation]:
    """Values that were given anew, the newest first."""
    rows = Observation.objects.filter(indicator=indicator, unit__in=list(units), number__gt=1)
    return rows.select_related("delivery__by", "unit").order_by("-delivery__at", "-pk")


def current(on: dt.date | None = None) -> QuerySet[Observation]:
    """The last version of every month, as known on a day (today when none is named)."""
    same = {name: OuterRef(name) for name in ("indicator", "unit", "month")}
    newer = Observation.objects.filter(number__gt=OuterRef("number"), **same)
    rows = Observation.objects.all()
    if on is not None:
        newer, rows = newer.filter(delivery__known_since__lte=on), rows.filter(delivery__known_since__lte=on)
    return rows.filter(~Exists(newer))


def last_versions(indicators: Collection[int]) -> dict[tuple[int, int, dt.date], Observation]:
    """By indicator, unit and month, with the delivery; one query."""
    rows = current().filter(indicator__in=list(indicators)).select_related("delivery", "indicator", "unit")
    return {(row.indicator_id, row.unit_id, row.month): row for row in rows}


def values(indicator: Indicator, units: Iterable[int] | None = None, on: dt.date | None = None) -> Values:
    """What is known of every month, of these units (of all); a ratio is worked out. One query."""
    return values_by_indicator([indicator], units, on)[indicator.pk]


def values_by_indicator(
    wanted: Collection[Indicator], units: Iterable[int] | None = None, on: dt.date | None = None
) -> dict[int, Values]:
    """As `values`, of many indicators; one query, too."""
    parts = {one.pk: (one.numerator_id, one.denominator_id) if one.computed else (one.pk,) for one in wanted}
    rows = current(on).filter(indicator__in={pk for part in parts.values() for pk in part})
    rows = rows if units is None else rows.filter(unit__in=list(units))
    given: dict[int, dict[tuple[int, dt.date], Known]] = {}
    for row in rows.select_related("delivery").order_by("month", "unit"):
        told = Known(row.value, row.status, row.number, row.delivery.known_since)
        given.setdefault(row.indicator_id, {})[row.at] = told
    found: dict[int, Values] = {}
    for one in wanted:
        first, *others = (given.get(pk or 0, {}) for pk in parts[one.pk])
        found[one.pk] = _ratios(one, first, others[0]) if others else first
    return found


def _ratios(indicator: Indicator, tops: Values, bottoms: Values) -> Values:
    both = {at: (top, bottoms[at]) for at, top in tops.items() if at in bottoms and top.value is not None}
    return {at: _ratio(indicator, top, bottom) for at, (top, bottom) in both.items() if bottom.value}


def _ratio(indicator: Indicator, top: Known, bottom: Known) -> Known:
    scale = {"%": 100, "％": 100, "‰": 1000}.get(indicator.unit_of_measure, 1)
    exact = Fraction(top.value or 0) / Fraction(bottom.value or 1) * scale
    order = list(Status.values)
    return Known(
        half_up(exact, indicator.decimals),
        min(top.status, bottom.status, key=order.index),
        max(top.number, bottom.number),
        max(top.known_since, bottom.known_since),
    )


def value_of(indicator: Indicator, unit_id: int, month: dt.date, on: dt.date | None = None) -> Known | None:
    """The value for a month as known on a day; None when nothing was known of it."""
    return values(indicator, [unit_id], on).get((unit_id, month.replace(day=1)))


def year_result(indicator: Indicator, unit_id: int, year: int, on: dt.date | None = None) -> Decimal | None:
    """What the year came to: the value of its last month, or the sum of months told one by one; None while any is
    missing."""
    return result_in(indicator, values(indicator, [unit_id], on), unit_id, year)


def result_in(indicator: Indicator, known: Values, unit_id: int, year: int) -> Decimal | None:
    """As `year_result`, from values read already."""
    months = indicator.published if indicator.kind == Kind.MONTHLY else indicator.published[-1:]
    found = [known.get((unit_id, dt.date(year, month, 1))) for month in months]
    told = [one.value for one in found if one is not None and one.value is not None]
    return sum(told, Decimal(0)) if len(told) == len(months) else None


def breaks_of(indicator: Indicator) -> list[Break]:
    return sorted(indicator.breaks.all(), key=lambda one: one.since)


def latest_months(indicators: Iterable[int], units: Iterable[int]) -> dict[int, dt.date]:
    """The last month of which a value is known, by indicator; one query."""
    rows = Observation.objects.filter(indicator__in=list(indicators), unit__in=list(units), value__isnull=False)
    return dict(rows.order_by().values("indicator").annotate(last=Max("month")).values_list("indicator", "last"))

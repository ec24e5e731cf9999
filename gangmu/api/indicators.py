"""The catalogue of indicators and official values, to read; a value is given by whoever gives it."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status
from ninja.pagination import paginate

from gangmu.api.requests import Day, Sent, Whole, Words, Year, access, user_of
from gangmu.base.quantities import parse_quantity
from gangmu.indicators import actions, queries
from gangmu.indicators.models import Indicator
from gangmu.indicators.states import Status as ValueStatus
from gangmu.org.models import Unit

router = Router(tags=["indicators"])


class IndicatorOut(Schema):
    """An indicator; `given_by` is the code of the bureau that gives its values, `published` the months due."""

    id: int
    name: str
    aliases: list[str]
    unit_of_measure: str
    direction: str
    kind: str
    decimals: int
    published: list[int]
    january: str
    given_by: str
    numerator: int | None
    denominator: int | None
    definition: str
    version: int

    @staticmethod
    def resolve_aliases(row: Indicator) -> list[str]:
        return row.names[1:]

    @staticmethod
    def resolve_published(row: Indicator) -> list[int]:
        return list(row.published)

    @staticmethod
    def resolve_given_by(row: Indicator) -> str:
        return row.given_by.code

    @staticmethod
    def resolve_numerator(row: Indicator) -> int | None:
        return row.numerator_id

    @staticmethod
    def resolve_denominator(row: Indicator) -> int | None:
        return row.denominator_id


class ObservationOut(Schema):
    """A month's value as known on the day asked for; `version` counts how often it was given. Null: taken back."""

    unit: str
    month: dt.date
    value: Decimal | None
    status: str
    version: int
    known_since: dt.date


class ObservationIn(Sent):
    """A value in the indicator's unit of measure, as text so that no digit is lost. `version` is the last one read, 0
    for a month without a value; a newer stored one is refused with 409. A correction needs a `reason`."""

    unit: Whole
    month: Day
    value: str
    status: ValueStatus = ValueStatus.VERIFIED
    known_since: Day | None = None
    version: Whole = 0
    reason: str = ""


@router.get("/", response=list[IndicatorOut], summary="The catalogue, by name")
@paginate
def indicators(request: HttpRequest, q: Words = "") -> QuerySet[Indicator]:
    return queries.catalogue(access(request), q)


@router.get("/{int:pk}", response=IndicatorOut, summary="One indicator")
def indicator(request: HttpRequest, pk: int) -> Indicator:
    return queries.get_indicator(access(request), pk)


@router.get("/{int:pk}/observations", response=list[ObservationOut], summary="Values as known on a day (today)")
@paginate
def observations(
    request: HttpRequest, pk: int, unit: Words = "", year: Year | None = None, known_on: Day | None = None
) -> list[Any]:
    """By unit and month; `unit` is a code."""
    mine = access(request)
    row = queries.get_indicator(mine, pk)
    codes = dict(Unit.objects.filter(pk__in=queries.units_seen(mine, row)).values_list("pk", "code"))
    wanted = {number: code for number, code in codes.items() if unit in ("", code)}
    known = queries.values(row, list(wanted), known_on)
    return [
        {"unit": wanted[number], "month": month, "value": one.value, "status": one.status}
        | {"version": one.number, "known_since": one.known_since}
        for (number, month), one in sorted(known.items())
        if year is None or month.year == year
    ]


@router.post(
    "/{int:pk}/observations", response={201: ObservationOut}, summary="Give a value, or a newer version of one"
)
def give(request: HttpRequest, pk: int, data: ObservationIn) -> Any:
    mine = access(request)
    row = queries.get_indicator(mine, pk)
    unit = Unit.objects.filter(pk=data.unit, pk__in=queries.units_seen(mine, row)).first()
    if unit is None:
        raise Http404
    value = parse_quantity(data.value, unit=row.unit_of_measure).value
    given = actions.Given(row, unit, data.month.replace(day=1), value, data.status.value)
    common: dict[str, Any] = {"given": given, "known_since": data.known_since, "by": user_of(request)}
    if data.version:
        actions.correct_value(**common, number=data.version, reason=data.reason)
    else:
        actions.enter_value(**common, note=data.reason)
    one = queries.value_of(row, unit.pk, given.month)
    assert one is not None  # noqa: S101 -- it was just given
    told = {"unit": unit.code, "month": given.month, "value": one.value, "status": one.status}
    return Status(201, told | {"version": one.number, "known_since": one.known_since})

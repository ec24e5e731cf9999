"""One indicator: every unit's year, one unit's years beside one another, the season, and what was given anew."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gangmu.base.periods import FIRST_DAY, LAST_DAY
from gangmu.base.quantities import fixed, format_quantity
from gangmu.indicators import policies, queries, seasons, sheets
from gangmu.indicators.models import MONTHS, Indicator
from gangmu.indicators.queries import Known
from gangmu.org.models import Unit
from gangmu.org.permissions import access_of
from gangmu.org.queries import today
from gangmu.web.downloads import excel
from gangmu.web.requests import Request, day_asked, whole

YEARS = 6
REVISIONS = 50


@dataclass(frozen=True)
class Cell:
    """One month's value as the table shows it."""

    month: dt.date
    known: Known | None
    text: str
    broken: bool


@dataclass(frozen=True)
class Row:
    """A unit's year, or one of its years."""

    label: str
    cells: list[Cell]
    result: str
    link: str = ""


@require_safe
def show(request: Request, pk: int) -> HttpResponse:
    """`?unit=` the unit whose years are shown, `?year=` the year of all units, `?on=` as known on that day."""
    access = access_of(request.user)
    row = queries.get_indicator(access, pk)
    units = queries.units_with_values(row, queries.units_seen(access, row))
    on = day_asked(request, "on")
    known = queries.values(row, on=on)
    years = sorted({month.year for _unit, month in known}, reverse=True)
    asked = whole(request.GET.get("year"))
    year = asked if FIRST_DAY.year <= asked <= LAST_DAY.year else (years or [today().year])[0]
    unit = next((one for one in units if one.pk == whole(request.GET.get("unit"))), units[0] if units else None)
    context: dict[str, Any] = {
        "indicator": row,
        "units": units,
        "unit": unit,
        "years": sorted({*years, year}, reverse=True),
        "year": year,
        "on": on,
        "months": row.published,
        "all_months": MONTHS,
        "by_unit": [_row(row, known, one, year, one.label) for one in units],
        "breaks": queries.breaks_of(row),
        "revisions": queries.revisions(row, [one.pk for one in units])[:REVISIONS],
        "keep_reason": policies.keep_refusal(access, row.unit_id),
        "give_reason": policies.give_refusal(access, row),
    }
    if unit is not None:
        context |= _of_unit(row, known, unit, years[:YEARS])
    return render(request, "indicators/indicator.html", context)


def _of_unit(row: Indicator, known: queries.Values, unit: Unit, years: list[int]) -> dict[str, Any]:
    laid = seasons.season_in(row, seasons.all_series(row, known), unit.pk, today().year)
    by_year = [_row(row, known, unit, year, str(year)) for year in years]
    return {"by_year": by_year, "option": _option(row, by_year), "laid": laid, "ways": _ways(laid)}


def _row(row: Indicator, known: queries.Values, unit: Unit, year: int, label: str) -> Row:
    broken = {one.since for one in row.breaks.all()}
    cells = []
    for month in row.published:
        first = dt.date(year, month, 1)
        one = known.get((unit.pk, first))
        cells.append(Cell(first, one, _text(one.value if one else None, row), first in broken))
    return Row(label, cells, _text(queries.result_in(row, known, unit.pk, year), row), f"?unit={unit.pk}")


def _text(value: Decimal | None, row: Indicator) -> str:
    return "" if value is None else format_quantity(value)


def _option(row: Indicator, by_year: list[Row]) -> dict[str, Any]:
    """A line a year, the latest ones; the table beside it has the numbers."""
    return {
        "xAxis": {"type": "category", "data": [_("%(n)d月") % {"n": month} for month in row.published]},
        "yAxis": {"type": "value", "name": row.unit_of_measure, "scale": not row.kind.startswith(("cumul", "month"))},
        "legend": {},
        "series": [
            {"name": one.label, "type": "line", "data": [_plot(cell) for cell in one.cells]} for one in by_year[::-1]
        ],
    }


def _plot(cell: Cell) -> float | None:
    return float(cell.known.value) if cell.known and cell.known.value is not None else None


def _ways(laid: seasons.Laid) -> list[dict[str, Any]]:
    """Every candidate with its course and its error on the past, the proposed one first."""
    found = laid.season
    order = [found.way, *(way for way in found.ways if way != found.way)]
    unit = 1 if found.kind.in_points else 100
    return [
        {
            "name": seasons.WAYS[way],
            "proposed": way == found.way,
            "parts": [fixed(Decimal(str(found.ways[way][month - 1] * unit)), 1) for month in MONTHS],
            "error": seasons.size(found, found.errors[way].size) if way in found.errors else "",
        }
        for way in order
    ]


@require_safe
def export(request: Request, pk: int) -> HttpResponse:
    access = access_of(request.user)
    row = queries.get_indicator(access, pk)
    units = queries.units_with_values(row, queries.units_seen(access, row))
    data = sheets.export(row, queries.values(row, [one.pk for one in units], day_asked(request, "on")), units)
    return excel(data, f"{row.name}-{today():%Y%m%d}")

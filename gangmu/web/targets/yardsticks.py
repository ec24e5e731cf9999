"""Both yardsticks as pages show them, and the index of 前松后紧 of a whole plan."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gangmu.base.quantities import fixed, format_quantity
from gangmu.org.models import Unit
from gangmu.org.permissions import access_of
from gangmu.org.queries import today
from gangmu.targets import queries, seasons
from gangmu.targets.agreed import prefetch_terms, terms_on
from gangmu.targets.answering import prefetch_parts
from gangmu.targets.models import Target, Terms
from gangmu.web.requests import Request

PLACES = 2


def of_target(target: Target, terms: Terms) -> dict[str, Any]:
    """What the target's page needs; nothing when it names no indicator."""
    yards = seasons.yardsticks(target, terms)
    if yards is None:
        return {}
    goal = terms.goal or 1
    rows = [
        {
            "month": month,
            "even": _beside(even, goal, bool(yards.even.months)),
            "season": _beside(season, goal, bool(yards.even.months)),
            "actual": "" if actual is None else format_quantity(actual),
            "share": "" if actual is None else f"{fixed(Fraction(actual) / Fraction(goal) * 100, 1)}%",
        }
        for month, (even, season, actual) in enumerate(
            zip(yards.even.reached, yards.season.reached, yards.actual, strict=True), start=1
        )
    ]
    indices = {"behind_even": _index(yards.behind_even), "behind_season": _index(yards.behind_season)}
    return {"yards": yards, "yard_rows": rows, **indices}


def _beside(planned: Any, goal: Any, adds_up: bool) -> str:
    """A planned value, with its share of the year where months add up to it."""
    text = format_quantity(planned)
    return f"{text} · {fixed(Fraction(planned) / Fraction(goal) * 100, 1)}%" if adds_up and goal else text


def _index(value: Fraction | None) -> str:
    return "" if value is None else fixed(value, PLACES)


@require_safe
def rush(request: Request, pk: int) -> HttpResponse:
    """前松后紧 of a plan: of every target that names an indicator, of the units that lead them, of the government."""
    access = access_of(request.user)
    plan = queries.get_plan(access, pk)
    shown = queries.visible_targets(access, plan).filter(indicator__isnull=False)
    targets = list(shown.select_related("indicator", "plan").prefetch_related("indicator__breaks").order_by("code"))
    prefetch_terms(targets)
    prefetch_parts(targets, access.tree)
    rows = seasons.behind(targets, {one.pk: terms_on(one, today()) for one in targets})
    by_unit: dict[Unit, list[seasons.Behind]] = {}
    for one in rows:
        if lead := queries.lead_unit(one.target):
            by_unit.setdefault(lead, []).append(one)
    context = {
        "plan": plan,
        "rows": [{"target": one.target, "even": _index(one.even), "season": _index(one.season)} for one in rows],
        "units": [
            {"unit": unit, "count": len(mine), "even": _index(both[0]), "season": _index(both[1])}
            for unit, mine in sorted(by_unit.items(), key=lambda item: (item[0].order, item[0].code))
            if (both := seasons.behind_together(mine))
        ],
        "whole": [_index(one) for one in seasons.behind_together(rows)],
    }
    return render(request, "targets/rush.html", context)

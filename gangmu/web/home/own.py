"""本单位: how the units that a person works for stand: lamps, score and place, and who has reported this month."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from gangmu.assessment.models import Score
from gangmu.assessment.queries import place_of, scores_of_unit
from gangmu.org.models import Appointment, Unit
from gangmu.org.permissions import Access
from gangmu.org.queries import people_at
from gangmu.org.states import Role
from gangmu.progress.lamps import GREEN, GREY, RED, YELLOW
from gangmu.progress.models import ReportingPeriod
from gangmu.progress.queries import UnitCoverage, coverage, statuses
from gangmu.targets.answering import held_parts
from gangmu.targets.states import Part
from gangmu.web.listing import Listing, Table
from gangmu.web.listing.targets import Line, columns, of_lines, worst_first
from gangmu.web.requests import Request

OWN = Listing(
    "own",
    columns(
        ("name", "part", "goal", "value", "share", "gap", "trend", "lamp"),
        ("code", "kind", "category", "area", "points", "state", "since", "reason", "deadline", "leader"),
    ),
    size=20,
)


@dataclass(frozen=True)
class Own:
    """One unit. `reported` tells how many reports of the newest month are there, `reporters` who is to file them."""

    unit: Unit
    period: ReportingPeriod
    table: Table
    counts: list[tuple[str, int]]
    reported: UnitCoverage | None
    reporters: Sequence[Appointment]
    score: Score | None
    of: int


def own(request: Request, access: Access, today: dt.date, periods: Sequence[ReportingPeriod]) -> Own | None:
    """The first unit one heads or reports for; None for who does neither, or before reporting has begun."""
    mine = [grant.appointment for grant, _reach in access.grants]
    offices = [one for one in mine if one.role in (Role.HEAD, Role.REPORTER)]
    if not offices or not periods:
        return None
    unit, plan = offices[0].unit, periods[-1].plan
    of_plan = [one for one in periods if one.plan_id == plan.pk]
    held = [one for one in held_parts(plan, tree=access.tree, units=frozenset([unit.pk])) if one.unit == unit]
    found = statuses(plan, today, held=held, periods=of_plan)
    targets = {one.target.pk: one.target for one in held}
    parts = {one.target.pk: one.part for one in held}
    lines = [Line(targets[pk], status.of([unit.pk])) for pk, status in found.items()]
    for line in lines:
        line.target.plan = plan
        line.parts = str(Part(parts[line.target.pk]).label)
    lines.sort(key=worst_first)
    counted = Counter(line.standing.color for line in lines if line.standing)
    score = next(iter(scores_of_unit(access, unit)), None)
    done = next(iter(coverage(of_plan[-1], tree=access.tree, units=[unit.pk]).units), None)
    return Own(
        unit,
        of_plan[-1],
        of_lines(request, OWN, lines, access),
        [(color, counted[color]) for color in (RED, YELLOW, GREY, GREEN)],
        done,
        list(people_at([unit.pk], Role.REPORTER).filter(user__is_active=True)),
        score,
        place_of(score).of if score and score.rank else 0,
    )

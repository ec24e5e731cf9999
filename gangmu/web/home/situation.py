"""红黄灯与主要指标: which targets are behind, since when, with whom and why; how the main indicators move.

For the target office, the supervision office and leaders. Only what is red or yellow is read in full, so that a plan of
400 targets costs what its thirty late ones cost.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from gangmu.org.permissions import Access
from gangmu.org.states import Role
from gangmu.progress.lamps import RED, YELLOW
from gangmu.progress.models import ReportingPeriod, Standing
from gangmu.progress.queries import judged
from gangmu.targets.answering import prefetch_parts
from gangmu.targets.models import Plan, Target
from gangmu.targets.queries import visible_targets
from gangmu.targets.states import Category, Kind
from gangmu.web.listing import Listing, Table
from gangmu.web.listing.targets import Line, columns, of_lines, standing, worst_first
from gangmu.web.requests import Request

ALARMS = Listing(
    "alarms",
    columns(
        ("name", "whose", "value", "share", "gap", "lamp", "since", "reason", "contact"),
        ("code", "trend", "goal", "category", "area", "state", "deadline", "leader"),
    ),
    size=20,
)
MAIN = Listing("main", columns(("name", "goal", "value", "share", "trend", "lamp"), ()), size=8, plain=True)
LEADERS = {Role.PRINCIPAL, Role.LEADER}
WATCHERS = LEADERS | {Role.SUPERVISOR, Role.OFFICE}


@dataclass(frozen=True)
class Situation:
    """How a plan stands for who watches it; `main` is for leaders. `fresh` counts what turned red this month."""

    plan: Plan
    month: dt.date
    table: Table
    main: Table | None
    total: int
    leads: bool
    lines: Sequence[Line] = field(default_factory=list)

    @property
    def counts(self) -> list[tuple[str, int]]:
        counted = Counter(line.standing.color for line in self.lines if line.standing)
        return [(color, counted[color]) for color in (RED, YELLOW)]

    @property
    def fresh(self) -> int:
        reds = (line.standing for line in self.lines if line.standing and line.standing.color == RED)
        return sum(one.since is not None and one.since >= self.month for one in reds)


def situation(request: Request, access: Access, today: dt.date, periods: Sequence[ReportingPeriod]) -> Situation | None:
    """Of the newest plan whose reporting has begun; None for who watches nothing."""
    if not periods or not WATCHERS & set(access.roles):
        return None
    plan = periods[-1].plan
    of_plan = [one for one in periods if one.plan_id == plan.pk]
    last = next(reversed(judged(of_plan, today)), None)
    month = last.month if last else of_plan[-1].month
    seen = visible_targets(access, plan)
    in_charge = Role.LEADER in access.roles and not (WATCHERS - {Role.LEADER}) & set(access.roles)
    seen = seen.filter(leader=access.user) if in_charge else seen
    leads = bool(LEADERS & set(access.roles))
    late = Standing.objects.filter(target__plan=plan, color__in=(RED, YELLOW), month__gte=month).order_by()
    lines = [line for line in _lines(plan, seen.filter(pk__in=late.values("target")), access) if _behind(line)]
    lines.sort(key=worst_first)
    for line in lines:
        line.told = line.standing.worst if line.standing else None
    shown = of_lines(request, ALARMS, lines, access)
    main = of_lines(request, MAIN, _lines(plan, _main(seen), access), access) if leads else None
    return Situation(plan, month, shown, main, seen.count(), leads, lines)


def _main(seen: QuerySet[Target]) -> QuerySet[Target]:
    """The key indicators that are counted, the heaviest first."""
    rows = seen.filter(category=Category.KEY, kind=Kind.QUANTITATIVE).order_by("-points", "code")
    return rows[: MAIN.size]


def _lines(plan: Plan, rows: QuerySet[Target], access: Access) -> list[Line]:
    targets = list(rows.select_related("leader").defer("task", "source_note"))
    for target in targets:
        target.plan = plan
    prefetch_parts(targets, access.tree)
    return standing(plan, targets, access.tree)


def _behind(line: Line) -> bool:
    return line.standing is not None and line.standing.color in (RED, YELLOW)

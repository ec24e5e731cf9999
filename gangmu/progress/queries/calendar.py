"""日程: every day on which something falls due, of the targets and plans that one may see."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from gangmu.org.models import Unit
from gangmu.org.permissions import Access
from gangmu.progress.models import ReportingPeriod
from gangmu.targets.agreed import prefetch_terms, terms_on
from gangmu.targets.answering import prefetch_parts
from gangmu.targets.models import Node, Target, Terms
from gangmu.targets.queries import lead_unit, visible_plans, visible_targets
from gangmu.targets.states import IN_FORCE


@dataclass(frozen=True)
class Deadline:
    """What falls due on a day: a period's reports, a target's node, its deadline (`ends`), or both."""

    day: dt.date
    target: Target | None = None
    unit: Unit | None = None  # who leads the target today
    node: Node | None = None
    period: ReportingPeriod | None = None
    ends: bool = False


def calendar(access: Access, first: dt.date, last: dt.date) -> list[Deadline]:
    """Everything due from the first to the last day, day by day: reports, then targets by their code.

    A node or a deadline counts where the terms in force on its own day name it; one that was moved since does not.
    """
    between = (first, last)
    periods = ReportingPeriod.objects.filter(due__range=between, plan__in=visible_plans(access).order_by().values("pk"))
    terms = Terms.objects.filter(Q(deadline__range=between) | Q(nodes__due__range=between)).order_by().values("target")
    targets = list(visible_targets(access).filter(plan__state__in=IN_FORCE, pk__in=terms).order_by("code", "pk"))
    prefetch_terms(targets)
    prefetch_parts(targets, access.tree)
    found = [Deadline(one.due, period=one) for one in periods.select_related("plan").order_by("month", "pk")]
    for target in targets:
        found += _of(target, first, last)
    return sorted(found, key=lambda one: one.day)


def _of(target: Target, first: dt.date, last: dt.date) -> list[Deadline]:
    days: dict[dt.date, Node | None] = {}
    for terms in target.terms.all():
        if terms.deadline:
            days.setdefault(terms.deadline, None)
        days |= {node.due: node for node in terms.nodes.all() if node.terms_id == terms_on(target, node.due).pk}
    found = []
    for day, node in sorted(days.items(), key=lambda one: one[0]):
        ends = terms_on(target, day).deadline == day
        if first <= day <= last and (node or ends):
            found.append(Deadline(day, target, lead_unit(target), node, ends=ends))
    return found

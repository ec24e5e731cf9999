"""What needs this person now, by due date."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from gangmu.base.models import Event
from gangmu.org.permissions import Access, Permission
from gangmu.progress.duties import moved_reports
from gangmu.progress.models import Reminder, Report, ReportingPeriod
from gangmu.progress.queries.due import open_periods
from gangmu.progress.queries.reports import visible_reports
from gangmu.progress.queries.review import approving, verifying
from gangmu.progress.states import ReportState
from gangmu.targets.agreed import is_due, prefetch_terms
from gangmu.targets.answering import held_parts
from gangmu.targets.queries import visible_plans
from gangmu.targets.states import PlanState

IN_HAND = (Permission.REPORT, Permission.APPROVE, Permission.VERIFY, Permission.MANAGE_PERIODS)
KINDS = {"returned": _("被退回"), "fill": _("填报"), "approve": _("审核"), "verify": _("核验")}
"""What there is to do; in this order where the due date is the same."""


@dataclass(frozen=True)
class Todo:
    """`count` things of one kind in one period, due on a day. `kind` is a key of KINDS."""

    kind: str
    period: ReportingPeriod
    count: int
    due: dt.date

    @property
    def label(self) -> str:
        return str(KINDS[self.kind])


def todos(access: Access, today: dt.date, *, periods: Sequence[ReportingPeriod] | None = None) -> list[Todo]:
    """By due date. Two queries, and three for each plan one reports to; `periods` (the open ones) saves one."""
    if periods is None:
        periods = list(open_periods(today))
    known = {one.pk: one for one in periods}
    counted: Counter[tuple[str, int]] = Counter()
    begun: set[tuple[int, int, int]] = set()
    for kind, target, unit, period in _in_hand(access, list(known)):
        begun.add((target, unit, period))
        if kind:
            counted[kind, period] += 1
    for names, period in _owed(access, periods):
        if begun.isdisjoint((*name, period) for name in names):
            counted["fill", period] += 1
    found = [Todo(kind, known[pk], count, known[pk].due) for (kind, pk), count in counted.items()]
    return sorted(found, key=lambda one: (one.due, list(KINDS).index(one.kind)))


def _in_hand(access: Access, periods: list[int]) -> list[tuple[str, int, int, int]]:
    """(kind, target, unit, period) of reports that wait for this person; kind "" for the unit's own that do not."""
    if not any(access.can(one) for one in IN_HAND):
        return []
    moved = moved_reports(access.tree)
    own = moved.of(access.units(Permission.REPORT))
    approves, verifies = approving(access, moved), verifying(access, moved)
    rows = Report.objects.filter(own | approves | verifies, period__in=periods, target__plan__state=PlanState.ISSUED)
    kind = Case(
        When(own & Q(state=ReportState.DRAFT), then=Value("fill")),
        When(own & Q(state=ReportState.RETURNED), then=Value("returned")),
        When(approves, then=Value("approve")),
        When(verifies, then=Value("verify")),
        default=Value(""),
    )
    return list(rows.annotate(kind=kind).values_list("kind", "target_id", "unit_id", "period_id"))


def _owed(access: Access, periods: Sequence[ReportingPeriod]) -> Iterator[tuple[list[tuple[int, int]], int]]:
    """Everything one's units report on in the open periods: (target, unit) by each name it may have, and the period."""
    units = access.units(Permission.REPORT)
    if not units:
        return
    for plan in {one.plan_id: one.plan for one in periods}.values():
        parts = held_parts(plan, tree=access.tree, units=units)
        prefetch_terms((held.target for held in parts), nodes=False)
        for held in parts:
            names = [(held.target.pk, name.pk) for name in held.names]
            for period in periods:
                acting = held.acting(period.month, period.due) if period.plan_id == plan.pk else None
                if acting and acting.pk in units and is_due(held.target, period.month):
                    yield names, period.pk


def changes(access: Access, limit: int) -> list[Event]:
    """What happened last to plans and reports one sees, newest first; drafts are nobody's news."""
    if not access.can(Permission.VIEW_TARGETS):
        return []

    def numbers(rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.order_by().annotate(text=Cast("pk", CharField())).values("text")

    reports = Q(noun="progress.report", object_id__in=numbers(visible_reports(access).select_related(None)))
    plans = Q(noun="targets.plan", object_id__in=numbers(visible_plans(access).select_related(None)))
    rows = Event.objects.filter(reports | plans).exclude(verb__in=("report.save", "plan.take_over_history"))
    return list(rows.order_by("-number")[:limit])


def reminders(access: Access, periods: Sequence[ReportingPeriod]) -> list[Reminder]:
    """The last reminder to each of one's units in each of these periods, newest first; one query."""
    units = access.units(Permission.REPORT) | access.units(Permission.APPROVE)
    if not units or not periods:
        return []
    rows = Reminder.objects.filter(unit__in=units, period__in=[one.pk for one in periods])
    found: dict[tuple[int, int], Reminder] = {}
    for row in rows.select_related("unit", "period", "by").order_by("-at", "-pk"):
        found.setdefault((row.unit_id, row.period_id), row)
    return list(found.values())

"""工作台: what needs me now, what changed, which deadlines come; one panel more for some roles.

At most fourteen queries for a person with one role, whatever the size of the plan.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gangmu.assessment.models import ScoringRun
from gangmu.assessment.queries import visible_assessments
from gangmu.base.models import Event
from gangmu.base.periods import is_working_day
from gangmu.org.models import Appointment, User, in_force
from gangmu.org.permissions import Access, Permission
from gangmu.org.states import Role
from gangmu.progress import queries
from gangmu.progress.lamps import GREEN, GREY, RED, WORST_FIRST, YELLOW
from gangmu.progress.models import ReportingPeriod
from gangmu.targets.answering import held_parts
from gangmu.targets.models import Target
from gangmu.targets.queries import visible_plans
from gangmu.targets.states import PlanState
from gangmu.web.audit.words import verb_in_words
from gangmu.web.home import beginning
from gangmu.web.progress.course import ALARMS, when

CHANGES = 10
SHOWN = 8
SOON = dt.timedelta(days=30)


@dataclass(frozen=True)
class Line:
    """One line of a list: a count, what it is, where it leads, until when."""

    label: str
    url: str
    count: int | None = None
    due: dt.date | None = None
    note: str = ""
    alarm: bool = False


def periods_seen(access: Access) -> list[ReportingPeriod]:
    """All periods of the issued plans one sees, by month."""
    if not access.can(Permission.VIEW_TARGETS):
        return []
    plans = visible_plans(access).filter(state=PlanState.ISSUED).order_by().values("pk")
    rows = ReportingPeriod.objects.filter(plan__in=plans)
    return list(rows.select_related("plan__unit").order_by("month", "plan"))


def todo_lines(todos: list[queries.Todo]) -> list[Line]:
    lines = []
    for one in todos:
        filling = one.kind in ("fill", "returned")
        page = reverse("progress:due" if filling else "progress:review")
        query = f"?period={one.period.pk}" if filling else f"?kind={one.kind}"
        alarm = one.kind == "returned"
        lines.append(Line(f"{one.label} · {one.period}", page + query, one.count, one.due, alarm=alarm))
    return lines


def summary(todos: list[queries.Todo]) -> str:
    """填报 6 · 审核 2 · 核验 3 · 被退回 1"""
    counted: Counter[str] = Counter()
    for one in todos:
        counted[one.label] += one.count
    return " · ".join(f"{label} {count}" for label, count in counted.items())


def change_lines(events: list[Event]) -> list[dict[str, Any]]:
    """Events as sentences, each leading to what it is about."""
    pages = {"progress.report": "progress:report", "targets.plan": "targets:plan"}
    return [
        {
            "when": when(event),
            "who": event.actor,
            "what": verb_in_words(event.verb),
            "name": event.object_name,
            "url": reverse(pages[event.noun], args=[event.object_id]) if event.noun in pages else "",
            "reason": event.reason,
            "alarm": event.verb in ALARMS,
        }
        for event in events
    ]


def month_of(today: dt.date, periods: list[ReportingPeriod]) -> dict[str, Any]:
    """This month as weeks of days, with the deadlines that fall into it."""
    deadlines = {one.due: one for one in periods if (one.due.year, one.due.month) == (today.year, today.month)}
    weeks = [
        [
            {
                "day": day.day if day.month == today.month else "",
                "today": day == today,
                "rest": not is_working_day(day),
                "deadline": deadlines.get(day),
            }
            for day in week
        ]
        for week in calendar.Calendar().monthdatescalendar(today.year, today.month)
    ]
    coming = sorted((one for one in periods if one.due >= today), key=lambda one: one.due)[:3]
    return {"weeks": weeks, "year": today.year, "month": today.month, "coming": coming}


def picture(access: Access, today: dt.date, opened: list[ReportingPeriod]) -> dict[str, Any]:
    """For the office: who has reported, and how the lamps stand. For leaders: their reds and yellows with reasons."""
    office = access.units(Permission.MANAGE_PERIODS)
    leads = bool({Role.PRINCIPAL, Role.LEADER} & set(access.roles))
    if not opened or not (office or leads):
        return {}
    plan = opened[-1].plan
    periods = [one for one in opened if one.plan_id == plan.pk]
    held = held_parts(plan, tree=access.tree)
    reports = list(queries.reports_judged(periods, today))
    found: dict[str, Any] = {"plan": plan}
    if plan.unit_id in office:
        found["coverage"] = queries.coverage(periods[-1], held=held, reports=reports, reminded=False)
        found["waiting"] = found["coverage"].waiting[:SHOWN]
    lamps = queries.statuses(plan, today, held=held, periods=periods)
    targets = {one.target.pk: one.target for one in held}
    if Role.LEADER in access.roles and Role.PRINCIPAL not in access.roles and not office:
        targets = {pk: target for pk, target in targets.items() if target.leader_id == access.user.pk}
    lamps = {pk: lamp for pk, lamp in lamps.items() if pk in targets}
    return found | {"lamps": _counted(lamps), "worst": _worst(targets, lamps), "leads": leads}


def _counted(lamps: dict[int, queries.Status]) -> list[tuple[str, int]]:
    counted = Counter(lamp.color for lamp in lamps.values())
    return [(color, counted[color]) for color in (RED, YELLOW, GREEN, GREY)]


def _worst(targets: dict[int, Target], lamps: dict[int, queries.Status]) -> list[tuple[Target, queries.Status]]:
    late = [(targets[pk], lamp) for pk, lamp in lamps.items() if lamp.color in (RED, YELLOW)]
    late.sort(key=lambda pair: (WORST_FIRST.index(pair[1].color), -(pair[1].lamp.behind or 0)))
    return late[:SHOWN]


def latest_run(access: Access) -> ScoringRun | None:
    """For the assessment group: the last scoring run one sees."""
    if Role.ASSESSOR not in access.roles:
        return None
    rows = ScoringRun.objects.filter(assessment__in=visible_assessments(access).order_by().values("pk"))
    return rows.defer("facts", "problems").select_related("assessment", "by").order_by("-at").first()


def admin_lines(access: Access, today: dt.date) -> list[Line]:
    """What waits for the three administrators."""
    lines: list[Line] = []
    if access.can(Permission.MANAGE_PEOPLE):
        placed = Appointment.objects.filter(in_force(today)).values("user_id")
        idle = User.objects.filter(is_active=True).exclude(pk__in=placed).count()
        if idle:
            lines.append(Line(_("账号还没有身份，请安全管理员授予"), reverse("org:people"), idle))
    if access.can(Permission.APPOINT):
        rows = Appointment.objects.filter(in_force(today), until__lte=today + SOON).select_related("user", "unit")
        lines += [
            Line(f"{one.user.name} · {one.get_role_display()} · {one.unit.label}", reverse("org:people"), due=one.until)
            for one in rows.order_by("until")[:SHOWN]
        ]
    return lines


def last_verification() -> Event | None:
    return Event.objects.filter(verb="audit.verify").order_by("-number").first()


def newest_events() -> list[Event]:
    return list(Event.objects.order_by("-number")[:CHANGES])


def context(access: Access, today: dt.date) -> dict[str, Any]:
    """Everything the page shows."""
    periods = periods_seen(access)
    opened = [one for one in periods if one.opens <= today]
    todos = queries.todos(access, today, periods=opened)
    owed = {one.period.pk for one in todos if one.kind in ("fill", "returned")}
    audits = access.can(Permission.VIEW_AUDIT)
    begun = [] if periods else beginning.steps(access)
    return {
        "today": today,
        "todos": [*todo_lines(todos), *admin_lines(access, today)],
        "summary": summary(todos),
        "beginning": begun,
        "begun": sum(step.done for step in begun),
        "reminders": queries.reminders(access, [one for one in opened if one.pk in owed]),
        "changes": change_lines(queries.changes(access, CHANGES)),
        "month": month_of(today, periods) if periods else None,
        "picture": picture(access, today, opened),
        "run": latest_run(access),
        "assesses": Role.ASSESSOR in access.roles,
        "audits": audits,
        "verification": last_verification() if audits else None,
        "events": [(event, verb_in_words(event.verb)) for event in newest_events()] if audits else [],
        "sees": access.can(Permission.VIEW_TARGETS),
        "reports": access.can(Permission.REPORT),
    }

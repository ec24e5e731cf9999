"""工作台: what needs me now, and what each role comes for.

The office sees what to do next and who has not reported; supervision and leaders what is red, since when, with whom and
why; heads and reporters how their unit stands; the assessment group its last run and what is open; the administrators
their accounts, their machine and their trail. The number of queries does not depend on the size of the plan.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from gangmu.base.models import Event
from gangmu.base.periods import is_working_day
from gangmu.org.permissions import Access, Permission
from gangmu.org.states import Role
from gangmu.progress import queries
from gangmu.progress.models import ReportingPeriod
from gangmu.progress.queries import Coverage
from gangmu.targets.queries import talks_waiting, visible_plans
from gangmu.targets.states import IN_FORCE, ImportState, PlanState
from gangmu.web.audit.words import is_alarm, verb_in_words
from gangmu.web.home import administering, beginning
from gangmu.web.home.administering import Matter
from gangmu.web.home.assessing import assessing
from gangmu.web.home.own import own
from gangmu.web.home.situation import Situation, situation
from gangmu.web.progress.course import when
from gangmu.web.requests import Request

CHANGES = 10
MOST_WAITING = 5


def periods_seen(access: Access) -> list[ReportingPeriod]:
    """All periods of the issued plans one sees, by month."""
    if not access.can(Permission.VIEW_TARGETS):
        return []
    plans = visible_plans(access).filter(state=PlanState.ISSUED).order_by().values("pk")
    rows = ReportingPeriod.objects.filter(plan__in=plans)
    return list(rows.select_related("plan__unit").order_by("month", "plan"))


def todo_lines(todos: list[queries.Todo]) -> list[Matter]:
    lines = []
    for one in todos:
        filling = one.kind in ("fill", "returned")
        page = reverse("progress:due" if filling else "progress:review")
        query = f"?period={one.period.pk}" if filling else f"?kind={one.kind}"
        alarm = one.kind == "returned"
        note = _("要重报") if alarm else ""
        lines.append(Matter(f"{one.label} · {one.period}", page + query, one.count, one.due, note, alarm))
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
            "alarm": is_alarm(event.verb),
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


def board(access: Access, opened: Sequence[ReportingPeriod]) -> Coverage | None:
    """For the office: who has reported in the newest month."""
    if not opened or opened[-1].plan.unit_id not in access.units(Permission.MANAGE_PERIODS):
        return None
    return queries.coverage(opened[-1], tree=access.tree)


def next_steps(
    access: Access, today: dt.date, periods: Sequence[ReportingPeriod], covered: Coverage | None, now: Situation | None
) -> Iterator[Matter]:
    """For the office: what it does next, in the order in which it is due."""
    drafts = visible_plans(access).exclude(state__in=IN_FORCE).filter(unit__in=access.units(Permission.EDIT_PLAN))
    if covered:
        page = reverse("progress:period", args=[covered.period.pk])
        due = covered.period.due
        seen = sum(len(one.missing) for one in covered.waiting if one.served)
        if seen:
            yield Matter(_("催报：%(period)s还没有报") % {"period": covered.period}, f"{page}?show=missing", seen, due)
        if covered.unserved:
            told = _("单位没有填报员账号，催了也没人看得到；请安全管理员授予身份")
            yield Matter(told, f"{page}?show=unserved", len(covered.unserved), alarm=True)
    if now and now.fresh:
        yield Matter(_("本月新转为严重滞后，向分管领导报告"), "#alarms", now.fresh, alarm=True)
    if periods and max(one.due for one in periods) < today:
        yield Matter(_("这一年的填报期都已截止：算分，结束目标体系"), reverse("assessment:list"))
    for plan in drafts.annotate(n=Count("targets", distinct=True), left=Count("imports", _OPEN, distinct=True)):
        url = reverse("targets:plan", args=[plan.pk])
        words = {"plan": plan.title, "n": plan.n}
        text = _("%(plan)s：导入的清单还没有写入") if plan.left else _("%(plan)s：已有 %(n)d 个目标，核对后下达")
        yield Matter(text % words, url)


_OPEN = Q(imports__state__in=(ImportState.UPLOADED, ImportState.CHECKED))


def talks(access: Access) -> list[Matter]:
    """Offers in negotiations that wait for one's own word."""
    return [
        Matter(
            _("协商：%(plan)s") % {"plan": title},
            f"{reverse('targets:negotiations', args=[plan])}?state={state}",
            count,
        )
        for plan, title, state, count in talks_waiting(access)
    ]


def newest_events() -> list[Event]:
    return list(Event.objects.order_by("-number")[:CHANGES])


def context(request: Request, access: Access, today: dt.date) -> dict[str, Any]:
    """Everything the page shows."""
    periods = periods_seen(access)
    opened = [one for one in periods if one.opens <= today]
    todos = queries.todos(access, today, periods=opened)
    owed = {one.period.pk for one in todos if one.kind in ("fill", "returned")}
    begun = [] if periods else beginning.steps(access)
    now = situation(request, access, today, opened)
    covered = board(access, opened)
    office = Role.OFFICE in access.roles
    audits = access.can(Permission.VIEW_AUDIT)
    steps = list(next_steps(access, today, opened, covered, now)) if office and not begun else []
    watches_only = now is not None and not (set(access.roles) - {Role.PRINCIPAL, Role.LEADER, Role.SUPERVISOR})
    return {
        "today": today,
        "todos": [*todo_lines(todos), *talks(access), *steps, *administering.matters(access, today)],
        "machine": administering.machine(access),
        "summary": summary(todos),
        "beginning": begun,
        "begun": sum(step.done for step in begun),
        "reminders": queries.reminders(access, [one for one in opened if one.pk in owed]),
        "changes": [] if watches_only or audits else change_lines(queries.changes(access, CHANGES)),
        "month": month_of(today, periods) if periods and not watches_only else None,
        "situation": now,
        "coverage": covered,
        "waiting": covered.waiting[:MOST_WAITING] if covered else [],
        "own": own(request, access, today, opened),
        "assessing": assessing(access, opened),
        "office": office,
        "watches_only": watches_only,
        "events": [(event, verb_in_words(event.verb)) for event in newest_events()] if audits else [],
        "audits": audits,
        "sees": access.can(Permission.VIEW_TARGETS),
        "reports": access.can(Permission.REPORT),
    }

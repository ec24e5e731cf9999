"""The one page that tells everything about a target."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gangmu.base.models import Event
from gangmu.base.periods import format_date, month_end
from gangmu.base.quantities import format_quantity
from gangmu.org.permissions import Permission, access_of
from gangmu.org.queries import today
from gangmu.progress.lamps import RED_BEYOND
from gangmu.progress.models import Report
from gangmu.progress.queries import Status, history, status
from gangmu.targets import policies, queries
from gangmu.targets.agreed import terms_on
from gangmu.targets.answering import Held, parts_of
from gangmu.targets.models import Target, Terms
from gangmu.targets.states import IN_FORCE, Accumulation, Direction, Part, PlanState
from gangmu.targets.verbs import TARGETS
from gangmu.web.audit.words import is_alarm, verb_in_words
from gangmu.web.requests import Request
from gangmu.web.targets import words
from gangmu.web.targets.yardsticks import of_target

SHOWN_EVENTS = 100


@dataclass(frozen=True)
class Month:
    """One month of the curve: planned and reached by its end, in the target's unit of measure."""

    number: int
    planned: Decimal | None
    actual: Decimal | None


@require_safe
def target(request: Request, pk: int) -> HttpResponse:
    access = access_of(request.user)
    shown = queries.get_target(access, pk)
    terms = terms_on(shown, today())
    draft = shown.plan.state not in IN_FORCE
    parts_of(shown, access.tree)
    reports = [] if draft else history(shown, access)
    standing = None if draft else status(shown, today())
    months = _months(shown, reports)
    context: dict[str, Any] = {
        "target": shown,
        "terms": terms,
        "plan": shown.plan,
        "draft": draft,
        "standing": standing,
        "red_beyond": RED_BEYOND,
        "sentence": _sentence(terms, standing),
        "aim": _aim(terms),
        "states": _states(shown),
        "parts": _parts(shown),
        "nodes": _nodes(terms, months),
        "reports": reports[::-1],
        "months": months if any(one.planned is not None or one.actual is not None for one in months) else [],
        "option": _option(shown, months),
        "events": _events(shown, reports),
        "edit_reason": policies.edit_refusal(shown.plan, access),
        "may_amend": access.can(Permission.EDIT_PLAN, shown.plan.unit_id),
        "amend_reason": TARGETS.refusal(request.user, shown, "amend"),
        "earlier": list(shown.terms.all()) if len(shown.terms.all()) > 1 else [],
        "hand_over_reason": policies.hand_over_refusal(shown.plan, access),
    }
    context |= of_target(shown, terms)
    return render(request, "targets/target.html", context)


def _aim(terms: Terms) -> str:
    """固定资产投资 1,860 亿元（争取 1,950 亿元）, without the name."""
    if terms.goal is None:
        return ""
    measure, sign = terms.target.measure, "≤" if terms.target.direction == Direction.LOWER else ""
    text = format_quantity(terms.goal, measure, comparison=sign)
    if terms.stretch is not None:
        text += _("（争取 %(stretch)s）") % {"stretch": format_quantity(terms.stretch, measure)}
    return text


def _sentence(terms: Terms, standing: Status | None) -> str:
    """What a leader can read aloud: how the lead stands, and how many of all are behind."""
    lead = queries.lead_unit(terms.target)
    what = {"name": terms.target.name, "unit": lead.name if lead else _("尚未确定的单位"), "aim": _aim(terms)}
    first = standing.lead if standing else None
    if standing is None:
        reason = _("正在编制，还没有下达")
    else:
        reason = _("；").join(filter(None, [first.lamp.reason if first else standing.lamp.reason, standing.tally]))
    if first is None or first.lamp.share is None:
        due = format_date(terms.deadline) if terms.deadline else _("尚未确定的时限")
        start = _("“%(name)s”由%(unit)s牵头，%(due)s前完成") % (what | {"due": due})
        if what["aim"]:
            start = _("%(start)s %(aim)s") % {"start": start, "aim": what["aim"]}
        return _("%(start)s；%(reason)s。") % {"start": start, "reason": reason}
    what |= {"aim": what["aim"] or _("全部完成"), "reason": reason}
    return _("“%(name)s”全年目标 %(aim)s，%(unit)s牵头：%(reason)s。") % what


def _states(target: Target) -> list[dict[str, Any]]:
    """立项 ─ 执行 ─ 督查 ─ 问效."""
    issued, closed = target.plan.state in IN_FORCE, target.plan.state == PlanState.CLOSED
    return [
        {"label": _("立项"), "state": "done" if issued else "now"},
        {"label": _("执行"), "state": "done" if closed else "now" if issued else "later"},
        {"label": _("督查"), "state": "later", "note": _("尚无督查")},
        {"label": _("问效"), "state": "later", "note": _("尚未问效")},
    ]


def _parts(target: Target) -> list[dict[str, Any]]:
    """Who has each part today, and how it came there."""
    people = {one.pk: one.person for one in target.assignments.all()}
    found: dict[str, list[dict[str, Any]]] = {part: [] for part in Part.values}
    for one in parts_of(target):
        person = None if one.moved else people.get(one.pk)
        row = {"pk": one.pk, "unit": one.unit or one.assigned, "person": person, "open": one.unit is not None}
        found[one.part].append(row | {"course": [*_passed_on(one)]})
    return [{"label": Part(part).label, "rows": rows} for part, rows in found.items() if rows]


def _passed_on(held: Held) -> Iterator[str]:
    for before, span in pairwise(held.spans):
        words = {"day": format_date(span.since), "old": before.unit, "new": span.unit, "reason": span.reason}
        text = _("%(day)s由%(old)s移交%(new)s") if span.unit else _("%(day)s起按决定终止")
        yield (text + (_("（%(reason)s）") if span.reason else "")) % words


def _months(target: Target, reports: list[Report]) -> list[Month]:
    """The year month by month; reached is what was reported on the leading part, verified where it is."""
    lead = next((one for one in parts_of(target) if one.part == Part.LEAD), None)
    names = [name.pk for name in lead.names[::-1]] if lead else []
    led = sorted((one for one in reports if one.unit_id in names), key=lambda one: names.index(one.unit_id)) or reports
    reached = {report.period.month.month: report.known_value for report in led if report.first_submitted_at}
    year = target.plan.year
    return [
        Month(number, queries.scheduled(terms_on(target, end), end), reached.get(number))
        for number in range(1, 13)
        for end in [month_end(year, number)]
    ]


def _nodes(terms: Terms, months: list[Month]) -> list[dict[str, Any]]:
    """Each node with what was reached by the end of its month, and whether that is enough."""
    found, target = [], terms.target
    for node in terms.nodes.all():
        actual = months[node.due.month - 1].actual if node.due.year == target.plan.year else None
        reached = None
        if actual is not None and node.planned is not None:
            lower = target.direction == Direction.LOWER
            reached = actual <= node.planned if lower else actual >= node.planned
        found.append({"node": node, "actual": actual, "reached": reached, "past": node.due < today()})
    return found


def _option(target: Target, months: list[Month]) -> dict[str, Any]:
    return {
        "xAxis": {"type": "category", "data": [_("%(n)d月") % {"n": one.number} for one in months]},
        "yAxis": {"type": "value", "name": target.measure, "scale": target.accumulation == Accumulation.LATEST},
        "legend": {},
        "series": [
            {"name": _("实际"), "type": "line", "data": [_plot(one.actual) for one in months]},
            {
                "name": _("计划"),
                "type": "line",
                "data": [_plot(one.planned) for one in months],
                "lineStyle": {"type": "dashed"},
            },
        ],
    }


def _plot(value: Decimal | None) -> float | None:
    """A chart draws doubles; the table beside it has the exact number."""
    return None if value is None else float(value)


def _events(target: Target, reports: list[Report]) -> list[dict[str, Any]]:
    """What happened to the target, its plan's issue and the reports one may see, newest first."""
    numbers = [str(report.pk) for report in reports]
    about = Q(noun="targets.target", object_id=str(target.pk))
    about |= Q(noun="targets.plan", object_id=str(target.plan_id), verb="plan.issue")
    about |= Q(noun="progress.report", object_id__in=numbers) & ~Q(verb="report.save")
    rows = Event.objects.filter(about).order_by("-number")[:SHOWN_EVENTS]
    months = {str(report.pk): f"{report.period} · {report.unit.label}" for report in reports}
    return [_event(event, months.get(event.object_id, "") if event.noun == "progress.report" else "") for event in rows]


def _event(event: Event, of_report: str) -> dict[str, Any]:
    details = [of_report, event.reason]
    if event.verb == "target.update":
        details += [
            _("%(label)s：%(value)s")
            % {
                "label": words.title(name),
                "value": f"{words.value(name, event.before.get(name))} → {words.value(name, after)}",
            }
            for name, after in event.after.items()
        ]
    if event.verb == "target.hand_over":
        words_of = {"part": event.after["part"], "old": event.before["unit"], "new": event.after["unit"] or _("终止")}
        details.insert(0, _("%(part)s：%(old)s → %(new)s") % words_of)
    return {
        "when": timezone.localtime(event.at).strftime("%Y-%m-%d %H:%M"),
        "who": _("%(name)s（%(more)s）") % {"name": event.actor, "more": event.role} if event.role else event.actor,
        "what": verb_in_words(event.verb),
        "detail": _("；").join(filter(None, details)),
        "state": "alarm" if is_alarm(event.verb) else "done",
    }

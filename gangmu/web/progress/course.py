"""Audit events of reports in the officials' own words."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from gangmu.base.models import Event
from gangmu.base.quantities import format_quantity
from gangmu.org.states import Role
from gangmu.progress.models import Report
from gangmu.progress.verbs import REPORTS
from gangmu.web.audit.words import is_alarm, verb_in_words


def when(event: Event) -> str:
    return timezone.localtime(event.at).strftime("%Y-%m-%d %H:%M")


def course(events: Iterable[Event], report: Report) -> list[dict[str, Any]]:
    """The way of a report so far, and in whose hands it is now. Saves in a row are told once."""
    found: list[dict[str, Any]] = []
    before = ""
    for event in events:
        line = {
            "when": when(event),
            "who": _("%(name)s（%(more)s）") % {"name": event.actor, "more": event.role} if event.role else event.actor,
            "what": verb_in_words(event.verb),
            "detail": _detail(event, report),
            "state": "alarm" if is_alarm(event.verb) else "done",
        }
        if event.verb == before == "report.save":
            found[-1] = line
        else:
            found.append(line)
        before = event.verb
    if owner := REPORTS.owners.get(report.state):
        found.append({"what": report.get_state_display(), "who": str(Role(owner).label), "state": "now"})
    return found


def _detail(event: Event, report: Report) -> str:
    unit = report.target.measure
    parts = []
    if event.verb in ("report.submit", "report.save") and event.after.get("value"):
        parts.append(_("累计完成 %(value)s") % {"value": _number(event.after["value"], unit)})
    if event.after.get("days_late"):
        parts.append(_("迟报 %(days)s 天") % {"days": event.after["days_late"]})
    if event.verb == "report.verify" and event.after.get("verified_value"):
        parts.append(_("核定 %(value)s") % {"value": _number(event.after["verified_value"], unit)})
    if event.verb.endswith("_evidence"):
        parts.append((event.after or event.before).get("name", ""))
    return _("；").join([*parts, *([event.reason] if event.reason else [])])


def _number(text: str, unit: str) -> str:
    return format_quantity(Decimal(text), unit)

"""Audit events of reports in the officials' own words."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked

from gangmu.base.models import Event
from gangmu.base.quantities import format_quantity
from gangmu.org.states import Role
from gangmu.progress.models import Report
from gangmu.progress.states import OWNERS

WORDS = {
    "report.save": marked("保存"),
    "report.submit": marked("提交"),
    "report.withdraw": marked("撤回"),
    "report.approve": marked("审核通过"),
    "report.verify": marked("核验"),
    "report.return": marked("退回"),
    "evidence.add": marked("上传佐证"),
    "evidence.remove": marked("删去佐证"),
    "plan.create": marked("建立目标体系"),
    "plan.issue": marked("下达目标"),
    "period.open": marked("设定填报期"),
    "period.change": marked("改填报期限"),
    "period.remind": marked("催报"),
}


def what(event: Event) -> str:
    """The verb in Chinese."""
    return _(WORDS[event.verb]) if event.verb in WORDS else event.verb


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
            "what": what(event),
            "detail": _detail(event, report),
            "state": "alarm" if event.verb == "report.return" else "done",
        }
        if event.verb == before == "report.save":
            found[-1] = line
        else:
            found.append(line)
        before = event.verb
    owner = OWNERS[report.state]
    if owner:
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
    if event.verb.startswith("evidence."):
        parts.append((event.after or event.before).get("name", ""))
    return _("；").join([*parts, *([event.reason] if event.reason else [])])


def _number(text: str, unit: str) -> str:
    return format_quantity(Decimal(text), unit)

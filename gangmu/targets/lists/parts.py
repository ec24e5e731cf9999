"""Which units a row names, and what part each has; which leader is in charge."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from gangmu.base.sheets import ROW
from gangmu.targets.drafts import AssignmentDraft
from gangmu.targets.lists.telling import Telling
from gangmu.targets.lists.units import Match, UnitMatcher
from gangmu.targets.states import Part

PARTS = {
    "lead": Part.LEAD,
    "responsible": Part.RESPONSIBLE,
    "cooperating": Part.COOPERATING,
    "monitoring": Part.MONITORING,
}
_TITLES = re.compile(
    r"(?:[市区县州省]委)?(?:常委|常务|党组|副|代|[市区县州省]长|书记|主任|主席|秘书长|同志|领导|[市区县州]政府|\s)+"
)


@dataclass
class UnitAsked:
    """A text that names no unit surely: `unit` was taken for it or is offered, `rows` name it, `what` says why.

    `ended` tells that a unit of that name is no more, and `unit` took over.
    """

    what: str
    unit: int | None
    sure: bool
    ended: bool = False
    rows: list[int] = field(default_factory=list)


@dataclass
class Parts:
    """Reads the units and leaders of rows; `asked` collects the texts that somebody has to decide about."""

    matcher: UnitMatcher
    leaders: Mapping[str, int]
    lead: int | None
    telling: Telling
    asked: dict[str, UnitAsked] = field(default_factory=dict)

    def assignments(self, values: Mapping[str, Any]) -> tuple[AssignmentDraft, ...]:
        """One lead at most: the lead unit, else the first responsible one, else what was chosen for the whole list."""
        found: dict[tuple[int, str], AssignmentDraft] = {}
        strangers = False
        for name, part in PARTS.items():
            for match in self._matched(values, name):
                if match.unit is None:
                    strangers = True
                    continue
                unit = match.unit.pk
                has_lead = any(one.part == Part.LEAD for one in found.values())
                leads = part in (Part.LEAD, Part.RESPONSIBLE) and not has_lead
                held = Part.LEAD if leads else Part.RESPONSIBLE if part == Part.LEAD else part
                if (unit, Part.LEAD) not in found or held == Part.MONITORING:
                    found.setdefault((unit, held), AssignmentDraft(unit, held))
        led = any(one.part == Part.LEAD for one in found.values())
        if self.lead and not led:
            for part in (Part.COOPERATING, Part.RESPONSIBLE):
                found.pop((self.lead, part), None)
            found[self.lead, Part.LEAD] = AssignmentDraft(self.lead, Part.LEAD)
        elif not led and not strangers:
            field = "lead" if "lead" in self.telling.mapping else "responsible"
            self.telling.ask("lead", values[ROW], field, _("没有牵头单位，下达之前要补上"))
        return tuple(found.values())

    def leader(self, values: Mapping[str, Any]) -> int | None:
        """By name, with or without the title: 陈岩, 副市长陈岩, 陈岩同志."""
        name = values["leader"]
        if not name:
            return None
        found = self.leaders.get(name)
        if found is None:
            bare = _TITLES.sub("", name)
            same = {pk for known, pk in self.leaders.items() if bare and _TITLES.sub("", known) == bare}
            found = same.pop() if len(same) == 1 else None
        if found is None:
            kept = _("不改就先空着")
            self.telling.ask("leader", values[ROW], "leader", _("没有这位领导"), value=name, expected=kept)
        return found

    def _matched(self, values: Mapping[str, Any], name: str) -> Iterator[Match]:
        for match in self.matcher.split(values[name] or ""):
            if match.unit is None or not match.sure:
                self._ask(match, values[ROW], name)
            yield match

    def _ask(self, match: Match, row: int, name: str) -> None:
        if match.unit is None:
            near = match.nearest.name if match.nearest else ""
            what = match.ended or _("组织机构里没有这个单位")
            offered = _("最接近的是“%(unit)s”；") % {"unit": near} if near and not match.ended else ""
            todo = offered + _("在“单位对应”里选一次，全表通用")
            self.telling.error("unit", row, name, what, value=match.text, todo=todo)
        else:
            what = _("按“%(unit)s”处理") % {"unit": match.unit.name}
            self.telling.ask("guess", row, name, what, value=match.text)
        unit = match.unit or match.nearest
        asked = self.asked.setdefault(
            match.text, UnitAsked(what, unit.pk if unit else None, match.unit is not None, bool(match.ended))
        )
        if not asked.rows or asked.rows[-1] != row:
            asked.rows.append(row)

"""What must be reached by when: the columns of quarters and months, checked against the goal of the year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate
from typing import Any

from django.utils.translation import gettext as _

from gangmu.base.periods import month_end
from gangmu.base.quantities import NotANumber, convert, format_quantity, parse_quantity
from gangmu.base.sheets import ROW
from gangmu.targets import nodes as filling
from gangmu.targets.drafts import NodeDraft, TargetDraft
from gangmu.targets.lists.choices import Choices
from gangmu.targets.lists.columns import NODE_MONTHS
from gangmu.targets.lists.headings import looks_measured
from gangmu.targets.lists.telling import Telling
from gangmu.targets.models import FULLY_DONE
from gangmu.targets.states import Accumulation, Kind

_FIELDS = sorted(NODE_MONTHS, key=lambda name: (NODE_MONTHS[name], name))


@dataclass(frozen=True)
class Schedule:
    """Reads the nodes of rows; `units` is the unit of measure that a column's heading states."""

    year: int
    choices: Choices
    units: Mapping[str, str]
    telling: Telling

    def nodes(self, values: Mapping[str, Any], draft: TargetDraft, step: str) -> tuple[NodeDraft, ...]:
        """As the row writes them, else spread evenly as the person chose, or as often as the deadline says."""
        written = self._written(values, draft)
        if written:
            return self._checked(values, draft, written)
        step = step or self.choices.nodes
        if not step:
            return ()
        measured = draft.kind == Kind.QUANTITATIVE
        days = filling.due_days(step, self.year, draft.deadline)
        aim = draft.goal if measured else FULLY_DONE
        return filling.spread(aim, days, accumulation=draft.accumulation, content="" if measured else "完成")

    def last_number(self, values: Mapping[str, Any]) -> str:
        """The text of the last column of quarters or months when all that are filled hold numbers, else ""."""
        texts = [values[name] for name in _FIELDS if values[name]]
        return texts[-1] if texts and all(map(looks_measured, texts)) and "%" not in texts[-1] else ""

    def _written(self, values: Mapping[str, Any], draft: TargetDraft) -> dict[str, NodeDraft]:
        """Field → node, one a month."""
        found: dict[dt.date, str] = {}
        nodes: dict[str, NodeDraft] = {}
        for name in _FIELDS:
            if not values[name]:
                continue
            day = month_end(self.year, NODE_MONTHS[name])
            if day not in found:
                found[day] = name
                nodes[name] = NodeDraft(day, *self._node(values, name, draft))
        return {name: node for name, node in nodes.items() if node.planned is not None or node.content}

    def _node(self, values: Mapping[str, Any], name: str, draft: TargetDraft) -> tuple[Decimal | None, str]:
        text, row = values[name], values[ROW]
        try:
            value = self._value(text, name, draft)
        except NotANumber as refused:
            if looks_measured(text):
                self.telling.error("cell", row, name, refused.reason, value=text)
                return None, ""
            return None, text[:300]
        if draft.kind != Kind.QUANTITATIVE and not 0 <= value <= FULLY_DONE:
            what = _("定性和项目目标的节点按完成百分比填，在 0 到 100% 之间")
            self.telling.error("cell", row, name, what, value=text)
            return None, ""
        return value, ""

    def _value(self, text: str, name: str, draft: TargetDraft) -> Decimal:
        unit = draft.unit_of_measure if draft.kind == Kind.QUANTITATIVE else "%"
        own = self.units.get(name) or unit
        value = parse_quantity(text, unit=own).value
        return convert(value, own, unit) if own and unit and own != unit else value

    def _checked(
        self, values: Mapping[str, Any], draft: TargetDraft, written: Mapping[str, NodeDraft]
    ) -> tuple[NodeDraft, ...]:
        """The nodes against the goal: amounts of each period are added up, a last one that differs is asked about."""
        nodes, names = list(written.values()), list(written)
        planned = [node.planned for node in nodes if node.planned is not None]
        whole = len(planned) == len(nodes) and nodes[-1].due.month == 12
        if not whole or draft.goal is None or planned[-1] == draft.goal:
            return tuple(nodes)
        answers, row, last = self.choices.answers, values[ROW], values[names[-1]]
        if len(nodes) > 1 and sum(planned) == draft.goal and draft.accumulation == Accumulation.CUMULATIVE:
            if answers.get("steps") == "cumulative":
                return tuple(nodes)
            self.telling.ask("steps", row, names[-1], _("按当期数逐期累加"), value=_("、").join(map(str, planned)))
            return tuple(replace(node, planned=total) for node, total in zip(nodes, accumulate(planned), strict=True))
        if answers.get("last") == "goal":
            return (*nodes[:-1], replace(nodes[-1], planned=draft.goal))
        words = {
            "last": format_quantity(planned[-1], draft.unit_of_measure),
            "goal": format_quantity(draft.goal, draft.unit_of_measure),
        }
        self.telling.ask("last", row, names[-1], _("最后一期是 %(last)s，全年目标是 %(goal)s") % words, value=last)
        return tuple(nodes)

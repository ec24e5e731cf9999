"""What number a row states: its own column of goals, a bare number in the task, or the words of the task."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from gangmu.base.quantities import Goal, NotANumber, format_quantity, parse_quantity, split_goal
from gangmu.targets.states import Accumulation, Direction

_SHARE = re.compile(r"(?:率|比重|占比|比例|覆盖面|指数)")
_GROWING = re.compile(r"(?:增长|增长率|增速|增幅|提高|下降|降低)$")
_LOWER = ("≤", "<")


@dataclass(frozen=True)
class Proposal:
    """One target a row proposes. `doubts` are to be confirmed by a person; without a goal it is qualitative."""

    name: str = ""
    goal: Decimal | None = None
    unit: str = ""
    direction: str = Direction.HIGHER
    accumulation: str = Accumulation.CUMULATIVE
    doubts: tuple[str, ...] = field(default=())


def from_column(text: str, unit: str, name: str) -> Proposal:
    """The goal's own column. Raises NotANumber when it is not exactly one number."""
    found = parse_quantity(text, unit=unit)
    return _measured("", found.value, found.unit, found.comparison, name)


def from_task(task: str, unit: str, name: str) -> list[Proposal]:
    """Every target that the words state; one qualitative proposal when there is no number."""
    try:
        bare = parse_quantity(task, unit=unit)
    except NotANumber:
        bare = None
    if bare is not None:
        return [_measured("", bare.value, bare.unit, bare.comparison, name)]
    reading = split_goal(task)
    if not reading.goals:
        doubts = tuple(clause.reason for clause in reading.unclear if re.search(r"\d", clause.text))
        return [Proposal(doubts=doubts)]
    numbered = [one for one in reading.clauses if isinstance(one, Goal) or re.search(r"\d", one.text)]
    alone = len(numbered) == 1
    return [
        _worded(one, name, alone=alone) if isinstance(one, Goal) else Proposal(one.text[:40], doubts=(one.reason,))
        for one in numbered
    ]


def _worded(goal: Goal, name: str, *, alone: bool) -> Proposal:
    indicator = goal.indicator or name
    if goal.kind == "growth" and not _GROWING.search(indicator):
        # the name continues the Chinese text it is read from, whatever the language of the page
        indicator += "下降" if goal.value < 0 else "提高" if goal.unit == "个百分点" else "增长"
    found = _measured(indicator, goal.value, goal.unit, goal.comparison, indicator, growth=goal.kind == "growth")
    said = f"{goal.comparison}{format_quantity(found.goal or Decimal(0), found.unit)}"
    read = _("从“%(text)s”读出目标值 %(said)s") % {"text": goal.text, "said": said}
    called = indicator if not (alone and name) or name in indicator else f"{name}：{indicator}"
    return Proposal(
        called,
        found.goal,
        found.unit,
        found.direction,
        found.accumulation,
        (read, *found.doubts),
    )


def _measured(name: str, value: Decimal, unit: str, comparison: str, called: str, *, growth: bool = False) -> Proposal:
    doubts = []
    share = bool(_SHARE.search(called))
    if not unit and share:
        unit = "%"
        doubts.append(_("没有写计量单位，按名称推断为 %"))
    elif not unit:
        doubts.append(_("没有写计量单位，下达之前要补上"))
    lower = comparison in _LOWER or (growth and value < 0)
    if lower:
        doubts.append(_("读作越小越好"))
    latest = growth or share or unit in ("%", "‰", "个百分点")
    return Proposal(
        name,
        value,
        unit,
        Direction.LOWER if lower else Direction.HIGHER,
        Accumulation.LATEST if latest else Accumulation.CUMULATIVE,
        tuple(doubts),
    )

"""What number a row states: its own column of goals, a bare number in the task, or the words of either."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from gangmu.base.quantities import Goal, NotANumber, convert, format_quantity, parse_quantity, split_goal
from gangmu.base.quantities.parsing import to_half_width
from gangmu.base.quantities.units import find_unit, finite_decimal
from gangmu.targets.states import Accumulation, Direction

_SHARE = re.compile(r"(?:率|比重|占比|比例|覆盖面|指数)")
_GROWING = re.compile(r"(?:增长|增长率|增速|增幅|提高|下降|降低)$")
_MONEY = re.compile(r"(?:额|值|收入|支出|投资|资金|消费|贷款|存款|税收|融资|产值|成本|利润|债务|预算)$")
_LOWER = ("≤", "<")
_ASIDE = re.compile(r"[（(][^（）()]*[)）]$")
_SEVERAL = re.compile(r"[，；。;\n]|,(?!\d{3}(?!\d))")
_IN_WORDS = "[零〇一二三四五六七八九十百千万亿两]"
_NUMBERED = re.compile(rf"\d|{_IN_WORDS}{{2,}}|{_IN_WORDS}(?:个|家|所|项|条|座|成|倍|张|套)")
_SCALED = re.compile(r"[百千万亿](?:以上|以下|以内)?$")


@dataclass(frozen=True)
class Doubt:
    """What a person should know of a reading; `kind` is a question of `questions`, "" when it only tells."""

    what: str
    kind: str = ""


@dataclass(frozen=True)
class Proposal:
    """One target a row proposes; without a goal it is qualitative. `growth`: it is measured against last year."""

    name: str = ""
    goal: Decimal | None = None
    unit: str = ""
    direction: str = Direction.HIGHER
    accumulation: str = Accumulation.CUMULATIVE
    growth: bool = False
    doubts: tuple[Doubt, ...] = field(default=())


@dataclass(frozen=True)
class Measure:
    """The unit of measure a row's numbers are in, and the one that stands above the table for those without any.

    `money` tells that the heading of the goals speaks of money (投资计划), so that they are in the caption's 万元.
    """

    own: str = ""
    caption: str = ""
    money: bool = False

    def caption_for(self, called: str) -> str:
        """The caption's unit where it can be meant: money is not counted in 套, nor are 套 in 亿元."""
        fits = "元" not in self.caption or self.money or is_money(called)
        return self.caption if fits else ""


def is_money(called: str) -> bool:
    """Whether something so called is counted in money: 固定资产投资, 社会消费品零售总额."""
    return bool(_MONEY.search(called))


def from_column(text: str, measure: Measure, name: str) -> list[Proposal]:
    """The goal's own column: a number, or the wordings of one. Raises NotANumber when it is neither, saying why."""
    bare = _ASIDE.sub("", text.strip())
    if not _SEVERAL.search(bare):
        try:
            return [_with_rest(_bare(bare, measure, name), text, bare)]
        except NotANumber as refused:
            reason = refused.reason
    else:
        reason = ""
    reading = split_goal(bare)
    if not reading.goals:
        told = next((clause.reason for clause in reading.unclear if re.search(r"\d", clause.text)), "")
        raise NotANumber(told or reason or reading.unclear[0].reason)
    read = [_worded(one, measure, name, alone=True) for one in reading.goals]
    left = "，".join(clause.text for clause in reading.unclear)
    if left:
        read[0] = _doubting(read[0], Doubt(_("“%(text)s”没有作为目标，原文记入完成标准") % {"text": left}, "partly"))
    return read


def says_a_number(text: str) -> bool:
    """Whether there is anything in it that counts: digits, or numbers in words."""
    return bool(_NUMBERED.search(to_half_width(text)))


def from_task(task: str, measure: Measure, name: str) -> list[Proposal]:
    """Every target that the words state; one qualitative proposal when there is no number."""
    try:
        return [_bare(task, measure, name)]
    except NotANumber:
        pass
    reading = split_goal(task)
    if not reading.goals:
        unclear = (clause for clause in reading.unclear if re.search(r"\d", clause.text))
        return [Proposal(doubts=tuple(Doubt(clause.reason, "words") for clause in unclear))]
    numbered = [one for one in reading.clauses if isinstance(one, Goal) or re.search(r"\d", one.text)]
    alone = len(numbered) == 1
    return [
        _worded(one, measure, name, alone=alone)
        if isinstance(one, Goal)
        else Proposal(one.text[:40], doubts=(Doubt(one.reason, "words"),))
        for one in numbered
    ]


def _bare(text: str, measure: Measure, name: str) -> Proposal:
    found = parse_quantity(text, unit=measure.own)
    value, unit = _scaled(text, found.value, found.unit, measure, name)
    return _measured(Proposal(), value, unit, found.comparison, name, measure)


def _scaled(text: str, value: Decimal, unit: str, measure: Measure, called: str) -> tuple[Decimal, str]:
    """1.2万亿 where money is in 亿元, by the row or by the caption, is 12000 亿元."""
    meant = measure.own or measure.caption_for(called)
    found = find_unit(meant) if meant and not unit and _SCALED.search(text) else None
    exact = finite_decimal(Fraction(value) / found.scale) if found else None
    return (exact, meant) if exact is not None else (value, unit)


def _with_rest(proposal: Proposal, text: str, bare: str) -> Proposal:
    rest = text.strip().removeprefix(bare)
    if not rest:
        return proposal
    return _doubting(proposal, Doubt(_("“%(text)s”没有作为目标，原文记入完成标准") % {"text": rest}, "partly"))


def _doubting(proposal: Proposal, *doubts: Doubt) -> Proposal:
    return replace(proposal, doubts=(*doubts, *proposal.doubts))


def _worded(goal: Goal, measure: Measure, name: str, *, alone: bool) -> Proposal:
    growth = goal.kind == "growth"
    indicator = goal.indicator or name
    value, unit = _scaled(goal.text, goal.value, goal.unit, measure, indicator)
    if measure.own and not growth and unit != measure.own:
        value, unit = (convert(value, unit, measure.own), measure.own) if unit else (value, measure.own)
    if growth and not _GROWING.search(indicator):
        # the name continues the Chinese text it is read from, whatever the language of the page
        indicator += "下降" if value < 0 else "提高" if unit == "个百分点" else "增速" if unit == "%" else "增长"
    called = indicator if not (alone and name) or name in indicator else f"{name}：{indicator}"
    bare = Proposal(called, growth=growth)
    found = _measured(bare, value, unit, goal.comparison, indicator, measure)
    said = f"{goal.comparison}{format_quantity(value, found.unit)}"
    return _doubting(found, Doubt(_("从“%(text)s”读出目标值 %(said)s") % {"text": goal.text, "said": said}))


def _measured(
    proposal: Proposal, value: Decimal, unit: str, comparison: str, called: str, measure: Measure
) -> Proposal:
    doubts = []
    share = bool(_SHARE.search(called))
    if not unit:
        unit, doubt = _missing_unit(called, share, measure)
        doubts.append(doubt)
    lower = comparison in _LOWER or (proposal.growth and value < 0)
    if lower:
        doubts.append(Doubt(_("读作越小越好")))
    latest = proposal.growth or share or unit in ("%", "‰", "个百分点")
    return replace(
        proposal,
        goal=value,
        unit=unit,
        direction=Direction.LOWER if lower else Direction.HIGHER,
        accumulation=Accumulation.LATEST if latest else Accumulation.CUMULATIVE,
        doubts=tuple(doubts),
    )


def _missing_unit(called: str, share: bool, measure: Measure) -> tuple[str, Doubt]:
    """A rate is in per cent; money is counted in what stands above the table, other things only if that is no money."""
    if share:
        return "%", Doubt(_("没有写计量单位，按名称推断为 %"), "assumed")
    caption = measure.caption_for(called)
    if caption:
        return caption, Doubt(_("没有写计量单位，按表上方的“%(unit)s”读") % {"unit": caption}, "caption")
    if measure.caption:
        what = _("没有写计量单位，表上方的“%(unit)s”看来不是它的单位，请补上") % {"unit": measure.caption}
        return "", Doubt(what, "measure")
    return "", Doubt(_("没有写计量单位，下达之前要补上"), "measure")

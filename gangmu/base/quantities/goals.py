"""Proposing indicator, value and unit from a task sentence of a published list.

What comes out is a proposal for a person to confirm, clause by clause; a clause that cannot be read says why.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from gangmu.base.bounds import overlong

from .parsing import BEFORE, Quantity, any_of, parse_quantity, to_half_width
from .refusals import is_range, two_parts
from .units import NotANumber


@dataclass(frozen=True)
class Goal:
    """One clause read as a target: 地区生产总值 · ≥ 12 % · growth.

    `kind` is "level" (the value itself) or "growth" (change against last year: relative when the unit is %, absolute
    otherwise; a decline is negative). `indicator` is "" when the clause is a bare amount such as 6.35万户.
    """

    text: str
    indicator: str
    value: Decimal
    comparison: str
    unit: str
    kind: str


@dataclass(frozen=True)
class Unclear:
    """A clause that is no number target, or not surely one; `reason` is a sentence for the person who confirms."""

    text: str
    reason: str


@dataclass(frozen=True)
class GoalReading:
    """All clauses of a sentence, in order."""

    clauses: tuple[Goal | Unclear, ...]

    @property
    def goals(self) -> tuple[Goal, ...]:
        """The clauses that were understood."""
        return tuple(clause for clause in self.clauses if isinstance(clause, Goal))

    @property
    def unclear(self) -> tuple[Unclear, ...]:
        """The clauses a person has to read."""
        return tuple(clause for clause in self.clauses if isinstance(clause, Unclear))


_CLAUSE_END = re.compile(r"[，；。;\n]|,(?!\d{3}(?!\d))|(?<=其中)[:：]")
_NUMBERING = re.compile(r"^(?:\(?[一二三四五六七八九十\d]+\)|[一二三四五六七八九十]+、|\d+[、.](?=\D))\s*")
_TURNED_TO = ["提高", "提升", "增加", "增长", "上升", "下降", "降低", "减少", "降", "压减", "压缩", "缩短"]
_REACHED = ["控制在", "保持在", "稳定在", "达到", "达", "完成", "实现", "为"]
_LEVEL = [*_REACHED, *(word + end for word in _TURNED_TO for end in "到至")]
_RISE = ["同比增长", "增长", "增幅达到", "增幅达", "增速达到", "增速达", "增幅", "增速", "提高", "提升", "上升", "增加"]
_FALL = ["同比下降", "下降", "降低", "减少", "压减"]
_VERBS = dict.fromkeys(_LEVEL, "level") | dict.fromkeys(_RISE, "rise") | dict.fromkeys(_FALL, "fall")
_TAIL = re.compile(rf"(?P<head>\D*?)(?P<quantity>(?:{any_of(BEFORE)})?\s*[+-]?\d[\d,.]*\D*)")
_VERB = re.compile(rf"(?P<indicator>.*?)(?P<verb>{any_of(_VERBS)})")
_LEVELLED = re.compile(r"(?P<indicator>.*?)(?:与|同|和)(?:上年|去年|上年同期|去年同期)(?P<roughly>基本)?持平")
_GROWING = re.compile(r"(?P<indicator>.+?)(?:(?:继续|力争)?(?:保持|实现)(?:正)?增长|正增长)")
_LEADING = re.compile(r"^(?:确保|完成|实现)+")
_FLIPPED = {"": "", "≥": "≤", "≤": "≥", ">": "<", "<": ">"}
_FILLERS = re.compile(r"(?:同比|比上年|较上年|比去年|较去年|确保|预期|目标|[:：\s])+$")
_RATE = re.compile(r"(?:率|比重|占比|比例)$")
_ROUGHLY = re.compile(r"(?:约|近|接近)$")
_AGAINST_OTHERS = re.compile(r"(?:全国|全省|全市|全区|全县|全州|[国省市区县])平均(?:水平|值|数)?$")
_PLACE = re.compile(r"(?:前|第)$")


MOST_SIGNS = 200
"""Of one clause; the longest in published lists have some eighty."""


def split_goal(text: str) -> GoalReading:
    """Every clause of a task sentence, each as a proposed Goal or as Unclear with the reason."""
    clauses = (clause.strip() for clause in _CLAUSE_END.split(text))
    return GoalReading(tuple(_read(clause) for clause in clauses if clause and clause != "其中"))


def _read(clause: str) -> Goal | Unclear:
    long = overlong(clause, MOST_SIGNS)
    if long:
        return Unclear(clause, long)
    try:
        return _understood(clause)
    except NotANumber as refused:
        return Unclear(clause, refused.reason)


def _understood(clause: str) -> Goal:
    text = _NUMBERING.sub("", to_half_width(clause)).removeprefix("其中").lstrip(":")
    if "力争" in text or "争取" in text:
        raise NotANumber(_("“%(text)s”是争取目标，请填在“争取目标”里") % {"text": clause})
    wordy = _in_words(clause, text)
    if wordy:
        return wordy
    head, quantity = _head_and_quantity(clause, text)
    indicator, verb = _indicator_and_verb(head)
    _check(clause, indicator, verb, quantity)
    if verb == "fall":
        return Goal(clause, indicator, -quantity.value, _FLIPPED[quantity.comparison], quantity.unit, "growth")
    kind = "growth" if verb == "rise" else "level"
    return Goal(clause, indicator, quantity.value, quantity.comparison, quantity.unit, kind)


def _in_words(clause: str, text: str) -> Goal | None:
    levelled = _LEVELLED.fullmatch(text)
    if levelled and levelled["roughly"]:
        raise NotANumber(_("“%(text)s”里的“基本持平”没有确定的数，请写明允许的幅度") % {"text": clause})
    if levelled:
        return Goal(clause, levelled["indicator"], Decimal(0), "", "%", "growth")
    growing = _GROWING.fullmatch(text)
    if growing:
        return Goal(clause, growing["indicator"], Decimal(0), ">", "%", "growth")
    return None


def _head_and_quantity(clause: str, text: str) -> tuple[str, Quantity]:
    if not re.search(r"\d", text):
        raise NotANumber(_("“%(text)s”里没有数字，可作为定性目标") % {"text": clause})
    match = _TAIL.fullmatch(text)
    if match:
        return match["head"], parse_quantity(match["quantity"])
    if is_range(text):
        raise NotANumber(_("“%(text)s”是一个范围，请只填一个数") % {"text": clause})
    parts = two_parts(text)
    if parts:
        raise NotANumber(
            _("“%(text)s”里有两个数（“%(one)s”和“%(two)s”），请分成两项填写")
            % {"text": clause, "one": parts[0], "two": parts[1]}
        )
    raise NotANumber(_("“%(text)s”里有不止一个数，分不清哪个是目标值") % {"text": clause})


def _indicator_and_verb(head: str) -> tuple[str, str]:
    head = _LEADING.sub("", head.strip())
    match = _VERB.fullmatch(head)
    indicator, verb = (match["indicator"], _VERBS[match["verb"]]) if match else (head, "")
    return _FILLERS.sub("", indicator).strip(), verb


def _check(clause: str, indicator: str, verb: str, quantity: Quantity) -> None:
    if _ROUGHLY.search(indicator):
        raise NotANumber(_("“%(text)s”是大概的数，请填确定的数") % {"text": clause})
    if _AGAINST_OTHERS.search(indicator):
        raise NotANumber(_("“%(text)s”要和平均水平比，现在没有确定的数；请填确定的数") % {"text": clause})
    if _PLACE.search(indicator):
        raise NotANumber(_("“%(text)s”是名次；请只填名次的数，方向选“越小越好”") % {"text": clause})
    if indicator.endswith("年均"):
        raise NotANumber(_("“%(text)s”是多年平均增长，不是本年目标") % {"text": clause})
    if verb in ("rise", "fall") and quantity.unit == "%" and _RATE.search(indicator):
        raise NotANumber(_("“%(text)s”分不清是百分点还是百分比，请写成“个百分点”或写明“提高到”多少") % {"text": clause})
    if verb == "" and indicator and not quantity.unit and not quantity.comparison:
        raise NotANumber(_("“%(text)s”里的数没有单位，请补上") % {"text": clause})

"""The targets that an item of a work report seems to state: what, how much, in which sense, by when.

The rules follow how official texts are written: clause by clause, the name before its number (“粮食总产740亿斤以上”) or
after it (“培育10个企业”), lists that share a verb (“A、B分别增长5%和6%”), a part after its whole (“其中…”), a stretch
value behind its base (“力争8%”). What was is left out, what cannot be decided is said in `doubts`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from . import wording
from .amounts import Amount, amounts, half_width

LEVEL, GROWTH, LIMIT, COUNT, RELATIVE = "level", "growth", "limit", "count", "relative"
_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
_CLAUSE = re.compile(r"(?:[^，；;,：:“”]|“[^”]*”|(?<=\d),(?=\d{3}))+")
_MEMBERS = re.compile(r"、|以及|及|和|与|或")
_LISTED = re.compile(r"(?P<names>.+?)(?P<how>分别|(?<![人户亩年平地])均|都(?!市))(?P<verb>[^\d]{0,10})$")
_RESIDENTS = re.compile(r"^(?P<before>.*?)城乡(?P<after>.+)$")
_MOST_NAME = 40
_MOST_CLAUSE = 300
"""Nobody writes a clause of more signs; longer runs are no sentences, and are not looked at."""
_THAN_BEFORE = re.compile(
    r"[、（(]?(?:比|较)(?:上年|去年)(?:同期)?(?:增加|提高|增长|减少|下降|多|少)[\d.]+[^，。；、）)]{0,6}[）)]?"
)
_YEAR = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)年")
_MONTH_END = re.compile(r"(?P<month>1[0-2]|[1-9])月(?:底|末|前)|(?P<half>上半年|6月底)")


@dataclass(frozen=True)
class Candidate:
    """A target that a text seems to state.

    `relation` is one of = ≥ ≤ > < ≈ (about) and ~ (as something else does: `reference`). `value` to `upper` is what
    must be reached in `unit`, `stretch` what is striven for; `kind` is level, growth (against the year before), limit,
    count or relative. [start, end) is the clause in the item's text. `month` is the last month in which it may
    be reached, `year` its year when that is not the report's own. `part_of` is the number of the candidate of the same
    item that it is a part of. `doubts` are questions to the person who confirms.
    """

    start: int
    end: int
    name: str
    relation: str
    value: Decimal | None
    unit: str
    kind: str
    upper: Decimal | None = None
    stretch: Decimal | None = None
    reference: str = ""
    month: int = 12
    year: int | None = None
    part_of: int | None = None
    doubts: tuple[str, ...] = field(default=())


@dataclass
class _Clause:
    """One clause with what stands before it: `subject` is the last clause of the sentence without a number."""

    text: str
    start: int
    subject: str
    verb: str = ""

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def candidates(text: str, *, year: int) -> list[Candidate]:
    """What the text of an item says must be reached in `year` or later; nothing for what it says of the past."""
    found: list[Candidate] = []
    # “5.66万亿元、比上年增加1.6万亿元” is a goal and an aside: the aside is blanked, so that every place stays.
    plain = _THAN_BEFORE.sub(lambda aside: " " * len(aside[0]), half_width(text))
    for sentence in _SENTENCE.finditer(plain):
        if not _is_past(sentence[0], year):
            _read_sentence(sentence[0], sentence.start(), year, found)
    return found


def _is_past(sentence: str, year: int) -> bool:
    years = [int(match["year"]) for match in _YEAR.finditer(sentence)]
    return bool(wording.RESULT.search(sentence)) or (bool(years) and max(years) < year)


def _read_sentence(sentence: str, offset: int, year: int, found: list[Candidate]) -> None:
    subject, verb, first = "", "", len(found)
    later = wording.LONG_TERM.search(sentence)
    for match in _CLAUSE.finditer(sentence):
        if len(match[0]) > _MOST_CLAUSE:
            continue
        clause = _Clause(match[0], offset + match.start(), subject, verb)
        stretch = _stretch_alone(clause, found[-1]) if len(found) > first else None
        if stretch is not None:
            found[-1] = replace(found[-1], stretch=stretch)
            continue
        here = list(_read_clause(clause))
        if not here:
            subject = clause.text
        whole = len(found) - 1 if "其中" in clause.text and len(found) > first else None
        for one in here:
            verb = one.verb or verb
            # “到2030年，…” is about what follows it; what stands before is this year's.
            until = _until(later, year) if later and match.end() > later.start() else None
            found.append(_dated(one.candidate, clause.text, until, whole))


def _until(later: re.Match[str], year: int) -> int | None:
    """The later year that a sentence speaks of; None when that is the report's own."""
    named = wording.PLAN_ENDS.get(later["plan"], year + 4)
    last = int(later["year"] or named)
    return last if last > year else None


@dataclass(frozen=True)
class _Read:
    """A candidate as its clause gives it, and the verb that the next member of a list shares."""

    candidate: Candidate
    verb: str = ""


def _stretch_alone(clause: _Clause, before: Candidate) -> Decimal | None:
    """“力争达到8%” behind “增长7%以上”: no target of its own, but the stretch value of the one before."""
    found = list(amounts(clause.text))
    if len(found) != 1 or found[0].unit != before.unit:
        return None
    left = clause.text[: found[0].start]
    alone = wording.STRETCH.search(left) and not _trimmed(_without_verb(left)[0])
    return found[0].value if alone else None


def _dated(one: Candidate, clause: str, long_term: int | None, whole: int | None) -> Candidate:
    month = _MONTH_END.search(clause)
    doubts = list(one.doubts)
    if long_term:
        doubts.append(_("这句话说的是 %(year)d 年的目标，不只是今年") % {"year": long_term})
    if one.relation == wording.ABOUT:
        doubts.append(_("“左右”允许差多少，请在完成标准里写明"))
        if wording.ECONOMY.search(one.name):
            doubts.append(_("价格涨幅是上限还是目标值，请确认"))
    return replace(
        one,
        month=int(month["month"] or 6) if month else 12,
        year=long_term,
        part_of=whole,
        doubts=tuple(doubts),
    )


# One clause


def _read_clause(clause: _Clause) -> Iterator[_Read]:
    found = list(amounts(clause.text))
    if not found:
        yield from _without_number(clause)
        return
    listed = _LISTED.match(clause.text[: found[0].start])
    if listed:
        yield from _listed(clause, listed, found)
        return
    for amount, left, right in _segments(clause.text, found):
        if not _base_of(clause.text, amount, found):
            yield from _single(clause, amount, left, right, _stretch_of(clause.text, amount, found))


def _base_of(text: str, amount: Amount, found: Sequence[Amount]) -> Amount | None:
    """The amount whose stretch value this one is: “增长7%以上、力争达到8%”."""
    at = found.index(amount)
    if at == 0 or found[at - 1].unit != amount.unit:
        return None
    between = text[found[at - 1].end : amount.start]
    return found[at - 1] if wording.STRETCH.search(between) and len(between) <= 8 else None


def _stretch_of(text: str, amount: Amount, found: Sequence[Amount]) -> Decimal | None:
    at = found.index(amount)
    after = found[at + 1] if at + 1 < len(found) else None
    return after.value if after and _base_of(text, after, found) else None


def _segments(text: str, found: Sequence[Amount]) -> Iterator[tuple[Amount, str, str]]:
    """Each amount with what stands before and behind it, up to the sign that parts it from its neighbour."""
    begin = 0
    for at, amount in enumerate(found):
        after = found[at + 1].start if at + 1 < len(found) else len(text)
        between = text[amount.end : after]
        parted = list(_MEMBERS.finditer(between)) if at + 1 < len(found) else []
        end = amount.end + (parted[-1].start() if parted else 0 if at + 1 < len(found) else len(between))
        yield amount, text[begin : amount.start], text[amount.end : end]
        begin = amount.end + parted[-1].end() if parted else amount.end


def _single(clause: _Clause, amount: Amount, left: str, right: str, stretch: Decimal | None) -> Iterator[_Read]:
    name, verb = _name(left, "" if amount.is_rate and _without_verb(left)[1] else right, clause.subject)
    if not name or wording.WISHES.search(left.strip()):
        return
    kind, relation = _sense(name, verb, amount)
    value = -amount.value if kind == GROWTH and verb in wording.FALLS else amount.value
    one = Candidate(clause.start, clause.end, name, relation, value, amount.unit, kind)
    yield _Read(replace(one, upper=amount.upper, stretch=stretch), verb)


def _name(left: str, right: str, subject: str) -> tuple[str, str]:
    """The name of what is counted, and the verb between it and its number ("" for none)."""
    stem, verb = _without_verb(left)
    stem = _trimmed(stem)
    right = _trimmed(right)
    if right and not wording.NO_NOUN.match(right):
        # “加快建设甲、乙4座电站”: the noun that the number counts stands behind it, what is before tells where or who.
        kept = wording.MEANT.search(stem) or wording.MEANT_TAIL.search(stem)
        name = (kept[0] if kept else "") + right
    elif wording.MEANT.match(stem):
        name = stem + right
    else:
        name = _without_act(stem)
    if wording.BARE.match(name):
        name = _trimmed(_without_act(_trimmed(subject))) + name if subject else name
    return name[-_MOST_NAME:].strip(" 的"), verb


def _without_verb(left: str) -> tuple[str, str]:
    left = left.rstrip(" ：:")
    for verb in sorted((*wording.GROWS, *wording.FALLS, *wording.LIMITS, *wording.REACHES), key=len, reverse=True):
        for tail in ("", "幅度", "目标", "率"):
            if left.endswith(verb + tail) and left != "在" and not (tail and verb not in wording.GROWS):
                return left[: -len(verb + tail)], verb
    return left, ""


def _trimmed(text: str) -> str:
    text = wording.LEADING.sub("", text.strip(" 、，。；;.！"))
    text = re.sub(r"^(?:20\d\d年|\(?[一二三四五六七八九十\d]+\)|\d+[、.])+", "", text)
    text = wording.LEADING.sub("", text)
    return wording.TRAILING.sub("", text).strip(" 、（(")


def _without_act(stem: str) -> str:
    """“培育高新技术企业” is about 高新技术企业; “改造农村户厕” stays, because the work itself is counted."""
    for length in range(min(8, len(stem) - 2), 1, -1):
        if wording.ACTS.match(stem[:length]) and len(stem) - length >= 3:
            return stem[length:]
    return stem


def _sense(name: str, verb: str, amount: Amount) -> tuple[str, str]:
    """Which kind of target it is, and how its value is meant."""
    relation = amount.relation
    if (
        (verb == "在" and wording.ECONOMY.search(name))
        or verb in wording.LIMITS
        or amount.said in ("控制在", "不超过", "不高于")
    ):
        return LIMIT, wording.AT_MOST if relation == wording.EXACTLY else relation
    if amount.is_rate and (verb in wording.GROWS or verb in wording.FALLS):
        return GROWTH, relation
    if verb in ("突破", "超过", "超") and relation == wording.EXACTLY:
        relation = wording.OVER
    if verb in ("达到", "达", "保持在", "稳定在", "提高到") and relation == wording.EXACTLY:
        relation = wording.AT_LEAST
    if amount.is_rate or verb in ("达到", "达", "保持在", "稳定在", "突破", "超过") or wording.STOCK.search(name):
        return LEVEL, relation
    return COUNT, relation


# Lists that share a verb


def _listed(clause: _Clause, listed: re.Match[str], found: Sequence[Amount]) -> Iterator[_Read]:
    names = _members(_trimmed(listed["names"]))
    verb = _without_verb(listed["verb"])[1] or _without_verb(listed["names"])[1] or found[0].said
    values = list(found) if len(found) > 1 else [found[0]] * len(names)
    common = found[-1].relation
    for name, amount in zip(names, values, strict=False):
        kind, relation = _sense(name, verb, replace(amount, relation=common))
        yield _Read(
            Candidate(clause.start, clause.end, name, relation, amount.value, amount.unit or found[-1].unit, kind), verb
        )


def _members(names: str) -> list[str]:
    both = _RESIDENTS.match(names)
    if both:
        return [f"{both['before']}城镇{both['after']}", f"{both['before']}农村{both['after']}"]
    return [_trimmed(name) for name in _MEMBERS.split(names) if _trimmed(name)]


# Goals without a number

_WITHOUT = (
    (
        re.compile(r"(?P<name>.+?)(?:基本)?(?:实现|达到)?(?P<word>(?<!健)全覆盖|全面覆盖)"),
        Decimal(100),
        "%",
        wording.AT_LEAST,
    ),
    (re.compile(r"(?P<name>.+?)(?:实现|保持)?(?:动态)?(?P<word>清零|归零)"), Decimal(0), "", wording.EXACTLY),
    (re.compile(r"(?P<name>.+?)(?:实现)?(?P<word>翻番|翻一番)"), Decimal(100), "%", wording.AT_LEAST),
)


def _without_number(clause: _Clause) -> Iterator[_Read]:
    for pattern, value, unit, relation in _WITHOUT:
        match = pattern.match(clause.text)
        if match and (name := _trimmed(match["name"])):
            kind = GROWTH if "翻" in match["word"] else LEVEL
            doubt = _("原文没有数字：按“%(word)s”理解，请确认") % {"word": match["word"]}
            yield _Read(Candidate(clause.start, clause.end, name, relation, value, unit, kind, doubts=(doubt,)))
            return
    against = wording.AGAINST.search(clause.text)
    if against and (against["like"] or against["how"] not in ("与", "和", "同")):
        stem = _trimmed(_without_verb(clause.text[: against.start()])[0])
        if stem:
            doubt = _("与“%(ref)s”相比，没有数字：年底要用公布值来核定") % {"ref": against["ref"]}
            how = wording.LIKE if against["like"] else wording.OVER
            one = Candidate(clause.start, clause.end, stem, how, None, "", RELATIVE, doubts=(doubt,))
            yield _Read(replace(one, reference=against["ref"]))

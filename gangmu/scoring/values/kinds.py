"""The kinds of value a column or a formula can have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Kind:
    """A kind of value: `name` is number, text, yes/no, date, rows, not scored or unknown.

    `whole` says that a number has no decimals (a rank, a count); `choices` are the texts that can occur, None for any.
    `not scored` is what only says that nothing is scored, as one branch of a choice: the others tell the kind.
    `unknown` stands for a formula that is already known to be wrong, so that one fault is reported once.
    """

    name: str
    whole: bool = False
    choices: frozenset[str] | None = None

    def accepts(self, other: Kind) -> bool:
        return self.name in ("any", other.name) or "unknown" in (self.name, other.name)


NUMBER = Kind("number")
WHOLE = Kind("number", whole=True)
TEXT = Kind("text")
YES_NO = Kind("yes/no")
DATE = Kind("date")
ANY = Kind("any")
ROWS = Kind("rows")
NOT_SCORED = Kind("not scored")
UNKNOWN = Kind("unknown")

NAMES = {
    "zh": {
        "number": "数",
        "text": "文字",
        "yes/no": "是/否",
        "date": "日期",
        "any": "任意值",
        "rows": "一张表的行",
        "not scored": "不计分",
        "unknown": "未知",
    },
    "en": {
        "number": "a number",
        "text": "text",
        "yes/no": "yes/no",
        "date": "a date",
        "any": "any value",
        "rows": "rows of a table",
        "not scored": "not scored",
        "unknown": "unknown",
    },
}


def one_of(choices: Iterable[str]) -> Kind:
    return Kind("text", choices=frozenset(choices))


def joined(kinds: Iterable[Kind]) -> Kind | None:
    """The kind of a choice between values of these kinds; None when they do not go together."""
    told = [kind for kind in kinds if kind.name != "unknown"]
    known = [kind for kind in told if kind.name != "not scored"]
    if not known:
        return NOT_SCORED if told else UNKNOWN
    if len({kind.name for kind in known}) > 1:
        return None
    first = known[0]
    if first.name == "text":
        sets = [kind.choices for kind in known]
        every = (
            None
            if any(choices is None for choices in sets)
            else frozenset().union(*(choices or () for choices in sets))
        )
        return replace(first, choices=every)
    return replace(first, whole=all(kind.whole for kind in known))

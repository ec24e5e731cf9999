"""When a row is due: a day, or standing work that is read as the year's end and asked about."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from gangmu.base.errors import Refused
from gangmu.base.periods import parse_deadline
from gangmu.targets import nodes as filling

_EACH = re.compile(r"每个?季度?(?:末|底|初)?(?:前|完成|报送)?|按季度?|逐季")
_EACH_MONTH = re.compile(r"每个?月(?:末|底|初)?(?:前|完成|报送)?|按月|逐月")
_STANDING = re.compile(
    r"(?:长期|持续|常年|全年|常态化?|贯穿)(?:长期|持续|坚持|推进|实施|开展|进行|保持|任务|工作|落实|全年|贯穿|实行|有效|化)*"
)


@dataclass(frozen=True)
class Due:
    """`day` is None when the text names no day: `refused` says why. `asked` is what a person should confirm of it.

    `step` is how often something is due until then (每季度末), in the words of `targets.nodes`.
    """

    text: str
    day: dt.date | None = None
    asked: str = ""
    refused: str = ""
    step: str = ""


def as_due(year: int) -> Callable[[str], Due]:
    """A parser for the column of deadlines; it never raises, since a row without a day can be given the common one."""
    return lru_cache(maxsize=1000)(lambda text: read_due(text, year))


def read_due(text: str, year: int) -> Due:
    """2027-08-31, 8月底, 二季度末; 每季度末 is the year's end with a node a quarter, 长期 its end, asked about."""
    plain = re.sub(r"\s+", "", text)
    end = dt.date(year, 12, 31)
    for pattern, step in ((_EACH, filling.QUARTER), (_EACH_MONTH, filling.MONTH)):
        if pattern.fullmatch(plain):
            return Due(text, end, step=step)
    try:
        return Due(text, parse_deadline(text, year))
    except Refused as refused:
        if _STANDING.fullmatch(plain):
            return Due(text, end, asked=_("没有具体日期，按 %(day)s 处理") % {"day": end.isoformat()})
        return Due(text, refused=refused.reason)

"""报数月份: the months in which a figure of a target exists, kept as `03,06,09,12`; blank is every month.

A growth rate is published each quarter, January comes with February, a survey is held once a year. In another month
nothing is due: that is neither a figure of nought nor a report that is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gangmu.base.errors import Refused

YEAR = range(1, 13)
_WRITTEN = re.compile(r"\d{1,2}月?(?:[、，,;；和及/ ]+\d{1,2}月?)*(?:份|末|底)?")
_FIRST_TWO = re.compile(r"合并|(?:1|一)[-—至到~～、和](?:2|二)月")


def kept(months: Iterable[int]) -> str:
    """The months as they are stored."""
    found = sorted(set(months))
    return "" if found == list(YEAR) else ",".join(f"{month:02d}" for month in found)


MERGED, QUARTERS, HALVES, YEARLY = kept(range(2, 13)), kept((3, 6, 9, 12)), kept((6, 12)), kept((12,))
NAMED = {
    "": _("每月"),
    MERGED: _("每月（1—2月合并）"),
    QUARTERS: _("每季度"),
    HALVES: _("每半年"),
    YEARLY: _("每年"),
}
_BY_WORD = (
    (re.compile("季"), QUARTERS),
    (re.compile("半年"), HALVES),
    (re.compile("双月|两个?月"), kept((2, 4, 6, 8, 10, 12))),
    (re.compile("月|旬|周|日"), ""),
    (re.compile("年"), YEARLY),
)


@lru_cache
def months_of(text: str) -> frozenset[int]:
    """The months that are stored as this text."""
    return frozenset(map(int, text.split(","))) if text else frozenset(YEAR)


def check_kept(text: str) -> None:
    """Refuse what is not months as they are stored."""
    well = not text or re.fullmatch(r"(0[1-9]|1[0-2])(,(0[1-9]|1[0-2]))*", text)
    if not well or kept(months_of(text)) != text:
        raise ValidationError(_("不是报数月份"))


def in_words(text: str) -> str:
    """每季度, 3、7、11月."""
    if text in NAMED:
        return str(NAMED[text])
    return gettext("%(months)s月") % {"months": gettext("、").join(str(month) for month in sorted(months_of(text)))}


def read(words: str) -> str:
    """Months as people write them (季报, 按月, 1-2月合并, 3、6、9、12月) as they are stored. Raises Refused."""
    named = {str(name): months for months, name in NAMED.items()}
    if words.strip() in named:
        return named[words.strip()]
    words = re.sub(r"(?<!\d)\s+|\s+(?!\d)", "", words).strip()
    words = re.sub(r"^(每年?|months? ?)(?=\d)", "", words)
    if _FIRST_TWO.search(words):
        return MERGED
    if _WRITTEN.fullmatch(words):
        months = [int(number) for number in re.findall(r"\d+", words)]
        if all(month in YEAR for month in months):
            return kept(months)
    found = next((months for word, months in _BY_WORD if word.search(words)), None)
    if (words and found is None) or _WRITTEN.fullmatch(words):
        usual = gettext("、").join(map(str, NAMED.values()))
        raise Refused(
            gettext("“%(text)s”看不出是哪几个月；可以写：%(usual)s，或 3、7、11月") % {"text": words, "usual": usual}
        )
    return found or ""

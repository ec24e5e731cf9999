"""Functions among peers: what a row's value means beside the other rows of its table.

`compute(kit, field, values, *more, **options)` sees only rows that take part; `field` tells the group of each.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from gangmu.scoring.functions.aggregates import Groups, codes
from gangmu.scoring.functions.definition import Argument, Definition
from gangmu.scoring.values.kinds import ANY, NUMBER, TEXT, WHOLE, YES_NO
from gangmu.scoring.values.numbers import Array, Kit

TIES = ("1224", "1223", "average")


@dataclass(frozen=True)
class Field:
    """The competitors: `group[i]` is a whole number for the group of row i."""

    group: Array

    @cached_property
    def order(self) -> Array:
        return np.argsort(self.group, kind="stable")

    @cached_property
    def groups(self) -> Groups:
        return Groups(np.unique(self.group, return_inverse=True)[1][self.order])

    def each(self, folded: Array) -> Array:
        """A value of every group, given back to its rows."""
        result = np.empty(len(self.group), dtype=folded.dtype)
        result[self.order] = self.groups.spread(folded)
        return result

    def sum(self, kit: Kit, values: Array) -> Array:
        return self.each(self.groups.sum(kit, values[self.order]))

    def fold(self, function: np.ufunc, values: Array) -> Array:
        return self.each(self.groups.fold(function, values[self.order]))

    def counts(self) -> Array:
        return self.each(self.groups.counts)

    def mean(self, kit: Kit, values: Array) -> Array:
        return self.sum(kit, values) / whole(kit, self.counts())


def whole(kit: Kit, numbers: Array) -> Array:
    return kit.array([kit.number(int(number)) for number in numbers])


def places(field: Field, keys: list[Array], ties: str) -> tuple[Array, Array]:
    """First and last place of each row among those tied with it; keys of higher rank first, smaller is better."""
    if not len(field.group):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    order = np.lexsort((*reversed(keys), field.group))
    sorted_keys = [key[order] for key in (field.group, *keys)]
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = np.any([key[1:] != key[:-1] for key in sorted_keys], axis=0)
    opens = np.ones(len(order), dtype=bool)
    opens[1:] = sorted_keys[0][1:] != sorted_keys[0][:-1]
    begin = np.maximum.accumulate(np.where(opens, np.arange(len(order)), 0))
    return _unsorted(order, *(_dense(fresh, begin) if ties == "1223" else _places(fresh, begin)))


def _places(fresh: Array, begin: Array) -> tuple[Array, Array]:
    index = np.arange(len(fresh))
    first = np.maximum.accumulate(np.where(fresh, index, 0))
    starts = np.flatnonzero(fresh)
    last = np.repeat(np.append(starts[1:], len(fresh)) - 1, np.diff(np.append(starts, len(fresh))))
    return first - begin + 1, last - begin + 1


def _dense(fresh: Array, begin: Array) -> tuple[Array, Array]:
    runs = np.cumsum(fresh)
    place = runs - runs[begin] + 1
    return place, place


def _unsorted(order: Array, first: Array, last: Array) -> tuple[Array, Array]:
    result = np.empty(len(order), dtype=np.int64), np.empty(len(order), dtype=np.int64)
    result[0][order], result[1][order] = first, last
    return result


def _rank(sign: int) -> Any:
    def compute(kit: Kit, field: Field, values: Array, *by: Array, ties: str = "1224") -> Array:
        keys = [sign * codes(key) for key in (values, *by)]
        first, last = places(field, keys, ties)
        ranks = whole(kit, first + last)
        return ranks / 2 if ties == "average" else whole(kit, first)

    return compute


def _select(sign: int) -> Any:
    def compute(
        kit: Kit,
        field: Field,
        values: Array,
        quota: Array,
        *by: Array,
        ties: str = "include",
        rounding: str = "down",
        measure: str = "",
    ) -> Array:
        first, last = places(field, [sign * codes(key) for key in (values, *by)], "1224")
        number = rounded(kit, wanted(kit, quota, field.counts(), measure), rounding)
        return np.asarray((first if ties == "include" else last) <= number, dtype=bool)

    return compute


def wanted(kit: Kit, quota: Array, counts: Array, measure: str) -> Array:
    """How many are chosen, before rounding. `measure` is share or count as the method writes it; empty for a computed
    quota, which below 1 is a share."""
    return np.where(is_share(quota, measure), quota * whole(kit, counts), quota)


def is_share(quota: Any, measure: str) -> Any:
    """Whether a quota is a share of those who take part, not a count."""
    return quota < 1 if not measure else np.full(np.shape(quota), measure == "share")


def rounded(kit: Kit, values: Array, mode: str) -> Array:
    if mode == "up":
        return -kit.floor(-values)
    return kit.floor(values + kit.number(1) / 2) if mode == "half-up" else kit.floor(values)


def _percentile(kit: Kit, field: Field, values: Array) -> Array:
    """The share of the others that a row is better than; 1 for a row that is alone."""
    _, last = places(field, [-codes(values)], "1224")
    others = field.counts() - 1
    better = whole(kit, others + 1 - last)
    return np.where(others > 0, better / whole(kit, np.maximum(others, 1)), kit.number(1))


def _zscore(kit: Kit, field: Field, values: Array) -> Array:
    gap = values - field.mean(kit, values)
    spread = kit.apply("sqrt", field.mean(kit, gap * gap))
    return np.where(spread == 0, kit.number(0), gap / np.where(spread == 0, kit.number(1), spread))


def _minmax(kit: Kit, field: Field, values: Array) -> Array:
    low, high = field.fold(np.minimum, values), field.fold(np.maximum, values)
    return np.where(high == low, kit.number(1), (values - low) / np.where(high == low, kit.number(1), high - low))


def _rank_points(kit: Kit, field: Field, values: Array, first: Array, last: Array) -> Array:
    """The first gets `first`, the last place `last`, the places between in equal steps."""
    place, _ = places(field, [-codes(values)], "1224")
    steps = np.maximum(field.counts() - 1, 1)
    return first - (first - last) * whole(kit, place - 1) / whole(kit, steps)


_VALUE = (Argument("value"),)
_FIELD = {"within": Argument("within", ANY), "among": Argument("among", YES_NO)}
_TIED = {**_FIELD, "by": Argument("by"), "ties": Argument("ties", TEXT, constant=True, choices=TIES)}
_CUT = {
    **_FIELD,
    "by": Argument("by"),
    "ties": Argument("ties", TEXT, constant=True, choices=("include", "exclude")),
    "rounding": Argument("rounding", TEXT, constant=True, choices=("down", "up", "half-up")),
}
_QUOTA = (Argument("value"), Argument("quota"))


def _peer(name: str, aliases: tuple[str, ...], compute: Any, doc: tuple[str, str], **more: Any) -> Definition:
    more = {"arguments": _VALUE, "result": NUMBER, "clauses": _FIELD, **more}
    return Definition(name, aliases, "peer", compute=compute, doc=doc, **more)


PEERS = (
    _peer(
        "rank",
        ("名次", "排名"),
        _rank(-1),
        (
            "名次，大者在前。within 分组，among 限定参加者，by 同分时再比，"
            'ties 是并列的记法："1224"、"1223" 或 "average"。',
            "The place, highest first. within groups, among limits who takes part, by breaks ties, "
            'ties is "1224", "1223" or "average".',
        ),
        clauses=_TIED,
        result=WHOLE,
    ),
    _peer(
        "rank_ascending",
        ("升序名次", "倒排名次"),
        _rank(1),
        ("名次，小者在前。", "The place, smallest first."),
        clauses=_TIED,
        result=WHOLE,
    ),
    _peer(
        "top",
        ("前列", "选前"),
        _select(-1),
        (
            "是否在最前的若干名或百分之几以内：带百分号的是比例（100% 是全部），整数是名数；"
            "名额不足一个的部分缺省舍去，末尾并列的缺省都算在内。",
            "Whether among the first so many or so many per cent: with a per cent sign a share (100% is all), a whole "
            "number a count; the quota is rounded down and ties at its end are in unless said.",
        ),
        arguments=_QUOTA,
        clauses=_CUT,
        result=YES_NO,
    ),
    _peer(
        "bottom",
        ("末位", "选末"),
        _select(1),
        ("是否在最后的若干名或百分之几以内。", "Whether among the last so many or so many per cent."),
        arguments=_QUOTA,
        clauses=_CUT,
        result=YES_NO,
    ),
    _peer(
        "best",
        ("组内最高",),
        lambda kit, field, values: field.fold(np.maximum, values),
        ("参加者中最高的值。", "The highest value among those who take part."),
        spread=True,
    ),
    _peer(
        "lowest",
        ("组内最低",),
        lambda kit, field, values: field.fold(np.minimum, values),
        ("参加者中最低的值。", "The lowest value among those who take part."),
        spread=True,
    ),
    _peer(
        "mean_of",
        ("组内平均",),
        lambda kit, field, values: field.mean(kit, values),
        ("参加者的平均。", "The mean of those who take part."),
        spread=True,
    ),
    _peer(
        "total_of",
        ("组内合计",),
        lambda kit, field, values: field.sum(kit, values),
        ("参加者的合计。", "The sum over those who take part."),
        spread=True,
    ),
    _peer(
        "count_of",
        ("组内个数",),
        lambda kit, field, values: whole(kit, field.counts()),
        ("参加者的个数。", "How many take part."),
        empty=0,
        result=WHOLE,
        spread=True,
    ),
    _peer(
        "percentile",
        ("百分位",),
        _percentile,
        (
            "胜过其余参加者的几成，0 至 1；只有自己时为 1。",
            "The share of the others that the row is better than; 1 when alone.",
        ),
    ),
    _peer(
        "zscore",
        ("标准分",),
        _zscore,
        (
            "与平均之差除以标准差；都相同时为 0。",
            "Distance from the mean in standard deviations; 0 when all are equal.",
        ),
    ),
    _peer(
        "minmax",
        ("极差标准化",),
        _minmax,
        ("最低为 0、最高为 1；都相同时为 1。", "0 for the lowest, 1 for the highest; 1 when all are equal."),
    ),
    _peer(
        "rank_points",
        ("位次分",),
        _rank_points,
        (
            "第一名和末位各得多少分写明，其间按名次等分；并列的同分。",
            "The first gets `first`, the last place `last`, equal steps between; equals get the same.",
        ),
        arguments=(Argument("value"), Argument("first"), Argument("last")),
    ),
)

"""Aggregates: one value for a row out of the rows below it.

`compute(kit, groups, *arrays, **options)` gets the chosen rows' values, sorted by parent, and returns the value of
every parent that has rows, in the order of `groups.ids`. What parents without rows get is the definition's `empty`:
the sum of nothing is 0, but no mean follows from nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from gangmu.scoring.functions.definition import Argument, Definition
from gangmu.scoring.values.kinds import ANY, NUMBER, WHOLE, YES_NO
from gangmu.scoring.values.numbers import Array, Kit, floor_to

ADDED_AT_ONCE = 16


@dataclass(frozen=True)
class Groups:
    """Rows that were chosen: `parents[i]` is the parent's row, never falling."""

    parents: Array

    @cached_property
    def starts(self) -> Array:
        return np.flatnonzero(np.diff(self.parents, prepend=-1))

    @property
    def ids(self) -> Array:
        return self.parents[self.starts]

    @cached_property
    def counts(self) -> Array:
        return np.diff(np.append(self.starts, len(self.parents)))

    def fold(self, function: np.ufunc, values: Array) -> Array:
        return function.reduceat(values, self.starts) if len(values) else values[:0]

    def sum(self, kit: Kit, values: Array) -> Array:
        """Added up a few at a time, those sums a few at a time, and so on: one long sum of fractions with different
        denominators would be carried through every further addition."""
        parents, starts = self.parents, self.starts
        while True:
            place = np.arange(len(parents)) - np.repeat(starts, np.diff(np.append(starts, len(parents))))
            few = np.flatnonzero(place % ADDED_AT_ONCE == 0)
            values = kit.shortened(np.add.reduceat(values, few)) if len(values) else values
            if len(few) == len(starts):
                return values
            parents = parents[few]
            starts = np.flatnonzero(np.diff(parents, prepend=-1))

    def spread(self, values: Array) -> Array:
        """A value of each parent, repeated for its rows."""
        return np.repeat(values, self.counts)

    def ordered(self, values: Array) -> tuple[Array, Array]:
        """Values sorted inside each parent, and each one's place there from 0."""
        order = np.lexsort((codes(values), self.parents))
        return values[order], np.arange(len(values)) - self.spread(self.starts)


def codes(values: Array) -> Array:
    """Whole numbers that stand in the same order as the values, equal where they are equal."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    steps = np.ones(len(values), dtype=np.int64)
    steps[1:] = (ordered[1:] != ordered[:-1]).astype(np.int64)
    result = np.empty(len(values), dtype=np.int64)
    result[order] = np.cumsum(steps)
    return result


def _counts(kit: Kit, groups: Groups, numbers: Array) -> Array:
    return kit.array([kit.number(int(number)) for number in numbers])


def _count(kit: Kit, groups: Groups, *values: Array) -> Array:
    return _counts(kit, groups, groups.counts)


def _mean(kit: Kit, groups: Groups, values: Array) -> Array:
    return groups.sum(kit, values) / _counts(kit, groups, groups.counts)


def _share(kit: Kit, groups: Groups, values: Array, weights: Array) -> Array:
    return groups.sum(kit, values) / groups.sum(kit, weights)


def _weighted_mean(kit: Kit, groups: Groups, values: Array, weights: Array) -> Array:
    return groups.sum(kit, values * weights) / groups.sum(kit, weights)


def _positive_weight(kit: Kit, groups: Groups, values: Array, weights: Array) -> Array:
    return np.asarray(groups.sum(kit, weights) > 0, dtype=bool)


def _trimmed_mean(kit: Kit, groups: Groups, values: Array, *, drop: Any = 1) -> Array:
    ordered, place = groups.ordered(values)
    kept = (place >= int(drop)) & (place < groups.spread(groups.counts) - int(drop))
    return _mean(kit, Groups(groups.parents[kept]), ordered[kept])


def _enough_to_trim(kit: Kit, groups: Groups, values: Array, *, drop: Any = 1) -> Array:
    return groups.counts > 2 * int(drop)


def _median(kit: Kit, groups: Groups, values: Array) -> Array:
    ordered, _ = groups.ordered(values)
    low = ordered[groups.starts + (groups.counts - 1) // 2]
    high = ordered[groups.starts + groups.counts // 2]
    return (low + high) / 2


def _stdev(kit: Kit, groups: Groups, values: Array) -> Array:
    """From distances to a short number beside the mean: exact, and as good as those to the mean itself in floats."""
    mean = _mean(kit, groups, values)
    near = floor_to(kit, mean, 12, "down")
    gap = values - groups.spread(near)
    variance = _mean(kit, groups, gap * gap) - (mean - near) * (mean - near)
    return kit.apply("sqrt", np.maximum(variance, 0))


def _sum_best(kit: Kit, groups: Groups, values: Array, per: Array) -> Array:
    """The highest of each matter counts once."""
    matter = codes(per)
    order = np.lexsort((matter, groups.parents))
    parents, matters = groups.parents[order], matter[order]
    first = np.flatnonzero((np.diff(parents, prepend=-1) != 0) | (np.diff(matters, prepend=-1) != 0))
    best = np.maximum.reduceat(values[order], first) if len(first) else values[:0]
    return Groups(parents[first]).sum(kit, best)


_VALUE = (Argument("value"),)
_TRUTH = (Argument("condition", YES_NO),)
_WHERE = {"where": Argument("where", YES_NO), "otherwise": Argument("otherwise")}
_OF = {**_WHERE, "of": Argument("of")}


def _aggregate(name: str, aliases: tuple[str, ...], compute: Any, doc: tuple[str, str], **more: Any) -> Definition:
    more = {"arguments": _VALUE, "result": NUMBER, "clauses": _WHERE, **more}
    return Definition(name, aliases, "aggregate", compute=compute, doc=doc, **more)


_NOTHING = ("没有符合条件的行；请用 otherwise 写明这时取什么", "no row fits; say with otherwise what counts then")
_NO_WEIGHT = (
    "没有符合条件的行，或权数之和不大于零；请用 if 或 otherwise 写明这时取什么",
    "no row fits, or the weights do not add up to more than zero; say with if or otherwise what counts then",
)

AGGREGATES = (
    _aggregate(
        "sum",
        ("求和", "合计"),
        lambda kit, groups, values: groups.sum(kit, values),
        ("下级各行之和；没有行时为 0。", "The sum over the rows below; 0 when there are none."),
        empty=0,
        result=lambda kinds: WHOLE if kinds[0].whole else NUMBER,
    ),
    _aggregate(
        "count",
        ("计数", "个数"),
        _count,
        ("下级符合条件的行数。", "How many rows below fit."),
        arguments=(Argument("rows", ANY, optional=True),),
        empty=0,
        result=WHOLE,
        clauses={"where": _WHERE["where"]},
    ),
    _aggregate(
        "mean", ("平均", "平均值"), _mean, ("下级各行的平均。", "The mean over the rows below."), refuses=_NOTHING
    ),
    _aggregate(
        "share",
        ("得分率", "占比"),
        _share,
        (
            "一列之和除以另一列（写在 of 后）之和：应得的分得了几成。结果是比例，0.8 就是 80%。",
            "The sum of the value divided by the sum of what follows `of`: a share, 0.8 is 80 %.",
        ),
        clauses=_OF,
        needs=("of",),
        domain=_positive_weight,
        refuses=_NO_WEIGHT,
    ),
    _aggregate(
        "weighted_mean",
        ("加权平均",),
        _weighted_mean,
        ("按权数加权的平均，权数写在 by 后。", "The mean weighted by what follows `by`."),
        clauses={**_WHERE, "by": Argument("by")},
        needs=("by",),
        domain=_positive_weight,
        refuses=_NO_WEIGHT,
    ),
    _aggregate(
        "trimmed_mean",
        ("去极值平均",),
        _trimmed_mean,
        (
            "去掉若干最高和最低后的平均，缺省各去 1 个。",
            "The mean without the highest and lowest ones, one each unless said.",
        ),
        clauses={**_WHERE, "drop": Argument("drop", constant=True)},
        domain=_enough_to_trim,
        refuses=("去掉最高最低后没有剩下的", "nothing is left after the highest and lowest are dropped"),
    ),
    _aggregate(
        "median",
        ("中位数",),
        _median,
        ("中位数：从小到大排，正中间的一个；有两个的取平均。", "The median; of two in the middle their mean."),
        refuses=_NOTHING,
    ),
    _aggregate(
        "stdev",
        ("标准差",),
        _stdev,
        ("标准差（总体的）：各行散得有多开。", "The population standard deviation."),
        refuses=_NOTHING,
    ),
    _aggregate(
        "any",
        ("有", "任一"),
        lambda kit, groups, values: groups.fold(np.logical_or, values.astype(bool)),
        ("下级是否有一行成立；没有行时为否。", "Whether some row below holds; no when there are none."),
        arguments=_TRUTH,
        result=YES_NO,
        clauses={"where": _WHERE["where"]},
        empty=False,
    ),
    _aggregate(
        "all",
        ("全部", "都"),
        lambda kit, groups, values: groups.fold(np.logical_and, values.astype(bool)),
        ("下级是否每一行都成立；没有行时为是。", "Whether every row below holds; yes when there are none."),
        arguments=_TRUTH,
        result=YES_NO,
        clauses={"where": _WHERE["where"]},
        empty=True,
    ),
    _aggregate(
        "sum_best",
        ("同项取高合计",),
        _sum_best,
        (
            "同一事项（per）只按最高的一行计一次，再求和。",
            "Of the rows of one matter (per) only the highest counts; then the sum.",
        ),
        clauses={"where": _WHERE["where"], "per": Argument("per", ANY)},
        needs=("per",),
        empty=0,
    ),
)
LOWEST = _aggregate(
    "min",
    ("最小", "较小"),
    lambda kit, groups, values: groups.fold(np.minimum, values),
    ("下级各行中最小的。", "The smallest of the rows below."),
    refuses=_NOTHING,
    result=lambda kinds: kinds[0],
)
HIGHEST = _aggregate(
    "max",
    ("最大", "较大"),
    lambda kit, groups, values: groups.fold(np.maximum, values),
    ("下级各行中最大的。", "The largest of the rows below."),
    refuses=_NOTHING,
    result=lambda kinds: kinds[0],
)

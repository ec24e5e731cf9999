"""Functions of the values of one row: numbers, choices, missing values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from itertools import pairwise
from typing import Any

import numpy as np

from gangmu.scoring.functions.definition import Argument, Definition
from gangmu.scoring.values.columns import Column, because, either
from gangmu.scoring.values.kinds import ANY, DATE, NUMBER, TEXT, WHOLE, YES_NO, Kind, joined
from gangmu.scoring.values.numbers import Array, Kit, floor_to

# Joined again and again, texts would double with every column.
LONGEST_JOINED = 1000
# Stands between joined texts and in none of them, or “a·b” beside “c” would be joined as “a” beside “b·c” is.
BETWEEN = "·"
MODES = ("half-up", "half-even", "up", "down")
_X = Argument("x")


def _same(kinds: Sequence[Kind]) -> Kind | None:
    return joined(kinds)


def _branches(kinds: Sequence[Kind]) -> Kind | None:
    return joined(kinds[1:])


def _round(kit: Kit, values: Array, *, digits: Any = 0, mode: str = "half-up") -> Array:
    return floor_to(kit, values, int(digits), mode)


def choose(kit: Kit, condition: Column, yes: Column, no: Column) -> Column:
    """If: only the branch that is taken has to be present."""
    taken = either(condition.values.astype(bool), yes, no)
    return either(condition.missing, replace(condition, values=taken.values), taken)


def _first_present(kit: Kit, *columns: Column) -> Column:
    found = reduce(lambda first, other: either(first.missing, other, first), columns)
    return because(found, *columns)


def _is_missing(kit: Kit, column: Column) -> Column:
    return Column(np.array(column.missing), np.zeros(len(column.missing), dtype=bool))


def band(kit: Kit, value: Column, *parts: Column, operators: tuple[str, ...]) -> Column:
    """The result of the first threshold that `value` passes; `parts` are threshold, result, …, and the last result.

    As with `if`, what is not looked at may be missing: other results, and thresholds after the case that is taken.
    """
    *cases, result = parts
    for operator, threshold, name in reversed(list(zip(operators, cases[::2], cases[1::2], strict=True))):
        passed = Column(passes(value.values, operator, threshold.values), value.missing | threshold.missing)
        passed = because(passed, value, threshold)
        result = choose(kit, passed, name, result)
    return result


def passes(value: Array, operator: str, threshold: Array) -> Array:
    compare = {">": np.greater, ">=": np.greater_equal, "<": np.less, "<=": np.less_equal, "=": np.equal}
    return compare[operator](value, threshold).astype(bool)


def _interpolate(kit: Kit, value: Array, *parts: Array) -> Array:
    """Points on a line: `parts` are result, place, result, place …; the places rise. Flat beyond both ends."""
    result = np.array(parts[0])
    for i in range(0, len(parts) - 2, 2):
        low, low_at, high, high_at = parts[i : i + 4]
        within = low + (value - low_at) * (high - low) / (high_at - low_at)
        result = np.where(value >= high_at, high, np.where(value > low_at, within, result))
    return result


def _progressive(kit: Kit, value: Array, *parts: Array) -> Array:
    """What the size of `value` brings, bracket by bracket, with its sign; `parts` are rate, start, rate, start …; the
    last bracket has no end."""
    size = abs(value)
    brought = size * 0
    for i in range(0, len(parts), 2):
        rate, start = parts[i : i + 2]
        inside = np.maximum(size - start, 0)
        if i + 2 < len(parts):
            inside = np.minimum(inside, parts[i + 3] - start)
        brought = brought + rate * inside
    return np.where(value < 0, -brought, brought)


def _rising(kit: Kit, value: Array, *parts: Array) -> Array:
    """Whether the places of the points rise; those that a scheme writes out were checked before."""
    places = pairwise(parts[1::2])
    return reduce(np.logical_and, (before < place for before, place in places), np.ones(len(value), dtype=bool))


def _brackets(kit: Kit, value: Array, *parts: Array) -> Array:
    return _rising(kit, value, *parts) & (parts[1] >= 0).astype(bool)


def _step(kit: Kit, grade: Array, steps: Array, *, scale: tuple[str, ...], sign: int) -> Array:
    place = {name: position for position, name in enumerate(scale)}
    found = np.array([place[name] for name in grade], dtype=np.int64)
    whole = np.minimum(np.maximum(kit.floor(steps), -len(scale)), len(scale)).astype(np.int64)
    moved = np.clip(found + sign * whole, 0, len(scale) - 1)
    return np.array(scale, dtype=object)[moved]


def _pick(kit: Kit, *grades: Array, scale: tuple[str, ...], sign: int) -> Array:
    place = {name: position for position, name in enumerate(scale)}
    found = np.array([[place[name] for name in column] for column in grades], dtype=np.int64).reshape(len(grades), -1)
    return np.array(scale, dtype=object)[found.max(axis=0) if sign > 0 else found.min(axis=0)]


def _geomean(kit: Kit, *values: Array) -> Array:
    product = reduce(lambda a, b: a * b, values)
    exponent = np.broadcast_to(np.array([kit.number(1) / len(values)]), product.shape)
    return kit.apply("power", product, exponent)


def _lookup(kit: Kit, key: Array, *, table: tuple[tuple[str, Any], ...], name: str = "") -> Array:
    found = dict(table)
    return kit.array([found[entry] for entry in key])


def _in_table(kit: Kit, key: Array, *, table: tuple[tuple[str, Any], ...], name: str = "") -> Array:
    names = {entry for entry, _ in table}
    return np.array([entry in names for entry in key], dtype=bool)


def _member(kit: Kit, value: Array, *, members: tuple[str, ...]) -> Array:
    wanted = frozenset(members)
    return np.array([entry in wanted for entry in value], dtype=bool)


def _joinable(kit: Kit, *texts: Array) -> Array:
    """Whether texts stay of a length that a name can have when they are joined, and can be told apart afterwards."""
    rows = zip(*texts, strict=True)
    short = [
        sum(map(len, row)) + len(row) - 1 <= LONGEST_JOINED and not any(BETWEEN in text for text in row) for row in rows
    ]
    return np.array(short, dtype=bool)


def _join(kit: Kit, *texts: Array) -> Array:
    return reduce(lambda left, right: left + BETWEEN + right, texts)


_SAME_MANY = (Argument("a", ANY), Argument("b", ANY, repeat=True))
_NUMBERS = (Argument("a"), Argument("b", repeat=True))

ROWWISE = (
    Definition(
        "ratio",
        ("完成比", "比率"),
        "strict",
        (Argument("actual"), Argument("base")),
        NUMBER,
        lambda kit, a, b: a / b,
        domain=lambda kit, a, b: b > 0,
        refuses=(
            "基数为零或负数，不能相除；请用 if 写明这时怎么算",
            "the base is zero or negative; say with if what counts then",
        ),
        doc=(
            "实际值与基数之比；基数为零或负数时不给结果。",
            "The first divided by the second; no result when the base is zero or negative.",
        ),
    ),
    Definition(
        "clamp",
        ("限定", "封顶保底"),
        "strict",
        (_X, Argument("low"), Argument("high")),
        NUMBER,
        lambda kit, x, low, high: np.minimum(np.maximum(x, low), high),
        domain=lambda kit, x, low, high: low <= high,
        refuses=("下限大于上限", "the lower bound is above the upper one"),
        doc=("把数限定在下限与上限之间。", "The number, kept between the bounds."),
    ),
    Definition(
        "abs",
        ("绝对值",),
        "strict",
        (_X,),
        _same,
        lambda kit, x: abs(x),
        doc=("绝对值：去掉负号。", "The number without its sign."),
    ),
    Definition(
        "round",
        ("四舍五入", "舍入"),
        "strict",
        (
            _X,
            Argument("digits", optional=True, constant=True, largest=12),
            Argument("mode", TEXT, optional=True, constant=True, choices=MODES),
        ),
        NUMBER,
        _round,
        doc=(
            '舍入到几位小数（不写位数，取整数）。方式不写就是四舍五入；"half-even" 四舍六入五成双，"up" 只进不舍，'
            '"down" 只舍不进。负数也一样：“进”是取较大的数（-2.4 进为 -2），“舍”是取较小的数（-2.4 舍为 -3），'
            "与表格软件的 ROUNDUP、ROUNDDOWN 不同。",
            'Rounded to that many decimals; halves go away from zero unless "half-even", "up" or "down" is said. Up is '
            "to the greater number and down to the smaller one below zero too, unlike ROUNDUP and ROUNDDOWN of "
            "spreadsheets.",
        ),
    ),
    Definition(
        "floor",
        ("向下取整",),
        "strict",
        (_X,),
        WHOLE,
        lambda kit, x: kit.floor(x),
        doc=("不大于它的最大整数：“每满一个”用它。", "The largest whole number not above it."),
    ),
    Definition(
        "ceil",
        ("向上取整",),
        "strict",
        (_X,),
        WHOLE,
        lambda kit, x: -kit.floor(-x),
        doc=("不小于它的最小整数。", "The smallest whole number not below it."),
    ),
    Definition(
        "sqrt",
        ("平方根",),
        "strict",
        (_X,),
        NUMBER,
        lambda kit, x: kit.apply("sqrt", x),
        domain=lambda kit, x: x >= 0,
        refuses=("负数没有平方根", "the square root of a negative number"),
        doc=(
            "平方根；能是分数的精确，其余保留 57 位有效数字。",
            "The square root: exact where it is a fraction, else to 57 digits.",
        ),
    ),
    Definition(
        "ln",
        ("自然对数",),
        "strict",
        (_X,),
        NUMBER,
        lambda kit, x: kit.apply("ln", x),
        domain=lambda kit, x: x > 0,
        refuses=("对数的真数必须大于零", "the logarithm of a number that is not positive"),
        doc=("自然对数（以 e 为底）。", "The natural logarithm."),
    ),
    Definition(
        "exp",
        ("指数",),
        "strict",
        (_X,),
        NUMBER,
        lambda kit, x: kit.apply("exp", x),
        domain=lambda kit, x: abs(x) <= 100,
        refuses=("指数超出 ±100", "an exponent beyond ±100"),
        doc=("自然指数：e 的几次方。", "e raised to the number."),
    ),
    Definition(
        "geomean",
        ("几何平均",),
        "strict",
        _NUMBERS,
        NUMBER,
        _geomean,
        domain=lambda kit, *values: reduce(lambda a, b: a & b, [value > 0 for value in values]),
        refuses=("几何平均的各项都必须大于零", "a geometric mean of numbers that are not all positive"),
        doc=("几何平均数：几个数相乘，再开几次方。", "The geometric mean."),
    ),
    Definition(
        "if",
        ("如果", "若"),
        "lenient",
        (Argument("condition", YES_NO), Argument("yes", ANY), Argument("no", ANY)),
        _branches,
        choose,
        doc=(
            "条件成立取第二项，否则取第三项；没有取到的一项可以缺数。",
            "The second when the condition holds, else the third; the other one may be missing.",
        ),
    ),
    Definition(
        "missing",
        ("缺数", "未填"),
        "lenient",
        (Argument("x", ANY),),
        YES_NO,
        _is_missing,
        doc=("是否没有数据（空白不是零）。", "Whether there is no value (a blank is not a zero)."),
    ),
    Definition(
        "coalesce",
        ("缺则", "首个有值"),
        "lenient",
        _SAME_MANY,
        _same,
        _first_present,
        doc=(
            "从左起第一个有值的；用来写明缺数时怎么算。",
            "The first that has a value; says what counts when something is missing.",
        ),
    ),
    Definition(
        "join",
        ("连接",),
        "strict",
        (Argument("a", TEXT), Argument("b", TEXT, repeat=True)),
        TEXT,
        _join,
        domain=_joinable,
        refuses=(
            f"连成的文字超过 {LONGEST_JOINED} 个字符",
            f"the joined text has more than {LONGEST_JOINED} characters",
        ),
        doc=(
            "几段文字连成一段，中间加“·”；用来按两项分组：within join(指标, 类别)。各段里不能已有“·”，"
            "否则会与别的连得一样：三项一起连写 join(甲, 乙, 丙)，文字里有“·”的改用编号。",
            "Texts joined with “·”, for groups of two things: within join(indicator, class). No part may hold a “·”, "
            "or different texts would be joined alike: write join(a, b, c) for three, keys for names with one.",
        ),
    ),
    Definition(
        "days",
        ("相隔天数",),
        "strict",
        (Argument("from", DATE), Argument("to", DATE)),
        WHOLE,
        lambda kit, a, b: b - a,
        doc=("从第一个日期到第二个日期的天数。", "Days from the first date to the second."),
    ),
)

# Targets of the checker's rewriting; they are written as band(…), ladder(…), interpolate(…), step_down(…) and so on.
BAND = Definition("band", ("分档", "等次划分"), "lenient", (Argument("x"), Argument("…", ANY, repeat=True)), ANY, band)
LADDER = Definition("ladder", ("阶梯",), "lenient", (Argument("x"), Argument("…", ANY, repeat=True)), NUMBER, band)
INTERPOLATE = Definition(
    "interpolate", ("插值",), "strict", (Argument("x"), Argument("…", repeat=True)), NUMBER, _interpolate,
    domain=_rising, refuses=("各点的位置没有依次升高", "the places of the points do not rise"), growth=3,
)  # fmt: skip
PROGRESSIVE = Definition(
    "progressive", ("分段累进",), "strict", (Argument("x"), Argument("…", repeat=True)), NUMBER, _progressive,
    domain=_brackets, refuses=(
        "各段的起点没有从零或零以上依次升高", "the starts of the brackets do not rise from zero or above"
    ), growth=3,
)  # fmt: skip
STEP = Definition("step_down", ("降等", "降级"), "strict", (Argument("grade", TEXT), Argument("steps")), TEXT, _step)
PICK = Definition(
    "worst", ("最差等次",), "strict", (Argument("grade", TEXT), Argument("…", TEXT, repeat=True)), TEXT, _pick
)
LOOKUP = Definition(
    "lookup",
    ("查表",),
    "strict",
    (Argument("key", TEXT),),
    NUMBER,
    _lookup,
    domain=_in_table,
    refuses=("参数表里没有这一项", "the parameter table has no such entry"),
)
MEMBER = Definition("in", (), "strict", (Argument("x", TEXT),), YES_NO, _member)
MINIMUM = Definition(
    "min",
    ("最小", "较小"),
    "strict",
    _NUMBERS,
    _same,
    lambda kit, *values: reduce(np.minimum, values),
    doc=(
        "几个数中最小的；只写一个时，取下级各行中最小的。",
        "The smallest of several; of a single one, over the rows below.",
    ),
)
MAXIMUM = Definition(
    "max",
    ("最大", "较大"),
    "strict",
    _NUMBERS,
    _same,
    lambda kit, *values: reduce(np.maximum, values),
    doc=(
        "几个数中最大的；只写一个时，取下级各行中最大的。",
        "The largest of several; of a single one, over the rows below.",
    ),
)

"""Operators: functions that are written between or before their arguments.

A strict function's `compute(kit, *arrays)` sees only rows in which every argument is present and `domain` holds.
A lenient one gets whole columns and decides itself.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gangmu.scoring.functions.definition import Argument, Definition
from gangmu.scoring.values.columns import Column, because
from gangmu.scoring.values.kinds import ANY, DATE, NUMBER, WHOLE, YES_NO, Kind
from gangmu.scoring.values.numbers import Array, Kit

LARGEST_EXPONENT = 64


def _sum_kind(kinds: Sequence[Kind]) -> Kind | None:
    """Number ± number, date ± number of days, date − date."""
    left, right = kinds
    if left.name == "date":
        return WHOLE if right.name == "date" else DATE
    return WHOLE if left.whole and right.whole else NUMBER


def _product_kind(kinds: Sequence[Kind]) -> Kind | None:
    return WHOLE if all(kind.whole for kind in kinds) else NUMBER


def _both(kit: Kit, left: Column, right: Column) -> Column:
    """And: a no decides even when the other side is missing."""
    refuted = (~left.missing & ~left.values.astype(bool)) | (~right.missing & ~right.values.astype(bool))
    holds = ~left.missing & ~right.missing & ~refuted
    return because(Column(holds, ~holds & ~refuted), left, right)


def _either(kit: Kit, left: Column, right: Column) -> Column:
    """Or: a yes decides even when the other side is missing."""
    holds = (~left.missing & left.values.astype(bool)) | (~right.missing & right.values.astype(bool))
    return because(Column(holds, ~holds & (left.missing | right.missing)), left, right)


def _can_raise(kit: Kit, base: Array, exponent: Array) -> Array:
    """Whole exponents of anything, others not of negative numbers, and none below zero of nought."""
    whole, small = exponent == kit.floor(exponent), abs(exponent) <= LARGEST_EXPONENT
    return np.asarray(small & (whole | (base >= 0)) & ((base != 0) | (exponent >= 0)), dtype=bool)


_PAIR = (Argument("a"), Argument("b"))
_ANY_PAIR = (Argument("a", ANY), Argument("b", ANY))
_TRUTHS = (Argument("a", YES_NO), Argument("b", YES_NO))


def _operator(
    name: str, arguments: tuple[Argument, ...], result: object, compute: object, **more: object
) -> Definition:
    return Definition(name, (), "strict", arguments, result, compute, operator=name, **more)  # type: ignore[arg-type]


OPERATORS = (
    _operator("+", _ANY_PAIR, _sum_kind, lambda kit, a, b: a + b, doc=("相加", "addition")),
    _operator("-", _ANY_PAIR, _sum_kind, lambda kit, a, b: a - b, doc=("相减", "subtraction")),
    _operator("*", _PAIR, _product_kind, lambda kit, a, b: a * b, doc=("相乘", "multiplication")),
    _operator(
        "/",
        _PAIR,
        NUMBER,
        lambda kit, a, b: a / b,
        domain=lambda kit, a, b: b != 0,
        refuses=("除数为零", "division by zero"),
        doc=("相除", "division"),
    ),
    _operator(
        "^",
        _PAIR,
        NUMBER,
        lambda kit, a, b: kit.apply("power", a, b),
        domain=_can_raise,
        refuses=(
            f"乘方的指数超出 ±{LARGEST_EXPONENT}，或底数不合适",
            f"an exponent beyond ±{LARGEST_EXPONENT}, or a base it does not suit",
        ),
        doc=("乘方", "power"),
        growth=LARGEST_EXPONENT,
    ),
    _operator("negative", (Argument("a"),), _product_kind, lambda kit, a: -a, doc=("相反数", "negation")),
    _operator("=", _ANY_PAIR, YES_NO, lambda kit, a, b: a == b, doc=("等于", "equal")),
    _operator("<>", _ANY_PAIR, YES_NO, lambda kit, a, b: a != b, doc=("不等于", "not equal")),
    _operator("<", _ANY_PAIR, YES_NO, lambda kit, a, b: a < b, doc=("小于", "less")),
    _operator("<=", _ANY_PAIR, YES_NO, lambda kit, a, b: a <= b, doc=("不大于", "at most")),
    _operator(">", _ANY_PAIR, YES_NO, lambda kit, a, b: a > b, doc=("大于", "greater")),
    _operator(">=", _ANY_PAIR, YES_NO, lambda kit, a, b: a >= b, doc=("不小于", "at least")),
    _operator("not", (Argument("a", YES_NO),), YES_NO, lambda kit, a: ~a.astype(bool), doc=("否定", "negation")),
    Definition("and", (), "lenient", _TRUTHS, YES_NO, _both, operator="and", doc=("且", "both hold")),
    Definition("or", (), "lenient", _TRUTHS, YES_NO, _either, operator="or", doc=("或", "one holds")),
)
COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})

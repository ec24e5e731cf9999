"""Builders for functions of the values of one row: random parts, the text, and the plain meaning."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from tests.scoring.oracle import naive
from tests.scoring.oracle.generating import (
    LOOKUP,
    SCALE,
    Author,
    Builder,
    Formula,
    constant,
    joined,
    listed,
    number,
    strictly,
)

LIMITS = ("-2", "0", "0.5", "1", "2", "30%", "7.25")


def plain(name: str, function: Callable[..., Any], *kinds: str, kind: str = "number", **more: Any) -> Builder:
    """A function of present values, `a, b, c` or as an operator."""

    def build(author: Author, table: str, depth: int) -> Formula:
        parts = [author.formula(table, each, depth) for each in kinds]
        text = f"{name}({listed(parts)})" if name[0].isalpha() else f" {name} ".join(f"({p.text})" for p in parts)
        return strictly(text, function, *parts, kind=kind, **more)

    return build


def power(exponents: tuple[str, ...], rational: bool) -> Builder:
    def build(author: Author, table: str, depth: int) -> Formula:
        base, exponent = author.formula(table, "number", depth - 1), author.random.choice(exponents)
        value = Fraction(1, 3) if exponent == "(1/3)" else number(exponent)
        text = f"({base.text}) ^ {exponent}"
        return strictly(text, lambda x: naive.power(x, value), base, smooth=False, rational=rational)

    return build


def rounding(author: Author, table: str, depth: int) -> Formula:
    part = author.formula(table, "number", depth)
    digits, mode = author.random.randint(0, 3), author.random.choice(["half-up", "half-even", "up", "down"])
    options = author.random.choice([f', {digits}, "{mode}"', f", {digits}"])
    mode = mode if mode in options else "half-up"
    return strictly(f"round({part.text}{options})", lambda x: naive.rounded(x, digits, mode), part, smooth=False)


def choosing(kind: str) -> Builder:
    def build(author: Author, table: str, depth: int) -> Formula:
        parts = [author.formula(table, each, depth) for each in ("yes/no", kind, kind)]
        return joined(f"if({listed(parts)})", naive.choice, *parts, kind=kind, smooth=False)

    return build


def coalesce(kind: str) -> Builder:
    def build(author: Author, table: str, depth: int) -> Formula:
        parts = [author.formula(table, kind, depth) for _ in range(author.random.randint(2, 3))]
        return joined(f"coalesce({listed(parts)})", naive.first_present, *parts, kind=kind)

    return build


def missing(author: Author, table: str, depth: int) -> Formula:
    part = author.formula(table, author.random.choice(["number", "text", "yes/no", "date"]), depth)
    return joined(f"missing({part.text})", lambda x: x is None, part, kind="yes/no", smooth=False)


def comparing(author: Author, table: str, depth: int) -> Formula:
    kind = author.random.choice(["number", "number", "number", "date", "text", "grade", "yes/no"])
    signs = ["=", "<>", "≠"] if kind in ("text", "grade", "yes/no") else sorted(naive.SIGNS)
    parts = [author.formula(table, kind, depth), author.random.choice(open_columns(author, table, kind))]
    sign = author.random.choice(signs)
    text = f"({parts[0].text}) {sign} ({parts[1].text})"
    return strictly(text, naive.SIGNS[sign], *parts, kind="yes/no", smooth=False)


def open_columns(author: Author, table: str, kind: str) -> list[Formula]:
    """Given columns: they may hold every text, so that the checker does not find a comparison with one in vain."""
    return [column for column in author.columns(table, kind) if not re.search(r"\d", column.text)]


def chain(author: Author, table: str, depth: int) -> Formula:
    low, x, high = (author.formula(table, "number", depth) for _ in range(3))
    return joined(
        f"({low.text}) <= ({x.text}) < ({high.text})",
        lambda a, b, c: naive.both(naive.strict(lambda p, q: p <= q)(a, b), naive.strict(lambda p, q: p < q)(b, c)),
        low, x, high, kind="yes/no", smooth=False,
    )  # fmt: skip


def logic(author: Author, table: str, depth: int) -> Formula:
    parts = [author.formula(table, "yes/no", depth) for _ in "ab"]
    word = author.random.choice(["and", "且", "or", "或"])
    function = naive.both if word in ("and", "且") else naive.either
    return joined(f"({parts[0].text}) {word} ({parts[1].text})", function, *parts, kind="yes/no", smooth=False)


def negation(author: Author, table: str, depth: int) -> Formula:
    part = author.formula(table, "yes/no", depth)
    word = author.random.choice(["not", "非"])
    return strictly(f"{word} ({part.text})", lambda a: not a, part, kind="yes/no", smooth=False)


def interval(author: Author, table: str, depth: int) -> Formula:
    x, brackets = author.formula(table, "number", depth), author.random.choice(["[]", "[)", "(]", "()"])
    low, high = ends(author, table)
    text = f"({x.text}) in {brackets[0]}{low.text}, {high.text}{brackets[1]}"
    return joined(text, lambda *v: naive.inside(*v, brackets), x, low, high, kind="yes/no", smooth=False)


def ends(author: Author, table: str) -> list[Formula]:
    """A low and a high end: two numbers as written, or columns in any order."""
    if author.random.random() < 0.5:
        return [author.random.choice(author.columns(table, "number")) for _ in "ab"]
    return [constant(text) for text in author.random.choice([("-2", "1"), ("0", "2"), ("0.5", "7.25"), ("1", "1")])]


def member(author: Author, table: str, depth: int) -> Formula:
    kind = author.random.choice(["text", "grade"])
    part = author.random.choice(open_columns(author, table, kind))
    words = author.random.sample(SCALE if kind == "grade" else ("甲", "乙", "丙"), author.random.randint(1, 2))
    if "." in part.text:
        words = words if kind == "grade" else ["unit1", "group0"] if part.text.endswith("key") else words
    members = ", ".join(f'"{word}"' for word in words)
    return strictly(f"{part.text} in ({members})", lambda text: text in words, part, kind="yes/no", smooth=False)


def cases(name: str, kind: str) -> Builder:
    """Band and ladder with thresholds: numbers that fall or rise, or columns. What is not looked at may be missing."""

    def build(author: Author, table: str, depth: int) -> Formula:
        x, count = author.formula(table, "number", depth), author.random.randint(1, 3)
        falling = author.random.random() < 0.5
        signs = [author.random.choice([">", ">="] if falling else ["<", "<="]) for _ in range(count)]
        limits = [constant(text) for text in sorted(author.random.sample(LIMITS, count), key=number, reverse=falling)]
        if author.random.random() < 0.3:
            limits = [author.random.choice(author.columns(table, "number")) for _ in range(count)]
            signs = [author.random.choice([">", ">=", "<", "<=", "="]) for _ in range(count)]
        results = [author.formula(table, kind, min(1, depth)) for _ in range(count + 1)]
        written = [f"({r.text}) {s} {limit.text}" for r, s, limit in zip(results[:-1], signs, limits, strict=True)]

        def value(x: Any, *more: Any) -> Any:
            found = zip(signs, more[:count], more[count:-1], strict=True)
            return naive.banded(x, list(found), more[-1])

        text = f"{name}({x.text}, {', '.join([*written, results[-1].text])})"
        return joined(text, value, x, *limits, *results, kind=kind, smooth=False)

    return build


def steps(name: str, kind: str) -> Builder:
    """Band and ladder with intervals: only what is looked at has to be there."""

    def build(author: Author, table: str, depth: int) -> Formula:
        x = author.random.choice(author.columns(table, "number"))
        spans = author.random.sample(
            [("[)", "-2", "0"), ("[]", "0", "0.5"), ("(]", "0.5", "1"), ("()", "1", "7.25")], 2
        )
        results = [author.formula(table, kind, min(1, depth)) for _ in range(3)]
        written = [
            f"({result.text}) in {brackets[0]}{low}, {high}{brackets[1]}"
            for result, (brackets, low, high) in zip(results[:2], spans, strict=True)
        ]

        def value(x: Any, first: Any, second: Any, rest: Any) -> Any:
            found = [(b, number(low), number(high)) for b, low, high in spans]
            return naive.stepped(x, [(*found[0], first), (*found[1], second)], rest)

        text = f"{name}({x.text}, {', '.join([*written, results[-1].text])})"
        return joined(text, value, x, *results, kind=kind, smooth=False)

    return build


def points(name: str, function: Callable[..., Any], places: tuple[str, ...]) -> Builder:
    def build(author: Author, table: str, depth: int) -> Formula:
        x, count = author.formula(table, "number", depth), author.random.randint(2, 3)
        at = [constant(text) for text in sorted(author.random.sample(places, count), key=number)]
        if author.random.random() < 0.3:
            at = [author.random.choice(author.columns(table, "number")) for _ in range(count)]
        results = [author.formula(table, "number", min(1, depth)) for _ in range(count)]
        written = [f"({result.text}) at {place.text}" for result, place in zip(results, at, strict=True)]

        def value(x: Any, *more: Any) -> Any:
            return function(x, list(zip(more[count:], more[:count], strict=True)))

        smooth = all(place.text[0] in "-0123456789" for place in at)
        return strictly(f"{name}({x.text}, {', '.join(written)})", value, x, *at, *results, smooth=smooth)

    return build


def lookup(author: Author, table: str, depth: int) -> Formula:
    key = author.formula(table, "text", depth)
    return strictly(f"lookup(表, {key.text})", LOOKUP.get, key, smooth=False)


def stepping(name: str, sign: int) -> Builder:
    def build(author: Author, table: str, depth: int) -> Formula:
        grade, by = author.formula(table, "grade", depth), author.formula(table, "number", depth)
        return strictly(
            f"{name}({grade.text}, {by.text})",
            lambda g, n: naive.moved(g, sign * math.floor(n), SCALE),
            grade, by, kind="grade", smooth=False,
        )  # fmt: skip

    return build


def picking(name: str, pick: Callable[..., Any]) -> Builder:
    return plain(name, lambda *grades: SCALE[pick(map(SCALE.index, grades))], "grade", "grade", kind="grade")


def day(author: Author, table: str, depth: int) -> Formula:
    return Formula('date("2013-06-30")', lambda row: 735_049, "date")


def later(author: Author, table: str, depth: int) -> Formula:
    start, days = author.formula(table, "date", depth), author.random.randint(0, 40)
    sign = author.random.choice([1, -1])
    return strictly(f"({start.text}) {'+' if sign > 0 else '-'} {days}", lambda d: d + sign * days, start, kind="date")


def lenient_shape(name: str, function: Callable[..., Any], *kinds: str) -> Builder:
    """A shape with a choice inside: what is not looked at may be missing."""

    def build(author: Author, table: str, depth: int) -> Formula:
        parts = [author.formula(table, kind, depth) for kind in kinds]
        return joined(f"{name}({listed(parts)})", function, *parts, smooth=False)

    return build

"""What a formula says, before names are looked up: a tree of frozen nodes with their place in the formula's text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any


@dataclass(frozen=True, eq=False)
class Syntax:
    """`start` and `end` count characters of the formula's text."""

    start: int
    end: int

    def children(self) -> Iterator[Syntax]:
        yield from _inside(tuple(getattr(self, field.name) for field in fields(self)))


def _inside(values: tuple[Any, ...]) -> Iterator[Syntax]:
    for value in values:
        if isinstance(value, Syntax):
            yield value
        elif isinstance(value, tuple):
            yield from _inside(value)


@dataclass(frozen=True, eq=False)
class Number(Syntax):
    text: str
    percent: bool


@dataclass(frozen=True, eq=False)
class Text(Syntax):
    value: str


@dataclass(frozen=True, eq=False)
class Truth(Syntax):
    value: bool


@dataclass(frozen=True, eq=False)
class Name(Syntax):
    name: str
    table: str = ""

    @property
    def shown(self) -> str:
        return f"{self.table}.{self.name}" if self.table else self.name


@dataclass(frozen=True, eq=False)
class Operation(Syntax):
    """An operator with one or two operands: + - * / ^ negative, comparisons, and, or, not."""

    operator: str
    operands: tuple[Syntax, ...]


@dataclass(frozen=True, eq=False)
class Among(Syntax):
    """`x in [a, b)` or `x in ("甲", "乙")`."""

    operand: Syntax
    members: tuple[Syntax, ...]
    opening: str
    closing: str


@dataclass(frozen=True, eq=False)
class At(Syntax):
    """`60 at 80%`: a point of `interpolate`."""

    result: Syntax
    place: Syntax


@dataclass(frozen=True, eq=False)
class Clause(Syntax):
    word: str
    value: Syntax


@dataclass(frozen=True, eq=False)
class Call(Syntax):
    name: str
    arguments: tuple[Syntax, ...]
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, eq=False)
class Shape(Syntax):
    """A call of a named shape: what was written, and what it stands for."""

    call: Call
    body: Syntax


def depth(tree: Syntax) -> int:
    """Levels of nesting, counted without recursion so that it can be asked of any tree."""
    deepest, level = 0, [tree]
    while level:
        deepest += 1
        level = [child for node in level for child in node.children()]
    return deepest


def changed(tree: Syntax, change: Callable[[Syntax], Syntax]) -> Syntax:
    """`tree` with `change` done to each part right below it."""
    changes: dict[str, Any] = {}
    for field in fields(tree):
        value = getattr(tree, field.name)
        if isinstance(value, Syntax):
            changes[field.name] = change(value)
        elif isinstance(value, tuple):
            changes[field.name] = tuple(change(item) for item in value)
    return replace(tree, **changes)


def replaced(tree: Syntax, values: dict[str, Syntax], at: Syntax) -> Syntax:
    """`tree` with names replaced by `values`; what is not replaced is placed where `at` stands."""
    if isinstance(tree, Name) and not tree.table and tree.name in values:
        return values[tree.name]
    return replace(changed(tree, lambda part: replaced(part, values, at)), start=at.start, end=at.end)

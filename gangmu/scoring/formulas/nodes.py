"""The typed tree of a formula: names are resolved, kinds are known. A node that would be wrong refuses to exist."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gangmu.scoring.functions.definition import Definition
from gangmu.scoring.values.kinds import Kind


class WrongNode(ValueError):
    """A node was made that the checker should have refused: a fault of the engine, not of a scheme."""


@dataclass(frozen=True)
class Node:
    kind: Kind

    def children(self) -> tuple[Node, ...]:
        return ()


@dataclass(frozen=True)
class Constant(Node):
    """A number, text, yes/no or parameter; `name` is the parameter's, else empty; `text` is how it was written."""

    value: Any
    text: str
    name: str = ""


@dataclass(frozen=True)
class NotScored(Node):
    """No value, on purpose and for good; `reason` says why."""

    reason: str
    text: str


@dataclass(frozen=True)
class Reference(Node):
    """A column of the row's own table or of an ancestor table."""

    table: str
    column: str
    text: str


@dataclass(frozen=True)
class Apply(Node):
    """A function of values of the same row."""

    function: Definition
    arguments: tuple[Node, ...]
    options: tuple[tuple[str, Any], ...] = ()
    text: str = ""

    def __post_init__(self) -> None:
        if self.function.style not in ("strict", "lenient") or not self.arguments:
            raise WrongNode(f"{self.function.name} is not a function of one row")
        if not self.function.operator and len(self.arguments) < self.function.fewest:
            raise WrongNode(f"{self.function.name} has too few arguments")

    def children(self) -> tuple[Node, ...]:
        return self.arguments


@dataclass(frozen=True)
class Aggregate(Node):
    """A function over the rows of `table` that lie below a row; the arguments are formulas of that table."""

    function: Definition
    table: str
    arguments: tuple[Node, ...]
    where: Node | None = None
    otherwise: Node | None = None
    options: tuple[tuple[str, Any], ...] = ()
    text: str = ""

    def __post_init__(self) -> None:
        if self.function.style != "aggregate":
            raise WrongNode(f"{self.function.name} is not an aggregate")
        if self.where is not None and self.where.kind.name not in ("yes/no", "unknown"):
            raise WrongNode("a condition must be yes or no")

    def children(self) -> tuple[Node, ...]:
        return tuple(node for node in (*self.arguments, self.where) if node is not None)


@dataclass(frozen=True)
class Peers(Node):
    """A function of a row's value beside the other rows of its table."""

    function: Definition
    arguments: tuple[Node, ...]
    within: Node | None = None
    among: Node | None = None
    options: tuple[tuple[str, Any], ...] = ()
    text: str = ""

    def __post_init__(self) -> None:
        if self.function.style != "peer" or not self.arguments:
            raise WrongNode(f"{self.function.name} does not compare peers")

    def children(self) -> tuple[Node, ...]:
        return tuple(node for node in (*self.arguments, self.within, self.among) if node is not None)


@dataclass(frozen=True)
class Named(Node):
    """A named shape: its name and arguments as written, and the tree it stands for."""

    function: Definition
    arguments: tuple[Node, ...]
    body: Node
    text: str = ""

    def children(self) -> tuple[Node, ...]:
        return (self.body,)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, parents first."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(current.children()))
        if isinstance(current, Aggregate) and current.otherwise is not None:
            stack.append(current.otherwise)

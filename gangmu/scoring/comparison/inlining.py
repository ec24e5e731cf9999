"""Helper columns that only one of two methods has: whether they are written out in the formulas of the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from gangmu.scoring.comparison.trees import Shape, Symbol, shape
from gangmu.scoring.formulas.nodes import Aggregate, Apply, Named, Node, Peers, Reference, walk
from gangmu.scoring.schemes.scheme import Scheme

# A formula that would grow longer than this is not written out.
LONGEST = 5000


@dataclass(frozen=True)
class Inlining:
    """`gone` are formulas of columns that only the old method has, `come` those that only the new one has."""

    old: Scheme
    new: Scheme
    names: Mapping[Symbol, Symbol]

    @cached_property
    def gone(self) -> dict[Symbol, Node]:
        return _loose(self.old, self.new, self.names)

    @cached_property
    def come(self) -> dict[Symbol, Node]:
        return _loose(self.new, self.old, {after: before for before, after in self.names.items()})

    def before(self, node: Node) -> Shape:
        return shape(node, lambda symbol: self.names.get(symbol, symbol))

    def same(self, table: str, old: Node, new: Node) -> bool:
        """Whether two formulas of a table mean the same, helper columns written out where that is needed."""
        if self.before(old) == shape(new):
            return True
        if not (self.gone or self.come) or max(_size(old, self.gone), _size(new, self.come)) > LONGEST:
            return False
        return self.before(_written_out(old, table, self.gone)) == shape(_written_out(new, table, self.come))

    @cached_property
    def harmless(self) -> frozenset[Symbol]:
        """Helpers that changed nothing by going or coming: used, not published, and all that used them is as before."""
        return _helpers(self, self.old, self.gone, False) | _helpers(self, self.new, self.come, True)

    def kept(self, table: str, column: str, *, from_new: bool) -> bool:
        """Whether the column exists in both methods and means the same."""
        back = {after: before for before, after in self.names.items()} if from_new else self.names
        other = back.get(("column", table, column), ("column", table, column))[2]
        names = (other, column) if from_new else (column, other)
        pair = [scheme.tables[table].computed.get(name) if table in scheme.tables else None
                for scheme, name in zip((self.old, self.new), names, strict=True)]  # fmt: skip
        first, second = pair
        return first is not None and second is not None and self.same(table, first.node, second.node)


def _loose(one: Scheme, other: Scheme, names: Mapping[Symbol, Symbol]) -> dict[Symbol, Node]:
    found: dict[Symbol, Node] = {}
    for table in one.tables.values():
        there = other.tables.get(table.name)
        for column in table.computed.values():
            symbol = ("column", table.name, column.name)
            if symbol not in names and there and column.name not in {*there.given, *there.computed}:
                found[symbol] = column.node
    return found


def _helpers(inlining: Inlining, scheme: Scheme, loose: Mapping[Symbol, Node], from_new: bool) -> frozenset[Symbol]:
    shown = {("column", table, name) for table, names in scheme.publish.items() for name in names}
    shown |= {("column", scheme.unit_table, name) for name in scheme.components}
    users: dict[Symbol, set[Symbol]] = {symbol: set() for symbol in loose}
    for table in scheme.tables.values():
        for column in table.computed.values():
            for node in walk(column.node):
                used = ("column", node.table, node.column) if isinstance(node, Reference) else None
                if used in users:
                    users[used].add(("column", table.name, column.name))
    harmless: set[Symbol] = set()
    for symbol in reversed([("column", *cell) for cell in scheme.order if ("column", *cell) in loose]):
        by = users[symbol]
        fine = (user in harmless if user in loose else inlining.kept(*user[1:], from_new=from_new) for user in by)
        if by and symbol not in shown and all(fine):
            harmless.add(symbol)
    return frozenset(harmless)


def _size(node: Node, helpers: Mapping[Symbol, Node]) -> int:
    """How many parts a formula would have with its helpers written out."""
    known: dict[Symbol, int] = {}

    def size(part: Node) -> int:
        return sum(
            of_symbol(("column", each.table, each.column)) if isinstance(each, Reference) else 1 for each in walk(part)
        )

    def of_symbol(symbol: Symbol) -> int:
        if symbol not in known:
            known[symbol] = size(helpers[symbol]) if symbol in helpers else 1
        return known[symbol]

    return size(node)


def _written_out(node: Node, table: str, helpers: Mapping[Symbol, Node]) -> Node:
    """The formula of `table` with helper columns replaced by what they stand for.

    A column of a table above stays where it, or a helper it is made of, compares or adds up rows: written out below, it
    would mean other rows.
    """
    if isinstance(node, Reference):
        body = helpers.get(("column", node.table, node.column))
        if body is None:
            return node
        whole = _written_out(body, node.table, helpers)
        compares = any(isinstance(each, (Aggregate, Peers)) for each in walk(whole))
        return node if compares and node.table != table else whole
    changes: dict[str, Any] = {}
    inside = node.table if isinstance(node, Aggregate) else table
    for field in ("where", "otherwise", "within", "among", "body"):
        part = getattr(node, field, None)
        if isinstance(part, Node):
            changes[field] = _written_out(part, table if field == "otherwise" else inside, helpers)
    if isinstance(node, (Apply, Aggregate, Peers, Named)):
        changes["arguments"] = tuple(_written_out(part, inside, helpers) for part in node.arguments)
    return replace(node, **changes) if changes else node

"""The old method with single definitions of the new one put in its place: what each change does by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from typing import Any

from gangmu.scoring.comparison.changes import Comparison
from gangmu.scoring.comparison.renaming import all_symbols
from gangmu.scoring.comparison.trees import Symbol, rebuilt, renamed, symbols
from gangmu.scoring.facts.tables import Facts, FactTable
from gangmu.scoring.formulas.nodes import Apply, Constant, Node, Reference, walk
from gangmu.scoring.schemes.scheme import Computed, Given, Scheme, Table


class CannotMix(ValueError):
    """A definition of the new method makes no sense inside the old one."""


@dataclass(frozen=True)
class Mixer:
    """Both methods in the old one's names. `known` are the definitions of the old, `fresh` those of the new method."""

    old: Scheme
    new: Scheme
    known: Mapping[Symbol, Any]
    fresh: Mapping[Symbol, Any]
    back: Mapping[Symbol, str]

    def old_name(self, symbol: Symbol) -> str:
        """How the old method calls a definition of the new one."""
        return self.back.get(symbol, symbol[2])

    def mixed(self, chosen: Symbol) -> Scheme:
        """The old method with one definition from the new, and what that needs and only the new one has. CannotMix."""
        scale = chosen[0] == "scale"
        definitions = {**self._brought(chosen), **self.known}
        if not scale:
            definitions[chosen] = self.fresh[chosen]
        scales = {**self.old.scales, **({chosen[2]: self.new.scales[chosen[2]]} if scale else {})}
        settle = _settler(self.old, definitions, scales)
        names = dict.fromkeys((*self.old.tables, *self.new.tables))
        tables = {name: self._table(name, definitions, settle) for name in names}
        return replace(self.old, tables=tables, scales=scales, order=_ordered(tables))

    def _brought(self, chosen: Symbol) -> dict[Symbol, Any]:
        """Definitions of the new method; of its formulas only those that the chosen one is made of."""
        needed, waiting = set(), [chosen]
        while waiting:
            symbol = waiting.pop()
            if symbol not in needed and isinstance(self.fresh.get(symbol), Computed):
                needed.add(symbol)
                waiting += symbols(self.fresh[symbol].node)
        return {key: each for key, each in self.fresh.items() if key in needed or not isinstance(each, Computed)}

    def _table(self, name: str, definitions: Mapping[Symbol, Any], settle: Callable[[Node], Node]) -> Table:
        both = [scheme.tables[name] for scheme in (self.old, self.new) if name in scheme.tables]
        if both[0].parent != both[-1].parent:
            raise CannotMix(name)
        own = {key[2]: each for key, each in definitions.items() if key[:2] == ("column", name)}
        given = {column: each for column, each in own.items() if isinstance(each, Given)}
        formulas = [each for each in own.values() if isinstance(each, Computed)]
        computed = {each.name: replace(each, node=rebuilt(each.node, settle)) for each in formulas}
        return Table(name, both[0].parent, given, computed, both[0].label)

    def facts(self, chosen: Symbol, old: Facts, new: Facts) -> Facts:
        """Facts for a mixed method. CannotMix when a table's rows do not belong to the same parents in both."""
        tables = {name: self._facts_of(name, chosen, old, new) for name in {**new.tables, **old.tables}}
        return Facts(tables, ())

    def _facts_of(self, name: str, chosen: Symbol, old: Facts, new: Facts) -> FactTable:
        before, after = old.tables.get(name), new.tables.get(name)
        if before is None:
            return new.tables[name]
        if after is None:
            return before
        if before.keys != after.keys or list(before.parents) != list(after.parents):
            raise CannotMix(name)
        named = {self.old_name(("column", name, column)): values for column, values in after.columns.items()}
        columns = {**named, **before.columns}
        if chosen[:2] == ("column", name) and chosen[2] in named:
            columns[chosen[2]] = named[chosen[2]]
        return replace(before, columns=columns)


def mixer(comparison: Comparison) -> Mixer:
    back = {after: before[2] for before, after in comparison.names.items()}
    fresh = {}
    for symbol, each in all_symbols(comparison.new).items():
        name = back.get(symbol, symbol[2])
        node = {"node": renamed(each.node, back)} if isinstance(each, Computed) else {}
        fresh[symbol[0], symbol[1], name] = replace(each, name=name, **node)
    return Mixer(comparison.old, comparison.new, all_symbols(comparison.old), fresh, back)


def _settler(old: Scheme, definitions: Mapping[Symbol, Any], scales: Mapping[str, Any]) -> Callable[[Node], Node]:
    """Puts the valid values of parameters, parameter tables and scales into a formula."""
    current = {grades: scales[name] for name, grades in old.scales.items()}

    def settle(node: Node) -> Node:
        if isinstance(node, Constant) and node.name:
            parameter = definitions["parameter", "", node.name]
            if parameter.kind.name != node.kind.name:
                raise CannotMix(node.name)
            return replace(node, value=parameter.value, text=parameter.text)
        if not isinstance(node, Apply) or not node.options:
            return node
        options = dict(node.options)
        if node.function.name == "lookup":
            options["table"] = tuple(definitions["lookup", "", options["name"]].entries.items())
        elif "scale" in options:
            options["scale"] = current.get(options["scale"], options["scale"])
        return replace(node, options=tuple(options.items()))

    return settle


def _ordered(tables: Mapping[str, Table]) -> tuple[tuple[str, str], ...]:
    """Columns after all they need. CannotMix when they run in a circle, or one makes no sense of what it is made of."""
    cells = {(table.name, name): each.node for table in tables.values() for name, each in table.computed.items()}
    graph = {cell: {(ref.table, ref.column) for ref in _references(node)} for cell, node in cells.items()}
    try:
        order = tuple(cell for cell in TopologicalSorter(graph).static_order() if cell in cells)
    except CycleError as error:
        raise CannotMix(str(error)) from None
    texts: dict[tuple[str, str], frozenset[str]] = {}
    for cell in order:
        _sensible(tables, cells[cell], texts)
        texts[cell] = _texts(tables, cells[cell], texts)
    return order


def _references(node: Node) -> list[Reference]:
    return [part for part in walk(node) if isinstance(part, Reference) and part.column not in ("key", "name")]


def _sensible(tables: Mapping[str, Table], node: Node, texts: Mapping[tuple[str, str], frozenset[str]]) -> None:
    """Every column is there and of the kind that the formula was written for, and every grade is on its scale."""
    for ref in _references(node):
        table = tables[ref.table]
        there = ref.column in table.given or ref.column in table.computed
        if not there or table.kind(ref.column).name != ref.kind.name:
            raise CannotMix(ref.column)
    for part in walk(node):
        scale = dict(part.options).get("scale") if isinstance(part, Apply) else None
        if scale and isinstance(part, Apply):
            grades = [each for each in part.arguments if each.kind.name == "text"]
            if not frozenset().union(*(_texts(tables, each, texts) for each in grades)) <= set(scale):
                raise CannotMix(part.text)


def _texts(tables: Mapping[str, Table], node: Node, known: Mapping[tuple[str, str], frozenset[str]]) -> frozenset[str]:
    """The texts a formula can give, as the mixed method has them."""
    if node.kind.name != "text":
        return frozenset()
    if isinstance(node, Constant):
        return frozenset({node.value})
    if isinstance(node, Reference):
        given = tables[node.table].given.get(node.column)
        return frozenset(given.choices) if given else known.get((node.table, node.column), frozenset())
    if isinstance(node, Apply) and "scale" in dict(node.options):
        return frozenset(dict(node.options)["scale"])
    return frozenset().union(*(_texts(tables, part, known) for part in node.children()))

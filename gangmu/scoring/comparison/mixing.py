"""The old method with single definitions of the new one put in its place: what each change does by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from typing import Any

from gangmu.scoring.comparison.changes import Comparison
from gangmu.scoring.comparison.renaming import all_symbols
from gangmu.scoring.comparison.trees import Symbol, rebuilt, renamed
from gangmu.scoring.facts import Facts, FactTable
from gangmu.scoring.nodes import Apply, Constant, Node, Reference, walk
from gangmu.scoring.scheme import Computed, Given, Scheme, Table


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
        """The old method with one definition from the new; those that only the new one has stand beside. CannotMix."""
        scale = chosen[0] == "scale"
        definitions = {**self.fresh, **self.known}
        if not scale:
            definitions[chosen] = self.fresh[chosen]
        scales = {**self.old.scales, **({chosen[2]: self.new.scales[chosen[2]]} if scale else {})}
        settle = _settler(self.old, definitions, scales)
        tables: dict[str, Table] = {}
        for name in dict.fromkeys((*self.old.tables, *self.new.tables)):
            base = self.old.tables.get(name) or self.new.tables[name]
            own = {key[2]: each for key, each in definitions.items() if key[:2] == ("column", name)}
            given = {column: each for column, each in own.items() if isinstance(each, Given)}
            computed = {
                column: replace(each, node=rebuilt(each.node, settle))
                for column, each in own.items()
                if isinstance(each, Computed)
            }
            tables[name] = Table(name, base.parent, given, computed, base.label)
        return replace(self.old, tables=tables, scales=scales, order=_ordered(tables))

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
    """Columns after all they need. CannotMix when they run in a circle or need what is not there."""
    cells = {(table.name, name): each.node for table in tables.values() for name, each in table.computed.items()}
    graph = {cell: {use for use in _uses(node) if use in cells} for cell, node in cells.items()}
    for cell, node in cells.items():
        if any(use not in cells and not _is_given(tables, *use) for use in _uses(node)):
            raise CannotMix(cell[1])
    try:
        return tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise CannotMix(str(error)) from None


def _uses(node: Node) -> Iterable[tuple[str, str]]:
    return [(part.table, part.column) for part in walk(node) if isinstance(part, Reference)]


def _is_given(tables: Mapping[str, Table], table: str, column: str) -> bool:
    return column in ("key", "name") or column in tables[table].given

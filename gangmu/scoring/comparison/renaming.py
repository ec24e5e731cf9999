"""Which definitions only got another name: what they say is the same, and every formula uses them alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from gangmu.scoring.comparison.trees import Shape, Symbol, shape, symbols
from gangmu.scoring.formulas.nodes import Node
from gangmu.scoring.schemes.scheme import Computed, Scheme

# A formula is looked at once for each loose name in it; one with more of them only as a whole.
MOST_MARKED = 30


def all_symbols(scheme: Scheme) -> dict[Symbol, Any]:
    """Every definition that has a name of its own."""
    found: dict[Symbol, Any] = {("parameter", "", name): p for name, p in scheme.parameters.items()}
    found |= {("lookup", "", name): each for name, each in scheme.lookups.items()}
    for table in scheme.tables.values():
        found |= {("column", table.name, name): each for name, each in (*table.given.items(), *table.computed.items())}
    return found


def renames(old: Scheme, new: Scheme) -> dict[Symbol, Symbol]:
    """Old symbol → new symbol, for definitions that were renamed and are used as before."""
    before, after = all_symbols(old), all_symbols(new)
    gone = {symbol: each for symbol, each in before.items() if symbol not in after}
    come = {symbol: each for symbol, each in after.items() if symbol not in before}
    known: dict[Symbol, Symbol] = {}
    while gone and come and (pairs := _matched(_Loose(old, gone, known), _Loose(new, come, {}))):
        known |= pairs
        gone = {symbol: each for symbol, each in gone.items() if symbol not in pairs}
        come = {symbol: each for symbol, each in come.items() if symbol not in pairs.values()}
    return known


@dataclass(frozen=True)
class _Loose:
    """Definitions of a scheme that the other does not have under their name. What was found before to be one with a
    definition of the other is in `known`, so that chains of renames are seen."""

    scheme: Scheme
    definitions: Mapping[Symbol, Any]
    known: Mapping[Symbol, Symbol]

    @cached_property
    def uses(self) -> dict[Symbol, Counter[Any]]:
        """For each the formulas that name it, with it marked and other loose names blotted out."""
        found: dict[Symbol, Counter[Any]] = {symbol: Counter() for symbol in self.definitions}
        for table in self.scheme.tables.values():
            for column in table.computed.values():
                own = ("column", table.name, column.name)
                holder = "…" if own in found else self.known.get(own, own)
                named = symbols(column.node) & found.keys()
                alike = self.blotted(column.node, None) if len(named) > MOST_MARKED else None
                for symbol in named:
                    found[symbol][holder, alike or self.blotted(column.node, symbol)] += 1
        return found

    def blotted(self, node: Node, marked: Symbol | None) -> Shape:
        def name(symbol: Symbol) -> Any:
            if symbol == marked:
                return "here"
            return "…" if symbol in self.definitions else self.known.get(symbol, symbol)

        return shape(node, name)

    def likeness(self, symbol: Symbol) -> Any:
        """Equal for two definitions that could be one: parameters of a kind, facts of a type, formulas of a shape, used
        alike."""
        each, used = self.definitions[symbol], frozenset(self.uses[symbol].items())
        if symbol[0] == "parameter":
            return symbol[:2], each.kind.name, used
        if symbol[0] == "lookup":
            return symbol[:2], frozenset(each.entries), used
        if isinstance(each, Computed):
            return symbol[:2], self.blotted(each.node, None), used
        return symbol[:2], each.type, frozenset(each.choices), used

    def value(self, symbol: Symbol) -> Any:
        """What tells two definitions of a kind apart when nothing uses them; facts only by their label."""
        each = self.definitions[symbol]
        if symbol[0] == "column":
            return "formula" if isinstance(each, Computed) else each.label or object()
        return each.value if symbol[0] == "parameter" else dict(each.entries)


def _matched(old: _Loose, new: _Loose) -> dict[Symbol, Symbol]:
    """Pairs found in one round."""
    fitting: dict[Any, list[Symbol]] = {}
    for symbol in new.definitions:
        fitting.setdefault(new.likeness(symbol), []).append(symbol)
    pairs: dict[Symbol, Symbol] = {}
    for symbol in old.definitions:
        others = fitting.get(old.likeness(symbol), [])
        # without any use only an equal value tells that it is the same thing
        equal = [other for other in others if old.value(symbol) == new.value(other)]
        if equal or (others and old.uses[symbol]):
            pairs[symbol] = (equal or others)[0]
            others.remove(pairs[symbol])
    return pairs

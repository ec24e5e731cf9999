"""Which definitions only got another name: what they say is the same, and every formula uses them alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from gangmu.scoring.comparison.trees import Shape, Symbol, shape, symbols
from gangmu.scoring.schemes.scheme import Scheme

Names = Mapping[Symbol, Symbol]


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
    gone = [symbol for symbol in before if symbol not in after]
    come = [symbol for symbol in after if symbol not in before]
    known: dict[Symbol, Symbol] = {}
    while pairs := _matched(old, new, gone, come, known):
        known |= pairs
        gone = [symbol for symbol in gone if symbol not in known]
        come = [symbol for symbol in come if symbol not in known.values()]
    return known


def _matched(
    old: Scheme, new: Scheme, gone: list[Symbol], come: list[Symbol], known: Mapping[Symbol, Symbol]
) -> dict[Symbol, Symbol]:
    """Pairs found in one round; what was found before counts as one name, so that chains of renames are seen."""
    uses = _uses(old, gone, known), _uses(new, come, {})
    pairs: dict[Symbol, Symbol] = {}
    for symbol in gone:
        fitting = [
            other
            for other in come
            if other[:2] == symbol[:2]
            and other not in pairs.values()
            and _alike(old, new, symbol, other, (gone, come, known))
            and uses[0][symbol] == uses[1][other]
        ]
        # without any use only an equal value tells that it is the same thing
        equal = [other for other in fitting if _value(old, symbol) == _value(new, other)]
        if equal or (fitting and uses[0][symbol]):
            pairs[symbol] = (equal or fitting)[0]
    return pairs


def _uses(scheme: Scheme, loose: list[Symbol], known: Mapping[Symbol, Symbol]) -> dict[Symbol, Counter[Any]]:
    """For each loose symbol the formulas that name it, with it marked and other loose names blotted out."""
    found: dict[Symbol, Counter[Any]] = {symbol: Counter() for symbol in loose}
    for table in scheme.tables.values():
        for column in table.computed.values():
            for symbol in symbols(column.node) & found.keys():
                own = ("column", table.name, column.name)
                holder = "…" if own in found else known.get(own, own)
                found[symbol][holder, _blotted(column.node, symbol, loose, known)] += 1
    return found


def _blotted(node: Any, marked: Symbol | None, loose: list[Symbol], known: Mapping[Symbol, Symbol]) -> Shape:
    def name(symbol: Symbol) -> Any:
        if symbol == marked:
            return "here"
        return "…" if symbol in loose else known.get(symbol, symbol)

    return shape(node, name)


def _alike(
    old: Scheme, new: Scheme, a: Symbol, b: Symbol, loose: tuple[list[Symbol], list[Symbol], Mapping[Symbol, Symbol]]
) -> bool:
    """Whether two definitions could be one: parameters of a kind, facts of a type, formulas of a shape."""
    first, second = all_symbols(old)[a], all_symbols(new)[b]
    if type(first) is not type(second):
        return False
    if a[0] == "parameter":
        return bool(first.kind.name == second.kind.name)
    if a[0] == "lookup":
        return bool(set(first.entries) == set(second.entries))
    if hasattr(first, "node"):
        gone, come, known = loose
        return _blotted(first.node, None, gone, known) == _blotted(second.node, None, come, {})
    return bool(first.type == second.type and set(first.choices) == set(second.choices))


def _value(scheme: Scheme, symbol: Symbol) -> Any:
    """What tells two definitions of a kind apart when nothing uses them; facts are told apart by their label only."""
    each = all_symbols(scheme)[symbol]
    if symbol[0] == "column":
        return "formula" if hasattr(each, "node") else each.label or object()
    return each.value if symbol[0] == "parameter" else dict(each.entries)

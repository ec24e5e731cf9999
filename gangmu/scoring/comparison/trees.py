"""Formulas as trees that can be compared: two that always give the same have, in all ordinary cases, one shape.

Spacing, brackets, aliases, the order of what is added or multiplied, defaults written out, `a > b` for `b < a`, `not`
before a comparison, a choice the other way round, `in` for several `=` and a named shape for its body make no
difference.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from gangmu.scoring.formulas.nodes import Aggregate, Apply, Constant, Named, Node, NotScored, Peers, Reference
from gangmu.scoring.functions.definition import Definition

Shape = tuple[Any, ...]
# What a formula can name: ("parameter", "", name), ("lookup", "", name), ("column", table, name).
Symbol = tuple[str, str, str]

TURNED = {">": "<", ">=": "<="}
OPPOSITE = {"<": "<=", "<=": "<", "=": "<>", "<>": "="}
UNORDERED = frozenset({"+", "*", "and", "or", "=", "<>", "min", "max", "geomean", "worst"})
FLAT = frozenset({"+", "*", "and", "or", "min", "max"})


def same(symbol: Symbol) -> Any:
    return symbol


def shape(node: Node, name: Callable[[Symbol], Any] = same) -> Shape:
    """The comparable form; `name` says what stands for a parameter, lookup table or column."""
    if isinstance(node, Constant):
        return ("name", name(("parameter", "", node.name))) if node.name else ("value", node.kind.name, str(node.value))
    if isinstance(node, NotScored):
        return "not scored", node.reason
    if isinstance(node, Reference):
        return "name", name(("column", node.table, node.column))
    if isinstance(node, Named):
        return shape(node.body, name)
    if isinstance(node, Apply):
        return _apply(node, name)
    if isinstance(node, Aggregate):
        parts = (_optional(node.where, name), _optional(node.otherwise, name))
        arguments = tuple(shape(part, name) for part in node.arguments)
        return "below", node.function.name, node.table, arguments, parts, _options(node, name)
    if isinstance(node, Peers):
        parts = (_optional(node.within, name), _optional(node.among, name))
        return "peers", node.function.name, tuple(shape(p, name) for p in node.arguments), parts, _options(node, name)
    raise AssertionError(node)


def _optional(node: Node | None, name: Callable[[Symbol], Any]) -> Shape:
    return () if node is None else shape(node, name)


def _apply(node: Apply, name: Callable[[Symbol], Any]) -> Shape:
    operator = node.function.name
    arguments = tuple(shape(part, name) for part in node.arguments)
    if node.function.operator == "-" and all(part.kind.name == "number" for part in node.arguments):
        return _joined("+", (arguments[0], _negative(arguments[1])))
    if node.function.operator == "negative":
        return _negative(arguments[0])
    if node.function.operator == "/":
        return _joined("*", (arguments[0], _inverse(arguments[1])))
    if operator == "not":
        return _not(arguments[0])
    if operator == "if" and arguments[0] != (plain := _affirmed(arguments[0])):
        return "row", "if", (plain, arguments[2], arguments[1]), ()
    if operator == "in":
        members = (("row", "=", tuple(sorted((arguments[0], ("value", "text", each)), key=repr)), ())
                   for each in dict(node.options)["members"])  # fmt: skip
        return _joined("or", tuple(members))
    if operator in TURNED:
        operator, arguments = TURNED[operator], arguments[::-1]
    return _joined(operator, arguments, _options(node, name))


def _negative(part: Shape) -> Shape:
    """−(a + b) is −a + −b, −(−a) is a."""
    if part[:2] == ("row", "+"):
        return _joined("+", tuple(_negative(each) for each in part[2]))
    if part[:2] == ("row", "negative"):
        inner: Shape = part[2][0]
        return inner
    return "row", "negative", (part,), ()


def _inverse(part: Shape) -> Shape:
    """1 ÷ (a × b) is 1 ÷ a × 1 ÷ b; 1 ÷ (1 ÷ 2) is 2, but 1 ÷ (1 ÷ a) stays: where a is zero it has no result."""
    if part[:2] == ("row", "*"):
        return _joined("*", tuple(_inverse(each) for each in part[2]))
    if part[:2] == ("row", "negative"):
        return _negative(_inverse(part[2][0]))
    if part[:2] == ("row", "inverse"):
        inner: Shape = part[2][0]
        if inner[0] == "value" and inner[2] != "0":
            return inner
    return "row", "inverse", (part,), ()


def _not(part: Shape) -> Shape:
    """not a < b is b <= a, not a = b is a <> b, not not a is a."""
    if part[:2] == ("row", "not"):
        inner: Shape = part[2][0]
        return inner
    if part[0] == "row" and part[1] in OPPOSITE:
        arguments = part[2][::-1] if part[1] in ("<", "<=") else part[2]
        return "row", OPPOSITE[part[1]], arguments, part[3]
    return "row", "not", (part,), ()


def _affirmed(condition: Shape) -> Shape:
    """Of a condition and its opposite always the same one."""
    return _not(condition) if condition[0] == "row" and condition[1] in ("not", "<=", "<>") else condition


def _joined(operator: str, arguments: tuple[Shape, ...], options: Shape = ()) -> Shape:
    if operator == "*" and any(part[:2] == ("row", "negative") for part in arguments):
        signs = sum(part[:2] == ("row", "negative") for part in arguments)
        bare = _joined("*", tuple(part[2][0] if part[:2] == ("row", "negative") else part for part in arguments))
        return _negative(bare) if signs % 2 else bare
    if operator in FLAT:
        flat: list[Shape] = []
        for part in arguments:
            flat += part[2] if part[:2] == ("row", operator) else (part,)
        arguments = tuple(flat)
    if operator in UNORDERED:
        arguments = tuple(sorted(arguments, key=repr))
    return ("row", operator, arguments, options) if len(arguments) > 1 or operator not in FLAT else arguments[0]


def _options(node: Apply | Aggregate | Peers, name: Callable[[Symbol], Any]) -> Shape:
    """Options that differ from the default. Lookup tables and scales stand for themselves elsewhere."""
    if not node.options:
        return ()
    options = dict(node.options)
    if node.function.name == "lookup":
        return ("lookup", name(("lookup", "", options["name"])))
    defaults = _defaults(node.function)
    kept = {key: value for key, value in options.items() if key != "scale" and defaults.get(key) != value}
    return tuple((key, str(kept[key])) for key in sorted(kept))


def _defaults(function: Definition) -> dict[str, Any]:
    if function.compute is None:
        return {}
    parameters = inspect.signature(function.compute).parameters.values()
    return {each.name: each.default for each in parameters if each.kind is each.KEYWORD_ONLY}


def symbols(node: Node) -> set[Symbol]:
    """Every parameter, lookup table and column that a formula names."""
    found: set[Symbol] = set()

    def note(symbol: Symbol) -> Symbol:
        found.add(symbol)
        return symbol

    shape(node, note)
    return found


def rebuilt(node: Node, change: Callable[[Node], Node]) -> Node:
    """The tree with `change` done to every node, leaves first."""
    changes: dict[str, Any] = {}
    for field in ("where", "otherwise", "within", "among", "body"):
        part = getattr(node, field, None)
        if isinstance(part, Node):
            changes[field] = rebuilt(part, change)
    if isinstance(node, (Apply, Aggregate, Peers, Named)):
        changes["arguments"] = tuple(rebuilt(part, change) for part in node.arguments)
    return change(replace(node, **changes) if changes else node)


def renamed(node: Node, names: Mapping[Symbol, str]) -> Node:
    """The tree with parameters, lookup tables and columns called by other names."""

    def change(part: Node) -> Node:
        if isinstance(part, Constant) and ("parameter", "", part.name) in names:
            return replace(part, name=names["parameter", "", part.name])
        if isinstance(part, Reference) and ("column", part.table, part.column) in names:
            return replace(part, column=names["column", part.table, part.column])
        if isinstance(part, Apply) and part.function.name == "lookup":
            options = dict(part.options)
            options["name"] = names.get(("lookup", "", options["name"]), options["name"])
            return replace(part, options=tuple(options.items()))
        return part

    return rebuilt(node, change)

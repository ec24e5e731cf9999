"""Typed formulas as Excel formulas. A missing value is an error value there, which spreads just as it does here."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from gmpy2 import mpq

from gangmu.scoring.formulas.nodes import Apply, Constant, Named, Node, Reference
from gangmu.scoring.workbook.grid import PARAMETERS, Grid

# Excel counts days from 1899-12-30.
EXCEL_EPOCH = 693594
# Binary floats stray in the sixteenth digit; comparisons and whole steps are taken after rounding here.
CERTAIN_DIGITS = 9


Special = Callable[["Translator", Any, str, int], str]


def literal(value: Any, kind: str) -> str:
    """A constant as Excel writes it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        escaped = value.replace('"', '""')
        return f'"{escaped}"'
    if kind == "date":
        return str(int(value) - EXCEL_EPOCH)
    exact = mpq(value)
    if exact.denominator == 1:
        return str(exact.numerator)
    return repr(float(exact)) if len(str(exact)) > 30 else f"({exact.numerator}/{exact.denominator})"


def array(values: tuple[str, ...]) -> str:
    return "{" + ",".join(literal(value, "text") for value in values) + "}"


class Translator:
    """Excel expressions for nodes in a given row. `special` translates aggregates and peers."""

    def __init__(self, grid: Grid, lookups: dict[str, tuple[int, int]], special: dict[type[Node], Special]) -> None:
        self.grid = grid
        self.lookups = lookups
        self.special = special
        self.evaluation = grid.result.evaluation

    def text(self, node: Node, table: str, row: int) -> str:
        if isinstance(node, Constant):
            return (
                f"{PARAMETERS}!$B${self.grid.parameters[node.name]}"
                if node.name
                else literal(node.value, node.kind.name)
            )
        if isinstance(node, Reference):
            return self.reference(node, table, row)
        if isinstance(node, Named):
            return self.text(node.body, table, row)
        if isinstance(node, Apply):
            return self.apply(node, table, row)
        return self.special[type(node)](self, node, table, row)

    def reference(self, node: Reference, table: str, row: int) -> str:
        above = int(self.evaluation.lift(table, node.table)[row])
        address = self.grid.cell(node.table, node.column, above, other_sheet=node.table != table)
        given = self.grid.scheme.tables[node.table].given.get(node.column)
        if given is None or given.default is not None:
            return address
        return f'IF({address}="",NA(),{address})'

    def apply(self, node: Apply, table: str, row: int) -> str:
        operator = node.function.operator
        if operator in ("and", "or"):
            return self.logic(node, operator, table, row)
        parts = [self.text(argument, table, row) for argument in node.arguments]
        if operator in ("=", "<>", "<", "<=", ">", ">="):
            return _comparison(operator, node.arguments[0].kind.name, parts)
        if operator in ("+", "-", "*", "/", "^"):
            return f"({parts[0]}{operator}{parts[1]})"
        if node.function.name == "lookup":
            first, last = self.lookups[dict(node.options)["name"]]
            return f"INDEX({PARAMETERS}!$B${first}:$B${last},MATCH({parts[0]},{PARAMETERS}!$A${first}:$A${last},0))"
        return FUNCTIONS[node.function.name](parts, dict(node.options))

    def logic(self, node: Apply, operator: str, table: str, row: int) -> str:
        """And: a no decides even beside an error; or: a yes does."""
        parts = [self.text(part, table, row) for part in _chain(node, operator)]
        if operator == "and":
            sure = ",".join(f"IFERROR({part},TRUE)" for part in parts)
            return f"IF(AND({sure}),AND({','.join(parts)}),FALSE)"
        sure = ",".join(f"IFERROR({part},FALSE)" for part in parts)
        return f"IF(OR({sure}),TRUE,OR({','.join(parts)}))"


def _chain(node: Node, operator: str) -> list[Node]:
    if isinstance(node, Apply) and node.function.operator == operator:
        return [part for argument in node.arguments for part in _chain(argument, operator)]
    return [node]


def _comparison(operator: str, kind: str, parts: list[str]) -> str:
    left, right = parts
    if kind == "text":
        return f"EXACT({left},{right})" if operator == "=" else f"NOT(EXACT({left},{right}))"
    if kind == "yes/no":
        return f"(({left}){operator}({right}))"
    return f"(ROUND(({left})-({right}),{CERTAIN_DIGITS}){operator}0)"


def _sure(text: str) -> str:
    return f"ROUND({text},{CERTAIN_DIGITS})"


def _round(parts: list[str], options: dict[str, Any]) -> str:
    digits, mode = int(options.get("digits", 0)), options.get("mode", "half-up")
    scaled = _sure(f"({parts[0]})*10^{digits}")
    if mode == "half-up":
        return f"ROUND({_sure(parts[0]) if digits < CERTAIN_DIGITS else parts[0]},{digits})"
    if mode == "half-even":
        return f"(IF({scaled}-INT({scaled})=0.5,2*ROUND({scaled}/2,0),ROUND({scaled},0))/10^{digits})"
    return f"(INT({scaled})/10^{digits})" if mode == "down" else f"(-INT(-{scaled})/10^{digits})"


def _cases(parts: list[str], options: dict[str, Any]) -> str:
    text = parts[-1]
    for position in reversed(range(len(options["operators"]))):
        condition = _comparison(options["operators"][position], "number", [parts[0], parts[2 * position + 1]])
        text = f"IF({condition},{parts[2 * position + 2]},{text})"
    return text


def _clamp(parts: list[str], options: dict[str, Any]) -> str:
    """Bounds in the wrong order leave no result; where both are written out, their order is known here."""
    x, low, high = parts
    text = f"MIN(MAX({x},{low}),{high})"
    written = all(re.fullmatch(r"[\d.]+", bound) for bound in (low, high))
    return text if written and float(low) <= float(high) else f"IF(({low})>({high}),NA(),{text})"


def _interpolate(parts: list[str], options: dict[str, Any]) -> str:
    x, points = parts[0], [(parts[i], parts[i + 1]) for i in range(1, len(parts), 2)]
    text = points[-1][0]
    for (low, low_at), (high, high_at) in reversed(list(pairwise(points))):
        line = f"({low}+(({x})-{low_at})*({high}-{low})/({high_at}-{low_at}))"
        text = f"IF(({x})>={high_at},{text},IF(({x})<={low_at},{low},{line}))"
    first = points[0]
    return f"IF(({x})<={first[1]},{first[0]},{text})"


def _progressive(parts: list[str], options: dict[str, Any]) -> str:
    size, brackets = f"ABS({parts[0]})", [(parts[i], parts[i + 1]) for i in range(1, len(parts), 2)]
    ends = [f",({start})" for _, start in brackets[1:]]
    amounts = [f"MIN({size}{end})" if end else size for end in [*ends, ""]]
    terms = [f"({rate})*MAX({amount}-({start}),0)" for (rate, start), amount in zip(brackets, amounts, strict=True)]
    return f"(IF(({parts[0]})<0,-1,1)*({'+'.join(terms)}))"


def _step(parts: list[str], options: dict[str, Any]) -> str:
    scale = array(options["scale"])
    place = f"MATCH({parts[0]},{scale},0)+{options['sign']}*INT({_sure(parts[1])})"
    return f"INDEX({scale},1,MIN(MAX({place},1),{len(options['scale'])}))"


def _pick(parts: list[str], options: dict[str, Any]) -> str:
    scale = array(options["scale"])
    places = ",".join(f"MATCH({part},{scale},0)" for part in parts)
    return f"INDEX({scale},1,{'MAX' if options['sign'] > 0 else 'MIN'}({places}))"


def _coalesce(parts: list[str], options: dict[str, Any]) -> str:
    text = parts[-1]
    for part in reversed(parts[:-1]):
        text = f"IFERROR({part},{text})"
    return text


def _call(name: str) -> Callable[[list[str], dict[str, Any]], str]:
    return lambda parts, options: f"{name}({','.join(parts)})"


FUNCTIONS: dict[str, Callable[[list[str], dict[str, Any]], str]] = {
    "negative": lambda p, o: f"(-({p[0]}))",
    "not": _call("NOT"),
    "ratio": lambda p, o: f"IF(({p[1]})>0,({p[0]})/({p[1]}),NA())",
    "clamp": _clamp,
    "abs": _call("ABS"),
    "round": _round,
    "floor": lambda p, o: f"INT({_sure(p[0])})",
    "ceil": lambda p, o: f"(-INT(-{_sure(p[0])}))",
    "sqrt": _call("SQRT"),
    "ln": _call("LN"),
    "exp": lambda p, o: f"IF(ABS({p[0]})<=100,EXP({p[0]}),NA())",
    "geomean": lambda p, o: f"IF(MIN({','.join(p)})>0,GEOMEAN({','.join(p)}),NA())",
    "min": _call("MIN"),
    "max": _call("MAX"),
    "if": _call("IF"),
    "missing": _call("ISERROR"),
    "coalesce": _coalesce,
    "join": lambda p, o: '&"·"&'.join(f"({part})" for part in p),
    "days": lambda p, o: f"(({p[1]})-({p[0]}))",
    "band": _cases,
    "ladder": _cases,
    "interpolate": _interpolate,
    "progressive": _progressive,
    "step_down": _step,
    "worst": _pick,
    "in": lambda p, o: "OR(" + ",".join(f"EXACT({p[0]},{literal(member, 'text')})" for member in o["members"]) + ")",
}

"""Typed formulas as Excel formulas. A missing value is an error value there, which spreads just as it does here."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from gangmu.scoring.formulas.nodes import Apply, Constant, Named, Node, Reference
from gangmu.scoring.formulas.rendering import strength
from gangmu.scoring.functions.operators import LARGEST_EXPONENT
from gangmu.scoring.functions.rowwise import BETWEEN
from gangmu.scoring.workbook.grid import Grid
from gangmu.scoring.workbook.limits import DIGITS, quoted
from gangmu.scoring.workbook.spelling import array, as_excel, bracketed, literal, unbracketed

# Binary floats stray in the last digits; comparisons and whole steps are taken after rounding to so many decimals.
CERTAIN_DIGITS = 9
# A part longer than this that a formula would repeat gets a column of its own.
LONGEST_PART = 150

Special = Callable[["Translator", Any, str, int], str]
_WHOLE = re.compile(r"\(?(-?\d+)\)?")


class Translator:
    """Excel expressions for nodes in a given row. `special` translates aggregates and peers."""

    def __init__(self, grid: Grid, special: dict[type[Node], Special]) -> None:
        self.grid = grid
        self.special = special
        self.evaluation = grid.result.evaluation
        self.yes = quoted(grid.words["yes"])
        self.no = quoted(grid.words["no"])
        # What peers of a node are compared by, kept by node.
        self.contests: dict[int, Any] = {}
        self._certain: dict[int, int] = {}
        self._references: dict[tuple[str, str], tuple[Node, ...]] = {}

    def cell(self, node: Node, table: str, row: int) -> str:
        """The formula of a computed cell: yes and no are words there."""
        text = self.text(node, table, row)
        return f"IF({unbracketed(text)},{self.yes},{self.no})" if node.kind.name == "yes/no" else text

    def text(self, node: Node, table: str, row: int) -> str:
        if isinstance(node, Constant):
            return self.constant(node)
        if isinstance(node, Reference):
            return self.reference(node, table, row)
        if isinstance(node, Named):
            return self.text(node.body, table, row)
        if isinstance(node, Apply):
            return self.apply(node, table, row)
        return self.special[type(node)](self, node, table, row)

    def constant(self, node: Constant) -> str:
        if not node.name:
            return literal(node.value, node.kind.name)
        address = self.grid.parameter("B", self.grid.parameters[node.name])
        return f"({address}={self.yes})" if node.kind.name == "yes/no" else address

    def reference(self, node: Reference, table: str, row: int) -> str:
        above = int(self.evaluation.lift(table, node.table)[row])
        address = self.grid.cell(node.table, node.column, above, other_sheet=node.table != table)
        value = f"({address}={self.yes})" if node.kind.name == "yes/no" else address
        given = self.grid.scheme.tables[node.table].given.get(node.column)
        if given is None or given.default is not None:
            return value
        return f'IF({address}="",NA(),{unbracketed(value)})'

    def apply(self, node: Apply, table: str, row: int) -> str:
        operator = node.function.operator
        if operator in ("and", "or"):
            return self.logic(node, operator, table, row)
        if operator in ("+", "-", "*", "/", "^"):
            left = self.side(node, node.arguments[0], operator == "^", table, row)
            right = self.side(node, node.arguments[1], True, table, row)
            text = _power(left, right) if operator == "^" else f"{left}{operator}{right}"
            # INT, or LibreOffice shows the days since a written date as a date.
            return f"INT({text})" if node.arguments[1].kind.name == "date" else text
        parts = [self.part(node, argument, table, row) for argument in node.arguments]
        if operator in ("=", "<>") and node.arguments[0].kind.name == "text":
            return _same_text(operator, node.arguments, parts)
        if operator in ("=", "<>", "<", "<=", ">", ">="):
            return _comparison(operator, node.arguments[0].kind.name, parts, self.certain(node.arguments, table))
        if node.function.name == "lookup":
            first, last = self.grid.lookups[dict(node.options)["name"]]
            names, values = self.grid.parameter("A", first, last), self.grid.parameter("B", first, last)
            return f"LOOKUP(2,1/EXACT({parts[0]},{names}),{values})"
        if node.function.name == "join":
            return _joined(node.arguments, parts)
        options = {**dict(node.options), "certain": self.certain(node.arguments, table)}
        return FUNCTIONS[node.function.name]([unbracketed(part) for part in parts], options)

    def side(self, of: Apply, node: Node, tight: bool, table: str, row: int) -> str:
        """One side of a sum, product or power (which repeats it); in brackets where it would run into its neighbour."""
        text = self.part(of, node, table, row) if of.function.operator == "^" else self.text(node, table, row)
        while isinstance(node, Named):
            node = node.body
        loose = isinstance(node, Apply) and node.function.operator in ("+", "-", "*", "/", "^")
        return f"({text})" if loose and strength(node) < strength(of) + tight else text

    def part(self, node: Apply, argument: Node, table: str, row: int) -> str:
        """An argument; a long one that the function would repeat stands in a column of its own."""
        text = self.text(argument, table, row)
        if len(text) <= LONGEST_PART or not (node.function.operator or node.function.name in REPEATING):
            return text
        return self.grid.here(self.apart(argument, table), row)

    def apart(self, node: Node, table: str) -> int:
        """The helper column that holds a node."""
        heading, mark = str(getattr(node, "text", "")), (id(node), "part")
        return self.grid.helper(
            table, mark, heading, lambda at: self.text(node, table, at), lambda: self.values(node, table)
        )

    def values(self, node: Node, table: str) -> list[Any]:
        """A node's values in every row, as cells hold them."""
        column = self.evaluation.evaluate(node, table)
        return [as_excel(column.cell(row), node.kind.name) for row in range(self.evaluation.size(table))]

    def certain_of(self, table: str, column: str) -> int:
        """The same for a computed column."""
        if (table, column) not in self._references:
            node = self.grid.scheme.tables[table].computed[column].node
            self._references[table, column] = (Reference(node.kind, table, column, column),)
        return self.certain(self._references[table, column], table)

    def certain(self, nodes: tuple[Node, ...], table: str) -> int:
        """To how many decimals a spreadsheet can be trusted with numbers of this size: 15 digits less one."""
        if id(nodes) not in self._certain:
            largest = max((self._largest(node, table) for node in nodes if node.kind.name == "number"), default=0)
            places = len(str(int(largest))) if largest < 10**DIGITS else DIGITS
            self._certain[id(nodes)] = max(0, min(CERTAIN_DIGITS, DIGITS - 1 - places))
        return self._certain[id(nodes)]

    def _largest(self, node: Node, table: str) -> Any:
        column = self.evaluation.evaluate(node, table)
        return max((abs(value) for value in column.values[~column.missing]), default=0)

    def logic(self, node: Apply, operator: str, table: str, row: int) -> str:
        """And: a no decides even beside an error; or: a yes does."""
        parts = [self.part(node, part, table, row) for part in _chain(node, operator)]
        if operator == "and":
            sure = ",".join(f"IFERROR({part},TRUE)" for part in parts)
            return f"IF(AND({sure}),AND({','.join(parts)}),FALSE)"
        sure = ",".join(f"IFERROR({part},FALSE)" for part in parts)
        return f"IF(OR({sure}),TRUE,OR({','.join(parts)}))"


def _power(base: str, exponent: str) -> str:
    """An error where the engine has no power; LibreOffice knows odd roots of negative numbers."""
    whole = _WHOLE.fullmatch(exponent)
    if whole and abs(int(whole[1])) <= LARGEST_EXPONENT:
        return f"{base}^{exponent}"
    defined = f"AND(ABS({exponent})<={LARGEST_EXPONENT},OR({base}>=0,{exponent}=INT({exponent})))"
    return f"IF({defined},{base}^{exponent},NA())"


def _chain(node: Node, operator: str) -> list[Node]:
    if isinstance(node, Apply) and node.function.operator == operator:
        return [part for argument in node.arguments for part in _chain(argument, operator)]
    return [node]


def _same_text(operator: str, sides: tuple[Node, ...], parts: list[str]) -> str:
    """Excel's own `=` overlooks the case of letters: it does where no two possible texts differ in that alone.

    EXACT never sees an error: LibreOffice may end when it draws such a cell.
    """
    left, right = parts
    choices = [{side.value} if isinstance(side, Constant) else side.kind.choices for side in sides]
    texts = {text for one in choices for text in one or ()}
    if all(one is not None for one in choices) and len({text.casefold() for text in texts}) == len(texts):
        return f"({bracketed(left)}{operator}{bracketed(right)})"
    same = f"IF(ISERROR({bracketed(left)}&{bracketed(right)}),NA(),EXACT({left},{right}))"
    return same if operator == "=" else f"NOT({same})"


def _joined(texts: tuple[Node, ...], parts: list[str]) -> str:
    """No text where a part already has the sign between parts, which those never have whose texts are all known."""
    known = [{text.value} if isinstance(text, Constant) else text.kind.choices for text in texts]
    doubtful = [
        part for part, one in zip(parts, known, strict=True) if one is None or any(BETWEEN in str(text) for text in one)
    ]
    text = f'&"{BETWEEN}"&'.join(map(bracketed, parts))
    return (
        f'IF(ISNUMBER(FIND("{BETWEEN}",{"&".join(map(bracketed, doubtful))})),NA(),{text})' if doubtful else f"({text})"
    )


def _comparison(operator: str, kind: str, parts: list[str], certain: int) -> str:
    left, right = parts
    if kind == "yes/no":
        return f"({bracketed(left)}{operator}{bracketed(right)})"
    return f"(ROUND({bracketed(left)}-{bracketed(right)},{certain}){operator}0)"


def rounded(text: str, digits: int, certain: int) -> str:
    """Halves away from zero, whoever computes; the binary stray is cut where a half is exact, then ROUND decides."""
    scaled = f"{bracketed(text)}*10^{digits}" if digits else text
    snapped = f"ROUND({scaled},{max(1, certain - max(digits, 0))})"
    return f"ROUND({snapped},0)/10^{digits}" if digits else f"ROUND({snapped},0)"


def _round(parts: list[str], options: dict[str, Any]) -> str:
    digits, mode, certain = int(options.get("digits", 0)), options.get("mode", "half-up"), options["certain"]
    if mode == "half-up":
        return f"({rounded(parts[0], digits, certain)})"
    scaled = f"ROUND({bracketed(parts[0])}*10^{digits},{max(1, certain - max(digits, 0))})"
    if mode == "half-even":
        return f"(IF({scaled}-INT({scaled})=0.5,2*ROUND({scaled}/2,0),ROUND({scaled},0))/10^{digits})"
    return f"(INT({scaled})/10^{digits})" if mode == "down" else f"(-INT(-{scaled})/10^{digits})"


def _floor(parts: list[str], options: dict[str, Any]) -> str:
    return f"INT(ROUND({parts[0]},{options['certain']}))"


def _ceil(parts: list[str], options: dict[str, Any]) -> str:
    return f"(-INT(-ROUND({parts[0]},{options['certain']})))"


def _cases(parts: list[str], options: dict[str, Any]) -> str:
    text = parts[-1]
    for position in reversed(range(len(options["operators"]))):
        sides = [parts[0], parts[2 * position + 1]]
        condition = _comparison(options["operators"][position], "number", sides, options["certain"])
        text = f"IF({condition},{parts[2 * position + 2]},{text})"
    return text


def _clamp(parts: list[str], options: dict[str, Any]) -> str:
    """Bounds in the wrong order leave no result; where both are written out, their order is known here."""
    x, low, high = parts
    text = f"MIN(MAX({x},{low}),{high})"
    written = all(re.fullmatch(r"[\d.]+", bound) for bound in (low, high))
    return text if written and float(low) <= float(high) else f"IF({bracketed(low)}>{bracketed(high)},NA(),{text})"


def _interpolate(parts: list[str], options: dict[str, Any]) -> str:
    x = bracketed(parts[0])
    pairs = [bracketed(part) for part in parts[1:]]
    points = list(zip(pairs[::2], pairs[1::2], strict=True))
    text = points[-1][0]
    for (low, low_at), (high, high_at) in reversed(list(pairwise(points))):
        line = f"{low}+({x}-{low_at})*({high}-{low})/({high_at}-{low_at})"
        text = f"IF({x}>={high_at},{text},IF({x}<={low_at},{low},{line}))"
    value, place = points[0]
    return _where_rising(f"IF({x}<={place},{value},{text})", points, options["certain"])


def _where_rising(text: str, points: list[tuple[str, str]], certain: int) -> str:
    """The text, but an error where a point is missing or the places do not rise; those written out were checked."""
    places, values = [place for _, place in points], [value for value, _ in points if not _written(value)]
    sure = [f"ROUND({high}-{low},{certain})>0" for low, high in pairwise(places) if not _written(low + high)]
    sure += [f"ISNUMBER({'+'.join(values)})"] if values else []
    return f"IF(AND({','.join(sure)}),{text},NA())" if sure else text


def _written(text: str) -> bool:
    """Whether a text is made of written numbers alone."""
    return not re.search("[A-Z]", text)


def _progressive(parts: list[str], options: dict[str, Any]) -> str:
    size, brackets = f"ABS({parts[0]})", [(parts[i], parts[i + 1]) for i in range(1, len(parts), 2)]
    ends = [f",{start}" for _, start in brackets[1:]]
    amounts = [f"MIN({size}{end})" if end else size for end in [*ends, ""]]
    terms = [
        f"{bracketed(rate)}*MAX({amount}-{bracketed(start)},0)"
        for (rate, start), amount in zip(brackets, amounts, strict=True)
    ]
    text = f"(IF({bracketed(parts[0])}<0,-1,1)*({'+'.join(terms)}))"
    points = [(bracketed(rate), bracketed(start)) for rate, start in brackets]
    start = points[0][1]
    text = text if _written(start) else f"IF({start}>=0,{text},NA())"
    return _where_rising(text, points, options["certain"])


def _place(text: str, scale: tuple[str, ...]) -> str:
    """The place of a grade on its scale; letters' case counts and nothing is a pattern, as MATCH would have it."""
    places = ",".join(str(place) for place in range(1, len(scale) + 1))
    return f"LOOKUP(2,1/EXACT({text},{array(scale)}),{{{places}}})"


def _step(parts: list[str], options: dict[str, Any]) -> str:
    scale = options["scale"]
    place = f"{_place(parts[0], scale)}{'+' if options['sign'] > 0 else '-'}INT(ROUND({parts[1]},{options['certain']}))"
    return f"INDEX({array(scale)},1,MIN(MAX({place},1),{len(scale)}))"


def _pick(parts: list[str], options: dict[str, Any]) -> str:
    scale = options["scale"]
    places = ",".join(_place(part, scale) for part in parts)
    return f"INDEX({array(scale)},1,{'MAX' if options['sign'] > 0 else 'MIN'}({places}))"


def _coalesce(parts: list[str], options: dict[str, Any]) -> str:
    text = parts[-1]
    for part in reversed(parts[:-1]):
        text = f"IFERROR({part},{text})"
    return text


def _call(name: str) -> Callable[[list[str], dict[str, Any]], str]:
    return lambda parts, options: f"{name}({','.join(parts)})"


REPEATING = frozenset(
    {"ratio", "clamp", "exp", "geomean", "round", "band", "ladder", "interpolate", "progressive", "join"}
)
FUNCTIONS: dict[str, Callable[[list[str], dict[str, Any]], str]] = {
    "negative": lambda p, o: f"(-{bracketed(p[0])})",
    "not": _call("NOT"),
    "ratio": lambda p, o: f"IF({bracketed(p[1])}>0,{bracketed(p[0])}/{bracketed(p[1])},NA())",
    "clamp": _clamp,
    "abs": _call("ABS"),
    "round": _round,
    "floor": _floor,
    "ceil": _ceil,
    "sqrt": _call("SQRT"),
    "ln": _call("LN"),
    "exp": lambda p, o: f"IF(ABS({p[0]})<=100,EXP({p[0]}),NA())",
    "geomean": lambda p, o: f"IF(MIN({','.join(p)})>0,GEOMEAN({','.join(p)}),NA())",
    "min": _call("MIN"),
    "max": _call("MAX"),
    "if": _call("IF"),
    "missing": _call("ISERROR"),
    "coalesce": _coalesce,
    "days": lambda p, o: f"INT({bracketed(p[1])}-{bracketed(p[0])})",  # INT as above
    "band": _cases,
    "ladder": _cases,
    "interpolate": _interpolate,
    "progressive": _progressive,
    "step_down": _step,
    "worst": _pick,
    "in": lambda p, o: f"(SUMPRODUCT(1*EXACT({p[0]},{array(o['members'])}))>0)",
}

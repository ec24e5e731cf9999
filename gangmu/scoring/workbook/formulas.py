"""Typed formulas as Excel formulas. A missing value is an error value there, which spreads just as it does here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from gangmu.scoring.formulas.nodes import Apply, Constant, Named, Node, NotScored, Reference
from gangmu.scoring.formulas.rendering import strength
from gangmu.scoring.values.columns import Column
from gangmu.scoring.values.showing import not_scored
from gangmu.scoring.workbook.functions import FUNCTIONS, REPEATING, coalesce, comparison, joined_texts, power, same_text
from gangmu.scoring.workbook.grid import Grid
from gangmu.scoring.workbook.limits import DIGITS, quoted
from gangmu.scoring.workbook.spelling import as_excel, is_not_scored, literal, unbracketed

# Binary floats stray in the last digits; comparisons and whole steps are taken after rounding to so many decimals.
CERTAIN_DIGITS = 9
# A part longer than this that a formula would repeat gets a column of its own.
LONGEST_PART = 150

Special = Callable[["Translator", Any, str, int], str]


class Translator:
    """Excel expressions for nodes in a given row. `special` translates aggregates and peers."""

    def __init__(self, grid: Grid, special: dict[type[Node], Special]) -> None:
        self.grid = grid
        self.special = special
        self.evaluation = grid.result.evaluation
        self.unscored = self.evaluation.unscored
        self.language = grid.scheme.language
        self.yes = quoted(grid.words["yes"])
        self.no = quoted(grid.words["no"])
        # What peers of a node are compared by, kept by node.
        self.contests: dict[int, Any] = {}
        self._certain: dict[int, int] = {}
        self._references: dict[tuple[str, str], tuple[Node, ...]] = {}

    def cell(self, node: Node, table: str, row: int) -> str:
        """The formula of a computed cell: yes and no are words there."""
        if node.kind.name != "yes/no":
            return self.text(node, table, row)
        text = self.plain(node, table, row)
        return self.guarded([node], table, row, f"IF({unbracketed(text)},{self.yes},{self.no})")

    def text(self, node: Node, table: str, row: int) -> str:
        if isinstance(node, Constant):
            return self.constant(node)
        if isinstance(node, NotScored):
            return quoted(not_scored(node.reason, self.language))
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
        if value != address and self.unscored(node):
            value = f"IF({self.says(address)},{address},{unbracketed(value)})"
        given = self.grid.scheme.tables[node.table].given.get(node.column)
        if given is None or given.default is not None:
            return value
        return f'IF({address}="",NA(),{unbracketed(value)})'

    def says(self, text: str) -> str:
        """Whether an expression comes to “not scored”."""
        return f"IFERROR({is_not_scored(text, self.language)},FALSE)"

    def guarded(self, nodes: Sequence[Node], table: str, row: int, text: str) -> str:
        """`text`, but “not scored” where one of the nodes is: the first says why."""
        for node in reversed(nodes):
            if self.unscored(node):
                part = self.plain(node, table, row)
                text = f"IF({self.says(part)},{part},{text})"
        return text

    def plain(self, node: Node, table: str, row: int) -> str:
        """A node that is looked at more than once: what can be not scored stands in a cell."""
        address = isinstance(node, Reference) and node.kind.name != "yes/no"
        if address or not self.unscored(node):
            return self.text(node, table, row)
        return self.grid.here(self.apart(node, table), row)

    def apply(self, node: Apply, table: str, row: int) -> str:
        if node.function.style == "lenient" or not self.unscored(node):
            return self.computed(node, table, row)
        return self.guarded(node.arguments, table, row, self.computed(node, table, row))

    def computed(self, node: Apply, table: str, row: int) -> str:
        operator = node.function.operator
        if operator in ("and", "or"):
            return self.logic(node, operator, table, row)
        if operator in ("+", "-", "*", "/", "^"):
            left = self.side(node, node.arguments[0], operator == "^", table, row)
            right = self.side(node, node.arguments[1], True, table, row)
            text = power(left, right) if operator == "^" else f"{left}{operator}{right}"
            # INT, or LibreOffice shows the days since a written date as a date.
            return f"INT({text})" if node.arguments[1].kind.name == "date" else text
        parts = [self.part(node, argument, table, row) for argument in node.arguments]
        if node.function.style == "lenient" and self.unscored(node):
            return self.lenient(node, parts, table, row)
        if operator in ("=", "<>") and node.arguments[0].kind.name == "text":
            return same_text(operator, node.arguments, parts)
        if operator in ("=", "<>", "<", "<=", ">", ">="):
            return comparison(operator, node.arguments[0].kind.name, parts, self.certain(node.arguments, table))
        if node.function.name == "lookup":
            first, last = self.grid.lookups[dict(node.options)["name"]]
            names, values = self.grid.parameter("A", first, last), self.grid.parameter("B", first, last)
            return f"LOOKUP(2,1/EXACT({parts[0]},{names}),{values})"
        if node.function.name == "join":
            return joined_texts(node.arguments, parts)
        options = {**dict(node.options), "certain": self.certain(node.arguments, table)}
        return FUNCTIONS[node.function.name]([unbracketed(part) for part in parts], options)

    def lenient(self, node: Apply, parts: list[str], table: str, row: int) -> str:
        """A function that looks at what is missing, where something of it can be not scored."""
        name, options = node.function.name, dict(node.options)
        if name == "missing":
            return f"OR({self.says(parts[0])},ISERROR({parts[0]}))"
        if name == "coalesce":
            pairs = zip(node.arguments, parts, strict=True)
            scored = [f"IF({self.says(p)},NA(),{p})" if self.unscored(one) else p for one, p in pairs]
            return f"IFERROR({coalesce(scored, {})},{self.guarded(node.arguments, table, row, 'NA()')})"
        if name == "if":
            return self.guarded(node.arguments[:1], table, row, f"IF({','.join(map(unbracketed, parts))})")
        text, certain = parts[-1], self.certain(node.arguments, table)
        for place in reversed(range(len(options["operators"]))):
            limit, result = parts[2 * place + 1 : 2 * place + 3]
            condition = comparison(options["operators"][place], "number", [parts[0], limit], certain)
            text = self.guarded([node.arguments[2 * place + 1]], table, row, f"IF({condition},{result},{text})")
        return self.guarded(node.arguments[:1], table, row, text)

    def side(self, of: Apply, node: Node, tight: bool, table: str, row: int) -> str:
        """One side of a sum, product or power (which repeats it); in brackets where it would run into its neighbour."""
        text = self.part(of, node, table, row) if of.function.operator == "^" else self.plain(node, table, row)
        while isinstance(node, Named):
            node = node.body
        loose = isinstance(node, Apply) and node.function.operator in ("+", "-", "*", "/", "^")
        return f"({text})" if loose and strength(node) < strength(of) + tight else text

    def part(self, node: Apply, argument: Node, table: str, row: int) -> str:
        """An argument; a long one that the function would repeat stands in a column of its own."""
        text = self.plain(argument, table, row)
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
        return [self.stored(column, row, node.kind.name) for row in range(self.evaluation.size(table))]

    def stored(self, column: Column, row: int, kind: str) -> Any:
        """A value of a column as a cell holds it."""
        reason = column.reason(row)
        return not_scored(reason, self.language) if reason else as_excel(column.cell(row), kind)

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
        nodes, passed = _chain(node, operator), "TRUE" if operator == "and" else "FALSE"
        parts = [self.part(node, part, table, row) for part in nodes]
        pairs = zip(nodes, parts, strict=True)
        parts = [f"IF({self.says(part)},{passed},{part})" if self.unscored(one) else part for one, part in pairs]
        sure = ",".join(f"IFERROR({part},{passed})" for part in parts)
        whole = self.guarded(nodes, table, row, f"{operator.upper()}({','.join(parts)})")
        return f"IF(AND({sure}),{whole},FALSE)" if operator == "and" else f"IF(OR({sure}),TRUE,{whole})"


def _chain(node: Node, operator: str) -> list[Node]:
    if isinstance(node, Apply) and node.function.operator == operator:
        return [part for argument in node.arguments for part in _chain(argument, operator)]
    return [node]

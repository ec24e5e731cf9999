"""The kind of every part of a formula, and the typed tree; a part that makes no sense is reported once."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
from gmpy2 import mpq

from gangmu.scoring.formulas.nodes import Apply, Constant, Named, Node, Reference
from gangmu.scoring.formulas.syntax import Among, At, Call, Name, Number, Operation, Shape, Syntax, Text, Truth
from gangmu.scoring.functions import BY_OPERATOR
from gangmu.scoring.functions.definition import Argument, Definition
from gangmu.scoring.functions.operators import COMPARISONS
from gangmu.scoring.functions.rowwise import MEMBER
from gangmu.scoring.problems.problem import Reporter
from gangmu.scoring.schemes.binding import Bound, Meaning, function_of
from gangmu.scoring.schemes.drafts import Draft
from gangmu.scoring.values.kinds import NAMES, NOT_SCORED, NUMBER, TEXT, UNKNOWN, WHOLE, YES_NO, Kind, one_of
from gangmu.scoring.values.numbers import KITS

WRONG = Constant(UNKNOWN, None, "")
NUMERAL = re.compile(r"[+-]?\d+(?:\.\d+)?%?", re.ASCII)


def number_wanted(draft: Draft, reporter: Reporter, name: str) -> None:
    """Tells where it is written, once, that a parameter which counts as a number is none."""
    written = draft.parameters[name].text
    digits = NUMERAL.search(written)
    reporter.add("parameter no number", draft.spots[name], name, written=written, number=digits[0] if digits else "40")


def folded(node: Node) -> Any:
    """The value of a formula that no fact can change, None when facts are needed or there is none."""
    if isinstance(node, Constant):
        return node.value
    if isinstance(node, Named):
        return folded(node.body)
    if not isinstance(node, Apply) or node.function.style != "strict" or node.function.compute is None:
        return None
    values = [folded(argument) for argument in node.arguments]
    if any(value is None for value in values):
        return None
    kit, arrays = KITS["exact"], [_single(value) for value in values]
    if node.function.domain is not None and not node.function.domain(kit, *arrays, **dict(node.options))[0]:
        return None
    return node.function.compute(kit, *arrays, **dict(node.options))[0]


def folded_number(node: Node) -> Any:
    """The number a formula always has, None when facts are needed or it is no number."""
    value = folded(node)
    return None if isinstance(value, (str, bool)) else value


def _single(value: Any) -> Any:
    array = np.empty(1, dtype=bool if isinstance(value, bool) else object)
    array[0] = value
    return array


class Deducer:
    """Turns one bound formula into a typed tree.

    `kinds` gives the kind of every column it uses, `build_call` the node of a call (functions are checked in `calls`).
    """

    def __init__(
        self,
        draft: Draft,
        reporter: Reporter,
        bound: Bound,
        kinds: dict[tuple[str, str], Kind],
        build_call: Callable[[Deducer, Call], Node],
    ) -> None:
        self.build_call = build_call
        self.draft = draft
        self.reporter = reporter
        self.bound = bound
        self.kinds = kinds
        self.done: dict[int, Node] = {}

    def deduce(self) -> Node:
        return self.node(self.bound.tree)

    def report(self, code: str, part: Syntax, **values: Any) -> Node:
        formula = self.bound.formula
        self.reporter.add(code, formula.item.place(part.start), formula.text_of(part), **values)
        return WRONG

    def doubt(self, code: str, part: Syntax, **values: Any) -> None:
        """A warning about a part of the formula."""
        formula = self.bound.formula
        self.reporter.add(code, formula.item.place(part.start), formula.text_of(part), "warning", **values)

    def text(self, part: Syntax) -> str:
        return " ".join(self.bound.formula.text_of(part).split())

    def kind_name(self, kind: Kind) -> str:
        return NAMES[self.reporter.language][kind.name]

    def node(self, part: Syntax) -> Node:
        if id(part) not in self.done:
            self.done[id(part)] = self.fresh(part)
        return self.done[id(part)]

    def fresh(self, part: Syntax) -> Node:
        if isinstance(part, Number):
            value = mpq(part.text) / (100 if part.percent else 1)
            return Constant(WHOLE if value.denominator == 1 else NUMBER, value, part.text + "%" * part.percent)
        if isinstance(part, Text):
            return Constant(one_of([part.value]), part.value, f'"{part.value}"')
        if isinstance(part, Truth):
            return Constant(YES_NO, part.value, self.text(part))
        if isinstance(part, Name):
            return self.name(part)
        if isinstance(part, Operation):
            return self.operation(part)
        if isinstance(part, Among):
            return self.among(part)
        if isinstance(part, Shape):
            return self.shape(part)
        if isinstance(part, Call):
            return self.call(part)
        return self.report("point outside" if isinstance(part, At) else "unexpected", part)

    def name(self, name: Name) -> Node:
        meaning = self.bound.meanings.get(id(name), Meaning("unknown"))
        if meaning.what == "column":
            kind = self.kinds.get((meaning.table, meaning.name), TEXT if meaning.name in ("key", "name") else UNKNOWN)
            return Reference(kind, meaning.table, meaning.name, name.shown)
        if meaning.what == "table":
            return Reference(TEXT, meaning.table, "key", name.shown)
        if meaning.what == "parameter":
            parameter = self.draft.parameters[meaning.name]
            return Constant(parameter.kind, parameter.value, parameter.text, parameter.name)
        if meaning.what == "lookup":
            return self.report("lookup alone", name, name=name.name)
        return WRONG

    def shape(self, shape: Shape) -> Node:
        body = self.node(shape.body)
        definition = function_of(shape.call)
        if definition is None or body is WRONG:
            return body
        return Named(
            body.kind, definition, tuple(self.node(part) for part in shape.call.arguments), body, self.text(shape)
        )

    def operation(self, part: Operation) -> Node:
        definition = BY_OPERATOR[part.operator]
        nodes = tuple(self.node(operand) for operand in part.operands)
        if any(node.kind == UNKNOWN for node in nodes):
            return Constant(definition.result, None, "") if isinstance(definition.result, Kind) else WRONG
        if part.operator in COMPARISONS:
            return self.comparison(part, definition, nodes)
        if part.operator in ("+", "-"):
            return self.addition(part, definition, nodes)
        return self.applied(part, definition, nodes, part.operands)

    def applied(
        self, part: Syntax, definition: Definition, nodes: tuple[Node, ...], operands: tuple[Syntax, ...]
    ) -> Node:
        pairs = enumerate(zip(nodes, operands, strict=True))
        fine = [self.expect(node, definition.argument(i).kind, part, definition.name) for i, (node, part) in pairs]
        kind = definition.result_kind([node.kind for node in nodes])
        if kind is None:
            kinds = list(dict.fromkeys(self.kind_name(node.kind) for node in nodes))
            return self.report("kinds differ", part, kinds=kinds)
        if not all(fine) or any(node.kind == UNKNOWN for node in nodes):
            return Constant(kind, None, "")
        return Apply(kind, definition, nodes, (), self.text(part))

    def expect(self, node: Node, kind: Kind, part: Syntax, function: str) -> bool:
        if kind.accepts(node.kind):
            return True
        if isinstance(part, Name) and self.bound.meanings[id(part)].what == "table":
            table = self.draft.tables[part.name]
            example = next((f"{table.name}.{column}" for column in (*table.computed, *table.given)), "")
            self.report("table not column", part, name=part.name, example=example)
            return False
        text = kind == NUMBER and isinstance(node, Constant) and node.kind.name == "text"
        if text and self.parameter_with_unit(node):
            return False
        code = "text not number" if text else "wrong kind"
        self.report(code, part, function=function, wanted=self.kind_name(kind), found=self.kind_name(node.kind))
        return False

    def branch(self, node: Node, kind: Kind, part: Syntax, function: str) -> bool:
        """As `expect`, of one of several results: it may also be “not scored”."""
        return node.kind == NOT_SCORED or self.expect(node, kind, part, function)

    def parameter_with_unit(self, node: Node) -> bool:
        """Whether a number was wanted and this is a parameter that has more to it, 95 分; tells so."""
        if not isinstance(node, Constant) or not node.name or not NUMERAL.search(str(node.value)):
            return False
        number_wanted(self.draft, self.reporter, node.name)
        return True

    def addition(self, part: Operation, definition: Definition, nodes: tuple[Node, ...]) -> Node:
        left, right = (node.kind.name for node in nodes)
        dates = (left, right) == ("date", "number") or (part.operator == "-" and (left, right) == ("date", "date"))
        if not dates:
            fine = [
                self.expect(node, NUMBER, operand, part.operator)
                for node, operand in zip(nodes, part.operands, strict=True)
            ]
            if not all(fine):
                return Constant(NUMBER, None, "")
        return Apply(
            definition.result_kind([node.kind for node in nodes]) or NUMBER, definition, nodes, (), self.text(part)
        )

    def comparison(self, part: Operation, definition: Definition, nodes: tuple[Node, ...]) -> Node:
        left, right = nodes
        if self.blank_compared(part, nodes):
            return Constant(YES_NO, None, "")
        if left.kind.name != right.kind.name:
            self.kinds_compared(part, nodes)
            return Constant(YES_NO, None, "")
        if part.operator not in ("=", "<>") and left.kind.name in ("text", "yes/no"):
            self.report("no order", part, kind=self.kind_name(left.kind))
            return Constant(YES_NO, None, "")
        self.possible(left, right, part.operands)
        return Apply(YES_NO, definition, nodes, (), self.text(part))

    def blank_compared(self, part: Operation, nodes: tuple[Node, ...]) -> bool:
        """Tells of "" beside what is never an empty text: a blank has no value."""
        for written, other in zip(part.operands, reversed(nodes), strict=True):
            if (
                isinstance(written, Text)
                and not written.value.strip()
                and written.value not in (other.kind.choices or ())
            ):
                self.report("blank as value", part)
                return True
        return False

    def kinds_compared(self, part: Operation, nodes: tuple[Node, ...]) -> None:
        left, right = (self.kind_name(node.kind) for node in nodes)
        conditions = [self.text(each) for each, node in zip(part.operands, nodes, strict=True) if node.kind == YES_NO]
        texts = [node for node in nodes if node.kind.name == "text"]
        if any(NUMBER.accepts(node.kind) for node in nodes) and any(self.parameter_with_unit(node) for node in texts):
            return
        if conditions:
            self.report("yes/no compared", part, right=conditions[0], other=right if nodes[0].kind == YES_NO else left)
        else:
            self.report("compare kinds", part, left=left, right=right)

    def possible(self, left: Node, right: Node, parts: tuple[Syntax, ...]) -> None:
        """A text that can never occur on the other side is a slip of the pen."""
        for node, other, part in ((left, right, parts[0]), (right, left, parts[1])):
            known = None if isinstance(other, Constant) else other.kind.choices
            if (
                isinstance(node, Constant)
                and isinstance(node.value, str)
                and known is not None
                and node.value not in known
            ):
                shown = sorted(known)
                self.report("never equal", part, near=self.reporter.near(node.value, known), known=shown)

    def among(self, part: Among) -> Node:
        operand, members = self.node(part.operand), [self.node(member) for member in part.members]
        if any(node.kind == UNKNOWN for node in (operand, *members)):
            return Constant(YES_NO, None, "")
        if all(isinstance(member, Constant) and isinstance(member.value, str) for member in members):
            self.expect(operand, TEXT, part.operand, "in")
            for member, written in zip(members, part.members, strict=True):
                self.possible(member, operand, (written, part.operand))
            values = tuple(member.value for member in members if isinstance(member, Constant))
            return Apply(YES_NO, MEMBER, (operand,), (("members", values),), self.text(part))
        if len(members) != 2:
            return self.report("bad interval", part)
        return self.interval(part, operand, members)

    def interval(self, part: Among, operand: Node, ends: list[Node]) -> Node:
        for node, written in ((operand, part.operand), (ends[0], part.members[0]), (ends[1], part.members[1])):
            self.expect(node, operand.kind if operand.kind.name == "date" else NUMBER, written, "in")
        low, high = folded(ends[0]), folded(ends[1])
        if (
            low is not None
            and high is not None
            and not isinstance(low, str)
            and not isinstance(high, str)
            and low > high
        ):
            self.report("empty interval", part)
        text = self.text(part)
        above = Apply(YES_NO, BY_OPERATOR[">=" if part.opening == "[" else ">"], (operand, ends[0]), (), text)
        below = Apply(YES_NO, BY_OPERATOR["<=" if part.closing == "]" else "<"], (operand, ends[1]), (), text)
        return Apply(YES_NO, BY_OPERATOR["and"], (above, below), (), text)

    def call(self, call: Call) -> Node:
        return self.build_call(self, call)

    def option(self, argument: Argument, node: Node, part: Syntax) -> Any:
        """The value of an argument that must be known beforehand; None after telling why it is not."""
        value = folded(node)
        if value is None:
            if node.kind != UNKNOWN:
                self.report("constant wanted", part, name=argument.name)
            return None
        if argument.kind == TEXT and not isinstance(value, str):
            value = str(value)
        if argument.choices and value not in argument.choices:
            self.report(
                "unknown option", part, known=argument.choices, near=self.reporter.near(str(value), argument.choices)
            )
            return None
        if argument.kind == NUMBER and (
            isinstance(value, (str, bool)) or value.denominator != 1 or not 0 <= value <= argument.largest
        ):
            self.report("small number wanted", part, name=argument.name, largest=argument.largest)
            return None
        return value

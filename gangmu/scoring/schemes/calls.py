"""Calls of functions, checked against the function's definition and put together as typed nodes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gangmu.scoring.formulas.nodes import Aggregate, Apply, Node, Peers
from gangmu.scoring.formulas.syntax import Call, Clause, Name, Syntax
from gangmu.scoring.functions.definition import Definition
from gangmu.scoring.schemes.binding import function_of
from gangmu.scoring.schemes.deducing import WRONG, Deducer
from gangmu.scoring.schemes.forms import FORM_BUILDERS
from gangmu.scoring.schemes.quotas import quota_measure
from gangmu.scoring.values.kinds import UNKNOWN, Kind


def call_node(deducer: Deducer, call: Call) -> Node:
    """The typed node of a call, WRONG after reporting what is wrong with it."""
    definition = function_of(call)
    if definition is None or definition.style == "shape":
        return WRONG
    if not _right_number(deducer, call, definition) or not _right_clauses(deducer, call, definition):
        return WRONG
    if definition.style == "form":
        return FORM_BUILDERS[definition.name](deducer, call)
    build: dict[str, Callable[[Deducer, Call, Definition], Node]] = {
        "strict": _apply,
        "lenient": _apply,
        "aggregate": _aggregate,
        "peer": _peers,
    }
    return build[definition.style](deducer, call, definition)


def _right_number(deducer: Deducer, call: Call, definition: Definition) -> bool:
    found = len(call.arguments)
    if definition.fewest <= found and (definition.most is None or found <= definition.most):
        return True
    wanted = (
        str(definition.fewest)
        if definition.most == definition.fewest
        else f"{definition.fewest}–{definition.most or '…'}"
    )
    names = "、".join(argument.name for argument in definition.arguments)
    deducer.report("wrong number", call, function=call.name, wanted=wanted, found=found, names=names)
    return False


def _right_clauses(deducer: Deducer, call: Call, definition: Definition) -> bool:
    fine, seen = True, set()
    for clause in call.clauses:
        if clause.word not in definition.clauses or clause.word in seen:
            code = "clause twice" if clause.word in seen else "unknown clause"
            deducer.report(
                code, clause, word=clause.word, function=call.name, known="、".join(definition.clauses) or "—"
            )
            fine = False
        seen.add(clause.word)
    for word in definition.needs:
        if word not in seen:
            deducer.report("clause wanted", call, word=word, function=call.name)
            fine = False
    return fine


def _split(
    deducer: Deducer, call: Call, definition: Definition
) -> tuple[list[tuple[Syntax, Node]], dict[str, tuple[Clause, Node]], list[tuple[str, Any]], bool]:
    """Arguments and clauses as nodes, and those that must be known beforehand as options."""
    nodes: list[tuple[Syntax, Node]] = []
    options: list[tuple[str, Any]] = []
    fine = True
    for position, part in enumerate(call.arguments):
        argument, node = definition.argument(position), deducer.node(part)
        fine = deducer.expect(node, argument.kind, part, definition.name) and fine
        if argument.constant:
            options.append((argument.name, deducer.option(argument, node, part)))
        else:
            nodes.append((part, node))
    clauses: dict[str, tuple[Clause, Node]] = {}
    for clause in call.clauses:
        argument, node = definition.clauses[clause.word], deducer.node(clause.value)
        if argument.constant:
            options.append((argument.name, deducer.option(argument, node, clause.value)))
        else:
            fine = deducer.expect(node, argument.kind, clause.value, clause.word) and fine
            clauses[clause.word] = clause, node
    fine = fine and all(value is not None for _, value in options)
    return nodes, clauses, options, fine


def _unknown(nodes: list[Node]) -> bool:
    return any(node.kind == UNKNOWN for node in nodes)


def _kind(deducer: Deducer, call: Call, definition: Definition, nodes: list[Node]) -> Kind:
    kind = (
        definition.result_kind([node.kind for node in nodes])
        if nodes or isinstance(definition.result, Kind)
        else UNKNOWN
    )
    if kind is None:
        kinds = "、".join(dict.fromkeys(deducer.kind_name(node.kind) for node in nodes))
        deducer.report("kinds differ", call, kinds=kinds)
        return UNKNOWN
    return kind


def _apply(deducer: Deducer, call: Call, definition: Definition) -> Node:
    pairs, _, options, fine = _split(deducer, call, definition)
    nodes = [node for _, node in pairs]
    kind = _kind(deducer, call, definition, nodes)
    if not fine or _unknown(nodes) or kind == UNKNOWN:
        return WRONG
    return Apply(kind, definition, tuple(nodes), tuple(options), deducer.text(call))


def _aggregate(deducer: Deducer, call: Call, definition: Definition) -> Node:
    table = deducer.bound.over.get(id(call), "")
    if not table:
        return WRONG
    pairs, clauses, options, fine = _split(deducer, call, definition)
    nodes = [node for part, node in pairs if not _names_rows(deducer, part)]
    nodes += [node for word, (_, node) in clauses.items() if word in ("of", "by", "per")]
    where, otherwise = (clauses[word][1] if word in clauses else None for word in ("where", "otherwise"))
    kind = _kind(deducer, call, definition, nodes)
    if not fine or _unknown([*nodes, *(node for node in (where, otherwise) if node is not None)]) or kind == UNKNOWN:
        return WRONG
    return Aggregate(kind, definition, table, tuple(nodes), where, otherwise, tuple(options), deducer.text(call))


def _names_rows(deducer: Deducer, part: Syntax) -> bool:
    """Whether an argument only names the table, as in count(target)."""
    return isinstance(part, Name) and deducer.bound.meanings[id(part)].what == "table"


def _peers(deducer: Deducer, call: Call, definition: Definition) -> Node:
    pairs, clauses, options, fine = _split(deducer, call, definition)
    nodes = [node for _, node in pairs] + [node for word, (_, node) in clauses.items() if word == "by"]
    within, among = (clauses[word][1] if word in clauses else None for word in ("within", "among"))
    kind = _kind(deducer, call, definition, nodes)
    if not fine or _unknown([*nodes, *(node for node in (within, among) if node is not None)]) or kind == UNKNOWN:
        return WRONG
    if "rounding" in definition.clauses:
        options += quota_measure(deducer, call.arguments[1], nodes[1])
    return Peers(kind, definition, tuple(nodes), within, among, tuple(options), deducer.text(call))

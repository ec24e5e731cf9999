"""Calls of functions, checked against the function's definition and put together as typed nodes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gangmu.scoring.formulas.nodes import Aggregate, Apply, Constant, Node, Peers
from gangmu.scoring.formulas.syntax import Call, Clause, Name, Syntax
from gangmu.scoring.functions.definition import Definition
from gangmu.scoring.functions.naming import CLAUSES, signature
from gangmu.scoring.problems.messages import WORDS
from gangmu.scoring.schemes.binding import function_of
from gangmu.scoring.schemes.deducing import WRONG, Deducer
from gangmu.scoring.schemes.forms import FORM_BUILDERS
from gangmu.scoring.schemes.quotas import quota_measure
from gangmu.scoring.values.kinds import UNKNOWN, Kind

# Which clause does among peers what another one does over the rows below, and the other way round.
OTHER_CLAUSES = {"where": "among", "among": "where", "by": "of", "of": "by"}


def call_node(deducer: Deducer, call: Call) -> Node:
    """The typed node of a call, WRONG after reporting what is wrong with it."""
    definition = function_of(call)
    if definition is None:
        return WRONG
    if not _right_number(deducer, call, definition) or not _right_clauses(deducer, call, definition):
        return WRONG
    if definition.style == "shape":
        return WRONG  # not opened up, nested too deep, which is told
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
    if definition.most is not None and found > definition.most:
        part = call.arguments[definition.most]
        word = _forgotten_word(deducer, definition, part, {clause.word for clause in call.clauses})
        if word:
            right = f"{call.name}({', '.join(map(deducer.text, call.arguments[: definition.most]))} {word} "
            text = deducer.text(part)
            deducer.report("clause word wanted", part, word=word, right=f"{right}{text})")
            return False
    wanted, language = str(definition.fewest), deducer.reporter.language
    if definition.most is None:
        wanted = WORDS[language]["at least"].format(wanted)
    elif definition.most > definition.fewest:
        wanted += f"–{definition.most}"
    deducer.report(
        "wrong number", call, function=call.name, wanted=wanted, found=found, names=signature(definition, language)
    )
    return False


def _forgotten_word(deducer: Deducer, definition: Definition, part: Syntax, written: set[str]) -> str:
    """The clause word that an argument too many was probably meant to follow; empty when none suits it."""
    free = {word: argument for word, argument in definition.clauses.items() if word not in written}
    node = deducer.node(part)
    if isinstance(node, Constant) and node.kind != UNKNOWN:
        told = [word for word, argument in free.items() if str(node.value) in argument.choices]
        told += [word for word in ("drop",) if word in free and node.kind.name == "number"]
        return told[0] if told else ""
    likely = {
        "yes/no": ("where", "among"), "text": ("within", "per"), "number": (*definition.needs, "by", "of")
    }.get(node.kind.name, ())  # fmt: skip
    return next((word for word in likely if word in free), "")


def _right_clauses(deducer: Deducer, call: Call, definition: Definition) -> bool:
    fine, seen = True, set()
    for clause in call.clauses:
        right = _other_clause(deducer, clause, definition)
        if clause.word in seen:
            deducer.report("clause twice", clause, word=clause.word)
            fine = False
        elif clause.word not in definition.clauses:
            written = deducer.text(clause).split()[0]
            known = [_as_written(word, written) for word in definition.clauses] or "—"
            words = {"word": written, "known": known, "right": _as_written(right, written)}
            deducer.report("other clause" if right else "unknown clause", clause, function=call.name, **words)
            fine = False
        seen.add(clause.word)
    for word in definition.needs:
        if word not in seen:
            deducer.report("clause wanted", call, word=word, function=call.name)
            fine = False
    return fine


def _other_clause(deducer: Deducer, clause: Clause, definition: Definition) -> str:
    """The clause word that was probably meant, empty when the function has none like it."""
    right = OTHER_CLAUSES.get(clause.word, "")
    if right == "by" and "within" in definition.clauses and deducer.node(clause.value).kind.name == "text":
        right = "within"  # 按组别 is “of”, and means “in each group”
    return right if right in definition.clauses else ""


def _as_written(word: str, like: str) -> str:
    """A clause word in the language in which another one is written."""
    twins = (twin for twin, plain in CLAUSES.items() if plain == word and twin.isascii() == like.isascii())
    return next(twins, word)


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
            suits = deducer.branch if clause.word == "otherwise" else deducer.expect
            fine = suits(node, argument.kind, clause.value, clause.word) and fine
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
        kinds = list(dict.fromkeys(deducer.kind_name(node.kind) for node in nodes))
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
    if not table or not _rows_counted(deducer, call, definition):
        return WRONG
    pairs, clauses, options, fine = _split(deducer, call, definition)
    nodes = [node for part, node in pairs if not _names_rows(deducer, part)]
    nodes += [node for word, (_, node) in clauses.items() if word in ("of", "by", "per")]
    where, otherwise = (clauses[word][1] if word in clauses else None for word in ("where", "otherwise"))
    kind = _kind(deducer, call, definition, nodes)
    if not fine or _unknown([*nodes, *(node for node in (where, otherwise) if node is not None)]) or kind == UNKNOWN:
        return WRONG
    return Aggregate(kind, definition, table, tuple(nodes), where, otherwise, tuple(options), deducer.text(call))


def _rows_counted(deducer: Deducer, call: Call, definition: Definition) -> bool:
    """`count` counts rows whether a condition in its brackets holds or not; it would be passed over in silence."""
    if definition.name != "count" or not call.arguments or deducer.node(call.arguments[0]).kind.name != "yes/no":
        return True
    right = f"{call.name}(where {deducer.text(call.arguments[0])})"
    deducer.report("condition counted", call.arguments[0], right=right)
    return False


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

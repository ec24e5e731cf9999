"""How the checker puts together band, ladder, interpolate, progressive, step_down, worst, lookup and date."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from gangmu.scoring.formulas.nodes import Apply, Constant, Node, NotScored
from gangmu.scoring.formulas.syntax import Among, At, Call, Name, Operation, Syntax, Text
from gangmu.scoring.functions import BY_NAME
from gangmu.scoring.functions.definition import Definition
from gangmu.scoring.functions.operators import COMPARISONS
from gangmu.scoring.functions.rowwise import BAND, INTERPOLATE, LADDER, LOOKUP, PICK, PROGRESSIVE, STEP
from gangmu.scoring.schemes.deducing import WRONG, Deducer, folded_number
from gangmu.scoring.values.incoming import BadValue, read_value
from gangmu.scoring.values.kinds import DATE, NOT_SCORED, NUMBER, TEXT, UNKNOWN, Kind, joined, one_of

# A reason is published beside names and numbers.
LONGEST_REASON = 60


def _unknown(*nodes: Node) -> bool:
    return any(node.kind == UNKNOWN for node in nodes)


def _cases(deducer: Deducer, call: Call, wanted: Kind) -> Node:
    """Band and ladder: cases in order, the last argument for the rest."""
    value = deducer.node(call.arguments[0])
    deducer.expect(value, NUMBER, call.arguments[0], call.name)
    *cases, rest = call.arguments[1:]
    if isinstance(rest, (Among, Operation)) and not (isinstance(rest, Operation) and rest.operator not in COMPARISONS):
        return deducer.report("no rest", rest, function=call.name)
    default = deducer.node(rest)
    deducer.branch(default, wanted, rest, call.name)
    if not cases:
        return deducer.report("no cases", call, function=call.name)
    steps = [case for case in cases if isinstance(case, Among)]
    if steps and len(steps) < len(cases):
        other = next(case for case in cases if isinstance(case, Among) != isinstance(cases[0], Among))
        return deducer.report("mixed cases", other, function=call.name, first=deducer.text(cases[0]))
    if steps:
        return _steps(deducer, call, value, cases, default, wanted)
    return _thresholds(deducer, call, value, cases, default, wanted)


def _thresholds(deducer: Deducer, call: Call, value: Node, cases: list[Syntax], default: Node, wanted: Kind) -> Node:
    operators: list[str] = []
    nodes: list[Node] = [value]
    for case in cases:
        if not isinstance(case, Operation) or case.operator not in (">", ">=", "<", "<=", "="):
            return deducer.report("bad case", case, function=call.name)
        result, threshold = (deducer.node(operand) for operand in case.operands)
        deducer.branch(result, wanted, case.operands[0], call.name)
        deducer.expect(threshold, NUMBER, case.operands[1], call.name)
        operators.append(case.operator)
        nodes += [threshold, result]
    _reachable(deducer, cases, operators, [folded_number(node) for node in nodes[1::2]])
    nodes.append(default)
    kind = joined([*(node.kind for node in nodes[2::2]), default.kind])
    if _unknown(*nodes) or kind is None:
        return WRONG
    definition = BAND if wanted == TEXT else LADDER
    return Apply(kind, definition, tuple(nodes), (("operators", tuple(operators)),), deducer.text(call))


def _reachable(deducer: Deducer, cases: list[Syntax], operators: list[str], limits: list[Any]) -> None:
    """A case is unreachable when one before it already takes all that it would take."""
    for later in range(1, len(cases)):
        for earlier in range(later):
            if limits[earlier] is None or limits[later] is None:
                continue
            if _covers(operators[earlier], limits[earlier], operators[later], limits[later]):
                deducer.report("unreachable", cases[later], before=deducer.text(cases[earlier]))
                break


def _covers(first: str, limit: Any, second: str, other: Any) -> bool:
    if first in (">", ">="):
        if second in (">", ">="):
            return bool(other > limit or (other == limit and (first == ">=" or second == ">")))
        return bool(second == "=" and (other > limit or (other == limit and first == ">=")))
    if first in ("<", "<="):
        if second in ("<", "<="):
            return bool(other < limit or (other == limit and (first == "<=" or second == "<")))
        return bool(second == "=" and (other < limit or (other == limit and first == "<=")))
    return bool(second == "=" and other == limit)


def _steps(deducer: Deducer, call: Call, value: Node, cases: list[Syntax], default: Node, wanted: Kind) -> Node:
    """Steps stated by intervals become a chain of choices; overlaps are reported."""
    spans: list[tuple[Any, Any, str, str]] = []
    result = default
    built: list[tuple[Node, Node]] = []
    for case in cases:
        if not isinstance(case, Among) or len(case.members) != 2:
            return deducer.report("bad case", case, function=call.name)
        points = deducer.node(case.operand)
        deducer.branch(points, wanted, case.operand, call.name)
        ends = [deducer.node(member) for member in case.members]
        if _unknown(points, value, *ends):
            return WRONG
        built.append((deducer.interval(case, value, ends), points))
        span = (folded_number(ends[0]), folded_number(ends[1]), case.opening, case.closing)
        if any(_overlap(span, other) for other in spans):
            deducer.report("overlap", case)
        spans.append(span)
    _gapless(deducer, cases, spans, default)
    for condition, points in reversed(built):
        kind = joined([points.kind, result.kind])
        if kind is None or _unknown(condition, result):
            return WRONG
        result = Apply(kind, BY_NAME["if"], (condition, points, result), (), deducer.text(call))
    return result


def _gapless(deducer: Deducer, cases: list[Syntax], spans: list[tuple[Any, Any, str, str]], default: Node) -> None:
    """Between two steps nothing should be left over: there the rest applies, which is meant for what lies outside."""
    if any(end is None for span in spans for end in span[:2]):
        return
    rising = sorted(zip(spans, cases, strict=True), key=lambda pair: pair[0][0])
    for (low, _case), (high, case) in pairwise(rising):
        if low[1] < high[0] or (low[1] == high[0] and low[3] != "]" and high[2] != "["):
            ends = {"low": f"{low[1]}{low[3]}", "high": f"{high[2]}{high[0]}"}
            deducer.doubt("gap", case, rest=default.text if isinstance(default, Constant) else "…", **ends)


def _overlap(a: tuple[Any, Any, str, str], b: tuple[Any, Any, str, str]) -> bool:
    if any(end is None for end in (*a[:2], *b[:2])):
        return False
    low, high = (a, b) if a[0] <= b[0] else (b, a)
    if low[1] == high[0]:
        return low[3] == "]" and high[2] == "["
    return bool(low[1] > high[0]) or (low[0] == high[0] and low[2] == high[2] == "[")


def _interpolate(deducer: Deducer, call: Call) -> Node:
    points = call.arguments[1:]
    if len(points) < 2 or not all(isinstance(point, At) for point in points):
        return deducer.report("points wanted", call)
    return _along(deducer, call, INTERPOLATE)


def _progressive(deducer: Deducer, call: Call) -> Node:
    brackets = call.arguments[1:]
    if not all(isinstance(bracket, At) for bracket in brackets):
        return deducer.report("brackets wanted", call)
    node = _along(deducer, call, PROGRESSIVE)
    start = folded_number(node.arguments[2]) if isinstance(node, Apply) else None
    return deducer.report("bracket below zero", brackets[0]) if start is not None and start < 0 else node


def _along(deducer: Deducer, call: Call, definition: Definition) -> Node:
    """A number, then `result at place` with rising places."""
    nodes = [deducer.node(call.arguments[0])]
    deducer.expect(nodes[0], NUMBER, call.arguments[0], call.name)
    places: list[tuple[Any, Syntax]] = []
    for point in call.arguments[1:]:
        if isinstance(point, At):
            nodes += [deducer.node(point.result), deducer.node(point.place)]
            deducer.expect(nodes[-2], NUMBER, point.result, call.name)
            deducer.expect(nodes[-1], NUMBER, point.place, call.name)
            places.append((folded_number(nodes[-1]), point))
    for (before, _), (place, point) in pairwise(places):
        if before is not None and place is not None and place <= before:
            return deducer.report("points fall", point)
    return WRONG if _unknown(*nodes) else Apply(NUMBER, definition, tuple(nodes), (), deducer.text(call))


def _scale(deducer: Deducer, call: Call, grades: list[Node]) -> tuple[str, ...] | None:
    """The scale that holds every grade that can occur; of several that do, the one with the column's name."""
    kind = joined([grade.kind for grade in grades])
    if kind is None or kind.choices is None:
        deducer.report("open grades", call)
        return None
    fitting = {name: scale for name, scale in deducer.draft.scales.items() if kind.choices <= set(scale)}
    own = fitting.get(deducer.bound.formula.name)
    if own is not None or len(set(fitting.values())) == 1:
        return own or next(iter(fitting.values()))
    if fitting:
        deducer.report("several scales", call, grades=sorted(kind.choices), scales=list(fitting))
        return None
    known = [grade for scale in deducer.draft.scales.values() for grade in scale]
    strange = sorted(kind.choices - set(known))
    near = deducer.reporter.near(strange[0], known) if strange else ""
    deducer.report("no scale", call, grades=sorted(kind.choices), near=near)
    return None


def _step(sign: int) -> Callable[[Deducer, Call], Node]:
    def build(deducer: Deducer, call: Call) -> Node:
        grade, steps = (deducer.node(part) for part in call.arguments)
        if _unknown(grade, steps):
            return WRONG
        fine = [
            deducer.expect(grade, TEXT, call.arguments[0], call.name),
            deducer.expect(steps, NUMBER, call.arguments[1], call.name),
        ]
        scale = _scale(deducer, call, [grade]) if all(fine) else None
        if scale is None:
            return WRONG
        return Apply(one_of(scale), STEP, (grade, steps), (("scale", scale), ("sign", sign)), deducer.text(call))

    return build


def _pick(sign: int) -> Callable[[Deducer, Call], Node]:
    def build(deducer: Deducer, call: Call) -> Node:
        grades = [deducer.node(part) for part in call.arguments]
        fine = [deducer.expect(grade, TEXT, p, call.name) for grade, p in zip(grades, call.arguments, strict=True)]
        if _unknown(*grades) or not all(fine):
            return WRONG
        scale = _scale(deducer, call, grades)
        if scale is None:
            return WRONG
        return Apply(one_of(scale), PICK, tuple(grades), (("scale", scale), ("sign", sign)), deducer.text(call))

    return build


def _lookup(deducer: Deducer, call: Call) -> Node:
    name, key = call.arguments
    if not isinstance(name, Name) or name.name not in deducer.draft.lookups:
        known = list(deducer.draft.lookups)
        return deducer.report(
            "unknown lookup", name, known=known, near=deducer.reporter.near(deducer.text(name), known)
        )
    node = deducer.node(key)
    if not deducer.expect(node, TEXT, key, call.name) or _unknown(node):
        return WRONG
    entries = tuple(deducer.draft.lookups[name.name].entries.items())
    return Apply(NUMBER, LOOKUP, (node,), (("table", entries), ("name", name.name)), deducer.text(call))


def _not_scored(deducer: Deducer, call: Call) -> Node:
    part = call.arguments[0]
    reason = deducer.option(BY_NAME["not_scored"].arguments[0], deducer.node(part), part)
    if reason is None:
        return WRONG
    if not str(reason).strip() or len(str(reason)) > LONGEST_REASON:
        return deducer.report("bad reason", part, longest=LONGEST_REASON)
    return NotScored(NOT_SCORED, str(reason).strip(), deducer.text(call))


def _date(deducer: Deducer, call: Call) -> Node:
    part = call.arguments[0]
    try:
        value = read_value(part.value, "date") if isinstance(part, Text) else None
    except BadValue:
        value = None
    return Constant(DATE, value, deducer.text(call)) if value is not None else deducer.report("bad date", part)


FORM_BUILDERS: dict[str, Callable[[Deducer, Call], Node]] = {
    "band": lambda deducer, call: _cases(deducer, call, TEXT),
    "ladder": lambda deducer, call: _cases(deducer, call, NUMBER),
    "interpolate": _interpolate,
    "progressive": _progressive,
    "step_down": _step(1),
    "step_up": _step(-1),
    "worst": _pick(1),
    "best_of": _pick(-1),
    "lookup": _lookup,
    "date": _date,
    "not_scored": _not_scored,
}

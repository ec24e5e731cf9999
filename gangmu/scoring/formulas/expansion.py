"""Named shapes opened up: a call of a shape becomes what it stands for, with the arguments put in."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from gangmu.scoring.formulas.grammar import parse
from gangmu.scoring.formulas.syntax import Call, Shape, Syntax, changed, replaced
from gangmu.scoring.functions import BY_NAME
from gangmu.scoring.functions.definition import Definition

# A shape inside a shape inside a shape … would let a short formula stand for a very long one.
DEEPEST_SHAPES = 3

Report = Callable[..., None]


@cache
def _body(text: str) -> Syntax:
    return parse(text)


def expand(tree: Syntax, report: Report, level: int = 0) -> Syntax:
    """`tree` with every call of a shape replaced by a Shape node. `report(code, syntax, **values)` takes the faults."""
    definition = BY_NAME.get(tree.name) if isinstance(tree, Call) else None
    inside = level + (definition is not None and definition.style == "shape")
    result = changed(tree, lambda part: expand(part, report, inside))
    if definition is None or definition.style != "shape" or not isinstance(result, Call):
        return result
    return _opened(result, definition, report, inside)


def _opened(call: Call, definition: Definition, report: Report, level: int) -> Syntax:
    names = [argument.name for argument in definition.arguments]
    if level > DEEPEST_SHAPES:
        report("shapes too deep", call, deepest=DEEPEST_SHAPES)
        return call
    if len(call.arguments) != len(names) or call.clauses:
        return call  # told with the other functions' arguments
    body = expand(_body(definition.body), report, level)
    return Shape(call.start, call.end, call, replaced(body, dict(zip(names, call.arguments, strict=True)), call))

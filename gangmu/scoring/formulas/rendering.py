"""A typed formula as text: as it stands, or with values put in."""

from __future__ import annotations

from collections.abc import Callable

from gangmu.scoring.formulas.nodes import Aggregate, Apply, Constant, Named, Node, Peers, Reference

SIGNS = {"*": "×", "/": "÷", "<=": "≤", ">=": "≥", "<>": "≠", "and": "且", "or": "或", "not": "非 ", "negative": "−"}
STRENGTH = {"or": 1, "and": 2, "not": 3, "+": 5, "-": 5, "*": 6, "/": 6, "negative": 7, "^": 8}
COMPARISON_STRENGTH = 4

Show = Callable[[Node], str]
# Whether the condition of a choice holds, None when that is not to be told.
Decide = Callable[[Node], bool | None]


def strength(node: Node) -> int:
    """How firmly a part holds together; weaker parts need brackets inside stronger ones."""
    if isinstance(node, Apply) and node.function.operator:
        return STRENGTH.get(node.function.operator, COMPARISON_STRENGTH)
    return 9


def _undecided(_condition: Node) -> bool | None:
    return None


def render(node: Node, show: Show, decide: Decide = _undecided) -> str:
    """The formula's text, where `show` says what stands for constants, references, aggregates and peers.

    Of a choice whose condition is decided only the branch that counts is written, behind the condition and its answer.
    """
    if isinstance(node, (Constant, Reference, Aggregate, Peers)):
        return show(node)
    if isinstance(node, Named):
        return f"{node.function.name}({', '.join(render(argument, show, decide) for argument in node.arguments)})"
    if isinstance(node, Apply) and node.function.operator:
        return _operator(node, show, decide)
    if isinstance(node, Apply):
        holds = decide(node.arguments[0]) if node.function.name == "if" else None
        if holds is not None:
            branch = render(node.arguments[1 if holds else 2], show, decide)
            return f"[{render(node.arguments[0], show, decide)}: {'✓' if holds else '✗'}] {branch}"
        return _function(node, show, decide)
    return ""


def _operator(node: Apply, show: Show, decide: Decide) -> str:
    sign = SIGNS.get(node.function.operator, node.function.operator)
    own = strength(node)
    parts = []
    for position, argument in enumerate(node.arguments):
        text = render(argument, show, decide)
        bare = strength(argument) + (position == 0) > own and not text.startswith("[")
        negative = text.startswith(("-", "−")) and position > 0
        parts.append(f"({text})" if not bare or negative else text)
    return f"{sign}{parts[0]}" if len(parts) == 1 else f"{parts[0]} {sign} {parts[1]}"


def _function(node: Apply, show: Show, decide: Decide) -> str:
    texts = [render(argument, show, decide) for argument in node.arguments]
    options = dict(node.options)
    name = node.function.name
    if name in ("band", "ladder"):
        signs = [SIGNS.get(operator, operator) for operator in options["operators"]]
        cases = [f"{texts[2 * i + 2]} {sign} {texts[2 * i + 1]}" for i, sign in enumerate(signs)]
        texts = [texts[0], *cases, texts[-1]]
    elif name == "interpolate":
        texts = [texts[0], *(f"{texts[i]} at {texts[i + 1]}" for i in range(1, len(texts), 2))]
    elif name == "lookup":
        texts = [options["name"], *texts]
    elif name == "in":
        return f"{texts[0]} in ({', '.join(options['members'])})"
    elif name in ("step_down", "worst"):
        name = {("step_down", -1): "step_up", ("worst", -1): "best_of"}.get((name, options["sign"]), name)
    elif name == "round":
        texts += [str(value) for value in options.values()]
    return f"{name}({', '.join(texts)})"

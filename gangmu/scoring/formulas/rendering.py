"""A typed formula as text with something put in for its parts, in the words of a reader's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gangmu.scoring.formulas.nodes import Aggregate, Apply, Constant, Named, Node, NotScored, Peers, Reference
from gangmu.scoring.values.kinds import YES_NO
from gangmu.scoring.values.showing import shown

SIGNS = {"*": "×", "/": "÷", "<=": "≤", ">=": "≥", "<>": "≠", "negative": "−"}
WORDS: dict[str, dict[str, str]] = {
    "zh": {
        "and": "且", "or": "或", "not": "非 ", "choice": "[{}：{}] {}",
        "interpolate": "{1} 处 {0}", "progressive": "从 {1} 起每点 {0}",
        "in": "{} 属于（{}）", "list": "、", "step_up": "升等", "best_of": "最好等次",
    },
    "en": {
        "not": "not ", "choice": "[{}: {}] {}", "interpolate": "{} at {}", "progressive": "{} at {}",
        "in": "{} in ({})", "list": ", ", "step_up": "step_up", "best_of": "best_of",
    },
}  # fmt: skip
STRENGTH = {"or": 1, "and": 2, "not": 3, "+": 5, "-": 5, "*": 6, "/": 6, "negative": 7, "^": 8}
COMPARISON_STRENGTH = 4

Show = Callable[[Node], str]


def strength(node: Node) -> int:
    """How firmly a part holds together; weaker parts need brackets inside stronger ones."""
    if isinstance(node, Apply) and node.function.operator:
        return STRENGTH.get(node.function.operator, COMPARISON_STRENGTH)
    return 9


@dataclass(frozen=True)
class Rendering:
    """`show` says what stands for constants, references, lookups, aggregates and peers; `call` what such a part is
    called; `decide` whether the condition of a choice holds, None when that is not known.

    Of a choice that is decided only the branch that counts is written, behind the condition and its answer.
    """

    show: Show
    call: Show
    decide: Callable[[Node], bool | None]
    language: str

    def of(self, node: Node) -> str:
        if isinstance(node, (Constant, NotScored, Reference, Aggregate, Peers)) or (
            isinstance(node, Apply) and node.function.name == "lookup"
        ):
            return self.show(node)
        if isinstance(node, Named):
            return f"{node.function.called(self.language)}({', '.join(map(self.of, node.arguments))})"
        if isinstance(node, Apply) and node.function.operator:
            return self.operator(node)
        if isinstance(node, Apply) and node.function.name == "if":
            return self.choice(node)
        return self.function(node) if isinstance(node, Apply) else ""

    def choice(self, node: Apply) -> str:
        condition = node.arguments[0]
        holds = self.decide(condition)
        if holds is None:
            return self.function(node)
        bare = isinstance(condition, (Reference, Aggregate, Peers))
        said = self.call(condition) if bare else self.of(condition)
        answer = shown(holds, YES_NO, 0, self.language)
        return WORDS[self.language]["choice"].format(said, answer, self.of(node.arguments[1 if holds else 2]))

    def operator(self, node: Apply) -> str:
        operator = node.function.operator
        sign = WORDS[self.language].get(operator) or SIGNS.get(operator, operator)
        own = strength(node)
        parts = []
        for position, argument in enumerate(node.arguments):
            text = self.of(argument)
            bare = strength(argument) + (position == 0) > own and not text.startswith("[")
            negative = text.startswith(("-", "−")) and position > 0
            parts.append(f"({text})" if not bare or negative else text)
        return f"{sign}{parts[0]}" if len(parts) == 1 else f"{parts[0]} {sign} {parts[1]}"

    def function(self, node: Apply) -> str:
        texts = [self.of(argument) for argument in node.arguments]
        options, words = dict(node.options), WORDS[self.language]
        name, title = node.function.name, node.function.called(self.language)
        if name in ("band", "ladder"):
            signs = [SIGNS.get(operator, operator) for operator in options["operators"]]
            cases = [f"{texts[2 * i + 2]} {sign} {texts[2 * i + 1]}" for i, sign in enumerate(signs)]
            texts = [texts[0], *cases, texts[-1]]
        elif name in ("interpolate", "progressive"):
            points = [words[name].format(texts[i], texts[i + 1]) for i in range(1, len(texts), 2)]
            texts = [texts[0], *points]
        elif name == "in":
            return words["in"].format(texts[0], words["list"].join(options["members"]))
        elif name in ("step_down", "worst") and options["sign"] < 0:
            title = words[{"step_down": "step_up", "worst": "best_of"}[name]]
        elif name == "round":
            texts += [str(value) for value in options.values()]
        return f"{title}({', '.join(texts)})"

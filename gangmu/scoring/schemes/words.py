"""A method in words: each formula as a phrase that an issued document could hold, in Chinese or English."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gangmu.scoring.formulas.nodes import Aggregate, Apply, Constant, Named, Node, NotScored, Peers, Reference
from gangmu.scoring.formulas.rendering import strength
from gangmu.scoring.schemes.phrases import PHRASES, WORDS
from gangmu.scoring.schemes.scheme import Computed, Given, Lookup, Parameter, Scheme, Table
from gangmu.scoring.values.kinds import DATE
from gangmu.scoring.values.showing import not_scored

# Phrases of several parts, which would run into what stands beside them.
LOOSE = ("if", "band", "ladder", "min", "max", "coalesce", "geomean", "worst", "best_of")


class Speaker:
    """Says formulas of one scheme in one language."""

    def __init__(self, scheme: Scheme, language: str) -> None:
        self.scheme, self.language = scheme, language
        self.phrases = PHRASES[language]
        self.words = WORDS[language]

    def label(self, table: str, column: str) -> str:
        if column in ("key", "name"):
            return f"{self.table(table)}{self.words[column]}"
        return self.scheme.tables[table].label_of(column)

    def table(self, name: str) -> str:
        return self.scheme.tables[name].label or name

    def say(self, node: Node) -> str:
        if isinstance(node, Constant):
            return self.constant(node)
        if isinstance(node, NotScored):
            return not_scored(node.reason, self.language)
        if isinstance(node, Reference):
            return self.label(node.table, node.column)
        if isinstance(node, Named):
            return (
                self.say(node.body) if node.function.name not in self.phrases else self.phrase(node, node.arguments, {})
            )
        if isinstance(node, Aggregate):
            return self.aggregate(node)
        if isinstance(node, Peers):
            return self.peers(node)
        if isinstance(node, Apply):
            return self.apply(node)
        return ""

    def constant(self, node: Constant) -> str:
        text = self.words["yes" if node.value else "no"] if isinstance(node.value, bool) else node.text
        if isinstance(node.value, str):
            return self.words["quote"].format(node.value)
        return self.words["parameter"].format(node.name, text) if node.name else text

    def part(self, node: Node, beside: int = 9) -> str:
        """A part inside a phrase, in brackets where it would run into its neighbours."""
        text = self.say(node)
        loose = isinstance(node, Apply) and node.function.name in LOOSE
        return self.words["bracket"].format(text) if loose or strength(node) < beside else text

    def apply(self, node: Apply) -> str:
        operator = node.function.operator
        if operator and len(node.arguments) == 2:
            own = strength(node)
            left, right = self.part(node.arguments[0], own), self.part(node.arguments[1], own + 1)
            days = f"{operator} day" if node.arguments[0].kind == DATE else operator
            return self.phrases.get(days, self.phrases[operator]).format(left, right)
        if operator == "not" and isinstance(node.arguments[0], Apply) and node.arguments[0].function.name == "missing":
            return self.phrases["not missing"].format(self.part(node.arguments[0].arguments[0]))
        if operator:
            simple = isinstance(node.arguments[0], (Reference, Constant))
            text = self.say(node.arguments[0])
            return self.phrases[operator].format(text if simple else self.words["bracket"].format(text))
        options = dict(node.options)
        if node.function.name == "if":
            condition, *branches = node.arguments
            return self.phrases["if"].format(self.say(condition), *map(self.part, branches))
        if node.function.name in ("band", "ladder"):
            return self.cases(node, options)
        if node.function.name in ("interpolate", "progressive"):
            return self.along(node, node.function.name)
        return self.phrase(node, node.arguments, options)

    def cases(self, node: Apply, options: dict[str, Any]) -> str:
        parts = []
        for position, operator in enumerate(options["operators"]):
            limit, result = node.arguments[2 * position + 1], node.arguments[2 * position + 2]
            condition = self.phrases[operator].format("", self.part(limit)).strip()
            parts.append(self.phrases["case"].format(condition, self.part(result)))
        parts.append(self.phrases["rest"].format(self.part(node.arguments[-1])))
        return self.phrases["cases"].format(self.part(node.arguments[0]), self.words["comma"].join(parts))

    def along(self, node: Apply, name: str) -> str:
        """Of interpolate and progressive: a number, then points or rates at their places."""
        x, *pairs = [self.part(argument) for argument in node.arguments]
        points = [self.phrases[f"{name} point"].format(*pairs[i : i + 2][::-1]) for i in range(0, len(pairs), 2)]
        return self.phrases[name].format(x, self.words["comma"].join(points))

    def phrase(self, node: Apply | Named, arguments: tuple[Node, ...], options: dict[str, Any]) -> str:
        name = node.function.name
        if name in ("step_down", "worst") and options["sign"] < 0:
            name = {"step_down": "step_up", "worst": "best_of"}[name]
        texts = [self.part(argument) for argument in arguments]
        if name == "in":
            options = {
                **options,
                "members": self.words["list"].join(map(self.words["quote"].format, options["members"])),
            }
        if name == "round":
            options = {"digits": 0, **options, "mode": self.words[options.get("mode", "half-up")]}
            name = "round" if options["digits"] else "round whole"
        settled = {"digits": 0, "mode": "", "name": "", "members": "", **options}
        return self.phrases[name].format(*texts, every=self.words["list"].join(texts), **settled)

    def aggregate(self, node: Aggregate) -> str:
        texts = [self.part(argument) for argument in node.arguments]
        where = self.words["where"].format(self.say(node.where)) if node.where is not None else ""
        rows = self.words["rows"].format(where=where, table=self.table(node.table))
        options = {"drop": 1, **dict(node.options)}
        text = self.phrases[f"{node.function.name} of rows"].format(*texts, rows=rows, **options)
        if node.otherwise is not None:
            text += self.words["otherwise"].format(self.part(node.otherwise))
        return text

    def peers(self, node: Peers) -> str:
        texts = [self.part(argument) for argument in node.arguments]
        within = self.words["within"].format(self.say(node.within)) if node.within is not None else self.words["all"]
        among = self.words["among"].format(self.say(node.among)) if node.among is not None else ""
        values = len(node.function.arguments)
        return self.phrases[node.function.name].format(*texts, field=within + among) + self.fine_print(
            [self.words["by"].format(text) for text in texts[values:]], node.options
        )

    def fine_print(self, said: list[str], options: tuple[tuple[str, Any], ...]) -> str:
        """What breaks ties and how a quota is rounded, where the method says so."""
        settled = (self.words[f"{word} {choice}"] for word, choice in options if word != "measure")
        return "".join([*said, *settled])


@dataclass(frozen=True)
class Rule:
    """One line of a method in words: what is named, and what it is. `computed` tells formulas from given numbers."""

    name: str
    text: str
    computed: bool = False


@dataclass(frozen=True)
class Chapter:
    """A heading, empty for the scales, with its rules."""

    heading: str
    rules: tuple[Rule, ...]


def method_text(scheme: Scheme, language: str = "zh") -> str:
    """The whole method: parameters, facts, and each computed column in words."""
    lines = [f"# {scheme.title}" + (f" ({scheme.year})" if scheme.year else ""), ""]
    for chapter in method_words(scheme, language):
        lines += [f"## {chapter.heading}", ""] if chapter.heading else []
        lines += [
            f"- **{one.name}** = {one.text}" if one.computed else f"- {one.name}{one.text}" for one in chapter.rules
        ]
        lines.append("")
    return "\n".join(lines)


def method_words(scheme: Scheme, language: str = "zh") -> Iterator[Chapter]:
    """The method chapter by chapter: parameters, scales, then each table with what is given and what is computed."""
    speaker, words = Speaker(scheme, language), WORDS[language]
    written: list[Parameter | Lookup] = [*scheme.parameters.values(), *scheme.lookups.values()]
    if written:
        yield Chapter(words["parameters"], tuple(_parameter(one, words) for one in written))
    scales = tuple(Rule(words["scale"].format(name), f": {words['list'].join(s)}") for name, s in scheme.scales.items())
    if scales:
        yield Chapter("", scales)
    for table in scheme.tables.values():
        given = (_given(one, words) for one in table.given.values())
        computed = (_computed(one, table, speaker) for one in table.computed.values())
        yield Chapter(table.label or table.name, (*given, *computed))


def _parameter(one: Parameter | Lookup, words: dict[str, str]) -> Rule:
    notes = [one.note, words["assumption"] if one.assumption else ""]
    if isinstance(one, Parameter):
        return Rule(one.name, f": {one.text}{_note(notes)}")
    return Rule(one.name, f": {words['list'].join(f'{name} {text}' for name, text in one.texts.items())}{_note(notes)}")


def _given(given: Given, words: dict[str, str]) -> Rule:
    kind = words["list"].join(given.choices) if given.choices else words[given.type]
    return Rule(given.label or given.name, f" ({kind}){_note([given.note])}")


def _computed(computed: Computed, table: Table, speaker: Speaker) -> Rule:
    return Rule(table.label_of(computed.name), f"{speaker.say(computed.node)}{_note([computed.note])}", computed=True)


def _note(notes: list[str]) -> str:
    told = "; ".join(note for note in notes if note)
    return f" — {told}" if told else ""

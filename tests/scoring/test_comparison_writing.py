"""A method written anew by chance means the same: order of definitions and operands, spacing, quotes, brackets."""

from __future__ import annotations

import random
from typing import Any

import pytest
import yaml
from gmpy2 import mpq
from hypothesis import given, settings
from hypothesis import strategies as st
from yaml.emitter import Emitter
from yaml.representer import SafeRepresenter
from yaml.resolver import BaseResolver
from yaml.serializer import Serializer

from gangmu.scoring import Scheme, read_scheme
from gangmu.scoring.comparison import compare, comparison_text
from gangmu.scoring.formulas.grammar import parse
from gangmu.scoring.formulas.syntax import Among, At, Call, Name, Number, Operation, Syntax, Text, Truth
from gangmu.scoring.functions import BY_NAME
from gangmu.scoring.functions.naming import CLAUSES
from gangmu.scoring.values.showing import brief
from tests.scoring.test_worked_cases import BUNDLED

LOOSE = ("min", "max", "geomean")
SIGNS = {"negative": ["-"], "and": ["and", "且", "并且"], "or": ["or", "或"], "<>": ["<>", "≠", "!="],
         "<=": ["<=", "≤"],
         ">=": [">=", "≥"], "*": ["*", "×"], "/": ["/", "÷"]}  # fmt: skip
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


class Quoted(str):
    """A text that stood in quotes, which tells it from a number."""


class Loader(yaml.BaseLoader):
    def construct_scalar(self, node: yaml.ScalarNode) -> str:
        text = super().construct_scalar(node)
        return Quoted(text) if node.style in ("'", '"') else text


class Dumper(Emitter, Serializer, SafeRepresenter, BaseResolver):
    """Writes no quotes but where they stood or are needed."""

    def __init__(self, stream: Any, width: int, **_options: Any) -> None:
        Emitter.__init__(self, stream, allow_unicode=True, width=width)
        Serializer.__init__(self)
        SafeRepresenter.__init__(self, sort_keys=False)
        BaseResolver.__init__(self)


Dumper.add_representer(
    Quoted, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style='"')
)


class Scribe:
    """Writes formulas and files again, differently each time."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def gap(self) -> str:
        return self.chance.choice(["", " ", "  "])

    def formula(self, tree: Syntax) -> str:
        text = self.bare(tree)
        atom = isinstance(tree, (Number, Text, Truth, Name, Call))
        return text if atom and self.chance.random() < 0.7 else self.chance.choice(["({})", "（{}）"]).format(text)

    def bare(self, tree: Syntax) -> str:
        if isinstance(tree, Number):
            value = mpq(tree.text) / (100 if tree.percent else 1)
            return self.chance.choice([brief(value, 12), f"{brief(value * 100, 12)}%"])
        if isinstance(tree, Text):
            return self.chance.choice(['"{}"', "“{}”", "「{}」"]).format(tree.value)
        if isinstance(tree, Truth):
            return self.chance.choice(["yes", "是"] if tree.value else ["no", "否"])
        if isinstance(tree, Name):
            return tree.shown
        if isinstance(tree, Operation):
            return self.operation(tree)
        if isinstance(tree, Among):
            members = ",".join(self.formula(member) for member in tree.members)
            return f"{self.formula(tree.operand)} in {tree.opening}{members}{tree.closing}"
        if isinstance(tree, Call):
            return self.call(tree)
        raise AssertionError(tree)

    def operation(self, tree: Operation) -> str:
        operator, operands = tree.operator, list(tree.operands)
        if operator in ("+", "*", "and", "or", "=", "<>"):
            self.chance.shuffle(operands)
        if operator in TURNED and self.chance.random() < 0.5:
            operator, operands = TURNED[operator], operands[::-1]
        sign = self.chance.choice(SIGNS.get(operator, [operator]))
        texts = [self.formula(operand) for operand in operands]
        if len(texts) == 1:
            return f"not {texts[0]}" if operator == "not" else f"{sign}{texts[0]}"
        return f" {sign} ".join(texts) if sign.isalpha() else f"{self.gap()}{sign}{self.gap()}".join(texts)

    def call(self, tree: Call) -> str:
        definition = BY_NAME[tree.name]
        arguments = [self.argument(definition.name, part) for part in tree.arguments]
        if definition.name in LOOSE and len(arguments) > 1:
            self.chance.shuffle(arguments)
        clauses = list(tree.clauses)
        self.chance.shuffle(clauses)
        said = [
            f"{self.chance.choice([w for w in CLAUSES if CLAUSES[w] == c.word])} {self.formula(c.value)}"
            for c in clauses
        ]
        name = self.chance.choice([definition.name, *definition.aliases])
        comma = self.chance.choice([", ", ",", "，"])
        return f"{name}({comma.join(arguments)} {' '.join(said)})"

    def argument(self, function: str, part: Syntax) -> str:
        """Cases of bands and points of lines have a shape of their own."""
        if isinstance(part, At):
            return f"{self.formula(part.result)} at {self.formula(part.place)}"
        if function in ("band", "ladder") and isinstance(part, Operation) and len(part.operands) == 2:
            left, right = map(self.formula, part.operands)
            return f"{left} {part.operator} {right}"
        return self.bare(part)

    def shuffled(self, entries: dict[str, Any]) -> dict[str, Any]:
        names = list(entries)
        self.chance.shuffle(names)
        return {name: entries[name] for name in names}

    def column(self, written: Any) -> Any:
        if isinstance(written, dict):
            return self.shuffled({**written, "formula": self.bare(parse(written["formula"]))})
        return self.bare(parse(str(written)))

    def table(self, table: dict[str, Any]) -> dict[str, Any]:
        computed = {name: self.column(written) for name, written in table.get("computed", {}).items()}
        given = self.shuffled(table.get("given", {}))
        return self.shuffled(
            {
                **table,
                **({"given": given} if given else {}),
                **({"computed": self.shuffled(computed)} if computed else {}),
            }
        )

    def file(self, text: str) -> str:
        content = yaml.load(text, Loader)
        content["tables"] = self.shuffled({name: self.table(table) for name, table in content["tables"].items()})
        content["parameters"] = self.shuffled(content.get("parameters", {}))
        content["publish"] = {name: self.chance.sample(names, len(names)) for name, names in content["publish"].items()}
        if isinstance(content.get("components"), dict):
            content["components"] = self.shuffled(content["components"])
        wide = self.chance.choice([40, 400])
        return yaml.dump(self.shuffled(content), Dumper=Dumper, width=wide)


def understood(text: str) -> Scheme:
    checked = read_scheme(text)
    assert checked.scheme is not None, "\n".join(map(str, checked.problems)) + text
    return checked.scheme


WHOLE = [folder / "scheme.yaml" for folder in BUNDLED if "include:" not in (folder / "scheme.yaml").read_text("utf-8")]


@pytest.mark.parametrize("file", WHOLE, ids=lambda file: file.parent.name)
@settings(max_examples=8)
@given(st.randoms(use_true_random=False))
def test_a_method_written_anew_is_no_change(file, chance):
    text = file.read_text("utf-8")
    comparison = compare(understood(text), understood(Scribe(chance).file(text)))
    assert comparison.changes == (), comparison_text(comparison)

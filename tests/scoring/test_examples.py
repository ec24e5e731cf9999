"""The manual's examples of every function are computed, exactly and with floats, in both languages, by every name."""

from __future__ import annotations

import re
from typing import Any

import pytest
from gmpy2 import mpq

from gangmu.scoring.functions import ALL, BY_NAME
from gangmu.scoring.functions.arguments import ARGUMENTS, told
from gangmu.scoring.functions.naming import CLAUSES
from gangmu.scoring.manual.examples import EXAMPLES
from gangmu.scoring.manual.reference import CLAUSE_WORDS
from gangmu.scoring.manual.sample import CHINESE, NOTHING, in_chinese
from tests.scoring.building import shown_in_sample

CASES = [(name, formula, shown) for name, given in EXAMPLES.items() for formula, shown in given]
# `min` and `max` of one value, and a peer beside `join`, are computed over rows.
OVER_ROWS = ("min(score", "max(score", "最小(score", "最大(score", "较小(score", "较大(score")


def style(name: str, formula: str) -> str:
    return "aggregate" if formula.startswith(OVER_ROWS) else BY_NAME[name].style


def wanted(shown: str, language: str) -> list[Any]:
    return [read(part, language) for part in shown.split()]


def read(part: str, language: str) -> Any:
    if part == NOTHING:
        return None
    if part in ("yes", "no"):
        return part == "yes"
    return mpq(part) if re.fullmatch(r"-?[\d./]+", part) else told(part, CHINESE if language == "zh" else {})


def assert_gives(name: str, formula: str, shown: str, language: str = "en") -> None:
    written = in_chinese(formula) if language == "zh" else formula
    found = shown_in_sample([written], style(name, formula), language)[0]
    expected = wanted(shown, language)
    assert found == (expected if len(expected) > 1 else expected * len(found)), written


@pytest.mark.parametrize(("name", "formula", "shown"), CASES, ids=[formula for _, formula, _ in CASES])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_example_gives_what_the_manual_shows(language, name, formula, shown):
    assert_gives(name, formula, shown, language)


@pytest.mark.parametrize(("name", "formula", "shown"), CASES, ids=[formula for _, formula, _ in CASES])
def test_floats_agree_with_the_example(name, formula, shown):
    exact, found = (shown_in_sample([formula], style(name, formula), numbers=kind)[0] for kind in ("exact", "float"))
    for value, approximate in zip(exact, found, strict=True):
        if value is None or isinstance(value, (str, bool)):
            assert approximate == value
        elif name != "round":
            assert approximate == pytest.approx(float(value), abs=1e-9)


@pytest.mark.parametrize("definition", ALL, ids=lambda definition: definition.name)
def test_every_alias_does_the_same(definition):
    for alias in definition.aliases:
        for formula, shown in EXAMPLES[definition.name]:
            renamed = re.sub(rf"\b{definition.name}\(", f"{alias}(", formula)
            assert renamed != formula
            assert_gives(definition.name, renamed, shown, "zh")


def test_every_function_clause_word_and_choice_has_an_example():
    assert list(EXAMPLES) == list(dict.fromkeys(EXAMPLES))
    assert set(EXAMPLES) == {definition.name for definition in ALL}
    assert set(CLAUSE_WORDS) == set(CLAUSES.values())
    for definition in ALL:
        formulas = " ".join(formula for formula, _ in EXAMPLES[definition.name])
        assert f"{definition.name}(" in formulas
        for argument in definition.arguments:
            assert argument.name in ARGUMENTS
    everything = " ".join(formula for _, formula, _ in CASES)
    for word in CLAUSES.values():
        assert f" {word} " in everything
    for definition in (BY_NAME["rank"], BY_NAME["top"]):
        for word, argument in definition.clauses.items():
            assert all(f'{word} "{choice}"' in everything for choice in argument.choices)


@pytest.mark.parametrize(("twin", "word"), [(twin, word) for twin, word in CLAUSES.items() if twin != word])
def test_a_clause_word_in_chinese_does_the_same(twin, word):
    name, formula, shown = next(case for case in CASES if f" {word} " in case[1])
    assert_gives(name, formula.replace(f" {word} ", f" {twin} "), shown, "zh")

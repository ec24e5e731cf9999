"""The printed reference is what the functions say of themselves."""

from __future__ import annotations

from pathlib import Path

from gangmu.scoring import reference
from gangmu.scoring.functions import ALL
from gangmu.scoring.grammar import CLAUSES

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "scheme-language.md").read_text("utf-8")


def test_the_page_holds_the_generated_list_as_it_is_now():
    assert PAGE.endswith("## Functions\n\n" + reference().rstrip("\n") + "\n"), "run: gangmu scheme functions"


def test_every_function_and_clause_word_is_on_the_page():
    assert all(f"#### `{definition.name}(" in PAGE for definition in ALL)
    assert all(word in PAGE for word in CLAUSES)

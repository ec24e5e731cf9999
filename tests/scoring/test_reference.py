"""The printed reference is what the functions say of themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gangmu.scoring import reference
from gangmu.scoring.functions import ALL
from gangmu.scoring.functions.naming import CLAUSES, FUNCTIONS, in_formula, in_sentence

FOLDER = Path(__file__).parents[2] / "docs" / "reference"
PAGES = {
    "en": (FOLDER / "scheme-language.md").read_text("utf-8"),
    "zh": (FOLDER / "scheme-language.zh-CN.md").read_text("utf-8"),
}
HEADINGS = {"en": "## Functions", "zh": "## 函数"}


@pytest.mark.parametrize("language", PAGES)
def test_the_page_holds_the_generated_list_as_it_is_now(language: str) -> None:
    made = f"{HEADINGS[language]}\n\n" + reference(language).rstrip("\n") + "\n"
    assert PAGES[language].endswith(made), f"run: gangmu scheme functions --language {language}"


@pytest.mark.parametrize("language", PAGES)
def test_every_function_and_clause_word_is_on_the_page(language: str) -> None:
    assert all(f"#### `{definition.called(language)}(" in PAGES[language] for definition in ALL)
    assert all(word in PAGES[language] for word in CLAUSES)


@pytest.mark.parametrize("language", PAGES)
def test_every_link_of_the_page_leads_to_a_heading(language: str) -> None:
    page = PAGES[language]
    headings = {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in re.findall(r"^#+ (.*)$", page, re.M)
    }
    assert [link for link in re.findall(r"\]\(#([^)]*)\)", page) if link not in headings] == []


def test_the_chinese_list_is_in_chinese() -> None:
    for definition in ALL:
        assert in_formula(in_sentence(definition.doc[0], "zh"), "zh") in PAGES["zh"]
        assert definition.doc[1] not in reference("zh")


def test_a_chinese_reader_meets_chinese_names_of_functions() -> None:
    """In the list, and in every message; beside them the English ones stand as other names only."""
    listed = PAGES["zh"][PAGES["zh"].index(HEADINGS["zh"]) :]
    assert set(re.findall(r"(?<![\w])[a-z_]+(?=\()", listed)) & set(FUNCTIONS) == set()
    for name in FUNCTIONS:
        assert name in listed

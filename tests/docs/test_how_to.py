"""The pages on comparing methods: their files are written, their commands run and print what they show."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.fenced import blocks, renewed

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"
PAGES = ("compare-methods.zh-CN.md", "compare-methods.md")


@pytest.mark.parametrize("name", PAGES)
def test_following_the_page_shows_what_it_shows(name: str, tmp_path: Path) -> None:
    page = (HOW_TO / name).read_text("utf-8")
    assert renewed(page, tmp_path) == page, f"run: python -m tests.docs.fenced docs/how-to/{name}"


def test_both_languages_show_the_same_numbers() -> None:
    def numbers(name: str) -> list[list[str]]:
        page = (HOW_TO / name).read_text("utf-8")
        return [re.findall(r"-?\d+\.\d+|\d+%", block.text) for block in blocks(page) if block.kind == "console"]

    chinese, english = map(numbers, PAGES)
    assert chinese == english
    assert all(chinese[1:])

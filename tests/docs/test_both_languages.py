"""The guides in both languages say the same: chapters, commands, tables, numbers; the buttons that they name exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.test_translations import messages

DOCS = Path(__file__).parents[2] / "docs"
# Pages for those who run a year; those for authors of methods are run by tests of their own.
GUIDES = (
    "tutorials/run-a-year",
    "how-to/import-a-list",
    "how-to/when-an-import-complains",
    "how-to/report-progress",
    "how-to/official-values",
    "how-to/papers",
    "how-to/operate",
    "how-to/recover-access",
)
BLANK = re.compile(r"%\(\w+\)[sd]|\{\w*\}|\d+")


def chinese(guide: str) -> str:
    return (DOCS / f"{guide}.zh-CN.md").read_text("utf-8")


def english(guide: str) -> str:
    return (DOCS / f"{guide}.md").read_text("utf-8")


def lines(pattern: str, page: str) -> list[str]:
    return re.findall(pattern, page, re.MULTILINE)


def commands(page: str) -> list[str]:
    """Indented lines, without their comments."""
    return [line.split("  #")[0].rstrip() for line in lines(r"^    (?! *# [^/])(\S.*)$", page)]


@pytest.mark.parametrize("guide", GUIDES)
def test_both_languages_have_the_same_chapters_commands_and_tables(guide: str) -> None:
    for part in (r"^#+ ", r"^\d\. ", r"^- ", r"^\| "):
        assert len(lines(part, chinese(guide))) == len(lines(part, english(guide))), part
    assert commands(chinese(guide)) == commands(english(guide))


def test_both_languages_of_the_year_come_to_the_same_numbers() -> None:
    def numbers(page: str) -> set[str]:
        return set(re.findall(r"\d+\.\d+|\d{3,}", page.replace(",", "")))

    assert numbers(chinese("tutorials/run-a-year")) == numbers(english("tutorials/run-a-year"))


@pytest.mark.parametrize("guide", GUIDES)
def test_each_page_leads_to_the_other_and_to_chinese_pages(guide: str) -> None:
    name = Path(guide).name
    assert f"({name}.zh-CN.md)" in english(guide)
    assert f"({name}.md)" in chinese(guide)
    other = [link for link in re.findall(r"\]\(([\w./-]+?)\.md", chinese(guide)) if link != name]
    untranslated = [link for link in other if (DOCS / guide).parent.joinpath(f"{link}.zh-CN.md").exists()]
    assert untranslated == []


def test_whoever_reads_the_chinese_readme_stays_in_chinese() -> None:
    readme = (DOCS.parent / "README.zh-CN.md").read_text("utf-8")
    for guide in GUIDES:
        assert f"docs/{guide}.zh-CN.md" in readme, guide
        assert f"docs/{guide}.md" not in readme, guide
    marked = re.findall(r"\[[^\]]+\]\((docs/[\w./-]+\.md)(?:#[^)]*)?\)(（英文）)?", readme)
    assert [link for link, mark in marked if ".zh-CN." not in link and not mark] == []


@pytest.mark.parametrize("guide", GUIDES)
def test_what_a_chinese_page_quotes_is_on_the_screen(guide: str) -> None:
    def bare(text: str) -> str:
        return re.sub(r"\s", "", BLANK.sub("#", text))

    shown = {bare(message) for message in messages()}
    quoted = set(re.findall("“([^”]+)”", chinese(guide)))
    assert [words for words in quoted if not any(bare(words) in message for message in shown)] == []

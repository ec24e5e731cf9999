"""Every recipe of the cookbook is run: the scheme as printed, the facts and the results of the tables below it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from gmpy2 import mpq

from gangmu.scoring import Result, Scheme
from tests.docs.fenced import FENCE, Sheet, sheets
from tests.scoring.building import Rows, checked_scheme, scored

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"
PAGES = {name: (HOW_TO / name).read_text("utf-8") for name in ("cookbook.zh-CN.md", "cookbook.md")}
SHAPES = [f"1.{number}" for number in range(1, 31)]
NOTHING = "—"


def examples(page: str) -> list[tuple[str, str, str]]:
    """Number of the recipe, scheme, and what stands between it and the next scheme."""
    found = []
    for recipe in re.split(r"^## (?=1\.)", page, flags=re.MULTILINE)[1:]:
        fences = list(FENCE.finditer(recipe))
        ends = [*(fence.start() for fence in fences[1:]), len(recipe)]
        found += [
            (recipe.split()[0], fence["text"], recipe[fence.end() : end])
            for fence, end in zip(fences, ends, strict=True)
        ]
    return found


CASES = [(name, *example) for name, page in PAGES.items() for example in examples(page)]


def facts_of(scheme: Scheme, found: list[Sheet]) -> Rows:
    rows: Rows = {}
    for sheet in found:
        table = scheme.tables[sheet.headings[0]]
        known = {"name", table.parent, *table.given}
        rows[table.name] = [
            {"key": row[0]}
            | {h: cell for h, cell in zip(sheet.headings[1:], row[1:], strict=True) if h in known and cell != NOTHING}
            for row in sheet.rows
        ]
        for line in rows[table.name]:
            line.update({heading: "" for heading in table.given if heading in sheet.headings and heading not in line})
    return rows


def agrees(value: object, shown: str) -> bool:
    """Numbers exactly, or cut after the last digit before a “…”."""
    if value is None or shown == NOTHING:
        return value is None and shown == NOTHING
    if isinstance(value, bool):
        return shown in (("是", "yes") if value else ("否", "no"))
    if isinstance(value, str):
        return value == shown
    written = shown.removesuffix("…")
    digits = len(written.partition(".")[2])
    rest = abs(mpq(str(value))) - abs(mpq(written))
    return 0 < rest < mpq(1, 10**digits) if shown.endswith("…") else mpq(str(value)) == mpq(written)


def differences(result: Result, found: list[Sheet]) -> list[str]:
    wrong = []
    for sheet in found:
        table = result.scheme.tables[sheet.headings[0]]
        for row in sheet.rows:
            for heading, shown in zip(sheet.headings, row, strict=True):
                if heading in table.computed and not agrees(result.value(table.name, row[0], heading), shown):
                    value = result.value(table.name, row[0], heading)
                    wrong.append(f"{table.name} {row[0]} {heading}: {shown} ≠ {value}")
    return wrong


@pytest.mark.parametrize(
    ("page", "recipe", "text", "below"), CASES, ids=[f"{case[0]}-{case[1]}-{i}" for i, case in enumerate(CASES)]
)
def test_recipe_gives_the_results_it_shows(page: str, recipe: str, text: str, below: str) -> None:
    text = f"title: {recipe}\n{text}"
    scheme = checked_scheme(text)
    found = list(sheets(below))
    headings = {(sheet.headings[0], heading) for sheet in found for heading in sheet.headings[1:]}
    computed = {(table.name, name) for table in scheme.tables.values() for name in table.computed}
    assert computed <= headings, "a computed column without results"
    result = scored(text, facts_of(scheme, found))
    assert differences(result, found) == []
    assert {problem.code for problem in result.problems} <= {"blank fact", "blank number", "no result"}


@pytest.mark.parametrize("page", PAGES)
def test_every_shape_has_a_recipe_with_an_example(page: str) -> None:
    assert sorted({number for number, _text, _below in examples(PAGES[page])}, key=SHAPES.index) == SHAPES


def test_both_languages_show_the_same_results() -> None:
    def numbers(page: str) -> list[list[str]]:
        return [
            [
                cell
                for sheet in sheets(below)
                for row in sheet.rows
                for cell in row
                if re.fullmatch(r"-?[\d.]+[%…]?", cell)
            ]
            for _number, _text, below in examples(page)
        ]

    chinese, english = map(numbers, PAGES.values())
    assert chinese == english

"""The tutorial is followed step by step: its files are written, its commands run, and print what it shows."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from gangmu.assessment.facts import unsupplied
from gangmu.scoring import read_scheme
from tests.docs.fenced import blocks, renewed

TUTORIALS = Path(__file__).parents[2] / "docs" / "tutorials"
PAGES = ("write-a-method.zh-CN.md", "write-a-method.md")


@pytest.mark.parametrize("name", PAGES)
def test_following_the_tutorial_shows_what_it_shows(name: str, tmp_path: Path) -> None:
    page = (TUTORIALS / name).read_text("utf-8")
    assert renewed(page, tmp_path) == page, f"run: python -m tests.docs.fenced docs/tutorials/{name}"
    made = {file.name for file in tmp_path.glob("*.xlsx")}
    assert made in ({"结果.xlsx", "数据.xlsx"}, {"result.xlsx", "facts.xlsx"})


@pytest.mark.parametrize("name", PAGES)
def test_the_workbook_has_the_sheets_that_are_promised(name: str, tmp_path: Path) -> None:
    renewed((TUTORIALS / name).read_text("utf-8"), tmp_path)
    file = next(file for file in tmp_path.glob("*.xlsx") if file.stem in ("结果", "result"))
    own = {"结果", "参数", "办法", "核对"} if file.stem == "结果" else {"Results", "Parameters", "Method", "Check"}
    assert own <= set(openpyxl.load_workbook(file).sheetnames)


@pytest.mark.parametrize("name", PAGES)
def test_the_finished_method_can_be_entered_into_the_system(name: str) -> None:
    final = [
        block for block in blocks((TUTORIALS / name).read_text("utf-8")) if block.file in ("办法.yaml", "method.yaml")
    ]
    scheme = read_scheme(final[-1].text).scheme
    assert scheme is not None
    assert unsupplied(scheme) == []


def test_both_languages_take_the_same_steps_to_the_same_numbers() -> None:
    def steps(name: str) -> list[tuple[str, int]]:
        return [(block.kind, block.text.count("\n")) for block in blocks((TUTORIALS / name).read_text("utf-8"))]

    chinese, english = map(steps, PAGES)
    assert [kind for kind, _lines in chinese] == [kind for kind, _lines in english]

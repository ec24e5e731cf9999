"""A scheme with what it includes, written as one text: it means the same and needs no other file."""

from __future__ import annotations

import itertools

import pytest

from gangmu.scoring import read_scheme, whole_text
from gangmu.scoring.comparison import compare
from tests.scoring.test_including import CITY, DISTRICTS

FOLDED = """include: city.yaml
tables:
    unit:
        computed:
            总分: >-
                得分
                + 2
"""
NOTED = """include: city.yaml
title: '区：一'  # 说明
parameters:
  # 分值
  满分:
    value: 10
    note: |
      两行
      说明
"""
OWN = [
    "include: city.yaml\ntitle: 区",
    "include: city.yaml\nparameters: {满分: 60}",
    "include: city.yaml\ntables: {unit: {computed: {得分: 满分 * w}}}",
    "include: city.yaml\ntables: {unit: {computed: {w: v * 4, 总分: 得分 + w}}}",
    FOLDED,
    NOTED,
]


def in_districts(name):
    path = DISTRICTS / name
    return path.read_text() if path.is_file() else None


@pytest.mark.parametrize("own", OWN)
def test_one_text_means_what_the_files_mean_together(own):
    find = {"city.yaml": CITY}.get
    text, problems = whole_text(own, included=find)
    assert problems == ()
    together, alone = read_scheme(own, included=find), read_scheme(text)
    assert [one.code for one in alone.problems if not one.code.startswith("unused")] == []
    assert compare(together.scheme, alone.scheme).changes == ()


@pytest.mark.parametrize("name", ["harbour.yaml", "hills.yaml"])
def test_the_districts_variants_can_be_written_whole(name):
    text, problems = whole_text(in_districts(name), included=in_districts)
    assert problems == ()
    together, alone = read_scheme(in_districts(name), included=in_districts), read_scheme(text)
    assert compare(together.scheme, alone.scheme).changes == ()
    assert "  超额上限: {value: 10%, note: 超额加分最多为该项分值的百分之几}" in text or name == "hills.yaml"


def test_comments_above_entries_go_with_them_once():
    shared = """title: 市
# 参数
parameters:
  # 分值
  a: {value: 1}
  # 条数
  b:
    value: 2
  # 末项
  c: 3
tables:
  unit:
    computed:
      # 总分
      总分: a + b + c
"""
    text, _ = whole_text("include: city.yaml\nparameters:\n  # 改\n  a: 5\n", included={"city.yaml": shared}.get)
    comments = [line.strip() for line in text.split("\n") if line.lstrip().startswith("#")]
    assert comments == ["# 改", "# 条数", "# 末项", "# 总分"]
    below = {first.strip(): then.split(":")[0].strip() for first, then in itertools.pairwise(text.split("\n"))}
    assert (below["# 改"], below["# 条数"], below["# 末项"], below["# 总分"]) == ("a", "b", "c", "总分")


def test_a_scheme_without_include_stays_as_it_is():
    assert whole_text("# 说明\n" + CITY) == ("# 说明\n" + CITY, ())


def test_a_missing_part_is_told_in_its_place():
    text, problems = whole_text("title: 区\ninclude: gone.yaml", file="own.yaml", included={}.get)
    assert text == ""
    assert [(one.line, one.code) for one in problems] == [(2, "include missing")]

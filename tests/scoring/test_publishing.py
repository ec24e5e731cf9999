"""How results are published: rates as per cent, tables by place, the same in every form."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest

from gangmu.cli.score import _rows, as_json
from gangmu.cli.tables import as_csv, tree_text
from gangmu.scoring import evaluate, explain, read_facts
from gangmu.scoring.comparison import compare
from gangmu.scoring.workbook import workbook
from tests.scoring.building import checked_scheme, codes

METHOD = """
title: 试
tables:
  group: {given: {v: {number, optional: yes}}}
  target:
    label: 任务
    given: {n: number}
    computed: {t: 'rank(n within unit.key)', half: {formula: n / 8, show: 1%}}
  unit:
    given: {done: number, due: number, aim: {number, show: 0.1%}}
    computed:
      rate: {formula: done / due, label: 完成率, show: 0.01%}
      total: round(100 * rate, 2)
      rank: rank(total within group)
publish: {unit: [aim, rate, total, rank], target: [half, t]}
"""
ROWS = {
    "group": [{"key": "甲组"}, {"key": "乙组"}],
    "unit": [
        {"key": key, "group": f"{group}组", "done": "".join(done), "due": 3, "aim": "0.995"}
        for key, group, *done in ("B乙1", "A甲1", "C甲", "D甲2", "E乙2")
    ],
    "target": [{"key": key, "unit": unit, "n": n} for key, unit, n in ("1A5", "2A7", "3B1", "4A6")],
}


@pytest.fixture(scope="module")
def result():
    scheme = checked_scheme(METHOD)
    return evaluate(scheme, read_facts(scheme, ROWS))


def test_a_rate_is_published_as_per_cent(result):
    assert [result.shown("unit", key, "rate") for key in "ABCDE"] == ["33.33%", "33.33%", "—", "66.67%", "66.67%"]
    assert result.shown("target", "1", "half") == "63%"
    assert result.shown("unit", "A", "aim") == "99.5%"
    assert (result.published()[0]["rate"], result.published()[0]["exact"]["rate"]) == ("66.67%", "2/3")
    assert tree_text(explain(result, "unit", "D", "rate")).startswith("完成率 = 66.67%\n")


def test_tables_are_published_by_place_in_every_form(result):
    """Group by group, those without a place last; a table that is not of units by its own rank."""
    by_place = ["E", "B", "D", "A", "C"]
    assert [row["key"] for row in json.loads(as_json(result))["units"]] == by_place
    lines = as_csv(*_rows(result, "unit")).splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == by_place
    assert lines[1] == "E,E,99.5%,66.67%,66.67,1"
    assert [row["key"] for row in json.loads(as_json(result))["tables"]["target"]] == ["2", "4", "1", "3"]
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(result)), data_only=True)["结果"]
    rows = list(sheet.iter_rows(min_row=6, max_row=10))
    assert [row[0].value for row in rows] == by_place
    below = [row[0].value for row in sheet.iter_rows(min_row=14, max_row=17)]
    assert below == ["2", "4", "1", "3"]
    rate = rows[0][4]
    assert (rate.value, rate.number_format) == (pytest.approx(2 / 3), "0.00%")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("show: 0.01%", "show: 两位", "bad show"),
        ("show: 0.01%", "show: 0.05%", "bad show"),
        ("show: 0.01%", "show: 0.01%, decimals: 3", "bad show"),
        ("rank: rank(total", "called: {formula: name, show: 1%}\n      rank: rank(total", "show no number"),
        ("done: number", "done: number, w: {text, show: 1%}", "show no number"),
    ],
)
def test_what_cannot_be_shown_as_per_cent_is_told(old, new, code):
    assert code in codes(METHOD.replace(old, new, 1))


def test_another_form_of_a_rate_is_a_change_that_moves_nothing():
    changes = compare(checked_scheme(METHOD), checked_scheme(METHOD.replace("0.01%", "0.1%"))).changes
    assert [(one.name, [each.aspect for each in one.details]) for one in changes] == [("rate", ["percent"])]

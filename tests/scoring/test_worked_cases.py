"""Every bundled scheme reproduces the results that were worked out by hand."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
from gmpy2 import mpq

from gangmu.scoring import Result, Scheme, evaluate, explain, read_facts, read_scheme
from tests.scoring.building import rows_of_csv

SCHEMES = Path(__file__).parents[2] / "schemes"
BUNDLED = sorted(path.parent for path in SCHEMES.glob("*/scheme.yaml"))


VARIANTS = [path for folder in BUNDLED for path in sorted(folder.glob("*.yaml")) if path.name != "scheme.yaml"]


def read(folder: Path, name: str = "scheme.yaml") -> Scheme:
    files = {path.name: path.read_text("utf-8") for path in folder.glob("*.yaml")}
    checked = read_scheme(files[name], file=str(folder / name), included=files.get)
    assert not checked.problems, "\n".join(map(str, checked.problems))
    assert checked.scheme is not None
    return checked.scheme


def facts_of(folder: Path, scheme: Scheme):
    files = {path.stem: rows_of_csv(path.read_text("utf-8")) for path in (folder / "cases" / "facts").glob("*.csv")}
    facts = read_facts(scheme, files)
    assert not facts.problems, "\n".join(map(str, facts.problems))
    return facts


def expected(folder: Path, name: str = "expected.csv") -> list[dict[str, str]]:
    with (folder / "cases" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("folder", BUNDLED, ids=lambda folder: folder.name)
def test_bundled_scheme_gives_the_results_worked_out_by_hand(folder):
    scheme = read(folder)
    assert_published(expected(folder), evaluate(scheme, facts_of(folder, scheme)))


@pytest.mark.parametrize("file", VARIANTS, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_variant_of_a_shared_scheme_gives_the_results_worked_out_by_hand(file):
    scheme = read(file.parent, file.name)
    assert_published(
        expected(file.parent, f"expected-{file.stem}.csv"), evaluate(scheme, facts_of(file.parent, scheme))
    )


def assert_published(rows: list[dict[str, str]], result: Result) -> None:
    published = {row["key"]: row for row in result.published()}
    assert len(rows) >= min(4, len(published))
    for wanted in rows:
        found = published[wanted["key"]]
        for column, text in wanted.items():
            if column.startswith("exact "):
                assert found["exact"][column.removeprefix("exact ")] == (text or None), (wanted["key"], column)
            elif isinstance(found[column], bool):
                assert found[column] is {"yes": True, "no": False}[text], (wanted["key"], column)
            else:
                assert found[column] == (text or None), (wanted["key"], column)


@pytest.mark.parametrize("folder", BUNDLED, ids=lambda folder: folder.name)
def test_components_add_up_to_the_total(folder):
    scheme = read(folder)
    result = evaluate(scheme, facts_of(folder, scheme))
    assert scheme.components
    for key in result.keys("unit"):
        parts = [result.value("unit", key, column) for column in scheme.components]
        total = result.value("unit", key, "总分")
        if total is not None:
            assert sum(parts, mpq(0)) == total


@pytest.mark.parametrize("folder", BUNDLED, ids=lambda folder: folder.name)
def test_bundled_scheme_says_where_it_comes_from(folder):
    assert (folder / "source.md").read_text("utf-8").strip()
    assert read(folder).source


@pytest.mark.parametrize("folder", BUNDLED, ids=lambda folder: folder.name)
def test_every_cell_of_every_unit_can_be_derived(folder):
    scheme = read(folder)
    result = evaluate(scheme, facts_of(folder, scheme))
    for key in result.keys("unit"):
        for column in scheme.tables["unit"].computed:
            step = explain(result, "unit", key, column)
            assert step.as_dict()["shown"] == result.shown("unit", key, column)


@pytest.mark.parametrize("folder", BUNDLED, ids=lambda folder: folder.name)
def test_every_number_of_a_published_method_is_stated_by_its_text_or_marked_as_an_assumption(folder):
    scheme = read(folder)
    source = (folder / "source.md").read_text("utf-8")
    if ".txt" not in scheme.source:
        return
    assert re.search(r"\d{3}_[0-9a-f]{16}\.txt", source)
    stated = source[source.index("## Which numbers it states") : source.index("## What had to be assumed")]
    for parameter in (*scheme.parameters.values(), *scheme.lookups.values()):
        assert parameter.assumption != (f"`{parameter.name}`" in stated), parameter.name


def column(name: str, table: str, heading: str) -> list[str]:
    rows = rows_of_csv((SCHEMES / name / "cases" / "facts" / f"{table}.csv").read_text("utf-8"))
    return [str(row[heading]) for row in rows]


def test_bundled_facts_have_the_sizes_that_the_texts_state():
    assert column("lianyungang-2002", "group", "name") == [
        "县区", "综合计划", "工业科技", "开放口岸", "农业经济", "城市建设", "政法", "社会事业",
        "驻连部省属单位一组", "驻连部省属单位二组",
    ]  # fmt: skip
    assert set(column("lianyungang-2002", "group", "system")) == {"县区", "市直部门", "驻连部省属单位"}
    assert len(set(column("huangpu-2016", "duty", "item"))) == 178
    assert len(set(column("huangpu-2016", "duty", "area"))) == 8
    assert set(column("huangpu-2016", "node", "quarter")) == set("1234")
    assert Counter(column("qingdao-2003", "unit", "class")) == {"三区": 3, "市内四区": 4, "五市": 5}
    assert Counter(column("wuhan-2004", "unit", "kind")) == {"市直单位": 97, "区": 13}
    assert len(set(column("county-2013", "unit", "front"))) == 5


def test_a_quarter_of_those_on_the_mark_is_advanced_and_thirteen_of_the_others_are_last():
    folder = SCHEMES / "wuhan-2004"
    scheme = read(folder)
    result = evaluate(scheme, facts_of(folder, scheme))
    grades = Counter(result.value("unit", key, "等次") for key in result.keys("unit"))
    assert grades == {"先进": 19, "达标": 57, "未达标": 21, "末位": 13}


def test_the_overview_lists_every_bundled_method_in_both_languages():
    chinese, english = (SCHEMES / "README.md").read_text("utf-8").split("## In English")
    for folder in BUNDLED:
        assert f"| `{folder.name}`" in chinese
        assert f"| `{folder.name}`" in english

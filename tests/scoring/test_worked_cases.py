"""Every bundled scheme reproduces the results that were worked out by hand."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from gmpy2 import mpq

from gangmu.scoring import Result, Scheme, evaluate, explain, read_facts, read_scheme, rows_of_csv

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

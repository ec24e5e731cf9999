"""The workbook holds live formulas, and LibreOffice, recomputing them from nothing, comes to the engine's values."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from xlsxwriter.worksheet import Worksheet

from gangmu.scoring import Result, evaluate
from gangmu.scoring.manual.examples import EXAMPLES
from gangmu.scoring.workbook import TooLong, workbook
from tests.scoring.building import Rows, sample, scheme_text, scored
from tests.scoring.test_functions import PEERS, TARGET, TARGETS
from tests.scoring.test_worked_cases import BUNDLED, VARIANTS, facts_of, read

OFFICE = shutil.which("soffice")
RECOMPUTE_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""

AGGREGATES = [
    "sum(score)",
    'sum(score where kind = "甲")',
    "count(target)",
    'count(where kind = "乙" and score > 5)',
    "mean(score)",
    "mean(score otherwise 60)",
    "min(score)",
    "max(score)",
    "median(score)",
    "trimmed_mean(score)",
    "trimmed_mean(score drop 2)",
    "share(score of points)",
    'share(score of points where kind = "丁" otherwise 1)',
    "weighted_mean(score by points)",
    "sum_best(score per matter)",
    "stdev(score)",
    "if(any(score > 29), 1, 0)",
    "if(all(score > 2), 1, 0)",
    "sum(score * points)",
]
COMPARED = [
    "rank(v)",
    "rank(v within g)",
    'rank(v ties "1223")',
    'rank(v ties "average")',
    "rank(v by w)",
    "rank_ascending(v)",
    "rank(v among v < 90)",
    "if(top(v, 2), 1, 0)",
    'if(top(v, 2 ties "exclude"), 1, 0)',
    "if(top(v, 50%), 1, 0)",
    'if(top(v, 30% rounding "up"), 1, 0)',
    "if(top(v, 100%), 1, 0)",
    "if(bottom(v, 100%), 1, 0)",
    "if(bottom(v, 1), 1, 0)",
    "if(top(v, 1 among v < 90), 1, 0)",
    "best(v within g)",
    "lowest(v)",
    "mean_of(v within g)",
    "total_of(w)",
    "count_of(v)",
    "minmax(v)",
    "percentile(v within g)",
    "rank_points(v, 600, 500)",
    "zscore(v within g)",
    "rank(v within g by w)",
    'rank(v by w ties "1223")',
    "coalesce(v, 7)",
    "if(missing(v), 1, 0)",
    "if(v > 70 or w > 0, 1, 0)",
    "if(v > 70 and w > 5, 1, 0)",
    "ratio(v, w)",
]


def columns(formulas: list[str]) -> dict[str, str]:
    return {f"x{i}": "'" + formula.replace("'", "''") + "'" for i, formula in enumerate(formulas)}


def kitchen() -> dict[str, Result]:
    """Every function of the language, in three workbooks."""
    grades = [
        "step_down(g, 1)",
        'worst(g, "优")',
        'best_of(g, "良")',
        'band(v, "优" > 3, "良" >= 2, "差")',
        "step_up(g, 2)",
    ]
    more = [
        "lookup(系数, g)",
        'if(g in ("优", "良"), 1, 0)',
        "ladder(v, 3 in [0, 1), 2 in [1, 4], 0)",
        "v * 倍",
        "day + 3",
    ]
    target = TARGET.replace("[甲, 乙]", "[甲, 乙, 丁]")
    grade_text = scheme_text(
        columns([*grades, *more]),
        given="g: {one of: [优, 良, 差]}\nv: number\nday: date",
        extra="parameters: {系数: {优: 1, 良: 0.8, 差: 0.5}, 倍: 150%}\nscales: {等次: [优, 良, 差]}",
    )
    graded: Rows = {
        "unit": [{"key": k, "g": k, "v": v, "day": "2013-02-27"} for k, v in (("优", 3), ("良", 1), ("差", "0.5"))]
    }
    return {
        "examples": sample([formula for given in EXAMPLES.values() for formula, _ in given]),
        "below": scored(scheme_text(columns(AGGREGATES), target=target), TARGETS),
        "beside": scored(scheme_text(columns(COMPARED), given="v: number\nw: number\ng: text"), PEERS),
        "grades": scored(grade_text, graded),
    }


def bundled() -> dict[str, Result]:
    schemes = {folder.name: (folder, read(folder)) for folder in BUNDLED}
    schemes |= {f"{file.parent.name}-{file.stem}": (file.parent, read(file.parent, file.name)) for file in VARIANTS}
    return {name: evaluate(scheme, facts_of(folder, scheme)) for name, (folder, scheme) in schemes.items()}


@pytest.mark.parametrize("name", ["county-2013", "city-demo"])
def test_every_computed_cell_is_a_formula(name):
    result = bundled()[name]
    book = openpyxl.load_workbook(io.BytesIO(workbook(result)))
    assert book.sheetnames[0] == "结果"
    assert book.sheetnames[-3:] == ["参数", "办法", "核对"]
    for table in result.scheme.tables.values():
        sheet = book[table.label]
        first = (3 if table.parent else 2) + len(table.given) + 1
        for row in range(2, sheet.max_row + 1):
            for column in range(first, first + len(table.computed)):
                assert str(sheet.cell(row, column).value).startswith("="), (table.name, row, column)


def test_stored_values_are_the_official_ones():
    result = bundled()["county-2013"]
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(result)), data_only=True)["结果"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row[3] for row in rows[:6]] == [93, 100, "—", 98, 98, pytest.approx(220 / 3)]


def test_a_formula_that_excel_cannot_hold_is_refused():
    long = "band(v, " + ", ".join(f'"第{i}档" >= {1000 - i}' for i in range(190)) + ', "其余")'
    text = scheme_text({"y": "v + v + v + v + v + v + v + v", "x": "'" + long + "'"}, given="v: number")
    with pytest.raises(TooLong, match=r"unit\.x"):
        workbook(scored(text, {"unit": [{"key": "A", "v": 1}]}))


def recomputed(results: dict[str, Result], folder: Path, monkeypatch) -> dict[str, Any]:
    """Workbooks whose stored values are all 0, opened and saved by LibreOffice."""
    write = Worksheet._write_formula
    monkeypatch.setattr(
        Worksheet,
        "_write_formula",
        lambda self, row, col, text, form=None, value=0: write(self, row, col, text, form, 0),
    )
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(RECOMPUTE_ALWAYS, "utf-8")
    files = []
    for name, result in results.items():
        files.append(folder / f"{name}.xlsx")
        files[-1].write_bytes(workbook(result))
    command = [str(OFFICE), f"-env:UserInstallation=file://{profile.parent}", "--headless", "--convert-to", "xlsx"]
    subprocess.run(
        [*command, "--outdir", str(folder / "out"), *map(str, files)], check=True, capture_output=True, timeout=240
    )
    return {name: openpyxl.load_workbook(folder / "out" / f"{name}.xlsx", data_only=True) for name in results}


def assert_same(result: Result, book: Any, name: str) -> None:
    for table in result.scheme.tables.values():
        facts = result.facts.tables[table.name]
        sheet = book[table.label or table.name]
        first = (3 if table.parent else 2) + len(table.given) + 1
        for row, key in enumerate(facts.keys, 2):
            for number, (column, computed) in enumerate(table.computed.items(), first):
                wanted, found = result.value(table.name, key, column), sheet.cell(row, number).value
                where = (name, table.name, key, computed.formula, found)
                if wanted is None:
                    assert str(found).startswith("#"), where
                elif computed.kind.name == "date":
                    assert str(found)[:10] == wanted, where
                elif isinstance(wanted, (str, bool)):
                    assert found == wanted, where
                else:
                    assert found == pytest.approx(float(wanted), abs=1e-9), where


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="needs LibreOffice Calc: apt-get install libreoffice-calc-nogui")
def test_libreoffice_recomputes_every_cell_to_the_engines_value(tmp_path, monkeypatch):
    results = {**bundled(), **kitchen()}
    books = recomputed(results, tmp_path, monkeypatch)
    for name, result in results.items():
        assert_same(result, books[name], name)
        assert books[name]["核对"]["B1"].value == 0

"""The workbook holds live formulas, and LibreOffice, recomputing them from nothing, comes to the engine's values."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import openpyxl
import pytest

from gangmu.scoring import Result, evaluate
from gangmu.scoring.manual.examples import EXAMPLES
from gangmu.scoring.workbook import TooLong, workbook
from tests.scoring.building import Rows, sample, scheme_text, scored
from tests.scoring.office import converted, needs_office, recomputed
from tests.scoring.test_functions import PEERS, TARGET, TARGETS
from tests.scoring.test_worked_cases import BUNDLED, VARIANTS, facts_of, read

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


# Over a column `s` of units, and `p` of the rows below, that can be not scored.
NOT_SCORED = [
    "s + v", "v * s - s / 2", "-s", "round(s, 1)", "s ^ 2", "min(s, v)", 'band(s, "高" >= 5, "低")',
    "band(v, g >= s, g)",
    "ladder(s, 3 in [0, 4), 2 in [4, 90], 0)", "if(s > 3, 1, 0)", "if(n, s, v)", "coalesce(s, v)", "coalesce(s, w)",
    "missing(s)", "not missing(s)", "s > 3", "s > 3 and v > 2", "s > 3 or v > 2", "g = 等", "join(g, 等)",
    "interpolate(s, 0 at 0, 10 at 10)", "s in [2, 5]", "proportional(10, s)", "rank(s)", "rank(s within g)",
    "rank(s among v > 2)", "top(s, 2)", "top(s, 2 among v > 2)", "top(v, 1 among s > 2)", "bottom(s, 50%)",
    "rank(v within 等)",
    "mean_of(s)", "best(s within g)", "count_of(s)", "zscore(s)", "rank_points(s, 600, 500)", "rank(v by s)",
    "sum(p)", "mean(p)", "max(p)", "count(p)", "count(where p > 1)", "share(p of q)", "share(q of p)", "any(p > 3)",
    "all(p > 3)", "sum(q where p > 1)", "sum_best(p per q)", "weighted_mean(q by p)", "median(p)", "stdev(p)",
    "trimmed_mean(p)",
    "sum(p otherwise 7)", 'mean(p otherwise not_scored("无"))', "sum(coalesce(p, 0))", "if(first, 1, 0)",
]  # fmt: skip


def not_scored() -> Result:
    """Units and rows that are not scored, some with blanks beside, in every kind of formula."""
    own = {
        "s": 'if(v > 2, v, if(n, not_scored("没有任务"), not_scored("不到一年")))',
        "等": 'if(s > 3, "优", not_scored("另评"))',
        "first": "s = 3",
        "rate": "{formula: s / 3, show: 0.01%}",
    }
    target = 'given:\n  q: number\n  due: yes/no\ncomputed:\n  p: if(due, q, not_scored("未到期"))'
    text = scheme_text(own | columns(NOT_SCORED), given="v: number\nw: number\nn: yes/no\ng: text", target=target)
    cells = [("A", 1, 2, "是", "甲"), ("B", 2, "", "否", "甲"), ("C", 3, 5, "是", "甲"), ("D", "", 1, "是", "乙")]
    cells += [("E", 5, 1, "否", "乙"), ("F", 4, 1, "是", "乙"), ("G", 3, 1, "是", "丙")]
    rows: Rows = {"unit": [dict(zip(("key", "v", "w", "n", "g"), row, strict=True)) for row in cells], "target": []}
    below = {"A": "5是 3否", "B": "2否 4否", "C": "1是 2是 6是 6是", "D": "2否 是", "E": "否 2否", "F": "2是 0是"}
    for unit, texts in below.items():
        rows["target"] += [
            {"key": f"{unit}{i}", "unit": unit, "q": text[:-1], "due": text[-1]} for i, text in enumerate(texts.split())
        ]
    return scored(text, rows)


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
        'day - date("2013-01-31")',
        'days(date("2013-01-31"), day)',
        "(v - 2) ^ (1 / 3)",
        "(v - 2) ^ (倍 - 1)",
        "v ^ (0.5 / 3)",
        "v ^ 65",
        "interpolate(v, 60 at v, 100 at 2)",
        "interpolate(v, 60 at 4, v ^ 65 at 9)",
        "progressive(v, 10% at v - 1, 20% at 1)",
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
        "not scored": not_scored(),
    }


def hard() -> dict[str, Result]:
    """Where binary floats, letters' case, wildcards, long texts, inner groups and large amounts would mislead."""
    halves = ["1.005", "2.675", "0.285", "-1.005", "1.115", "8.345", "12345678.005", "0.125", "999999.995", "-0.5"]
    rounding = ["round(v, 2)", 'round(v, 2, "half-even")', 'round(v, 2, "up")', 'round(v, 2, "down")', "round(v)"]
    rounding += ["floor(v * 100)", "ceil(v * 100)", "if(v * 3 = v + v + v, 1, 0)", 'band(v, "高" >= 1.005, "低")']
    long = "长" * 300
    names = ["A*", "a*", "A?", "AB", long + "甲", long + "乙", "A*", "", long + "甲", "AB"]
    grouped: Rows = {
        "unit": [{"key": str(i), "g": name, "v": i % 4, "w": i % 3 or None} for i, name in enumerate(names)]
    }
    among = [*(f for f in COMPARED if "among" not in f), 'rank(v among g <> "AB" within g)', 'if(g = "a*", 1, 0)']
    amounts: Rows = {"unit": [{"key": str(i), "v": v, "w": 1} for i, v in enumerate(AMOUNTS)]}
    money = [
        "rank(v)",
        "rank(round(v * 3, 2))",
        "if(v >= 123456789.30, 1, 0)",
        "round(v / 3, 2)",
        "if(v - 123456789.3 = 0, 1, 0)",
    ]
    places = {"place": "rank(score within unit.key)", "dense": """rank(score within unit.key ties "1223")"""}
    places["front"] = "if(top(score, 1 within unit.key), 1, 0)"
    target = TARGET.rstrip() + "\ncomputed:\n" + "\n".join(f"  {name}: {text}" for name, text in places.items())
    below = scheme_text({"best": "max(place)", "n": "count(where front = 1)", "worst": "sum(dense)"}, target=target)
    return {
        "halves": scored(
            scheme_text(columns(rounding), given="v: number"), {"unit": [{"key": v, "v": v} for v in halves]}
        ),
        "groups": scored(scheme_text(columns(among), given="v: number\nw: number\ng: text"), grouped),
        "amounts": scored(scheme_text(columns(money), given="v: number\nw: number"), amounts),
        "within": scored(below, TARGETS),
    }


AMOUNTS = ["123456789.3", "123456789.30", "41152263.1", "123456789.29", "987654321.01", "0.01", "-5"]


SCHEMES = {folder.name: folder / "scheme.yaml" for folder in BUNDLED}
SCHEMES |= {f"{file.parent.name}-{file.stem}": file for file in VARIANTS}
MADE_UP = ["examples", "below", "beside", "grades", "not scored", "halves", "groups", "amounts", "within"]


def computed(name: str) -> Result:
    """The result of a bundled scheme with its own facts."""
    folder = SCHEMES[name].parent
    scheme = read(folder, SCHEMES[name].name)
    return evaluate(scheme, facts_of(folder, scheme))


bundled = cache(computed)


@cache
def every_result() -> dict[str, Result]:
    """Of all bundled schemes and those made up here: computed when first asked for, never when tests are gathered."""
    found = {**{name: bundled(name) for name in SCHEMES}, **kitchen(), **hard()}
    assert list(found) == [*SCHEMES, *MADE_UP]
    return found


@pytest.mark.parametrize("name", ["county-2013", "city-demo"])
def test_every_computed_cell_is_a_formula(name):
    result = bundled(name)
    written = openpyxl.load_workbook(io.BytesIO(workbook(result)))
    assert written.sheetnames[0] == "结果"
    assert written.sheetnames[-3:] == ["参数", "办法", "核对"]
    for table in result.scheme.tables.values():
        sheet = written[table.label]
        first = (3 if table.parent else 2) + len(table.given) + 1
        for row in range(2, sheet.max_row + 1):
            for column in range(first, first + len(table.computed)):
                assert str(sheet.cell(row, column).value).startswith("="), (table.name, row, column)


def test_stored_values_are_the_official_ones():
    result = bundled("county-2013")
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(result)), data_only=True)["结果"]
    rows = list(sheet.iter_rows(min_row=6, values_only=True))
    assert [row[3] for row in rows[:6]] == [100, 93, "—", 98, 98, pytest.approx(220 / 3)]


def test_a_formula_that_excel_cannot_hold_is_refused():
    long = "band(v, " + ", ".join(f'"第{i}档" >= {1000 - i}' for i in range(190)) + ', "其余")'
    text = scheme_text({"y": "v + v + v + v + v + v + v + v", "x": "'" + long + "'"}, given="v: number")
    with pytest.raises(TooLong, match=r"unit\.x"):
        workbook(scored(text, {"unit": [{"key": "A", "v": 1}]}))


def assert_same(result: Result, found_book: Any, name: str) -> None:
    for table in result.scheme.tables.values():
        facts = result.facts.tables[table.name]
        sheet = found_book[table.label or table.name]
        first = (3 if table.parent else 2) + len(table.given) + 1
        for row, key in enumerate(facts.keys, 2):
            for number, (column, computed) in enumerate(table.computed.items(), first):
                wanted, found = result.value(table.name, key, column), sheet.cell(row, number).value
                where = (name, table.name, key, computed.formula, found)
                if result.not_scored(table.name, key, column):
                    assert found == result.shown(table.name, key, column), where
                elif wanted is None:
                    assert str(found).startswith("#"), where
                elif isinstance(wanted, bool):
                    assert found == ("是" if wanted else "否"), where
                elif computed.kind.name == "date":
                    assert str(found)[:10] == wanted, where
                elif isinstance(wanted, str):
                    assert found == wanted, where
                else:
                    assert found == pytest.approx(float(wanted), rel=1e-13, abs=1e-9), where


@pytest.mark.slow
@needs_office
def test_libreoffice_recomputes_every_cell_to_the_engines_value(tmp_path, monkeypatch):
    books = recomputed(every_result(), tmp_path, monkeypatch)
    for name, result in every_result().items():
        assert_same(result, books[name], name)
        checked = books[name]["核对"]
        assert checked["A1"].value.startswith("全部一致"), name
        assert (checked["D5"].value, checked["D6"].value) == (0, 0), name


@pytest.mark.parametrize("name", ["county-2013", "lianyungang-2002", "wuhan-2003"])
def test_every_stored_value_is_the_official_one(name):
    """A telephone or a preview shows what is stored and computes nothing."""
    result = bundled(name)
    assert_same(result, openpyxl.load_workbook(io.BytesIO(workbook(result)), data_only=True), name)


# Sheet, cell and what somebody writes into it.
EDITS = {
    "fact": ("目标", "G2", 50),
    "harmless": ("目标", "G2", 1000),
    "unreported": ("目标", "G10", 0),
    "formula": ("单位", "H2", 12),
    "parameter": ("参数", "B3", 45),
}


@pytest.fixture(scope="module")
def edited(tmp_path_factory) -> dict[str, Any]:
    """The check sheet after each of EDITS, saved and recomputed: LibreOffice is started once for all."""
    content, files = workbook(bundled("county-2013")), []
    for name, (sheet, cell, value) in EDITS.items():
        book = openpyxl.load_workbook(io.BytesIO(content))
        book[sheet][cell] = value
        files.append(tmp_path_factory.getbasetemp() / "edited" / f"{name}.xlsx")
        files[-1].parent.mkdir(exist_ok=True)
        book.save(files[-1])
    out = converted(files, "xlsx")
    return {file.stem: openpyxl.load_workbook(out / file.name, data_only=True)["核对"] for file in files}


def listed(check: Any) -> list[tuple[Any, ...]]:
    rows = check.iter_rows(min_row=10, max_row=21, min_col=2, max_col=7, values_only=True)
    return [row for row in rows if row[0]]


@pytest.mark.slow
@needs_office
def test_the_check_sheet_lists_what_an_edited_fact_changes_and_calls_it_expected(edited):
    check = edited["fact"]
    assert check["A1"].value.startswith("改动了数据或参数，下列公布值因此与正式结果不同，这是正常的")
    assert check["D6"].value == 1
    found = {(row[0], row[2]): row[3:] for row in listed(check)}
    assert check["D5"].value == len(found)
    assert found["U1", "总分"][1:] == (93, "不一致")
    assert ("U2", "总分") not in found


@pytest.mark.slow
@needs_office
def test_the_check_sheet_tells_a_blank_from_a_nought_and_a_harmless_edit_from_a_fault(edited):
    assert edited["harmless"]["A1"].value.startswith("改动了数据或参数，但公布值没有变化")
    assert edited["unreported"]["D6"].value == 1
    broken = edited["formula"]
    assert broken["D6"].value == 0
    assert broken["A1"].value.startswith("有公布值与正式结果不一致，而数据没有改动过：请不要据此公布")
    assert edited["parameter"]["D6"].value == 1

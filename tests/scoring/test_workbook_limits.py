"""What would make Excel repair a workbook, compute it otherwise than LibreOffice, or run what a fact says."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from xml.etree import ElementTree

import openpyxl
import pytest
from openpyxl.formula import Tokenizer

from gangmu.scoring import Result, evaluate, read_facts, read_scheme
from gangmu.scoring.workbook import TooLong, table_sheets, workbook
from gangmu.scoring.workbook.limits import clean, fits, quoted, sheet_names
from tests.scoring.building import checked_scheme, scheme_text, scored
from tests.scoring.test_workbook import MADE_UP, SCHEMES, bundled, computed, every_result

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# Functions that Excel 2010, WPS and LibreOffice have in common and that need no prefix in a file.
KNOWN = frozenset(
    re.findall(
        r"[A-Z]+",
        "ABS AND AVERAGE COUNT COUNTIF COUNTIFS EXACT EXP FIND GEOMEAN IF IFERROR INDEX INT ISBLANK ISERROR ISNUMBER "
        "LARGE LEFT LN LOOKUP MATCH MAX MEDIAN MIN N NA NOT OR RANK ROUND SMALL SQRT STDEVP SUM SUMIFS SUMPRODUCT "
        "SUMSQ TEXT TRUE FALSE",
    )
)
# These take whole ranges; where another stood, Excel before 365 would look at one cell of the range.
TAKES_RANGES = frozenset(
    ("AVERAGE", "COUNT", "COUNTIF", "COUNTIFS", "INDEX", "LARGE", "LOOKUP", "MATCH", "MAX", "MEDIAN", "MIN", "RANK")
) | {"SMALL", "STDEVP", "SUM", "SUMIFS", "SUMSQ"}
TAKES_ARRAYS = frozenset({"SUMPRODUCT", "LOOKUP"})
FORMULA = re.compile(r'<c r="([A-Z]+\d+)"[^>]*><f>([^<]*)</f><v>([^<]*)</v></c>')
HOSTILE = [
    "=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "{=1}", "http://example.org/", "internal:'核对'!A1",
    "mailto:a@b.c",
    "<r><t>x</t></r>", "_x0041_", "'quoted", "a\x07b\x00c\ufffe", "x\ud800", 'say "no"', "a\nb", "&<>]]>",
    "长" * 40_000, "#N/A 见注",
]  # fmt: skip


@cache
def results() -> dict[str, Result]:
    return {**every_result(), "hostile": hostile()}


def hostile() -> Result:
    """Facts, names and labels of which each would like to be something else than text."""
    text = scheme_text({"x": 'if(note = "=1+1", 1, 0)', "y": "rank(v within note)"}, given="note: text\nv: number")
    labels = text.replace("note: text", 'note: {text, label: "=1+2", note: "=3"}')
    rows = [{"key": f"{i}{one[:30]}", "name": one, "note": one, "v": i} for i, one in enumerate(HOSTILE)]
    return scored(labels, {"unit": rows})


@cache
def parts(name: str) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(workbook(results()[name]))) as file:
        return {one.filename: file.read(one).decode() for one in file.infolist()}


def sheets(name: str) -> dict[str, str]:
    return {file: text for file, text in parts(name).items() if file.startswith("xl/worksheets/sheet")}


def formulas(name: str) -> Iterator[str]:
    """The text of every formula cell."""
    for text in sheets(name).values():
        for _, formula, _ in FORMULA.findall(text):
            yield formula.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


ALL = [*sorted([*SCHEMES, *MADE_UP]), "hostile"]


@pytest.mark.parametrize("name", ALL)
def test_every_part_is_well_formed(name):
    for file, text in parts(name).items():
        if file.endswith((".xml", ".rels", ".vml")):
            ElementTree.fromstring(text)


@pytest.mark.parametrize("name", ALL)
def test_every_formula_is_a_plain_one_with_a_stored_value_and_its_type(name):
    for text in sheets(name).values():
        cells = [cell for cell in ElementTree.fromstring(text).iter(f"{MAIN}c") if cell.find(f"{MAIN}f") is not None]
        assert len(cells) == len(FORMULA.findall(text))
        for cell in cells:
            value = cell.find(f"{MAIN}v").text or ""
            kind = cell.get("t", "n")
            assert {"n": _is_number(value), "b": value in "01", "e": value == "#N/A", "str": True}[kind], cell.attrib


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?(e[+-]?\d+)?", text) is not None


@pytest.mark.parametrize("name", ALL)
def test_formulas_keep_to_what_every_excel_takes(name):
    for formula in formulas(name):
        assert len(formula) <= 8192
        assert "_xl" not in formula
        tokens = Tokenizer(f"={formula}").items
        _keeps_the_limits(tokens, formula)
        _takes_no_range_for_a_cell(tokens, formula)


def _keeps_the_limits(tokens: list, formula: str) -> None:
    arguments = [1]
    for token in tokens:
        if token.subtype == "OPEN":
            arguments.append(1)
            assert token.type != "FUNC" or token.value[:-1] in KNOWN, (token.value, formula)
        elif token.subtype == "CLOSE":
            arguments.pop()
        elif token.type == "SEP":
            arguments[-1] += 1
        elif token.subtype == "TEXT":
            assert len(token.value[1:-1].replace('""', '"')) <= 255, formula
        elif token.subtype == "NUMBER":
            assert len(token.value.replace(".", "").lstrip("0")) <= 15, formula
        assert len(arguments) <= 64, formula
        assert arguments[-1] <= 255, formula


def _takes_no_range_for_a_cell(tokens: list, formula: str) -> None:
    """No implicit intersection: a range stands in a function that takes one, or where everything is an array."""
    open_functions = [""]
    for token in tokens:
        if token.subtype == "OPEN":
            open_functions.append(token.value[:-1] if token.type == "FUNC" else open_functions[-1])
        elif token.subtype == "CLOSE":
            open_functions.pop()
        elif token.subtype == "RANGE" and ":" in token.value:
            inside = [name for name in open_functions if name]
            arrays = TAKES_ARRAYS.intersection(inside) and "IF" not in inside[_last(inside) :]
            assert open_functions[-1] in TAKES_RANGES or arrays, (token.value, formula)


def _last(functions: list[str]) -> int:
    """The place of the innermost function that takes arrays."""
    return max((place for place, name in enumerate(functions) if name in TAKES_ARRAYS), default=0)


@pytest.mark.parametrize("name", ALL)
def test_sheets_have_names_that_excel_takes(name):
    titles = openpyxl.load_workbook(io.BytesIO(workbook(results()[name]))).sheetnames
    assert len({title.casefold() for title in titles}) == len(titles)
    for title in titles:
        assert 0 < len(title) <= 31
        assert not re.search(r"[\[\]:*?/\\]", title)
        assert title.strip("'") == title
        assert title.casefold() != "history"


def test_tables_whose_names_collide_get_sheets_of_their_own():
    labels = [("a", "History"), ("b", "结果"), ("c", "单位/部门"), ("d", "单位部门"),
              ("e", "长" * 40), ("f", "长" * 41),
              ("g", "A"), ("h", "a"), ("i", "'[]'")]  # fmt: skip
    names = sheet_names(labels, ["结果", "参数"])
    assert len({name.casefold() for name in names.values()} - {"history", "结果", "参数"}) == len(labels)
    assert all(0 < len(name) <= 31 for name in names.values())


def test_a_table_labelled_like_one_of_our_sheets_is_written_and_found():
    text = scheme_text({"x": "v"}, given="v: number").replace("  unit:\n", "  unit:\n    label: 参数\n")
    result = scored(text, {"unit": [{"key": "A", "v": 1}]})
    name = table_sheets(result.scheme)["unit"]
    assert name != "参数"
    assert openpyxl.load_workbook(io.BytesIO(workbook(result)))[name]["D2"].value == '=IF($C2="",NA(),$C2)'


@pytest.mark.parametrize("name", ALL)
def test_lists_styles_names_and_rules_stay_below_excels_limits(name):
    styles = ElementTree.fromstring(parts(name)["xl/styles.xml"])
    assert len(styles.find(f"{MAIN}cellXfs")) < 200
    for found in ElementTree.fromstring(parts(name)["xl/workbook.xml"]).iter(f"{MAIN}definedName"):
        assert found.get("name").startswith("_xlnm.")
    for text in sheets(name).values():
        tree = ElementTree.fromstring(text)
        for rule in tree.iter(f"{MAIN}formula1"):
            assert len(rule.text) <= 255 + 2
        for rule in tree.iter(f"{MAIN}cfRule"):
            # Excel's own rule for errors makes LibreOffice 7.4 end when it prints.
            assert rule.get("type") != "containsErrors"
        for side in (*tree.iter(f"{MAIN}oddHeader"), *tree.iter(f"{MAIN}oddFooter")):
            assert len(side.text) <= 255
        assert not list(tree.iter(f"{MAIN}hyperlink"))


def test_texts_of_facts_stay_texts():
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(results()["hostile"])))["unit"]
    assert sheet["C1"].value == "=1+2"
    assert sheet["C1"].data_type == "s"
    for row, one in enumerate(HOSTILE, 2):
        for column in "BC":
            cell = sheet[f"{column}{row}"]
            assert cell.data_type == "s", one[:30]
            assert cell.value.strip() == clean(one)[:32_767], one[:30]


def test_no_formula_stands_where_a_fact_is():
    assert not [text for text in formulas("hostile") if "cmd|" in text]


def test_numbers_keep_all_their_digits():
    values = ["9.95", "0.1", "123456789.123456", "1e-7", "98.5", "100"]
    result = scored(scheme_text({"x": "v"}, given="v: number"), {"unit": [{"key": v, "v": v} for v in values]})
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(result)))["unit"]
    assert [sheet[f"C{row}"].value for row in range(2, 8)] == [float(value) for value in values]


def test_facts_of_more_digits_than_a_spreadsheet_keeps_are_told_and_still_compared():
    result = scored(scheme_text({"x": "v"}, given="v: number"), {"unit": [{"key": "A", "v": "12345678901234567.89"}]})
    check = openpyxl.load_workbook(io.BytesIO(workbook(result)), data_only=True)["核对"]
    assert "有 1 个数据超过 15 位" in check["A2"].value
    assert "一致（前 15 位）" in [row[6] for row in check.iter_rows(values_only=True)]


def test_the_largest_number_that_the_engine_holds_is_a_number_there():
    given = {"unit": [{"key": "A", "v": "9" * 60}, {"key": "B", "v": "-" + "9" * 50}]}
    result = scored(scheme_text({"x": "v ^ 5", "y": "v ^ 6"}, given="v: number"), given)
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(result)), data_only=True)["unit"]
    assert sheet["D2"].value == pytest.approx(1e300, rel=1e-6)
    assert [sheet["E2"].value, sheet["E3"].value] == ["#N/A", pytest.approx(1e300, rel=1e-6)]


def test_the_same_result_gives_the_same_file():
    first, second = bundled("city-demo"), computed("city-demo")
    assert workbook(first, note="数据截至6月") == workbook(second, note="数据截至6月")
    assert workbook(first) != workbook(first, note="数据截至6月")


def test_long_texts_in_formulas_are_joined_from_pieces():
    assert quoted("a" * 300) == '("' + "a" * 255 + '"&"' + "a" * 45 + '")'
    assert quoted('x"y') == '"x""y"'


@pytest.mark.parametrize(
    ("formula", "fine"),
    [
        ("(" * 55 + "1" + ")" * 55, True),
        ("(" * 65 + "1" + ")" * 65, False),
        ("MAX(" + ",".join("1" * 255) + ")", True),
        ("MAX(" + ",".join("1" * 256) + ")", False),
        ('MAX("' + "," * 300 + "\",'a(b'!A1)", True),
        ("1+" * 4200 + "1", False),
    ],
)
def test_what_excel_cannot_hold_is_known(formula, fine):
    assert fits(formula) is fine


def test_a_formula_nested_too_deep_is_refused_and_named():
    deep = "v"
    for limit in range(70):
        deep = f"if(v > {limit}, {limit}, {deep})"
    with pytest.raises(TooLong, match=r"unit\.x"):
        workbook(scored(scheme_text({"x": deep}, given="v: number"), {"unit": [{"key": "A", "v": 1}]}))


def test_a_long_part_that_a_formula_repeats_gets_a_column_of_its_own():
    points = ", ".join(f"{i} at {i * 3}" for i in range(30))
    text = scheme_text({"x": f"interpolate({' + '.join(['v'] * 30)}, {points})"}, given="v: number")
    cells = openpyxl.load_workbook(io.BytesIO(workbook(scored(text, {"unit": [{"key": "A", "v": 1}]}))))["unit"]
    assert len(cells["D2"].value) < 4000
    assert cells["F1"].value.startswith("※")
    assert cells.column_dimensions["E"].hidden


def test_a_scheme_in_english_gives_a_workbook_in_english():
    text = scheme_text(
        {"total": "v * weight", "place": "rank(total)", "fine": "total > 1"},
        given="v: {number, label: value}",
        extra="parameters: {weight: 2}",
    ).replace("试", "Try")
    scheme = read_scheme(text + "publish: {unit: [v, total, place, fine]}\n", language="en").scheme
    assert scheme is not None
    result = evaluate(
        scheme, read_facts(scheme, {"unit": [{"key": "A", "v": 1}, {"key": "B", "v": None}]}, language="en")
    )
    book = openpyxl.load_workbook(io.BytesIO(workbook(result)), data_only=True)
    assert book.sheetnames == ["Results", "unit", "Parameters", "Method", "Check"]
    texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert [text for text in texts if re.search("[\u4e00-\u9fff]", text)] == []
    assert book["unit"]["F2"].value == "yes"


def test_an_empty_table_and_a_method_without_parameters_are_written():
    text = scheme_text({"n": "count(target)", "s": "sum(p)"}, target="given:\n  p: number")
    book = openpyxl.load_workbook(io.BytesIO(workbook(scored(text, {"unit": [{"key": "A"}], "target": []}))))
    assert book["unit"]["C2"].value == "=0"


def test_rules_that_would_be_refused_are_left_out():
    choices = [f"选项{i}" for i in range(90)]
    text = checked_scheme(scheme_text({"x": "1"}, given=f"g: {{one of: [{', '.join(choices)}]}}"))
    result = evaluate(text, read_facts(text, {"unit": [{"key": "A", "g": "选项1"}]}))
    assert not openpyxl.load_workbook(io.BytesIO(workbook(result)))["unit"].data_validations.dataValidation

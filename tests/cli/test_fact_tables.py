"""Facts in files of real programs are read as Excel shows them, by the reader that reads imports."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner

from gangmu.cli.main import main

RATE = """title: 完成率达标
decimals: 2
tables:
  unit:
    given: {目标: number, 完成率: number}
    computed:
      达标: if(完成率 >= 90%, 10, 0)
      名次: rank(完成率)
publish: {unit: [完成率, 达标, 名次]}
"""
DAYS = """title: 迟延
tables:
  unit:
    given: {截止: date, 完成: date}
    computed:
      迟: days(截止, 完成)
      得分: deduct(5, max(0, 迟), 0.5)
publish: {unit: [迟, 得分]}
"""


def book(path: Path, rows: list[list[object]], formats: dict[int, str] | None = None) -> Path:
    """A workbook with one sheet of facts; `formats` are number formats by column."""
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet("unit")
        styles = {at: made.add_format({"num_format": code}) for at, code in (formats or {}).items()}
        for number, row in enumerate(rows):
            for at, value in enumerate(row):
                style = styles.get(at) if number else None
                if isinstance(value, tuple):
                    sheet.write_formula(number, at, value[0], style, value[1])
                else:
                    sheet.write(number, at, value, style)
    return path


def changed(path: Path, part: str, change) -> Path:
    with zipfile.ZipFile(path) as before:
        parts = {name: before.read(name) for name in before.namelist()}
    with zipfile.ZipFile(path, "w") as after:
        for name, content in parts.items():
            after.writestr(name, change(content) if name == part or part == "*" else content)
    return path


def score(tmp_path: Path, scheme: str, facts: Path, *options: str):
    (tmp_path / "scheme.yaml").write_text(scheme, "utf-8")
    return CliRunner().invoke(main, ["score", str(tmp_path / "scheme.yaml"), str(facts), *options])


def scores(tmp_path: Path, scheme: str, facts: Path) -> list[list[str]]:
    outcome = score(tmp_path, scheme, facts, "--csv")
    assert outcome.exit_code == 0, outcome.output
    return [row[2:] for row in csv.reader(io.StringIO(outcome.stdout))][1:]


def test_results_of_formulas_count_as_excel_shows_them(tmp_path):
    rates = [0.9, ("=1-0.1", 0.9), ("=0.3*3", 0.8999999999999999), ("=1.1-0.2", 0.9000000000000001)]
    rows = [["编号", "目标", "完成率"], *([key, 1, rate] for key, rate in zip("ABCD", rates, strict=True))]
    facts = book(tmp_path / "facts.xlsx", rows, {2: "0.00%"})
    assert scores(tmp_path, RATE, facts) == [["0.90", "10", "1"]] * 4


@pytest.mark.parametrize("said", [b'<dimension ref="A1"/>', b'<dimension ref="A1:C2"/>', b""])
def test_every_unit_counts_whatever_size_the_sheet_states(tmp_path, said):
    rows = [["编号", "目标", "完成率"], ["A", 1, 0.9], ["B", 1, 0.95], ["C", 1, 0.8]]
    facts = book(tmp_path / "facts.xlsx", rows)
    changed(facts, "xl/worksheets/sheet1.xml", lambda old: re.sub(rb"<dimension[^>]*>", said, old))
    assert scores(tmp_path, RATE, facts) == [["0.95", "10", "1"], ["0.90", "10", "2"], ["0.80", "0", "3"]]


def test_a_strict_workbook_is_read(tmp_path):
    facts = book(tmp_path / "facts.xlsx", [["编号", "目标", "完成率"], ["A", 1, 0.9]])
    old, strict = b"schemas.openxmlformats.org", b"purl.oclc.org/ooxml"
    changed(facts, "*", lambda content: content.replace(old, strict).replace(b"/2006", b""))
    assert scores(tmp_path, RATE, facts) == [["0.90", "10", "1"]]


@pytest.mark.parametrize("number", [14, 31, 58])
def test_days_count_in_the_formats_that_chinese_systems_name_by_number(tmp_path, number):
    rows = [["编号", "截止", "完成"], ["A", 46295, 46300], ["B", 46295, "2026年10月5日"]]
    facts = book(tmp_path / "facts.xlsx", rows, {1: "00", 2: "00"})
    plain = rb'<xf numFmtId="164"'
    changed(facts, "xl/styles.xml", lambda old: old.replace(plain, b'<xf numFmtId="%d"' % number))
    assert scores(tmp_path, DAYS, facts) == [["5", "2.50"], ["5", "2.50"]]


def test_keys_are_read_as_shown_and_numbers_as_meant(tmp_path):
    rows = [["编号", "目标", "完成率"], [12, 12, 0.9], [13, 0.5, 0.8]]
    facts = book(tmp_path / "facts.xlsx", rows, {0: "0000", 1: '0.0"亿元"'})
    outcome = score(tmp_path, RATE.replace("完成率 >= 90%", "目标 > 1"), facts, "--csv")
    assert [row[:1] + row[3:4] for row in csv.reader(io.StringIO(outcome.stdout))][1:] == [
        ["0012", "10"],
        ["0013", "0"],
    ]


def test_a_key_of_more_digits_than_a_sheet_keeps_is_a_question(tmp_path):
    facts = book(tmp_path / "facts.xlsx", [["编号", "目标", "完成率"], [202701000000000001, 1, 0.9]])
    outcome = score(tmp_path, RATE, facts)
    assert outcome.exit_code == 1
    assert "是超过 15 位的数，后面的位数表格软件没有存" in outcome.stderr


def test_a_cell_too_long_for_excel_or_a_date_out_of_range_is_no_value(tmp_path):
    facts = book(
        tmp_path / "facts.xlsx", [["编号", "截止", "完成"], ["A", 46295, -1]], {1: "yyyy-mm-dd", 2: "yyyy-mm-dd"}
    )
    outcome = score(tmp_path, DAYS, facts)
    assert outcome.exit_code == 1
    assert "“#NUM!”：是表格软件的出错值" in outcome.stderr


@pytest.mark.parametrize(
    ("text", "encoding"), [("编号,目标,完成率\nA,1,90%\n", "gbk"), ("编号\t目标\t完成率\nA\t1\t0.9\n", "utf-16"),
                           ("编号;目标;完成率\nA;1;0.9\n", "utf-8-sig")],
)  # fmt: skip
def test_csv_is_read_in_every_usual_encoding_and_delimiter(tmp_path, text, encoding):
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "unit.csv").write_bytes(text.encode(encoding))
    assert scores(tmp_path, RATE, tmp_path / "facts") == [["0.90", "10", "1"]]


@pytest.mark.parametrize(("language", "said"), [("zh", "文件已损坏，无法读取"), ("en", "damaged")])
def test_a_damaged_file_is_told_in_the_language_asked_for(tmp_path, language, said):
    facts = book(tmp_path / "facts.xlsx", [["编号"], ["A"]])
    facts.write_bytes(facts.read_bytes()[:-80])
    assert said in score(tmp_path, RATE, facts, "--language", language).output

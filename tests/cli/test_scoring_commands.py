"""`gangmu scheme check`, `gangmu score`, `gangmu explain` as a user types them."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from gangmu.cli.main import main
from gangmu.cli.score import scored
from gangmu.cli.tables import tree_text
from gangmu.scoring import explain
from gangmu.scoring.values.showing import width

SCHEMES = Path(__file__).parents[2] / "schemes"
COUNTY = SCHEMES / "county-2013" / "scheme.yaml"
FACTS = SCHEMES / "county-2013" / "cases" / "facts"
CITY = SCHEMES / "baoshan" / "scheme.yaml"
CITY_FACTS = SCHEMES / "baoshan" / "cases" / "facts"


def run(*arguments: object):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_check_of_a_sound_scheme_ends_with_zero():
    outcome = run("scheme", "check", COUNTY)
    assert outcome.exit_code == 0
    assert "0 个错误" in outcome.output


def test_check_tells_every_fault_and_ends_with_one(tmp_path):
    file = tmp_path / "scheme.yaml"
    file.write_text(COUNTY.read_text("utf-8").replace("actual, goal", "actul, gaol"), "utf-8")
    outcome = run("scheme", "check", file)
    assert outcome.exit_code == 1
    assert f"{file}:" in outcome.output
    assert "actul" in outcome.output
    assert "gaol" in outcome.output
    assert "Did you mean ‘actual’" in run("scheme", "check", file, "--language", "en").output


def test_text_tells_the_method_in_words():
    outcome = run("scheme", "text", COUNTY)
    assert outcome.exit_code == 0
    assert "- **名次** = 同一战线内按总分从高到低的名次" in outcome.output
    assert "highest first" in run("scheme", "text", COUNTY, "--language", "en").output


def test_a_variant_is_written_as_one_file_that_checks_alone(tmp_path):
    outcome = run("scheme", "whole", SCHEMES / "city-districts" / "harbour.yaml")
    assert outcome.exit_code == 0
    (tmp_path / "one.yaml").write_text(outcome.output, "utf-8")
    assert run("scheme", "check", tmp_path / "one.yaml").exit_code == 0
    assert run("scheme", "diff", SCHEMES / "city-districts" / "harbour.yaml", tmp_path / "one.yaml").exit_code == 0


def test_functions_are_listed():
    assert "#### `完成比(实际值, 基数)`" in run("scheme", "functions").output
    assert "#### `ratio(actual, base)`" in run("scheme", "functions", "--language", "en").output


def test_score_prints_a_table():
    outcome = run("score", CITY, CITY_FACTS)
    assert outcome.exit_code == 0
    assert "乙街道" in outcome.output
    assert "87.72" in outcome.output


def test_score_as_json_has_decimals_as_text_and_exact_fractions():
    outcome = CliRunner().invoke(main, ["score", str(COUNTY), str(FACTS), "--json"])
    document = json.loads(outcome.stdout)
    assert set(document) >= {"scheme", "digest", "units", "problems"}
    sixth = document["units"][5]
    assert (sixth["key"], sixth["name"], sixth["总分"], sixth["exact"]["总分"]) == ("U6", "六乡", "73.33", "220/3")
    assert document["units"][2]["总分"] is None
    assert [problem["key"] for problem in document["problems"]] == ["T31"]
    assert outcome.exit_code == 1


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh", "数据有 1 处错误，以上不能作为正式结果"), ("en", "1 errors in the facts: these results are not")],
)
def test_scores_beside_faulty_facts_are_called_not_final(language, said):
    outcome = run("score", COUNTY, FACTS, "--language", language)
    assert said in outcome.stderr.splitlines()[-1]
    assert "final" not in run("score", CITY, CITY_FACTS, "--language", "en").stderr


def test_score_as_csv_can_be_read_again():
    rows = list(
        csv.reader(io.StringIO(CliRunner().invoke(main, ["score", str(CITY), str(CITY_FACTS), "--csv"]).stdout))
    )
    assert rows[0][:2] == ["编号", "名称"]
    assert ["B", "乙街道", "87.72", "1"] in [row[:4] for row in rows]


def test_facts_from_a_workbook_score_the_same(tmp_path):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for file in CITY_FACTS.glob("*.csv"):
        sheet = book.create_sheet(file.stem)
        for row in csv.reader(io.StringIO(file.read_text("utf-8"))):
            sheet.append([float(cell) if cell.replace(".", "").isdigit() else cell for cell in row])
    book.save(tmp_path / "facts.xlsx")
    assert run("score", CITY, tmp_path / "facts.xlsx").output == run("score", CITY, CITY_FACTS).output


def test_a_file_called_almost_like_a_table_is_not_passed_over(tmp_path):
    for file in FACTS.iterdir():
        (tmp_path / file.name.replace("target", "targets")).write_bytes(file.read_bytes())
    outcome = run("score", COUNTY, tmp_path)
    assert outcome.exit_code == 1
    assert "“targets”不是办法里的表，是不是“target”" in outcome.output
    (tmp_path / "targets.csv").rename(tmp_path / "notes.csv")
    assert "不是办法里的表" not in run("score", COUNTY, tmp_path).output


def test_a_title_above_the_headings_of_a_file_or_sheet_is_told(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "unit"
    for row in (["县2013年考核数据"], [], ["编号", "战线"], ["U1", "经济"]):
        book.active.append(row)
    book.create_sheet("target").append(["key", "unit"])
    book.save(tmp_path / "facts.xlsx")
    (tmp_path / "unit.csv").write_text("县2013年考核数据,\n编号,战线\nU1,经济\n", "utf-8")
    for facts in (tmp_path, tmp_path / "facts.xlsx"):
        outcome = run("score", COUNTY, facts)
        assert outcome.exit_code == 1
        assert "unit" in outcome.output
        assert "第 1 行：“县2013年考核数据”：这一行像是标题，列名" in outcome.output


def test_rows_of_a_workbook_are_counted_as_excel_counts_them(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "unit"
    for row in (["key", "name", "front"], [], ["U1", "一局", "经济"], ["U1", "二局", "经济"]):
        book.active.append(row)
    book.create_sheet("target").append(["key", "unit", "category", "points", "goal", "actual"])
    book.save(tmp_path / "facts.xlsx")
    assert "第 4 行，编号 U1：错误：编号重复，与第 3 行相同" in run("score", COUNTY, tmp_path / "facts.xlsx").output


def facts_book(path, change):
    """A workbook of small facts, after a change."""
    book = openpyxl.Workbook()
    book.active.title = "单位"
    for row in (["编号", "战线"], ["U1", "经济"]):
        book["单位"].append(row)
    book.create_sheet("目标")
    for row in (["key", "单位", "category", "points", "goal", "actual"], ["T1", "U1", "重点", 10, 100, 90]):
        book["目标"].append(row)
    change(book)
    book.save(path / "facts.xlsx")
    return path / "facts.xlsx"


def test_a_formula_without_a_stored_result_is_no_blank(tmp_path):
    def change(book):
        book["目标"]["F2"] = '=IF(E2<>"",90,"")'
        book["目标"]["A2"] = '="T"&1'
        book["目标"].append(["T2", "U1", "重点", 10, 100, 90])

    told = run("score", COUNTY, facts_book(tmp_path, change)).output
    assert '第 2 行，列 key：错误：“="T"&1”：是公式，文件里没有存它的结果' in told
    assert "空白" not in told

    def only(book):
        book["目标"]["F2"] = '=IF(E2<>"",90,"")'
        book["单位"]["B2"] = "=A2"

    assert "列 战线：错误：“=A2”：是公式" in run("score", COUNTY, facts_book(tmp_path, only)).output
    assert '列 actual：错误：“=IF(E2<>"",90,"")”：是公式' in run("score", COUNTY, facts_book(tmp_path, only)).output


def test_of_a_column_that_is_wrong_throughout_some_rows_are_told_and_how_many_more(tmp_path):
    (tmp_path / "unit.csv").write_text("key,front\nU1,经济\n", "utf-8")
    rows = "".join(f"T{i},U1,重点,10,100,9万元\n" for i in range(150))
    (tmp_path / "target.csv").write_text(f"key,unit,category,points,goal,actual\n{rows}", "utf-8")
    told = CliRunner().invoke(main, ["score", str(COUNTY), str(tmp_path)]).stderr.splitlines()
    assert sum("数字后面带了别的字" in line for line in told) == 100
    assert "目标·actual：另有 50 处同样的问题。" in told


def test_a_hidden_sheet_counts_with_a_warning(tmp_path):
    outcome = run("score", COUNTY, facts_book(tmp_path, lambda book: setattr(book["目标"], "sheet_state", "hidden")))
    assert outcome.exit_code == 0
    assert "工作表“目标”是隐藏的" in outcome.output


def test_two_sheets_or_files_of_one_table_are_refused(tmp_path):
    book = facts_book(tmp_path, lambda book: setattr(book.copy_worksheet(book["目标"]), "title", "target"))
    (tmp_path / "target.csv").write_text("key\n", "utf-8")
    (tmp_path / "目标.csv").write_text("key\n", "utf-8")
    for facts in (book, tmp_path):
        outcome = run("score", COUNTY, facts)
        assert outcome.exit_code == 1
        assert "是同一张表，请只留一张" in outcome.output


def test_a_blank_sheet_is_told_like_a_missing_one(tmp_path):
    book = facts_book(tmp_path, lambda book: book["目标"].delete_rows(1, 2))
    assert "表 目标：提醒：没有这张表的数据" in run("score", COUNTY, book).output
    (tmp_path / "unit.csv").write_text("key,front\nU1,经济\n", "utf-8")
    (tmp_path / "target.csv").write_text("\n", "utf-8")
    assert "表 目标：提醒：没有这张表的数据" in run("score", COUNTY, tmp_path).output


def test_score_writes_a_workbook_with_formulas(tmp_path):
    outcome = run("score", CITY, CITY_FACTS, "-o", tmp_path / "result.xlsx")
    assert outcome.exit_code == 0, outcome.output
    book = openpyxl.load_workbook(tmp_path / "result.xlsx")
    assert book["单位"]["D2"].value.startswith("=")


@pytest.mark.parametrize("name", ["county-2013", "lianyungang-2002", "base-differential-bonus", "huangpu-2016"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_workbook_of_results_is_read_back_as_facts(tmp_path, name, language):
    folder = COUNTY.parents[1] / name
    arguments = ["score", folder / "scheme.yaml", "--language", language]
    first = run(*arguments, folder / "cases/facts", "-o", tmp_path / "result.xlsx")
    again = run(*arguments, tmp_path / "result.xlsx")
    assert (again.stdout, again.exit_code) == (first.stdout, first.exit_code)
    assert again.stderr.count("\n") == first.stderr.count("\n")


def test_a_fact_edited_in_the_workbook_counts_when_it_is_scored_again(tmp_path):
    run("score", COUNTY, FACTS, "-o", tmp_path / "result.xlsx")
    book = openpyxl.load_workbook(tmp_path / "result.xlsx")
    assert book["目标"]["G2"].value == 100
    book["目标"]["G2"] = 50
    book["目标"]["H2"] = "是"
    book.save(tmp_path / "result.xlsx")
    rows = list(csv.reader(io.StringIO(run("score", COUNTY, tmp_path / "result.xlsx", "--csv").output)))
    assert ["U1", "一局", "经济", "73.00"] in [row[:4] for row in rows]


def test_a_parameter_edited_in_the_workbook_does_not_count_and_that_is_said(tmp_path):
    first = run("score", COUNTY, FACTS, "-o", tmp_path / "result.xlsx")
    book = openpyxl.load_workbook(tmp_path / "result.xlsx")
    book["参数"]["B3"] = 45
    book.save(tmp_path / "result.xlsx")
    again = CliRunner().invoke(main, ["score", str(COUNTY), str(tmp_path / "result.xlsx")])
    assert again.stderr.startswith("警告：参数“重点”在工作簿里由 40 改成了 45，没有采用")
    assert first.output.startswith(again.stdout)


def test_of_two_columns_called_alike_the_first_counts(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "单位"
    for row in (["编号", "甲", "甲", "※乙", None], ["A", 1, 2, 3, 4]):
        book.active.append(row)
    book.save(tmp_path / "facts.xlsx")
    text = "title: 试\ntables: {unit: {label: 单位, given: {甲: number}, computed: {总分: 甲 * 1}}}\n"
    (tmp_path / "scheme.yaml").write_text(text, "utf-8")
    outcome = run("score", tmp_path / "scheme.yaml", tmp_path / "facts.xlsx", "--csv")
    assert outcome.output.splitlines()[-1] == "A,A,1.00"


def test_a_workbook_is_refused_a_strange_name_or_place(tmp_path):
    assert "应以 .xlsx 结尾" in run("score", CITY, CITY_FACTS, "-o", tmp_path / "result.xls").output
    assert "不能写入" in run("score", CITY, CITY_FACTS, "-o", tmp_path / "none" / "result.xlsx").output


def test_explain_prints_the_tree_down_to_the_facts():
    outcome = run("explain", COUNTY, FACTS, "--unit", "U4", "--column", "总分")
    assert outcome.exit_code == 0
    assert "总分 = 98.00" in outcome.output
    assert "〔target T41 · actual，第 14 行〕" in outcome.output


def test_explain_of_a_rank_names_the_neighbours():
    outcome = run("explain", COUNTY, FACTS, "--unit", "U1", "--column", "名次")
    assert "前一名：二局（U2）100，高 7" in outcome.output


def test_explain_takes_names_and_labels_too():
    assert (
        run("explain", COUNTY, FACTS, "--unit", "二局", "--column", "战线").output
        == run("explain", COUNTY, FACTS, "--unit", "U2", "--column", "front").output
    )


def test_explain_of_a_unit_without_a_result_says_what_is_missing():
    outcome = run("explain", COUNTY, FACTS, "--unit", "U3", "--column", "总分")
    assert outcome.exit_code == 1
    assert "总分 = —" in outcome.output
    assert "编号 T31，列 actual：错误：空白，因此三局（U3）的“总分”没有结果" in outcome.output
    assert "空白" not in run("explain", COUNTY, FACTS, "--unit", "U3", "--column", "通用工作").output


def test_a_derivation_fits_its_width_and_repeats_nothing():
    step = explain(scored(COUNTY, FACTS, "zh"), "unit", "U1", "受奖")
    for columns in (60, 100):
        lines = tree_text(step, columns=columns).splitlines()
        assert max(map(width, lines)) <= columns
        assert sum("重点工作 = 40.00" in line for line in lines) == 1
        assert any(line.endswith("总分 = 93.00（推算见上）") for line in lines)


def test_a_derivation_can_be_cut():
    assert len(run("explain", COUNTY, FACTS, "--unit", "U1", "--column", "总分", "--depth", 0).output.splitlines()) == 3
    tree = json.loads(run("explain", COUNTY, FACTS, "--unit", "U1", "--depth", 1, "--json").output)
    assert tree["children"]
    assert not any(child["children"] for child in tree["children"])


def test_explain_as_json():
    tree = json.loads(run("explain", COUNTY, FACTS, "--unit", "U6", "--json").output)
    assert (tree["name"], tree["value"]) == ("总分", "220/3")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--unit", "U9"], "没有编号或名称为“U9”的单位"),
        (["--unit", "二居"], "是不是想写“二局”？现有 U1 一局、U2 二局"),
        (["--unit", "U1", "--column", "总份"], "没有“总份”这一列。是不是想写“总分”？"),
        (["--unit", "U1", "--column", "总份", "--language", "en"], "no column ‘总份’. Did you mean ‘总分’?"),
    ],
)
def test_explain_of_what_is_not_there_says_what_there_is(arguments, told):
    outcome = run("explain", COUNTY, FACTS, *arguments)
    assert outcome.exit_code == 1
    assert told in outcome.output


def test_unreadable_files_are_told_in_plain_words(tmp_path):
    (tmp_path / "unit.csv").write_bytes(b"key\n\xff\xfe\x81\n")
    (tmp_path / "target.csv").write_text("key,key\n", "utf-8")
    outcome = run("score", COUNTY, tmp_path)
    assert outcome.exit_code == 1
    assert "编码" in outcome.output
    assert "表头重复" in outcome.output
    book = tmp_path / "x.xlsx"
    book.write_text("no workbook")
    assert "文件名是 Excel 的，内容却是纯文本" in run("score", COUNTY, book).output
    assert "没有找到数据文件" in run("score", COUNTY, SCHEMES).output


@pytest.mark.parametrize(
    ("headings", "said"),
    [(["key", "name", "front", "front"], "表头重复"), (["key", "name", None, "front"], "表头有空格子")],
)
def test_headings_of_a_workbook_are_told_as_those_of_a_csv_file(tmp_path, headings, said):
    book = openpyxl.Workbook()
    book.active.title = "unit"
    book.active.append(headings)
    book.active.append(["U1", "一局", "经济", "农业"])
    book.save(tmp_path / "facts.xlsx")
    outcome = run("score", COUNTY, tmp_path / "facts.xlsx")
    assert outcome.exit_code == 1
    assert said in outcome.output


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml"])
def test_a_damaged_workbook_is_told_as_such(tmp_path, part):
    whole, damaged = tmp_path / "whole.xlsx", tmp_path / "damaged.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "unit"
    book.save(whole)
    with zipfile.ZipFile(whole) as before, zipfile.ZipFile(damaged, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, content[: len(content) // 2] if name == part else content)
    outcome = run("score", COUNTY, damaged)
    assert outcome.exit_code == 1
    assert "文件已损坏，无法读取" in outcome.output


def test_facts_in_gb18030_are_read(tmp_path):
    for file in CITY_FACTS.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_text("utf-8").encode("gb18030"))
    assert run("score", CITY, tmp_path).output == run("score", CITY, CITY_FACTS).output


def test_a_broken_scheme_ends_with_two(tmp_path):
    file = tmp_path / "scheme.yaml"
    file.write_text("title: [", "utf-8")
    assert run("score", file, FACTS).exit_code == 2


def test_scoring_loads_neither_the_web_nor_the_database():
    """Of Django only what tells messages, so that the command starts at once."""
    code = (
        "import sys; from click.testing import CliRunner; from gangmu.cli.main import main;"
        f"r = CliRunner().invoke(main, ['score', {str(CITY)!r}, {str(CITY_FACTS)!r}]);"
        "assert r.exit_code == 0, r.output;"
        "heavy = {'django.db', 'django.http', 'django.forms', 'django.template', 'django.urls', 'openpyxl'};"
        "assert not heavy & sys.modules.keys(), heavy & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


def test_a_scheme_includes_files_of_its_own_folder_only(tmp_path):
    districts = SCHEMES / "city-districts"
    outcome = run("score", districts / "harbour.yaml", districts / "cases" / "facts", "--csv")
    assert "B,乙局,103.50,达标,1" in outcome.stdout
    (tmp_path / "secret.yaml").write_text("title: 机密", "utf-8")
    folder = tmp_path / "schemes"
    folder.mkdir()
    (folder / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    for name in ("../secret.yaml", "link.yaml", "none.yaml"):
        (folder / "scheme.yaml").write_text(f"include: {name}\n", "utf-8")
        outcome = run("scheme", "check", folder / "scheme.yaml")
        assert outcome.exit_code == 1
        assert f"scheme.yaml:1:10：错误：“{name}”：" in outcome.output
        assert "机密" not in outcome.output


def test_headings_and_neighbours_follow_the_language():
    assert run("score", CITY, CITY_FACTS, "--language", "en").output.startswith("key  name")
    told = run("explain", CITY, CITY_FACTS, "--unit", "B", "--column", "名次", "--language", "en").output
    assert " lower" in told
    assert "，低" not in told


DIFFERENTIAL = SCHEMES / "base-differential-bonus"


def test_every_published_table_is_shown_beside_the_units():
    words = ("score", DIFFERENTIAL / "scheme.yaml", DIFFERENTIAL / "cases" / "facts")
    shown = run(*words).output
    assert shown.index("甲区") < shown.index("\n\n序列\n") < shown.index("区县序列")
    document = json.loads(run(*words, "--json").output)
    assert [row["key"] for row in document["tables"]["group"]] == ["QX", "JJ", "ZH"]
    assert document["tables"]["group"][0]["exact"]["首尾差距"] == "115/2"
    assert "unit" not in document["tables"]
    assert run(*words, "--csv").output.startswith("编号,名称,基础分")
    for name in ("序列", "group"):
        assert run(*words, "--csv", "--table", name).output.splitlines()[1].startswith("QX,区县序列,104.10,46.60")
    assert run(*words, "--table", "序列").output.startswith("编号  名称")
    assert "是不是想写“序列”" in run(*words, "--table", "系列").output
    assert "There are: 单位, 序列" in run(*words, "--table", "x", "--language", "en").output


@pytest.mark.parametrize(
    ("settings", "encoding"),
    [({"LC_ALL": "C"}, "utf-8"), ({"PYTHONIOENCODING": "gbk"}, "gbk")],
)
def test_output_to_a_file_is_readable_whatever_the_system_speaks(settings, encoding):
    code = "from gangmu.cli.main import main; main()"
    words = ["explain", str(CITY), str(CITY_FACTS), "--unit", "B", "--column", "名次"]
    environment = {**os.environ, **settings}
    printed = subprocess.run(
        [sys.executable, "-c", code, *words], check=True, capture_output=True, env=environment, cwd=SCHEMES.parent
    )
    assert "名次 = 1\n│  同一街镇内按总分从高到低的名次" in printed.stdout.decode(encoding)
    assert not printed.stderr


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "\t=1", "＝1"])
def test_no_name_becomes_a_formula_in_a_csv(tmp_path, name):
    text = "title: 试\ntables: {unit: {label: 单位, given: {名: text, 甲: number}, computed: {总分: 甲 * 1}}}\n"
    (tmp_path / "scheme.yaml").write_text(text + "publish: {unit: [名, 总分]}\n", "utf-8")
    facts = tmp_path / "unit.csv"
    with facts.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["编号", "名", "甲"], [name, name, "-3"]])
    told = list(csv.reader(io.StringIO(run("score", tmp_path / "scheme.yaml", tmp_path, "--csv").output)))
    cells = [cell for row in told for cell in row]
    assert "-3.00" in cells
    assert [cell for cell in cells if cell.lstrip().startswith(tuple("=+@＝"))] == []

"""`gangmu scheme diff`, `gangmu scheme backtest` and `gangmu simulate` as a user types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from gangmu.cli.main import main

METHOD = """
title: 县考核办法
parameters: {重: 60, 轻: 40, 线: 80}
tables:
  target:
    given: {kind: {one of: [重, 轻]}, rate: number}
  unit:
    label: 单位
    computed:
      总分: 重 * mean(rate where kind = "重") + 轻 * mean(rate where kind = "轻")
      等次: band(总分, "好" >= 线, "差")
      名次: rank(总分)
publish: {unit: [总分, 等次, 名次]}
"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    file = tmp_path / "old.yaml"
    file.write_text(METHOD, "utf-8")
    return file


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    folder = tmp_path / "facts"
    folder.mkdir()
    (folder / "unit.csv").write_text("key,name\na,甲局\nb,乙局\n", "utf-8")
    rows = "1,a,重,0.9\n2,a,轻,0.6\n3,b,重,0.6\n4,b,轻,0.9\n"
    (folder / "target.csv").write_text("key,unit,kind,rate\n" + rows, "utf-8")
    return folder


def another(old: Path, *replacements: tuple[str, str]) -> Path:
    text = METHOD
    for before, after in replacements:
        assert before in text
        text = text.replace(before, after)
    file = old.with_name("new.yaml")
    file.write_text(text, "utf-8")
    return file


def run(*arguments: object):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_diff_of_methods_that_mean_the_same_ends_with_zero(old):
    outcome = run("scheme", "diff", old, another(old, ("rank(总分)", "名次( 总分 )  # 从高到低")))
    assert outcome.exit_code == 0
    assert "意思完全相同" in outcome.output


def test_diff_tells_what_changed_and_ends_with_one(old):
    new = another(old, ("重: 60", "重: 70"), ("线", "好线"))
    outcome = run("scheme", "diff", old, new)
    assert outcome.exit_code == 1
    assert "改动 参数 重\n    值：60 → 70" in outcome.output
    assert "线 → 好线（用法不变）" in outcome.output
    assert "used as before" in run("scheme", "diff", old, new, "--language", "en").output
    data = json.loads(run("scheme", "diff", old, new, "--json").output)
    assert [change["action"] for change in data["changes"]] == ["changed", "renamed"]


def test_diff_with_a_broken_method_ends_with_two(old):
    assert run("scheme", "diff", old, another(old, ("rank(总分)", "rank(总粉)"))).exit_code == 2


def test_backtest_shows_who_moves_and_why(old, facts):
    new = another(old, ("重: 60, 轻: 40", "重: 40, 轻: 60"))
    outcome = run("scheme", "backtest", new, facts, "--against", old)
    assert outcome.exit_code == 0
    line = next(line for line in outcome.output.splitlines() if "乙局" in line)
    assert line.split() == ["b", "乙局", "72.00", "78.00", "差", "差", "2", "1", "+1", "轻", "+18、重", "-12"]
    assert "2 个单位：名次变动 2 个，等次变动 0 个" in outcome.output
    assert "τ=-1.000" in outcome.output
    assert "进入第一：乙局\n退出第一：甲局" in outcome.output
    data = json.loads(run("scheme", "backtest", new, facts, "--against", old, "--json").output)
    assert data["units"][1]["places"] == "1"
    english = run("scheme", "backtest", new, facts, "--against", old, "--language", "en").output
    assert "2 units: 2 change place" in english


def test_backtest_names_the_columns_that_the_facts_lack(old, facts):
    new = another(
        old, ("rate: number", "rate: number, weight: number"), ("mean(rate where", "mean(rate * weight where")
    )
    outcome = run("scheme", "backtest", new, facts, "--against", old)
    assert outcome.exit_code == 1
    assert "没有试算" in outcome.output
    assert "weight" in outcome.output
    assert "甲局" not in outcome.output


def test_backtest_tells_who_has_no_total_any_more_and_why(old, facts):
    (facts / "unit.csv").write_text("key,name,k\na,甲局,60\nb,乙局,\n", "utf-8")
    new = another(old, ("    computed:\n      总分: 重 *", "    given: {k: number}\n    computed:\n      总分: k *"))
    words = ("scheme", "backtest", new, facts, "--against", old)
    outcome = run(*words)
    assert outcome.exit_code == 1
    assert "单位·总分 失去总分" in outcome.stdout
    assert "编号 b，列 k" in outcome.stderr
    data = json.loads(run(*words, "--json").stdout)
    assert [(one["unit"], one["column"]) for one in data["problems"]] == [("b", "k")]


def test_backtest_calls_facts_unused_that_neither_method_uses(old, facts):
    (facts / "unit.csv").write_text("key,name,k,l\na,甲局,60,1\nb,乙局,60,1\n", "utf-8")
    new = another(old, ("    computed:\n      总分: 重 *", "    given: {k: number}\n    computed:\n      总分: k *"))
    there = run("scheme", "backtest", new, facts, "--against", old)
    back = run("scheme", "backtest", old, facts, "--against", new)
    for outcome in (there, back):
        assert "列 l" in outcome.stderr
        assert "列 k" not in outcome.stderr
        assert outcome.exit_code == 0


def test_simulate_does_not_call_idle_what_moves_only_grades(old, facts):
    outcome = run("simulate", old, facts, "--vary", "线=±10%", "--draws", "50")
    assert "对名次没有作用的：线" in outcome.stdout
    english = run("simulate", old, facts, "--vary", "线=±10%", "--draws", "50", "--language", "en")
    assert "Alone without effect on places: 线" in english.stdout


def test_simulate_prints_places_and_is_the_same_every_time(old, facts):
    words = ("simulate", old, facts, "--vary", "all=±30%", "--spread", "rate=5%", "--draws", "200", "--seed", "5")
    outcome = run(*words)
    assert outcome.exit_code == 0
    assert "200 次，种子 5" in outcome.output
    assert "甲局" in outcome.output
    assert "target.rate" in outcome.output
    assert run(*words).output == outcome.output
    data = json.loads(run(*words, "--json").output)
    assert sum(unit["first"] for unit in data["units"]) == pytest.approx(1, abs=0.01)
    assert "200 draws, seed 5" in run(*words, "--language", "en").output


def test_simulate_refuses_what_makes_no_sense_with_the_nearest_name(old, facts):
    outcome = run("simulate", old, facts, "--vary", "中=1..2", "--vary", "重=9..1", "--spread", "rat=5%")
    assert outcome.exit_code == 1
    assert "没有叫“中”的参数" in outcome.output
    assert "左边的数应小于右边的数" in outcome.output
    assert "是不是想写“rate”" in outcome.output
    assert "应至少为 2" in run("simulate", old, facts, "--vary", "重=1..9", "--draws", "0").output


def test_simulate_tells_faults_of_the_facts(old, facts):
    (facts / "target.csv").write_text("key,unit,kind,rate\n1,a,重,很好\n2,a,轻,0.6\n3,b,重,1\n4,b,轻,1\n", "utf-8")
    outcome = run("simulate", old, facts, "--vary", "重=1..9", "--draws", "10")
    assert outcome.exit_code == 1
    assert "很好" in outcome.output
    assert "乙局" in outcome.output


def test_simulate_tells_missing_facts_and_ends_like_score(old, facts):
    (facts / "target.csv").write_text("key,unit,kind,rate\n1,a,重,\n2,a,轻,0.6\n3,b,重,1\n4,b,轻,1\n", "utf-8")
    scored, simulated = (
        run("score", old, facts),
        run("simulate", old, facts, "--vary", "重=1..90", "--draws", "10"),
    )
    assert "空白，因此" in simulated.stderr
    assert "不能作为正式结果" in simulated.stderr.splitlines()[-1]
    assert simulated.stderr == scored.stderr
    assert simulated.exit_code == scored.exit_code == 1
    as_data = run("simulate", old, facts, "--vary", "重=1..90", "--draws", "10", "--json")
    assert (as_data.exit_code, as_data.stderr) == (1, "")
    assert json.loads(as_data.stdout)["problems"] == json.loads(run("score", old, facts, "--json").stdout)["problems"]


def test_simulate_warns_of_a_range_without_the_present_value(old, facts):
    outcome = run("simulate", old, facts, "--vary", "重=70..90", "--vary", "轻=40..50", "--draws", "10")
    assert outcome.exit_code == 0
    assert "“重”现在是 60，不在 70..90 之内" in outcome.stderr
    assert "轻" not in outcome.stderr
    english = run("simulate", old, facts, "--vary", "重=70..90", "--draws", "10", "--language", "en")
    assert "‘重’ is 60 now, outside 70..90" in english.stderr


def test_simulate_does_not_say_both_that_places_move_and_that_nothing_moves_them(old, facts):
    new = another(
        old,
        ("重: 60, 轻: 40, 线: 80", "重: 1, 轻: 1, 线: 80"),
        (
            '重 * mean(rate where kind = "重") + 轻 * mean(rate where kind = "轻")',
            'if((重 - 1) * (轻 - 1) > 0, mean(rate where kind = "重"), 1)',
        ),
    )
    words = ("simulate", new, facts, "--vary", "重=0..2", "--vary", "轻=0..2", "--draws", "400")
    told = run(*words).stdout
    assert "离现名次 0.00 位" not in told
    assert "单独变动时对名次没有作用的：" in told
    assert "没有哪一项单独变动就能移动名次" in told
    alone = run("simulate", new, facts, "--vary", "轻=0..1", "--draws", "50").stdout
    assert "没有哪一项" not in alone
    assert "单独变动时对名次没有作用的：轻" in alone


def test_simulate_says_what_varies_and_what_is_kept(old, facts):
    told = run("simulate", old, facts, "--vary", "重=±30%", "--vary", "轻=±30%", "--draws", "20").output
    assert "变动：重 42..78、轻 28..52（范围内各值机会相同）\n各项分别变动，不调整总和" in told
    told = run("simulate", old, facts, "--vary", "all=±30%", "--keep-sum", "重,轻", "--draws", "800").output
    assert "重、轻 之和保持不变" in told
    assert "对名次没有作用的：线" in told


def test_simulate_as_csv_holds_the_units(old, facts):
    lines = run("simulate", old, facts, "--vary", "重=50..70", "--draws", "20", "--csv").output.splitlines()
    assert lines[0] == "编号,名称,现名次,平均,最好,5%,中位,95%,最差,第一,末位,好,差"
    assert lines[1].startswith("a,甲局,1,1.0,1,")
    assert len(lines) == 3


def test_backtest_as_csv_and_as_a_workbook(old, facts, tmp_path):
    new = another(old, ("重: 60, 轻: 40", "重: 40, 轻: 60"))
    words = ("scheme", "backtest", new, facts, "--against", old)
    lines = run(*words, "--csv").output.splitlines()
    assert lines[0] == "编号,名称,原总分,新总分,原等次,新等次,原名次,新名次,变动,主要原因"
    assert len(lines) == 3
    assert run(*words, "-o", tmp_path / "result.xlsx").exit_code == 0
    assert (tmp_path / "result.xlsx").stat().st_size > 1000
    assert "应以 .xlsx 结尾" in run(*words, "-o", tmp_path / "result.xls").output

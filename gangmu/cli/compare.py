"""`gangmu scheme diff` and `gangmu scheme backtest`: this year's method against last year's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from gangmu.cli.fact_files import read_fact_files
from gangmu.cli.scheme_files import LANGUAGE, show_problems, usable_scheme
from gangmu.cli.tables import as_table
from gangmu.scoring.comparison import (
    Backtest,
    Move,
    backtest,
    backtest_data,
    change_name,
    compare,
    comparison_data,
    comparison_text,
    digits_of,
)
from gangmu.scoring.values.showing import brief, decimal

SCHEME = click.Path(exists=True, dir_okay=False, path_type=Path)
AS_DATA = click.option("--json", "as_data", is_flag=True, help="输出 JSON  print JSON")
# Changed definitions told for each unit; the rest is counted.
TOLD = 3

WORDS = {
    "zh": {
        "headings": ["编号", "名称", "原总分", "新总分", "原等次", "新等次", "原名次", "新名次", "变动", "主要原因"],
        "summary": "{units} 个单位：名次变动 {moved} 个，等次变动 {regraded} 个；总分次序一致程度 τ={tau}，ρ={rho}。",
        "lacking": "新办法需要的数据，这些数据里没有，因此没有试算：", "more": "另 {} 项",
        "same": "两个办法的意思相同，结果不会变。",
        "apart": "放进原办法里没有意义、不能单独说明作用的改动：{}", "together": "几项改动合起来 {}", "list": "、",
    },
    "en": {
        "headings": ["key", "name", "old", "new", "grade", "new grade", "place", "new place", "moved", "main reasons"],
        "summary": "{units} units: {moved} change place, {regraded} change grade; orders agree: tau={tau}, rho={rho}.",
        "lacking": "The new method needs facts that are not here, so nothing was computed:", "more": "{} more",
        "same": "Both methods mean the same; no result changes.",
        "apart": "Changes whose own effect cannot be told, as they make no sense inside the old method: {}",
        "together": "several changes together {}", "list": ", ",
    },
}  # fmt: skip


@click.command("diff", short_help="逐项比较两个办法的意思  what changed in meaning")
@click.argument("old", type=SCHEME)
@click.argument("new", type=SCHEME)
@AS_DATA
@LANGUAGE
def diff(old: Path, new: Path, as_data: bool, language: str) -> None:
    """逐项比较两个办法的意思  Compare two schemes by meaning, definition by definition.

    挪动一行、加注释、空格和不影响意思的括号都不算改动。退出码：0 意思相同，1 有改动，2 办法有错误。
    Exit code 0: the same, 1: changed, 2: a scheme has errors.
    """
    comparison = compare(usable_scheme(old, language), usable_scheme(new, language))
    data = comparison_data(comparison, language)
    click.echo(json.dumps(data, ensure_ascii=False, indent=2) if as_data else comparison_text(comparison, language))
    raise SystemExit(0 if comparison.same else 1)


@click.command("backtest", short_help="用去年的数据试算新办法  last year by the new method")
@click.argument("new", type=SCHEME)
@click.argument("facts", type=click.Path(exists=True, path_type=Path))
@click.option("--against", "old", type=SCHEME, required=True, help="原来的办法  the old scheme")
@AS_DATA
@LANGUAGE
def backtest_command(new: Path, facts: Path, old: Path, as_data: bool, language: str) -> None:
    """用去年的数据试算新办法  Score last year's FACTS by the scheme NEW, beside the old one.

    退出码：0 一切正常，1 数据有问题，2 办法有错误。
    Exit code 0: all well, 1: faults of the facts, 2: a scheme has errors.
    """
    schemes = usable_scheme(old, language), usable_scheme(new, language)
    test = backtest(*schemes, read_fact_files(facts, schemes[0]), language=language)
    if as_data:
        click.echo(json.dumps(backtest_data(test, language), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_lines(test, language)))
        show_problems((*test.lacking, *test.old.problems))
    if test.lacking or any(problem.level == "error" for problem in test.old.problems):
        raise SystemExit(1)


def _lines(test: Backtest, language: str) -> Iterator[str]:
    words: dict[str, Any] = WORDS[language]
    if test.lacking:
        yield words["lacking"]
        return
    moved = sorted(test.units, key=lambda unit: -abs(unit.places or 0))
    yield as_table(words["headings"], [_row(test, unit, language) for unit in moved])
    yield ""
    tau, rho = ("—" if value is None else f"{value:.3f}" for value in (test.kendall, test.spearman))
    yield words["summary"].format(units=len(test.units), moved=test.moved, regraded=test.regraded, tau=tau, rho=rho)
    if test.apart:
        names = words["list"].join(change_name(test.comparison, change, language) for change in test.apart)
        yield words["apart"].format(names)
    if test.comparison.same:
        yield words["same"]


def _row(test: Backtest, unit: Move, language: str) -> list[str]:
    digits = digits_of(test)
    totals = [
        "—" if total is None else decimal(total, places)
        for total, places in zip((unit.old_total, unit.new_total), digits, strict=True)
    ]
    ranks = [_plain(rank) for rank in (unit.old_rank, unit.new_rank)]
    moved = _signed(unit.places) if unit.places else "—" if unit.places is None else "0"
    return [
        unit.key, unit.name, *totals, unit.old_grade or "—", unit.new_grade or "—", *ranks, moved,
        _reasons(test, unit, language),
    ]  # fmt: skip


def _reasons(test: Backtest, unit: Move, language: str) -> str:
    words: dict[str, Any] = WORDS[language]
    told = []
    for effect in unit.effects[:TOLD]:
        amount = _signed(effect.total) if effect.total else f"→ {effect.grade}" if effect.grade else ""
        told.append(f"{change_name(test.comparison, effect.change, language)} {amount}".rstrip())
    if unit.together:
        told.append(words["together"].format(_signed(unit.together)))
    if len(unit.effects) > TOLD:
        told.append(words["more"].format(len(unit.effects) - TOLD))
    separator: str = words["list"]
    return separator.join(told)


def _plain(value: Any) -> str:
    return "—" if value is None else brief(value)


def _signed(value: Any) -> str:
    return ("+" if value > 0 else "") + brief(value, 2)

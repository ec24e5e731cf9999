"""`gangmu simulate`: how robust the places are when weights, parameters or year-end values are other than stated."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from gangmu.cli.fact_files import read_fact_files
from gangmu.cli.scheme_files import LANGUAGE, show_problems, usable_scheme
from gangmu.cli.tables import as_table
from gangmu.scoring import read_facts
from gangmu.scoring.simulation import BadPlan, Simulation, UnitSpread, read_plan, simulate

WORDS = {
    "zh": {
        "units": ["编号", "名称", "现名次", "最好", "5%", "中位", "95%", "最差", "第一", "末位"],
        "sources": ["变动的", "平均移动（位）", "解释名次变化的"],
        "head": "{draws} 次，种子 {seed}；平均每个单位离现名次 {moved:.2f} 位。",
        "each": "单独变动每一项：",
    },
    "en": {
        "units": ["key", "name", "place", "best", "5%", "median", "95%", "worst", "first", "last"],
        "sources": ["source", "places moved", "variance explained"],
        "head": "{draws} draws, seed {seed}; on average a unit is {moved:.2f} places from its place.",
        "each": "Each source alone:",
    },
}  # fmt: skip


@click.command("simulate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("facts", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--vary", multiple=True, metavar="参数=30..50", help="参数在范围内变动，也可写 参数=±10%、all=±10%  a range"
)
@click.option(
    "--spread", multiple=True, metavar="表.列=10%", help="数据围绕原值变动，标准差 10%  facts around their values"
)
@click.option(
    "--keep-sum", multiple=True, metavar="甲,乙", help="变动后总和不变的几个参数  parameters that keep their sum"
)
@click.option("--draws", type=int, default=1000, show_default=True, help="次数  number of draws")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="随机数种子  seed")
@click.option("--json", "as_data", is_flag=True, help="输出 JSON  print JSON")
@LANGUAGE
def simulate_command(
    file: Path, facts: Path, vary: tuple[str, ...], spread: tuple[str, ...], keep_sum: tuple[str, ...],
    draws: int, seed: int, as_data: bool, language: str,
) -> None:  # fmt: skip
    """权重、参数、年终数据变动时，名次稳不稳  How robust the places are.

    同样的办法、数据、变动、次数和种子，结果总是一样。退出码：0 一切正常，1 写法或数据有问题，2 办法有错误。
    """
    scheme = usable_scheme(file, language)
    read = read_facts(scheme, read_fact_files(facts, scheme), language=language)
    try:
        plan = read_plan(scheme, vary, spread, keep_sum, language=language)
        result = simulate(scheme, read, plan, draws=draws, seed=seed, language=language)
    except BadPlan as bad:
        raise click.ClickException("\n".join(bad.messages)) from None
    if as_data:
        click.echo(json.dumps(result.as_dict(), ensure_ascii=False, indent=2))
    else:
        click.echo(as_text(result, language))
        show_problems(read.problems)
    if any(problem.level == "error" for problem in read.problems):
        raise SystemExit(1)


def as_text(result: Simulation, language: str) -> str:
    words: dict[str, Any] = WORDS[language]
    sources = [
        [each.source, f"{each.moved:.2f}", "—" if each.explained is None else f"{each.explained:.0%}"]
        for each in result.influences
    ]
    return "\n".join(
        [
            words["head"].format(draws=result.draws, seed=result.seed, moved=result.moved),
            "",
            as_table([*words["units"], *result.head.scale], [_row(unit) for unit in result.units]),
            "",
            words["each"],
            as_table(words["sources"], sources),
        ]
    )


def _row(unit: UnitSpread) -> list[str]:
    places = [unit.now, unit.low, unit.p5, unit.median, unit.p95, unit.high]
    shares = [unit.first, unit.last, *(share for _, share in unit.grades)]
    shown = ["—" if place is None else f"{place:g}" for place in places]
    return [unit.key, unit.name, *shown, *(f"{share:.0%}" if share else "0" for share in shares)]

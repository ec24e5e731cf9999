"""`gangmu simulate`: how robust the places are when weights, parameters or year-end values are other than stated."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from gangmu.cli.fact_tables import read_fact_files
from gangmu.cli.scheme_files import LANGUAGE, end_with, problems_as_data, usable_scheme
from gangmu.cli.tables import as_csv, as_table
from gangmu.scoring import decimal, evaluate, read_facts
from gangmu.scoring.simulation import (
    BadPlan,
    Influence,
    Simulation,
    UnitSpread,
    beside_present,
    draws_of,
    read_plan,
    simulate,
)

# Draws that are done before anybody wonders.
SOON = 5000
# A share of the variance that a source without any effect can come to.
BY_CHANCE = 0.02
WORDS = {
    "zh": {
        "unit": ["编号", "名称"], "places": ["现名次", "平均", "最好", "5%", "中位", "95%", "最差", "第一", "末位"],
        "sources": ["变动的", "平均移动（位）", "解释名次变化的"], "progress": "模拟",
        "head": "{draws} 次，种子 {seed}。平均每个单位离现名次 {moved} 位。",
        "range": "变动：{}（范围内各值机会相同）",
        "spread": "变动：{}（每个数据各自围绕原值，正态分布，标准差是原值的这么多）",
        "kept": "{} 之和保持不变（抽取后按比例调整；单独变动一个时，其余的让位）",
        "loose": "各项分别变动，不调整总和（要保持总和请用 --keep-sum）",
        "each": "每一项有多大作用（平均移动：它单独变动时各单位离现名次的平均位数；"
        "解释名次变化的：一起变动时的一阶敏感度）：", "none": "单独变动时对名次没有作用的：{}",
        "together": "没有哪一项单独变动就能移动名次，上面的移动是几项一起变动造成的。",
        "list": "、",
    },
    "en": {
        "unit": ["key", "name"],
        "places": ["place", "mean", "best", "5%", "median", "95%", "worst", "first", "last"],
        "sources": ["source", "places moved", "variance explained"], "progress": "simulating",
        "head": "{draws} draws, seed {seed}. On average a unit is {moved} places from its place.",
        "range": "Varied: {} (every value of the range alike likely)",
        "spread": "Varied: {} (each fact by itself around its value, normal, standard deviation relative to the value)",
        "kept": "The sum of {} is kept (scaled after drawing; when one varies alone, the others give way)",
        "loose": "Each varies by itself, no sum is kept (--keep-sum keeps one)",
        "each": "How much each source matters (places moved: the average shift in rank when it alone varies; "
        "variance explained: first-order sensitivity when all vary):", "none": "Alone without effect on places: {}",
        "together": "No source moves a place alone; the moves above come from several that vary together.",
        "list": ", ",
    },
}  # fmt: skip


@click.command("simulate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("facts", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--vary",
    multiple=True,
    metavar="参数=30..50",
    help="参数在范围内变动，也可写 参数=±10%、参数表.项=±10%、all=±10%  a range",
)
@click.option(
    "--spread", multiple=True, metavar="表.列=10%", help="数据围绕原值变动，标准差 10%  facts around their values"
)
@click.option(
    "--keep-sum", multiple=True, metavar="甲,乙", help="变动后总和不变的几个参数  parameters that keep their sum"
)
@click.option("--draws", type=int, default=1000, show_default=True, help="次数  number of draws")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="随机数种子  seed")
@click.option("--json", "form", flag_value="json", help="输出 JSON  print JSON")
@click.option("--csv", "form", flag_value="csv", help="各单位输出 CSV  print the units as CSV")
@LANGUAGE
def simulate_command(
    file: Path, facts: Path, vary: tuple[str, ...], spread: tuple[str, ...], keep_sum: tuple[str, ...],
    draws: int, seed: int, form: str | None, language: str,
) -> None:  # fmt: skip
    """权重、参数、年终数据变动时，名次稳不稳  How robust the places are.

    同样的办法、数据、变动、次数和种子，结果总是一样。退出码：0 一切正常，1 写法或数据有问题，2 办法有错误。
    """
    scheme = usable_scheme(file, language)
    read = read_facts(scheme, read_fact_files(facts, scheme), language=language)
    problems = evaluate(scheme, read).problems
    try:
        plan = read_plan(scheme, vary, spread, keep_sum, language=language)
        with _progress(draws_of(plan, draws), language) as bar:
            result = simulate(scheme, read, plan, draws=draws, seed=seed, language=language, done=bar.update)
    except BadPlan as bad:
        raise click.ClickException("\n".join(bad.messages)) from None
    if form == "json":
        data = {**result.as_dict(), "problems": problems_as_data(problems)}
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        click.echo(as_csv(*_units(result, language)) if form else as_text(result, language))
    for warning in beside_present(scheme, plan, language=language):
        click.echo(warning, err=True)
    end_with(problems, language, told=form == "json")


def _progress(length: int, language: str) -> Any:
    """A bar for people who wait; nothing in a file or for what is done soon."""
    words: dict[str, Any] = WORDS[language]
    hidden = length < SOON or not sys.stderr.isatty()
    return click.progressbar(length=length, label=words["progress"], file=sys.stderr, hidden=hidden)


def as_text(result: Simulation, language: str) -> str:
    words: dict[str, Any] = WORDS[language]
    telling = [each for each in result.influences if _tells(result, each)]
    idle = [each.source for each in result.influences if each not in telling]
    sources = [
        [each.source, decimal(each.moved, 2), "—" if each.explained is None else _percent(each.explained)]
        for each in telling
    ]
    return "\n".join(
        [
            words["head"].format(draws=result.draws, seed=result.seed, moved=decimal(result.moved, 2)),
            *_varied(result, words),
            "",
            as_table(*_units(result, language)),
            "",
            *([words["each"], as_table(words["sources"], sources)] if sources else []),
            *([words["none"].format(words["list"].join(idle))] if idle else []),
            *([words["together"]] if result.moved and not telling else []),
        ]
    )


def _tells(result: Simulation, source: Influence) -> bool:
    """Whether a source has an effect by itself; what varies as the only one is behind every move there was."""
    only = len(result.influences) == 1 and result.moved > 0
    return only or source.moved > 0 or (source.explained or 0) >= BY_CHANCE


def _varied(result: Simulation, words: dict[str, Any]) -> Iterator[str]:
    """What varies and how, and which sums are kept."""
    plan, separator = result.plan, words["list"]
    ranges = [f"{each.name} {each.low:g}..{each.high:g}" for each in plan.ranges]
    spreads = [f"{each.name} {each.width * 100:.4g}%" for each in plan.spreads]
    for kind, texts in (("range", ranges), ("spread", spreads)):
        if texts:
            yield words[kind].format(separator.join(texts))
    for names in plan.kept_sums:
        yield words["kept"].format(separator.join(names))
    if len(plan.ranges) > 1 and not plan.kept_sums:
        yield words["loose"]


def _units(result: Simulation, language: str) -> tuple[list[str], list[list[str]]]:
    words: dict[str, Any] = WORDS[language]
    head, table = result.head, result.scheme.tables[result.scheme.unit_table]
    above = result.scheme.tables.get(head.group)
    group = [(above.label or above.name) if above else table.label_of(head.group)] if head.group else []
    awards = [table.label_of(name) for name in head.awards]
    rows = [_row(unit, [unit.group] if head.group else []) for unit in result.units]
    return [*words["unit"], *group, *words["places"], *head.scale, *awards], rows


def _row(unit: UnitSpread, group: list[str]) -> list[str]:
    places = [unit.now, unit.mean, unit.low, unit.p5, unit.median, unit.p95, unit.high]
    shares = [unit.first, unit.last, *(share for _, share in (*unit.grades, *unit.awards))]
    shown = ["—" if place is None else decimal(place, 1) if i == 1 else f"{place:g}" for i, place in enumerate(places)]
    return [unit.key, unit.name, *group, *shown, *(_percent(share) for share in shares)]


def _percent(share: float) -> str:
    return decimal(share * 100, 0) + "%"

"""`gangmu score` and `gangmu explain`: a scheme applied to facts in files."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click

from gangmu.cli.fact_tables import read_fact_files
from gangmu.cli.scheme_files import LANGUAGE, end_with, problems_as_data, show_problems, usable_scheme
from gangmu.cli.tables import as_csv, as_table, save_workbook, tree_text
from gangmu.scoring import Result, Scheme, evaluate, explain, headline, nearest, read_facts
from gangmu.scoring.workbook import TooLong, workbook

# Units that are listed when the one asked for is not there.
TOLD = 20
NOT_THERE = {
    "zh": {
        "unit": "没有编号或名称为“{}”的单位。{}现有 {}", "table": "没有公布“{}”这张表。{}公布的有 {}",
        "column": "单位表里没有“{}”这一列。{}现有 {}",
        "several": "有几个单位叫“{}”，请写编号：{}", "near": "是不是想写“{}”？", "more": " 等 {} 个", "list": "、",
    },
    "en": {
        "unit": "no unit has the key or name ‘{}’. {}There are: {}",
        "table": "the table ‘{}’ is not published. {}There are: {}",
        "column": "the table of units has no column ‘{}’. {}There are: {}",
        "several": "several units are called ‘{}’; write the key: {}",
        "near": "Did you mean ‘{}’? ", "more": " and others, {} in all", "list": ", ",
    },
}  # fmt: skip
FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
FACTS = click.argument("facts", type=click.Path(exists=True, path_type=Path))


def scored(file: Path, facts: Path, language: str) -> Result:
    scheme = usable_scheme(file, language)
    return evaluate(scheme, read_facts(scheme, read_fact_files(facts, scheme), language=language))


def as_json(result: Result) -> str:
    """Totals, grades and ranks with their exact values; decimals are text, so that no reader rounds them."""
    scheme = result.scheme
    document = {
        "scheme": scheme.title,
        "year": scheme.year,
        "digest": scheme.digest,
        "units": result.published(scheme.unit_table),
        "tables": {table: result.published(table) for table in _published(scheme)[1:]},
        "problems": problems_as_data(result.problems),
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _published(scheme: Scheme) -> list[str]:
    """The tables of which something is published, units first."""
    return [scheme.unit_table, *(table for table in scheme.publish if table != scheme.unit_table)]


def _rows(result: Result, table: str) -> tuple[list[str], list[list[str]]]:
    columns = list(result.scheme.publish[table])
    first = ("编号", "名称") if result.scheme.language == "zh" else ("key", "name")
    headings = [*first, *(result.scheme.tables[table].label_of(column) for column in columns)]
    rows = [
        [key, result.name(table, key), *(result.shown(table, key, column) for column in columns)]
        for key in result.by_place(table)
    ]
    return headings, rows


def _tables(result: Result) -> str:
    """Every published table; those beside the units under their names."""
    scheme = result.scheme
    unit, *others = _published(scheme)
    parts = [as_table(*_rows(result, unit))]
    parts += [f"{scheme.tables[table].label or table}\n{as_table(*_rows(result, table))}" for table in others]
    return "\n\n".join(parts)


def _asked(scheme: Scheme, written: str) -> str:
    """A published table by its name or its label."""
    labels = {scheme.tables[table].label or table: table for table in _published(scheme)}
    if written in labels or written in labels.values():
        return labels.get(written, written)
    raise _absent("table", written, [*labels, *labels.values()], list(labels), NOT_THERE[scheme.language])


def content_of(result: Result) -> bytes:
    made = {"zh": "计算日期", "en": "Computed on"}[result.scheme.language]
    try:
        return workbook(result, note=f"{made} {date.today():%Y-%m-%d}")
    except TooLong as error:
        raise click.ClickException(f"“{error}”太长或套得太深，Excel 装不下，请拆成几列  too long for Excel") from None


@click.command()
@FILE
@FACTS
@click.option("--json", "form", flag_value="json", help="输出 JSON  print JSON")
@click.option("--csv", "form", flag_value="csv", help="输出 CSV  print CSV")
@click.option(
    "--table", default=None, metavar="表", help="只输出公布的这张表，CSV 缺省为单位表  only this published table"
)
@click.option(
    "-o",
    "output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="另存为带公式的工作簿  workbook with live formulas",
)
@LANGUAGE
def score(file: Path, facts: Path, form: str | None, table: str | None, output: Path | None, language: str) -> None:
    """按办法 FILE 给数据 FACTS 打分  Score FACTS by the scheme FILE.

    FACTS 是放 CSV 的文件夹（每张表一个文件）或一个 .xlsx（每张表一个工作表）。
    FACTS is a folder with a CSV file for each table, or one .xlsx with a sheet for each.

    \b
    退出码：0 一切正常，1 数据有问题（其余单位照常计分），2 办法有错误
    Exit code 0: all well, 1: faults of the facts (the rest is scored), 2: of the scheme

    \b
    gangmu score 办法.yaml 数据
    gangmu score 办法.yaml 数据 -o 结果.xlsx
    """
    result = scored(file, facts, language)
    if output is not None:
        save_workbook(output, lambda: content_of(result))
    wanted = _asked(result.scheme, table) if table else ""
    if form == "json":
        click.echo(as_json(result))
    elif form == "csv":
        click.echo(as_csv(*_rows(result, wanted or result.scheme.unit_table)))
    else:
        click.echo(as_table(*_rows(result, wanted)) if wanted else _tables(result))
    end_with(result.problems, language, told=form == "json")


@click.command("explain")
@FILE
@FACTS
@click.option("--unit", required=True, metavar="KEY", help="单位的编号或名称  key or name of the unit")
@click.option("--column", default=None, help="要说明的列，缺省为总分  the column to explain")
@click.option("--depth", type=click.IntRange(min=0), default=50, help="只推算几层  levels of the tree")
@click.option("--json", "as_data", is_flag=True, help="输出 JSON  print JSON")
@LANGUAGE
def explain_command(
    file: Path, facts: Path, unit: str, column: str | None, depth: int, as_data: bool, language: str
) -> None:
    """说明一个单位的分是怎么来的，直到每一行数据  The derivation of a unit's value, down to the facts' rows.

    \b
    gangmu explain 办法.yaml 数据 --unit A
    gangmu explain 办法.yaml 数据 --unit A --column 名次

    退出码：0 有结果，1 没有结果（缺哪些数据写在后面），2 办法有错误
    Exit code 0: there is a result, 1: there is none (what is missing is told), 2: the scheme has errors
    """
    result = scored(file, facts, language)
    table, key = result.scheme.unit_table, _key(result, unit)
    wanted = _column(result, column) if column else _first(result)
    step = explain(result, table, key, wanted)
    click.echo(
        json.dumps(step.as_dict(depth), ensure_ascii=False, indent=2)
        if as_data
        else tree_text(step, language, depth=depth)
    )
    missing = result.missing(key, (wanted,))
    show_problems(missing)
    raise SystemExit(1 if missing else 0)


def _key(result: Result, written: str) -> str:
    """A unit by its key or its name."""
    table = result.scheme.unit_table
    names = {key: result.name(table, key) for key in result.keys(table)}
    found = [written] if written in names else [key for key, name in names.items() if name == written]
    if len(found) == 1:
        return found[0]
    words = NOT_THERE[result.scheme.language]
    if found:
        raise click.ClickException(words["several"].format(written, words["list"].join(found)))
    known = [f"{key} {name}" if name != key else key for key, name in names.items()]
    raise _absent("unit", written, [*names, *names.values()], known, words)


def _column(result: Result, written: str) -> str:
    """A column of the unit table by its name or its label."""
    table = result.scheme.tables[result.scheme.unit_table]
    labels = {table.label_of(name): name for name in (*table.given, *table.computed)}
    if written in table.given or written in table.computed:
        return written
    if written in labels:
        return labels[written]
    known = [*table.computed, *table.given]
    raise _absent("column", written, dict.fromkeys([*known, *labels]), list(labels), NOT_THERE[result.scheme.language])


def _absent(
    what: str, written: str, names: Iterable[str], known: list[str], words: dict[str, str]
) -> click.ClickException:
    near = nearest(written, names)
    listed = words["list"].join(known[:TOLD]) + (words["more"].format(len(known)) if len(known) > TOLD else "")
    return click.ClickException(words[what].format(written, words["near"].format(near) if near else "", listed))


def _first(result: Result) -> str:
    """The total; in a method without one the grade, the rank, or what is published first."""
    head, scheme = headline(result.scheme), result.scheme
    published = [*scheme.publish[scheme.unit_table], *scheme.tables[scheme.unit_table].computed]
    return head.total or head.grade or head.rank or published[0]

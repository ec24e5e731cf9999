"""`gangmu scheme diff` and `gangmu scheme backtest`: this year's method against last year's."""

from __future__ import annotations

import json
from pathlib import Path

import click

from gangmu.cli.fact_tables import read_fact_files
from gangmu.cli.scheme_files import LANGUAGE, show_problems, usable_scheme
from gangmu.cli.tables import as_csv, as_table, save_workbook
from gangmu.scoring.comparison import (
    backtest,
    backtest_book,
    backtest_data,
    backtest_lines,
    backtest_table,
    compare,
    comparison_data,
    comparison_text,
)

SCHEME = click.Path(exists=True, dir_okay=False, path_type=Path)
AS_DATA = click.option("--json", "as_data", is_flag=True, help="输出 JSON  print JSON")


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
@click.option("--json", "form", flag_value="json", help="输出 JSON  print JSON")
@click.option("--csv", "form", flag_value="csv", help="各单位输出 CSV  print the units as CSV")
@click.option(
    "-o", "output", type=click.Path(dir_okay=False, path_type=Path), help="另存为工作簿  save as a workbook (.xlsx)"
)
@LANGUAGE
def backtest_command(new: Path, facts: Path, old: Path, form: str | None, output: Path | None, language: str) -> None:
    """用去年的数据试算新办法  Score last year's FACTS by the scheme NEW, beside the old one.

    \b
    gangmu scheme backtest 今年.yaml 去年数据 --against 去年.yaml
    gangmu scheme backtest 今年.yaml 去年数据 --against 去年.yaml -o 试算.xlsx

    退出码：0 一切正常，1 数据有问题，2 办法有错误。
    Exit code 0: all well, 1: faults of the facts, 2: a scheme has errors.
    """
    schemes = usable_scheme(old, language), usable_scheme(new, language)
    test = backtest(*schemes, read_fact_files(facts, schemes[0]), language=language)
    if output is not None and not test.lacking:
        save_workbook(output, lambda: backtest_book(test, language))
    if form == "json":
        click.echo(json.dumps(backtest_data(test, language), ensure_ascii=False, indent=2))
    else:
        if form == "csv" and not test.lacking:
            click.echo(as_csv(*backtest_table(test, language)))
        else:
            table = [] if test.lacking else [as_table(*backtest_table(test, language)), ""]
            click.echo("\n".join([*table, *backtest_lines(test, language)]))
        show_problems(test.problems)
    if test.lacking or any(problem.level == "error" for problem in test.problems):
        raise SystemExit(1)

"""`gangmu scheme …`: looking after a scheme file."""

from __future__ import annotations

from pathlib import Path

import click

from gangmu.cli.compare import backtest_command, diff
from gangmu.cli.scheme_files import LANGUAGE, read_file, show_problems, usable_scheme
from gangmu.scoring import method_text, reference

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group()
def scheme() -> None:
    """考核办法：检查、成文、比较、试算、函数一览  Schemes: check, put into words, compare, try out, functions."""


@scheme.command("check")
@FILE
@LANGUAGE
def check(file: Path, language: str) -> None:
    """列出全部错误和提醒；没有错误时退出码为 0  Every error and warning; exit code 0 only when there is no error."""
    checked = read_file(file, language)
    show_problems(checked.problems)
    errors = sum(problem.level == "error" for problem in checked.problems)
    warnings = len(checked.problems) - errors
    said = {
        "zh": f"{file}：{errors} 个错误，{warnings} 个提醒。摘要 {checked.digest[:16]}",
        "en": f"{file}: {errors} errors, {warnings} warnings. Digest {checked.digest[:16]}",
    }
    click.echo(said[language])
    raise SystemExit(1 if errors else 0)


@scheme.command("functions")
@LANGUAGE
def functions(language: str) -> None:
    """列出全部函数和提示  Every function and message."""
    click.echo(reference(language))


@scheme.command("text")
@FILE
@LANGUAGE
def text(file: Path, language: str) -> None:
    """用文字写出整个办法  The whole method in words."""
    click.echo(method_text(usable_scheme(file, language), language))


scheme.add_command(diff)
scheme.add_command(backtest_command)

"""`gangmu scheme …`: looking after a scheme file."""

from __future__ import annotations

from pathlib import Path

import click

from gangmu.cli.compare import backtest_command, diff
from gangmu.cli.scheme_files import LANGUAGE, read_file, show_problems, usable_scheme, whole_file
from gangmu.scoring import method_text, reference

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group()
def scheme() -> None:
    """考核办法：检查、成文、比较、试算、函数一览  Looking after a scheme.

    \b
    gangmu scheme check 办法.yaml              有没有写错  is it right
    gangmu scheme text 办法.yaml               用话怎么说  what it says
    gangmu scheme diff 去年.yaml 今年.yaml     改了什么    what changed
    gangmu scheme whole 分办法.yaml            引用的并成一份  one file
    gangmu score 办法.yaml 数据                算出来      what comes out

    不会写：docs/tutorials/write-a-method.zh-CN.md 从头教起。
    A tutorial for authors: docs/tutorials/write-a-method.md.
    """


@scheme.command("check", short_help="列出全部错误和提醒  every error and warning")
@FILE
@LANGUAGE
def check(file: Path, language: str) -> None:
    """列出办法 FILE 的全部错误和提醒  Every error and warning of the scheme FILE.

    每条都指明行、列、错在哪里、应该怎样。退出码：0 没有错误，1 有错误。
    Exit code 0: no errors, 1: errors.
    """
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


@scheme.command("functions", short_help="列出全部函数和提示  every function and message")
@LANGUAGE
def functions(language: str) -> None:
    """列出全部函数和提示  Every function with its arguments and examples, and every message (Markdown)."""
    click.echo(reference(language))


@scheme.command("text", short_help="用文字写出整个办法  the method in words")
@FILE
@LANGUAGE
def text(file: Path, language: str) -> None:
    """用文字写出整个办法，可与发文的原文逐条对照  The whole method FILE in words."""
    click.echo(method_text(usable_scheme(file, language), language))


@scheme.command("whole", short_help="把引用的部分并成一份  one file without include")
@FILE
@LANGUAGE
def whole(file: Path, language: str) -> None:
    """把办法 FILE 和它引用（include）的部分写成一份  The scheme FILE with what it includes, as one text.

    退出码：0 写出来了，2 有错误。
    Exit code 0: written, 2: there are errors.
    """
    click.echo(whole_file(file, language), nl=False)


scheme.add_command(diff)
scheme.add_command(backtest_command)

"""A scheme from a file, with its faults shown to whoever typed the command."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from gangmu.scoring import Checked, FactProblem, Scheme, SchemeProblem, read_scheme, whole_text

LANGUAGE = click.option(
    "--language", type=click.Choice(["zh", "en"]), default="zh", help="提示的语言  language of messages"
)
# So many rows with the same problem in the same column are told one by one.
MOST_ALIKE = 100
NOT_FINAL = {
    "zh": "数据有 {} 处错误，以上不能作为正式结果；请改正后重新计算。",
    "en": "{} errors in the facts: these results are not final. Correct the facts and score again.",
}
MORE = {"zh": "{}：另有 {} 处同样的问题。", "en": "{}: the same problem in {} more places."}


def read_file(path: Path, language: str) -> Checked:
    """Reads and checks, with what it includes from its own folder. Raises click.ClickException when it is not text."""
    return read_scheme(_text(path), file=str(path), language=language, included=_beside(path))


def whole_file(path: Path, language: str) -> str:
    """A scheme and what it includes as one text. Faults are shown and end the command with exit code 2."""
    text, problems = whole_text(_text(path), file=str(path), language=language, included=_beside(path))
    show_problems(problems)
    if not text:
        raise SystemExit(2)
    return text


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{path}：不是 UTF-8 文本（第 {error.start} 字节）  not UTF-8 text") from None


def _beside(path: Path) -> Callable[[str], str | None]:
    """Texts of the files in the scheme's folder; a link that leads out of it counts as no file."""
    folder = path.resolve().parent

    def find(name: str) -> str | None:
        found = (folder / name).resolve()
        return _text(found) if found.parent == folder and found.is_file() else None

    return find


def show_problems(problems: Sequence[SchemeProblem | FactProblem]) -> None:
    """Tells every problem; where a whole column of facts has the same one, so many rows and how many more there are."""
    alike: Counter[tuple[str, str, str]] = Counter()
    more: dict[tuple[str, str, str], FactProblem] = {}
    for problem in problems:
        if isinstance(problem, FactProblem):
            kind = problem.table, problem.column, problem.code
            alike[kind] += 1
            if alike[kind] > MOST_ALIKE:
                more.setdefault(kind, problem)
                continue
        click.echo(str(problem), err=True)
    for kind, one in more.items():
        where = "·".join(part for part in (one.label or one.table, one.heading or one.column) if part)
        click.echo(MORE[one.language].format(where, alike[kind] - MOST_ALIKE), err=True)


def end_with(problems: Sequence[FactProblem], language: str, *, told: bool) -> None:
    """The end of a command that scores: every problem of the facts unless `told` already, exit code 1 for errors."""
    errors = sum(problem.level == "error" for problem in problems)
    if not told:
        show_problems(problems)
        if errors:
            click.echo(NOT_FINAL[language].format(errors), err=True)
    if errors:
        raise SystemExit(1)


def problems_as_data(problems: Sequence[FactProblem]) -> list[dict[str, Any]]:
    """Problems of facts for JSON."""
    return [
        {
            "level": problem.level, "table": problem.table, "key": problem.key, "column": problem.column,
            "row": problem.line, "value": problem.text, "unit": problem.unit, "message": str(problem),
        }
        for problem in problems
    ]  # fmt: skip


def usable_scheme(path: Path, language: str) -> Scheme:
    """The scheme; warnings are shown, errors end the command with exit code 2."""
    checked = read_file(path, language)
    show_problems(checked.problems)
    if checked.scheme is None:
        raise SystemExit(2)
    return checked.scheme

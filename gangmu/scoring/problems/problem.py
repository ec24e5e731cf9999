"""What is wrong with a scheme or with facts: where, what, what would be right, what to do.

Problems are values. They are collected, never raised, so that a reader sees all of them at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from gangmu.scoring.problems.messages import WORDS, say

Level = Literal["error", "warning"]


class Spot(NamedTuple):
    """A place in a scheme's text, counted from 1; `file` is empty for the scheme file itself."""

    line: int
    column: int
    file: str = ""


@dataclass(frozen=True)
class SchemeProblem:
    """One fault of a scheme file; `line` and `column` count from 1, `text` is the offending text itself."""

    file: str
    line: int
    column: int
    text: str
    what: str
    expected: str = ""
    todo: str = ""
    level: Level = "error"
    language: str = "zh"
    code: str = ""

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return _sentence(place, self)


@dataclass(frozen=True)
class FactProblem:
    """One fault of the facts, or one reason why a unit has no result; `line` is the row's number, from 1."""

    table: str
    key: str
    column: str
    text: str
    what: str
    expected: str = ""
    todo: str = ""
    level: Level = "error"
    file: str = ""
    line: int = 0
    language: str = "zh"
    code: str = ""
    unit: str = ""

    def __str__(self) -> str:
        words = WORDS[self.language]
        parts = [self.file, f"{words['table']} {self.table}" if self.table else ""]
        parts += [words["row"].format(self.line) if self.line else ""]
        parts += [
            f"{words['key']} {self.key}" if self.key else "",
            f"{words['column']} {self.column}" if self.column else "",
        ]
        return _sentence(words["comma"].join(part for part in parts if part), self)


def _sentence(place: str, problem: SchemeProblem | FactProblem) -> str:
    words = WORDS[problem.language]
    quoted = f"{words['open']}{problem.text}{words['close']}" if problem.text else ""
    said = [f"{place}{words['colon']}" if place else "", words[problem.level], words["colon"], quoted, problem.what]
    said += [words["stop"], f"{words['expected']}{problem.expected}{words['stop']}" if problem.expected else ""]
    asks = problem.todo.endswith(("？", "?"))
    said += [problem.todo, words["stop"] if problem.todo and not asks else ""]
    return "".join(said).strip()


class Reporter:
    """Collects the problems of one scheme text."""

    def __init__(self, file: str, language: str) -> None:
        self.file = file
        self.language = language
        self.found: dict[SchemeProblem, None] = {}

    def add(self, code: str, spot: Spot, text: str = "", level: Level = "error", **values: Any) -> None:
        what, expected, todo = say(self.language, code, text=text, **values)
        problem = SchemeProblem(
            spot.file or self.file, spot.line, spot.column, text, what, expected, todo, level, self.language, code
        )
        self.found.setdefault(problem)

    @property
    def failed(self) -> bool:
        return any(problem.level == "error" for problem in self.found)

    def sorted(self) -> tuple[SchemeProblem, ...]:
        """The scheme file's own first, then those of each included file."""
        return tuple(
            sorted(
                self.found,
                key=lambda one: (one.file != self.file, one.file, one.line, one.column, one.code),
            )
        )

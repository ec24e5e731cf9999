"""What is wrong with a scheme or with facts: where, what, what would be right, what to do.

Problems are values. They are collected, never raised, so that a reader sees all of them at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from gangmu.scoring.problems.messages import WORDS, say
from gangmu.scoring.problems.nearest import nearest

Level = Literal["error", "warning"]
# So many errors, and as many warnings, are told of one scheme text: nobody reads more at once.
MOST_TOLD = 200
WORD = re.compile(r"[^\W\d]\w*")
# What is said where a part of a scheme is not there.
MISSING = ("no title", "no tables", "no unit table")
# What is said where a name is not known, or stands where it does not belong.
NAMING = (
    "unknown name", "unknown lookup", "unknown table", "unknown column", "unknown parent", "unknown detail",
    "unquoted text", "lookup alone", "nothing below", "full marks wanted", "headline column", "component no number",
    "out of place", "mapping wanted",
)  # fmt: skip


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
    """One fault of the facts, or one reason why a unit has no result.

    `line` is the row's number in its sheet `file`, the headings' row included; 0 where facts came from no sheet.
    `label` and `heading` are what people call the table and the column.
    """

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
    label: str = ""
    heading: str = ""

    def __str__(self) -> str:
        words = WORDS[self.language]
        table = self.label or self.table
        parts = [
            f"{words['table']} {table}" + (words["aside"].format(self.file) if self.file not in ("", table) else "")
        ]
        parts += [words["row"].format(self.line) if self.line else ""]
        parts += [
            f"{words['key']} {self.key}" if self.key else "",
            f"{words['column']} {self.heading or self.column}" if self.column else "",
        ]
        return _sentence(words["comma"].join(part for part in parts if part), self)


def _sentence(place: str, problem: SchemeProblem | FactProblem) -> str:
    words = WORDS[problem.language]
    quoted = f"{words['open']}{problem.text}{words['close']}{words['colon']}" if problem.text else ""
    said = [f"{place}{words['colon']}" if place else "", words[problem.level], words["colon"], quoted, problem.what]
    said += [words["stop"], f"{words['expected']}{problem.expected}{words['stop']}" if problem.expected else ""]
    asks = problem.todo.endswith(("？", "?"))
    said += [problem.todo, words["stop"] if problem.todo and not asks else ""]
    return "".join(said).strip()


class Reporter:
    """Collects the problems of one scheme text; of very many the first ones, and how many more there are."""

    def __init__(self, file: str, language: str) -> None:
        self.file = file
        self.language = language
        self.failed = False
        self.found: dict[Level, dict[SchemeProblem, None]] = {"error": {}, "warning": {}}
        self.untold: dict[tuple[Level, str, Spot, str], None] = {}
        self.muted: set[tuple[str, int]] = set()
        self.lost: set[str] = set()

    @property
    def full(self) -> bool:
        """So many errors that no other is told, and nothing has to be found out about it."""
        return len(self.found["error"]) >= MOST_TOLD

    def near(self, word: str, known: Iterable[str]) -> str:
        """The known word that was probably meant; no longer looked for when nobody would be told."""
        return "" if self.full else nearest(word, known)

    def lose(self, texts: Iterable[str], lines: Iterable[int] = (), file: str = "") -> None:
        """Says no more that what `texts` name is missing, for they could not be understood; and nothing of `lines`."""
        self.lost |= {word for text in texts for word in WORD.findall(text)}
        self.muted |= {(file, line) for line in lines}

    def follows(self, code: str, spot: Spot, text: str, level: Level) -> bool:
        """Whether a problem may come of nothing but what could not be understood."""
        missing = code in MISSING or (code in NAMING and text in self.lost)
        return self.is_muted(spot) or (bool(self.lost) and (missing or level == "warning"))

    def is_muted(self, spot: Spot) -> bool:
        """Whether a line holds a guess at what was meant."""
        return (spot.file, spot.line) in self.muted

    def add(self, code: str, spot: Spot, text: str = "", level: Level = "error", **values: Any) -> None:
        if self.follows(code, spot, text, level):
            return
        self.failed |= level == "error"
        if len(self.found[level]) >= MOST_TOLD:
            self.untold.setdefault((level, code, spot, text))
        else:
            self.found[level].setdefault(self.problem(code, spot, text, level, **values))

    def problem(self, code: str, spot: Spot, text: str, level: Level, **values: Any) -> SchemeProblem:
        what, expected, todo = say(self.language, code, text=text, **values)
        return SchemeProblem(
            spot.file or self.file, spot.line, spot.column, text, what, expected, todo, level, self.language, code
        )

    def sorted(self) -> tuple[SchemeProblem, ...]:
        """The scheme file's own first, then those of each included file; at last how many more there are."""
        found = sorted(
            (*self.found["error"], *self.found["warning"]),
            key=lambda one: (one.file != self.file, one.file, one.line, one.column, one.code),
        )
        for level, _, spot, _ in sorted(self.untold, key=lambda one: one[0])[:1]:
            found.append(self.problem("more problems", spot, "", level, count=len(self.untold)))
        return tuple(found)

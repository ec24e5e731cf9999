"""Telling what is wrong with facts, in the words of whoever gave them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gangmu.scoring.problems.messages import WORDS, say
from gangmu.scoring.problems.nearest import nearest
from gangmu.scoring.problems.problem import FactProblem, Level
from gangmu.scoring.values.incoming import as_text

# For so many faults the word that was probably meant is looked for.
MOST_GUESSES = 1_000


@dataclass(frozen=True)
class Source:
    """A table as people know it: its label, the file or sheet that its facts came from, what its columns are called."""

    name: str
    label: str = ""
    file: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)

    @property
    def called(self) -> str:
        return self.label or self.name


class FactReporter:
    def __init__(self, language: str) -> None:
        self.language = language
        self.problems: list[FactProblem] = []

    def row(self, line: int) -> str:
        """An earlier row, by its number where it has one."""
        words = WORDS[self.language]
        return words["row"].format(line) if line else words["earlier row"]

    def called(self, name: str, key: str) -> str:
        """A row by its name, with its key behind it."""
        return name + (WORDS[self.language]["aside"].format(key) if name != key else "")

    def near(self, word: object, known: Iterable[str]) -> str:
        """The known word that was probably meant; no longer looked for when there are very many faults."""
        return nearest(_written(word), known) if len(self.problems) < MOST_GUESSES else ""

    def add(
        self, code: str, source: Source, key: str = "", column: str = "", text: object = "", line: int = 0,
        level: Level = "error", unit: str = "", **values: Any,
    ) -> None:  # fmt: skip
        what, expected, todo = say(self.language, code, table=source.called, **values)
        shown = "" if text is None else _written(text)[:60]
        self.problems.append(
            FactProblem(
                source.name, key, column, shown, what, expected, todo, level, source.file, line, self.language, code,
                unit, source.label, " ".join(source.headings.get(column, "").split()),
            )
        )  # fmt: skip


def _written(value: object) -> str:
    """A cell as its spreadsheet shows it, in one line."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.15g}"
    try:
        return " ".join(as_text(value).split())
    except ValueError:  # Python does not write out whole numbers of more than 4,300 digits
        return "…"

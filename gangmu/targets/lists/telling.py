"""Where what is said of a list is kept: each problem with its row, the column's title, and the cell to type anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from django.utils.translation import gettext as _

from gangmu.base.errors import Problem
from gangmu.base.sheets import Column, Sheet
from gangmu.targets.lists.questions import Question

_SHOWN = 200


class Telling:
    """Collects questions about one sheet, whose columns are mapped field → place (from 0)."""

    def __init__(self, sheet: Sheet, columns: Iterable[Column], mapping: Mapping[str, int]) -> None:
        self.sheet = sheet
        self.titles = {column.field: column.title for column in columns}
        self.mapping = mapping
        self.places = {self.titles[name]: index for name, index in mapping.items() if name in self.titles}
        self.questions: list[Question] = []

    def error(self, kind: str, row: int, field: str, what: str, *, value: str = "", todo: str = "") -> None:
        """Something that must be answered, typed anew or left out before the list can be written."""
        self._say(kind, "error", row, field, what, value, "", todo)

    def ask(self, kind: str, row: int, field: str, what: str, *, value: str = "", expected: str = "") -> None:
        """Something to look at; unanswered, it is done as `what` or `expected` says."""
        self._say(kind, "warning", row, field, what, value, expected, "")

    def take(self, problem: Problem) -> None:
        """What the reader of rows found."""
        kind = "cell" if problem.level == "error" and problem.row else "sheet"
        cell = self.places.get(problem.column)
        self.questions.append(Question(**asdict(problem), kind=kind, cell=cell))

    def in_row(self, row: int, field: str) -> str:
        """文件“目标.xlsx”工作表“表1”第 3 行“分值”."""
        title = self.titles.get(field, "")
        place = _("第 %(row)d 行") % {"row": row} + (_("“%(title)s”") % {"title": title} if title else "")
        return self.sheet.where(place)

    def _say(
        self, kind: str, level: str, row: int, field: str, what: str, value: str, expected: str, todo: str
    ) -> None:
        where = self.in_row(row, field) if row else self.sheet.where()
        shown, title, cell = value[:_SHOWN], self.titles.get(field, ""), self.mapping.get(field)
        self.questions.append(Question(what, where, expected, todo, level, row or None, title, shown, kind, cell))

"""The outcome of scoring: values by table, key and column, the published ones, and why some are missing."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from gmpy2 import mpq

from gangmu.scoring.evaluation.columnwise import Evaluation, Numbers
from gangmu.scoring.evaluation.reasons import missing_results
from gangmu.scoring.evaluation.standing import by_place
from gangmu.scoring.facts.tables import Facts
from gangmu.scoring.problems.problem import FactProblem
from gangmu.scoring.schemes.scheme import Scheme
from gangmu.scoring.values.kinds import TEXT, Kind
from gangmu.scoring.values.showing import date_text, fraction, shown


class Result:
    """What a scheme makes of facts."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation
        self.scheme: Scheme = evaluation.scheme
        self.facts: Facts = evaluation.facts
        # Formulas put into words and competitors put in order, kept by node for all derivations of this result.
        self.said: dict[int, str] = {}
        self.contests: dict[int, Any] = {}

    def keys(self, table: str) -> tuple[str, ...]:
        """The rows of a table, in the order in which they were given."""
        facts = self.facts.tables[table]
        return tuple(key for _, key in sorted(zip(facts.positions, facts.keys, strict=True)))

    def name(self, table: str, key: str) -> str:
        facts = self.facts.tables[table]
        return facts.names[facts.index[key]]

    def value(self, table: str, key: str, column: str) -> Any:
        """An exact number (mpq), text, yes/no (bool), a date as ISO text; None when missing. KeyError: no such cell."""
        cell = self.evaluation.column(table, column).cell(self.facts.tables[table].index[key])
        return date_text(cell) if cell is not None and self.kind(table, column).name == "date" else cell

    def kind(self, table: str, column: str) -> Kind:
        return TEXT if column in ("key", "name") else self.scheme.tables[table].kind(column)

    def shown(self, table: str, key: str, column: str) -> str:
        """The value as it is published: decimals as the scheme says, a dash when missing, why it is not scored."""
        return self.told(table, self.facts.tables[table].index[key], column)

    def told(self, table: str, row: int, column: str) -> str:
        """As `shown`, of a row by its number."""
        found, kind, language = self.evaluation.column(table, column), self.kind(table, column), self.scheme.language
        digits, percent = self.scheme.decimals_of(table, column), self.scheme.percent_of(table, column)
        return shown(found.cell(row), kind, digits, language, reason=found.reason(row), percent=percent)

    def not_scored(self, table: str, key: str, column: str) -> str:
        """Why a value is not scored; empty when it is, or when facts are missing."""
        return self.evaluation.column(table, column).reason(self.facts.tables[table].index[key])

    def published(self, table: str = "unit") -> list[dict[str, Any]]:
        """One dict a row, by place: key, name, every published column (numbers as shown), `exact` with fractions and
        `not_scored` with the reasons of those columns that are not scored."""
        return [self._row(table, key) for key in self.by_place(table)]

    def by_place(self, table: str) -> tuple[str, ...]:
        """The rows of a table as they are published: where the method ranks them group by group and by place, those
        without one last; else in the order in which they were given."""
        keys = self.facts.tables[table].keys
        return tuple(keys[row] for row in by_place(self.evaluation, table))

    def _row(self, table: str, key: str) -> dict[str, Any]:
        row: dict[str, Any] = {"key": key, "name": self.name(table, key)}
        exact: dict[str, str | None] = {}
        for column in self.scheme.publish.get(table, ()):
            value = self.value(table, key, column)
            kind = self.kind(table, column)
            if kind.name == "number":
                exact[column] = None if value is None else fraction(mpq(value))
                row[column] = None if value is None else self.shown(table, key, column)
            else:
                row[column] = value
        columns = self.scheme.publish.get(table, ())
        unscored = {column: reason for column in columns if (reason := self.not_scored(table, key, column))}
        return {**row, "exact": exact, "not_scored": unscored}

    @cached_property
    def problems(self) -> tuple[FactProblem, ...]:
        """Faults of the facts, then for every unit without a result the facts that are missing."""
        table = self.scheme.unit_table
        wanted = dict.fromkeys((*self.scheme.publish.get(table, ()), *self.scheme.components))
        return tuple(dict.fromkeys((*self.facts.problems, *missing_results(self.evaluation, table, tuple(wanted)))))

    def missing(self, key: str, columns: tuple[str, ...]) -> tuple[FactProblem, ...]:
        """What keeps one unit from having values in these columns; empty when it has them."""
        table = self.scheme.unit_table
        row = self.facts.tables[table].index[key]
        return tuple(missing_results(self.evaluation, table, columns, rows=(row,)))


def evaluate(scheme: Scheme, facts: Facts, *, numbers: Numbers = "exact") -> Result:
    """Scores facts by a scheme, over whole columns; `numbers` is "exact" (rationals) or "float" (for what-if)."""
    evaluation = Evaluation(scheme, facts, numbers)
    evaluation.run()
    return Result(evaluation)


def group_of(result: Result, key: str, group: str) -> str:
    """What a unit is ranked within, as people read it; `group` is a column of the unit, or a table above it."""
    unit = result.scheme.unit_table
    if not group:
        return ""
    if group in result.scheme.tables:
        row = result.facts.tables[unit].index[key]
        return result.facts.tables[group].names[int(result.evaluation.lift(unit, group)[row])]
    return result.shown(unit, key, group)

"""Why a result is missing: the blank facts, or the step that could not be computed, behind an empty cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from gangmu.scoring.evaluation.columnwise import Evaluation
from gangmu.scoring.facts.headings import COLUMN_LACKING
from gangmu.scoring.facts.reporting import FactReporter
from gangmu.scoring.formulas.nodes import Aggregate, Apply, Named, Node, Peers, Reference
from gangmu.scoring.functions.naming import in_sentence
from gangmu.scoring.functions.rowwise import BETWEEN, passes
from gangmu.scoring.problems.problem import FactProblem

# A unit with more blank facts than this is told the first ones; the rest shows when those are filled in.
MOST_REASONS = 200
# How many entries of a parameter table are listed.
WRITTEN_ENTRIES = 20
BEYOND = (
    "结果超出 ±10^300，或不在公元 1 年至 9999 年之内",
    "the result lies beyond ±10^300, or not in the years 1 to 9999",
)
NOT_JOINED = (
    "“{}”里已有连接用的“·”，再连会与别的分不清：几项一起连请写在一个 连接(…) 里，文字里有“·”的请改用编号",
    "‘{}’ holds the ‘·’ that joins, and joined again could not be told from others: put all parts into one join(…), or "
    "use keys for names that have it",
)
NOBODY = ("没有一行参加比较", "no row takes part in the comparison")


class Reasons:
    """Walks from one empty cell down to what is missing. `seen` keeps each cell from being told twice."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation
        self.seen: set[tuple[str, int, str]] = set()

    def cell(self, table: str, row: int, column: str) -> Iterator[tuple[str, int, str, str]]:
        """(table, row, column, why) of everything missing; `why` is empty for a blank fact."""
        if (table, row, column) in self.seen or len(self.seen) > 50 * MOST_REASONS:
            return
        self.seen.add((table, row, column))
        definition = self.evaluation.scheme.tables[table]
        if column in definition.computed and not self.is_missing(definition.computed[column].node, table, row):
            yield table, row, column, self.beyond
        elif column in definition.computed:
            found = list(self.node(definition.computed[column].node, table, row, column))
            yield from found
        elif column in definition.given:
            yield table, row, column, ""

    def said(self, texts: tuple[str, str]) -> str:
        language = self.evaluation.scheme.language
        return in_sentence(texts[0 if language == "zh" else 1], language)

    @property
    def beyond(self) -> str:
        """Why there is no result although nothing is missing and all steps are defined."""
        return self.said(BEYOND)

    def is_missing(self, node: Node, table: str, row: int) -> bool:
        return bool(self.evaluation.evaluate(node, table, np.array([row])).blank[0])

    def node(self, node: Node, table: str, row: int, column: str) -> Iterator[tuple[str, int, str, str]]:
        if isinstance(node, Reference):
            above = int(self.evaluation.lift(table, node.table)[row])
            yield from self.cell(node.table, above, node.column)
        elif isinstance(node, Named):
            yield from self.node(node.body, table, row, column)
        elif isinstance(node, Aggregate):
            yield from self.aggregate(node, table, row, column)
        elif isinstance(node, Peers):
            yield from self.arguments([*node.arguments, node.within, node.among], node, table, row, column)
        elif isinstance(node, Apply):
            yield from self.arguments(self.needed(node, table, row), node, table, row, column)

    def needed(self, node: Apply, table: str, row: int) -> list[Node | None]:
        """The arguments that count: of a choice the condition that is missing, or else what is taken."""
        if node.function.name in ("band", "ladder"):
            return self.case(node, table, row)
        if node.function.name != "if":
            return list(node.arguments)
        condition, yes, no = node.arguments
        taken = self.evaluation.evaluate(condition, table, np.array([row]))
        return [condition] if taken.missing[0] else [yes if taken.values[0] else no]

    def case(self, node: Apply, table: str, row: int) -> list[Node | None]:
        """Of a band the value and the limit that cannot be compared, or else the result of the case that is taken."""
        value, *cases, rest = node.arguments
        for operator, limit, result in zip(dict(node.options)["operators"], cases[::2], cases[1::2], strict=True):
            sides = [self.evaluation.evaluate(part, table, np.array([row])) for part in (value, limit)]
            if any(side.missing[0] for side in sides):
                return [value, limit]
            if passes(sides[0].values, operator, sides[1].values)[0]:
                return [result]
        return [rest]

    def arguments(
        self, nodes: list[Node | None], of: Any, table: str, row: int, column: str
    ) -> Iterator[tuple[str, int, str, str]]:
        missing = [node for node in nodes if node is not None and self.is_missing(node, table, row)]
        for node in missing:
            yield from self.node(node, table, row, column)
        if isinstance(of, Apply) and not missing:
            yield table, row, column, self.refusal(of, table, row)
        elif of.function.spread and (of.within is None or of.within not in missing):
            yield table, row, column, self.said(NOBODY)

    def refusal(self, node: Apply, table: str, row: int) -> str:
        """Why a function of present values has no result: it is not defined there, or the number is too large."""
        arrays = [self.evaluation.evaluate(part, table, np.array([row])).values for part in node.arguments]
        domain = node.function.domain
        if domain is None or domain(self.evaluation.kit, *arrays, **dict(node.options)).all():
            return self.beyond
        if node.function.name == "lookup":
            return self.no_entry(node, table, row)
        joined = next(
            (text for text in (array[0] for array in arrays) if node.function.name == "join" and BETWEEN in text), ""
        )
        if joined:
            return self.said(NOT_JOINED).format(joined)
        return self.said(node.function.refuses)

    def no_entry(self, node: Apply, table: str, row: int) -> str:
        """Which key a parameter table lacks, and which it has."""
        options, key = dict(node.options), self.evaluation.evaluate(node.arguments[0], table, np.array([row])).cell(0)
        known = [entry for entry, _ in options["table"]]
        more = "…" if len(known) > WRITTEN_ENTRIES else ""
        if self.evaluation.scheme.language == "zh":
            return f"参数表“{options['name']}”里没有“{key}”，有的是：{'、'.join(known[:WRITTEN_ENTRIES])}{more}"
        written = ", ".join(known[:WRITTEN_ENTRIES])
        return f"the parameter table ‘{options['name']}’ has no entry ‘{key}’; it has {written}{more}"

    def aggregate(self, node: Aggregate, table: str, row: int, column: str) -> Iterator[tuple[str, int, str, str]]:
        _, unknown = self.evaluation.chosen(node)
        lift = self.evaluation.lift(node.table, table)
        blank = False
        for below in unknown[lift[unknown] == row]:
            blank = True
            if node.where is not None:
                yield from self.node(node.where, node.table, int(below), column)
        rows = self.evaluation.rows_below(node, table, row)
        for argument in node.arguments:
            for below in rows[self.evaluation.evaluate(argument, node.table, rows).blank]:
                blank = True
                yield from self.node(argument, node.table, int(below), column)
        if not blank and node.otherwise is not None and not len(rows):
            yield from self.node(node.otherwise, table, row, column)
        elif not blank:
            yield table, row, column, self.said(node.function.refuses) or self.beyond


def missing_results(
    evaluation: Evaluation, table: str, columns: tuple[str, ...], rows: Sequence[int] | None = None
) -> Iterator[FactProblem]:
    """One problem for each blank fact, or step without a result, that keeps a row (of all, or of those given) from its
    values in these columns. A column that all rows lack is the one problem that was told of it."""
    facts, own = evaluation.facts, evaluation.facts.tables[table]
    faulty = {(problem.table, problem.key, problem.column) for problem in facts.problems if problem.text}
    absent = {(one.table, one.column): one for one in facts.problems if one.code in COLUMN_LACKING}
    reporter = FactReporter(evaluation.scheme.language)
    lacking: dict[FactProblem, None] = {}
    empty = np.zeros(own.size, dtype=bool)
    for column in columns:
        empty |= evaluation.column(table, column).blank
    for row in np.flatnonzero(empty) if rows is None else [row for row in rows if empty[row]]:
        unit, whose = own.keys[row], reporter.called(own.names[row], own.keys[row])
        told = 0
        for column, place, place_row, place_column, why in _reasons(evaluation, table, int(row), columns):
            if (place, place_column) in absent:
                lacking[absent[place, place_column]] = None
                continue
            told += 1
            if told > MOST_REASONS:
                break
            where, key = facts.tables[place], facts.tables[place].keys[place_row]
            code = "no result" if why else "unusable fact" if (place, key, place_column) in faulty else ""
            reporter.add(
                code or _blank(evaluation, place, place_column), where.source, key, place_column,
                line=where.lines[place_row], unit=unit, whose=whose, why=why, result=own.source.headings[column],
            )  # fmt: skip
    return iter((*lacking, *reporter.problems))


def _blank(evaluation: Evaluation, table: str, column: str) -> str:
    given = evaluation.scheme.tables[table].given.get(column)
    return "blank number" if given is not None and given.type == "number" else "blank fact"


def _reasons(
    evaluation: Evaluation, table: str, row: int, columns: tuple[str, ...]
) -> Iterator[tuple[str, str, int, str, str]]:
    """What `Reasons.cell` tells of those columns of a row that are empty, behind the column's name."""
    reasons = Reasons(evaluation)
    for column in columns:
        if evaluation.column(table, column).blank[row]:
            for found in reasons.cell(table, row, column):
                yield column, *found

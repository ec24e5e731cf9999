"""A formula with the values of one row put in, in a reader's language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gangmu.scoring.derivation.neighbours import Contests
from gangmu.scoring.evaluation.columnwise import Evaluation
from gangmu.scoring.formulas.nodes import Aggregate, Constant, Node, Peers, Reference
from gangmu.scoring.formulas.rendering import Rendering
from gangmu.scoring.functions.peers import is_share, rounded, wanted
from gangmu.scoring.values.kinds import Kind
from gangmu.scoring.values.showing import brief, not_scored, shown

# How many terms of a long sum are written out.
WRITTEN_TERMS = 8
WORDS = {
    "zh": {
        "rows": "{} 行", "no rows": "没有符合条件的行", "otherwise": "{}，取 {}", "holds": "{} 行中 {} 行为是",
        "of parts": "{}（同项只计最高的，共 {} 行）", "trimmed": "去掉 {} 后，其余 {} 个的平均", "list": "、",
        "place": "{}，{} 个中第 {}", "tied": "（并列 {} 个）", "absent": "{}，不参加比较",
        "because": "（只比{}的）", "field": "{}，{} 个参加比较",
        "left out": "（另有 {} 行不计分，没有算在内）", "min": "（最小）", "max": "（最大）",
        "quota": "；名额 {}", "places": "；名额 {} = {}", "rounded": "，取 {}",
    },
    "en": {
        "rows": "{} rows", "no rows": "no row fits", "otherwise": "{}: {}", "holds": "yes in {1} of {0} rows",
        "of parts": "{} (of each matter only the highest, of {} rows)", "list": ", ",
        "trimmed": "without {} the mean of the other {}",
        "place": "{0}, place {2} of {1}", "tied": " (shared by {})", "absent": "{}, does not take part",
        "because": " (only those where {})",
        "field": "{}, beside {} in all",
        "left out": " ({} rows that are not scored are left out)", "min": " (smallest)", "max": " (largest)",
        "quota": "; quota {}", "places": "; quota {} = {}", "rounded": ", taken as {}",
    },
}  # fmt: skip


@dataclass
class Writer:
    """Writes for one evaluation; `say` puts a part into words, `contests` are kept for all derivations of a result."""

    evaluation: Evaluation
    say: Callable[[Node], str]
    language: str
    contests: dict[int, Contests] = field(default_factory=dict)

    @property
    def words(self) -> dict[str, str]:
        return WORDS[self.language]

    def at(self, node: Node, table: str, row: int) -> Any:
        if isinstance(node, Reference):
            above = int(self.evaluation.lift(table, node.table)[row])
            return self.evaluation.column(node.table, node.column).cell(above)
        return self.evaluation.evaluate(node, table, np.array([row])).cell(0)

    def inline(self, value: Any, kind: Kind) -> str:
        """A value inside a formula."""
        if value is not None and kind.name == "number":
            return brief(value)
        return f'"{value}"' if kind.name == "text" and value is not None else shown(value, kind, 4, self.language)

    def reason(self, node: Node, table: str, row: int) -> str:
        """Why a part is not scored in a row; empty when it is, or when something is missing."""
        return self.evaluation.evaluate(node, table, np.array([row])).reason(0)

    def said(self, node: Node, table: str, row: int, kind: Kind | None = None) -> str:
        """The value of a part, inside a formula."""
        value, reason = self.at(node, table, row), self.reason(node, table, row)
        return not_scored(reason, self.language) if reason else self.inline(value, kind or node.kind)

    def contest(self, node: Peers, table: str) -> Contests:
        if id(node) not in self.contests:
            self.contests[id(node)] = Contests(self.evaluation, node, table)
        return self.contests[id(node)]

    def of(self, node: Node, table: str, row: int) -> str:
        if isinstance(node, Aggregate):
            return self.aggregate(node, table, row)
        if isinstance(node, Peers):
            return self.peers(node, table, row)

        def show(part: Node) -> str:
            if not isinstance(part, Constant):
                return self.said(part, table, row)
            return part.text if part.kind.name == "number" and not part.name else self.inline(part.value, part.kind)

        return Rendering(show, self.say, lambda node: self.at(node, table, row), self.language).of(node)

    def aggregate(self, node: Aggregate, table: str, row: int) -> str:
        out = len(self.evaluation.rows_left_out(node, table, row))
        return self.scored(node, table, row) + (self.words["left out"].format(out) if out else "")

    def scored(self, node: Aggregate, table: str, row: int) -> str:
        """Over those rows that are scored."""
        rows = self.evaluation.rows_below(node, table, row)
        name = node.function.name
        if name == "count":
            return self.words["rows"].format(len(rows))
        if not len(rows):
            instead, nothing = self.evaluation.instead(node, table, row), self.words["no rows"]
            if instead is None:
                return nothing
            return self.words["otherwise"].format(nothing, self.said(instead, table, row, node.kind))
        columns = [self.evaluation.evaluate(argument, node.table, rows) for argument in node.arguments]
        if any(column.missing.any() for column in columns):
            return self.listed(node, [[column.cell(i) for i in range(len(rows))] for column in columns])
        return self.terms(node, [column.values for column in columns], len(rows))

    def terms(self, node: Aggregate, columns: Sequence[Any], size: int) -> str:
        name, first = node.function.name, columns[0]
        if name in ("sum", "share"):
            return " ÷ ".join(self.sum(column, bracket=len(columns) > 1) for column in columns)
        if name == "mean":
            return f"{self.sum(first, bracket=True)} ÷ {size}"
        if name == "weighted_mean":
            pairs = [f"{brief(value)} × {brief(weight)}" for value, weight in zip(*self.cut(columns), strict=True)]
            return f"({self.joined(pairs, size)}) ÷ {self.sum(columns[1], bracket=True)}"
        if name in ("any", "all"):
            return self.words["holds"].format(size, int(first.astype(bool).sum()))
        if name == "trimmed_mean":
            drop, ordered = int(dict(node.options).get("drop", 1)), sorted(first)
            out = [*ordered[:drop], *ordered[size - drop :]]
            return self.words["trimmed"].format(
                self.words["list"].join(map(brief, out[:WRITTEN_TERMS])), size - len(out)
            )
        if name == "sum_best":
            best: dict[Any, Any] = {}
            for value, matter in zip(*columns, strict=True):
                best[matter] = max(value, best.get(matter, value))
            text = self.sum(list(best.values()), bracket=False)
            return self.words["of parts"].format(text, size) if len(best) < size else text
        return self.listed(node, columns)

    def cut(self, columns: Sequence[Any]) -> list[Any]:
        return [column[:WRITTEN_TERMS] for column in columns]

    def joined(self, terms: list[str], size: int) -> str:
        return " + ".join([*terms, "…"] if size > WRITTEN_TERMS else terms)

    def sum(self, values: Any, *, bracket: bool) -> str:
        terms = [f"({brief(value)})" if value < 0 else brief(value) for value in values[:WRITTEN_TERMS]]
        text = self.joined(terms, len(values))
        return f"({text})" if bracket and len(terms) > 1 else text

    def listed(self, node: Aggregate, columns: Sequence[Any]) -> str:
        kind = node.arguments[0].kind
        terms = [self.inline(value, kind) for value in columns[0][:WRITTEN_TERMS]]
        tail = ["…"] if len(columns[0]) > WRITTEN_TERMS else []
        return f"{node.function.called(self.language)}({', '.join([*terms, *tail])})"

    def peers(self, node: Peers, table: str, row: int) -> str:
        """One's own value and place among how many. Not everybody may see other rows' values, so none is told here."""
        contests = self.contest(node, table)
        own = self.said(node.arguments[0], table, row)
        contest, size = contests.of(row), len(contests.rivals(row))
        if contest is None:
            if node.function.spread or contests.takes[row]:
                return self.words["field"].format(own, size)
            return self.words["absent"].format(own) + self.because(node, table, row)
        first, last = contest.spans[contest.position[row]]
        text = self.words["place"].format(own, size, first + 1)
        text += self.words["tied"].format(last - first + 1) if last > first else ""
        return text + (self.quota(node, table, row, size) if "rounding" in node.function.clauses else "")

    def because(self, node: Peers, table: str, row: int) -> str:
        """The condition that keeps a row out of a comparison."""
        out = node.among is not None and not self.at(node.among, table, row)
        return self.words["because"].format(self.say(node.among)) if out and node.among is not None else ""

    def quota(self, node: Peers, table: str, row: int, size: int) -> str:
        """How many a selection chooses: as the method says, a share of the competitors or a count, and rounded."""
        options, kit = dict(node.options), self.evaluation.kit
        quota = self.at(node.arguments[1], table, row)
        places = wanted(kit, kit.array([quota]), np.array([size]), options.get("measure", ""))
        number = rounded(kit, places, options.get("rounding", "down"))[0]
        if is_share(quota, options.get("measure", "")):
            text = self.words["places"].format(f"{size} × {brief(quota * 100)}%", brief(places[0]))
        else:
            text = self.words["quota"].format(brief(quota))
        return text + (self.words["rounded"].format(brief(number)) if number != places[0] else "")

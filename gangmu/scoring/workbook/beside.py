"""Functions among peers in Excel.

Helper columns hold the value of each row that takes part ("" for the others) and, where there are groups, its group.
No function is used that Excel 2010 lacks, and nothing in which letters' case, wildcards or long texts would count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from gmpy2 import mpq

from gangmu.scoring.formulas.nodes import Constant, Node, Peers, Reference
from gangmu.scoring.workbook.formulas import Translator, as_excel, bracketed, joined, unbracketed


@dataclass(frozen=True)
class Contest:
    """What the formulas of one comparison can use: its helper columns, and the rows among which each row is compared.

    `value` holds the values as they are, `sure` rounded for comparing. `group` and `second` are -1 where there are
    none; `extents` limit the rows where groups stand together.
    """

    translator: Translator
    node: Peers
    table: str
    value: int
    sure: int
    group: int
    second: int
    extents: Any

    def column(self, column: int, row: int) -> str:
        first, last = (int(end) for end in self.extents[row])
        return self.translator.grid.span(self.table, column, first, last, other_sheet=False)

    def helper(
        self, mark: str, formula: Callable[[Beside], str], values: Callable[[], list[Any]], *, array: bool = False
    ) -> int:
        """One more helper column, of which each cell's formula is made from what the row can use."""
        heading = f"{self.node.text} {mark}"
        return self.translator.grid.helper(
            self.table, (id(self.node), mark), heading, lambda row: formula(Beside(self, row)), values, array=array
        )

    def folded(self, fold: Callable[[list[Any]], Any]) -> list[Any]:
        """One value a group, for each row; None where nobody takes part."""
        evaluation = self.translator.evaluation
        takes, group = evaluation.competing(self.node, self.table)
        column = evaluation.evaluate(self.node.arguments[0], self.table)
        members: dict[int, list[Any]] = {}
        for row in np.flatnonzero(takes):
            members.setdefault(int(group[row]), []).append(column.cell(int(row)))
        values = {number: fold(found) for number, found in members.items()}
        return [values.get(int(number)) for number in group]


@dataclass(frozen=True)
class Beside:
    """A row in a contest: its own cells, whole columns of its peers, and counts among them."""

    contest: Contest
    row: int

    def here(self, column: int) -> str:
        return self.contest.translator.grid.here(column, self.row)

    def all(self, column: int) -> str:
        return self.contest.column(column, self.row)

    @property
    def own(self) -> str:
        return self.here(self.contest.value)

    @property
    def values(self) -> str:
        return self.all(self.contest.value)

    @property
    def sure(self) -> str:
        return self.here(self.contest.sure)

    @property
    def sures(self) -> str:
        return self.all(self.contest.sure)

    @property
    def grouped(self) -> bool:
        return self.contest.group >= 0

    @property
    def same_group(self) -> str:
        return f"EXACT({self.all(self.contest.group)},{self.here(self.contest.group)})"

    def among(self, condition: str) -> str:
        """How many of the group that take part fulfil a condition."""
        factors = [self.same_group] if self.grouped else []
        return f"SUMPRODUCT({'*'.join([*factors, f'ISNUMBER({self.sures})', condition])})"

    @property
    def count(self) -> str:
        return f"SUMPRODUCT({self.same_group}*ISNUMBER({self.sures}))" if self.grouped else f"COUNT({self.sures})"

    @property
    def alone(self) -> bool:
        """No groups and no second key: Excel's own functions do."""
        return not self.grouped and self.contest.second < 0

    def place(self, sign: str) -> str:
        """The place of the row: `>` when the highest comes first."""
        if self.alone:
            return f"RANK({self.sure},{self.sures},{int(sign == '<')})"
        return f"1+{self.ahead(sign)}"

    def ahead(self, sign: str) -> str:
        """How many stand before the row."""
        if self.alone:
            return f"{self.place(sign)}-1"
        ahead = self.among(f"({self.sures}{sign}{self.sure})")
        if self.contest.second < 0:
            return ahead
        by = f"({self.all(self.contest.second)}{sign}{self.here(self.contest.second)})"
        return f"{ahead}+{self.among(f'({self.sures}={self.sure})*{by}')}"

    @property
    def tied(self) -> str:
        second = self.contest.second
        if self.alone:
            return f"COUNTIF({self.sures},{self.sure})"
        alike = f"({self.sures}={self.sure})"
        return self.among(f"{alike}*({self.all(second)}={self.here(second)})" if second >= 0 else alike)

    @property
    def more(self) -> list[str]:
        node, translator = self.contest.node, self.contest.translator
        more = node.arguments[1 : node.function.fewest]
        return [translator.text(argument, self.contest.table, self.row) for argument in more]


def peers(translator: Translator, node: Peers, table: str, row: int) -> str:
    """The formula of a comparison in one row."""
    contest = _contest(translator, node, table)
    beside = Beside(contest, row)
    text = COMPARED[node.function.name](beside, dict(node.options))
    if node.function.spread:
        return text
    outside = "NA()"
    if node.kind.name == "yes/no" and node.among is not None:
        outside = f"IF({unbracketed(translator.text(node.among, table, row))},NA(),FALSE)"
    return f'IF({beside.sure}="",{outside},{text})'


def _contest(translator: Translator, node: Peers, table: str) -> Contest:
    known = translator.contests
    if id(node) not in known:
        extents = _together(translator, node.within, table)
        group = -1 if node.within is None or extents is not None else _group(translator, node, node.within, table)
        by = node.arguments[-1] if len(node.arguments) > node.function.fewest else None
        certain = translator.certain(node.arguments, table)
        second = -1 if by is None else _part(translator, node, table, by, "by", group, f"ROUND({{}},{certain})")
        first = node.arguments[0]
        value = _part(translator, node, table, first, "value", group, "{}+0")
        sure = _part(translator, node, table, first, "compared", group, f"ROUND({{}},{certain})")
        whole = np.array([[0, max(0, translator.evaluation.size(table) - 1)]] * translator.evaluation.size(table))
        known[id(node)] = Contest(
            translator, node, table, value, sure, group, second, whole if extents is None else extents
        )
    found: Contest = known[id(node)]
    return found


def _together(translator: Translator, within: Node | None, table: str) -> Any:
    """First and last row of each row's group, where the rows of a group stand together: those below one row."""
    if not isinstance(within, Reference) or within.column != "key" or within.table == table:
        return None
    if within.column in translator.grid.scheme.tables[within.table].given:
        return None
    owners = translator.evaluation.lift(table, within.table)
    if (np.diff(owners) < 0).any():
        return None
    return np.stack([np.searchsorted(owners, owners), np.searchsorted(owners, owners, side="right") - 1], axis=1)


def _part(translator: Translator, node: Peers, table: str, argument: Node, mark: str, group: int, form: str) -> int:
    """A helper column with an argument of the rows that take part, put into `form`."""
    grid = translator.grid
    others = [one for one in node.arguments if one is not argument and not isinstance(one, Constant)]

    def formula(at: int) -> str:
        competes = form.format(translator.text(argument, table, at))
        known = [f"ISNUMBER({translator.text(one, table, at)})" for one in others]
        known += [f'{grid.here(group, at)}<>""'] if group >= 0 else []
        known += [unbracketed(translator.text(node.among, table, at))] if node.among is not None else []
        for condition in known:
            competes = f'IF({condition},{competes},"")'
        return f'IFERROR({competes},"")'

    def values() -> list[Any]:
        evaluation = translator.evaluation
        takes, _ = evaluation.competing(node, table)
        cells = translator.values(argument, table)
        return [cells[at] if takes[at] else "" for at in range(evaluation.size(table))]

    return grid.helper(table, (id(node), mark), f"{node.text} {mark}", formula, values)


def _group(translator: Translator, node: Peers, within: Node, table: str) -> int:
    """The group's name, never empty; empty where the group is not known."""

    def values() -> list[Any]:
        column = translator.evaluation.evaluate(within, table)
        cells = (column.cell(row) for row in range(translator.evaluation.size(table)))
        return ["" if cell is None else f"组 {joined(cell)}" for cell in cells]

    def formula(row: int) -> str:
        return f'IFERROR("组 "&{bracketed(translator.text(within, table, row))},"")'

    return translator.grid.helper(table, (id(node), "group"), f"{node.text} group", formula, values)


def _rank(sign: str) -> Callable[[Beside, dict[str, str]], str]:
    def text(beside: Beside, options: dict[str, str]) -> str:
        ties = options.get("ties", "1224")
        if ties == "1223":
            return _dense(beside, sign)
        place = beside.place(sign)
        return f"{place}+({beside.tied}-1)/2" if ties == "average" else place

    return text


def _dense(beside: Beside, sign: str) -> str:
    """Every row counts for its share of those tied with it, so that each value before counts once."""
    contest = beside.contest

    def shares() -> list[Any]:
        keys: list[Any] = [contest.translator.values(one, contest.table) for one in contest.node.arguments]
        takes, group = contest.translator.evaluation.competing(contest.node, contest.table)
        rows = [(int(group[at]), *(key[at] for key in keys)) for at in range(len(takes))]
        alike = Counter(row for row, fine in zip(rows, takes, strict=True) if fine)
        return [alike[row] if fine else 1 for row, fine in zip(rows, takes, strict=True)]

    tied = contest.helper("tied", lambda one: f'IF({one.sure}="",1,{one.tied})', shares)
    before = f"({beside.sures}{sign}{beside.sure})"
    if contest.second >= 0:
        by = f"({beside.all(contest.second)}{sign}{beside.here(contest.second)})"
        before = f"({before}+({beside.sures}={beside.sure})*{by})"
    return f"ROUND(1+{beside.among(f'{before}/{beside.all(tied)}')},0)"


def _cut(sign: str) -> Callable[[Beside, dict[str, str]], str]:
    def text(beside: Beside, options: dict[str, str]) -> str:
        given = beside.more[0]
        share = f"{bracketed(given)}*{beside.count}"
        wanted = {"share": share, "count": given}.get(options.get("measure", ""), f"IF({given}<1,{share},{given})")
        quota = f"ROUND({wanted},9)"
        mode = options.get("rounding", "down")
        number = {"down": f"INT({quota})", "up": f"-INT(-{quota})", "half-up": f"INT({quota}+0.5)"}[mode]
        last = "" if options.get("ties", "include") == "include" else f"+{beside.tied}-1"
        return f"({beside.place(sign)}{last}<={number})"

    return text


def _spread(beside: Beside, text: str) -> str:
    return f"IF({beside.count}>0,{text},NA())"


def _count(beside: Beside, options: dict[str, str]) -> str:
    return f'IF({beside.here(beside.contest.group)}="",NA(),{beside.count})' if beside.grouped else beside.count


def _extreme(name: str, fold: Callable[..., Any]) -> Callable[[Beside, dict[str, str]], str]:
    def text(beside: Beside, options: dict[str, str]) -> str:
        return _spread(beside, _end(beside, name, fold))

    return text


def _end(beside: Beside, name: str, fold: Callable[..., Any]) -> str:
    """The highest or lowest of the group. Groups need an array formula: MAXIFS is missing before Excel 2019."""
    if not beside.grouped:
        return f"{name}({beside.values})"

    def values() -> list[Any]:
        return [as_excel(value, "number") for value in beside.contest.folded(fold)]

    column = beside.contest.helper(name, lambda one: f"{name}(IF({one.same_group},{one.values}))", values, array=True)
    return beside.here(column)


def _total(beside: Beside) -> str:
    return f"SUMPRODUCT(1*{beside.same_group},{beside.values})" if beside.grouped else f"SUM({beside.values})"


def _mean(beside: Beside) -> str:
    return f"{_total(beside)}/{beside.count}" if beside.grouped else f"AVERAGE({beside.values})"


def _minmax(beside: Beside, options: dict[str, str]) -> str:
    low, high = _end(beside, "MIN", min), _end(beside, "MAX", max)
    return f"IF({high}={low},1,({beside.own}-{low})/({high}-{low}))"


def _percentile(beside: Beside, options: dict[str, str]) -> str:
    return f"IF({beside.count}>1,({beside.ahead('<')})/({beside.count}-1),1)"


def _zscore(beside: Beside, options: dict[str, str]) -> str:
    contest = beside.contest

    def gaps() -> list[Any]:
        means = contest.folded(lambda found: sum(found, mpq(0)) / len(found))
        cells = contest.translator.evaluation.evaluate(contest.node.arguments[0], contest.table)
        takes, _ = contest.translator.evaluation.competing(contest.node, contest.table)
        rows = enumerate(zip(means, takes, strict=True))
        return [as_excel(cells.cell(row) - mean, "number") if fine else "" for row, (mean, fine) in rows]

    gap = contest.helper("gap", lambda one: f'IF({one.sure}="","",{one.own}-{_mean(one)})', gaps)
    squares = (
        f"SUMPRODUCT(1*{beside.same_group},{beside.all(gap)},{beside.all(gap)})"
        if beside.grouped
        else f"SUMSQ({beside.all(gap)})"
    )
    spread = f"SQRT({squares}/{beside.count})"
    return f"IF(ROUND({spread},12)=0,0,{beside.here(gap)}/{spread})"


def _rank_points(beside: Beside, options: dict[str, str]) -> str:
    first, last = beside.more
    start, step = bracketed(first), f"({bracketed(first)}-{bracketed(last)})"
    return f"{start}-{step}*({beside.ahead('>')})/MAX({beside.count}-1,1)"


COMPARED: dict[str, Callable[[Beside, dict[str, str]], str]] = {
    "rank": _rank(">"),
    "rank_ascending": _rank("<"),
    "top": _cut(">"),
    "bottom": _cut("<"),
    "best": _extreme("MAX", max),
    "lowest": _extreme("MIN", min),
    "mean_of": lambda beside, options: _spread(beside, _mean(beside)),
    "total_of": lambda beside, options: _spread(beside, _total(beside)),
    "count_of": _count,
    "percentile": _percentile,
    "zscore": _zscore,
    "minmax": _minmax,
    "rank_points": _rank_points,
}

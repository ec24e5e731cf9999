"""Functions among peers in Excel.

Helper columns hold the value of each row that takes part ("" for the others) and its group.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gangmu.scoring.formulas.nodes import Node, Peers
from gangmu.scoring.workbook.formulas import CERTAIN_DIGITS, Translator


@dataclass(frozen=True)
class Beside:
    """What the formula of one row can use: own cells and whole columns. `by` is the second key or empty."""

    own: str
    values: str
    group: str
    groups: str
    sure: str
    sures: str
    by: str
    bys: str
    more: tuple[str, ...]

    def among(self, condition: str) -> str:
        """How many of the group that take part fulfil a condition."""
        return f"SUMPRODUCT(({self.groups}={self.group})*ISNUMBER({self.sures})*({condition}))"

    @property
    def count(self) -> str:
        return self.among(f"{self.sures}={self.sures}")

    def ahead(self, sign: str) -> str:
        """How many stand before the row: `>` when the highest comes first."""
        ahead = self.among(f"{self.sures}{sign}{self.sure}")
        return f"{ahead}+{self.among(f'({self.sures}={self.sure})*({self.bys}{sign}{self.by})')}" if self.by else ahead

    @property
    def tied(self) -> str:
        second = f"*({self.bys}={self.by})" if self.by else ""
        return self.among(f"({self.sures}={self.sure}){second}")


def peers(translator: Translator, node: Peers, table: str, row: int) -> str:
    """The formula of a comparison in one row."""
    beside = _beside(translator, node, table, row)
    text = COMPARED[node.function.name](beside, dict(node.options))
    if node.function.spread:
        return text
    outside = "NA()"
    if node.kind.name == "yes/no" and node.among is not None:
        outside = f"IF({translator.text(node.among, table, row)},NA(),FALSE)"
    return f'IF({beside.sure}="",{outside},{text})'


def _beside(translator: Translator, node: Peers, table: str, row: int) -> Beside:
    grid = translator.grid
    by = node.arguments[-1] if len(node.arguments) > node.function.fewest else None
    more = node.arguments[1 : node.function.fewest]

    sure = f"ROUND({{}},{CERTAIN_DIGITS})"
    columns = [
        _part(translator, node, table, node.arguments[0], "value", "{}+0"),
        _part(translator, node, table, node.arguments[0], "compared", sure),
    ]
    within = node.within
    group = grid.helper(
        table,
        (id(node), "group"),
        f"{node.text} group",
        _group(translator, within, table),
        lambda: _groups(translator, within, table),
    )
    second = _part(translator, node, table, by, "by", sure) if by is not None else -1
    return Beside(
        grid.here(columns[0], row),
        grid.whole(table, columns[0]),
        grid.here(group, row),
        grid.whole(table, group),
        grid.here(columns[1], row),
        grid.whole(table, columns[1]),
        grid.here(second, row) if by is not None else "",
        grid.whole(table, second) if by is not None else "",
        tuple(translator.text(argument, table, row) for argument in more),
    )


def _part(translator: Translator, node: Peers, table: str, argument: Node, mark: str, form: str) -> int:
    """A helper column with an argument of the rows that take part, put into `form`."""

    def formula(at: int) -> str:
        value = form.format(translator.text(argument, table, at))
        competes = f'IF({translator.text(node.among, table, at)},{value},"")' if node.among is not None else value
        return f'IFERROR({competes},"")'

    def values() -> list[Any]:
        evaluation = translator.evaluation
        takes, _ = evaluation.competing(node, table)
        column = evaluation.evaluate(argument, table)
        return [column.cell(at) if takes[at] else "" for at in range(evaluation.size(table))]

    return translator.grid.helper(table, (id(node), mark), f"{node.text} {mark}", formula, values)


def _group(translator: Translator, within: Node | None, table: str) -> Callable[[int], str]:
    """A name of the group that is never empty and no pattern; an error where the group is not known."""
    return lambda row: '"组"' if within is None else f'IFERROR("组 "&({translator.text(within, table, row)}),"")'


def _groups(translator: Translator, within: Node | None, table: str) -> list[Any]:
    if within is None:
        return ["组"] * translator.evaluation.size(table)
    column = translator.evaluation.evaluate(within, table)
    found = [column.cell(row) for row in range(translator.evaluation.size(table))]
    return ["" if value is None else f"组 {_as_excel_joins(value)}" for value in found]


def _as_excel_joins(value: Any) -> str:
    """A value as Excel's & writes it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return value if isinstance(value, str) else f"{float(value):.15g}"


def _rank(sign: str) -> Callable[[Beside, dict[str, str]], str]:
    def text(beside: Beside, options: dict[str, str]) -> str:
        ties = options.get("ties", "1224")
        if ties == "1223":
            seconds = f",{beside.bys},{beside.bys}" if beside.by else ""
            alike = f"COUNTIFS({beside.groups},{beside.groups},{beside.sures},{beside.sures}{seconds})"
            share = f"/({alike}+NOT(ISNUMBER({beside.sures})))"
            before = f"({beside.sures}{sign}{beside.sure})"
            if beside.by:
                before = f"({before}+({beside.sures}={beside.sure})*({beside.bys}{sign}{beside.by}))"
            return f"ROUND(1+SUMPRODUCT(({beside.groups}={beside.group})*ISNUMBER({beside.sures})*{before}{share}),0)"
        place = f"1+{beside.ahead(sign)}"
        return f"{place}+({beside.tied}-1)/2" if ties == "average" else place

    return text


def _cut(sign: str) -> Callable[[Beside, dict[str, str]], str]:
    def text(beside: Beside, options: dict[str, str]) -> str:
        given = beside.more[0]
        share = f"({given})*{beside.count}"
        wanted = {"share": share, "count": given}.get(options.get("measure", ""), f"IF({given}<1,{share},{given})")
        quota = f"ROUND({wanted},{CERTAIN_DIGITS})"
        mode = options.get("rounding", "down")
        number = {"down": f"INT({quota})", "up": f"-INT(-{quota})", "half-up": f"INT({quota}+0.5)"}[mode]
        last = "" if options.get("ties", "include") == "include" else f"+{beside.tied}-1"
        return f"(1+{beside.ahead(sign)}{last}<={number})"

    return text


def _over(name: str) -> Callable[[Beside, dict[str, str]], str]:
    return lambda beside, options: f"IF({beside.count}>0,{name}({beside.values},{beside.groups},{beside.group}),NA())"


def _minmax(beside: Beside, options: dict[str, str]) -> str:
    low = f"_xlfn.MINIFS({beside.values},{beside.groups},{beside.group})"
    high = f"_xlfn.MAXIFS({beside.values},{beside.groups},{beside.group})"
    return f"IF({high}={low},1,({beside.own}-{low})/({high}-{low}))"


def _percentile(beside: Beside, options: dict[str, str]) -> str:
    return f"IF({beside.count}>1,{beside.ahead('<')}/({beside.count}-1),1)"


def _zscore(beside: Beside, options: dict[str, str]) -> str:
    mean = f"AVERAGEIFS({beside.values},{beside.groups},{beside.group})"
    gaps = f"IF(ISNUMBER({beside.values}),{beside.values},{mean})-{mean}"
    spread = f"SQRT(SUMPRODUCT(({beside.groups}={beside.group})*({gaps})^2)/{beside.count})"
    return f"IF(ROUND({spread},12)=0,0,({beside.own}-{mean})/{spread})"


def _rank_points(beside: Beside, options: dict[str, str]) -> str:
    first, last = beside.more
    return f"({first})-(({first})-({last}))*({beside.ahead('>')})/MAX({beside.count}-1,1)"


COMPARED: dict[str, Callable[[Beside, dict[str, str]], str]] = {
    "rank": _rank(">"),
    "rank_ascending": _rank("<"),
    "top": _cut(">"),
    "bottom": _cut("<"),
    "best": _over("_xlfn.MAXIFS"),
    "lowest": _over("_xlfn.MINIFS"),
    "mean_of": _over("AVERAGEIFS"),
    "total_of": _over("SUMIFS"),
    "count_of": lambda beside, options: f'IF({beside.group}="",NA(),{beside.count})',
    "percentile": _percentile,
    "zscore": _zscore,
    "minmax": _minmax,
    "rank_points": _rank_points,
}

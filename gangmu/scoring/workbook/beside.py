"""Functions among peers in Excel.

Helper columns hold the value of each row that takes part ("" for the others) and, where there are groups, its group.
No function is used that Excel 2010 lacks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gmpy2 import mpq

from gangmu.scoring.formulas.nodes import Peers
from gangmu.scoring.workbook.contest import Beside, contest_of
from gangmu.scoring.workbook.counting import ANY
from gangmu.scoring.workbook.formulas import Translator
from gangmu.scoring.workbook.spelling import bracketed, unbracketed


def peers(translator: Translator, node: Peers, table: str, row: int) -> str:
    """The formula of a comparison in one row."""
    contest = contest_of(translator, node, table)
    beside = Beside(contest, row)
    text = COMPARED[node.function.name](beside, dict(node.options))
    if node.function.spread:
        return translator.guarded([node.within] if node.within else [], table, row, text)
    outside = translator.guarded(node.children(), table, row, "NA()")
    if node.kind.name == "yes/no" and node.among is not None:
        among = unbracketed(translator.plain(node.among, table, row))
        outside = f"IF({among},{outside},FALSE)"
        outside = translator.guarded([node.among], table, row, outside)
    return f'IF({beside.sure}="",{outside},{text})'


def _rank(sign: str) -> Callable[[Beside, dict[str, str]], str]:
    def text(beside: Beside, options: dict[str, str]) -> str:
        ties = options.get("ties", "1224")
        if ties == "1223":
            return _dense(beside, sign)
        place = beside.place(sign)
        return f"{place}+({beside.level()}-1)/2" if ties == "average" else place

    return text


def _dense(beside: Beside, sign: str) -> str:
    """Each value is counted where it stands first."""
    contest = beside.contest

    def firsts() -> list[Any]:
        cells = [contest.translator.values(one, contest.table) for one in contest.node.arguments]
        found: dict[tuple[Any, ...], int] = {}
        for row, group, _ in contest.takers():
            found.setdefault((group, *(column[row] for column in cells)), row)
        rows = set(found.values())
        return contest.stored({row: value for row, _, value in contest.takers() if row in rows})

    first = contest.helper(
        "first", lambda one: f'IF({one.sure}="","",IF({one.level(down_to_here=True)}=1,{one.sure},""))', firsts
    )
    return f"1+{beside.ahead(sign, first)}"


def _cut(sign: str) -> Callable[[Beside, dict[str, str]], str]:
    def text(beside: Beside, options: dict[str, str]) -> str:
        given = beside.more[0]
        share = f"{bracketed(given)}*{beside.count}"
        wanted = {"share": share, "count": given}.get(options.get("measure", ""), f"IF({given}<1,{share},{given})")
        quota = f"ROUND({wanted},9)"
        mode = options.get("rounding", "down")
        number = {"down": f"INT({quota})", "up": f"-INT(-{quota})", "half-up": f"INT({quota}+0.5)"}[mode]
        last = "" if options.get("ties", "include") == "include" else f"+{beside.level()}-1"
        return f"({beside.place(sign)}{last}<={number})"

    return text


def _spread(beside: Beside, text: str) -> str:
    return f"IF({beside.count}>0,{text},NA())"


def _count(beside: Beside, options: dict[str, str]) -> str:
    return f'IF({beside.here(beside.contest.group)}="",NA(),{beside.count})' if beside.grouped else beside.count


def _extreme(sign: str) -> Callable[[Beside, dict[str, str]], str]:
    return lambda beside, options: _spread(beside, _end(beside, sign))


def _end(beside: Beside, sign: str) -> str:
    """The highest (`>`) or lowest of a group: the mean of those on the first place, as MAXIFS came with Excel 2019."""
    if not beside.grouped:
        return f"{'MAX' if sign == '>' else 'MIN'}({beside.values})"
    contest = beside.contest

    def ends() -> list[Any]:
        best: dict[int, Any] = {}
        for _, group, value in contest.takers():
            best[group] = (
                value if group not in best else max(best[group], value) if sign == ">" else min(best[group], value)
            )
        return contest.stored({row: value for row, group, value in contest.takers() if value == best[group]})

    column = contest.helper(
        f"{sign} all", lambda one: f'IF({one.sure}="","",IF({one.ahead(sign)}=0,{one.own},""))', ends
    )

    def end(one: Beside) -> str:
        return f"{one.group().total(one.all(column))}/{one.group().count((one.all(column), *ANY))}"

    return beside.once(sign, end, max if sign == ">" else min)


def _total(beside: Beside) -> str:
    return beside.once("total", lambda one: one.group().total(one.values), lambda values: sum(values, mpq(0)))


def _mean(beside: Beside) -> str:
    return f"{_total(beside)}/{beside.count}" if beside.grouped else f"AVERAGE({beside.values})"


def _minmax(beside: Beside, options: dict[str, str]) -> str:
    low, high = _end(beside, "<"), _end(beside, ">")
    return f"IF({high}={low},1,({beside.own}-{low})/({high}-{low}))"


def _percentile(beside: Beside, options: dict[str, str]) -> str:
    return f"IF({beside.count}>1,({beside.ahead('<')})/({beside.count}-1),1)"


def _zscore(beside: Beside, options: dict[str, str]) -> str:
    contest = beside.contest

    def gaps() -> dict[int, Any]:
        groups: dict[int, list[Any]] = {}
        for _, group, value in contest.takers():
            groups.setdefault(group, []).append(value)
        means = {group: sum(values, mpq(0)) / len(values) for group, values in groups.items()}
        return {row: value - means[group] for row, group, value in contest.takers()}

    gap = contest.helper(
        "gap", lambda one: f'IF({one.sure}="","",{one.own}-{_mean(one)})', lambda: contest.stored(gaps())
    )
    square = contest.helper(
        "square",
        lambda one: f'IF({one.sure}="","",{one.here(gap)}^2)',
        lambda: contest.stored({row: value**2 for row, value in gaps().items()}),
    )
    squares = beside.once("squares", lambda one: one.group().total(one.all(square)), _squares)
    spread = f"SQRT({squares}/{beside.count})"
    return f"IF(ROUND({spread},12)=0,0,{beside.here(gap)}/{spread})"


def _squares(values: list[Any]) -> Any:
    mean = sum(values, mpq(0)) / len(values)
    return sum(((value - mean) ** 2 for value in values), mpq(0))


def _rank_points(beside: Beside, options: dict[str, str]) -> str:
    first, last = beside.more
    start, step = bracketed(first), f"({bracketed(first)}-{bracketed(last)})"
    return f"{start}-{step}*({beside.ahead('>')})/MAX({beside.count}-1,1)"


COMPARED: dict[str, Callable[[Beside, dict[str, str]], str]] = {
    "rank": _rank(">"),
    "rank_ascending": _rank("<"),
    "top": _cut(">"),
    "bottom": _cut("<"),
    "best": _extreme(">"),
    "lowest": _extreme("<"),
    "mean_of": lambda beside, options: _spread(beside, _mean(beside)),
    "total_of": lambda beside, options: _spread(beside, _total(beside)),
    "count_of": _count,
    "percentile": _percentile,
    "zscore": _zscore,
    "minmax": _minmax,
    "rank_points": _rank_points,
}

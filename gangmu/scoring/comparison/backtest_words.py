"""A backtest in words: the table of units, and what is to be said about all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from gangmu.scoring.comparison.backtesting import Backtest, Effect, Move
from gangmu.scoring.comparison.report import digits_of
from gangmu.scoring.comparison.telling import change_name
from gangmu.scoring.values.showing import brief, decimal, visible

# Changed definitions told for each unit; the rest is counted.
TOLD = 3
WORDS: dict[str, dict[str, Any]] = {
    "zh": {
        "headings": {
            "key": "编号", "name": "名称", "old total": "原总分", "new total": "新总分", "old grade": "原等次",
            "new grade": "新等次", "old rank": "原名次", "new rank": "新名次", "moved": "变动",
            "part": "变化最大的部分", "reasons": "主要原因",
        },
        "summary": "{units} 个单位：名次变动 {moved} 个，等次变动 {regraded} 个；总分次序一致程度 τ={tau}，ρ={rho}。",
        "lacking": "新办法需要的数据，这些数据里没有，因此没有试算：", "more": "另 {} 项",
        "same": "两个办法的意思相同，结果不会变。", "enters": "进入{}：{}", "leaves": "退出{}：{}", "first": "第一",
        "apart": "放进原办法里没有意义、不能单独说明作用的改动：{}", "together": "几项改动合起来 {}", "list": "、",
        "lost": "失去{}", "gained": "得到{}", "total": "总分", "grade": "等次", "rank": "名次",
        "old": "只有原办法能计分的单位：{}", "new": "只有新办法能计分的单位：{}",
    },
    "en": {
        "headings": {
            "key": "key", "name": "name", "old total": "old", "new total": "new", "old grade": "grade",
            "new grade": "new grade", "old rank": "place", "new rank": "new place", "moved": "moved",
            "part": "largest part", "reasons": "main reasons",
        },
        "summary": "{units} units: {moved} change place, {regraded} change grade; orders agree: tau={tau}, rho={rho}.",
        "lacking": "The new method needs facts that are not here, so nothing was computed:", "more": "{} more",
        "same": "Both methods mean the same; no result changes.", "enters": "Now {}: {}", "leaves": "No longer {}: {}",
        "first": "first",
        "apart": "Changes whose own effect cannot be told, as they make no sense inside the old method: {}",
        "together": "several changes together {}", "list": ", ",
        "lost": "loses the {}", "gained": "gains a {}", "total": "total", "grade": "grade", "rank": "place",
        "old": "Units that only the old method can place: {}", "new": "Units that only the new method can place: {}",
    },
}  # fmt: skip


@dataclass(frozen=True)
class _Column:
    """A column of the table: what stands in it for a unit; `numeric` where that is a number, or a dash."""

    heading: str
    cell: Callable[[Move], str]
    numeric: bool = False


def _columns(test: Backtest, language: str) -> list[_Column]:
    heads, (old, new) = WORDS[language]["headings"], digits_of(test)
    grouped = test.heads[1].group
    parted = any(unit.parts for unit in test.units)
    listed: str = WORDS[language]["list"]
    return [
        _Column(heads["key"], lambda unit: unit.key),
        _Column(heads["name"], lambda unit: unit.name),
        *([_Column(_group_label(test), lambda unit: unit.group)] if grouped else []),
        _Column(heads["old total"], lambda unit: _total(unit.old_total, old), numeric=True),
        _Column(heads["new total"], lambda unit: _total(unit.new_total, new), numeric=True),
        _Column(heads["old grade"], lambda unit: unit.old_grade or "—"),
        _Column(heads["new grade"], lambda unit: unit.new_grade or "—"),
        _Column(heads["old rank"], lambda unit: _rank(unit.old_rank), numeric=True),
        _Column(heads["new rank"], lambda unit: _rank(unit.new_rank), numeric=True),
        _Column(heads["moved"], _moved, numeric=True),
        *([_Column(heads["part"], lambda unit: _part(test, unit))] if parted else []),
        _Column(heads["reasons"], lambda unit: listed.join(reasons(test, unit, language))),
    ]


def _total(total: Any, digits: int) -> str:
    return "—" if total is None else decimal(total, digits)


def _rank(rank: Any) -> str:
    return "—" if rank is None else brief(rank)


def _moved(unit: Move) -> str:
    return _signed(unit.places) if unit.places else _rank(unit.places)


def backtest_table(test: Backtest, language: str = "zh") -> tuple[list[str], list[list[str]]]:
    """Headings and a row a unit, those that move most first."""
    columns = _columns(test, language)
    moved = sorted(test.units, key=lambda unit: -abs(unit.places or 0))
    return [column.heading for column in columns], [[column.cell(unit) for column in columns] for unit in moved]


def number_columns(test: Backtest) -> tuple[int, ...]:
    """The positions in the table's rows that hold numbers, or a dash: totals, places, and how far a unit moved."""
    return tuple(position for position, column in enumerate(_columns(test, "zh")) if column.numeric)


def backtest_lines(test: Backtest, language: str = "zh") -> Iterator[str]:
    """How many units move, then the notes; or that nothing was computed."""
    words = WORDS[language]
    if test.lacking:
        yield words["lacking"]
        return
    tau, rho = ("—" if value is None else decimal(value, 3) for value in (test.kendall, test.spearman))
    yield words["summary"].format(units=len(test.units), moved=test.moved, regraded=test.regraded, tau=tau, rho=rho)
    yield from backtest_notes(test, language)


def backtest_notes(test: Backtest, language: str = "zh") -> Iterator[str]:
    """What is to be said about all units: who enters and leaves, what could not be told."""
    words = WORDS[language]
    for name, old, new in _shares(test, words):
        for word, units in (("enters", [u for u in new if u not in old]), ("leaves", [u for u in old if u not in new])):
            if units:
                yield words[word].format(name, words["list"].join(unit.name for unit in units))
    for which in ("old", "new"):
        names = [name for _, name, method in test.alone if method == which]
        if names:
            yield words[which].format(words["list"].join(names))
    if test.apart:
        names = [change_name(test.comparison, change, language) for change in test.apart]
        yield words["apart"].format(words["list"].join(names))
    if test.same:
        yield words["same"]


def _shares(test: Backtest, words: dict[str, Any]) -> Iterator[tuple[str, list[Move], list[Move]]]:
    """Of the first places and of every award: its name, who has it under the old and who under the new method."""
    units = test.units
    yield words["first"], [u for u in units if u.old_rank == 1], [u for u in units if u.new_rank == 1]
    table = test.new.scheme.tables[test.new.scheme.unit_table]
    for at, (name, _, _) in enumerate(units[0].awards if units else ()):
        yield table.label_of(name), [u for u in units if u.awards[at][1]], [u for u in units if u.awards[at][2]]


def _group_label(test: Backtest) -> str:
    scheme, group = test.new.scheme, test.heads[1].group
    if group in scheme.tables:
        return scheme.tables[group].label or group
    return scheme.tables[scheme.unit_table].label_of(group)


def _part(test: Backtest, unit: Move) -> str:
    """The component whose points changed most, and by how much."""
    name, old, new = unit.parts[0] if unit.parts else ("", None, None)
    gap = 0 if unit.total is None else (new or 0) - (old or 0)
    return f"{part_label(test, name)} {_signed(gap)}" if gap else ""


def part_label(test: Backtest, name: str) -> str:
    """A component as people call it; one that the new method does not have as the old one calls it."""
    scheme = test.new.scheme if name in test.new.scheme.components else test.old.scheme
    return scheme.tables[scheme.unit_table].label_of(name)


def reasons(test: Backtest, unit: Move, language: str) -> list[str]:
    """Which changed definitions move a unit most, each with what it alone does to the total or the grade."""
    words = WORDS[language]
    told = []
    for effect in unit.effects[:TOLD]:
        name = change_name(test.comparison, effect.change, language)
        told.append(f"{name} {_amount(effect, words)}".rstrip())
    if len(unit.effects) > TOLD:
        told.append(words["more"].format(len(unit.effects) - TOLD))
    if unit.together:
        told.append(words["together"].format(_signed(unit.together)))
    return told


def _amount(effect: Effect, words: dict[str, Any]) -> str:
    """What a change alone does. Of what is lost or gained only the first is said: with a total go grade and place."""
    if effect.total:
        return _signed(effect.total)
    for which, roles in (("lost", effect.lost), ("gained", effect.gained)):
        if roles:
            return str(words[which].format(words[roles[0]]))
    return f"→ {effect.grade}" if effect.grade else ""


def _signed(value: Any) -> str:
    text = brief(value, 2)
    return ("+" if value > 0 else "") + (text if text != "0" else visible(value))

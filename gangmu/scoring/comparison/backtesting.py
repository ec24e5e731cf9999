"""The new method on last year's facts, beside the old one: who moves, and which definitions move him."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gmpy2 import mpq

from gangmu.scoring.comparison.agreement import kendall, spearman
from gangmu.scoring.comparison.changes import Change, Comparison, compare
from gangmu.scoring.comparison.mixing import CannotMix, Mixer, mixer
from gangmu.scoring.comparison.trees import Symbol
from gangmu.scoring.evaluation.effort import effort
from gangmu.scoring.evaluation.results import Result, evaluate, group_of
from gangmu.scoring.facts.headings import COLUMN_LACKING, Rows
from gangmu.scoring.facts.rows import read_facts
from gangmu.scoring.facts.sheets import SheetRows
from gangmu.scoring.facts.tables import Facts
from gangmu.scoring.problems.problem import FactProblem
from gangmu.scoring.schemes.headline import ROLES, Headline, headline
from gangmu.scoring.schemes.scheme import Scheme

Standing = dict[str, tuple[Any, Any, Any]]
UNUSED = frozenset({"facts without column", "facts without table"})
LACKING = COLUMN_LACKING | {"table without facts"}
# Aspects of a definition that change no result.
UNCOUNTED = ("decimals", "percent", "required")


@dataclass(frozen=True)
class Effect:
    """What one changed definition does to a unit when it alone is put into the old method: exact change of the total,
    places gained (positive: upwards), and the grade when it is another. None where the unit has none.

    `lost` are those of total, grade and rank that the unit has without the change only, `gained` those it has with it
    only.
    """

    change: Change
    total: Any
    places: Any
    grade: str | None
    lost: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()


@dataclass(frozen=True)
class Move:
    """One unit under both methods; totals and ranks are exact numbers, None when missing. `effects`: largest first.

    `parts` are the components of the total that either method has, with what they brought under the old and the new
    one, the largest change first; `awards` the published yes/no columns of both. `group` is what it is ranked within.
    """

    key: str
    name: str
    group: str
    old_total: Any
    new_total: Any
    old_grade: str | None
    new_grade: str | None
    old_rank: Any
    new_rank: Any
    effects: tuple[Effect, ...]
    parts: tuple[tuple[str, Any, Any], ...] = ()
    awards: tuple[tuple[str, bool | None, bool | None], ...] = ()

    @property
    def places(self) -> Any:
        """Places gained, negative when lost; None without a place under both."""
        return None if self.old_rank is None or self.new_rank is None else self.old_rank - self.new_rank

    @property
    def total(self) -> Any:
        return None if self.old_total is None or self.new_total is None else self.new_total - self.old_total

    @property
    def stays(self) -> bool:
        """Whether the unit has the same total, grade, place and awards under both."""
        old, new = (self.old_total, self.old_grade, self.old_rank), (self.new_total, self.new_grade, self.new_rank)
        return old == new and all(before == after for _, before, after in self.awards)

    @property
    def together(self) -> Any:
        """What of the total's change no single definition explains: changes that work only together."""
        known = [effect.total for effect in self.effects]
        return None if self.total is None or None in known else self.total - sum(known, mpq(0))


@dataclass(frozen=True)
class Backtest:
    """`lacking` are facts that the new method needs and last year's facts do not have; then there are no units.

    `alone` are units that only one method can place, with `old` or `new`.

    `apart` are changes whose own effect cannot be told, because they make no sense inside the old method.
    Kendall's tau-b and Spearman's rho compare the order of totals of units that have one under both.
    """

    comparison: Comparison
    old: Result
    new: Result
    heads: tuple[Headline, Headline]
    lacking: tuple[FactProblem, ...]
    units: tuple[Move, ...]
    apart: tuple[Change, ...]
    kendall: float | None
    spearman: float | None
    alone: tuple[tuple[str, str, str], ...] = ()

    @property
    def regraded(self) -> int:
        return sum(unit.old_grade != unit.new_grade for unit in self.units)

    @property
    def moved(self) -> int:
        return sum(bool(unit.places) for unit in self.units)

    @property
    def same(self) -> bool:
        """Whether both methods mean the same, and no unit's result is another."""
        return self.comparison.same and not self.alone and all(unit.stays for unit in self.units)

    @property
    def problems(self) -> tuple[FactProblem, ...]:
        """Of the old method all; of the new one what is lacking, or else what the old one does not have. Facts are told
        as unused only where neither makes use of them."""
        back = {after: before[2] for before, after in self.comparison.names.items()}
        before = {_place(one, {}) for one in self.old.problems}
        after = {_place(one, back) for one in self.new.problems}
        old = [one for one in self.old.problems if one.code not in UNUSED or _place(one, {}) in after]
        fresh = [one for one in self.new.problems if one.code not in UNUSED and _place(one, back) not in before]
        return (*old, *(self.lacking or fresh))


def _place(problem: FactProblem, back: Mapping[Symbol, str]) -> tuple[str, ...]:
    """What is wrong and where, in the old method's names, and the unit that it keeps from its result."""
    column = back.get(("column", problem.table, problem.column), problem.column)
    return problem.code, problem.table, problem.key, column, problem.unit


class TooMuch(ValueError):
    """More would have to be computed than was allowed; nothing was."""


def backtest(
    old: Scheme, new: Scheme, rows: Mapping[str, Rows], *, language: str = "zh", most: int | None = None
) -> Backtest:
    """Scores last year's rows, written for the old method, by both. Columns that were renamed are found.

    `most` bounds the effort of all that is to be computed: TooMuch, before it is begun.
    """
    afford = _affordable(old, new, rows, most)
    afford(2)
    comparison = compare(old, new)
    afford(2 + len(list(_causes(comparison, mixer(comparison)))))
    heads = headline(old), headline(new)
    facts = read_facts(old, rows, language=language)
    fresh = read_facts(new, _translated(comparison, rows), language=language)
    results = evaluate(old, facts), evaluate(new, fresh)
    known = {(problem.table, problem.column) for problem in facts.problems if problem.code in LACKING}
    lacking = tuple(one for one in fresh.problems if one.code in LACKING and (one.table, one.column) not in known)
    if lacking:
        return Backtest(comparison, *results, heads, lacking, (), (), None, None)
    before, after = _standing(results[0], heads[0]), _standing(results[1], heads[1])
    effects, apart = _effects(comparison, heads, (facts, fresh), before)
    mover = _Mover(comparison, results, heads)
    units = tuple(
        mover.move(key, before[key], after[key], effects[key])
        for key in results[0].keys(old.unit_table)
        if key in after
    )
    both = [unit for unit in units if unit.total is not None]
    orders = [unit.old_total for unit in both], [unit.new_total for unit in both]
    agreement = kendall(*orders), spearman(*orders)
    return Backtest(comparison, *results, heads, (), units, apart, *agreement, tuple(mover.alone()))


def _affordable(old: Scheme, new: Scheme, rows: Mapping[str, Rows], most: int | None) -> Callable[[int], None]:
    """Raises TooMuch where so many scorings, each of the longer method, are more than is allowed."""
    if most is None:
        return lambda _times: None
    sizes = {table: len(each) for table, each in rows.items()}
    once = max(effort(scheme, sizes, most) for scheme in (old, new))

    def afford(times: int) -> None:
        if once * times > most:
            raise TooMuch(f"{once} * {times} > {most}")

    return afford


class _Mover:
    """Puts a unit's results under both methods side by side."""

    def __init__(
        self, comparison: Comparison, results: tuple[Result, Result], heads: tuple[Headline, Headline]
    ) -> None:
        self.old, self.new = results
        self.unit = comparison.old.unit_table
        back = {after: before[2] for before, after in comparison.names.items()}
        self.group = heads[1].group
        self.parts = list(self.pairs(comparison.old.components, comparison.new.components, back))
        self.awards = [pair for pair in self.pairs(heads[0].awards, heads[1].awards, back) if all(pair)]

    def pairs(
        self, old: tuple[str, ...], new: tuple[str, ...], back: Mapping[Symbol, str]
    ) -> Iterator[tuple[str, str]]:
        """Names of one column in both methods; '' where a method does not have it."""
        found = {name: back.get(("column", self.unit, name), name) for name in new}
        yield from ((before if before in old else "", name) for name, before in found.items())
        yield from ((name, "") for name in old if name not in found.values())

    def move(self, key: str, old: tuple[Any, Any, Any], new: tuple[Any, Any, Any], effects: list[Effect]) -> Move:
        parts = [
            (new or old, self.value(self.old, key, old), self.value(self.new, key, new)) for old, new in self.parts
        ]
        parts.sort(key=lambda part: -abs((part[2] or 0) - (part[1] or 0)))
        awards = [(new, self.value(self.old, key, old), self.value(self.new, key, new)) for old, new in self.awards]
        group = group_of(self.new, key, self.group)
        return Move(
            key, self.old.name(self.unit, key), group, old[0], new[0], old[1], new[1], old[2], new[2], tuple(effects),
            tuple(parts), tuple(awards),
        )  # fmt: skip

    def value(self, result: Result, key: str, column: str) -> Any:
        return result.value(self.unit, key, column) if column else None

    def alone(self) -> Iterator[tuple[str, str, str]]:
        """Units that only one of both methods can place."""
        for which, one, other in (("old", self.old, self.new), ("new", self.new, self.old)):
            there = {*other.keys(self.unit)}
            yield from ((key, one.name(self.unit, key), which) for key in one.keys(self.unit) if key not in there)


def _translated(comparison: Comparison, rows: Mapping[str, Rows]) -> dict[str, Rows]:
    """Last year's rows under the new method's column names."""
    found: dict[str, Rows] = dict(rows)
    back = {after: before for before, after in comparison.names.items()}
    for table in comparison.new.tables.values():
        heading = set(rows[table.name][0]) if rows.get(table.name) else set()
        moved: dict[str, str] = {}
        for given in table.given.values():
            name = back.get(("column", table.name, given.name), ("column", table.name, given.name))[2]
            earlier = comparison.old.tables.get(table.name)
            old = earlier.given.get(name) if earlier else None
            if old is not None and not heading & {given.name, given.label}:
                moved |= {written: given.name for written in (old.label, old.name) if written in heading}
        if moved:
            written = rows[table.name]
            fresh = [{moved.get(key, key): value for key, value in row.items()} for row in written]
            found[table.name] = (
                SheetRows(fresh, written.lines, written.file) if isinstance(written, SheetRows) else fresh
            )
    return found


def _standing(result: Result, head: Headline) -> Standing:
    """Total, grade and place of every unit; by total among all units when the method has no place."""
    unit = result.scheme.unit_table

    def value(key: str, column: str) -> Any:
        return result.value(unit, key, column) if column else None

    totals = {key: value(key, head.total) for key in result.keys(unit)}
    known = sorted((total for total in totals.values() if total is not None), reverse=True)
    places = {total: known.index(total) + 1 for total in dict.fromkeys(known)} if not head.rank else {}
    return {
        key: (total, value(key, head.grade), value(key, head.rank) if head.rank else places.get(total))
        for key, total in totals.items()
    }


def _effects(
    comparison: Comparison, heads: tuple[Headline, Headline], facts: tuple[Facts, Facts], before: Standing
) -> tuple[dict[str, list[Effect]], tuple[Change, ...]]:
    """By unit, what each changed definition does alone, largest first; and the changes that cannot be told alone."""
    mixing = mixer(comparison)
    effects: dict[str, list[Effect]] = {key: [] for key in before}
    apart: list[Change] = []
    for change, symbol in _causes(comparison, mixing):
        try:
            scheme = mixing.mixed(symbol)
            after = _standing(evaluate(scheme, mixing.facts(symbol, *facts)), heads[0])
        except CannotMix:
            apart.append(change)
            continue
        for key, (total, grade, rank) in before.items():
            other = after[key][1] if after[key][1] != grade else None
            lost, gained = _lacking(after[key], before[key]), _lacking(before[key], after[key])
            effect = Effect(change, _gap(after[key][0], total), _gap(rank, after[key][2]), other, lost, gained)
            if effect.total or effect.places or effect.grade or effect.lost or effect.gained:
                effects[key].append(effect)
    for found in effects.values():
        found.sort(key=_weight)
    return effects, tuple(apart)


def _lacking(one: tuple[Any, ...], other: tuple[Any, ...]) -> tuple[str, ...]:
    """Of total, grade and rank those that only the other standing has."""
    return tuple(role for role, a, b in zip(ROLES, one, other, strict=True) if a is None and b is not None)


def _weight(effect: Effect) -> tuple[Any, ...]:
    """Sorts the largest first; nothing is larger than a total lost or gained."""
    whole = "total" in (*effect.lost, *effect.gained)
    return not whole, -abs(effect.total or 0), -abs(effect.places or 0), effect.change.name


def _gap(one: Any, other: Any) -> Any:
    return None if one is None or other is None else one - other


def _causes(comparison: Comparison, mixing: Mixer) -> Iterator[tuple[Change, Symbol]]:
    """Changed definitions that both methods have, by the name the old one gives them."""
    for change in comparison.changes:
        sort = {"given": "column", "computed": "column"}.get(change.part, change.part)
        symbol = (sort, change.table if sort == "column" else "", change.old_name)
        if change.wording or change.action == "removed" or sort not in ("parameter", "lookup", "column", "scale"):
            continue
        both = symbol in mixing.known and symbol in mixing.fresh
        counts = any(not each.wording and each.aspect not in UNCOUNTED for each in change.details)
        if counts and (both or (sort == "scale" and change.action == "changed")):
            yield change, symbol

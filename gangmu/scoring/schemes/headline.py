"""Which columns of a method people look at first: the total, the grade, the place; as the method says, else deduced.

The total is what the components add up to, or what is ranked, or what is made of the other published numbers; the place
is a rank, of the total where there are several; the grade is a text of a scale, or a band.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from gangmu.scoring.formulas.nodes import Apply, Constant, Node, Peers, Reference, walk
from gangmu.scoring.schemes.scheme import Computed, Scheme
from gangmu.scoring.values.kinds import NUMBER, TEXT

ROLES = {"total": NUMBER, "grade": TEXT, "rank": NUMBER}
RANKS = ("rank", "rank_ascending")


@dataclass(frozen=True)
class Headline:
    """Names of columns of the unit table; empty where the method has none.

    `scale` are the grades that can occur, best first where the method states a scale. `group` is the unit's column, or
    the table above, inside which units are ranked; `awards` are the published columns that say yes or no. `unsure`
    names the roles for which several published columns stand alike, with those columns; the first is taken.
    """

    total: str = ""
    grade: str = ""
    rank: str = ""
    scale: tuple[str, ...] = ()
    group: str = ""
    awards: tuple[str, ...] = ()
    unsure: tuple[tuple[str, tuple[str, ...]], ...] = ()


def headline(scheme: Scheme) -> Headline:
    """What the scheme says under `headline`; the rest is deduced from its formulas."""
    found = _Deduction(scheme)
    chosen = {"total": found.totals, "rank": found.ranks, "grade": found.grades}
    names = {role: columns[0] if columns else "" for role, columns in chosen.items()}
    unsure = tuple((role, tuple(chosen[role])) for role in ROLES if len(chosen[role]) > 1)
    awards = tuple(name for name in found.published if found.computed[name].kind.name == "yes/no")
    group = found.group(names["rank"])
    return Headline(**names, scale=found.scale(names["grade"]), group=group, awards=awards, unsure=unsure)


class _Deduction:
    """Candidates for each role, the likely ones only; more than one: it cannot be told which."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.unit = scheme.unit_table
        self.computed = scheme.tables[self.unit].computed
        self.published = [name for name in scheme.publish.get(self.unit, ()) if name in self.computed]

    def stated(self, role: str) -> list[str]:
        return [self.scheme.headline[role]] if role in self.scheme.headline else []

    @cached_property
    def ranks(self) -> list[str]:
        """Published ranks; of several those of the total."""
        ranked = [name for name in self.published if self.rank_of(name) is not None]
        total = self.totals[0] if len(self.totals) == 1 else ""
        return self.stated("rank") or _narrowed(ranked, lambda name: total in self.ranked_by(name))

    @cached_property
    def totals(self) -> list[str]:
        numbers = [name for name in self.published if self.is_amount(name)]
        ranks = [name for name in self.published if self.rank_of(name) is not None]
        for likely in (self.wholes(), self.most([self.ranked_by(name) for name in ranks])):
            if len(likely) == 1:
                return self.stated("total") or likely
        sums = [name for name in numbers if len(self.numbers_in(name) & {*numbers}) > 1]
        for likely in (self.topmost(sums), [name for name in numbers if not self.computed[name].kind.whole]):
            if likely:
                return self.stated("total") or likely
        return self.stated("total")

    @cached_property
    def grades(self) -> list[str]:
        texts = [name for name in self.published if self.computed[name].kind.choices]
        graded = [name for name in texts if self.scales(name)] or [name for name in texts if self.is_band(name)]
        total = self.totals[0] if self.totals else ""
        graded = _narrowed(graded, lambda name: name in self.scheme.scales)
        return self.stated("grade") or _narrowed(graded, lambda name: total in self.made_of(name))

    def is_amount(self, name: str) -> bool:
        return self.computed[name].kind.name == "number" and not isinstance(self.core(name), Peers)

    def wholes(self) -> list[str]:
        """What all components go into, but nothing made of it."""
        parts = {*self.scheme.components}
        fitting = [
            name for name in self.computed
            if parts and name not in parts and self.is_amount(name) and parts <= self.made_of(name)
        ]  # fmt: skip
        lowest = [name for name in fitting if not self.made_of(name) & {*fitting}]
        return _narrowed(lowest, self.published.__contains__)

    def topmost(self, names: list[str]) -> list[str]:
        """Those that no other of them is made of."""
        used = set().union(*(self.made_of(name) for name in names)) if names else set()
        return [name for name in names if name not in used]

    def most(self, ranked: list[set[str]]) -> list[str]:
        """The one column that every rank compares; published, or else as computed."""
        common = set.intersection(*ranked) if ranked else set()
        return _narrowed([name for name in self.computed if name in common], self.published.__contains__)

    def ranked_by(self, name: str) -> set[str]:
        """The amounts that a rank compares, also where they are rounded first."""
        rank = self.rank_of(name)
        if rank is None:
            return set()
        parts = [part for part in self.core_parts(rank.arguments[0]) if isinstance(part, Reference)]
        names = {part.column for part in parts if part.table == self.unit and part.column in self.computed}
        return {name for name in names if self.is_amount(name)}

    def rank_of(self, name: str) -> Peers | None:
        core = self.core(name)
        return core if isinstance(core, Peers) and core.function.name in RANKS else None

    def core(self, name: str) -> Node:
        """What a column gives at heart: behind another name, a choice, a substitute for what is missing, a rounding."""
        parts = list(self.core_parts(self.computed[name].node))
        return next((part for part in parts if isinstance(part, Peers)), parts[-1])

    def core_parts(self, node: Node) -> Iterator[Node]:
        seen: set[str] = set()
        waiting = [node]
        while waiting:
            part = waiting.pop()
            yield part
            if isinstance(part, Reference) and part.table == self.unit and part.column in self.computed.keys() - seen:
                seen.add(part.column)
                waiting.append(self.computed[part.column].node)
            elif isinstance(part, Apply) and part.function.name in ("if", "coalesce", "round"):
                waiting += reversed(part.arguments[1:] if part.function.name == "if" else part.arguments)

    def is_band(self, name: str) -> bool:
        nodes = walk(self.computed[name].node)
        return any(isinstance(node, Apply) and node.function.name == "band" for node in nodes)

    @cached_property
    def references(self) -> dict[str, set[str]]:
        """For each column the columns of the unit that its formula names."""
        return {name: {ref.column for ref in _references(each.node, self.unit)} for name, each in self.computed.items()}

    def numbers_in(self, name: str) -> set[str]:
        return {other for other in self.references[name] if other in self.computed and self.is_amount(other)}

    def made_of(self, name: str) -> set[str]:
        """Columns of the unit that a column is made of, directly or not."""
        found: set[str] = set()
        waiting = {*self.references.get(name, ())}
        while waiting:
            column = waiting.pop()
            found.add(column)
            waiting |= self.references.get(column, set()) - found
        return found

    def scales(self, name: str) -> list[tuple[str, ...]]:
        choices = self.computed[name].kind.choices or frozenset()
        return [scale for scale in self.scheme.scales.values() if choices <= {*scale}]

    def scale(self, name: str) -> tuple[str, ...]:
        """The scale that holds every text a column can give; those texts as the formula names them when none does."""
        column = self.computed.get(name)
        if column is None or not column.kind.choices:
            return ()
        own = [self.scheme.scales[name]] if name in self.scheme.scales else []
        return next((scale for scale in (*own, *self.scales(name)) if column.kind.choices <= {*scale}), _texts(column))

    def group(self, rank: str) -> str:
        node = self.rank_of(rank) if rank in self.computed else None
        within = node.within if node is not None else None
        if not isinstance(within, Reference):
            return ""
        return within.column if within.table == self.unit and within.column not in ("key", "name") else within.table


def _references(node: Node, table: str) -> Iterator[Reference]:
    return (part for part in walk(node) if isinstance(part, Reference) and part.table == table)


def _narrowed(names: Iterable[str], wanted: Callable[[str], bool]) -> list[str]:
    """Those that are wanted; all when none is."""
    every = list(names)
    return [name for name in every if wanted(name)] or every


def _texts(column: Computed) -> tuple[str, ...]:
    choices = column.kind.choices or frozenset()
    nodes = (node for node in walk(column.node) if isinstance(node, Constant))
    written = [node.value for node in nodes if isinstance(node.value, str) and node.value in choices]
    return tuple(dict.fromkeys((*written, *sorted(choices))))

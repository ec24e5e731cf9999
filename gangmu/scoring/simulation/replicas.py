"""Many draws evaluated at once: the facts stand there once for every draw, one below the other.

Row r of draw d is row d × size + r. What no drawn number reaches is computed once and repeated, so that varied weights
cost as much as there are units, not targets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from gangmu.scoring.evaluation.columnwise import Evaluation
from gangmu.scoring.facts.tables import Facts
from gangmu.scoring.formulas.nodes import Aggregate, Apply, Constant, Node, Peers, Reference, walk
from gangmu.scoring.functions.aggregates import codes
from gangmu.scoring.schemes.scheme import Scheme
from gangmu.scoring.values.columns import Column, present
from gangmu.scoring.values.kinds import Kind
from gangmu.scoring.values.numbers import Array

Cell = tuple[str, str]
# Far below any published decimal, far above what floats lose: what is equal exactly stays equal, and so shares a place.
KEPT_DECIMALS = 9


def snapped(column: Column, kind: Kind) -> Column:
    """A column of numbers without the noise of binary floats."""
    return replace(column, values=np.round(column.values, KEPT_DECIMALS)) if kind.name == "number" else column


def entries_of(node: Apply, names: Iterable[str]) -> list[str]:
    """Those of the names that are entries of the table a lookup reads."""
    table = dict(node.options)["name"]
    return [name for name in names if name.startswith(f"{table}.")]


class Still(Evaluation):
    """The method once, with nothing varied, and which parts of it the varied names reach."""

    def __init__(self, scheme: Scheme, facts: Facts, parameters: frozenset[str], cells: frozenset[Cell]) -> None:
        super().__init__(scheme, facts, "float")
        self.parameters = parameters
        self.moving = set(cells)
        self.reached: dict[int, bool] = {}
        self.fixed: dict[tuple[int, str], Column] = {}
        self.run()
        for table, column in scheme.order:
            if self.moves(scheme.tables[table].computed[column].node):
                self.moving.add((table, column))

    def bounded(self, column: Column, kind: Kind) -> Column:
        return snapped(super().bounded(column, kind), kind)

    def moves(self, node: Node) -> bool:
        if id(node) not in self.reached:
            self.reached[id(node)] = any(self._moves(part) for part in walk(node))
        return self.reached[id(node)]

    def _moves(self, node: Node) -> bool:
        if isinstance(node, Reference):
            return (node.table, node.column) in self.moving
        if isinstance(node, Apply) and node.function.name == "lookup":
            return bool(entries_of(node, self.parameters))
        return isinstance(node, Constant) and node.name in self.parameters

    def of(self, node: Node, table: str) -> Column:
        """A part that nothing drawn reaches, kept for all draws."""
        if (id(node), table) not in self.fixed:
            self.fixed[id(node), table] = self.evaluate(node, table)
        return self.fixed[id(node), table]

    @cached_property
    def needed(self) -> frozenset[Cell]:
        """Columns that the unit table's own columns are made of; the others need not be drawn."""
        found: set[Cell] = set()
        open_cells = [(self.scheme.unit_table, name) for name in self.scheme.tables[self.scheme.unit_table].computed]
        while open_cells:
            cell = open_cells.pop()
            computed = self.scheme.tables[cell[0]].computed.get(cell[1])
            if cell in found or computed is None:
                continue
            found.add(cell)
            open_cells += [(n.table, n.column) for n in walk(computed.node) if isinstance(n, Reference)]
        return frozenset(found)


class Repeats:
    """Still columns and lifts repeated for a number of draws; shared by all batches of that length."""

    def __init__(self, still: Still, draws: int) -> None:
        self.still = still
        self.draws = draws
        self.columns: dict[Any, Column] = {}
        self.lifts: dict[Cell, Array] = {}
        self.picked: dict[int, tuple[Array, Array]] = {}

    def column(self, key: Any, column: Column) -> Column:
        if key not in self.columns:
            self.columns[key] = column.take(np.tile(np.arange(len(column.missing)), self.draws))
        return self.columns[key]

    def node(self, node: Node, table: str) -> Column:
        key = (id(node), table)
        return self.columns[key] if key in self.columns else self.column(key, self.still.of(node, table))

    def lift(self, table: str, ancestor: str) -> Array:
        if (table, ancestor) not in self.lifts:
            rows = np.tile(self.still.lift(table, ancestor), self.draws)
            self.lifts[table, ancestor] = rows + self.offsets(table) * self.still.size(ancestor)
        return self.lifts[table, ancestor]

    def offsets(self, table: str) -> Array:
        """For each row the number of its draw."""
        return np.repeat(np.arange(self.draws), self.still.size(table))


class Replicas(Evaluation):
    """One batch: `drawn` holds a value a draw for each varied parameter, `facts_drawn` whole columns, draw by draw."""

    def __init__(self, repeats: Repeats, drawn: Mapping[str, Array], facts_drawn: Mapping[Cell, Array]) -> None:
        super().__init__(repeats.still.scheme, repeats.still.facts, "float")
        self.repeats = repeats
        self.still = repeats.still
        self.drawn = drawn
        for cell, values in facts_drawn.items():
            missing = repeats.column(("missing", cell), present(self.still.columns[cell].missing)).values
            self.columns[cell] = Column(values, missing)

    def run(self) -> None:
        for cell in self.scheme.order:
            if cell in self.still.moving and cell in self.still.needed:
                node = self.scheme.tables[cell[0]].computed[cell[1]].node
                self.columns[cell] = self.bounded(self.evaluate(node, cell[0]), node.kind)

    def bounded(self, column: Column, kind: Kind) -> Column:
        return snapped(super().bounded(column, kind), kind)

    def size(self, table: str) -> int:
        return super().size(table) * self.repeats.draws

    def lift(self, table: str, ancestor: str) -> Array:
        return self.repeats.lift(table, ancestor)

    def column(self, table: str, name: str) -> Column:
        if (table, name) not in self.columns:
            self.columns[table, name] = self.repeats.column((table, name), self.still.column(table, name))
        return self.columns[table, name]

    def evaluate(self, node: Node, table: str, rows: Array | None = None) -> Column:
        if isinstance(node, (Constant, Reference)) or self.still.moves(node):
            return super().evaluate(node, table, rows)
        column = self.repeats.node(node, table)
        return column if rows is None else column.take(rows)

    def constant(self, node: Constant, table: str, rows: Array | None) -> Column:
        if node.name not in self.drawn:
            return super().constant(node, table, rows)
        values = np.repeat(self.drawn[node.name], self.still.size(table))
        return present(values if rows is None else values[rows])

    def apply(self, node: Apply, table: str, rows: Array | None) -> Column:
        found = super().apply(node, table, rows)
        entries = entries_of(node, self.drawn) if node.function.name == "lookup" else []
        if not entries:
            return found
        keys = self.evaluate(node.arguments[0], table, rows).values
        values = np.array(found.values, dtype=np.float64)
        for name in entries:
            drawn = np.repeat(self.drawn[name], self.still.size(table))
            here = keys == name.split(".", 1)[1]
            values[here] = (drawn if rows is None else drawn[rows])[here]
        return replace(found, values=values)

    def chosen(self, node: Aggregate) -> tuple[Array, Array]:
        deciding = [part for part in node.children() if part is node.where or self.unscored(part)]
        if any(map(self.still.moves, deciding)):
            return super().chosen(node)
        if id(node) not in self.repeats.picked:
            self.repeats.picked[id(node)] = super().chosen(node)
        return self.repeats.picked[id(node)]

    def competing(self, node: Peers, table: str) -> tuple[Array, Array]:
        """Rows compete only inside their own draw."""
        if node.within is None or self.still.moves(node.within):
            takes, group = super().competing(node, table)
        else:
            takes, _ = super().competing(_open(node), table)
            within = self.still.of(node.within, table)
            group = np.tile(codes(within.values), self.repeats.draws)
            takes = takes & ~np.tile(within.missing, self.repeats.draws)
        most = int(group.max()) + 1 if len(group) else 1
        return takes, group + self.repeats.offsets(table) * most


def _open(node: Peers) -> Peers:
    return Peers(node.kind, node.function, node.arguments, None, node.among, node.options, node.text)

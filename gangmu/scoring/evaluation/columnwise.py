"""Evaluation of a scheme over whole columns: every formula once, for all rows of its table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any, Literal

import numpy as np

from gangmu.scoring.facts.rows import FILLERS
from gangmu.scoring.facts.tables import Facts
from gangmu.scoring.formulas.nodes import Aggregate, Apply, Constant, Named, Node, NotScored, Peers, Reference
from gangmu.scoring.formulas.scored import Unscored
from gangmu.scoring.functions.aggregates import Groups, codes
from gangmu.scoring.functions.peers import Field
from gangmu.scoring.schemes.scheme import Scheme
from gangmu.scoring.values.columns import Column, because, constant, either, present
from gangmu.scoring.values.kinds import Kind
from gangmu.scoring.values.numbers import FACT_BITS, KITS, LARGEST, LONGEST_BITS, Array, Kit

Numbers = Literal["exact", "float"]
LAST_DAY = date.max.toordinal()
# A number written out takes at most so many binary digits for each character.
BITS_OF_CHARACTER = 8
# By how much a function can lengthen numbers beside joining their digits.
MORE_BITS = 256
# Values of single rows that are kept for derivations.
REMEMBERED_CELLS = 10_000
# Over many rows numbers can become of any length.
UNKNOWN_BITS = 1 << 60


class Evaluation:
    """Columns of every table, computed in the scheme's order. Aggregates and peers are kept for the derivation."""

    def __init__(self, scheme: Scheme, facts: Facts, numbers: Numbers) -> None:
        self.scheme = scheme
        self.facts = facts
        self.kit: Kit = KITS[numbers]
        self.columns: dict[tuple[str, str], Column] = {}
        self.kept: dict[int, Column] = {}
        self.picked: dict[int, tuple[Array, Array]] = {}
        self.lifts: dict[tuple[str, str], Array] = {}
        self.cells: dict[tuple[int, int], Column] = {}
        self.shared: dict[int, Column] = {}
        self.left: dict[int, Column] = {}
        self.unscored = Unscored(scheme.formulas)
        self.by_type: Mapping[type[Node], Callable[..., Column]] = {
            Constant: self.constant, Reference: self.reference, Apply: self.apply,
            Named: self.named, Aggregate: self.aggregate, Peers: self.peers, NotScored: self.not_scored,
        }  # fmt: skip

    def run(self) -> None:
        for name, table in self.scheme.tables.items():
            for given in table.given.values():
                self.columns[name, given.name] = self.numbers(self.facts.tables[name].columns[given.name], given.kind)
        for name, column in self.scheme.order:
            node = self.scheme.tables[name].computed[column].node
            self.columns[name, column] = self.bounded(self.evaluate(node, name), node.kind)

    def numbers(self, column: Column, kind: Kind) -> Column:
        """A column of facts in the numbers of this evaluation."""
        if self.kit.exact or kind.name not in ("number", "date"):
            return column
        return Column(self.kit.array(list(column.values)), column.missing)

    def bounded(self, column: Column, kind: Kind) -> Column:
        """A finished column; numbers of absurd size become missing, and dates of no calendar."""
        if kind.name == "date":
            return replace(column, missing=column.missing | (column.values < 1) | (column.values >= LAST_DAY + 1))
        if kind.name != "number" or column.bits < LARGEST.numerator.bit_length():
            return column
        return replace(column, missing=column.missing | self.kit.too_large(column.values))

    def limited(self, column: Column, kind: Kind, bits: int) -> Column:
        """A step's outcome, no value of which can be longer than `bits`; long fractions are shortened after every step,
        so that no scheme can eat the memory."""
        if kind.name not in ("number", "date"):
            return column
        if bits <= LONGEST_BITS:
            return replace(column, bits=bits)
        values = self.kit.shortened(column.values)
        lengths = self.kit.lengths(values)
        endless = lengths > LONGEST_BITS
        values, lengths = np.where(endless, self.fillers[kind.name], values), np.where(endless, 0, lengths)
        return replace(column, values=values, missing=column.missing | endless, bits=int(lengths.max(initial=0)))

    @cached_property
    def fillers(self) -> dict[str, Any]:
        return FILLERS if self.kit.exact else {**FILLERS, "number": 0.0, "date": 1.0}

    def size(self, table: str) -> int:
        return self.facts.tables[table].size

    def lift(self, table: str, ancestor: str) -> Array:
        """For each row of a table, the row of an ancestor table it belongs to."""
        if (table, ancestor) not in self.lifts and table == ancestor:
            self.lifts[table, ancestor] = np.arange(self.size(table))
        elif (table, ancestor) not in self.lifts:
            parent = self.scheme.tables[table].parent
            self.lifts[table, ancestor] = self.lift(parent, ancestor)[self.facts.tables[table].parents]
        return self.lifts[table, ancestor]

    def evaluate(self, node: Node, table: str, rows: Array | None = None) -> Column:
        """The node's value in each row of `table`, or in the given rows only.

        What is asked of single rows is asked again and again while a derivation goes down a formula, and so is kept.
        """
        if id(node) in self.shared:
            return self.shared[id(node)]
        if rows is None or len(rows) != 1:
            return self.by_type[type(node)](node, table, rows)
        place = id(node), int(rows[0])
        if place not in self.cells:
            column = self.by_type[type(node)](node, table, rows)
            if len(self.cells) >= REMEMBERED_CELLS:
                self.cells.clear()
            self.cells[place] = column
        return self.cells[place]

    def constant(self, node: Constant, table: str, rows: Array | None) -> Column:
        size = self.size(table) if rows is None else len(rows)
        value = self.kit.number(node.value) if node.kind.name in ("number", "date") else node.value
        return replace(constant(value, size), bits=max(FACT_BITS, BITS_OF_CHARACTER * len(node.text)))

    def not_scored(self, node: NotScored, table: str, rows: Array | None) -> Column:
        """Typed as what stands beside it, see `filled`."""
        nothing = constant("", self.size(table) if rows is None else len(rows))
        return Column(nothing.values, ~nothing.missing, reasons=constant(node.reason, len(nothing.missing)).values)

    def filled(self, column: Column, own: Kind, kind: Kind) -> Column:
        """What is not scored, with values to pass over like those of the choice that it is a part of."""
        if own.name != "not scored":
            return column
        filler = self.fillers.get(kind.name, "")
        return replace(column, values=np.full(len(column.values), filler, dtype=self.dtype(kind)))

    def reference(self, node: Reference, table: str, rows: Array | None) -> Column:
        column = self.column(node.table, node.column)
        if node.table != table:
            lift = self.lift(table, node.table)
            return column.take(lift if rows is None else lift[rows])
        return column if rows is None else column.take(rows)

    def column(self, table: str, name: str) -> Column:
        if (table, name) not in self.columns and name in ("key", "name"):
            texts = self.facts.tables[table].keys if name == "key" else self.facts.tables[table].names
            values = np.empty(len(texts), dtype=object)
            values[:] = texts
            self.columns[table, name] = present(values)
        return self.columns[table, name]

    def named(self, node: Named, table: str, rows: Array | None) -> Column:
        """Arguments stand in the body several times, and there in bodies again; they are computed once."""
        own = {id(part): part for part in node.arguments if id(part) not in self.shared}
        self.shared |= {key: self.evaluate(part, table, rows) for key, part in own.items()}
        column = self.evaluate(node.body, table, rows)
        for key in own:
            del self.shared[key]
        return column

    def apply(self, node: Apply, table: str, rows: Array | None) -> Column:
        columns = [self.evaluate(argument, table, rows) for argument in node.arguments]
        compute = node.function.compute
        if compute is None:
            raise AssertionError(node.function.name)
        if node.function.style == "lenient":
            pairs = zip(columns, node.arguments, strict=True)
            columns = [self.filled(column, part.kind, node.kind) for column, part in pairs]
            result: Column = compute(self.kit, *columns, **dict(node.options))
            return replace(result, bits=max(column.bits for column in columns))
        bits = node.function.growth * sum(column.bits for column in columns) + MORE_BITS
        return self.limited(self.strict(node, columns, compute), node.kind, max(FACT_BITS, bits))

    @np.errstate(over="ignore", invalid="ignore")  # floats that are no numbers any more become missing
    def strict(self, node: Apply, columns: list[Column], compute: Callable[..., Array]) -> Column:
        """A function computed where every argument is present and the function is defined."""
        options = dict(node.options)
        arrays = [column.values for column in columns]
        fine = ~np.logical_or.reduce([column.missing for column in columns])
        everywhere = bool(fine.all())
        if not everywhere:
            arrays = [array[fine] for array in arrays]
        if node.function.domain is not None:
            holds = np.asarray(node.function.domain(self.kit, *arrays, **options), dtype=bool)
            if not holds.all():
                fine = fine.copy()
                fine[np.flatnonzero(fine)[~holds]] = False
                arrays, everywhere = [array[holds] for array in arrays], False
        if everywhere:
            return Column(compute(self.kit, *arrays, **options), ~fine)
        computed = compute(self.kit, *arrays, **options) if fine.any() else np.empty(0, dtype=object)
        return because(self.scattered(np.flatnonzero(fine), computed, len(fine), node.kind), *columns)

    def scattered(self, rows: Array, values: Array, size: int, kind: Kind) -> Column:
        """Values put at `rows` of a column of `size`; the rest is missing."""
        result = np.full(size, self.fillers[kind.name], dtype=self.dtype(kind))
        missing = np.ones(size, dtype=bool)
        result[rows] = values
        missing[rows] = False
        return Column(result, missing)

    def dtype(self, kind: Kind) -> Any:
        if kind.name == "yes/no":
            return bool
        return np.float64 if not self.kit.exact and kind.name in ("number", "date") else object

    @np.errstate(over="ignore", invalid="ignore")
    def keep(self, node: Node, compute: Callable[[], Column], rows: Array | None) -> Column:
        if id(node) not in self.kept:
            self.kept[id(node)] = self.limited(compute(), node.kind, UNKNOWN_BITS)
        return self.kept[id(node)] if rows is None else self.kept[id(node)].take(rows)

    def aggregate(self, node: Aggregate, table: str, rows: Array | None) -> Column:
        return self.keep(node, lambda: self.folded(node, table), rows)

    def chosen(self, node: Aggregate) -> tuple[Array, Array]:
        """Rows of the table below that fit, and rows of which it is not known. Those not scored are neither."""
        if id(node) not in self.picked:
            left = self.left_out(node).unscored
            if node.where is None:
                self.picked[id(node)] = np.flatnonzero(~left), np.zeros(0, dtype=np.int64)
            else:
                where = self.evaluate(node.where, node.table)
                fits = where.values.astype(bool) & ~where.missing & ~left
                self.picked[id(node)] = np.flatnonzero(fits), np.flatnonzero(where.blank)
        return self.picked[id(node)]

    def left_out(self, node: Aggregate) -> Column:
        """Of every row of the table below, why it is left out as not scored: something that is asked of it is not."""
        if id(node) not in self.left:
            parts = [part for part in node.children() if self.unscored(part)]
            columns = [self.evaluate(part, node.table) for part in parts]
            asked = np.ones(self.size(node.table), dtype=bool)
            if node.where is not None and columns:
                where = self.evaluate(node.where, node.table)
                asked = where.unscored | (where.values.astype(bool) & ~where.missing)
            self.left[id(node)] = because(Column(asked, asked), *columns)
        return self.left[id(node)]

    def rows_left_out(self, node: Aggregate, table: str, row: int) -> Array:
        """Those rows below one row that are left out as not scored."""
        out = np.flatnonzero(self.left_out(node).unscored)
        return out[self.lift(node.table, table)[out] == row]

    def rows_below(self, node: Aggregate, table: str, row: int) -> Array:
        """Those rows of the table below that fit and belong to one row."""
        chosen, _ = self.chosen(node)
        owners = self.lift(node.table, table)[chosen]
        first, last = np.searchsorted(owners, [row, row + 1])
        return chosen[first:last]

    def instead(self, node: Aggregate, table: str, row: int) -> Node | None:
        """What counts for a row below which nothing fits; None too where of a row below it is not known."""
        _, unknown = self.chosen(node)
        doubtful = bool((self.lift(node.table, table)[unknown] == row).any())
        return None if doubtful or len(self.rows_below(node, table, row)) else node.otherwise

    def folded(self, node: Aggregate, table: str) -> Column:
        size, lift = self.size(table), self.lift(node.table, table)
        chosen, unknown = self.chosen(node)
        columns = [self.evaluate(argument, node.table, chosen) for argument in node.arguments]
        blank = np.zeros(size, dtype=bool)
        blank[lift[unknown]] = True
        for column in columns:
            blank[lift[chosen[column.missing]]] = True
        empty = np.ones(size, dtype=bool)
        empty[lift[chosen]] = False
        usable = ~blank[lift[chosen]]
        groups = Groups(lift[chosen[usable]])
        arrays = [column.values[usable] for column in columns]
        result = self.scattered(*self.of_groups(node, groups, arrays), size, node.kind)
        return self.without_rows(node, table, result, empty & ~blank, lift)

    def of_groups(self, node: Aggregate, groups: Groups, arrays: list[Array]) -> tuple[Array, Array]:
        function, options = node.function, dict(node.options)
        if not len(groups.parents) or function.compute is None:
            return groups.parents, np.empty(0, dtype=self.dtype(node.kind))
        ids = groups.ids
        if function.domain is not None:
            holds = np.asarray(function.domain(self.kit, groups, *arrays, **options), dtype=bool)
            kept = groups.spread(holds)
            groups, arrays, ids = Groups(groups.parents[kept]), [array[kept] for array in arrays], ids[holds]
            if not len(ids):
                return ids, np.empty(0, dtype=self.dtype(node.kind))
        return ids, function.compute(self.kit, groups, *arrays, **options)

    def without_rows(self, node: Aggregate, table: str, result: Column, empty: Array, lift: Array) -> Column:
        """What rows get below which nothing fits; where rows below were left out as not scored, they are not either."""
        values, missing = result.values, result.missing
        if node.otherwise is not None:
            other = self.filled(self.evaluate(node.otherwise, table), node.otherwise.kind, node.kind)
            return either(empty, other, result)
        left, reasons = self.left_out(node), np.full(len(empty), "", dtype=object)
        out = np.flatnonzero(left.unscored)
        if left.reasons is not None:
            reasons[lift[out]] = left.reasons[out]
        reasons[~empty] = ""
        if node.function.empty is not None:
            value, nothing = node.function.empty, empty & (reasons == "")
            values[nothing] = value if isinstance(value, bool) else self.kit.number(value)
            missing[nothing] = False
        return Column(values, missing, reasons=reasons if len(out) else None)

    def peers(self, node: Peers, table: str, rows: Array | None) -> Column:
        return self.keep(node, lambda: self.compared(node, table), rows)

    def competing(self, node: Peers, table: str) -> tuple[Array, Array]:
        """Which rows take part, and the number of the group each belongs to."""
        columns = [self.evaluate(argument, table) for argument in node.arguments]
        takes = ~np.logical_or.reduce([column.missing for column in columns])
        if node.among is not None:
            among = self.evaluate(node.among, table)
            takes &= ~among.missing & among.values.astype(bool)
        if node.within is None:
            return takes, np.zeros(len(takes), dtype=np.int64)
        within = self.evaluate(node.within, table)
        group = codes(within.values) if len(takes) else np.zeros(0, dtype=np.int64)
        return takes & ~within.missing, group

    def spread(self, node: Peers, table: str, rows: Array, group: Array) -> Column:
        """One value a group, given to all its rows, also to those that do not take part."""
        size = self.size(table)
        known = np.ones(size, dtype=bool)
        if node.within is not None:
            known = ~self.evaluate(node.within, table).missing
        source = np.full(int(group.max(initial=0)) + 1, -1)
        source[group[rows]] = np.arange(len(rows))
        given = np.flatnonzero(known & (source[group] >= 0))
        values = np.empty(0, dtype=object)
        if len(given) and node.function.compute is not None:
            arrays = [self.evaluate(argument, table, rows).values for argument in node.arguments]
            values = node.function.compute(self.kit, Field(group[rows]), *arrays, **dict(node.options))
        result = self.scattered(given, values[source[group[given]]], size, node.kind)
        if node.function.empty is not None:
            nobody = known & (source[group] < 0)
            result.values[nobody], result.missing[nobody] = self.kit.number(node.function.empty), False
        return result

    def compared(self, node: Peers, table: str) -> Column:
        takes, group = self.competing(node, table)
        rows = np.flatnonzero(takes)
        if node.function.spread:
            return self.spread(node, table, rows, group)
        arrays = [self.evaluate(argument, table, rows).values for argument in node.arguments]
        asked = [self.evaluate(part, table) for part in node.children() if self.unscored(part)]
        if not len(rows) or node.function.compute is None:
            result = self.scattered(rows, np.empty(0, dtype=self.dtype(node.kind)), len(takes), node.kind)
        else:
            values = node.function.compute(self.kit, Field(group[rows]), *arrays, **dict(node.options))
            result = self.scattered(rows, values, len(takes), node.kind)
        if node.kind.name != "yes/no" or node.among is None:
            return because(result, *asked)
        among = self.evaluate(node.among, table)
        out = ~among.missing & ~among.values.astype(bool)
        return because(Column(result.values, result.missing & ~out), *asked)

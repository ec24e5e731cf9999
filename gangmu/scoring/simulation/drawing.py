"""Drawing: random values for what a plan lets vary, in batches, each with its own generator."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from gangmu.scoring.formulas.nodes import Peers
from gangmu.scoring.functions.peers import Field
from gangmu.scoring.schemes.headline import Headline
from gangmu.scoring.simulation.plan import Plan, used_parameters
from gangmu.scoring.simulation.replicas import Cell, Repeats, Replicas, Still
from gangmu.scoring.values.numbers import Array

# Rows of a batch: small enough for the processor's cache, large enough that NumPy's own overhead does not count.
BATCH_ROWS = 200_000
# Is told how many draws were done since it was told last.
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Outcome:
    """Draws × units: the place (nan: none), whether it was the last of its group, the grade's position in the scale
    (−1: none), and of each award whether the unit has it. `parameters` hold the drawn value of each range."""

    ranks: Array
    last: Array
    grades: Array
    awards: Mapping[str, Array]
    parameters: Mapping[str, Array]


def batches(still: Still, draws: int) -> Iterator[int]:
    """Lengths of batches; all alike but the last."""
    rows = max(1, *(still.facts.tables[table].size for table in still.scheme.tables))
    length = min(draws, max(1, BATCH_ROWS // rows))
    for begin in range(0, draws, length):
        yield min(length, draws - begin)


def drawn(
    still: Still, plan: Plan, head: Headline, draws: int, random: np.random.Generator, done: Progress = lambda _: None
) -> Outcome:
    """All draws of a plan. The same generator state gives the same outcome; facts are drawn row by row. `done` is told
    how many draws were added."""
    lengths = list(batches(still, draws))
    shared: dict[int, Repeats] = {}
    parts = []
    for length, child in zip(lengths, random.spawn(len(lengths)), strict=True):
        repeats = shared.setdefault(length, Repeats(still, length))
        parts.append(_batch(repeats, plan, head, child))
        done(length)
    return Outcome(
        np.concatenate([part.ranks for part in parts]),
        np.concatenate([part.last for part in parts]),
        np.concatenate([part.grades for part in parts]),
        {name: np.concatenate([part.awards[name] for part in parts]) for name in head.awards},
        {name: np.concatenate([part.parameters[name] for part in parts]) for name in parts[0].parameters},
    )


def _batch(repeats: Repeats, plan: Plan, head: Headline, random: np.random.Generator) -> Outcome:
    with np.errstate(all="ignore"):  # what is no number becomes missing
        parameters = _parameters(repeats, plan, random)
        cells = {(s.table, s.column): _facts(repeats, s.table, s.column, s.width, random) for s in plan.spreads}
        replicas = Replicas(repeats, parameters, cells)
        replicas.run()
        ranks, last = _ranks(replicas, head)
    shape = (repeats.draws, -1)
    awards = {name: _award(replicas, name).reshape(shape) for name in head.awards}
    grades = _grades(replicas, head).reshape(shape)
    return Outcome(ranks.reshape(shape), last.reshape(shape), grades, awards, parameters)


def _parameters(repeats: Repeats, plan: Plan, random: np.random.Generator) -> dict[str, Array]:
    values = {each.name: random.uniform(each.low, each.high, repeats.draws) for each in plan.ranges}
    stated = used_parameters(repeats.still.scheme) if plan.kept_sums else {}
    for names in plan.kept_sums:
        wanted = sum(float(stated[name]) for name in names)
        factor = wanted / sum(values[name] for name in names)
        values |= {name: values[name] * factor for name in names}
    return values


def _facts(repeats: Repeats, table: str, column: str, width: float, random: np.random.Generator) -> Array:
    base = repeats.still.columns[table, column].values
    factors = random.standard_normal((repeats.draws, len(base)))
    factors *= width
    factors += 1
    np.maximum(factors, 0, out=factors)
    factors *= base
    return factors.reshape(-1)


def _ranks(replicas: Replicas, head: Headline) -> tuple[Array, Array]:
    """Places by the method's own rank; where it has none, by total among all units. And who came last in his group."""
    unit = replicas.scheme.unit_table
    if head.rank:
        node = replicas.scheme.tables[unit].computed[head.rank].node
        column = replicas.column(unit, head.rank)
        takes, group = replicas.competing(node, unit) if isinstance(node, Peers) else (~column.missing, column.values)
        takes = takes & ~column.missing
        values = column.values
    else:
        column = replicas.column(unit, head.total)
        takes, group = ~column.missing, replicas.repeats.offsets(unit)
        values = _places(column.values, takes, group)
    rows = np.flatnonzero(takes)
    ranks, last = np.full(len(takes), np.nan, dtype=np.float32), np.zeros(len(takes), dtype=bool)
    if len(rows):
        ranks[rows] = values[rows]
        last[rows] = Field(group[rows]).fold(np.maximum, values[rows]) == values[rows]
    return ranks, last


def _places(values: Array, takes: Array, group: Array) -> Array:
    """Places from 1, highest first, equal for equal values."""
    result = np.zeros(len(values))
    rows = np.flatnonzero(takes)
    if len(rows):
        order = rows[np.lexsort((-values[rows], group[rows]))]
        index = np.arange(len(order))
        opens = np.concatenate([[True], group[order][1:] != group[order][:-1]])
        fresh = opens | np.concatenate([[True], values[order][1:] != values[order][:-1]])
        begin = np.maximum.accumulate(np.where(opens, index, 0))
        result[order] = np.maximum.accumulate(np.where(fresh, index, 0)) - begin + 1
    return result


def _grades(replicas: Replicas, head: Headline) -> Array:
    unit = replicas.scheme.unit_table
    if not head.grade:
        return np.full(replicas.size(unit), -1, dtype=np.int8)
    column = replicas.column(unit, head.grade)
    result = np.full(len(column.missing), -1, dtype=np.int8)
    for position, grade in enumerate(head.scale):
        result[~column.missing & (column.values == grade)] = position
    return result


def _award(replicas: Replicas, name: str) -> Array:
    column = replicas.column(replicas.scheme.unit_table, name)
    return column.values.astype(bool) & ~column.missing


def moved_cells(plan: Plan) -> frozenset[Cell]:
    return frozenset((each.table, each.column) for each in plan.spreads)

"""Where the points of a unit went: what each target would have brought had it been met, and what was deducted.

Found by scoring the unit again, once as it is and once for every target as if met, all in one evaluation; so it holds
for any scheme that computes a total from `actual` and `goal`. Where a total depends on other units it is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gangmu.assessment.facts import supplier
from gangmu.assessment.results import Shape
from gangmu.base.quantities import half_up
from gangmu.scoring import Result, Scheme, Table, evaluate, read_facts

Tables = dict[str, list[dict[str, Any]]]
MOST = 5


@dataclass(frozen=True)
class Loss:
    """Points that did not come in. `key` is the target's row, empty for a component of the total."""

    name: str
    points: Decimal
    key: str = ""
    component: str = ""


@dataclass(frozen=True)
class Waterfall:
    """From full points to the total: the largest losses, and everything else (gains included) as `rest`.

    `only_rounding`: nothing but the rounding of the lines above makes up the rest.
    """

    full: Decimal
    losses: tuple[Loss, ...]
    rest: Decimal
    total: Decimal
    only_rounding: bool = False


def waterfall(result: Result, tables: Tables, key: str) -> Waterfall | None:
    """None when the unit has no total, or the scheme does not say how many points its components can bring."""
    scheme = result.scheme
    shape = Shape(scheme)
    total = result.value(scheme.unit_table, key, shape.total)
    if total is None or not scheme.full_marks:
        return None
    digits = scheme.decimals_of(scheme.unit_table, shape.total)
    found = [*_targets(result, tables, key, shape.total), *_components(result, key)]
    found = [(one, points) for one, points in found if points > 0]
    largest = sorted(found, key=lambda pair: (-pair[1], pair[0].name))[:MOST]
    losses = tuple(Loss(one.name, rounded(points, digits), one.key, one.component) for one, points in largest)
    full = rounded(sum(scheme.full_marks.values()), digits)
    reached = rounded(total, digits)
    rest = reached - full + sum((one.points for one in losses), Decimal(0))
    exact = total - sum(scheme.full_marks.values()) + sum(points for _one, points in largest)
    return Waterfall(full, losses, rest, reached, only_rounding=not rounded(exact, digits))


def rounded(exact: Any, digits: int) -> Decimal:
    """An exact number as it is published."""
    return half_up(exact, digits)


def _components(result: Result, key: str) -> list[tuple[Loss, Any]]:
    """Deductions; what falls short of a component's full points is told by its targets."""
    scheme, found = result.scheme, []
    for name in scheme.components:
        value = result.value(scheme.unit_table, key, name)
        if value is not None and value < 0:
            found.append((Loss(scheme.tables[scheme.unit_table].label_of(name), Decimal(0), component=name), -value))
    return found


def _targets(result: Result, tables: Tables, key: str, total: str) -> list[tuple[Loss, Any]]:
    scheme = result.scheme
    below = [table for table in scheme.tables.values() if table.parent == scheme.unit_table]
    measured = next((table for table in below if _measure(table)), None)
    deeper = [table for table in scheme.tables.values() if table.parent in {one.name for one in below}]
    columns = _measure(measured) if measured else None
    if measured is None or columns is None or deeper:
        return []
    rows = [row for row in tables.get(measured.name, []) if row[scheme.unit_table] == key]
    if not all(row.get(columns[1]) not in (None, "") for row in rows):
        return []
    again = _scored_as_if_met(scheme, tables, key, measured.name, [row["key"] for row in rows], columns)
    base = again.value(scheme.unit_table, f"{key}#0", total)
    if base != result.value(scheme.unit_table, key, total):
        return []
    met = [again.value(scheme.unit_table, f"{key}#{number}", total) for number in range(1, len(rows) + 1)]
    return [
        (Loss(row["name"], Decimal(0), key=row["key"]), value - base)
        for row, value in zip(rows, met, strict=True)
        if value is not None
    ]


def _measure(table: Table) -> tuple[str, str] | None:
    """The columns of what was reached and what was wanted; None when the table has not both."""
    names = {known.names[0]: given.name for given in table.given.values() if (known := supplier(table, given))}
    return (names["actual"], names["goal"]) if {"actual", "goal"} <= names.keys() else None


def _scored_as_if_met(
    scheme: Scheme, tables: Tables, key: str, measured: str, targets: list[str], columns: tuple[str, str]
) -> Result:
    """The unit many times over: number 0 as it is, number n with the n-th target met."""
    unit, (actual, goal) = scheme.unit_table, columns
    copies: Tables = {name: [] for name in tables}
    for name, rows in tables.items():
        if name == unit:
            mine = next(row for row in rows if row["key"] == key)
            copies[name] = [{**mine, "key": f"{key}#{number}"} for number in range(len(targets) + 1)]
        elif scheme.tables[name].parent == unit:
            for row in rows:
                if row[unit] != key:
                    continue
                for number, met in enumerate(["", *targets]):
                    copy = {**row, "key": f"{row['key']}#{number}", unit: f"{key}#{number}"}
                    if name == measured and row["key"] == met:
                        copy[actual] = row[goal]
                    copies[name].append(copy)
        else:
            copies[name] = rows
    return evaluate(scheme, read_facts(scheme, copies))

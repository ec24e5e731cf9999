"""Methods that are told to mean the same give the same, on schemes and facts made up at random."""

from __future__ import annotations

import re
from collections import Counter
from random import Random

import pytest

from gangmu.scoring import evaluate, read_facts, read_scheme
from gangmu.scoring.comparison import Comparison, compare
from tests.scoring.oracle.builders import EVERYTHING
from tests.scoring.oracle.generating import PARENTS, Author, Formula, World, world_of

Cell = tuple[str, str]
Texts = dict[Cell, str]
Facts = dict[str, list[dict[str, object]]]


def made(random: Random) -> World:
    """Columns that add up or compare rows, columns that only repeat or divide them, often of a table below."""
    world = world_of(random)
    author = Author(world, random, EVERYTHING)
    table = random.choice(["group", "unit"])
    first = random.choice(["sum(nz)", "sum(nz where na > {}a)", "count(node)", "rank({}z)", "total_of({}z)"])
    last = author.add(table, Formula(first.format(table[0]), lambda row: None))
    for _ in range(4):
        table = random.choice([place for place in PARENTS if lies(place, table)])
        names = [last, last, *(each.text for each in author.columns(table, "number"))]
        text = random.choice(["{}", "{}", "{}", "{} + 1", "{} / ({} / {})"])
        last = author.add(table, Formula(text.format(last, *random.sample(names, 2)), lambda row: None))
    return world


def lies(table: str, above: str) -> bool:
    return bool(table) and (table == above or lies(PARENTS[table], above))


def scheme_of(world: World, formulas: Texts, shown: set[Cell]) -> str:
    kept = {cell: Formula(text, lambda row: None) for cell, text in formulas.items()}
    text = World(world.rows, kept).text() + "publish:\n"
    for table in PARENTS:
        names = [column for place, column in formulas if place == table and (place, column) in shown]
        text += f"  {table}: [{', '.join(names)}]\n"
    return text


def without(formulas: Texts, helpers: set[Cell]) -> Texts:
    """Helpers written out where they are used, whatever that then means."""
    left = dict(formulas)
    for cell in [cell for cell in formulas if cell in helpers]:
        body = left.pop(cell)
        own = rf"(?:{cell[0]}\.)?\b{cell[1]}\b"
        left = {other: re.sub(own, lambda _, body=body: f"({body})", text) for other, text in left.items()}
    return left


def turned(formula: str) -> str:
    """One division written as a multiplication."""
    return re.sub(r"^([\w.]+) / \(([\w.]+) / ([\w.]+)\)$", r"\1 * \3 / \2", formula)


def compared(random: Random) -> tuple[World, Comparison, set[Cell]] | None:
    world = made(random)
    formulas = {cell: each.text for cell, each in world.formulas.items()}
    used = [cell for cell in formulas if any(re.search(rf"\b{cell[1]}\b", text) for text in formulas.values())]
    start = random.choice([0, 0, 1])
    helpers = {*used[start : start + random.randint(0, 3)]}
    shown = formulas.keys() - helpers
    other = {cell: turned(text) if random.random() < 0.5 else text for cell, text in formulas.items()}
    texts = [scheme_of(world, formulas, shown), scheme_of(world, without(other, helpers), shown)]
    old, new = (read_scheme(text).scheme for text in texts)
    return (world, compare(old, new), shown) if old and new else None


@pytest.mark.parametrize("start", range(0, 200, 50))
def test_what_is_told_to_mean_the_same_gives_the_same(start):
    told: Counter[bool] = Counter()
    for random in map(Random, range(start, start + 50)):
        found = compared(random)
        if found:
            told[found[1].same] += 1
        if found and found[1].same:
            assert_alike(*found, found[0].facts(random))
    assert min(told[True], told[False]) > 5


def assert_alike(world: World, comparison: Comparison, shown: set[Cell], facts: Facts) -> None:
    one, other = (evaluate(each, read_facts(each, facts)) for each in (comparison.old, comparison.new))
    for table, column in shown:
        for row in world.rows[table]:
            values = [result.value(table, row.key, column) for result in (one, other)]
            assert values[0] == values[1], f"{table}.{column} of {row.key}: {values}\n{world.text()}\n{facts}"

"""The engine agrees with plain Python, row by row, on schemes and facts made up at random.

Every function of the language, every clause word, blanks, zeros, ties, empty tables, rows in any order, columns that
build on columns of other tables.
"""

from __future__ import annotations

import datetime
import re
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from gmpy2 import mpq
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from gangmu.scoring.functions import ALL
from gangmu.scoring.functions.naming import CLAUSES
from tests.scoring.building import scored, value_of
from tests.scoring.oracle.builders import EVERYTHING, TOPS
from tests.scoring.oracle.generating import BELOW, PARENTS, Author, Formula, Row, World, world_of

RANDOM = st.randoms(use_true_random=False)
# A scheme that fails is small enough to be read; making it smaller still would take minutes.
PLAIN = settings(
    deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.reuse, Phase.generate]
)


def made(random: Random, name: str, columns: int = 3) -> World:
    """A world with some columns of any sort, and at the end one of the named sort."""
    world = world_of(random)
    author = Author(world, random, EVERYTHING)
    for _ in range(columns):
        table = random.choice(sorted(PARENTS))
        author.add(table, author.formula(table, random.choice(sorted(EVERYTHING)), 2))
    build, below = TOPS[name]
    table = random.choice(sorted(BELOW if below else PARENTS))
    author.add(table, build(author, table, 1))
    return world


def same(found: Any, wanted: Any, formula: Formula) -> bool:
    if isinstance(wanted, Fraction) and not formula.rational:
        return found is not None and abs(found - mpq(wanted)) <= abs(mpq(wanted)) * mpq(1, 2**180)
    return bool(found == wanted) and (found is None) == (wanted is None)


def day(value: Any) -> Any:
    return None if value is None else datetime.date.fromordinal(value).isoformat()


def wanted_of(row: Row, column: str, formula: Formula) -> Any:
    value = row.get(row.table, column)
    return day(value) if formula.kind == "date" else value


def assert_agrees(world: World, facts: dict[str, list[dict[str, object]]]) -> None:
    result = scored(world.text(), facts)
    for (table, column), formula in world.formulas.items():
        for row in world.rows[table]:
            wanted, found = wanted_of(row, column, formula), result.value(table, row.key, column)
            assert same(found, wanted, formula), (
                f"{column} of {row.key}: {found}, not {wanted}\n{world.text()}\n{facts}"
            )


@pytest.mark.parametrize("name", TOPS)
@settings(PLAIN, max_examples=5)
@given(random=RANDOM)
def test_engine_agrees_with_plain_python(name, random):
    world = made(random, name)
    assert_agrees(world, world.facts(random))


@pytest.mark.parametrize("name", ["rank", "rank_ascending", "truth top", "truth bottom"])
@settings(PLAIN, max_examples=8)
@given(random=RANDOM)
def test_engine_agrees_on_places_of_all_sorts(name, random):
    """In a crowd many rows share places, in several groups."""
    world = world_of(random, crowded=True)
    author = Author(world, random, EVERYTHING)
    for _ in range(6):
        table = random.choice(sorted(PARENTS))
        author.add(table, TOPS[name][0](author, table, 0))
    assert_agrees(world, world.facts(random))


@settings(PLAIN, max_examples=20)
@given(random=RANDOM)
def test_engine_agrees_on_schemes_of_many_columns(random):
    world = made(random, random.choice(sorted(TOPS)), columns=12)
    assert_agrees(world, world.facts(random))


def test_every_function_and_clause_word_occurs():
    """Counted over sixteen schemes of every sort that the tests above draw from."""
    texts = "\n".join(made(Random(seed), name).text() for name in TOPS for seed in range(16))
    used = set(re.findall(r"[a-z_]+(?=\()", texts))
    # `not_scored` goes through every function in the workbook's tests, where LibreOffice is the second opinion.
    assert {definition.name for definition in ALL} - used == {"not_scored"}
    assert {word for word in CLAUSES.values() if not re.search(rf"\b{word} ", texts)} == set()
    for option in ("1224", "1223", "average", "include", "exclude", "up", "half-up", "half-even", "down"):
        assert f'"{option}"' in texts


@settings(PLAIN, max_examples=40)
@given(random=RANDOM)
def test_floats_come_within_a_billionth_of_exact_numbers(random):
    world = world_of(random)
    author = Author(world, random, EVERYTHING)
    for _ in range(4):
        author.add((table := random.choice(sorted(PARENTS))), author.formula(table, "number", 2))
    result = scored(world.text(), world.facts(random), numbers="float")
    for (table, column), formula in world.formulas.items():
        for row in world.rows[table] if formula.smooth else ():
            wanted, found = wanted_of(row, column, formula), result.value(table, row.key, column)
            assert (found is None) == (wanted is None), formula.text
            assert wanted is None or found == pytest.approx(float(wanted), rel=1e-9, abs=1e-9), formula.text


# Comparisons in which not everybody takes part.
COMPARED_WITH = re.compile("among|within|top|bottom|rank")


@settings(PLAIN, max_examples=40)
@given(random=RANDOM)
def test_every_missing_result_has_a_reason(random):
    """But for those who do not take part in a comparison: nothing is wrong with them."""
    world = made(random, random.choice([name for name in TOPS if not COMPARED_WITH.search(name)]), columns=2)
    text = world.text()
    assume(not COMPARED_WITH.search(text))
    result = scored(text, world.facts(random))
    columns = [column for table, column in world.formulas if table == "unit"]
    empty = {row.key for row in world.rows["unit"] if any(row.get("unit", column) is None for column in columns)}
    assert {problem.unit for problem in result.problems if problem.unit} == empty


# operators bind as in Python, which has the same levels for all of them


NUMBERS = st.sampled_from(["0", "1", "2", "3", "0.5", "7.25", "10"])


def arithmetic(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.tuples(inner, st.sampled_from([" + ", " - ", " * ", "-", " * -", " - -"]), inner).map("".join)
    powers = st.tuples(NUMBERS, st.sampled_from([" ^ ", " ^ -"]), st.sampled_from(["1", "2", "2 ^ 2"])).map("".join)
    return pairs | powers | inner.map(lambda text: f"({text})") | inner.map(lambda text: f"-{text}")


ARITHMETIC = st.recursive(NUMBERS, arithmetic, max_leaves=6)
COMPARED = st.tuples(ARITHMETIC, st.sampled_from([" < ", " <= ", " > ", " >= "]), ARITHMETIC).map("".join)
CHAINED = COMPARED | st.tuples(COMPARED, st.just(" < "), ARITHMETIC).map("".join)
LOGICAL = st.recursive(
    CHAINED,
    lambda inner: (
        st.tuples(inner, st.sampled_from([" and ", " or ", " and not ", " or not "]), inner).map("".join)
        | inner.map(lambda text: f"not {text}")
    ),
    max_leaves=4,
)


def by_python(text: str) -> Any:
    numbers = re.sub(r"\d+(\.\d+)?", lambda found: f"Fraction('{found[0]}')", text)
    try:
        return eval(numbers.replace("^", "**"), {"Fraction": Fraction})
    except ZeroDivisionError:
        return None


@settings(PLAIN, max_examples=120)
@given(ARITHMETIC | LOGICAL)
def test_operators_bind_as_in_python(text):
    wanted = by_python(text)
    if wanted is not None:
        assert value_of(text) == wanted

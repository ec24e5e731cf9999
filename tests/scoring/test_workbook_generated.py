"""LibreOffice, recomputing workbooks of schemes made up at random, comes to the engine's value in every cell."""

from __future__ import annotations

from random import Random

import pytest

from gangmu.scoring import Result
from gangmu.scoring.workbook import TooLong, workbook
from tests.scoring.building import scored
from tests.scoring.office import needs_office, recomputed
from tests.scoring.oracle.builders import EVERYTHING, TOPS
from tests.scoring.oracle.generating import BELOW, PARENTS, Author, world_of
from tests.scoring.test_workbook import assert_same

BOOKS = 10
COLUMNS = 3 * len(TOPS) // BOOKS


def generated() -> dict[str, Result]:
    """Every function three times among them, always the same schemes."""
    order = Random(2013)
    names = [name for _ in range(3) for name in order.sample(sorted(TOPS), len(TOPS))]
    found: dict[str, Result] = {}
    for number in range(BOOKS):
        random = Random(number)
        world = world_of(random)
        author = Author(world, random, EVERYTHING)
        for name in names[number * COLUMNS : (number + 1) * COLUMNS]:
            build, below = TOPS[name]
            table = random.choice(sorted(BELOW if below else PARENTS))
            author.add(table, build(author, table, 1))
        found[f"generated-{number}"] = scored(world.text(), world.facts(random))
    return {name: result for name, result in found.items() if fits(result)}


def fits(result: Result) -> bool:
    try:
        return bool(workbook(result))
    except TooLong:
        return False


@pytest.mark.slow
@needs_office
def test_libreoffice_recomputes_schemes_made_up_at_random(tmp_path, monkeypatch):
    results = generated()
    assert len(results) >= BOOKS - 2
    books = recomputed(results, tmp_path, monkeypatch)
    for name, result in results.items():
        assert_same(result, books[name], name)

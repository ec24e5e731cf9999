"""How long scoring takes, after start-up: python bench/scoring.py [--targets 5000] [--units 110] [--float]

Prints seconds for reading the scheme, reading facts, evaluating, and deriving every unit's total down to the facts.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections.abc import Iterator
from pathlib import Path

from gangmu.scoring import Result, Step, evaluate, explain, read_facts, read_scheme

SCHEME = Path(__file__).parent.parent / "schemes" / "county-2013" / "scheme.yaml"
Rows = dict[str, list[dict[str, object]]]


def invented(units: int, targets: int) -> Rows:
    """Facts as text, the way they come from a sheet; the same every time."""
    chance = random.Random(2013)
    kinds = ["重点", "常规", "通用", "稳定"]
    return {
        "unit": [{"key": f"U{i}", "name": f"单位{i}", "front": f"战线{i % 5}"} for i in range(units)],
        "target": [
            {
                "key": f"T{i}",
                "unit": f"U{i % units}",
                "category": kinds[i // units % 4],
                "points": str(chance.randint(1, 30)),
                "goal": f"{chance.uniform(50, 500):.2f}",
                "actual": f"{chance.uniform(30, 600):.2f}",
                "lack_of_effort": "",
            }
            for i in range(targets)
        ],
    }


def steps(step: Step) -> Iterator[Step]:
    yield step
    for child in step.children:
        yield from steps(child)


class Clock:
    def __init__(self) -> None:
        self.at = time.perf_counter()

    def lap(self, what: str) -> None:
        now = time.perf_counter()
        print(f"{what:<44}{now - self.at:8.3f} s")
        self.at = time.perf_counter()


def derive(result: Result) -> int:
    return sum(1 for key in result.keys("unit") for _ in steps(explain(result, "unit", key, "等次")))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--units", type=int, default=110)
    options.add_argument("--targets", type=int, default=5000)
    options.add_argument("--float", action="store_true")
    options.add_argument("--derive", action="store_true", help="walk every unit's derivation")
    chosen = options.parse_args()
    rows = invented(chosen.units, chosen.targets)
    clock = Clock()
    scheme = read_scheme(SCHEME.read_text("utf-8")).scheme
    assert scheme is not None
    clock.lap("read and check the scheme")
    facts = read_facts(scheme, rows)
    clock.lap(f"read facts: {chosen.units} units, {chosen.targets} targets")
    result = evaluate(scheme, facts, numbers="float" if chosen.float else "exact")
    clock.lap("evaluate")
    published = result.published()
    clock.lap(f"publish {len(published)} units")
    if chosen.derive:
        count = derive(result)
        clock.lap(f"derive every unit: {count} steps")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()

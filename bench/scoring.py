"""Scoring 110 units with 5,000 targets, after start-up: python -m bench.scoring [--targets N] [--units N] [--float]

Without options it is the part `scoring` of `python -m bench`.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure, told
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


def derive(result: Result) -> int:
    return sum(1 for key in result.keys("unit") for _ in steps(explain(result, "unit", key, "等次")))


def measured(units: int, targets: int, numbers: str) -> Iterator[Figure]:
    rows = invented(units, targets)
    began = time.perf_counter()
    scheme = read_scheme(SCHEME.read_text("utf-8")).scheme
    assert scheme is not None
    read = time.perf_counter()
    facts = read_facts(scheme, rows)
    gathered = time.perf_counter()
    result = evaluate(scheme, facts, numbers=numbers)
    result.published()
    scored = time.perf_counter()
    count = derive(result)
    derived = time.perf_counter()
    size = f"{units} units, {targets} targets"
    yield Figure("scoring: reading and checking a scheme", read - began, "s")
    yield Figure(f"scoring: reading the facts of {size}", gathered - read, "s")
    yield Figure(f"scoring: {size}, {numbers} numbers", scored - gathered, "s")
    yield Figure(f"scoring: every derivation, {count} steps", derived - scored, "s")
    yield Figure("scoring: peak memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB")


def main() -> bool:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--units", type=int, default=110)
    options.add_argument("--targets", type=int, default=5000)
    options.add_argument("--float", action="store_true")
    chosen = options.parse_args()
    return told(measured(chosen.units, chosen.targets, "float" if chosen.float else "exact"))


if __name__ == "__main__":
    sys.exit(not main())

"""Scoring 110 units with 5,000 targets, after start-up: python -m bench.scoring [--targets N] [--units N] [--float]

Without options it is the part `scoring` of `python -m bench`.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure, told
from gangmu.scoring import Result, Step, evaluate, explain, read_facts, read_scheme

SCHEME = Path(__file__).parent.parent / "schemes" / "county-2013" / "scheme.yaml"
PUBLISHED = ("总分", "等次", "名次", "受奖")
EXPLAINED = 0.15
# How far above n log n a growth may be measured on a machine that others use too.
GROWTH = 1.25
# Targets, numbers, and the most seconds and MB that are allowed for it.
LARGE = [(250_000, "exact", None, None), (1_000_000, "exact", 12.0, 3072.0), (1_000_000, "float", 1.0, None)]
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


def units_for(targets: int) -> int:
    """110 units have 5,000 targets; more targets come with more units."""
    return max(110, targets * 110 // 5000)


def steps(top: Step) -> Iterator[Step]:
    """A step and all below it, as often as they occur."""
    waiting = [top]
    while waiting:
        step = waiting.pop()
        yield step
        waiting.extend(step.children)


def derive(result: Result, *, read: bool) -> int:
    """How many steps every unit's grade comes from; with `read` every text of every step is asked for as well."""
    count = 0
    for key in result.keys("unit"):
        for step in steps(explain(result, "unit", key, "等次")):
            count += 1
            if read:
                assert step.texts is not None
    return count


def measured(units: int, targets: int, numbers: str) -> Iterator[Figure]:
    """Seconds of the processor: one thread computes, and others may use the machine too."""
    rows = invented(units, targets)
    began = time.process_time()
    scheme = read_scheme(SCHEME.read_text("utf-8")).scheme
    assert scheme is not None
    read = time.process_time()
    facts = read_facts(scheme, rows)
    gathered = time.process_time()
    result = evaluate(scheme, facts, numbers=numbers)
    result.published()
    scored = time.process_time()
    explained = [explain(result, "unit", key, column) for key in result.keys("unit") for column in PUBLISHED]
    assert all(step.texts is not None for step in explained)
    opened = time.process_time()
    count = derive(result, read=False)
    derived = time.process_time()
    derive(result, read=True)
    told_all = time.process_time()
    size = f"{units} units, {targets} targets"
    bar = EXPLAINED if (targets, numbers) == (5000, "exact") else None
    yield Figure("scoring: reading and checking a scheme", read - began, "s")
    yield Figure(f"scoring: reading the facts of {size}", gathered - read, "s")
    yield Figure(f"scoring: {size}, {numbers} numbers", scored - gathered, "s")
    yield Figure(f"scoring: {len(explained)} published values explained in words", opened - scored, "s")
    yield Figure("scoring: facts, scores and those explanations together", opened - read, "s", bar)
    yield Figure(f"scoring: every unit's grade down to the last fact, {count} steps built", derived - opened, "s")
    whole = derived - opened + scored - read
    yield Figure("scoring: facts, scores and all these steps together", whole, "s", bar)
    yield Figure("scoring: the same steps, and every text of theirs read", told_all - derived, "s")
    yield Figure("scoring: peak memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB")


def at_size() -> Iterator[Figure]:
    """Each in a process of its own, so that memory is its own; float has its facts read already.

    Time of the CPU is held to the bar, which says the same on a busy machine and on an idle one: one thread computes.
    """
    seconds: dict[int, float] = {}
    for targets, numbers, bar, memory in LARGE:
        command = [sys.executable, "-m", "bench.scoring_at_size", str(targets), numbers]
        told_figures = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        name = f"scoring: {targets:,} targets, {numbers} numbers"
        parts = ("scoring",) if numbers == "float" else ("facts", "scoring", "published")
        cpu, clock = (sum(told_figures[part + kind] for part in parts) for kind in ("_cpu", ""))
        what = "every column" if numbers == "float" else "facts, every column, published values"
        yield Figure(f"{name}: {what} ({clock:.1f} s on the clock)", cpu, "s", bar)
        if numbers == "exact":
            seconds[targets] = cpu
        yield Figure(f"{name}: peak memory", told_figures["memory"], "MB", memory)
    small, large = min(seconds), max(seconds)
    allowed = large * math.log(large) / (small * math.log(small))
    yield Figure(
        f"scoring: times longer for {large / small:g} times the targets",
        seconds[large] / seconds[small],
        "",
        GROWTH * allowed,
    )


def main() -> bool:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--units", type=int, default=110)
    options.add_argument("--targets", type=int, default=5000)
    options.add_argument("--float", action="store_true")
    chosen = options.parse_args()
    good = told(measured(chosen.units, chosen.targets, "float" if chosen.float else "exact"))
    return told(at_size()) and good if len(sys.argv) == 1 else good


if __name__ == "__main__":
    sys.exit(not main())

"""How many goals of work reports are found, and how many that are found are none: python -m bench.reports [FILE …]

A file has one JSON object a line: place, year, document, rules ("written on" when the rules were written with this text
in view, else "held out"), sentences, goals as [name, relation, value, unit]. The published one quotes the sentences
with numbers of four provinces' reports of 2025 and passages of cities and counties; goals were marked by hand.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import django
from django.conf import settings

from bench.figures import Figure, told

PUBLISHED = Path(__file__).parents[1] / "tests" / "data" / "published" / "work_report_goals.jsonl"
ALIKE = 0.5
"""Share of the shorter name's pairs of signs by which two names are one."""
LONG = 150_000
"""Signs of a report of 200 pages."""


def pairs(name: str) -> set[str]:
    bare = re.sub(r"[“”、的和及()（）]", "", name)
    return {bare[at : at + 2] for at in range(len(bare) - 1)} or {bare}


def same(found: object, goal: Sequence[str]) -> bool:
    """The same value under nearly the same name; how it is meant is counted apart."""
    name, _relation, value, _unit = goal
    given = found.value  # type: ignore[attr-defined]
    equal = (value == "") if given is None else (value != "" and abs(given) == Decimal(value))
    one, other = pairs(found.name), pairs(name)  # type: ignore[attr-defined]
    return equal and len(one & other) / min(len(one), len(other)) >= ALIKE


def measure(texts: list[dict]) -> tuple[int, int, int, int]:
    """(goals, found, candidates, found with another relation) of all these texts."""
    from gangmu.targets.texts.candidates import candidates

    goals = hits = proposed = otherwise = 0
    for text in texts:
        found = [one for line in text["sentences"] for one in candidates(line, year=text["year"]) if one.year is None]
        proposed += len(found)
        for goal in text["goals"]:
            goals += 1
            hit = next((one for one in found if same(one, goal)), None)
            if hit:
                found.remove(hit)
                hits += 1
                otherwise += hit.relation != goal[1]
    return goals, hits, proposed, otherwise


def figures(files: Sequence[Path]) -> Iterator[Figure]:
    texts = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
    by_rules = defaultdict(list)
    for text in texts:
        by_rules[text["rules"]].append(text)
    for rules, some in by_rules.items():
        goals, hits, proposed, otherwise = measure(some)
        held = rules == "held out"
        yield Figure(f"goals missed, of {goals} ({rules})", 100 - 100 * hits / goals, "%", 10 if held else None)
        wrong = 100 - 100 * hits / proposed
        yield Figure(f"candidates that are no goal, of {proposed} ({rules})", wrong, "%", 15 if held else None)
        yield Figure(f"goals found with another relation ({rules})", 100 * otherwise / hits, "%")
    yield speed(texts)


def speed(texts: list[dict]) -> Figure:
    from gangmu.targets.texts.candidates import candidates
    from gangmu.targets.texts.items import items

    lines = [line for text in texts for line in text["sentences"]]
    lines *= LONG // sum(map(len, lines)) + 1
    began = time.perf_counter()
    for item in items(lines, year=2025):
        candidates(item.text, year=2025)
    return Figure("reading a report of 200 pages into candidates", time.perf_counter() - began, "s", 3.0)


def main() -> bool:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("files", nargs="*", type=Path, metavar="FILE")
    settings.configure(USE_I18N=False)
    django.setup()
    return told(figures(options.parse_args().files or [PUBLISHED]))


if __name__ == "__main__":
    sys.exit(not main())

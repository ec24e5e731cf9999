"""How far seasonal layouts were from what came, on official series: python -m bench.season [FILE …]

Each year of a series is laid out from the years before it alone; the error is that of the year-end value implied by
each published month. Without a file the series of tests/data/published are taken. A file has a row a value (series,
place, indicator, unit, kind, month, value) or a row a year (place, indicator, unit, kind, year, 1 … 12); lines that
begin with # are not read. Kinds are those that the published file explains.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np

from bench.figures import Figure, told
from gangmu.forecast import Kind, Season, Series, Similar, Way, errors_of, season

PUBLISHED = Path(__file__).parents[1] / "tests" / "data" / "published" / "official_monthly_series.csv"
KINDS = {
    "cumulative": Kind.CUMULATIVE,
    "cumulative_carryover": Kind.CUMULATIVE,
    "monthly": Kind.MONTHLY,
    "monthly_signed": Kind.MONTHLY,
    "monthly_no_jan_feb": Kind.MONTHLY,
    "monthly_janfeb_merged": Kind.MONTHLY,
    "level": Kind.LEVEL,
    "index_yoy": Kind.GROWTH_MONTHLY,
    "growth_monthly": Kind.GROWTH_MONTHLY,
    "growth_cumulative": Kind.GROWTH_CUMULATIVE,
}
GROUPS = {
    "floor space under construction": ("施工面积",),
    "real-estate investment, growth": ("房地产投资累计增长", "房地产住宅投资累计增长"),
    "real-estate investment": ("房地产",),
    "retail sales": ("消费品零售额", "社会消费品零售总额"),
    "imports and exports": ("出口", "进口"),
    "new loans and social financing": ("新增人民币贷款", "社会融资规模", "社融-人民币贷款"),
}
KIND_GROUPS = {
    "monthly_signed": "financing that may shrink",
    "level": "money, at the end of the month",
    "growth_monthly": "growth of the month",
    "growth_cumulative": "growth of the cumulative",
    "index_yoy": "price indices",
}
FIRST_YEAR, HISTORY, LEAST_UNITS = 2000, 2, 5
SHOWN_MONTHS = (2, 3, 6, 9)
PLACES = tuple[str, str, str]


def series_of(file: Path) -> dict[PLACES, Series]:
    """(place, indicator, kind) → series."""
    values: dict[PLACES, dict[tuple[int, int], float]] = defaultdict(dict)
    merged: dict[PLACES, set[tuple[int, int]]] = defaultdict(set)
    for row in csv.DictReader(line for line in file.read_text("utf-8-sig").splitlines() if not line.startswith("#")):
        name = row["place"], row["indicator"], row["kind"]
        for year, month, value in _values(row):
            values[name][year, month] = value
            if month == 2 and row["kind"] == "monthly_janfeb_merged":
                merged[name].add((year, 2))
    return {name: Series(KINDS[name[2]], held, frozenset(merged[name])) for name, held in values.items()}


def _values(row: Mapping[str, str]) -> Iterator[tuple[int, int, float]]:
    if "month" in row:
        year, months = row["month"].split("-")
        yield int(year), int(months.split("/")[-1]), float(row["value"])
        return
    for month in range(1, 13):
        if row[str(month)]:
            yield int(row["year"]), month, float(row[str(month)])


def group_of(name: PLACES) -> str:
    _place, indicator, kind = name
    named = (group for group, words in GROUPS.items() if any(word in indicator for word in words))
    by_kind = KIND_GROUPS.get(kind, "")
    return by_kind or next(named, indicator)


def tried(every: Mapping[PLACES, Series]) -> Iterator[tuple[str, Season, Mapping[str, list[tuple[int, float]]]]]:
    """Every year that has two before it: group, what was proposed, and by layout the (month, error) of each."""
    alike: dict[tuple[str, str], list[tuple[PLACES, Series]]] = defaultdict(list)
    for name, one in every.items():
        alike[name[1:]].append((name, one))
    for units in alike.values():
        curves = [(name, one, one.curves()) for name, one in units]
        for year in sorted({year for _name, _one, found in curves for year in found if year >= FIRST_YEAR}):
            similar = (
                Similar(units[0][1].kind, year, [one for _name, one in units]) if len(units) >= LEAST_UNITS else None
            )
            for name, one, found in curves:
                if year in found and year - 1 in found and sum(before < year for before in found) >= HISTORY:
                    proposed = season(one, year, similar)
                    errors = {
                        label: list(enumerate(errors_of(one.kind, parts, found[year]), start=1))
                        for label, parts in [*proposed.ways.items(), ("proposed", proposed.parts)]
                    }
                    yield group_of(name), proposed, errors


def table(every: Mapping[PLACES, Series]) -> bool:
    """Print a row a group; True when no group misses the bar."""
    errors: dict[str, dict[str, list[tuple[int, float]]]] = defaultdict(lambda: defaultdict(list))
    ways: dict[str, Counter[str]] = defaultdict(Counter)
    scale: dict[str, float] = {}
    for group, proposed, found in tried(every):
        ways[group][proposed.way] += 1
        scale[group] = 1 if proposed.kind.in_points else 100
        for way, pairs in found.items():
            errors[group][way] += pairs
    heads = [f"month {month}" for month in SHOWN_MONTHS]
    print(f"| proposed / last year's / twelfths | years | {' | '.join(heads)} | all months | proposed | |")
    print(f"| --- | ---: | {'---: | ' * len(heads)}---: | --- | --- |")
    told_all = [_told(group, errors[group], scale[group], ways[group]) for group in errors]
    return all(told_all)


def _told(group: str, found: Mapping[str, list[tuple[int, float]]], scale: float, ways: Counter[str]) -> bool:
    names = ("proposed", str(Way.LAST_YEAR), str(Way.TWELFTHS))

    def middle(month: int | None) -> list[float]:
        return [_middle((error for at, error in found[name] if month in (None, at)), scale) for name in names]

    own, last, even = middle(None)
    seasonal = last < even
    worse = own / min(last, even)
    verdict = "ok" if worse < 1 or (worse <= 1 and not seasonal) else "not better" if worse <= 1.1 else "MISSED"
    cells = [" / ".join(f"{one:.2f}" for one in middle(month)) for month in (*SHOWN_MONTHS, None)]
    chosen = ", ".join(f"{way} {count}" for way, count in ways.most_common())
    unit = "%" if scale == 100 else "points"
    print(f"| {group}, {unit} | {ways.total()} | {' | '.join(cells)} | {chosen} | {verdict} |", flush=True)
    return verdict != "MISSED"


def _middle(errors: Iterable[float], scale: float) -> float:
    found = list(errors)
    return float(np.nanmedian(found)) * scale if found else float("nan")


def speed() -> Iterator[Figure]:
    """5,000 targets laid out: 50 indicators of 100 units with five years each."""
    rng = np.random.default_rng(2026)
    began = time.perf_counter()
    for _indicator in range(50):
        shape = np.cumsum(rng.dirichlet(np.full(12, 40.0)))
        units = []
        for _unit in range(100):
            courses = {(year, month + 1): value for year in range(2021, 2026)
                       for month, value in enumerate(1000 * shape * rng.normal(1, 0.03, 12))}  # fmt: skip
            units.append(Series(Kind.CUMULATIVE, courses))
        similar = Similar(Kind.CUMULATIVE, 2026, units)
        for one in units:
            season(one, 2026, similar)
    yield Figure("seasonal layout of 5000 targets", time.perf_counter() - began, "s", 10.0)


def main() -> bool:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("files", nargs="*", type=Path, metavar="FILE")
    good = told(speed())
    print()
    every: dict[PLACES, Series] = {}
    for file in options.parse_args().files or [PUBLISHED]:
        every |= series_of(file)
    return table(every) and good


if __name__ == "__main__":
    sys.exit(not main())

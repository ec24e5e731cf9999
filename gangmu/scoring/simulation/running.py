"""Simulation: how robust the places are when weights, parameters or year-end values are other than stated."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from gangmu.scoring.evaluation.results import Result, group_of
from gangmu.scoring.facts.tables import Facts
from gangmu.scoring.schemes.headline import Headline, headline
from gangmu.scoring.schemes.scheme import Scheme
from gangmu.scoring.simulation.drawing import Outcome, Progress, drawn, moved_cells
from gangmu.scoring.simulation.messages import say
from gangmu.scoring.simulation.plan import BadPlan, Plan, check_draws
from gangmu.scoring.simulation.replicas import Still
from gangmu.scoring.values.numbers import Array

# Draws in which one source alone varies.
ALONE = 200
BINS = 20


@dataclass(frozen=True)
class UnitSpread:
    """Where one unit comes: its place as the facts are, then over all draws.

    `first`, `last`, `grades` and `awards` are shares of the draws, from 0 to 1; `ranked` the share in which it had a
    place at all. Places are None when it never had one. `group` is what it is ranked within, empty when all are.
    """

    key: str
    name: str
    group: str
    now: float | None
    mean: float | None
    low: float | None
    p5: float | None
    median: float | None
    p95: float | None
    high: float | None
    first: float
    last: float
    ranked: float
    grades: tuple[tuple[str, float], ...]
    awards: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Influence:
    """How much one source matters.

    `moved` is the average shift in rank when it alone varies: the mean of |place − place now| over units and draws.
    `explained` is its first-order sensitivity index: the share of the variance of places, summed over units, that its
    value explains while all vary; a column of facts has none, as it is many numbers.
    """

    source: str
    explained: float | None
    moved: float


@dataclass(frozen=True)
class Simulation:
    """`moved` is how many places a unit stands from its place now, on average over units and draws."""

    scheme: Scheme
    plan: Plan
    draws: int
    seed: int
    head: Headline
    units: tuple[UnitSpread, ...]
    influences: tuple[Influence, ...]
    moved: float

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON and pages."""
        return {
            "scheme": self.scheme.title, "digest": self.scheme.digest, "draws": self.draws, "seed": self.seed,
            "rank": self.head.rank, "total": self.head.total, "grade": self.head.grade,
            "varied": [{"parameter": r.name, "low": r.low, "high": r.high} for r in self.plan.ranges]
            + [{"column": s.name, "spread": s.width} for s in self.plan.spreads],
            "kept_sums": [list(names) for names in self.plan.kept_sums],
            "moved": self.moved,
            "units": [
                {
                    "key": u.key, "name": u.name, "group": u.group, "now": u.now, "mean": u.mean, "min": u.low,
                    "p5": u.p5, "median": u.median, "p95": u.p95, "max": u.high, "first": u.first, "last": u.last,
                    "ranked": u.ranked, "grades": dict(u.grades), "awards": dict(u.awards),
                }
                for u in self.units
            ],
            "influences": [{"source": i.source, "explained": i.explained, "moved": i.moved} for i in self.influences],
        }  # fmt: skip


def simulate(
    scheme: Scheme, facts: Facts, plan: Plan, *, draws: int = 1000, seed: int = 1, language: str = "zh",
    done: Progress = lambda _: None,
) -> Simulation:  # fmt: skip
    """Draws what the plan lets vary, scores every draw with floats, and tells how the places spread.

    The seed decides everything: the same scheme, facts, plan, draws and seed give the same result. Raises BadPlan.
    `done` is told of every batch how many draws it has; `draws_of` says how many there will be.
    """
    check_draws(draws, facts.tables[scheme.unit_table].size, language=language)
    head = headline(scheme)
    if not head.total and not head.rank:
        raise BadPlan([say(language, "no total")])
    now = _now(scheme, facts, head)
    if np.isnan(now.ranks).all():
        raise BadPlan([say(language, "no units")])
    whole, alone = np.random.default_rng(seed).spawn(2)
    still = Still(scheme, facts, frozenset(each.name for each in plan.ranges), moved_cells(plan))
    outcome = drawn(still, plan, head, draws, whole, done)
    influences = _influences(scheme, facts, plan, head, (now, outcome, alone, min(draws, ALONE)), done)
    units = _units(still, head, now.ranks[0], outcome)
    return Simulation(scheme, plan, draws, seed, head, units, influences, _moved(outcome.ranks, now.ranks))


def draws_of(plan: Plan, draws: int) -> int:
    """How many draws a simulation makes: those asked for, and those in which one source alone varies."""
    return draws + (len(plan.ranges) + len(plan.spreads)) * min(draws, ALONE)


def _now(scheme: Scheme, facts: Facts, head: Headline) -> Outcome:
    """The one draw in which nothing varies."""
    return drawn(Still(scheme, facts, frozenset(), frozenset()), Plan(), head, 1, np.random.default_rng(0))


def _moved(ranks: Array, now: Array) -> float:
    gaps = np.abs(ranks - now)
    return float(np.nanmean(gaps)) if not np.isnan(gaps).all() else 0.0


def _units(still: Still, head: Headline, now: Array, outcome: Outcome) -> tuple[UnitSpread, ...]:
    """Group by group in the order of the facts, first to last inside."""
    groups = _groups(still, head)
    first = {group: position for position, group in reversed(list(enumerate(groups)))}
    order = sorted(range(len(now)), key=lambda i: (first[groups[i]], np.isnan(now[i]), now[i]))
    return tuple(_unit(still, head, float(now[i]), outcome, i, groups[i]) for i in order)


def _groups(still: Still, head: Headline) -> list[str]:
    result = Result(still)
    return [group_of(result, key, head.group) for key in still.facts.tables[still.scheme.unit_table].keys]


def _unit(still: Still, head: Headline, now: float, outcome: Outcome, row: int, group: str) -> UnitSpread:
    table = still.facts.tables[still.scheme.unit_table]
    ranks, grades = outcome.ranks[:, row], outcome.grades[:, row]
    known = np.sort(ranks[~np.isnan(ranks)])
    low, p5, median, p95, high = (_level(known, share) for share in (0, 0.05, 0.5, 0.95, 1))
    return UnitSpread(
        table.keys[row], table.names[row], group, None if np.isnan(now) else now,
        float(np.mean(known, dtype=np.float64)) if len(known) else None, low, p5, median, p95, high,
        float(np.mean(ranks == 1)), float(np.mean(outcome.last[:, row])), len(known) / len(ranks),
        tuple((grade, float(np.mean(grades == place))) for place, grade in enumerate(head.scale)),
        tuple((name, float(np.mean(outcome.awards[name][:, row]))) for name in head.awards),
    )  # fmt: skip


def _level(ordered: Array, share: float) -> float | None:
    """The smallest place that at least this share of the draws does not exceed: a place that did occur."""
    return float(ordered[max(0, math.ceil(share * len(ordered)) - 1)]) if len(ordered) else None


def _influences(
    scheme: Scheme, facts: Facts, plan: Plan, head: Headline,
    known: tuple[Outcome, Outcome, np.random.Generator, int], done: Progress,
) -> tuple[Influence, ...]:  # fmt: skip
    now, outcome, random, draws = known
    singles = list(plan.alone(scheme))
    found = []
    for (source, single), child in zip(singles, random.spawn(len(singles)), strict=True):
        still = Still(scheme, facts, frozenset(each.name for each in single.ranges), moved_cells(single))
        ranks = drawn(still, single, head, draws, child, done).ranks
        explained = _explained(outcome.ranks, outcome.parameters[source]) if single.ranges else None
        found.append(Influence(source, explained, _moved(ranks, now.ranks)))
    return tuple(sorted(found, key=lambda each: (-each.moved, each.source)))


def _explained(ranks: Array, values: Array) -> float:
    """Share of the variance of places, over all units, that lies between slices of the parameter's range.

    Slices of equally many draws; what slices of pure chance would explain is taken off.
    """
    bins = min(BINS, len(values) // 10)
    whole = ranks[:, ~np.isnan(ranks).any(axis=0)].astype(np.float64)
    total = float(((whole - whole.mean(axis=0)) ** 2).sum()) if whole.size else 0.0
    if bins < 2 or total == 0:
        return 0.0
    slices = np.array_split(np.argsort(values, kind="stable"), bins)
    gaps = np.array([whole[rows].mean(axis=0) - whole.mean(axis=0) for rows in slices])
    between = float((gaps**2 * np.array([[len(rows)] for rows in slices])).sum())
    chance = (total - between) / (len(values) - bins) * (bins - 1)
    return float(min(1.0, max(0.0, (between - chance) / total)))

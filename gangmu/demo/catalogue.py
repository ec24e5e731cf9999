"""The demo's lists as they stand in `data/`: units, people, and the targets of the city and of every district."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

CITY = "yunzhou"
CITY_NAME = "云州市人民政府"


@dataclass(frozen=True)
class UnitLine:
    """A municipal unit or a district; `share` is what part of the city a district is, 0 for others."""

    code: str
    name: str
    short_name: str
    group: str
    share: Decimal = Decimal(0)


@dataclass(frozen=True)
class PersonLine:
    username: str
    name: str
    role: str
    unit: str
    title: str


@dataclass(frozen=True)
class TargetLine:
    """A target as listed: Chinese words for category and kind, numbers as decimals, `season` the name of its course."""

    unit: str
    category: str
    kind: str
    name: str
    measure: str = ""
    baseline: Decimal | None = None
    goal: Decimal | None = None
    stretch: Decimal | None = None
    lower: bool = False
    latest: bool = False
    season: str = ""
    actual: Decimal | None = None  # what was reached in December, where that is known beforehand


@cache
def departments() -> tuple[UnitLine, ...]:
    with resources.files(__package__).joinpath("data/units.csv").open(encoding="utf-8") as file:
        return tuple(
            UnitLine(row["code"], row["name"], row["short_name"], row["group"]) for row in csv.DictReader(file)
        )


@cache
def districts() -> tuple[UnitLine, ...]:
    return tuple(
        UnitLine(code, name, short_name, group, Decimal(share))
        for code, name, short_name, group, share in _lines("districts.txt")
    )


@cache
def people() -> tuple[PersonLine, ...]:
    return tuple(
        PersonLine(username, name, role, unit, title) for username, name, role, unit, title in _lines("people.txt")
    )


@cache
def municipal_targets() -> tuple[TargetLine, ...]:
    return tuple(_target(cells) for cells in _lines("targets.txt"))


@cache
def district_targets() -> tuple[TargetLine, ...]:
    """The same list for every district, in proportion to its share of the city."""
    rows = list(_lines("district_targets.txt"))
    return tuple(_of_district(cells, district, at) for district in districts() for at, cells in enumerate(rows))


def _lines(name: str) -> Iterator[list[str]]:
    text = resources.files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split("|")


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _target(cells: list[str]) -> TargetLine:
    unit, category, kind, name, measure, baseline, goal, stretch, remarks = cells
    return TargetLine(
        unit,
        category,
        kind,
        name,
        measure,
        _number(baseline),
        _number(goal),
        _number(stretch),
        **_remarks(remarks),
    )


def _remarks(text: str) -> dict[str, Any]:
    words = text.split()
    season = [word for word in words if word not in ("越小越好", "时点数", "每区相同")]
    return {"lower": "越小越好" in words, "latest": "时点数" in words, "season": season[0] if season else ""}


def _of_district(cells: list[str], district: UnitLine, at: int) -> TargetLine:
    category, kind, name, measure, baseline, growth, remarks = cells
    name = f"{district.name}{name}"
    if not baseline:
        return TargetLine(district.code, category, kind, name)
    alike = "时点数" in remarks or "每区相同" in remarks
    digits = Decimal(1) if measure in ("人", "天") else Decimal("0.1")
    last = (Decimal(baseline) * (1 if alike else district.share / 100)).quantize(digits)
    tilt = Decimal((hash_of(district.code) + at) % 5 - 2) / 5
    goal = (last * (1 + (Decimal(growth) + tilt) / 100)).quantize(digits)
    return TargetLine(district.code, category, kind, name, measure, last, max(goal, last), **_remarks(remarks))


def hash_of(text: str) -> int:
    """A small number that depends on the text alone (Python's own hash changes from run to run)."""
    return sum(text.encode())

"""An issued plan of the cast's city with four targets, October verified, and the demo city's scheme."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from gangmu.assessment import actions
from gangmu.assessment.models import Assessment, Scheme
from gangmu.base.models import Installation
from gangmu.demo.history import HistoryRow, Step, take_over_history
from gangmu.progress import actions as progress
from gangmu.targets.models import Assignment, Plan, Target
from gangmu.targets.states import Category, Direction, Kind, Part, PlanState
from tests.targets.making import make_target

SCHEME = (Path(__file__).parents[2] / "schemes/city-demo/scheme.yaml").read_text(encoding="utf-8")
OCTOBER = dt.date(2026, 10, 1)
# code, kind, category, points, goal, direction, who does what, value verified of each reporting unit
TARGETS: list[tuple[str, str, str, int, int | None, str, dict[str, str], dict[str, str]]] = [
    ("T1", Kind.QUANTITATIVE, Category.KEY, 20, 100, Direction.HIGHER, {"jyj": Part.LEAD, "swj": Part.COOPERATING},
     {"jyj": "125"}),
    ("T2", Kind.QUALITATIVE, Category.ROUTINE, 10, None, Direction.HIGHER, {"jyj": Part.LEAD}, {"jyj": "80"}),
    ("T3", Kind.QUANTITATIVE, Category.KEY, 10, 10, Direction.LOWER, {"swj": Part.LEAD, "donghu": Part.RESPONSIBLE},
     {"swj": "12.5", "donghu": "9"}),
    ("T4", Kind.PROJECT, Category.STABILITY, 5, None, Direction.HIGHER, {"donghu": Part.LEAD}, {"donghu": "70"}),
]  # fmt: skip


@pytest.fixture
def plan(city) -> Plan:
    return Plan.objects.create(
        unit=city.unit["city"],
        year=2026,
        title="2026年度目标体系",
        state=PlanState.ISSUED,
        issued_at=timezone.now(),
        issued_by=city.people["office"],
    )


@pytest.fixture
def targets(plan, city) -> dict[str, Target]:
    """The targets of TARGETS with their parts; 统计局 monitors."""
    made = {}
    for code, kind, category, points, goal, direction, parts, _values in TARGETS:
        target = make_target(
            plan, code, name=f"目标{code}", kind=kind, category=category, points=Decimal(points),
            goal=None if goal is None else Decimal(goal), unit_of_measure="亿元" if goal else "", direction=direction,
        )  # fmt: skip
        for unit, part in {**parts, "tjj": Part.MONITORING}.items():
            Assignment.objects.create(target=target, unit=city.unit[unit], part=part)
        made[code] = target
    return made


@pytest.fixture
def october(plan, city) -> Any:
    by = city.people["office"]
    return progress.open_period(by=by, plan=plan, month=OCTOBER, opens=dt.date(2026, 10, 15), due=dt.date(2026, 10, 28))


@pytest.fixture
def verified(plan, city, targets, october):
    """`verified()` verifies October of every target; `verified(skip={"T2"})` leaves some out; `late` hands in later."""

    def write(*, skip: frozenset[str] | set[str] = frozenset(), late: int = 0) -> None:
        at = timezone.make_aware(dt.datetime(2026, 10, 28 if late else 20, 10)) + dt.timedelta(days=late)
        rows = [
            HistoryRow(targets[code], city.unit[unit], OCTOBER, Decimal(value), steps=steps(city, at))
            for code, *_rest, values in TARGETS
            if code not in skip
            for unit, value in values.items()
        ]
        Installation.objects.update_or_create(pk=1, defaults={"is_demo": True})  # else nobody writes for others
        take_over_history(by=city.people["office"], plan=plan, rows=rows)

    return write


def steps(city, at):
    reporter, head, monitor = (city.people[name] for name in ("reporter", "head", "monitor"))
    hour = dt.timedelta(hours=1)
    return [
        Step("submit", reporter, at),
        Step("approve", head, at + hour),
        Step("verify", monitor, at + 2 * hour),
    ]


@pytest.fixture
def scheme(city) -> Scheme:
    return actions.add_scheme(unit=city.unit["city"], year=2026, text=SCHEME, by=city.people["office"])


@pytest.fixture
def assessment(plan, scheme, targets, city) -> Assessment:
    return actions.create_assessment(plan=plan, scheme=scheme, title="2026年度考核", by=city.people["assessor"])


@pytest.fixture
def run(assessment, city):
    """`run()` scores October once more."""

    def compute(month: dt.date = OCTOBER):
        assessment.refresh_from_db()
        return actions.run_assessment(
            assessment=assessment, version=assessment.version, month=month, by=city.people["assessor"]
        )

    return compute

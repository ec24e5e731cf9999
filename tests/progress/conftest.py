"""An issued plan of the cast's city: targets of its bureaus, and the months of the year."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from gangmu.base.periods import month_end
from gangmu.progress import actions
from gangmu.progress.models import Report, ReportingPeriod
from gangmu.targets.models import Assignment, Plan, Target
from gangmu.targets.states import Kind, Part, PlanState
from tests.targets.making import make_target


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
def add_target(plan, city):
    """`add_target("MB-9", "jyj", monitor="tjj", goal=100)` is a cumulative target with quarterly nodes."""

    def add(code: str, lead: str = "jyj", *, monitor: str | None = "tjj", nodes: bool = True, **fields: Any) -> Target:
        values: dict[str, Any] = {"name": f"目标{code}", "kind": Kind.QUANTITATIVE, "unit_of_measure": "亿元"}
        values |= {"goal": Decimal(120)} | fields
        values["goal"] = values["goal"] if values["goal"] is None else Decimal(values["goal"])
        whole, due = values["goal"], {}
        if nodes and whole is not None:
            due = {month_end(2026, 3 * quarter): whole * quarter / 4 for quarter in (1, 2, 3, 4)}
        target = make_target(plan, code, nodes=due, **values)
        Assignment.objects.create(target=target, unit=city.unit[lead], part=Part.LEAD)
        if monitor:
            Assignment.objects.create(target=target, unit=city.unit[monitor], part=Part.MONITORING)
        return target

    return add


@pytest.fixture
def target(add_target) -> Target:
    return add_target("MB-1", name="教育投入")


@pytest.fixture
def months(plan, city) -> dict[int, ReportingPeriod]:
    """Month → period, due on the fifth of the next month."""
    made = actions.open_year(by=city.people["office"], plan=plan, rule=actions.DueRule(5))
    return {period.month.month: period for period in made}


@pytest.fixture
def save(city, target, months):
    """`save(value=80)` writes the October report of the first target as its reporter."""

    def write(
        month: int = 10, *, of: Target | None = None, unit: str = "jyj", by: str = "reporter", **typed: Any
    ) -> Report:
        found = Report.objects.filter(target=of or target, unit=city.unit[unit], period=months[month]).first()
        if "value" in typed and typed["value"] is not None:
            typed["value"] = Decimal(str(typed["value"]))
        return actions.save_report(
            by=city.people[by],
            period=months[month],
            target=of or target,
            unit=city.unit[unit],
            version=found.version if found else 0,
            **typed,
        )

    return write


@pytest.fixture
def submit(city, save):
    def write(month: int = 10, *, by: str = "reporter", jump_reason: str | None = None, **typed: Any) -> Report:
        report = save(month, by=by, **typed)
        return actions.submit_report(by=city.people[by], report=report, version=report.version, jump_reason=jump_reason)

    return write


@pytest.fixture
def approve(city, submit):
    def write(month: int = 10, *, head: str = "head", **typed: Any) -> Report:
        report = submit(month, **typed)
        return actions.approve_report(by=city.people[head], report=report, version=report.version)

    return write


@pytest.fixture
def verify(city, approve):
    def write(
        month: int = 10, *, verifier: str = "monitor", official: Any = None, note: str = "", **typed: Any
    ) -> Report:
        report = approve(month, **typed)
        return actions.verify_report(
            by=city.people[verifier],
            report=report,
            version=report.version,
            value=None if official is None else Decimal(str(official)),
            note=note,
        )

    return write

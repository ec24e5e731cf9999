"""A draft plan of the city with its source, and drafts of targets to put into it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from gangmu.targets import actions
from gangmu.targets.drafts import AssignmentDraft, NodeDraft, TargetDraft
from gangmu.targets.states import Kind, Part, SourceKind
from tests.conftest import YEAR


@pytest.fixture
def plan(city):
    return actions.create_plan(unit=city.unit["city"], year=YEAR, title="2026年度目标体系", by=city.people["office"])


@pytest.fixture
def source(city, plan):
    return actions.add_source(
        plan=plan, kind=SourceKind.WORK_REPORT, name="2026年政府工作报告", by=city.people["office"]
    )


@pytest.fixture
def draft(city, source):
    """`draft(name="…", goal=…)`: a complete quantitative target of 教育局, monitored by 统计局, changed as told."""

    def make(**changes) -> TargetDraft:
        whole = TargetDraft(
            name="新建、续建中小学",
            kind=Kind.QUANTITATIVE,
            points=Decimal(3),
            unit_of_measure="所",
            goal=Decimal(24),
            deadline=dt.date(YEAR, 12, 31),
            leader=city.people["leader"].pk,
            sources=(source.pk,),
            assignments=(
                AssignmentDraft(city.unit["jyj"].pk, Part.LEAD, city.people["reporter"].pk),
                AssignmentDraft(city.unit["tjj"].pk, Part.MONITORING),
            ),
            nodes=(NodeDraft(dt.date(YEAR, 6, 30), Decimal(10)), NodeDraft(dt.date(YEAR, 12, 31), Decimal(24))),
        )
        return replace(whole, **changes)

    return make


@pytest.fixture
def target(city, plan, draft):
    return actions.create_target(plan=plan, draft=draft(), by=city.people["office"])


@pytest.fixture
def issue(city, plan):
    """`issue()` issues the plan as it stands."""

    def act():
        plan.refresh_from_db()
        return actions.issue_plan(plan=plan, version=plan.version, by=city.people["office"], warnings_seen=True)

    return act


@pytest.fixture
def many(city, plan, draft):
    """`many(n)`: n targets of different names, units and kinds."""

    def add(count: int):
        units = [city.unit[code].pk for code in ("jyj", "swj", "fgw", "donghu")]
        rows = [
            draft(
                name=f"目标任务第 {number} 项",
                area=("教育", "经济", "")[number % 3],
                category=("key", "routine")[number % 2],
                assignments=(
                    AssignmentDraft(units[number % 4], Part.LEAD),
                    AssignmentDraft(units[(number + 1) % 4], Part.COOPERATING),
                    AssignmentDraft(city.unit["tjj"].pk, Part.MONITORING),
                ),
            )
            for number in range(1, count + 1)
        ]
        return actions.add_targets(plan=plan, rows=rows, by=city.people["office"])

    return add

"""Targets that are counted and targets that are described, from the plan to the report."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from gangmu.progress import actions as progress
from gangmu.progress.models import Report
from gangmu.targets import actions
from gangmu.targets.drafts import NodeDraft
from gangmu.targets.models import Target
from gangmu.targets.states import Kind

STAGE = "主体完工，通过消防验收"


@pytest.fixture
def both(city, plan, draft, issue) -> tuple[Target, Target]:
    """An issued plan with a counted and a described target of 教育局."""
    described = draft(
        name="建成市民服务中心",
        kind=Kind.QUALITATIVE,
        unit_of_measure="",
        goal=None,
        standard="建成并投入使用",
        nodes=(NodeDraft(dt.date(2026, 10, 31), Decimal(60), STAGE), NodeDraft(dt.date(2026, 12, 31), Decimal(100))),
    )
    counted, told = actions.add_targets(plan=plan, rows=[draft(), described], by=city.people["office"])
    issue()
    return Target.objects.get(pk=counted.pk), Target.objects.get(pk=told.pk)


@pytest.fixture
def october(city, plan, both):
    plan.refresh_from_db()
    month, opens, due = dt.date(2026, 10, 1), dt.date(2026, 11, 1), dt.date(2026, 11, 25)
    return progress.open_period(by=city.people["office"], plan=plan, month=month, opens=opens, due=due)


def test_row_0_5_quantitative_and_qualitative_targets_stand_side_by_side(as_, city, plan, both, october):
    listed = as_("office").get(f"/plans/{plan.pk}/").content.decode()
    assert all(one.name in listed for one in both)
    due = as_("reporter").get(reverse("progress:due")).content.decode()
    assert all(one.name in due for one in both)
    for target, value in zip(both, ("20", "70"), strict=True):
        progress.save_report(
            by=city.people["reporter"],
            period=october,
            target=target,
            unit=city.unit["jyj"],
            version=0,
            value=Decimal(value),
            words="进展顺利",
        )
    assert [str(one.value.normalize()) for one in Report.objects.order_by("target__code")] == ["2E+1", "7E+1"]
    pages = [as_("office").get(f"/plans/targets/{one.pk}/").content.decode() for one in both]
    assert "定量" in pages[0]
    assert "定性" in pages[1]
    assert "建成并投入使用" in pages[1]


def test_row_3_8_what_cannot_be_counted_has_an_objective_description_of_the_stage_result(as_, both, october):
    page = as_("reporter").get(f"/plans/targets/{both[1].pk}/").content.decode()
    assert STAGE in page
    asked = as_("reporter").get(reverse("progress:due")).content.decode()
    assert STAGE in asked

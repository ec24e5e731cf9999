"""按季节展开: a target names its indicator, its year is laid out by the season, and both yardsticks stand by name."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from gangmu.base.errors import Denied, Problems
from gangmu.base.models import Event
from gangmu.targets import actions, seasons
from gangmu.targets.drafts import AssignmentDraft, TargetDraft
from gangmu.targets.models import Node, Plan, Target
from gangmu.targets.states import Accumulation, Kind, Part
from tests.indicators.conftest import give, indicator

__all__ = ["give", "indicator"]
SPRING = (2, 5, 15, 30, 45, 55, 62, 70, 78, 86, 94, 100)


def text(response) -> str:
    return response.content.decode()


def rows(page: str, section: str) -> list[list[str]]:
    found = BeautifulSoup(page, "html.parser").select(f"{section} tbody tr")
    return [[cell.get_text(" ", strip=True) for cell in row.find_all("td")] for row in found]


@pytest.fixture
def draft(city):
    """A draft plan of 2026 with one target in 亿元 led by 发改委, goal 1,000."""

    def make(goal="1000", **values) -> Target:
        by = city.people["office"]
        plan = actions.create_plan(unit=city.unit["city"], year=2026, title="2026 年目标", by=by)
        usual = {"name": "固定资产投资", "goal": Decimal(goal), "unit_of_measure": "亿元", "points": Decimal(4)}
        usual |= {"deadline": dt.date(2026, 12, 31)}
        lead = (AssignmentDraft(city.unit["fgw"].pk, Part.LEAD),)
        return actions.create_target(plan=plan, draft=TargetDraft(**{**usual, **values}, assignments=lead), by=by)

    return make


@pytest.fixture
def measured(indicator, give):
    """固定资产投资 of the city, five years with their season, and this year until October."""
    made = indicator()
    for year in range(2021, 2026):
        give(made, "city", year, [share * 9 for share in SPRING])
    give(made, "city", 2026, [share * 8 for share in SPRING[:10]])
    return made


def test_row_0_4_decomposition_follows_the_season(as_, city, draft, measured):
    """Proposed against twelfths with the reason, edited, taken as nodes; then both yardsticks stand by name."""
    target, browser = draft(), as_("office")
    address = reverse("targets:target-season", args=[target.pk])
    asked = {"indicator": measured.pk, "measured": city.unit["city"].pk, "step": "month"}
    assert browser.get(address).context["form"]["indicator"].value() == measured.pk  # found by its name
    page = browser.get(address, asked)
    assert "“上年份额”推算全年的误差中位数 0.0%，序时 8.0%" in text(page)
    assert [row["planned"] for row in page.context["rows"]] == [str(share * 10) for share in SPRING]
    assert page.context["rows"][2]["even"] == "250"
    edited = asked | {"version": target.version, "baseline": "1", "planned-2026-03-31": "160"}
    assert browser.post(address, edited).status_code == 302
    target.refresh_from_db()
    terms = target.terms.get()
    planned = dict(terms.nodes.values_list("due__month", "planned"))
    assert planned == {month: share * 10 for month, share in enumerate(SPRING, 1)} | {3: 160}
    assert (target.indicator, target.measured, terms.baseline) == (measured, city.unit["city"], 900)
    plan = Plan.objects.get()
    actions.issue_plan(plan=plan, version=plan.version, warnings_seen=True, by=city.people["office"])
    shown = text(browser.get(reverse("targets:target", args=[target.pk])))
    assert rows(shown, "#yardsticks")[2] == ["3月", "250 · 25.0%", "150 · 15.0%", "120", "12.0%"]
    assert "前松后紧指数：按序时 0.22，按季节 0.20" in shown
    with pytest.raises(Denied):
        actions.lay_out_target(
            target=target, version=target.version, indicator=measured, measured=city.unit["city"], nodes=[],
            by=city.people["office"],
        )  # fmt: skip


def test_quarters_add_up_exactly_whatever_the_goal(as_, city, draft, measured):
    target = draft("1000.1")
    asked = {"indicator": measured.pk, "measured": city.unit["city"].pk, "step": "quarter"}
    address = reverse("targets:target-season", args=[target.pk])
    assert as_("office").post(address, asked | {"version": target.version}).status_code == 302
    nodes = list(Node.objects.filter(terms__target=target).order_by("due").values_list("due__month", "planned"))
    assert [month for month, _planned in nodes] == [3, 6, 9, 12]
    assert nodes[-1][1] == Decimal("1000.1")
    assert nodes[0][1] == pytest.approx(Decimal("150.0"), abs=Decimal("0.1"))


def test_before_a_deadline_in_the_year_all_of_it_lies_before(city, draft, measured):
    _laid, plan, _even = seasons.laid_out(measured, city.unit["city"].pk, 2026, Decimal(1000))
    nodes = seasons.nodes_by(plan, 2026, dt.date(2026, 6, 30), Decimal(1000))
    assert [(node.due.month, node.planned) for node in nodes][-2:] == [(5, Decimal("818.2")), (6, Decimal(1000))]


def test_the_second_of_two_is_told_and_what_was_typed_stays(as_, city, draft, measured):
    target = draft()
    asked = {"indicator": measured.pk, "measured": city.unit["city"].pk, "step": "quarter", "version": target.version}
    actions.update_target(target=target, version=target.version, values={"task": "改了"}, by=city.people["office"])
    page = as_("office").post(reverse("targets:target-season", args=[target.pk]), asked | {"planned-2026-03-31": "222"})
    assert page.status_code == 409
    assert 'value="222"' in text(page)
    assert not Node.objects.exists()


def test_a_number_that_is_none_is_told_at_its_month(as_, city, draft, measured):
    target = draft()
    asked = {"indicator": measured.pk, "measured": city.unit["city"].pk, "step": "quarter", "version": target.version}
    page = as_("office").post(
        reverse("targets:target-season", args=[target.pk]), asked | {"planned-2026-03-31": "很多"}
    )
    assert page.status_code == 422
    assert "很多" in text(page)
    assert not Node.objects.exists()


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"unit_of_measure": "万元"}, "目标按“万元”，指标按“亿元”"),
        ({"accumulation": Accumulation.LATEST}, "目标的口径是“时点数”，指标是“累计数”"),
    ],
)
def test_an_indicator_that_measures_something_else_is_refused(city, draft, measured, values, told):
    target = draft(**values)
    with pytest.raises(Problems, match=told):
        actions.lay_out_target(
            target=target, version=target.version, indicator=measured, measured=city.unit["city"], nodes=[],
            by=city.people["office"],
        )  # fmt: skip


def test_a_target_in_words_has_no_indicator(as_, city, draft, measured):
    target = draft(kind=Kind.QUALITATIVE, goal="0")
    assert "按季节展开" not in text(as_("office").get(reverse("targets:target", args=[target.pk])))


def test_the_trail_tells_indicator_and_nodes(city, draft, measured):
    target = draft()
    _laid, plan, _even = seasons.laid_out(measured, city.unit["city"].pk, 2026, Decimal(1000))
    actions.lay_out_target(
        target=target, version=target.version, indicator=measured, measured=city.unit["city"],
        nodes=seasons.nodes_by(plan, 2026, None, Decimal(1000)), by=city.people["office"],
    )  # fmt: skip
    event = Event.objects.get(verb="target.lay_out")
    assert event.after["indicator"].startswith("固定资产投资")
    assert len(event.after["nodes"]) == 12


def test_slack_and_rush_of_targets_units_and_government(as_, city, draft, measured, django_assert_max_num_queries):
    target = draft()
    Target.objects.filter(pk=target.pk).update(indicator=measured, measured=city.unit["city"])
    browser = as_("office")
    with django_assert_max_num_queries(20):
        page = text(browser.get(reverse("targets:plan-rush", args=[target.plan_id])))
    assert "按序时 0.22，按季节 0.20" in page
    assert rows(page, "section:nth-of-type(1)")[0][-2:] == ["0.22", "0.20"]

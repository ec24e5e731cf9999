"""What one may see, who reports, what is scheduled, and how nodes are filled."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from gangmu.base.errors import Unseen
from gangmu.org.models import Succession, Unit
from gangmu.org.permissions import access_of
from gangmu.org.queries import tree_on
from gangmu.targets import actions, nodes, queries
from gangmu.targets.agreed import terms_on
from gangmu.targets.answering import held_parts
from gangmu.targets.drafts import AssignmentDraft, NodeDraft
from gangmu.targets.states import Accumulation, Part
from tests.conftest import YEAR

pytestmark = pytest.mark.django_db
TODAY = dt.date(YEAR, 11, 20)


@pytest.fixture
def seen_by(city):
    return lambda person: set(queries.visible_targets(access_of(city.people[person])).values_list("name", flat=True))


def test_drafts_are_seen_by_the_office_only(target, seen_by):
    assert seen_by("office") == {target.name}
    for person in ("leader", "reporter", "monitor", "assessor", "system_admin"):
        assert not seen_by(person)


def test_after_issue_units_see_what_they_have_a_part_in(target, issue, seen_by):
    issue()
    for person in ("office", "principal", "leader", "reporter", "head", "monitor", "assessor", "third_party"):
        assert seen_by(person) == {target.name}
    for person in ("other_reporter", "other_head", "system_admin", "security_admin", "auditor"):
        assert not seen_by(person)


def test_what_may_not_be_seen_is_not_found(target, plan, issue, city):
    issue()
    access = access_of(city.people["other_reporter"])
    with pytest.raises(Unseen):
        queries.get_target(access, target.pk)
    with pytest.raises(Unseen):
        queries.get_plan(access, plan.pk)
    assert not queries.visible_plans(access)


def test_lead_and_responsible_units_report(plan, city, draft, issue):
    parts = [
        AssignmentDraft(city.unit["fgw"].pk, Part.RESPONSIBLE),
        AssignmentDraft(city.unit["jyj"].pk, Part.LEAD),
        AssignmentDraft(city.unit["swj"].pk, Part.COOPERATING),
        AssignmentDraft(city.unit["tjj"].pk, Part.MONITORING),
    ]
    target = actions.create_target(plan=plan, draft=draft(assignments=tuple(parts)), by=city.people["office"])
    issued = issue()
    held = held_parts(issued)
    assert [(one.target.pk, one.unit.code) for one in held] == [(target.pk, "jyj"), (target.pk, "fgw")]


def test_after_a_merger_the_successor_reports(plan, city, target, issue):
    issued = issue()
    merged = dt.date(YEAR, 7, 1)
    city.unit["jyj"].places.update(until=merged)
    new = Unit.objects.create(code="jtj", name="市教育体育局", kind="department")
    new.places.create(parent=city.unit["city"], since=merged)
    Succession.objects.create(old=city.unit["jyj"], new=new, on=merged, change="merge")
    assert [one.unit.code for one in held_parts(issued, tree=tree_on(dt.date(YEAR, 6, 30)))] == ["jyj"]
    assert [one.unit for one in held_parts(issued)] == [new]
    assert queries.lead_unit(target) == new


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (dt.date(YEAR - 1, 12, 31), "0"),
        (dt.date(YEAR, 6, 30), "10"),
        (dt.date(YEAR, 9, 30), "17"),
        (dt.date(YEAR, 12, 31), "24"),
        (dt.date(YEAR + 1, 3, 1), "24"),
    ],
)
def test_the_schedule_runs_straight_between_nodes(target, on, expected):
    assert queries.scheduled(terms_on(target, on), on) == Decimal(expected)


def test_a_level_starts_from_its_baseline_or_nowhere(plan, city, draft):
    level = draft(accumulation=Accumulation.LATEST, baseline=None)
    made = actions.create_target(plan=plan, draft=level, by=city.people["office"])
    said = terms_on(made, TODAY)
    assert queries.scheduled(said, dt.date(YEAR, 3, 31)) is None
    said.baseline = Decimal(4)
    assert Decimal(4) < queries.scheduled(said, dt.date(YEAR, 3, 31)) < Decimal(10)


def test_without_planned_nodes_nothing_is_scheduled(plan, city, draft):
    words = draft(nodes=(NodeDraft(dt.date(YEAR, 12, 31), None, "建成"),))
    made = actions.create_target(plan=plan, draft=words, by=city.people["office"])
    assert queries.scheduled(terms_on(made, TODAY), TODAY) is None


def test_reach_counts_units_and_people_once(target, plan, city):
    reach = queries.reach_of(plan, TODAY)
    assert (reach.targets, reach.units, reach.people) == (1, 2, 4)


def test_nodes_end_at_the_deadline_with_the_goal():
    days = nodes.due_days(nodes.QUARTER, YEAR, dt.date(YEAR, 11, 30))
    assert [day.month for day in days] == [3, 6, 9, 11]
    filled = nodes.spread(Decimal(23), days)
    assert [node.planned for node in filled] == [6, 12, 17, 23]


def test_last_years_shares_shape_the_nodes():
    days = nodes.due_days(nodes.QUARTER, YEAR, None)
    shares = [Decimal(text) for text in ("0.18", "0.45", "0.7", "1")]
    assert [node.planned for node in nodes.spread(Decimal(1860), days, shares=shares)] == [335, 837, 1302, 1860]
    with pytest.raises(ValueError, match="one share a day"):
        nodes.spread(Decimal(1), days, shares=shares[:2])


def test_small_goals_are_filled_with_places_and_levels_stay():
    days = nodes.due_days(nodes.QUARTER, YEAR, None)
    assert nodes.spread(Decimal("1.5"), days)[0].planned == Decimal("0.38")
    level = nodes.spread(Decimal("4.1"), days, accumulation=Accumulation.LATEST)
    assert {node.planned for node in level} == {Decimal("4.1")}

"""Goals are settled both ways: offers, counter-offers and arguments are kept, history stands beside them."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gangmu.base.errors import Denied, Problems
from gangmu.targets import actions
from gangmu.targets.actions import Offer
from gangmu.targets.hints import hints_for
from gangmu.targets.models import Assignment, Negotiation, Target
from gangmu.targets.states import Part, TalkState


@pytest.fixture
def spread(city, plan, target):
    return actions.spread_plan(
        plan=plan, version=Target.objects.get(pk=target.pk).plan.version, by=city.people["office"]
    )


@pytest.fixture
def part(spread, target) -> Assignment:
    return target.assignments.select_related("target__plan", "unit").get(part=Part.LEAD)


def goal_of(target: Target) -> tuple[Decimal | None, Decimal | None]:
    terms = Target.objects.get(pk=target.pk).terms.get()
    return terms.goal, terms.stretch


def test_row_4_2_each_units_targets_are_negotiated_round_by_round_until_both_agree(as_, plan, target, part):
    as_("office").post(f"/plans/{plan.pk}/negotiations/")
    address = f"/plans/negotiations/{part.pk}/"
    page = as_("head").get(address).content.decode()
    assert "24 所" in page or "24<" in page
    talk = Negotiation.objects.get()
    form = {"version": talk.version, "verb": "counter", "goal": "20所", "argument": "两块用地尚未落实"}
    assert as_("head").post(address, form).status_code == 302
    talk.refresh_from_db()
    form = {"version": talk.version, "verb": "offer", "goal": "22", "stretch": "24", "argument": "用地由市里协调"}
    assert as_("office").post(address, form).status_code == 302
    talk.refresh_from_db()
    assert as_("head").post(address, {"version": talk.version, "verb": "accept"}).status_code == 302
    talk.refresh_from_db()
    assert talk.state == TalkState.AGREED
    assert [(one.side, one.goal) for one in talk.rounds.all()] == [("office", 24), ("unit", 20), ("office", 22)]
    assert goal_of(target) == (22, 24)
    board = as_("office").get(f"/plans/{plan.pk}/negotiations/").content.decode()
    assert "已达成一致 <b>1</b>" in board


def test_row_4_3_a_stretch_target_stands_beside_the_base_target(city, target, part):
    talk = actions.open_negotiation(assignment=part, offer=Offer(Decimal(20), Decimal(26)), by=city.people["office"])
    actions.accept_offer(negotiation=talk, version=1, by=city.people["head"])
    assert goal_of(target) == (20, 26)
    with pytest.raises(Problems, match="争取目标应当比目标值更高"):
        actions.open_negotiation(assignment=part, offer=Offer(Decimal(20), Decimal(19)), by=city.people["office"])


def test_row_1_2_units_propose_from_below_and_the_proposal_is_compared_with_last_year(
    as_, city, plan, target, part, draft
):
    before = actions.create_plan(unit=city.unit["city"], year=plan.year - 1, title="去年", by=city.people["office"])
    actions.create_target(
        plan=before, draft=replace(draft(), sources=(), code="", baseline=Decimal(20)), by=city.people["office"]
    )
    target.terms.update(baseline=Decimal(22))
    address = f"/plans/negotiations/{part.pk}/"
    form = {"version": 0, "verb": "propose", "goal": "21", "argument": "生源减少"}
    assert as_("head").post(address, form).status_code == 302
    page = as_("office").get(address).content.decode()
    assert "比上年实绩 22所 还要退步" in page
    talk = Negotiation.objects.get()
    assert talk.state == TalkState.TO_OFFICE
    as_("office").post(address, {"version": talk.version, "verb": "agree"})
    assert goal_of(target)[0] == 21


def test_hints_tell_what_is_out_of_line_with_history(city, plan, target, draft):
    for back, base in ((1, 20), (2, 18), (3, 16)):
        made = actions.create_plan(unit=city.unit["city"], year=plan.year - back, title="旧", by=city.people["office"])
        row = replace(draft(), sources=(), baseline=Decimal(base))
        actions.create_target(plan=made, draft=row, by=city.people["office"])
    target.terms.update(baseline=Decimal(22))
    found = hints_for(Target.objects.get(pk=target.pk), Decimal(30))
    assert [(one.year, one.result) for one in found.years] == [(2025, 22), (2024, 20), (2023, 18), (2022, 16)]
    assert found.growth == Decimal("36.36")
    assert "超过前几年最高 12.5% 的两倍" in found.doubts[0]
    assert not hints_for(Target.objects.get(pk=target.pk), Decimal(24)).doubts[1:]


def test_nobody_negotiates_for_another_unit(city, part):
    talk = actions.open_negotiation(assignment=part, offer=Offer(Decimal(20)), by=city.people["office"])
    with pytest.raises(Denied):
        actions.accept_offer(negotiation=talk, version=1, by=city.people["other_head"])
    with pytest.raises(Denied):
        actions.accept_offer(negotiation=talk, version=1, by=city.people["office"])


def test_an_objection_has_an_argument(city, part):
    talk = actions.open_negotiation(assignment=part, offer=Offer(Decimal(20)), by=city.people["office"])
    with pytest.raises(Problems, match="请写明理由"):
        actions.counter_goal(negotiation=talk, version=1, offer=Offer(Decimal(10)), by=city.people["head"])


def test_whose_word_is_awaited_finds_it_on_the_workbench(as_, city, plan, part):
    talk = actions.open_negotiation(assignment=part, offer=Offer(Decimal(20)), by=city.people["office"])
    address = f"/plans/{plan.pk}/negotiations/?state="
    assert f"{address}to_unit" in as_("head").get("/").content.decode()
    assert address not in as_("other_head").get("/").content.decode()
    actions.counter_goal(negotiation=talk, version=1, offer=Offer(Decimal(10), argument="难"), by=city.people["head"])
    assert address not in as_("head").get("/").content.decode()
    assert f"{address}to_office" in as_("office").get("/").content.decode()


def test_other_units_do_not_see_what_is_negotiated(as_, part):
    assert as_("other_head").get(f"/plans/negotiations/{part.pk}/").status_code == 404


def test_after_approval_nothing_is_negotiated(city, plan, part):
    talk = actions.open_negotiation(assignment=part, offer=Offer(Decimal(20)), by=city.people["office"])
    plan.refresh_from_db()
    actions.approve_plan(plan=plan, version=plan.version, reason="常务会议", by=city.people["office"])
    with pytest.raises(Denied, match="只在征求意见和预分解时协商"):
        actions.accept_offer(negotiation=talk, version=1, by=city.people["head"])


def test_the_board_asks_as_much_for_many_as_for_few(as_, city, plan, draft, part):
    office, address = as_("office"), f"/plans/{plan.pk}/negotiations/"
    asked = []
    for more in (1, 30):
        rows = [replace(draft(), name=f"目标{more}-{number}") for number in range(more)]
        actions.add_targets(plan=plan, rows=rows, by=city.people["office"])
        office.post(address)
        with CaptureQueriesContext(connection) as queries:
            page = office.get(address)
        asked.append(len(queries))
    assert page.content.decode().count("目标30-") >= 30
    assert asked[0] == asked[1]

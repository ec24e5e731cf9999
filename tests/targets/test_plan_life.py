"""A plan's way to its issue: consulted on, spread to the units, approved by the meeting, taken back, issued."""

import pytest

from gangmu.base.errors import Denied
from gangmu.base.models import Event
from gangmu.targets import actions
from gangmu.targets.models import Plan
from gangmu.targets.states import PlanState


@pytest.fixture
def step(as_, plan):
    """`step("spread", reason="…")`: the office does it on its page; gives the plan as it is then."""

    def do(verb: str, **form: str) -> Plan:
        plan.refresh_from_db()
        answer = as_("office").post(f"/plans/{plan.pk}/{verb}/", {"version": plan.version} | form)
        assert answer.status_code == 302, answer.content.decode()
        plan.refresh_from_db()
        return plan

    return do


def test_units_see_their_targets_once_the_plan_is_spread_and_not_before(as_, plan, target, step):
    assert as_("head").get(f"/plans/{plan.pk}/").status_code == 404
    assert step("spread").state == PlanState.SPREAD
    page = as_("head").get(f"/plans/{plan.pk}/")
    assert target.name in page.content.decode()
    assert step("take_back", reason="分解有误").state == PlanState.DRAFT
    assert as_("head").get(f"/plans/{plan.pk}/").status_code == 404


def test_what_the_meeting_approved_is_not_edited_but_taken_back(city, plan, target, step):
    step("consult")
    step("spread")
    assert step("approve", reason="市政府第12次常务会议，11月18日").approved_in == "市政府第12次常务会议，11月18日"
    target.refresh_from_db()
    with pytest.raises(Denied, match="已审定，要改目标先退回编制"):
        actions.update_target(target=target, version=1, values={"name": "改名"}, by=city.people["office"])
    assert step("take_back", reason="会后有调整").approved_in == ""
    target.refresh_from_db()
    actions.update_target(target=target, version=target.version, values={"name": "改名"}, by=city.people["office"])


def test_the_meeting_must_be_named(as_, plan, target, step):
    step("spread")
    answer = as_("office").post(f"/plans/{plan.pk}/approve/", {"version": plan.version, "reason": " "})
    assert answer.status_code == 422
    assert "请写明审定的会议和日期" in answer.content.decode()


def test_a_plan_begun_to_be_spread_is_issued_only_when_approved(city, plan, target, step):
    step("spread")
    with pytest.raises(Denied):
        actions.issue_plan(plan=plan, version=plan.version, by=city.people["office"], warnings_seen=True)
    step("approve", reason="常务会议")
    issued = actions.issue_plan(plan=plan, version=plan.version, by=city.people["office"], warnings_seen=True)
    assert issued.state == PlanState.ISSUED
    told = list(Event.objects.filter(noun="targets.plan").order_by("number").values_list("verb", flat=True))
    assert told == ["plan.create", "plan.spread", "plan.approve", "plan.issue"]


def test_nobody_reports_on_what_is_only_approved(as_, plan, target, step):
    step("spread")
    step("approve", reason="常务会议")
    page = as_("reporter").get("/").content.decode()
    assert target.name not in page

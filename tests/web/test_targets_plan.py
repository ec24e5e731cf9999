"""The list of plans, the plan as a table, and its issue."""

import pytest
from django.urls import reverse

from gangmu.targets import actions
from gangmu.targets.states import PlanState
from tests.conftest import YEAR

pytestmark = pytest.mark.django_db


def test_an_empty_list_leads_the_office_to_a_new_plan(as_):
    page = as_("office").get(reverse("targets:plan-list")).content.decode()
    assert reverse("targets:plan-new") in page


def test_an_empty_list_tells_others_what_they_will_see(as_):
    page = as_("reporter").get(reverse("targets:plan-list")).content.decode()
    assert "目标办下达年度目标之后" in page
    assert reverse("targets:plan-new") not in page


def test_the_office_makes_a_plan(as_, city):
    response = as_("office").post(
        reverse("targets:plan-new"), {"unit": city.unit["city"].pk, "year": YEAR, "title": "2026年度目标体系"}
    )
    assert response.status_code == 302
    page = as_("office").get(response["Location"])
    assert "还没有目标" in page.content.decode()


def test_a_second_plan_for_the_year_is_refused_in_words(as_, city, plan):
    response = as_("office").post(
        reverse("targets:plan-new"), {"unit": city.unit["city"].pk, "year": YEAR, "title": "又一个"}
    )
    assert response.status_code == 422
    assert "这一年度的目标体系已经建立" in response.content.decode()


def test_others_may_not_make_a_plan(as_, city):
    assert as_("reporter").get(reverse("targets:plan-new")).status_code == 403


def test_a_draft_is_seen_by_the_office_only(as_, plan, target):
    url = reverse("targets:plan", args=[plan.pk])
    assert as_("office").get(url).status_code == 200
    for person in ("reporter", "leader", "monitor", "system_admin"):
        assert as_(person).get(url).status_code == 404


def test_units_see_their_own_targets_after_issue(as_, city, plan, draft, target, issue):
    issue()
    url = reverse("targets:plan", args=[plan.pk])
    for person in ("reporter", "monitor", "leader", "office"):
        assert target.name in as_(person).get(url).content.decode()
    assert as_("other_reporter").get(url).status_code == 404


@pytest.mark.parametrize("group", ["", "unit", "source", "category", "area", "leader"])
def test_every_grouping_shows_every_target(as_, plan, target, group):
    page = as_("office").get(reverse("targets:plan", args=[plan.pk]), {"group": group}).content.decode()
    assert target.name in page


def test_issue_says_what_happens_to_whom(as_, plan, target):
    page = as_("office").get(reverse("targets:plan-issue", args=[plan.pk])).content.decode()
    assert "1 个目标作为 2026 年度目标正式下达" in page
    assert "2 个单位、4 人" in page
    assert "不能撤回下达" in page


def test_a_new_plan_is_proposed_for_the_first_year_without_one(as_, plan):
    page = as_("office").get(reverse("targets:plan-new")).content.decode()
    assert f'value="{YEAR + 1}"' in page


def test_issue_of_an_incomplete_plan_lists_everything_and_has_no_button(as_, city, plan, draft):
    empty = draft(assignments=(), nodes=(), deadline=None, goal=None, unit_of_measure="")
    actions.create_target(plan=plan, draft=empty, by=city.people["office"])
    url = reverse("targets:plan-issue", args=[plan.pk])
    page = as_("office").get(url).content.decode()
    for missing in ("没有牵头单位", "没有完成时限", "定量目标没有目标值", "定量目标没有计量单位", "没有节点"):
        assert missing in page
    assert "确认下达" not in page


def test_issue_makes_the_plan_binding(as_, plan, target):
    plan.refresh_from_db()
    url = reverse("targets:plan-issue", args=[plan.pk])
    response = as_("office").post(url, {"version": plan.version, "warnings_seen": "1"})
    assert response.status_code == 302
    plan.refresh_from_db()
    assert plan.state == PlanState.ISSUED
    assert as_("office").get(url).status_code == 403

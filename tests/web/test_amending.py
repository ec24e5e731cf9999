"""变更目标内容: what was issued is not edited; it says something else from a day on, by a decision that is named."""

import datetime as dt

import pytest

from gangmu.base.models import Event
from gangmu.progress.actions import amend_target
from gangmu.targets.models import Target


@pytest.fixture
def office(as_):
    return as_("office")


@pytest.fixture
def issued(issue, target) -> Target:
    issue()
    return Target.objects.get(pk=target.pk)


def form_of(target: Target, **changed: str) -> dict[str, str]:
    form = {
        "version": str(target.version),
        "since": "2026-11-20",
        "goal": "20",
        "deadline": "2026-12-31",
        "nodes": "2026-12-31 20",
        "basis": "市政府第12次常务会议",
        "reason": "两块用地未落实",
    }
    return form | changed


def test_row_2_4_what_was_issued_is_changed_only_by_a_decision_that_is_recorded(office, issued):
    edit = {"version": issued.version, "name": "改名"}
    assert office.post(f"/plans/targets/{issued.pk}/edit/", edit).status_code == 403
    assert office.post(f"/plans/targets/{issued.pk}/delete/", edit).status_code == 403
    address = f"/plans/targets/{issued.pk}/amend/"
    asked = office.post(address, form_of(issued)).content.decode()
    assert "目标值：24 → 20" in asked
    assert "不能撤回" in asked
    assert issued.terms.count() == 1  # nothing is written before it is confirmed
    assert office.post(address, form_of(issued, confirmed="1")).status_code == 302
    assert [one.goal for one in issued.terms.order_by("since")] == [24, 20]
    page = office.get(f"/plans/targets/{issued.pk}/").content.decode()
    assert "市政府第12次常务会议" in page
    event = Event.objects.get(verb="target.amend")
    assert (event.before["goal"], event.after["goal"], event.reason) == ("24", "20", "两块用地未落实")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("since", "2026-10-01", "以前的月份仍按原来的约定"),
        ("basis", "", "必填"),
        ("reason", "", "必填"),
        ("goal", "很多", "field-errors"),
        ("nodes", "年末尽量 八十", ""),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_written(office, issued, field, value, said):
    answer = office.post(f"/plans/targets/{issued.pk}/amend/", form_of(issued, **{field: value}))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert issued.terms.count() == 1


def test_two_who_amend_at_once_do_not_overwrite_one_another(office, city, issued):
    form = form_of(issued, confirmed="1")
    amend_target(
        by=city.people["office"],
        target=issued,
        version=issued.version,
        since=dt.date(2026, 11, 10),
        values={"stretch": 30},
        basis="会议",
        reason="先改了",
    )
    assert office.post(f"/plans/targets/{issued.pk}/amend/", form).status_code == 409
    assert issued.terms.count() == 2


def test_only_the_office_sees_the_way_to_change_it(as_, issued):
    assert "变更目标内容" not in as_("head").get(f"/plans/targets/{issued.pk}/").content.decode()
    assert as_("head").get(f"/plans/targets/{issued.pk}/amend/").status_code == 403

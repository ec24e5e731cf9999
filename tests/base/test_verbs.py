"""The table of verbs: adding a line and a function is all that a new verb needs."""

from __future__ import annotations

import pytest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gangmu.base.errors import Conflict, Denied, Problems
from gangmu.base.models import Event
from gangmu.base.verbs import Verb, Verbs
from gangmu.targets import policies
from gangmu.targets.models import Plan
from gangmu.targets.states import PlanState

BREAK_OFF = Verb(
    "break_off",
    _("中止"),
    policies.may_edit_plan,
    {PlanState.ISSUED: PlanState.CLOSED},
    reason=_("请写明为什么中止"),
    alarm=True,
)


@pytest.fixture
def table() -> Verbs[Plan]:
    table = Verbs(Plan, BREAK_OFF, told=("state", "title"))

    @table.does("break_off")
    def break_off(*, by, plan, version, reason, title=""):
        with table.step("break_off", by=by, row=plan, version=version, reason=reason) as step:
            step.row.title = title or step.row.title
        return step.row

    return table


def issued(city, year: int) -> Plan:
    by = city.people["office"]
    words = {"title": f"{year}年目标", "state": PlanState.ISSUED, "issued_at": timezone.now(), "issued_by": by}
    return Plan.objects.create(unit=city.unit["city"], year=year, **words)


@pytest.fixture
def plan(city) -> Plan:
    return issued(city, 2026)


def test_a_new_verb_moves_saves_and_tells_what_changed(table, plan, city):
    table.actions["break_off"](by=city.people["office"], plan=plan, version=1, reason=" 撤县 ", title="改名")
    plan.refresh_from_db()
    assert (plan.state, plan.version, plan.title) == (PlanState.CLOSED, 2, "改名")
    event = Event.objects.latest("number")
    assert (event.verb, event.reason) == ("plan.break_off", "撤县")
    assert event.before == {"state": "issued", "title": "2026年目标"}
    assert event.after == {"state": "closed", "title": "改名"}


def test_without_the_reason_it_asks_for_one(table, plan, city):
    with pytest.raises(Problems, match="请写明为什么中止"):
        table.actions["break_off"](by=city.people["office"], plan=plan, version=1, reason="  ")
    plan.refresh_from_db()
    assert plan.state == PlanState.ISSUED


def test_what_the_action_refuses_is_not_half_written(table, plan, city):
    asked = {"by": city.people["office"], "row": plan, "version": 1, "reason": "撤县"}
    with pytest.raises(Problems), table.step("break_off", **asked) as step:
        step.row.title = "太" * 200
    plan.refresh_from_db()
    assert (plan.state, plan.version) == (PlanState.ISSUED, 1)
    assert not Event.objects.filter(verb="plan.break_off").exists()


def test_a_stranger_is_not_shown_what_is_stored_by_a_conflict(table, plan, city):
    act = table.actions["break_off"]
    with pytest.raises(Conflict) as conflict:
        act(by=city.people["office"], plan=plan, version=0, reason="撤县")
    assert conflict.value.theirs == {"version": 1}
    with pytest.raises(Denied):
        act(by=city.people["reporter"], plan=plan, version=0, reason="撤县")


def test_a_page_offers_it_where_it_is_possible_and_says_why_it_is_grey(table, plan, city):
    assert [(act.verb.name, act.refusal) for act in table.acts(city.people["office"], plan)] == [("break_off", "")]
    (act,) = table.acts(city.people["reporter"], plan)
    with pytest.raises(Denied) as denied:
        table.check(city.people["reporter"], plan, "break_off")
    assert act.refusal == denied.value.reason
    plan.state = PlanState.CLOSED
    assert table.acts(city.people["office"], plan) == []


def test_many_at_once_go_all_or_none_and_every_refusal_is_told(table, plan, city):
    other = issued(city, 2025)
    Plan.objects.filter(pk=other.pk).update(state=PlanState.CLOSED)
    asked = {"by": city.people["office"], "reason": "撤县"}
    with pytest.raises(Problems) as refused, table.steps("break_off", versions={plan.pk: 9, other.pk: 1}, **asked):
        pass
    assert len(refused.value.problems) == 2
    Plan.objects.filter(pk=other.pk).update(state=PlanState.ISSUED)
    with table.steps("break_off", versions={plan.pk: 1, other.pk: 1}, **asked):
        pass
    assert set(Plan.objects.values_list("state", "version")) == {(PlanState.CLOSED, 2)}
    assert Event.objects.filter(verb="plan.break_off").count() == 2

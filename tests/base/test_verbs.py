"""The table of verbs: adding a line and a function is all that a new verb needs."""

from __future__ import annotations

import pytest
from django.utils.translation import gettext_lazy as _

from gangmu.assessment import policies
from gangmu.assessment.models import Assessment
from gangmu.assessment.states import AssessmentState
from gangmu.base.errors import Denied, Problems
from gangmu.base.models import Event
from gangmu.base.verbs import Verb, Verbs
from tests.assessment.conftest import *  # noqa: F403

REOPEN = Verb(
    "reopen",
    _("重新打开"),
    policies.may_assess,
    {AssessmentState.FINAL: AssessmentState.OPEN},
    reason=_("请写明为什么重新打开"),
    alarm=True,
)


@pytest.fixture
def table() -> Verbs[Assessment]:
    table = Verbs(Assessment, REOPEN, told=("state", "title"))

    @table.does("reopen")
    def reopen(*, by, assessment, version, reason, title=""):
        with table.step("reopen", by=by, row=assessment, version=version, reason=reason) as step:
            step.row.title = title or step.row.title
        return step.row

    return table


@pytest.fixture
def final(assessment) -> Assessment:
    Assessment.objects.filter(pk=assessment.pk).update(state=AssessmentState.FINAL)
    assessment.refresh_from_db()
    return assessment


def test_a_new_verb_moves_saves_and_tells_what_changed(table, final, city):
    table.actions["reopen"](by=city.people["assessor"], assessment=final, version=1, reason=" 有误 ", title="改名")
    final.refresh_from_db()
    assert (final.state, final.version, final.title) == (AssessmentState.OPEN, 2, "改名")
    event = Event.objects.latest("number")
    assert (event.verb, event.reason) == ("assessment.reopen", "有误")
    assert event.before == {"state": "final", "title": "2026年度考核"}
    assert event.after == {"state": "open", "title": "改名"}


def test_without_the_reason_it_asks_for_one(table, final, city):
    with pytest.raises(Problems, match="请写明为什么重新打开"):
        table.actions["reopen"](by=city.people["assessor"], assessment=final, version=1, reason="  ")
    final.refresh_from_db()
    assert final.state == AssessmentState.FINAL


def test_what_the_action_refuses_is_not_half_written(table, final, city):
    with (
        pytest.raises(Problems),
        table.step("reopen", by=city.people["assessor"], row=final, version=1, reason="有误") as step,
    ):
        step.row.title = "太" * 200
    final.refresh_from_db()
    assert (final.state, final.version) == (AssessmentState.FINAL, 1)
    assert not Event.objects.filter(verb="assessment.reopen").exists()


def test_a_page_offers_it_where_it_is_possible_and_says_why_it_is_grey(table, final, city):
    assert [(act.verb.name, act.refusal) for act in table.acts(city.people["assessor"], final)] == [("reopen", "")]
    (act,) = table.acts(city.people["reporter"], final)
    with pytest.raises(Denied) as denied:
        table.check(city.people["reporter"], final, "reopen")
    assert act.refusal == denied.value.reason
    final.state = AssessmentState.OPEN
    assert table.acts(city.people["assessor"], final) == []


def test_many_at_once_go_all_or_none_and_every_refusal_is_told(table, final, city, scheme, plan):
    other = Assessment.objects.create(plan=plan, scheme=scheme, title="另一次")  # still open
    asked = {"by": city.people["assessor"], "reason": "有误"}
    with pytest.raises(Problems) as refused, table.steps("reopen", versions={final.pk: 9, other.pk: 1}, **asked):
        pass
    assert len(refused.value.problems) == 2
    Assessment.objects.filter(pk=other.pk).update(state=AssessmentState.FINAL)
    with table.steps("reopen", versions={final.pk: 1, other.pk: 1}, **asked):
        pass
    assert set(Assessment.objects.values_list("state", "version")) == {(AssessmentState.OPEN, 2)}
    assert Event.objects.filter(verb="assessment.reopen").count() == 2

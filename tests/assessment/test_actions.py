"""Schemes are adopted, assessments computed and made final; everything is kept and told."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from gangmu.assessment import actions, results
from gangmu.assessment.models import Scheme, Score, ScoringRun
from gangmu.base import audit
from gangmu.base.errors import Conflict, Denied, Problems, Refused
from gangmu.base.models import Event
from gangmu.targets.states import PlanState
from tests.assessment import naive
from tests.assessment.conftest import SCHEME


def add(city, text, by="office"):
    return actions.add_scheme(unit=city.unit["city"], year=2026, text=text, by=city.people[by])


def test_a_scheme_with_faults_is_not_kept_and_every_fault_has_line_and_column(city):
    text = SCHEME.replace("系数 * points", "系数 * pionts").replace("rank(总分)", "rank(总会)")
    with pytest.raises(Problems) as refused:
        add(city, text)
    lines = {problem.row for problem in refused.value.problems}
    assert {number for number, line in enumerate(text.splitlines(), 1) if "pionts" in line or "总会" in line} <= lines
    assert all("列" in problem.where for problem in refused.value.problems)
    assert not Scheme.objects.exists()


def test_a_scheme_that_includes_a_file_is_refused_with_a_plain_sentence(city):
    with pytest.raises(Problems, match="不能引用别的文件") as refused:
        add(city, "include: city.yaml\n" + SCHEME)
    assert [problem.row for problem in refused.value.problems] == [1]
    assert not Scheme.objects.exists()


def test_a_scheme_is_kept_word_for_word_under_its_digest(city, scheme):
    assert scheme.text == SCHEME
    assert Event.objects.get(verb="scheme.add").after["digest"] == scheme.digest


def test_the_same_scheme_is_not_adopted_twice(city, scheme):
    with pytest.raises(Problems, match="已经录入"):
        add(city, SCHEME)


def test_a_reporter_adopts_no_scheme(city):
    with pytest.raises(Denied, match="考核组"):
        add(city, SCHEME, by="reporter")


def test_a_total_published_with_more_digits_than_are_kept_is_refused(city, plan):
    scheme = add(city, SCHEME.replace("decimals: 2\n", "decimals: 7\n", 1))
    with pytest.raises(Problems, match=r"小数点后 7 位.*不超过 6 位"):
        actions.create_assessment(plan=plan, scheme=scheme, title="考核", by=city.people["office"])


def test_a_draft_plan_is_not_assessed(city, plan, scheme):
    type(plan).objects.filter(pk=plan.pk).update(state=PlanState.DRAFT, issued_at=None, issued_by=None)
    plan.refresh_from_db()
    with pytest.raises(Denied, match="还没有下达"):
        actions.create_assessment(plan=plan, scheme=scheme, title="考核", by=city.people["office"])


def test_a_scheme_that_wants_unknown_facts_is_refused_when_applied(city, plan):
    scheme = add(
        city, SCHEME.replace("points: {number, label: 分值", "weight: {number, label: 权重").replace("points", "weight")
    )
    with pytest.raises(Problems, match="weight"):
        actions.create_assessment(plan=plan, scheme=scheme, title="考核", by=city.people["office"])


def test_a_run_scores_every_unit_as_by_hand(verified, run):
    verified()
    made = run()
    rows = made.facts["tables"]["target"]
    units = {row["key"]: row for row in made.facts["tables"]["unit"]}
    assert set(units) == {"jyj", "swj", "donghu"}
    for score in made.scores.select_related("unit"):
        mine = [row for row in rows if row["unit"] == score.unit.code]
        by_hand = naive.total(units[score.unit.code], mine)
        assert Fraction(score.exact) == by_hand
        assert score.total == pytest.approx(Decimal(float(by_hand)), abs=Decimal("0.005"))


def test_ranks_are_among_the_group_and_grades_in_the_scheme_s_words(verified, run):
    verified()
    scores = {score.unit.code: score for score in run().scores.select_related("unit")}
    assert (scores["jyj"].group, scores["jyj"].rank, scores["swj"].rank) == ("市直部门", 2, 1)
    assert scores["donghu"].rank == 1
    assert scores["swj"].grade == "良好"


def test_a_unit_with_missing_facts_gets_no_total_and_is_told_which(verified, run):
    verified(skip={"T2"})
    made = run()
    score = made.scores.get(unit__code="jyj")
    assert (score.total, score.rank, score.exact) == (None, None, "")
    told = [one for one in made.problems if one["unit"] == "jyj"]
    assert {(one["key"], one["column"]) for one in told} == {("T2@jyj", "actual")}
    assert made.scores.get(unit__code="donghu").total is not None


def test_a_stored_run_is_recomputed_from_its_stored_facts_and_scheme(verified, run):
    verified()
    made = ScoringRun.objects.get(pk=run().pk)
    results._computed.cache_clear()
    again = results.result_of(made)
    fresh = {score.unit_id: score for score in actions.scores_from(again, made, made.facts["units"])}
    for stored in Score.objects.filter(run=made):
        mine = fresh[stored.unit_id]
        names = ("group", "total", "exact", "grade", "rank", "published")
        assert [getattr(stored, name) for name in names] == [getattr(mine, name) for name in names]
    assert again.scheme.digest == made.scheme_digest


def test_facts_changed_behind_the_system_s_back_are_not_explained(verified, run):
    verified()
    made = run()
    made.facts["tables"]["target"][0]["actual"] = "999"
    with pytest.raises(Refused, match="摘要值不一致"):
        results.result_of(made)


def test_a_run_leaves_its_digests_in_the_audit_chain(verified, run):
    verified()
    made = run()
    event = Event.objects.get(verb="assessment.run")
    assert event.after["facts_digest"] == made.facts_digest
    assert event.after["scheme_digest"] == made.scheme_digest
    assert event.role.startswith("考核组")
    assert audit.verify().intact


def test_runs_are_numbered_and_earlier_ones_stay(verified, run):
    verified()
    first, second = run(), run()
    assert (first.number, second.number) == (1, 2)
    assert first.scores.count() == second.scores.count()


def test_two_people_computing_at_once_are_told(verified, run, assessment, city):
    verified()
    run()
    with pytest.raises(Conflict):
        actions.run_assessment(assessment=assessment, version=1, month=dt.date(2026, 10, 1), by=city.people["assessor"])


@pytest.mark.parametrize("month", [dt.date(2026, 12, 1), dt.date(2025, 12, 1), dt.date(2026, 10, 2)])
def test_only_months_of_the_plan_s_year_that_have_begun_are_scored(verified, run, month):
    verified()
    with pytest.raises(Problems, match="不能算到这个月"):
        run(month)


def test_a_final_result_is_not_computed_again(verified, run, assessment, city):
    verified()
    run()
    assessment.refresh_from_db()
    actions.finalise(assessment=assessment, version=assessment.version, by=city.people["office"])
    with pytest.raises(Denied, match="已定稿"):
        run()


def test_nothing_is_made_final_before_it_was_computed(assessment, city):
    with pytest.raises(Denied, match="还没有算过分"):
        actions.finalise(assessment=assessment, version=assessment.version, by=city.people["office"])


def test_only_who_may_assess_computes(verified, assessment, city):
    with pytest.raises(Denied):
        actions.run_assessment(
            assessment=assessment, version=1, month=dt.date(2026, 10, 1), by=city.people["principal"]
        )

"""A method tried on a run's facts: the same numbers as adopting it and scoring again, and nothing is kept."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gangmu.assessment import actions, trials
from gangmu.assessment.methods import check_text
from gangmu.assessment.models import Scheme, ScoringRun
from gangmu.assessment.trials import MOST_TRIED, try_text
from gangmu.base.models import Event
from gangmu.scoring.evaluation.effort import effort
from tests.assessment.conftest import OCTOBER, SCHEME

HEAVIER = SCHEME.replace("重点: {value: 40", "重点: {value: 50").replace("常规: {value: 30", "常规: {value: 20")
assert SCHEME != HEAVIER


@pytest.fixture
def scored(verified, run) -> ScoringRun:
    verified()
    return run()


def test_the_trial_says_what_adopting_and_scoring_would(scored, plan, city):
    trial = try_text(HEAVIER, scored)
    by = city.people["office"]
    adopted = actions.add_scheme(unit=city.unit["city"], year=2026, text=HEAVIER, by=by)
    again = actions.create_assessment(plan=plan, scheme=adopted, title="换办法", by=by)
    after = actions.run_assessment(assessment=again, version=again.version, month=OCTOBER, by=by)
    wanted = {score.published["key"]: (score.total, score.rank) for score in after.scores.all()}
    told = {mover.key: (Decimal(mover.new_total), int(mover.new_rank)) for mover in trial.movers if mover.new_total}
    assert told == {key: value for key, value in wanted.items() if value[0] is not None}
    before = {score.published["key"]: score.total for score in scored.scores.all() if score.total is not None}
    assert {mover.key: Decimal(mover.old_total) for mover in trial.movers if mover.old_total} == before


def test_a_trial_keeps_nothing(scored):
    counts = Scheme.objects.count(), ScoringRun.objects.count(), Event.objects.count()
    assert try_text(HEAVIER, scored).movers
    assert counts == (Scheme.objects.count(), ScoringRun.objects.count(), Event.objects.count())


def test_what_the_run_kept_is_not_collected_again(scored):
    assert try_text(HEAVIER, scored).fresh == ()


def test_each_unit_is_told_which_change_moves_it(scored):
    reasons = {reason.split(" ")[0] for mover in try_text(HEAVIER, scored).movers for reason in mover.reasons}
    assert reasons == {"重点", "常规"}


def test_a_moved_line_moves_nobody(scored):
    first, second = "  优秀线: 95\n", "  良好线: 85\n"
    trial = try_text(SCHEME.replace(first + second, second + first), scored)
    assert trial.test is not None
    assert trial.test.comparison.same
    assert not any(mover.places or mover.regraded for mover in trial.movers)


def test_columns_that_the_run_did_not_keep_are_collected(scored, targets):
    targets["T1"].terms.update(baseline=Decimal(90))
    text = SCHEME.replace("      goal: {number", "      baseline: {number, label: 基数}\n      goal: {number")
    assert "baseline" not in scored.facts["tables"]["target"][0]
    trial = try_text(text, scored)
    assert trial.test is not None
    assert trial.test.lacking == ()
    assert trial.test.new.value("target", "T1@jyj", "baseline") == 90
    assert trial.fresh == ("基数",)
    assert [mover.new_total for mover in trial.movers] == [mover.old_total for mover in trial.movers]


def test_a_table_above_the_units_that_the_run_did_not_keep_is_collected(scored):
    text = SCHEME.replace("tables:\n", "tables:\n  group:\n    computed:\n      单位数: count(unit)\n", 1)
    trial = try_text(text, scored)
    assert trial.test is not None
    assert trial.test.lacking == ()
    assert [mover.new_total for mover in trial.movers] == [mover.old_total for mover in trial.movers]


def test_half_a_place_is_a_move(scored):
    text = SCHEME.replace("rank(总分 within group)", 'rank(总分 within group ties "average")')
    full = "总分: 重点工作 + 常规工作 + 通用工作 + 稳定工作 + 报送扣分"
    trial = try_text(text.replace(full, "总分: 0 * (重点工作 + 常规工作 + 通用工作 + 稳定工作 + 报送扣分)"), scored)
    moved = sorted((mover.places, mover.rises) for mover in trial.movers)
    assert moved == [("", False), ("0.5", False), ("0.5", True)]


def test_a_faulty_text_is_checked_and_not_tried(scored):
    trial = try_text(SCHEME.replace("系数 * points", "系数 * pionts"), scored)
    assert [one.text for one in trial.checked.problems] == ["pionts"]
    assert trial.test is None


def test_a_column_the_system_has_no_facts_for_stops_the_trial(scored):
    trial = try_text(SCHEME.replace("      goal: {number", "      weather: {text}\n      goal: {number"), scored)
    assert [one.column for one in trial.unsupplied] == ["weather"]
    assert trial.test is None


def test_without_a_run_the_text_is_only_checked(db):
    trial = try_text(SCHEME, None)
    assert trial.checked.scheme is not None
    assert trial.movers == ()


def test_what_is_too_much_for_a_page_is_checked_and_told_and_not_tried(scored, monkeypatch):
    monkeypatch.setattr(trials, "MOST_TRIED", 1_000)
    trial = try_text(HEAVIER, scored)
    assert trial.checked.scheme is not None
    assert trial.test is None
    assert [one.level for one in trial.unsupplied] == ["warning"]
    assert "网页上没有试算" in str(trial.unsupplied[0])
    assert "1,000" in str(trial.unsupplied[0])


def test_a_changed_bundled_method_on_five_thousand_targets_is_not_too_much():
    scheme = check_text(SCHEME).scheme
    assert scheme is not None
    once = effort(scheme, {"unit": 110, "target": 5_000, "node": 10_000, "event": 5_000, "group": 10}, MOST_TRIED)
    assert once * 17 < MOST_TRIED / 2

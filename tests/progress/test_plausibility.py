"""What makes one ask, and that an answer in words lets it through."""

import datetime as dt
from decimal import Decimal

import pytest

from gangmu.base.errors import Problems
from gangmu.progress import actions
from gangmu.progress.plausibility import questions
from gangmu.targets.models import Terms
from gangmu.targets.states import Accumulation, Kind
from tests.targets.making import terms

OCTOBER = dt.date(2026, 10, 1)


def month(number: int) -> dt.date:
    return dt.date(2026, number, 1)


def quantity(**fields) -> Terms:
    return terms(**({"goal": Decimal(120), "unit_of_measure": "亿元"} | fields))


EARLIER = {month(8): Decimal(70), month(9): Decimal(80)}


@pytest.mark.parametrize(
    ("value", "asked"),
    [
        ("90", ""),
        ("80", ""),
        ("79.9", "少于 9 月"),
        ("106", ""),  # mean 80/9 a month; 26 is less than three times as much
        ("107", "此前月均"),
        ("181", "1.5 倍"),
    ],
)
def test_cumulative_values(value, asked):
    found = "；".join(questions(quantity(), OCTOBER, Decimal(value), EARLIER))
    assert asked in found if asked else not found


def test_months_left_out_are_counted_in_the_mean_increase():
    assert questions(quantity(goal=None), OCTOBER, Decimal(90), {month(1): Decimal(10), month(2): Decimal(20)}) == []
    assert questions(quantity(goal=None), month(3), Decimal(90), {month(1): Decimal(10), month(2): Decimal(20)})


def test_one_earlier_month_makes_no_mean():
    assert questions(quantity(goal=None), month(2), Decimal(90), {month(1): Decimal(1)}) == []


def test_a_level_may_go_down():
    assert questions(quantity(accumulation=Accumulation.LATEST), OCTOBER, Decimal(60), EARLIER) == []


RATE = {"goal": Decimal(98), "unit_of_measure": "%", "accumulation": Accumulation.LATEST}


@pytest.mark.parametrize(
    ("fields", "value", "earlier", "asked"),
    [
        (RATE, "0.98", {month(8): Decimal("97.9")}, "填的是 0.98%，上次是 97.9%；是不是 98%？"),
        (RATE, "0.98", {}, "填的是 0.98%，目标是 98%；是不是 98%？"),
        (RATE | {"accumulation": Accumulation.CUMULATIVE}, "0.75", {month(8): Decimal(70)}, "是不是 75%？"),
        (RATE, "9.8", {month(8): Decimal("97.9")}, "9.8%，与 8 月的 97.9% 相差 5 倍以上"),
        (RATE, "90", {month(8): Decimal("97.9")}, ""),
        (RATE | {"goal": Decimal(5)}, "0.5", {month(8): Decimal("4.9")}, ""),
        (RATE | {"goal": Decimal("0.9")}, "0.8", {month(8): Decimal("0.85")}, ""),
        (RATE | {"unit_of_measure": "万亩"}, "9000", {month(8): Decimal(98)}, "相差 5 倍以上"),
        (RATE | {"accumulation": Accumulation.CUMULATIVE, "goal": Decimal(100)}, "1", {}, ""),
    ],
)
def test_a_rate_written_as_a_fraction_and_a_level_that_jumps(fields, value, earlier, asked):
    found = "；".join(questions(quantity(**fields), OCTOBER, Decimal(value), earlier))
    assert asked in found if asked else not found


@pytest.mark.parametrize(
    "fields", [{"unit_of_measure": "%"}, {"kind": Kind.PROJECT, "unit_of_measure": "", "goal": None}]
)
def test_more_than_a_hundred_per_cent(fields):
    target = quantity(**fields)
    assert questions(target, OCTOBER, Decimal("100.1"), {})
    assert questions(target, OCTOBER, Decimal(100), {}) == []


def test_a_question_is_a_warning_and_an_answer_lets_it_through(verify, submit, city):
    verify(9, value=80)
    with pytest.raises(Problems) as asked:
        submit(10, value=70)
    assert [problem.level for problem in asked.value.problems] == ["warning"]
    report = submit(10, value=70, jump_reason="核减上月重复统计 10 亿元")
    assert report.state == "submitted"
    assert report.jump_reason == "核减上月重复统计 10 亿元"


def test_the_official_value_is_what_the_next_month_is_compared_with(verify, submit):
    verify(9, value=80, official=60, note="按统计数")
    assert submit(10, value=70).state == "submitted"


def test_a_first_report_far_above_the_goal_is_asked_about(submit, add_target):
    with pytest.raises(Problems, match="小数点"):
        submit(10, value=Decimal("1200"), of=add_target("MB-8"))


def test_a_saved_answer_is_enough(save, city):
    report = save(10, value=500, jump_reason="含省属项目")
    assert actions.submit_report(by=city.people["reporter"], report=report, version=report.version).state == "submitted"

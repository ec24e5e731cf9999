"""Facts for a scheme come from verified values, as rows that say where they come from."""

import datetime as dt

import pytest

from gangmu.assessment import facts
from gangmu.org.models import GroupMember, Place, Succession
from gangmu.org.states import Change
from gangmu.scoring import read_scheme
from tests.assessment.conftest import OCTOBER, SCHEME


def collected(plan, text=SCHEME, month=OCTOBER):
    method = read_scheme(text).scheme
    assert method is not None
    return facts.collect(method, plan, month)


def rows(found, table="target"):
    return {row["key"]: row for row in found.tables[table]}


def test_every_part_of_a_unit_in_a_target_is_a_row_but_monitoring_is_not(plan, verified):
    verified()
    assert set(rows(collected(plan))) == {"T1@jyj", "T1@swj", "T2@jyj", "T3@swj", "T3@donghu", "T4@donghu"}


def test_values_are_those_of_the_target_in_the_words_of_the_scheme(plan, verified):
    verified()
    row = rows(collected(plan))["T3@donghu"]
    assert row["unit"] == "donghu"
    assert (row["category"], row["kind"], row["direction"], row["role"]) == ("重点", "定量", "越小越好", "责任")
    assert (row["points"], row["goal"], row["actual"]) == ("10", "10", "9")


def test_a_qualitative_target_is_measured_against_a_hundred(plan, verified):
    verified()
    row = rows(collected(plan))["T2@jyj"]
    assert (row["goal"], row["actual"]) == ("100", "80")


def test_a_cooperating_unit_counts_with_the_value_of_the_lead(plan, verified):
    verified()
    found = collected(plan)
    assert rows(found)["T1@swj"]["actual"] == "125"
    assert found.reports["T1@swj"] == found.reports["T1@jyj"]


def test_what_is_not_verified_for_that_month_is_blank_and_not_zero(plan, verified):
    verified(skip={"T2"})
    assert rows(collected(plan))["T2@jyj"]["actual"] is None
    later = collected(plan, month=dt.date(2026, 11, 1))
    assert all(row["actual"] is None for row in later.tables["target"])


def test_late_and_missing_reports_are_counted_for_each_unit(plan, verified):
    verified(skip={"T2"}, late=3)
    unit = rows(collected(plan), "unit")
    assert (unit["jyj"]["late_reports"], unit["jyj"]["missing_reports"]) == ("1", "1")
    assert (unit["donghu"]["late_reports"], unit["donghu"]["missing_reports"]) == ("2", "0")
    assert unit["jyj"]["group"] == "市直部门"


def test_who_took_over_from_a_unit_stands_in_its_place(plan, verified, city):
    verified()
    swj, jyj = city.unit["swj"], city.unit["jyj"]
    Place.objects.filter(unit=swj).update(until=dt.date(2026, 7, 1))
    GroupMember.objects.filter(unit=swj).update(until=dt.date(2026, 7, 1))
    Succession.objects.create(old=swj, new=jyj, on=dt.date(2026, 7, 1), change=Change.MERGE)
    found = collected(plan)
    assert "swj" not in rows(found, "unit")
    assert rows(found)["T3@jyj"]["role"] == "牵头"


def test_the_same_state_of_things_gives_the_same_digest(plan, verified):
    verified()
    assert collected(plan).digest == collected(plan).digest


def test_collecting_costs_the_same_number_of_queries_for_more_targets(plan, verified, django_assert_max_num_queries):
    verified()
    with django_assert_max_num_queries(20):
        collected(plan)


@pytest.mark.parametrize("name", ["核验实绩", "实绩", "完成值", "actual"])
def test_a_column_is_found_by_any_of_its_names(plan, verified, name):
    verified()
    text = f"""
title: 简单办法
year: 2026
tables:
  target:
    given: {{{name}: number}}
  unit:
    computed: {{总分: sum({name})}}
publish: {{unit: [总分]}}
"""
    assert rows(collected(plan, text))["T1@jyj"][name] == "125"


def test_a_column_that_nobody_supplies_is_told_with_table_name_and_what_can_be_supplied():
    text = SCHEME.replace("actual: {number, label: 核验实绩", "aktual: {number, label: 核实值").replace(
        "actual", "aktual"
    )
    method = read_scheme(text).scheme
    assert method is not None
    (problem,) = facts.unsupplied(method)
    assert problem.level == "error"
    assert "target" in problem.where
    assert "aktual" in problem.where
    assert "分值" in problem.expected
    assert "actual" in problem.todo


def test_a_table_that_the_system_does_not_know_is_told():
    text = SCHEME.replace(
        "  unit:\n    label: 单位", "  rating:\n    parent: unit\n    given: {score: number}\n  unit:\n    label: 单位"
    ).replace(
        "    computed:\n      重点工作", "    computed:\n      测评: sum(rating.score otherwise 0)\n      重点工作"
    )
    checked = read_scheme(text)
    if checked.scheme is None:
        pytest.fail("\n".join(map(str, checked.problems)))
    assert any("rating" in problem.what for problem in facts.unsupplied(checked.scheme))

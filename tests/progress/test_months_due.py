"""Not due, confirmed none and missing are three things: in lists, coverage, lamps and facts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from gangmu.assessment import facts
from gangmu.base.errors import Denied
from gangmu.org.permissions import access_of
from gangmu.progress import actions, queries
from gangmu.progress.models import Standing
from gangmu.scoring import read_scheme
from gangmu.targets.months import MERGED, QUARTERS
from gangmu.targets.states import Accumulation

pytestmark = pytest.mark.django_db
OCTOBER = dt.date(2026, 10, 1)
SCHEME = """
title: 示例
tables:
  unit:
    given: {missing_reports: number}
    computed: {total: sum(score)}
  target:
    given: {role: text, points: number, goal: number, actual: number, as_of: {number, optional: true}}
    computed: {score: points * actual / goal}
publish: {unit: [total]}
"""


@pytest.fixture
def gdp(add_target, months):
    """地区生产总值增速 of 教育局: a figure each quarter."""
    rate = {"goal": "7", "unit_of_measure": "%", "accumulation": Accumulation.LATEST, "points": 10}
    return add_target("MB-2", name="地区生产总值增速", months_due=QUARTERS, nodes=False, **rate)


def row_of(plan, month, key="MB-2@jyj"):
    collected = facts.collect(read_scheme(SCHEME).scheme, plan, month)
    (row,) = [row for row in collected.tables["target"] if row["key"] == key]
    return row, collected


def owed(city, period):
    return [row.target.code for row in queries.reports_due(access_of(city.people["reporter"]), period)]


class TestNotDue:
    def test_october_owes_nothing_of_a_quarterly_figure(self, city, gdp, months):
        assert owed(city, months[9]) == ["MB-2"]
        assert owed(city, months[10]) == []
        assert queries.resting(access_of(city.people["reporter"]), months[10]) == [gdp]
        found = {month: queries.coverage(months[month]) for month in (9, 10)}
        assert (found[9].expected, found[9].resting) == (1, 0)
        assert (found[10].expected, found[10].resting) == (0, 1)
        assert queries.missing_of(months[10], [city.unit["jyj"].pk]) == {city.unit["jyj"].pk: 0}

    def test_january_comes_with_february(self, city, add_target, months):
        add_target("MB-3", months_due=MERGED)
        assert [month for month in months if owed(city, months[month])] == list(range(2, 13))

    def test_nobody_begins_a_report_of_it(self, city, gdp, months):
        with pytest.raises(Denied, match="这个目标每季度报数，10月不用填报"):
            actions.save_report(
                by=city.people["reporter"], period=months[10], target=gdp, unit=city.unit["jyj"], version=0, words="无"
            )

    def test_the_lamp_is_that_of_september(self, gdp, verify, today):
        verify(9, value="6.8", of=gdp)
        found = queries.status(gdp, today)
        assert found.color == "yellow"
        assert found.reason.startswith("到 9 月为 6.8%")

    def test_without_september_it_is_september_that_is_missing(self, gdp, today):
        assert "9 月填报没有提交" in queries.status(gdp, today).reason

    def test_a_run_for_october_takes_september_and_says_so(self, plan, gdp, verify, city):
        verify(9, value="6.8", of=gdp)
        row, collected = row_of(plan, OCTOBER)
        assert (row["actual"], row["as_of"]) == ("6.8", "9")
        assert collected.as_of == {"MB-2@jyj": "2026-09-01"}
        (unit,) = [row for row in collected.tables["unit"] if row["key"] == "jyj"]
        assert unit["missing_reports"] == "12"  # March and June of this target, ten months of the other

    def test_a_run_for_september_needs_no_remark(self, plan, gdp, verify):
        verify(9, value="6.8", of=gdp)
        assert row_of(plan, dt.date(2026, 9, 1))[1].as_of == {}


class TestConfirmedNone:
    """A monthly figure that did not come: who reports says so in words, and the figure before still counts."""

    @pytest.fixture
    def none(self, target, verify):
        verify(9, value=80)
        return verify(10, words="统计制度调整，10月不发布")

    def test_it_is_neither_missing_nor_a_figure(self, none, city, months):
        found = queries.coverage(months[10])
        assert (found.expected, found.handed_in, found.without_figure) == (1, 1, 1)
        assert queries.missing_of(months[10], [city.unit["jyj"].pk]) == {city.unit["jyj"].pk: 0}

    def test_it_stands_as_it_stood_in_september(self, none, target, today):
        kept = Standing.objects.get(target=target)
        assert (kept.month.month, kept.as_of.month, kept.value) == (10, 9, 80)
        assert queries.status(target, today).reason.startswith("10 月无数据；到 9 月完成 80 亿元")
        before = list(Standing.objects.values())
        actions.restand_all()
        assert list(Standing.objects.values()) == before

    def test_a_run_takes_september(self, none, plan):
        row, collected = row_of(plan, OCTOBER, "MB-1@jyj")
        assert (row["actual"], collected.as_of) == ("80", {"MB-1@jyj": "2026-09-01"})


class TestMissing:
    def test_a_month_that_nobody_reported_is_never_bridged(self, plan, target, verify):
        verify(9, value=80)
        row, collected = row_of(plan, OCTOBER, "MB-1@jyj")
        assert (row.get("actual"), collected.as_of) == (None, {})

    def test_nor_one_that_is_not_verified_yet(self, plan, target, verify, approve):
        verify(9, value=80)
        approve(10, value=90)
        assert row_of(plan, OCTOBER, "MB-1@jyj")[0].get("actual") is None


class TestPages:
    def test_the_due_list_tells_what_rests(self, as_, gdp, target):
        page = as_("reporter").get(reverse("progress:due")).content.decode()
        assert "另有 1 个目标本月不报数" in page
        assert "MB-2 地区生产总值增速" in page

    def test_progress_of_the_month_counts_three_things(self, as_, gdp, target, months, verify):
        verify(10, words="本月无数据")
        page = as_("office").get(reverse("progress:period", args=[months[10].pk])).content.decode()
        assert "本月不报数" in page
        assert "已确认无数据" in page

    @pytest.mark.parametrize(("state", "names"), [("none", ["教育投入"]), ("verified", [])])
    def test_a_plan_filtered_by_what_was_not_reported_leaves_out_what_rests(self, as_, gdp, target, plan, state, names):
        page = as_("office").get(reverse("targets:plan", args=[plan.pk]) + f"?state={state}").content.decode()
        assert [name for name in ("教育投入", "地区生产总值增速") if name in page] == names

    def test_the_target_says_in_which_months(self, as_, gdp):
        page = as_("office").get(reverse("targets:target", args=[gdp.pk])).content.decode()
        assert "每季度" in page

    def test_programs_read_them_as_numbers(self, as_, gdp):
        found = as_("office").get(f"/api/targets/{gdp.pk}").json()
        assert found["months_due"] == [3, 6, 9, 12]


def test_a_value_of_nought_is_a_figure(target, verify, plan):
    verify(10, value=0)
    assert row_of(plan, OCTOBER, "MB-1@jyj")[0]["actual"] == "0"
    assert Standing.objects.get(target=target).value == Decimal(0)

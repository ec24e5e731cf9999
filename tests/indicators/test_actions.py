"""The catalogue and official values: who keeps and gives them, what is refused, and that nothing given is changed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from gangmu.base.errors import Conflict, Denied, Problems
from gangmu.base.models import Event
from gangmu.base.verification import verify_all
from gangmu.indicators import actions, queries
from gangmu.indicators.actions import Given
from gangmu.indicators.models import Indicator, Observation
from gangmu.indicators.states import January, Kind, Status
from gangmu.org import actions as org

MAY = dt.date(2026, 5, 1)


def given(of, unit, month=MAY, value="100", status="verified"):
    return Given(of, unit, month, None if value is None else Decimal(value), status)


class TestCatalogue:
    def test_the_office_keeps_it_and_nobody_else(self, indicator, city):
        made = indicator("社会消费品零售总额", aliases="社零\n零售总额")
        assert made.names == ["社会消费品零售总额", "社零", "零售总额"]
        with pytest.raises(Denied):
            actions.update_indicator(indicator=made, version=1, values={"decimals": 1}, by=city.people["monitor"])

    def test_a_name_leads_to_one_indicator(self, indicator):
        indicator("社会消费品零售总额", aliases="社零")
        with pytest.raises(Problems, match="“社零”已经是“社会消费品零售总额”的名称或别名"):
            indicator("社零")

    def test_kind_and_unit_of_measure_stay_once_values_were_given(self, indicator, give, city):
        made = indicator()
        give(made, "donghu", 2026, {5: 10})
        with pytest.raises(Problems, match="已有官方数，不能再改"):
            actions.update_indicator(
                indicator=made, version=1, values={"unit_of_measure": "万元"}, by=city.people["office"]
            )
        changed = actions.update_indicator(
            indicator=made, version=1, values={"definition": "不含农户"}, by=city.people["office"]
        )
        assert (changed.definition, changed.version) == ("不含农户", 2)

    def test_a_ratio_has_two_different_parts_that_are_given(self, indicator):
        gdp, revenue = indicator("地区生产总值"), indicator("一般公共预算收入")
        share = indicator("收入占比", kind=Kind.RATIO, unit_of_measure="%", numerator=revenue, denominator=gdp)
        for wrong in (
            {"numerator": gdp, "denominator": gdp},
            {"numerator": gdp},
            {"numerator": share, "denominator": gdp},
        ):
            with pytest.raises(Problems):
                indicator("另一个", kind=Kind.RATIO, unit_of_measure="%", **wrong)

    def test_a_change_of_definition_is_marked_once_a_month(self, indicator, city):
        made = indicator()
        by = city.people["office"]
        actions.redefine_indicator(
            indicator=made, version=1, since=dt.date(2024, 3, 9), what="起点提高到500万元", by=by
        )
        assert [(one.since, one.what) for one in queries.breaks_of(made)] == [
            (dt.date(2024, 3, 1), "起点提高到500万元")
        ]
        with pytest.raises(Problems, match="已经标记过"):
            actions.redefine_indicator(indicator=made, version=2, since=dt.date(2024, 3, 1), what="再改", by=by)


class TestGiving:
    def test_the_bureau_that_gives_it_enters_and_others_are_refused(self, indicator, city):
        made = indicator()
        actions.enter_value(given=given(made, city.unit["donghu"]), by=city.people["monitor"])
        assert queries.value_of(made, city.unit["donghu"].pk, MAY).value == 100
        for other in ("office", "reporter", "head"):
            with pytest.raises(Denied):
                actions.enter_value(given=given(made, city.unit["xishan"]), by=city.people[other])

    def test_what_was_entered_is_corrected_not_entered_again(self, indicator, city):
        made, unit, by = indicator(), city.unit["donghu"], city.people["monitor"]
        actions.enter_value(given=given(made, unit), by=by)
        with pytest.raises(Problems, match="这个月已经有数；要改就用“更正”"):
            actions.enter_value(given=given(made, unit, value="90"), by=by)
        with pytest.raises(Problems, match="请写明为什么更正"):
            actions.correct_value(given=given(made, unit, value="90"), number=1, reason=" ", by=by)
        actions.correct_value(given=given(made, unit, value="90"), number=1, reason="企业补报", by=by)
        assert [(one.number, one.value) for one in queries.versions(made, unit.pk)] == [(2, 90), (1, 100)]

    def test_the_second_of_two_is_told_what_is_stored(self, indicator, city):
        made, unit, by = indicator(), city.unit["donghu"], city.people["monitor"]
        actions.enter_value(given=given(made, unit), by=by)
        actions.correct_value(given=given(made, unit, value="90"), number=1, reason="补报", by=by)
        with pytest.raises(Conflict) as refused:
            actions.correct_value(given=given(made, unit, value="95"), number=1, reason="补报", by=by)
        assert (refused.value.theirs["value"], refused.value.mine["value"]) == (90, 95)

    def test_a_month_given_by_mistake_is_taken_back_and_its_history_stays(self, indicator, city):
        made, unit, by = indicator(), city.unit["donghu"], city.people["monitor"]
        actions.enter_value(given=given(made, unit), by=by)
        actions.correct_value(given=given(made, unit, value=None), number=1, reason="填错月份", by=by)
        assert queries.value_of(made, unit.pk, MAY).value is None
        assert queries.versions(made, unit.pk).count() == 2

    @pytest.mark.parametrize(
        ("month", "known_since", "status", "told"),
        [
            (dt.date(2026, 12, 1), None, "verified", "月份还没有到"),
            (MAY, dt.date(2026, 4, 30), "verified", "何时已知的日期不对"),
            (MAY, dt.date(2026, 11, 21), "verified", "何时已知的日期不对"),
            (MAY, None, "restated", "还没有可修订的数"),
        ],
    )
    def test_what_cannot_be_is_refused(self, indicator, city, month, known_since, status, told):
        made = indicator()
        with pytest.raises(Problems, match=told):
            actions.enter_value(
                given=given(made, city.unit["donghu"], month, status=status),
                known_since=known_since,
                by=city.people["monitor"],
            )
        assert not Observation.objects.exists()

    def test_january_and_february_published_as_one_are_given_in_february(self, indicator, city):
        made = indicator(january=January.MERGED)
        with pytest.raises(Problems, match="1—2 月合并发布，请填在 2 月"):
            actions.enter_value(given=given(made, city.unit["donghu"], dt.date(2026, 1, 1)), by=city.people["monitor"])

    def test_a_month_that_is_never_published_is_refused_with_those_that_are(self, indicator, city):
        made = indicator(months="3,6,9,12")
        with pytest.raises(Problems, match="发布月份：3、6、9、12"):
            actions.enter_value(given=given(made, city.unit["donghu"]), by=city.people["monitor"])

    def test_final_figures_are_only_restated(self, indicator, city):
        made, unit, by = indicator(), city.unit["donghu"], city.people["monitor"]
        last = dt.date(2025, 12, 1)
        actions.enter_value(given=given(made, unit, last, status=Status.FINAL), by=by)
        with pytest.raises(Problems, match="年终定数只能修订"):
            actions.correct_value(given=given(made, unit, last, "99"), number=1, reason="补报", by=by)
        actions.correct_value(given=given(made, unit, last, "99", Status.RESTATED), number=1, reason="经济普查", by=by)

    def test_a_version_is_not_known_before_the_one_it_replaces(self, indicator, city):
        made, unit, by = indicator(), city.unit["donghu"], city.people["monitor"]
        actions.enter_value(given=given(made, unit), known_since=dt.date(2026, 6, 20), by=by)
        with pytest.raises(Problems, match="不早于上一版的 2026年6月20日"):
            actions.correct_value(
                given=given(made, unit, value="9"), number=1, reason="补报", known_since=dt.date(2026, 6, 19), by=by
            )

    def test_a_bureau_gives_only_its_own_indicators_and_ratios_are_nobodys(self, indicator, give, city):
        foreign = indicator("进出口总额", given_by=city.unit["swj"])
        with pytest.raises(Problems, match="由市商务局提供"):
            actions.bring_values(
                unit=city.unit["tjj"], rows=[given(foreign, city.unit["donghu"])], by=city.people["monitor"]
            )
        gdp, revenue = indicator("地区生产总值"), indicator("一般公共预算收入")
        share = indicator("收入占比", kind=Kind.RATIO, unit_of_measure="%", numerator=revenue, denominator=gdp)
        with pytest.raises(Problems, match="由市统计局提供"):
            give(share, "donghu", 2026, {5: 10})

    def test_a_table_is_written_whole_or_not_at_all_and_says_its_rows(self, indicator, city):
        made, unit = indicator(), city.unit["donghu"]
        rows = [
            Given(made, unit, dt.date(2026, 5, 1), Decimal(1), row=2),
            Given(made, unit, dt.date(2026, 12, 1), Decimal(2), row=3),
        ]
        with pytest.raises(Problems, match=r"第 3 行.*月份还没有到"):
            actions.bring_values(unit=city.unit["tjj"], rows=rows, by=city.people["monitor"])
        assert not Observation.objects.exists()

    def test_what_is_stored_alike_is_passed_over_and_nothing_new_is_said(self, indicator, give):
        made = indicator()
        give(made, "donghu", 2026, {4: 10, 5: 20})
        give(made, "donghu", 2026, {4: 10, 5: 21})
        assert sorted(Observation.objects.values_list("month__month", "number")) == [(4, 1), (5, 1), (5, 2)]
        with pytest.raises(Problems, match="完全一致"):
            give(made, "donghu", 2026, {4: 10, 5: 21})


@pytest.fixture
def sealed(city):
    org.seal_rows(reason="the cast was written by the test")


@pytest.mark.usefixtures("sealed")
class TestTrail:
    def test_a_delivery_is_one_event_whatever_its_size_and_sealed_with_its_values(self, indicator, give):
        made = indicator()
        before = Event.objects.count()
        give(made, "donghu", 2026, range(1, 11))
        assert Event.objects.count() == before + 1
        assert verify_all().intact
        Observation.objects.filter(month=MAY).update(value=999)
        assert not verify_all().intact

    def test_an_indicator_is_sealed_with_its_changes_of_definition(self, indicator, city):
        made = indicator()
        actions.redefine_indicator(indicator=made, version=1, since=MAY, what="口径调整", by=city.people["office"])
        assert verify_all().intact
        Indicator.objects.get().breaks.update(what="没有变")
        assert not verify_all().intact

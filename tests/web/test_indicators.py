"""指标: the catalogue, an indicator's page, entering, correcting and bringing tables, through pages."""

from __future__ import annotations

import base64
import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gangmu.indicators import actions, queries
from gangmu.indicators.models import Indicator, Observation
from gangmu.indicators.states import January
from gangmu.org.models import Place, Unit
from gangmu.org.states import Kind
from tests.indicators.conftest import give, indicator

__all__ = ["give", "indicator"]
SPRING = (2, 5, 15, 30, 45, 55, 62, 70, 78, 86, 94, 100)


def text(response) -> str:
    return response.content.decode()


def cells(page: str, section: str) -> list[list[str]]:
    rows = BeautifulSoup(page, "html.parser").select(f"#{section} tbody tr")
    return [[cell.get_text(strip=True) for cell in row.find_all("td")] for row in rows]


def upload(browser, content: bytes, city, name="表.csv", **more):
    file = SimpleUploadedFile(name, content)
    sent = {"file": file, "unit": city.unit["tjj"].pk, "status": "verified", "known_since": "2026-11-20", **more}
    return browser.post(reverse("indicators:import"), sent)


def confirmed(browser, shown, city, **more):
    seen = shown.context
    sent = {"name": seen["name"], "data": seen["data"], "seal": seen["seal"], "confirmed": "1"}
    sent |= {"unit": city.unit["tjj"].pk, "status": "verified", "known_since": "2026-11-20"}
    return browser.post(reverse("indicators:import"), sent | more)


class TestCatalogue:
    def test_the_office_adds_one_and_anybody_finds_it_by_an_alias(self, as_, city):
        sent = {
            "name": "社会消费品零售总额", "aliases": "社零", "unit_of_measure": "亿元", "kind": "cumulative",
            "direction": "higher", "decimals": "1", "january": "merged", "months": ["2", "3", "12"],
            "given_by": city.unit["tjj"].pk, "definition": "",
        }  # fmt: skip
        made = as_("office").post(reverse("indicators:new"), sent)
        assert made.status_code == 302
        assert Indicator.objects.get().published == (2, 3, 12)
        page = text(as_("reporter").get(reverse("indicators:list"), {"q": "社零"}))
        assert "社会消费品零售总额" in page
        assert "没有符合条件的指标" in text(as_("reporter").get(reverse("indicators:list"), {"q": "别的"}))

    def test_two_clerks_at_once_the_second_sees_both(self, as_, city, indicator):
        made = indicator()
        browser = as_("office")
        page = browser.get(reverse("indicators:edit", args=[made.pk]))
        form = {name: value for name, value in page.context["form"].initial.items() if value is not None}
        form |= {"given_by": city.unit["tjj"].pk, "numerator": "", "denominator": ""}
        assert browser.post(reverse("indicators:edit", args=[made.pk]), form | {"definition": "甲"}).status_code == 302
        second = browser.post(reverse("indicators:edit", args=[made.pk]), form | {"definition": "乙"})
        assert second.status_code == 409
        assert "甲" in text(second)
        assert "乙" in text(second)

    @pytest.mark.parametrize("count", [3, 300])
    def test_the_list_costs_a_fixed_number_of_queries(self, as_, city, indicator, count, django_assert_max_num_queries):
        model = indicator()
        Indicator.objects.bulk_create(
            Indicator(unit=model.unit, name=f"指标{n}", unit_of_measure="个", given_by=model.given_by)
            for n in range(count)
        )
        browser = as_("office")
        with django_assert_max_num_queries(14):
            assert browser.get(reverse("indicators:list")).status_code == 200


class TestPage:
    def test_units_years_and_the_season_stand_on_it(self, as_, city, indicator, give):
        made = indicator()
        for year in (2023, 2024, 2025):
            give(made, "donghu", year, SPRING)
        give(made, "donghu", 2026, SPRING[:10])
        page = text(as_("office").get(reverse("indicators:indicator", args=[made.pk])))
        assert cells(page, "years")[0][:4] == ["2026", "2", "5", "15"]
        assert cells(page, "years")[1][-1] == "100"
        assert cells(page, "units") == [["东湖区", *map(str, SPRING[:10]), "", "", ""]]
        assert "“上年份额”推算全年的误差中位数 0.0%" in page

    def test_what_was_known_on_a_day_is_shown_without_what_came_later(self, as_, city, indicator, give):
        made = indicator()
        give(made, "donghu", 2026, {5: 100}, dt.date(2026, 6, 18))
        give(made, "donghu", 2026, {5: 104}, dt.date(2026, 7, 6))
        address = reverse("indicators:indicator", args=[made.pk])
        assert "100" in cells(text(as_("office").get(address, {"on": "2026-07-05"})), "years")[0][5]
        assert cells(text(as_("office").get(address)), "years")[0][5] == "1042"  # the second version

    def test_one_sees_ones_own_units_only(self, as_, city, indicator, give):
        made = indicator()
        give(made, "donghu", 2026, {5: 100})
        give(made, "jyj", 2026, {5: 7})
        page = text(as_("reporter").get(reverse("indicators:indicator", args=[made.pk])))
        assert [row[0] for row in cells(page, "units")] == ["市教育局"]
        assert "录入" in page

    def test_a_change_of_definition_is_marked_in_its_month(self, as_, city, indicator, give):
        made = indicator()
        give(made, "donghu", 2026, SPRING[:10])
        sent = {"since": "2026-03", "what": "起点提高", "version": "1"}
        assert as_("office").post(reverse("indicators:redefine", args=[made.pk]), sent).status_code == 302
        page = text(as_("office").get(reverse("indicators:indicator", args=[made.pk])))
        assert cells(page, "years")[0][3] == "变 15".replace(" ", "")
        assert "起点提高" in page

    @pytest.mark.parametrize("count", [3, 300])
    def test_it_costs_a_fixed_number_of_queries(self, as_, city, indicator, count, django_assert_max_num_queries):
        made = indicator()
        rows = []
        for n in range(count):
            unit = Unit.objects.create(code=f"u{n}", name=f"单位{n}", kind=Kind.TOWN, order=n)
            Place.objects.create(unit=unit, parent=city.unit["donghu"], since=dt.date(2026, 1, 1))
            rows.append(actions.Given(made, unit, dt.date(2026, 5, 1), Decimal(n + 1)))
        actions.bring_values(unit=made.given_by, rows=rows, by=city.people["monitor"])
        browser = as_("office")
        with django_assert_max_num_queries(14):
            page = browser.get(reverse("indicators:indicator", args=[made.pk]))
        assert len(cells(text(page), "units")) == count

    def test_what_is_exported_comes_back_unchanged(self, as_, city, indicator, give):
        made = indicator()
        give(made, "donghu", 2026, SPRING[:10])
        data = as_("office").get(reverse("indicators:export", args=[made.pk])).content
        assert openpyxl.load_workbook(io.BytesIO(data)).active.max_row == 11
        shown = upload(as_("monitor"), data, city, name="导出.xlsx")
        assert "表里的内容和系统里一致" in text(shown)


class TestGiving:
    def test_the_bureau_enters_a_value_and_corrects_it_with_a_reason(self, as_, city, indicator):
        made, unit = indicator(), city.unit["donghu"]
        browser = as_("monitor")
        sent = {
            "unit": unit.pk,
            "month": "2026-05",
            "value": "1.2万亿元",
            "status": "preliminary",
            "known_since": "2026-06-18",
        }
        assert browser.post(reverse("indicators:enter", args=[made.pk]), sent).status_code == 302
        address = f"{reverse('indicators:correct', args=[made.pk])}?unit={unit.pk}&month=2026-05"
        change = {"value": "11900", "status": "verified", "known_since": "2026-07-01", "version": "1", "reason": ""}
        assert "请写明为什么更正" in text(browser.post(address, change))
        assert browser.post(address, change | {"reason": "剔除重复"}).status_code == 302
        told = [(one.number, one.value, one.status) for one in queries.versions(made, unit.pk)]
        assert told == [(2, 11900, "verified"), (1, 12000, "preliminary")]
        page = text(browser.get(reverse("indicators:indicator", args=[made.pk])))
        assert "剔除重复" in page

    def test_the_second_of_two_is_told_and_loses_nothing(self, as_, city, indicator, give):
        made, unit = indicator(), city.unit["donghu"]
        give(made, "donghu", 2026, {5: 100}, dt.date(2026, 6, 18))
        give(made, "donghu", 2026, {5: 101}, dt.date(2026, 6, 20))
        address = f"{reverse('indicators:correct', args=[made.pk])}?unit={unit.pk}&month=2026-05"
        change = {"value": "99", "status": "verified", "known_since": "2026-07-01", "version": "1", "reason": "补报"}
        refused = as_("monitor").post(address, change)
        assert refused.status_code == 409
        assert 'value="99"' in text(refused)
        assert "101" in text(refused)

    def test_a_month_typed_wrong_is_taken_back(self, as_, city, indicator, give):
        made, unit = indicator(), city.unit["donghu"]
        give(made, "donghu", 2026, {5: 100})
        address = f"{reverse('indicators:correct', args=[made.pk])}?unit={unit.pk}&month=2026-05"
        change = {
            "withdrawn": "on",
            "status": "verified",
            "known_since": "2026-11-20",
            "version": "1",
            "reason": "填错月份",
        }
        assert as_("monitor").post(address, change).status_code == 302
        assert "撤回" in text(as_("monitor").get(reverse("indicators:indicator", args=[made.pk])))

    @pytest.mark.parametrize("asked", ["", "?unit=9999&month=2026-05", "?unit=1&month=x", "?month=2026-05"])
    def test_a_value_that_is_not_there_cannot_be_corrected(self, as_, city, indicator, asked):
        made = indicator()
        assert as_("monitor").get(reverse("indicators:correct", args=[made.pk]) + asked).status_code == 404


class TestTables:
    LIST = "指标,单位,月份,数值,数据状态\n社零,东湖区,2026年4月,80.5,初步数\n社零,东湖区,2026年5月,100,\n".encode()
    WIDE = "单位,年度,1-2月,3月,4月\n东湖区,2025,20,35,50\n东湖区,2026,22,,55\n".encode()

    def test_a_list_is_shown_then_written_as_one_delivery(self, as_, city, indicator):
        made = indicator("社会消费品零售总额", aliases="社零")
        browser = as_("monitor")
        shown = upload(browser, self.LIST, city)
        assert not Observation.objects.exists()
        assert "有 2 个数要写入" in text(shown)
        assert confirmed(browser, shown, city).status_code == 302
        told = Observation.objects.order_by("month").values_list("indicator", "month__month", "value", "status")
        assert list(told) == [(made.pk, 4, Decimal("80.5"), "preliminary"), (made.pk, 5, 100, "verified")]

    def test_years_with_their_months_across_and_january_merged(self, as_, city, indicator):
        made = indicator(january=January.MERGED)
        browser = as_("monitor")
        shown = upload(browser, self.WIDE, city, indicator=made.pk)
        assert confirmed(browser, shown, city, indicator=made.pk).status_code == 302
        told = sorted(Observation.objects.values_list("month__year", "month__month", "value"))
        assert told == [(2025, 2, 20), (2025, 3, 35), (2025, 4, 50), (2026, 2, 22), (2026, 4, 55)]

    def test_a_table_without_the_indicator_asks_for_it_and_writes_nothing(self, as_, city, indicator):
        indicator()
        shown = upload(as_("monitor"), self.WIDE, city)
        assert shown.status_code == 422
        assert "没有写是哪个指标" in text(shown)

    def test_names_that_lead_nowhere_are_asked_once_and_matched(self, as_, city, indicator):
        made = indicator("社会消费品零售总额")
        browser = as_("monitor")
        shown = upload(browser, self.LIST.replace("东湖区".encode(), "东湖新区".encode()), city)
        assert shown.context["preview"].asked == [("indicator", "社零"), ("unit", "东湖新区")]
        answers = {
            "kind": ["indicator", "unit"],
            "text": ["社零", "东湖新区"],
            "answer": [made.pk, city.unit["donghu"].pk],
        }
        base = {"name": shown.context["name"], "data": shown.context["data"], "unit": city.unit["tjj"].pk}
        base |= {"status": "verified", "known_since": "2026-11-20"}
        again = browser.post(reverse("indicators:import"), base | answers)
        assert again.status_code == 200
        assert confirmed(browser, again, city, **answers).status_code == 302
        assert Observation.objects.filter(indicator=made, unit=city.unit["donghu"]).count() == 2

    def test_rows_of_a_name_that_is_left_out_are_not_brought(self, as_, city, indicator):
        indicator("社会消费品零售总额", aliases="社零")
        browser = as_("monitor")
        table = self.LIST + "社零,外市,2026年5月,9,\n".encode()
        shown = upload(browser, table, city, kind=["unit"], text=["外市"], answer=["leave"])
        assert shown.status_code == 200
        assert len(shown.context["preview"].changes) == 2

    def test_everything_wrong_is_told_with_its_row(self, as_, city, indicator):
        indicator("社会消费品零售总额", aliases="社零")
        rows = ("2026年5月,80", "2026年5月,81", "2026年12月,90", "五月,7")
        table = "指标,单位,月份,数值\n" + "".join(f"社零,东湖区,{row}\n" for row in rows)
        page = text(upload(as_("monitor"), table.encode(), city))
        for told in ("第 3 行", "在表里出现两次", "第 4 行", "月份还没有到", "第 5 行", "“五月”不是统计期"):
            assert told in page
        assert not Observation.objects.exists()

    def test_a_cumulative_value_that_falls_is_asked_about_but_may_be(self, as_, city, indicator, give):
        give(indicator("社会消费品零售总额", aliases="社零"), "donghu", 2026, {3: 90})
        shown = upload(as_("monitor"), self.LIST, city)
        assert shown.status_code == 200
        assert "累计数比 3 月的 90 少" in text(shown)

    def test_when_data_changed_meanwhile_the_differences_are_shown_again(self, as_, city, indicator, give):
        made = indicator("社会消费品零售总额", aliases="社零")
        browser = as_("monitor")
        shown = upload(browser, self.LIST, city)
        give(made, "donghu", 2026, {5: 99})
        again = confirmed(browser, shown, city)
        assert again.status_code == 200
        assert "差异已重新列出" in text(again)
        assert Observation.objects.count() == 1

    def test_figures_of_a_past_year_are_restated_not_overwritten(self, as_, city, indicator, give):
        made = indicator("社会消费品零售总额", aliases="社零")
        give(made, "donghu", 2025, {12: 200}, status="final")
        browser = as_("monitor")
        shown = upload(browser, "指标,单位,月份,数值\n社零,东湖区,2025年12月,190\n".encode(), city)
        assert confirmed(browser, shown, city).status_code == 302
        told = [(one.number, one.value, one.status) for one in queries.versions(made, city.unit["donghu"].pk)]
        assert told == [(2, 190, "restated"), (1, 200, "final")]

    @pytest.mark.parametrize("data", [b"", b"\x00\x01", base64.b64encode(b"x"), b"PK\x03\x04broken"])
    def test_what_is_no_table_is_told_in_words(self, as_, city, indicator, data):
        indicator()
        shown = upload(as_("monitor"), data, city)
        assert shown.status_code == 422

    def test_another_bureaus_indicators_are_not_offered(self, as_, city, indicator):
        indicator("进出口总额", given_by=city.unit["swj"])
        indicator()
        shown = upload(as_("monitor"), "指标,单位,月份,数值\n进出口总额,东湖区,2026年5月,80\n".encode(), city)
        assert shown.context["preview"].asked == [("indicator", "进出口总额")]


class TestInterface:
    def test_values_are_read_as_known_on_a_day_and_given(self, as_, city, indicator):
        made = indicator()
        browser, address = as_("monitor"), f"/api/indicators/{made.pk}/observations"
        body = {"unit": city.unit["donghu"].pk, "month": "2026-05-01", "value": "100.5", "known_since": "2026-06-18"}
        first = browser.post(address, body, content_type="application/json")
        assert (first.status_code, first.json()["version"]) == (201, 1)
        again = browser.post(address, body, content_type="application/json")
        assert again.status_code == 422
        newer = body | {"value": "99", "version": 1, "reason": "补报", "known_since": "2026-07-06"}
        assert browser.post(address, newer, content_type="application/json").json()["version"] == 2
        assert browser.post(address, newer, content_type="application/json").status_code == 409
        then = browser.get(address, {"known_on": "2026-07-05", "unit": "donghu"}).json()
        assert [(one["value"], one["version"]) for one in then["items"]] == [("100.500000", 1)]

    def test_the_catalogue_is_read(self, as_, city, indicator):
        indicator("社会消费品零售总额", aliases="社零")
        found = as_("reporter").get("/api/indicators/", {"q": "社零"}).json()
        assert found["items"][0]["aliases"] == ["社零"]
        assert as_("system_admin").get("/api/indicators/").status_code == 403

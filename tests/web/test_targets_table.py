"""The plan as a table: search, filters, groups, columns, pages, export; quick however long it is."""

from __future__ import annotations

import datetime as dt
import io
import re

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from gangmu.progress.models import Report, ReportingPeriod
from tests.conftest import YEAR

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(plan):
    return reverse("targets:plan", args=[plan.pk])


@pytest.fixture
def issued(issue):
    """Issue, and open the October period, whose deadline has passed."""

    def act():
        made = issue()
        ReportingPeriod.objects.create(
            plan=made, month=dt.date(YEAR, 10, 1), opens=dt.date(YEAR, 11, 1), due=dt.date(YEAR, 11, 5)
        )

    return act


def names(response) -> list[str]:
    page = BeautifulSoup(response.content, "html.parser")
    return [link.get_text() for link in page.select("#targets td.cell-title a")]


@pytest.mark.parametrize("rows", [3, 300])
@pytest.mark.parametrize("person", ["office", "reporter"])
def test_the_page_takes_at_most_thirteen_queries(as_, many, issued, url, rows, person, django_assert_max_num_queries):
    many(rows)
    issued()
    client = as_(person)
    with django_assert_max_num_queries(13):
        response = client.get(url)
    assert names(response)


@pytest.mark.parametrize("rows", [3, 300])
def test_the_lamp_filter_takes_no_more(as_, many, issued, url, rows, django_assert_max_num_queries):
    many(rows)
    issued()
    client = as_("office")
    with django_assert_max_num_queries(13):
        assert len(names(client.get(url, {"lamp": "grey"}))) == min(rows, 200)
    assert names(client.get(url, {"lamp": "red"})) == []


def test_two_hundred_rows_are_light(as_, many, issued, url):
    """How long they take is measured by bench/pages.py."""
    many(200)
    issued()
    response = as_("office").get(url)
    assert len(names(response)) == 200
    assert len(response.content) <= 100_000


def test_longer_plans_go_on_further_pages(as_, many, url):
    many(203)
    client = as_("office")
    assert len(names(client.get(url, {"group": ""}))) == 200
    assert len(names(client.get(url, {"group": "", "page": "2"}))) == 3
    assert len(names(client.get(url, {"group": "", "page": "99"}))) == 200


def test_totals_and_group_sums_are_of_the_whole_not_of_the_page(as_, many, url):
    many(203)
    text = as_("office").get(url, {"group": "category"}).content.decode()
    assert "共 203 个目标，分值合计 609" in text
    assert "101 个，303 分" in text


@pytest.mark.parametrize("word", ["第 2 项", "MB-2026-002", "新建、续建", "教育局"])
def test_search_looks_at_name_code_and_unit(as_, many, target, url, word):
    many(2)
    found = names(as_("office").get(url, {"q": word}))
    assert found
    assert len(found) < 3


def test_filters_narrow_and_are_shown_as_chips(as_, many, city, url):
    many(8)
    response = as_("office").get(url, {"unit": city.unit["donghu"].pk, "category": "routine"})
    page = BeautifulSoup(response.content, "html.parser")
    chips = [chip.get_text(strip=True) for chip in page.select(".chip")]
    assert "类别：常规" in chips
    assert "单位：东湖区" in chips
    assert 0 < len(names(response)) < 8


def test_targets_are_found_by_the_state_of_this_months_report(as_, many, issued, url, city):
    first, *_others = many(3)
    issued()
    period = ReportingPeriod.objects.get()
    Report.objects.create(target=first, unit=first.assignments.get(part="lead").unit, period=period, state="submitted")
    client = as_("office")
    assert names(client.get(url, {"state": "submitted"})) == [first.name]
    assert len(names(client.get(url, {"state": "none"}))) == 2
    assert not names(client.get(url, {"state": "verified"}))


def test_what_is_unknown_in_the_address_is_ignored(as_, many, url):
    many(2)
    response = as_("office").get(url, {"unit": "999999", "kind": "x", "group": "y", "page": "-1", "lamp": "red"})
    assert len(names(response)) == 2


def test_the_fragment_is_the_same_part_of_the_fresh_page(as_, many, issued, url):
    many(5)
    issued()
    client = as_("office")

    def part(content: bytes) -> str:
        found = BeautifulSoup(content, "html.parser").select_one("#targets")
        return re.sub(r'name="csrfmiddlewaretoken" type="hidden" value="\w+"', "", str(found))

    fresh = client.get(url, {"q": "第"})
    fragment = client.get(url, {"q": "第"}, headers={"HX-Request": "true"})
    assert part(fresh.content) == part(fragment.content)
    assert b"<html" not in fragment.content


def test_columns_are_chosen_and_remembered(as_, many, plan, url):
    many(1)
    client = as_("office")
    chosen = reverse("targets:plan-columns", args=[plan.pk])
    response = client.post(chosen, {"column": ["baseline", "area"], "query": "group=area"})
    assert response["Location"] == f"{url}?group=area"
    page = BeautifulSoup(client.get(url).content, "html.parser")
    assert [cell.get_text(strip=True) for cell in page.select("#targets thead th")] == ["目标", "领域", "上年实绩"]


def test_columns_go_back_to_a_local_page_only(as_, many, plan):
    response = as_("office").post(
        reverse("targets:plan-columns", args=[plan.pk]), {"query": "https://elsewhere.example/?a=1"}
    )
    assert response["Location"].startswith("/plans/")


def test_export_holds_what_is_seen(as_, many, plan, url):
    many(4)
    response = as_("office").get(reverse("targets:plan-export", args=[plan.pk]), {"category": "routine"})
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:2] == ("编号", "目标名称")
    assert [row[1] for row in rows[1:]] == ["目标任务第 1 项", "目标任务第 3 项"]


def test_there_is_no_inline_script_or_style(as_, many, issued, url):
    many(2)
    issued()
    page = BeautifulSoup(as_("office").get(url).content, "html.parser")
    assert not [tag for tag in page.find_all("script") if tag.string and tag.get("type") != "application/json"]
    assert not page.find_all("style")
    assert not page.select("[style]")
    assert not [tag for tag in page.find_all(True) if any(name.startswith("on") for name in tag.attrs)]

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
def test_the_page_takes_at_most_sixteen_queries(as_, many, issued, url, rows, person, django_assert_max_num_queries):
    many(rows)
    issued()
    client = as_(person)
    with django_assert_max_num_queries(16):
        response = client.get(url)
    assert names(response)


@pytest.mark.parametrize("rows", [3, 300])
def test_the_lamp_filter_takes_no_more(as_, many, issued, url, rows, django_assert_max_num_queries):
    many(rows)
    issued()
    client = as_("office")
    with django_assert_max_num_queries(16):
        assert len(names(client.get(url, {"lamp": "grey"}))) == min(rows, 50)
    assert names(client.get(url, {"lamp": "red"})) == []


def test_fifty_rows_are_light(as_, many, issued, url):
    """How long they take is measured by bench/pages.py."""
    many(200)
    issued()
    response = as_("office").get(url)
    assert len(names(response)) == 50
    assert len(response.content) <= 75_000


def test_longer_plans_go_on_further_pages(as_, many, url):
    many(53)
    client = as_("office")
    assert len(names(client.get(url, {"group": ""}))) == 50
    assert len(names(client.get(url, {"group": "", "page": "2"}))) == 3
    assert len(names(client.get(url, {"group": "", "page": "99"}))) == 3


def test_counts_are_of_the_whole_group_not_of_the_page(as_, many, url):
    many(103)
    text = as_("office").get(url, {"group": "category"}).content.decode()
    assert "共 103 个目标" in text
    assert "51 个" in text


def headings(response) -> list[tuple[str, str]]:
    page = BeautifulSoup(response.content, "html.parser")
    return [(one.get_text(), one["aria-expanded"]) for one in page.select(".row-group a")]


def test_groups_are_folded_and_opened_one_by_one(as_, many, url):
    many(60)
    client = as_("office")
    page = BeautifulSoup(client.get(url, {"group": "category"}).content, "html.parser")
    folded = client.get(page.find("a", href=re.compile("open="))["href"].replace("?", f"{url}?").split("#")[0])
    assert headings(folded) == [("重点", "false"), ("常规", "false")]
    assert names(folded) == []
    opens = BeautifulSoup(folded.content, "html.parser").select(".row-group a")[1]["href"].split("#")[0]
    opened = client.get(url + opens)
    assert headings(opened) == [("重点", "false"), ("常规", "true")]
    assert len(names(opened)) == 30
    rows = rows_of(client.get(url + opens + "&export=xlsx"))
    assert {row[0] for row in rows[1:]} == {"常规"}
    assert len(rows) == 31


@pytest.mark.parametrize("sort", ["points", "-points", "name", "-name", "lead", "-lead"])
def test_every_column_sorts_by_its_heading(as_, many, url, sort):
    made = many(6)
    for number, one in enumerate(made):
        type(one).objects.filter(pk=one.pk).update(points=(number * 7) % 5)
    response = as_("office").get(url, {"sort": sort, "group": ""})
    page = BeautifulSoup(response.content, "html.parser")
    label = {"points": "分值", "lead": "牵头单位"}.get(sort.strip("-"))
    shown = [one.text for one in page.select(f"td[data-label={label}]")] if label else names(response)
    assert len(shown) == 6
    assert shown == sorted(shown, reverse=sort.startswith("-"))
    (head,) = page.select("th[aria-sort]")
    assert head["aria-sort"] == ("descending" if sort.startswith("-") else "ascending")
    assert ("sort=-" in head.a["href"]) is not sort.startswith("-")


def rows_of(response) -> list[tuple]:
    return list(openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0].iter_rows(values_only=True))


@pytest.mark.parametrize("word", ["第 2 项", "MB-2026-002", "新建、续建", "教育局"])
def test_search_looks_at_name_code_and_unit(as_, many, target, url, word):
    many(2)
    found = names(as_("office").get(url, {"q": word}))
    assert found
    assert len(found) < 3


@pytest.mark.parametrize(
    ("words", "found"),
    [("目标任务 002", 1), ("教育局 002", 0), ("第　００２", 1), ("第 项 目标", 2), ("发改 没有的词", 0)],
)
def test_every_word_of_a_search_must_be_found_somewhere(as_, many, url, words, found):
    many(2)
    assert len(names(as_("office").get(url, {"q": words}))) == found


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


def test_columns_are_chosen_and_remembered_for_the_person(as_, many, url):
    many(1)
    chosen = reverse("listing:columns")
    answer = as_("office").post(
        chosen, {"listing": "draft", "column": ["baseline", "area", "x"], "back": f"{url}?group=area"}
    )
    assert answer["Location"] == f"{url}?group=area#draft"

    def heads(client) -> list[str]:
        page = BeautifulSoup(client.get(url).content, "html.parser")
        return [cell.get_text(strip=True) for cell in page.select("#targets thead th")]

    client = as_("office")
    client.logout()
    assert heads(as_("office")) == ["目标", "领域", "上年实绩"]
    as_("office").post(chosen, {"listing": "draft", "back": url})
    assert "全年目标" in heads(as_("office"))


@pytest.mark.parametrize("back", ["https://elsewhere.example/?a=1", "//elsewhere.example", "javascript:1", ""])
def test_columns_go_back_to_a_local_page_only(as_, back):
    assert as_("office").post(reverse("listing:columns"), {"listing": "plan", "back": back})["Location"] == "/"


def test_columns_of_no_list_are_not_kept(as_):
    assert as_("office").post(reverse("listing:columns"), {"listing": "other"}).status_code == 404


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_export_holds_what_is_seen(as_, many, url, kind):
    many(4)
    asked = {"category": "routine", "group": "", "sort": "-name", "export": kind}
    response = as_("office").get(url, asked)
    assert "attachment" in response["Content-Disposition"]
    if kind == "csv":
        rows = [tuple(line.split(",")) for line in response.content.decode("utf-8-sig").splitlines()]
    else:
        rows = rows_of(response)
    assert rows[0][:2] == ("编号", "目标名称")
    assert [row[1] for row in rows[1:]] == ["目标任务第 3 项", "目标任务第 1 项"]


def test_there_is_no_inline_script_or_style(as_, many, issued, url):
    many(2)
    issued()
    page = BeautifulSoup(as_("office").get(url).content, "html.parser")
    assert not [tag for tag in page.find_all("script") if tag.string and tag.get("type") != "application/json"]
    assert not page.find_all("style")
    assert not page.select("[style]")
    assert not [tag for tag in page.find_all(True) if any(name.startswith("on") for name in tag.attrs)]

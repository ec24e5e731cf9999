"""The page of one target, its part on the unit's page, and the API."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from gangmu.progress.actions import restand
from gangmu.progress.models import Report, ReportingPeriod
from gangmu.progress.states import ReportState
from gangmu.targets import actions
from tests.conftest import YEAR

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(target):
    return reverse("targets:target", args=[target.pk])


@pytest.fixture
def reported(city, target, issue):
    """The plan issued, and October reported and verified with 15 of 24 schools."""
    period = ReportingPeriod.objects.create(
        plan=issue(), month=dt.date(YEAR, 10, 1), opens=dt.date(YEAR, 11, 1), due=dt.date(YEAR, 11, 5)
    )
    now = timezone.now()
    people = city.people
    made = Report.objects.create(
        target=target,
        unit=city.unit["jyj"],
        period=period,
        state=ReportState.VERIFIED,
        value=Decimal(15),
        words="15 所已开工",
        submitted_at=now,
        submitted_by=people["reporter"],
        first_submitted_at=now,
        approved_at=now,
        approved_by=people["head"],
        verified_at=now,
        verified_by=people["monitor"],
        verified_value=Decimal(15),
    )
    restand([target.pk])
    return made


def text_of(response) -> str:
    return BeautifulSoup(response.content, "html.parser").get_text(" ", strip=True)


def test_a_draft_says_what_is_planned(as_, url):
    text = text_of(as_("office").get(url))
    assert "“新建、续建中小学”由市教育局牵头，2026年12月31日（周四）前完成 24 所；正在编制，还没有下达。" in text
    assert "2026年政府工作报告" in text
    assert "录入目标" in text


def test_an_issued_target_is_read_aloud_with_its_lamp(as_, url, reported):
    text = text_of(as_("leader").get(url))
    assert "全年目标 24 所，市教育局牵头：到 10 月完成 15 所，占全年 62.5%" in text
    assert "15 所已开工" in text
    assert "已核验" in text
    assert "下达" in text


def test_the_chain_of_responsibility_is_complete(as_, url, reported):
    text = text_of(as_("reporter").get(url))
    for words in ("副市长陈岩", "市教育局 · 教育局赵云", "市统计局", "牵头", "监控"):
        assert words in text


def test_the_curve_has_its_table(as_, url, reported):
    page = BeautifulSoup(as_("office").get(url).content, "html.parser")
    rows = {
        row.select_one("td").get_text(): [cell.get_text(strip=True) for cell in row.select("td")[1:]]
        for row in page.select("details tbody tr")
    }
    assert rows["10月"][1] == "15"
    assert rows["6月"] == ["10", "未报"]
    assert page.select_one("#curve-option")


def test_history_tells_who_did_what_in_words(as_, url, city, target):
    actions.update_target(target=target, version=1, values={"goal": Decimal(30)}, by=city.people["office"])
    page = BeautifulSoup(as_("office").get(url).content, "html.parser")
    history = page.select_one("#history").get_text(" ", strip=True)
    assert "修改目标" in history
    assert "目标值：24 → 30" in history
    assert "目标办李敏（目标办 · 云州市人民政府）" in history


def test_after_issue_the_office_is_led_to_a_decision_instead_of_editing(as_, url, reported):
    page = as_("office").get(url).content.decode()
    assert f"{url}amend/" in page
    assert f"{url}edit/" not in page
    assert f"{url}amend/" not in as_("leader").get(url).content.decode()


@pytest.mark.parametrize(
    ("person", "status"),
    [("office", 200), ("leader", 200), ("reporter", 200), ("monitor", 200), ("other_reporter", 404), ("auditor", 404)],
)
def test_who_sees_the_page(as_, url, reported, person, status):
    assert as_(person).get(url).status_code == status


def test_query_count_does_not_grow_with_reports(as_, url, reported, city, target, django_assert_max_num_queries):
    client = as_("office")
    with django_assert_max_num_queries(24):
        client.get(url)


def test_the_unit_page_lists_its_targets(as_, city, target, reported):
    page = as_("office").get(reverse("org:unit", args=[city.unit["jyj"].pk])).content.decode()
    assert reverse("targets:target", args=[target.pk]) in page


def test_the_api_gives_what_may_be_seen(as_, plan, target, reported):
    client = as_("reporter")
    assert [one["title"] for one in client.get("/api/targets/plans").json()["items"]] == ["2026年度目标体系"]
    listed = client.get(f"/api/targets/plans/{plan.pk}/targets").json()["items"]
    assert [(one["name"], one["lead"], Decimal(one["goal"])) for one in listed] == [(target.name, "jyj", Decimal(24))]
    whole = client.get(f"/api/targets/{target.pk}").json()
    assert [node["due"] for node in whole["nodes"]] == ["2026-06-30", "2026-12-31"]
    assert whole["leader"] == "副市长陈岩"


def test_the_api_hides_the_rest(as_, client, plan, target, reported):
    assert client.get("/api/targets/plans").status_code == 401
    other = as_("other_reporter")
    assert other.get("/api/targets/plans").json() == {"items": [], "count": 0}
    for path in (f"/api/targets/plans/{plan.pk}/targets", f"/api/targets/{target.pk}"):
        assert other.get(path).status_code == 404

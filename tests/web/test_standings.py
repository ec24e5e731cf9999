"""Every unit's own lamp on pages, and the list that knows the year."""

import datetime as dt
import io

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from gangmu.org.models import Appointment
from gangmu.org.states import Role
from gangmu.targets.models import Assignment
from gangmu.targets.states import Part
from tests.progress.conftest import add_target, months, plan, save, submit, target

__all__ = ["add_target", "months", "plan", "save", "submit", "target"]


def page_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


@pytest.fixture
def shared(city, target, submit, months):
    """教育局 leads and is on schedule; 商务局 is responsible for the same target and far behind."""
    Assignment.objects.create(target=target, unit=city.unit["swj"], part=Part.RESPONSIBLE)
    Appointment.objects.create(
        user=city.people["reporter"], unit=city.unit["swj"], role=Role.REPORTER, since=dt.date(2026, 1, 1)
    )
    submit(value=110)
    submit(value=60, unit="swj")
    return target


def test_a_targets_page_shows_every_unit_with_the_rule_behind_its_lamp(as_, shared):
    page = page_of(as_("office").get(reverse("targets:target", args=[shared.pk])))
    assert "市教育局牵头：到 10 月完成 110" in page.text
    assert "2 个单位中 1 个严重滞后" in page.text
    rules = [(one.summary.text.split(), one.text) for one in page.select("#reports details")]
    assert [words[-1] for words, _text in rules] == ["正常", "严重滞后"]
    assert "不超过全年目标的 10 个百分点" in rules[1][1]
    assert "完成 60" in rules[1][1]
    assert "从 10 月起" in rules[1][1]


def test_a_responsible_unit_sees_its_own_lamp_where_it_reports(as_, shared, months):
    page = page_of(as_("reporter").get(reverse("progress:due"), {"period": months[10].pk}))
    assert "由牵头单位汇总" not in page.text
    assert len(page.select(".lamp-red")) == len(page.select(".lamp-green")) == 1


def test_a_plan_filtered_for_a_unit_tells_how_that_unit_stands(as_, city, plan, shared):
    url, client = reverse("targets:plan", args=[plan.pk]), as_("office")
    rows = ((None, "red", "110", "严重滞后 1/2"), ("jyj", "green", "110", "正常"), ("swj", "red", "60", "严重滞后"))
    for unit, color, value, words in rows:
        page = page_of(client.get(url, {"unit": city.unit[unit].pk} if unit else {}))
        (lamp,) = page.select("#targets tbody .lamp")
        assert (lamp["class"], lamp.text) == (["lamp", f"lamp-{color}"], words)
        assert page.select_one("#targets td[data-label=累计完成]").text.startswith(value)
    assert len(page_of(client.get(url, {"unit": city.unit["jyj"].pk, "lamp": "red"})).select("td.cell-title")) == 0


def test_a_units_page_shows_its_own_lamps(as_, city, shared):
    for unit, color in (("jyj", "green"), ("swj", "red")):
        page = page_of(as_("office").get(reverse("org:unit", args=[city.unit[unit].pk])))
        assert page.select(f"#targets-of-unit .lamp-{color}")


def test_the_list_sorts_by_the_gap_and_exports_what_is_seen(as_, plan, target, add_target, submit):
    submit(value=95)
    submit(value=60, of=add_target("MB-2", name="最差的"))
    add_target("MB-3", name="没有报的")
    url, client = reverse("targets:plan", args=[plan.pk]), as_("office")
    page = page_of(client.get(url, {"sort": "-gap", "group": ""}))
    assert [one.text for one in page.select("td.cell-title a")] == ["最差的", "教育投入", "没有报的"]
    assert [one.text for one in page.select("td[data-label=占全年]")] == ["50%", "79.2%", ""]
    assert page.select_one("td[data-label=占全年] svg rect")["width"] == "50"
    answer = client.get(url, {"sort": "-gap", "group": "", "export": "xlsx"})
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    head = next(n for n, row in enumerate(rows) if "累计完成" in row)
    told = [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]
    assert [(row["累计完成"], row["占全年"], row["差距（百分点）"]) for row in told[:2]] == [
        (60, 50, 33.4),
        (95, 79.2, 4.3),
    ]
    assert told[0]["10月累计"] == 60
    assert told[0]["9月累计"] is None


def test_a_lamp_opens_its_sentence_and_its_rule_and_the_year_is_drawn(as_, plan, target, submit):
    submit(9, value=50)
    submit(10, value=55)
    page = page_of(as_("office").get(reverse("targets:plan", args=[plan.pk])))
    told = page.select_one("#plan details.why-lamp").text
    assert "到 10 月完成 55" in told
    assert "落后超过全年目标的 10 个百分点为严重滞后" in told
    assert "9月起" in told
    drawn = page.select_one("td[data-label=十二个月] svg")
    assert drawn["role"] == "img"
    assert drawn.title.text.startswith("9月 50")
    assert drawn.title.text.endswith("；10月 55 亿元")


def test_the_office_is_told_since_when_a_target_is_red(as_, target, submit):
    submit(9, value=50)
    submit(10, value=55)
    assert "9月起" in page_of(as_("office").get(reverse("home:workbench"))).select_one("#alarms").text

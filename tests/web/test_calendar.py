"""日程: what falls due on which day, by the terms in force on it, for whoever may see it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from gangmu.org.permissions import access_of
from gangmu.progress import queries
from gangmu.progress.models import ReportingPeriod
from gangmu.targets.models import Node, Terms

HERE = reverse("progress:calendar")


def page_of(client, **asked) -> str:
    return client.get(HERE, asked).content.decode()


@pytest.fixture
def dated(target, issue):
    """The issued target with a node in September and its deadline on 20 December."""
    Terms.objects.filter(target=target).update(deadline=dt.date(2026, 12, 20))
    Node.objects.create(terms=target.terms.get(), due=dt.date(2026, 9, 15), content="主体工程完工")
    issue()
    target.plan.refresh_from_db()
    return target


def test_row_3_12_the_calendar_shows_every_deadline_of_a_target_on_its_day(as_, dated) -> None:
    office = as_("office")
    september = page_of(office, month="2026-09-01")
    assert "主体工程完工" in september
    assert f'href="{reverse("targets:target", args=[dated.pk])}"' in september
    assert "day=2026-09-15" in september
    assert "主体工程完工" not in page_of(office, day="2026-09-16")
    assert "完成时限" in page_of(office, day="2026-12-20")
    assert "主体工程完工" not in page_of(office, month="2026-12-01")


def test_what_was_moved_since_is_not_due_on_its_old_day(city, dated) -> None:
    told = {"basis": "市政府常务会议", "decided_by": city.people["office"]}
    at = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
    Terms.objects.create(target=dated, since=dt.date(2026, 7, 1), goal=1, decided_at=at, **told)
    for day in (dt.date(2026, 9, 15), dt.date(2026, 12, 20)):
        assert queries.calendar(access_of(city.people["office"]), day, day) == []


def test_reports_fall_due_too(as_, dated) -> None:
    days = {"opens": dt.date(2026, 9, 1), "due": dt.date(2026, 9, 7)}
    ReportingPeriod.objects.create(plan=dated.plan, month=dt.date(2026, 8, 1), **days)
    assert "2026年8月 填报截止" in page_of(as_("head"), day="2026-09-07")


def test_units_see_their_own_and_a_unit_can_be_chosen(as_, city, dated) -> None:
    asked = {"month": "2026-09-01"}
    assert "主体工程完工" in page_of(as_("head"), **asked)
    assert "主体工程完工" not in page_of(as_("other_head"), **asked)
    office = as_("office")
    assert "主体工程完工" in page_of(office, **asked, unit=city.unit["jyj"].pk)
    assert "主体工程完工" not in page_of(office, **asked, unit=city.unit["swj"].pk)


def test_an_empty_month_and_a_day_that_is_none(as_, dated) -> None:
    assert "这个月没有到期的事项" in page_of(as_("office"), month="2031-01-01")
    assert as_("office").get(HERE, {"day": "2026-02-31", "unit": "²"}).status_code == 200


@pytest.mark.parametrize("count", [3, 40])
def test_the_questions_do_not_grow_with_the_targets(as_, issue, many, count, django_assert_max_num_queries) -> None:
    many(count)
    issue()
    client = as_("office")
    with django_assert_max_num_queries(16):
        assert client.get(HERE, {"month": "2026-12-01"}).status_code == 200

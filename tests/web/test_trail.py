"""Being refused and taking files out leave events, wherever it happens, and nobody fills the trail with them."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gangmu.assessment.models import ScoringRun
from gangmu.base.models import Event
from gangmu.base.verification import verify_all
from gangmu.org import actions as org
from gangmu.org.models import User
from gangmu.progress.models import Report
from tests.assessment.conftest import *  # noqa: F403 -- its fixtures: plan, targets, october, verified, scheme, run


def events(verb):
    return list(Event.objects.filter(verb=verb).order_by("number"))


@pytest.mark.parametrize(("person", "address"), [("reporter", "/audit/"), ("office", "/api/audit/events")])
def test_a_refused_page_or_answer_leaves_who_what_and_why(as_, city, person, address):
    assert as_(person).get(address).status_code == 403
    [event] = events("access.refused")
    assert (event.actor, event.object_id) == (city.people[person].name, str(city.people[person].pk))
    assert (event.after["address"], event.after["method"]) == (address, "GET")
    assert event.reason
    assert event.origin == "127.0.0.1"


def test_a_page_that_is_not_there_leaves_none(as_, city):
    assert as_("reporter").get("/reports/999999/").status_code == 404
    assert events("access.refused") == []


def test_a_refused_move_leaves_one(as_, city, verified):
    verified()
    report = Report.objects.get(target__code="T1", unit=city.unit["jyj"])
    url = reverse("progress:act", args=[report.pk, "withdraw"])
    assert as_("reporter").post(url, {"version": report.version}).status_code == 403
    [event] = events("access.refused")
    assert (event.after["address"], event.after["method"]) == (url, "POST")
    assert "已核验" in event.reason
    report.refresh_from_db()
    assert report.state == "verified"


def test_a_form_from_elsewhere_leaves_one(city):
    client = Client(enforce_csrf_checks=True)
    client.force_login(city.people["office"], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(reverse("audit:verify")).status_code == 403
    assert len(events("access.refused")) == 1


def test_strangers_at_the_door_leave_none(client, city):
    assert client.get("/audit/").status_code == 302
    assert events("access.refused") == []


def test_many_refusals_are_told_by_their_number(as_, city):
    browser = as_("reporter")
    for number in range(205):
        browser.get(f"/audit/?page={number}")
    assert [event.after["count"] for event in events("access.refused")] == [*range(1, 21), 100, 200]
    as_("head").get("/audit/")
    assert events("access.refused")[-1].after["count"] == 1


EXPORTS = [
    ("system_admin", "org:units-export"),
    ("system_admin", "org:people-export"),
    ("auditor", "audit:export"),
]


@pytest.mark.parametrize(("person", "name"), EXPORTS)
def test_an_export_leaves_the_name_of_its_file_and_its_address(as_, city, person, name):
    response = as_(person).get(reverse(name), {"since": "2026-01-01"})
    assert response.status_code == 200
    [event] = events("access.download")
    assert event.actor == city.people[person].name
    assert event.after["file"].endswith(".xlsx")
    assert event.after["address"].endswith("?since=2026-01-01")


def test_the_workbook_of_a_run_leaves_one(as_, city, verified, run):
    verified()
    run()
    made = ScoringRun.objects.get()
    for name in ("assessment:run-workbook", "assessment:run-export"):
        assert as_("office").get(reverse(name, args=[made.pk])).status_code == 200
    assert len(events("access.download")) == 2


def test_pages_leave_none_and_no_note_seals_a_forged_account(as_, city):
    org.seal_rows(reason="the cast was written by the test")
    User.objects.filter(username="office").update(name="别人")
    as_("office").get("/plans/")
    assert events("access.download") == []
    as_("office").get("/audit/")
    assert len(events("access.refused")) == 1
    assert "别人" in verify_all().where


def test_days_later_one_is_told_again(as_, city, today):
    browser = as_("reporter")
    for _number in range(25):
        browser.get("/audit/")
    with time_machine.travel(dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC)):
        as_("reporter").get("/audit/")  # signed in anew: the first session has been idle too long
    assert events("access.refused")[-1].after["count"] == 1

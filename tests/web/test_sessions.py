"""Sessions end when nobody is there, are listed to their owner, and are few."""

import datetime as dt
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from gangmu.base.models import Event
from gangmu.progress.models import Report
from gangmu.web.home.sessions import device
from tests.progress.conftest import add_target, months, plan, target

__all__ = ["add_target", "months", "plan", "target"]

PAGE = reverse("account_sessions")
MORNING = dt.datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
POLL = {"X-Polled": "yes", "HX-Request": "true"}


def sign_in(username="reporter", **headers):
    browser = Client(headers=headers)
    assert browser.post("/accounts/login/", {"login": username, "password": "correct horse"}).status_code == 302
    return browser


@pytest.fixture
def after():
    """`after(minutes, ask)` is what `ask()` answers so many minutes after nine in the morning."""

    def ask_at(minutes, ask):
        with time_machine.travel(MORNING + dt.timedelta(minutes=minutes), tick=False):
            return ask()

    return ask_at


def is_in(browser, **headers):
    return browser.get("/", headers=headers).status_code == 200


def test_half_an_hour_without_a_request_ends_a_session(city, after):
    browser = after(0, sign_in)
    assert after(29, lambda: is_in(browser))
    assert after(58, lambda: is_in(browser))
    assert not after(89, lambda: is_in(browser))
    assert not UserSession.objects.exists()


def test_what_a_page_asks_for_by_itself_keeps_no_session_alive(city, after):
    browser = after(0, sign_in)
    asked = [after(minute, lambda: is_in(browser, **POLL)) for minute in range(1, 35)]
    assert asked == [True] * 29 + [False] * 5


def test_a_session_ends_after_eight_hours_however_busy(city, after):
    browser = after(0, sign_in)
    after(1, lambda: is_in(browser))
    asked = [after(minute, lambda: is_in(browser)) for minute in range(20, 8 * 60 + 20, 20)]
    assert asked[:-1] == [True] * (len(asked) - 1)
    assert not after(8 * 60 + 2, lambda: is_in(browser))


def test_the_operator_says_how_long_or_that_it_does_not_matter(city, after, settings):
    settings.IDLE_MINUTES = 0
    browser = after(0, sign_in)
    assert after(400, lambda: is_in(browser))


def test_every_page_that_asks_by_itself_says_so():
    pages = Path(__file__).parents[2] / "gangmu/web"
    polling = [page for page in pages.rglob("*.html") if re.search(r'hx-trigger="[^"]*every ', page.read_text("utf-8"))]
    assert polling
    assert [page.name for page in polling if "X-Polled" not in page.read_text("utf-8")] == []


def test_what_is_sent_after_the_end_writes_nothing_and_leads_back_after_signing_in(city, after, target, months):
    browser = after(0, sign_in)
    path = f"{reverse('progress:due')}?period={months[10].pk}"
    row = f"{target.pk}-{city.unit['jyj'].pk}"
    typed = {f"value-{row}": "80", f"version-{row}": "0", "do": "save"}
    late = after(45, lambda: browser.post(path, typed, headers={"HX-Request": "true"}))
    assert late.status_code == 302
    assert late["Location"].startswith("/accounts/login/?next="), "the page sees this address, keeps what was typed"
    assert not Report.objects.exists()
    back = after(46, lambda: browser.post(late["Location"], {"login": "reporter", "password": "correct horse"}))
    assert back["Location"] == path


def test_saving_by_itself_follows_typing_and_keeps_the_session(city, after, target, months):
    browser = after(0, sign_in)
    path = f"{reverse('progress:due')}?period={months[10].pk}"
    for minute in (20, 40, 60):
        assert after(minute, lambda: browser.post(path, {}, headers={"HX-Request": "true"})).status_code != 302


class TestOnesOwn:
    FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"

    def test_are_listed_with_place_and_time_and_ended_one_by_one(self, city):
        here, there = sign_in(), sign_in(**{"User-Agent": self.FIREFOX})
        page = here.get(PAGE).content.decode()
        assert page.count("127.0.0.1") == 2
        assert "Firefox · Windows" in page
        assert "本机" in page
        there_key = there.session.session_key
        here.post(PAGE, {"session": UserSession.objects.get(session_key=there_key).pk})
        assert is_in(here)
        assert not is_in(there)
        assert Event.objects.get(verb="person.end_sessions").after == {"count": 1}

    def test_all_others_end_at_once(self, city):
        here, others = sign_in(), [sign_in(), sign_in()]
        here.post(PAGE)
        assert [is_in(one) for one in (here, *others)] == [True, False, False]

    def test_nobody_ends_another_person_s(self, city):
        here, stranger = sign_in(), sign_in("head")
        here.post(PAGE, {"session": UserSession.objects.get(user__username="head").pk})
        here.post(PAGE)
        assert is_in(stranger)

    def test_those_longest_unseen_end_beyond_the_number(self, city, after, settings):
        settings.SESSIONS_PER_PERSON = 2
        first, second = after(0, sign_in), after(1, sign_in)
        after(3, lambda: is_in(first))
        third = after(5, sign_in)
        assert after(6, lambda: [is_in(one) for one in (first, second, third)]) == [True, False, True]
        assert Event.objects.get(verb="person.end_sessions").after == {"count": 1}

    def test_accounts_of_a_demo_are_everybody_s(self, city, settings):
        settings.SESSIONS_PER_PERSON = 1
        type(city.people["reporter"]).objects.update(is_demo=True)
        first, second = sign_in(), sign_in()
        assert is_in(first)
        assert is_in(second)

    def test_a_browser_is_called_as_people_call_it(self):
        edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"
        assert device(edge) == "Edge · Windows"
        assert device("curl/8.0") == "curl/8.0"
        assert device("") == "—"

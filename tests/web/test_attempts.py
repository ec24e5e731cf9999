"""Guessing passwords: stopped by place, remembered for all nodes, and no weapon against anybody."""

from django.core.cache import caches
from django.test import Client, RequestFactory

from gangmu.base.models import CacheEntry, Event
from gangmu.org import actions
from gangmu.web.home import attempts

LOGIN = "/accounts/login/"
RIGHT = "correct horse"


def attempt(username="reporter", password="wrong", *, at="192.0.2.1", browser=None):
    """Whether somebody at this address, in a new browser if not said, gets in."""
    browser = browser or Client()
    answer = browser.post(LOGIN, {"login": username, "password": password}, REMOTE_ADDR=at)
    return answer.status_code == 302


def events():
    return [(one.verb, one.object_name, one.after.get("count", 1)) for one in Event.objects.order_by("number")]


def test_five_failures_stop_a_name_at_an_address_in_whatever_way_it_is_written(city):
    for username in ("reporter", "Reporter", " reporter", "ｒeporter", "REPORTER"):
        assert not attempt(username)
    assert not attempt(password=RIGHT)
    assert (
        "登录失败次数太多，请过 15 分钟再试"
        in Client().post(LOGIN, {"login": "reporter", "password": RIGHT}, REMOTE_ADDR="192.0.2.1").content.decode()
    )
    assert attempt("head", RIGHT)
    assert attempt(password=RIGHT, at="192.0.2.2")


def test_the_first_failure_and_the_lock_are_recorded_once_each(city):
    for _again in range(9):
        attempt()
    assert events() == [("person.sign_in_failed", "教育局赵云", 1), ("person.sign_in_locked", "教育局赵云", 1)]


def test_a_lock_outlasts_three_hundred_made_up_names_and_a_restart(city):
    for _again in range(5):
        attempt()
    for number in range(330):
        request = RequestFactory().post(LOGIN, REMOTE_ADDR=f"192.0.2.{number % 14 + 10}")
        attempts.allowed(request, f"made-up-{number}")
        attempts.failed(request, f"made-up-{number}")
    assert not attempt(password=RIGHT)
    del caches["default"]  # as in another process
    assert not attempt(password=RIGHT)
    assert CacheEntry.objects.exists()


def test_made_up_names_do_not_fill_the_trail(city):
    for number in range(25):
        attempt(f"made-up-{number}")
    assert events() == [("person.sign_in_failed", "made-up-0", 1), ("person.sign_in_failed", "made-up-9", 10)]


def test_strangers_lock_nobody_out_of_the_own_browser(city):
    own = Client()
    assert attempt("auditor", RIGHT, browser=own, at="192.0.2.99")
    own.post("/accounts/logout/")
    for address in range(1, 10):
        for _again in range(6):
            attempt("auditor", at=f"192.0.2.{address}")
    assert not attempt("auditor", RIGHT, at="192.0.2.77"), "twenty failures stop the name in unknown places"
    assert attempt("auditor", RIGHT, browser=own, at="192.0.2.1"), "even where somebody was locked"


def test_a_known_browser_is_known_for_its_person_only_and_has_five_tries_as_well(city):
    own = Client()
    assert attempt("auditor", RIGHT, browser=own)
    own.post("/accounts/logout/")
    for _again in range(5):
        assert not attempt(browser=own)
    assert not attempt(password=RIGHT, browser=own)
    for _again in range(5):
        assert not attempt("auditor", browser=own)
    assert not attempt("auditor", RIGHT, browser=own)


def test_the_mark_of_a_known_browser_cannot_be_forged_or_lent(city):
    own = Client()
    attempt("auditor", RIGHT, browser=own)
    (mark,) = [one for one in own.cookies.values() if one.key.startswith("known-")]
    assert mark["httponly"]
    attempt("reporter", RIGHT, browser=(thief := Client()))
    (other,) = [one.key for one in thief.cookies.values() if one.key.startswith("known-")]
    thief = Client()
    thief.cookies[other] = mark.value
    for _again in range(5):
        attempt(browser=thief)
    assert not attempt(password=RIGHT), "they counted for the address, as any stranger's"


def test_one_address_does_not_try_many_names(city):
    for number in range(30):
        attempt(f"made-up-{number}")
    assert not attempt("head", RIGHT)
    assert attempt("head", RIGHT, at="192.0.2.2")


def test_the_right_password_forgets_what_was_mistyped_before(city):
    for _again in range(4):
        attempt()
    assert attempt(password=RIGHT)
    for _again in range(4):
        attempt()
    assert attempt(password=RIGHT)


def test_a_stopped_account_s_tries_are_recorded_like_wrong_ones(city):
    actions.deactivate(by=city.people["system_admin"], person=city.people["reporter"], version=1)
    attempt(password=RIGHT)
    attempt(password=RIGHT)
    assert events()[1:] == [("person.sign_in_failed", "教育局赵云", 1)]

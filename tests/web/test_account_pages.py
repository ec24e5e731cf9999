"""Password and two-step verification in the house's look, from the first page to signing in with a code."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time
from bs4 import BeautifulSoup
from django.test import Client

from gangmu.web import context
from tests.conftest import City

PASSWORD = "correct horse"


@pytest.fixture(autouse=True)
def no_menu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "NAVIGATION", ())


@pytest.fixture
def clerk(client: Client, city: City) -> Client:
    """Signed in, and confirmed by password a moment ago."""
    client.post("/accounts/login/", {"login": "reporter", "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def test_what_concerns_the_account_asks_for_the_password_again(client: Client, city: City) -> None:
    client.post("/accounts/login/", {"login": "reporter", "password": PASSWORD})
    answer = client.get("/accounts/2fa/totp/activate/", follow=True)
    page = BeautifulSoup(answer.content, "html.parser")
    assert "确认是您本人" in page.text
    assert page.select_one("main .form-buttons a")["href"] == "/accounts/2fa/"


def page_of(client: Client, address: str) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return BeautifulSoup(answer.content, "html.parser")


def code_for(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return f"{hotp_value(secret, counter):06}"


def test_the_password_page_has_the_frame_and_its_three_fields(clerk: Client) -> None:
    page = page_of(clerk, "/accounts/password/change/")
    assert page.h1.text == "修改密码"
    assert len(page.select("main input[type=password]")) == 3
    assert page.select(".who-text")[0].text.startswith("教育局赵云")


def test_two_step_verification_from_switching_on_to_signing_in(clerk: Client) -> None:
    assert "没有开启" in page_of(clerk, "/accounts/2fa/").text
    page = page_of(clerk, "/accounts/2fa/totp/activate/")
    assert page.select_one("img.qr")["src"].startswith("data:image/svg+xml")
    secret = page.main.code.text
    clerk.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    assert "已开启" in page_of(clerk, "/accounts/2fa/").text
    codes = page_of(clerk, "/accounts/2fa/recovery-codes/").select_one("pre.codes").text.split()
    assert len(codes) == 10

    clerk.post("/accounts/logout/")
    second = clerk.post("/accounts/login/", {"login": "reporter", "password": PASSWORD}, follow=True)
    assert "两步验证" in second.content.decode()
    done = clerk.post("/accounts/2fa/authenticate/", {"code": codes[0]})
    assert (done.status_code, done.headers["Location"]) == (302, "/")


def test_a_wrong_code_is_said_at_the_field(clerk: Client) -> None:
    clerk.get("/accounts/2fa/totp/activate/")
    answer = clerk.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert BeautifulSoup(answer.content, "html.parser").select(".field-errors li")


@pytest.mark.parametrize("address", ["/accounts/password/change/", "/accounts/2fa/", "/accounts/2fa/totp/activate/"])
def test_account_pages_are_in_chinese(clerk: Client, address: str) -> None:
    words = page_of(clerk, address).main.text
    assert not re.search(r"[A-Za-z]{4,} [a-z]{2,} [a-z]{2,}", words)


def test_the_greeting_is_one_quiet_line_with_the_persons_name(client: Client, city: City) -> None:
    answer = client.post("/accounts/login/", {"login": "reporter", "password": PASSWORD}, follow=True)
    page = BeautifulSoup(answer.content, "html.parser")
    assert [line.text for line in page.select("#messages > *")] == ["教育局赵云，您好。"]
    assert not page.select("#messages .note")


def test_the_sign_in_page_calls_things_as_the_other_pages_do(client: Client, city: City) -> None:
    page = BeautifulSoup(client.post("/accounts/login/", {"login": "nobody", "password": "x"}).content, "html.parser")
    assert [label.text.strip("*") for label in page.select("main form label")] == ["登录名", "密码"]
    assert [line.text.strip() for line in page.select("main .note-error")] == ["登录名或密码不对。"]


def test_the_switch_names_each_language_in_its_own_words(client: Client, city: City) -> None:
    page = page_of(client, "/accounts/login/")
    assert page.select_one(".drop summary").text.strip() == "English"
    assert [one.text for one in page.select("button[name=language]")] == ["简体中文", "English"]
    client.post("/language/", {"language": "en", "next": "/"})
    page = page_of(client, "/accounts/login/")
    assert page.select_one(".drop summary").text.strip() == "简体中文"
    assert [one.text for one in page.select("button[name=language]")] == ["简体中文", "English"]


@pytest.mark.parametrize("new", ["", "short", "reporter12", "1234567890", "password12"])
def test_what_a_new_password_lacks_is_told_in_chinese(as_: Callable[[str], Client], new: str) -> None:
    sent = {"oldpassword": "wrong", "password1": new, "password2": new}
    page = BeautifulSoup(as_("reporter").post("/accounts/password/change/", sent).content, "html.parser")
    told = [line.get_text(" ", strip=True) for line in page.select("main .field-errors li")]
    assert told
    assert [line for line in told if not re.search("[\u4e00-\u9fff]", line) or "你" in line] == []

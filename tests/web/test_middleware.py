"""Where an action came from is kept with it, also when proxies stand before the server."""

import json
import os
import subprocess
import sys

import pytest
from bs4 import BeautifulSoup

from gangmu.base.models import Event


def origin_of_sign_in(client, settings, proxies: int, forwarded: str) -> str:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    client.post(
        "/accounts/login/",
        {"login": "office", "password": "correct horse"},
        headers={"X-Forwarded-For": forwarded},
        REMOTE_ADDR="10.0.0.9",
    )
    return Event.objects.order_by("-number")[0].origin


def test_without_a_proxy_of_ours_a_forwarded_address_is_not_believed(city, client, settings):
    assert origin_of_sign_in(client, settings, 0, "1.2.3.4") == "10.0.0.9"


def test_behind_our_proxy_the_address_it_saw_counts_not_what_the_client_claimed(city, client, settings):
    assert origin_of_sign_in(client, settings, 1, "6.6.6.6, 1.2.3.4") == "1.2.3.4"


def test_what_somebody_signed_in_gets_is_kept_by_no_browser(as_, client):
    client = as_("office")
    assert "HX-Request" in client.get("/plans/").headers["Vary"]
    for address in (
        "/",
        "/plans/",
        "/org/units/",
        "/scores/",
        "/nothing/",
        "/accounts/password/change/",
        "/api/org/me",
    ):
        for headers in ({}, {"HX-Request": "true"}):
            assert "no-store" in client.get(address, headers=headers).headers["Cache-Control"], address
    page = BeautifulSoup(client.get("/").content, "html.parser")
    said = json.loads(page.select_one("meta[name=htmx-config]")["content"])
    assert (said["historyCacheSize"], said["refreshOnHistoryMiss"]) == (0, True)


@pytest.mark.parametrize("charset", ["utf-7", "utf-16", "base64", "idna", "gbk"])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_form_in_another_encoding_is_refused_with_a_page(db, client, kind, charset):
    body = b'--x\r\nContent-Disposition: form-data; name="login"\r\n\r\na\xb0\r\n--x--\r\n'
    response = client.generic("POST", "/accounts/login/", body, content_type=f"{kind}; charset={charset}")
    assert response.status_code == 400
    assert "读不了这个请求" in response.content.decode()


def test_a_nul_is_refused_in_an_address_and_a_form(as_):
    client = as_("office")
    assert client.get("/plans/", {"q": "a\x00b"}).status_code == 400
    assert client.post("/plans/new/", {"title": "a\x00b"}).status_code == 400
    assert client.get("/api/org/units", {"q": "a\x00b"}).json()["reason"]


@pytest.mark.parametrize(
    "address",
    [
        f"/org/people/?q={'a' * 60_000}",
        "/org/people/?unit=²",
        f"/org/people/?unit={'9' * 5000}",
        f"/org/people/?page={'9' * 5000}",
        "/org/groups/?year=0000",
        "/org/groups/?year=9999",
        f"/org/groups/?year={'9' * 5000}",
        "/org/units/?on=9999-12-31",
        "/org/units/?on=0001-01-01",
        f"/org/units/?q={'%' * 60_000}",
        f"/org/units/{'9' * 30}/",
    ],
)
def test_nothing_in_an_address_breaks_a_page(as_, address):
    assert as_("system_admin").get(address).status_code in (200, 403, 404)


def test_over_https_every_cookie_is_secure_and_every_subdomain_with_it(tmp_path):
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE", "SECURE_HSTS_INCLUDE_SUBDOMAINS")
    asked = f"from gangmu.config import settings; print([getattr(settings, name) for name in {names}])"
    env = os.environ | {"GANGMU_DATA": str(tmp_path), "GANGMU_HTTPS": "1"}
    told = subprocess.run([sys.executable, "-c", asked], env=env, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == str([True] * 4)

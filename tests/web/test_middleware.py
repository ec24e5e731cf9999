"""Where an action came from is kept with it, also when proxies stand before the server."""

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


def test_a_part_of_a_page_is_kept_by_no_browser(as_):
    client = as_("office")
    assert "HX-Request" in client.get("/plans/").headers["Vary"]
    assert client.get("/plans/", headers={"HX-Request": "true"}).headers["Cache-Control"] == "no-store"

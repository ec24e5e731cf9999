"""Signing in: by name and password, locked after five failures, recorded, and with no other door."""

import pytest
from django.urls import NoReverseMatch, reverse

from gangmu.base.models import Event, Installation
from gangmu.org.models import User

LOGIN = "/accounts/login/"


def sign_in(client, username="reporter", password="correct horse"):
    return client.post(LOGIN, {"login": username, "password": password})


def verbs():
    return list(Event.objects.order_by("number").values_list("verb", "actor"))


def test_signing_in_and_out_is_recorded(client, city):
    assert sign_in(client).status_code == 302
    assert client.post("/accounts/logout/").status_code == 302
    assert verbs() == [("person.sign_in", "教育局赵云"), ("person.sign_out", "教育局赵云")]
    assert Event.objects.get(verb="person.sign_in").origin == "127.0.0.1"


def test_a_failure_is_recorded_without_the_password(client, city):
    assert sign_in(client, password="wrong battery").status_code == 200
    event = Event.objects.get()
    assert (event.verb, event.object_name, event.actor) == ("person.sign_in_failed", "教育局赵云", "")
    assert "wrong battery" not in str(event.__dict__)


def test_an_unknown_name_is_recorded_and_told_like_a_wrong_password(client, city):
    known = sign_in(client, password="x").context["form"].errors
    assert sign_in(client, username="nobody", password="x").context["form"].errors == known
    assert Event.objects.get(object_name="nobody").object_id == ""


def test_a_stopped_account_does_not_get_in(client, city):
    User.objects.filter(username="reporter").update(is_active=False)
    sign_in(client)
    assert client.get("/").status_code == 302
    assert verbs() == [("person.sign_in_failed", "")]


def test_who_must_change_the_initial_password_is_told_why_and_led_nowhere_else(client, city):
    User.objects.filter(username="reporter").update(password_is_initial=True)
    client.force_login(User.objects.get(username="reporter"))
    page = client.get(reverse("account_change_password")).content.decode()
    assert "您用的是别人给的初始密码" in page
    assert "返回工作台" not in page


def test_who_has_no_role_is_told_whom_to_ask(client, city):
    nobody = User.objects.create_user(username="nobody", name="新来的", password="correct horse")
    client.force_login(nobody)
    assert "请安全管理员授予身份" in client.get("/").content.decode()


def test_an_initial_password_is_changed_before_anything_else(client, city):
    User.objects.filter(username="reporter").update(password_is_initial=True)
    sign_in(client)
    change = reverse("account_change_password")
    for address in ("/", "/org/", "/plans/"):
        assert client.get(address)["Location"] == change
    assert client.get(change).status_code == 200
    new = {"oldpassword": "correct horse", "password1": "Battery staple 9", "password2": "Battery staple 9"}
    assert client.post(change, new).status_code == 302
    assert not User.objects.get(username="reporter").password_is_initial
    assert client.get("/").status_code == 200
    assert ("person.change_password", "教育局赵云") in verbs()


@pytest.mark.parametrize(
    "path",
    [
        "signup/",
        "email/",
        "confirm-email/",
        "password/reset/",
        "password/set/",
        "login/code/",
        "login/code/confirm/",
        "3rdparty/",
    ],
)
def test_there_is_no_other_door(client, city, path):
    assert client.get(f"/accounts/{path}").status_code == 404


def test_names_of_closed_doors_do_not_exist():
    for name in ("account_signup", "account_reset_password", "account_email"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_the_second_factor_can_be_set_up(as_):
    browser = as_("reporter")
    browser.post("/accounts/reauthenticate/", {"password": "correct horse"})
    assert browser.get(reverse("mfa_index")).status_code == 200
    assert browser.get(reverse("mfa_activate_totp")).status_code == 200


def test_only_a_demo_shows_accounts_and_their_password(client, city):
    User.objects.filter(username__in=["reporter", "other_reporter", "office"]).update(is_demo=True)
    assert "demo_password" not in client.get(LOGIN).context
    Installation.objects.create(is_demo=True, name="云州")
    page = client.get(LOGIN)
    assert [account[:4] for account in page.context["demo_accounts"]] == [
        ("office", "目标办李敏", "目标办", "云州市人民政府"),
        ("reporter", "教育局赵云", "责任单位填报员", "市教育局"),
    ]
    assert "按月填报" in page.content.decode()


def test_pages_ask_to_sign_in_first(client, city):
    assert client.get("/org/")["Location"].startswith(LOGIN)

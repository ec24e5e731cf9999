"""Passwords: hard to guess, new, and one's own."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from gangmu.org import actions, passwords
from gangmu.org.models import UsedPassword, User

CHANGE = reverse("account_change_password")


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("Ab3-xyzk9", "太短"),
        ("aaaaaaaaaaaa", "太简单"),
        ("aaaaaaaaaaaa", "不同的字符太少"),
        ("Aa1!Aa1!Aa1!Aa1!Aa1!", "不同的字符太少"),
        ("onlysmallones", "太简单"),
        ("KleinGrossNur", "太简单"),
        ("Mubiao-12345", "连续的字母、数字或键盘"),
        ("Mubiao-qwert", "连续的字母、数字或键盘"),
        ("Mubiao-54321x", "连续的字母、数字或键盘"),
        ("bei Hu-Nord7 " * 80_000, "太长，最多 200 个字符"),
    ],
)
def test_a_weak_password_is_refused_in_words(db, password, why):
    with pytest.raises(ValidationError, match=why):
        validate_password(password)


@pytest.mark.parametrize("password", ["Mubiao-2026x", "correct horse battery", "北湖Nord7东岸xx"])
def test_a_good_one_passes(db, password):
    validate_password(password)


def test_what_the_system_gives_out_is_good_itself(db):
    for _again in range(50):
        passwords.Strong().validate(actions.people.initial_password())


def choose(person, password):
    """As the page does."""
    validate_password(password, person)
    actions.change_password(by=person, password=password)


def test_the_present_one_the_last_five_and_initial_ones_are_not_chosen_again(city):
    person, initial = actions.create_person(by=city.people["system_admin"], username="newone", name="新人")
    with pytest.raises(ValidationError, match="和现在的一样"):
        choose(person, initial)
    chosen = [f"Mubiao-{number}-Yunzhou" for number in range(7)]
    for password in chosen:
        choose(person, password)
    with pytest.raises(ValidationError, match="和现在的一样"):
        choose(person, chosen[6])
    for password in [*chosen[1:6], initial]:
        with pytest.raises(ValidationError, match="用过"):
            choose(person, password)
    choose(person, chosen[0])
    assert UsedPassword.objects.filter(user=person, initial=False).count() == passwords.KEPT


def test_a_reset_does_not_bring_an_old_one_back(city):
    person = city.people["reporter"]
    initial = actions.reset_password(by=city.people["system_admin"], person=person)
    person.refresh_from_db()
    for password in (initial, "correct horse"):
        with pytest.raises(ValidationError):
            choose(person, password)


def test_the_page_refuses_to_keep_the_initial_password(client, city):
    User.objects.filter(username="reporter").update(password_is_initial=True)
    client.post("/accounts/login/", {"login": "reporter", "password": "correct horse"})
    same = {"oldpassword": "correct horse", "password1": "correct horse", "password2": "correct horse"}
    page = client.post(CHANGE, same)
    assert page.status_code == 200
    assert "新密码和现在的一样" in page.content.decode()
    assert User.objects.get(username="reporter").password_is_initial
    new = same | {"password1": "Mubiao-2026x", "password2": "Mubiao-2026x"}
    assert client.post(CHANGE, new).status_code == 302
    assert not User.objects.get(username="reporter").password_is_initial
    assert client.get("/").status_code == 200


def test_a_password_too_old_is_changed_first_where_the_operator_wants_it(as_, city, settings):
    browser = as_("reporter")
    User.objects.update(password_changed_at=dt.datetime(2026, 8, 1, tzinfo=dt.UTC))
    assert browser.get("/").status_code == 200
    settings.PASSWORD_DAYS = 90
    assert browser.get("/")["Location"] == CHANGE
    assert "密码已经用了 90 天以上" in browser.get(CHANGE).content.decode()
    with time_machine.travel(dt.datetime(2026, 10, 1, tzinfo=dt.UTC)):
        assert passwords.due(User.objects.get(username="reporter")) == ""

"""The second factor: who must have it, what each step leaves in the trail, and that its secret is no use in a copy."""

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time
from click.testing import CliRunner
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from gangmu.base.encryption import MARK, decrypted, encrypted
from gangmu.base.models import Event, Installation
from gangmu.cli.main import main
from gangmu.org.models import Substitution, User

PASSWORD = "correct horse"
ON, OFF = "/accounts/2fa/totp/activate/", "/accounts/2fa/totp/deactivate/"
CODE = "/accounts/2fa/authenticate/"


def sign_in(username):
    """A browser in which the password was right; with a second factor, the code is still to come."""
    browser = Client()
    assert browser.post("/accounts/login/", {"login": username, "password": PASSWORD}).status_code == 302
    return browser


def confirmed(username):
    """As `sign_in`, and the password typed once more, as what is delicate asks for."""
    browser = sign_in(username)
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return browser


def code_for(secret, ahead=0):
    (counter,) = yield_hotp_counters_from_time()
    return f"{hotp_value(secret, counter + ahead):06}"


@pytest.fixture
def switched_on(city):
    """`switched_on("reporter")` sets it up as that person does: the browser and the secret shown."""

    def switch(username):
        browser = confirmed(username)
        secret = browser.get(ON).context["form"].secret
        assert browser.post(ON, {"code": code_for(secret)}).status_code == 302
        return browser, secret

    return switch


def verbs():
    return list(Event.objects.order_by("number").values_list("verb", flat=True))


def test_each_step_leaves_its_event(switched_on):
    browser, _secret = switched_on("reporter")
    assert verbs() == ["person.sign_in", "person.second_factor_on"]
    browser.post("/accounts/logout/")
    browser = sign_in("reporter")
    assert "person.sign_in" not in verbs()[3:], "the password alone is half of it"
    browser.post(CODE, {"code": "000000"})
    spare = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    browser.post(CODE, {"code": spare})
    assert verbs()[3:] == ["person.second_factor_failed", "person.second_factor_used", "person.sign_in"]
    assert Event.objects.get(verb="person.second_factor_used").after == {"factor": "恢复码"}
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    browser.post("/accounts/2fa/recovery-codes/generate/", {})
    browser.post(OFF, {})
    assert verbs()[6:] == ["person.recovery_codes_made", "person.second_factor_off"]
    assert not Authenticator.objects.exists()


def test_many_wrong_codes_leave_a_few_events_and_stop(switched_on):
    _browser, secret = switched_on("reporter")
    thief = sign_in("reporter")
    for _again in range(12):
        thief.post(CODE, {"code": "000000"})
    counts = [one.after.get("count", 1) for one in Event.objects.filter(verb="person.second_factor_failed")]
    assert counts == [1, 10]
    assert thief.post(CODE, {"code": code_for(secret, ahead=1)}).status_code == 200


def test_the_code_it_was_switched_on_with_signs_nobody_in(switched_on):
    _browser, secret = switched_on("reporter")
    assert sign_in("reporter").post(CODE, {"code": code_for(secret)}).status_code == 200


def test_a_code_signs_in_once(city, switched_on):
    _browser, _secret = switched_on("reporter")
    spare = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    assert sign_in("reporter").post(CODE, {"code": spare}).status_code == 302
    assert sign_in("reporter").post(CODE, {"code": spare}).status_code == 200


class TestEncryption:
    def test_secrets_are_sealed_where_they_are_kept(self, switched_on):
        _browser, secret = switched_on("reporter")
        kept = {one.type: one.data for one in Authenticator.objects.all()}
        assert kept["totp"]["secret"].startswith(MARK)
        assert kept["recovery_codes"]["seed"].startswith(MARK)
        assert secret not in str(kept)
        assert decrypted(kept["totp"]["secret"]) == secret

    def test_under_another_key_no_code_fits_least_of_all_one_that_anybody_can_compute(self, switched_on, settings):
        _browser, secret = switched_on("reporter")
        settings.SECRET_KEY = "another"
        browser = sign_in("reporter")
        for guess in (code_for(secret, ahead=1), code_for(secret), code_for("")):
            assert browser.post(CODE, {"code": guess}).status_code == 200

    def test_text_that_was_tampered_with_does_not_open(self):
        box = encrypted("JBSWY3DPEHPK3PXP")
        assert decrypted(box) == "JBSWY3DPEHPK3PXP"
        assert decrypted(box[:-4] + "AAA=") != "JBSWY3DPEHPK3PXP"

    @pytest.mark.django_db(transaction=True)
    def test_an_upgrade_encrypts_what_was_in_the_clear(self):
        before = MigrationExecutor(connection).migrate([("org", "0006_former_name")]).apps
        try:
            person = before.get_model("org", "User").objects.create(username="old", name="早年")
            rows = before.get_model("mfa", "Authenticator").objects
            rows.create(user_id=person.pk, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
        finally:
            call_command("migrate", verbosity=0)
        data = Authenticator.objects.get().data
        assert data["secret"].startswith(MARK)
        assert decrypted(data["secret"]) == "JBSWY3DPEHPK3PXP"


class TestWhoMust:
    @pytest.fixture
    def led(self, city, settings):
        """Whether somebody is led to set it up, under a rule."""

        def asked(username, rule="admins"):
            settings.SECOND_FACTOR = rule
            answer = sign_in(username).get("/")
            return answer.status_code == 302 and answer["Location"] == ON

        return asked

    @pytest.mark.parametrize(
        ("username", "rule", "must"),
        [
            ("system_admin", "admins", True),
            ("security_admin", "admins", True),
            ("auditor", "admins", True),
            ("reporter", "admins", False),
            ("office", "admins", False),
            ("reporter", "all", True),
            ("auditor", "none", False),
        ],
    )
    def test_by_role_and_rule(self, led, username, rule, must):
        assert led(username, rule) == must

    def test_whoever_stands_in_for_one_of_the_three(self, led, city, today):
        deputy = User.objects.create_user(username="deputy", name="代班人", password=PASSWORD)
        assert not led("deputy")
        office = city.people["auditor"].appointments.get()
        Substitution.objects.create(
            appointment=office, substitute=deputy, since=today, until=today + dt.timedelta(days=3)
        )
        assert led("deputy")

    def test_nobody_in_a_demo(self, led):
        Installation.objects.create(pk=1, is_demo=True)
        assert not led("auditor")
        assert not led("auditor", "all")

    def test_one_is_told_why_and_then_works_and_cannot_switch_it_off(self, switched_on, settings):
        settings.SECOND_FACTOR = "admins"
        assert "您的身份必须使用两步验证" in confirmed("auditor").get(ON).content.decode()
        browser, _secret = switched_on("auditor")
        assert browser.get("/audit/").status_code == 200
        assert "不能关闭" in browser.post(OFF, {}).content.decode()
        assert Authenticator.objects.filter(type="totp").exists()

    def test_the_interface_is_no_way_around_it(self, city, settings):
        settings.SECOND_FACTOR = "admins"
        assert sign_in("auditor").get("/api/audit/events").status_code == 302


class TestTakingOff:
    def run(self, *arguments):
        return CliRunner().invoke(main, ["second-factor", *arguments])

    def test_on_the_server_with_an_event_and_open_sessions_end(self, switched_on):
        browser, _secret = switched_on("auditor")
        result = self.run("--off", "Auditor", "--reason", "手机丢失")
        assert result.exit_code == 0, result.output
        event = Event.objects.get(verb="person.second_factor_off")
        assert (event.object_name, event.origin, event.reason) == ("审计员沈清", "command line", "手机丢失")
        assert not Authenticator.objects.exists()
        assert browser.get("/")["Location"].startswith("/accounts/login/")
        assert sign_in("auditor").get("/").status_code == 200

    @pytest.mark.parametrize(("username", "told"), [("nobody", "没有登录名为"), ("reporter", "没有开启两步验证")])
    def test_what_is_not_there_is_said(self, city, username, told):
        result = self.run("--off", username)
        assert result.exit_code == 1
        assert told in result.output

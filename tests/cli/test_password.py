"""A password reset on the server: told once, recorded, and the way for the three administrators."""

from click.testing import CliRunner

from gangmu.base.models import Event
from gangmu.cli.main import main
from gangmu.org.models import User


def test_an_administrators_password_is_reset_and_recorded(city):
    result = CliRunner().invoke(main, ["password", "security_admin", "--reason", "遗失"])
    assert result.exit_code == 0, result.output
    told = result.output.splitlines()[0].split("\t")[2]
    person = User.objects.get(username="security_admin")
    assert person.check_password(told)
    assert person.password_is_initial
    event = Event.objects.get()
    assert (event.verb, event.actor, event.origin, event.reason) == (
        "person.reset_password",
        "",
        "command line",
        "遗失",
    )


def test_an_unknown_name_is_refused_in_words(city):
    result = CliRunner().invoke(main, ["password", "nobody"])
    assert result.exit_code == 1
    assert "没有登录名为“nobody”的账号" in result.output

"""The `gangmu` command: what it offers, and what it says when something is in the way."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client

from gangmu.base.audit import Entry, record_all
from gangmu.base.models import Event, Installation
from gangmu.cli import serve
from gangmu.cli.main import COMMANDS, main
from gangmu.org.models import User
from tests.conftest import City


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        # as servers do; such a port can be bound twice without anybody noticing
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_every_command_can_be_imported_and_tells_what_it_does() -> None:
    for name in COMMANDS:
        command = main.get_command(main.make_context("gangmu", [], resilient_parsing=True), name)
        assert command is not None
        assert command.help


def test_help_lists_the_commands() -> None:
    shown = CliRunner().invoke(main, ["--help"])
    assert shown.exit_code == 0
    assert [name for name in COMMANDS if f"  {name} " not in shown.output] == []


def test_the_command_line_starts_without_loading_django() -> None:
    code = "import sys, gangmu.cli.main; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_a_taken_port_is_named_with_a_way_out(taken_port: int) -> None:
    result = CliRunner().invoke(main, ["serve", "--port", str(taken_port)])
    assert result.exit_code == 1
    assert f"端口 {taken_port} 已被占用" in result.output
    assert f"--port {taken_port + 1}" in result.output


def child(code: str) -> serve.Child:
    return serve.Child([sys.executable, "-c", code])


def test_a_server_that_does_not_come_up_is_reported() -> None:
    failing = child("raise SystemExit(3)")
    failing.start()
    assert failing.process is not None
    failing.process.wait()
    with pytest.raises(Exception, match="没有启动成功"):
        serve.announce([failing], "127.0.0.1", 1, browse=False)


def test_a_process_that_ends_is_started_again_after_longer_and_longer_pauses(capfd: pytest.CaptureFixture[str]) -> None:
    failing, pauses = child("raise SystemExit(3)"), []
    failing.start()
    for _ in range(4):
        assert failing.process is not None
        failing.process.wait()
        failing.look_after(failing.started + 1)
        assert failing.process is None
        pauses.append(failing.pause)
        failing.look_after(failing.due)
    serve.end([failing])
    assert pauses == [1, 2, 4, 8]
    assert "exit code 3" in capfd.readouterr().err


def test_a_process_that_ran_well_is_started_again_soon() -> None:
    settled = child("raise SystemExit(3)")
    settled.pause = 16.0
    settled.start()
    assert settled.process is not None
    settled.process.wait()
    settled.look_after(settled.started + serve.SETTLED + 1)
    assert settled.pause == serve.FIRST_PAUSE


def test_a_process_that_ignores_the_request_is_ended_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "ENDED_WITHIN", 0.2)
    code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
    stubborn = subprocess.Popen([sys.executable, "-c", code], start_new_session=True, stdout=subprocess.PIPE)
    assert stubborn.stdout is not None
    with stubborn.stdout:
        stubborn.stdout.readline()
        serve.end([serve.Child([], process=stubborn)])
    assert stubborn.poll() is not None


class TestDatabaseNotReady:
    """In processes of their own, on a data folder without a database or with one that cannot be."""

    COMMANDS = (
        ["demo"],
        ["demo", "--if-empty"],
        ["audit", "verify"],
        ["found", "--name", "云州市人民政府"],
        ["serve", "--port", "0"],
    )

    def told(self, arguments: list[str], **environment: str) -> str:
        if arguments[0] == "serve":
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                arguments = ["serve", "--port", str(probe.getsockname()[1])]
        code = "from gangmu.cli.main import main; main()"
        kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL",)}
        settings = kept | {"DJANGO_SETTINGS_MODULE": "gangmu.config.settings", "PYTHONUTF8": "1", **environment}
        ended = subprocess.run(
            [sys.executable, "-c", code, *arguments], env=settings, capture_output=True, text=True, timeout=60
        )
        assert ended.returncode == 1
        assert "Traceback" not in ended.stderr
        return ended.stderr

    @pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
    def test_says_what_to_run_first(self, arguments: list[str], tmp_path: Path) -> None:
        assert "./start --setup" in self.told(arguments, GANGMU_DATA=str(tmp_path))

    @pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
    def test_says_when_the_database_cannot_be_reached(self, arguments: list[str], tmp_path: Path) -> None:
        nowhere = f"sqlite:///{tmp_path}/no/such/folder/db.sqlite3"
        assert "DATABASE_URL" in self.told(arguments, GANGMU_DATA=str(tmp_path), DATABASE_URL=nowhere)


@pytest.mark.django_db
class TestFounding:
    def test_an_empty_system_gets_three_administrators_who_can_sign_in(self, client: Client) -> None:
        result = CliRunner().invoke(main, ["found", "--name", "云州市人民政府"])
        assert result.exit_code == 0, result.output
        accounts = [line.split("\t") for line in result.output.splitlines() if "\t" in line]
        assert [account[1] for account in accounts] == ["xitong", "anquan", "shenji"]
        assert [client.login(username=username, password=password) for _name, username, password in accounts] == [
            True
        ] * 3

    def test_the_pages_bear_the_name_of_the_government(self, client: Client) -> None:
        CliRunner().invoke(main, ["found", "--name", "云州市人民政府"])
        assert "云州市人民政府" in client.get("/accounts/login/").content.decode()

    def test_a_system_in_use_is_left_alone(self, city: City) -> None:
        result = CliRunner().invoke(main, ["found", "--name", "云州市人民政府"])
        assert result.exit_code == 1
        assert "不能再次初始化" in result.output
        assert "gangmu password" in result.output
        assert "GANGMU_DATA=新文件夹" in result.output

    def test_in_the_demo_it_names_another_folder(self) -> None:
        Installation.objects.create(pk=1, is_demo=True)
        for arguments in (["found", "--name", "云州市人民政府"], ["empty"]):
            result = CliRunner().invoke(main, arguments)
            assert result.exit_code == 1
            assert "GANGMU_DATA=新文件夹 ./start --empty --setup" in result.output
        assert not User.objects.exists()

    def test_an_empty_system_says_how_to_found_it_until_it_is(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GANGMU_DATA", "/srv/our data")
        told = CliRunner().invoke(main, ["empty"])
        assert "GANGMU_DATA='/srv/our data' .venv/bin/gangmu found --name" in told.output
        CliRunner().invoke(main, ["found", "--name", "云州市人民政府"])
        assert CliRunner().invoke(main, ["empty"]).output == ""

    @pytest.mark.parametrize("first", [["empty"], ["found", "--name", "云州市人民政府"]], ids=" ".join)
    def test_a_real_system_never_takes_the_demo(self, first: list[str]) -> None:
        CliRunner().invoke(main, first)
        people = User.objects.count()
        assert "没有载入示例" in CliRunner().invoke(main, ["demo", "--if-empty"]).output
        refused = CliRunner().invoke(main, ["demo"])
        assert refused.exit_code == 1
        assert "GANGMU_DATA=新文件夹 ./start" in refused.output
        assert User.objects.count() == people

    def test_the_sign_in_page_says_how_to_begin_while_nobody_is_there(self, client: Client) -> None:
        told = "gangmu found --name"
        assert told in client.get("/accounts/login/").content.decode()
        CliRunner().invoke(main, ["found", "--name", "云州市人民政府"])
        assert told not in client.get("/accounts/login/").content.decode()

    def test_the_demo_is_not_loaded_over_data(self, city: City) -> None:
        before = User.objects.count()
        result = CliRunner().invoke(main, ["demo", "--if-empty"])
        assert "没有载入示例" in result.output
        assert User.objects.count() == before

    def test_loading_the_demo_over_data_is_refused_in_plain_words(self, city: City) -> None:
        result = CliRunner().invoke(main, ["demo"])
        assert (result.exit_code, isinstance(result.exception, SystemExit)) == (1, True)
        assert "只能载入空的数据库" in result.output


@pytest.mark.django_db
class TestAudit:
    @pytest.fixture
    def trail(self) -> None:
        about = Installation(pk=1)
        record_all(Entry(by=None, verb=verb, about=about) for verb in ("one", "two", "three"))

    def test_a_whole_trail_is_confirmed_with_its_head(self, trail: None) -> None:
        result = CliRunner().invoke(main, ["audit", "verify"])
        assert result.exit_code == 0
        assert "共 3 条" in result.output
        assert "head: 3:" in result.output

    def test_the_first_bad_event_is_named(self, trail: None) -> None:
        Event.objects.filter(number=2).update(verb="forged")
        result = CliRunner().invoke(main, ["audit", "verify"])
        assert result.exit_code == 1
        assert "第 2 条" in result.output

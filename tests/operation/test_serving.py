"""The running system from outside: it stays up, whoever is killed, and ends as a whole."""

from __future__ import annotations

import os
import signal
import socket

import pytest

from tests.operation.service import Service, runs, served, until

pytestmark = pytest.mark.slow


def open_post(service: Service, *, length: int, body: bytes = b"", cookie: str = "") -> socket.socket:
    """A POST whose body does not come, or not as a whole."""
    made = socket.create_connection(("127.0.0.1", service.port), timeout=30)
    head = ["POST /accounts/login/ HTTP/1.1", "Host: localhost", f"Content-Length: {length}"]
    made.sendall("\r\n".join([*head, f"Cookie: csrftoken=x{cookie}", "", ""]).encode() + body)
    return made


@pytest.fixture(scope="module")
def running(original: Service, tmp_path_factory: pytest.TempPathFactory):
    """One service for the tests that leave it as it was."""
    import shutil

    data = tmp_path_factory.mktemp("running") / "data"
    shutil.copytree(original.data, data)
    with served(Service(data, known=original.known)) as made:
        yield made


class TestAnonymous:
    def test_half_sent_bodies_hold_nobody_up(self, running: Service) -> None:
        held = [open_post(running, length=100_000, body=b"login=") for _ in range(40)]
        try:
            assert running.get("/accounts/login/").status == 200
            assert running.get("/plans/", by="office").status == 200
        finally:
            for one in held:
                one.close()

    @pytest.mark.parametrize("length", [2_000_000, 400 * 1024 * 1024])
    @pytest.mark.parametrize("cookie", ["", "; sessionid=", "; sessionid=abcdefghijklmnopqrstuvwxyz012345"])
    def test_a_large_body_is_refused_by_its_size_before_it_is_sent(
        self, running: Service, length: int, cookie: str
    ) -> None:
        with open_post(running, length=length, cookie=cookie) as asked, asked.makefile("rb") as answering:
            answer = answering.read().decode()
        assert answer.startswith("HTTP/1.1 413 ")
        assert "太大" in answer

    def test_a_form_is_received(self, running: Service) -> None:
        with open_post(running, length=6, body=b"login=") as asked:
            assert asked.recv(4096).startswith(b"HTTP/1.1 403 ")  # of the token, not of the size

    def test_the_server_does_not_tell_what_it_is(self, running: Service) -> None:
        with open_post(running, length=6, body=b"login=") as asked:
            assert b"\r\nserver:" not in asked.recv(4096).lower()


def test_who_is_signed_in_may_send_files_that_nobody_else_may(running: Service) -> None:
    session = f"; sessionid={running.known['sessions']['reporter']}"
    with open_post(running, length=2_000_000, body=b"x" * 2_000_000, cookie=session) as asked:
        assert asked.recv(4096).startswith(b"HTTP/1.1 403 ")
    with open_post(running, length=400 * 1024 * 1024, cookie=session) as asked:
        assert asked.recv(4096).startswith(b"HTTP/1.1 413 ")


def test_health_is_told_to_anybody(running: Service) -> None:
    answer = running.get("/healthz")
    assert (answer.status, answer.text) == (200, "ok\n")


class TestKilled:
    def test_a_process_that_ends_is_started_again_while_the_others_answer(self, service: Service) -> None:
        with served(service):
            for module in ("gangmu.config.worker", "gangmu.config.pages"):
                victim = service.children(module)[0]
                os.kill(victim, signal.SIGKILL)
                assert service.get("/accounts/login/").status == 200
                until(lambda: victim not in service.children() and len(service.children()) == 3, "another process runs")  # noqa: B023
            until(service.healthy, "the service answers")
            assert "signal SIGKILL" in service.log()

    def test_nothing_runs_on_when_serve_itself_is_killed_and_the_next_start_works(self, service: Service) -> None:
        service.start()
        children = service.children()
        assert len(children) == 3
        service.kill()
        until(lambda: not any(runs(child) for child in children), "all processes have ended")
        with served(service):
            assert service.get("/accounts/login/").status == 200

    def test_ending_it_ends_all(self, service: Service) -> None:
        service.start()
        children = service.children()
        service.stop()
        assert not any(runs(child) for child in children)

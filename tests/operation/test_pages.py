"""One answering process: how long a request may take to come in, and what ends a process that stands still."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from gangmu.config import pages
from tests.operation.service import runs, until

# A server of one thread on a socket of its own; its limits are shortened by the lines that come first.
SERVER = """
import ctypes, os, socket, sys, time
import django; django.setup()
from gangmu.config import pages
pages.LOOK_AFTER = 1
{limits}
def application(environ, start_response):
    if environ["PATH_INFO"] == "/still":
        ctypes.PyDLL(None).sleep(600)  # keeps the whole interpreter, as one long computation does
    if environ["PATH_INFO"] == "/long":
        time.sleep(600)
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
pages.get_wsgi_application = lambda: application
pages.main(int(sys.argv[1]), 2)
"""


class Running:
    def __init__(self, limits: str) -> None:
        listening = socket.create_server(("127.0.0.1", 0))
        self.port = listening.getsockname()[1]
        command = [sys.executable, "-c", SERVER.format(limits=limits), str(listening.fileno())]
        self.process = subprocess.Popen(command, pass_fds=[listening.fileno()], stderr=subprocess.PIPE, text=True)
        listening.close()

    def asked(self, head: str) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        made.sendall(head.encode())
        return made

    def ended(self) -> tuple[int, str]:
        _out, told = self.process.communicate(timeout=60)
        return self.process.returncode, told


@pytest.fixture
def run() -> Iterator:
    made: list[Running] = []

    def start(limits: str) -> Running:
        made.append(Running(limits))
        return made[-1]

    yield start
    for one in made:
        one.process.kill()
        one.process.communicate()


@pytest.mark.slow
@pytest.mark.parametrize(
    "head", ["POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nslow", "GET / HTTP/1.1\r\nHos"]
)
def test_a_request_that_does_not_come_in_is_let_go(run, head: str) -> None:
    server = run("pages.REQUEST_WITHIN = 0.5")
    with server.asked(head) as slow:
        assert slow.recv(100) == b""
    with server.asked("GET / HTTP/1.1\r\nHost: x\r\n\r\n") as whole:
        assert whole.recv(100).startswith(b"HTTP/1.1 200 OK")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "limits"), [("/still", "pages.STANDSTILL = 2"), ("/long", "pages.STANDSTILL = 2; pages.ANSWER_WITHIN = 1")]
)
def test_a_process_that_stands_still_ends_and_tells_where_it_stood(run, path: str, limits: str) -> None:
    server = run(limits)
    with server.asked(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n"):
        code, told = server.ended()
    assert code == -signal.SIGALRM
    assert "in application" in told


@pytest.mark.slow
def test_it_ends_with_the_process_that_started_it() -> None:
    child = (
        "from gangmu.config.children import end_with_parent; import time\n"
        "end_with_parent(); print(1, flush=True); time.sleep(600)"
    )
    code = (
        "import os, subprocess, sys\n"
        "env = {**os.environ, 'GANGMU_PARENT': str(os.getpid())}\n"
        "made = subprocess.Popen([sys.executable, '-c', sys.argv[1]], stdout=subprocess.PIPE, env=env)\n"
        "made.stdout.readline()\n"
        "os.write(1, str(made.pid).encode())\n"
        "os.kill(os.getpid(), 9)\n"
    )
    pid = int(subprocess.run([sys.executable, "-c", code, child], capture_output=True, text=True).stdout)
    until(lambda: not runs(pid), "the child has ended")


def test_a_late_request_is_one_that_is_slower_than_its_size_allows() -> None:
    channel = pages.Channel.__new__(pages.Channel)
    channel.requests, channel.began = [], 100.0
    channel.request = type("Request", (), {"body_bytes_received": 0})()
    assert not channel.late(100 + pages.REQUEST_WITHIN)
    assert channel.late(101 + pages.REQUEST_WITHIN)
    channel.request.body_bytes_received = 10 * pages.BODY_RATE
    assert not channel.late(109 + pages.REQUEST_WITHIN)
    assert channel.late(111 + pages.REQUEST_WITHIN)

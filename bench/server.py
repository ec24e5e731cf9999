"""`gangmu serve` on the demo city: seconds to the first page, and resident memory after some hundred pages.

Run by `python -m bench server`. Memory is that of every process of the server added up (supervisor, pages, background
tasks), with pages that they share counted once (PSS where the system tells it, else RSS).
"""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure, told

MEGABYTES = 400
ROUNDS = 40
PAGES = ("/", "/plans/", "/plans/2/", "/reports/review/", "/scores/", "/org/")


def main() -> bool:
    return told(measured())


def measured() -> Iterator[Figure]:
    port = free_port()
    began = time.perf_counter()
    command = [str(Path(sys.executable).parent / "gangmu"), "serve", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        await_page(port, server)
        yield Figure("`gangmu serve`: to the first page", time.perf_counter() - began, "s")
        yield Figure("memory of the server, idle", memory(server.pid), "MB", MEGABYTES)
        browse(port)
        yield Figure(f"memory of the server after {ROUNDS * len(PAGES)} pages", memory(server.pid), "MB", MEGABYTES)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def await_page(port: int, server: subprocess.Popen[bytes], within: float = 300) -> None:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/accounts/login/", timeout=5):
                return
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"the server did not answer on port {port}")


def browse(port: int) -> None:
    """Sign in through the page as the target office of the demo, then look at lists."""
    from gangmu.demo import PASSWORD

    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    login = f"http://localhost:{port}/accounts/login/"
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', opener.open(login).read().decode())
    assert token
    form = {"csrfmiddlewaretoken": token[1], "login": "office", "password": PASSWORD}
    opener.open(login, urllib.parse.urlencode(form).encode()).read()
    for _round in range(ROUNDS):
        for page in PAGES:
            opener.open(f"http://localhost:{port}{page}").read()


def memory(pid: int) -> float:
    return sum(resident(each) for each in family(pid)) / 1024


def family(pid: int) -> list[int]:
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue  # ended meanwhile
    found = [pid]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found


def resident(pid: int) -> int:
    """Kilobytes."""
    for name, field in (("smaps_rollup", "Pss"), ("status", "VmRSS")):
        try:
            text = (Path("/proc") / str(pid) / name).read_text()
        except OSError:
            continue
        if told_size := re.search(rf"^{field}:\s+(\d+) kB", text, re.MULTILINE):
            return int(told_size[1])
    return 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gangmu.config.settings")
    sys.exit(not main())

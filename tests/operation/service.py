"""`gangmu serve` as a process of its own, on a data folder of its own, and what one asks of it from outside."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

WITHIN = 90.0  # seconds that anything may take on a busy machine


def until(condition: Callable[[], Any], what: str, within: float = WITHIN) -> Any:
    """Wait for a condition, and return what it gave."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what}: not within {within:g} s")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Answer:
    status: int
    text: str
    location: str = ""
    cookies: dict[str, str] = field(default_factory=dict)


@dataclass
class Service:
    """A data folder and a database, served or not. `known` is what `fill` told of the city in it."""

    data: Path
    database: str = ""
    known: Mapping[str, Any] = field(default_factory=dict)
    arguments: tuple[str, ...] = ("--workers", "2")
    process: subprocess.Popen[bytes] | None = None
    port: int = 0

    @property
    def environment(self) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith(("GANGMU_", "DATABASE_URL"))}
        ours |= {"GANGMU_DATA": str(self.data), "DJANGO_SETTINGS_MODULE": "gangmu.config.settings", "PYTHONUTF8": "1"}
        return ours | ({"DATABASE_URL": self.database} if self.database else {})

    def command(self, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """`gangmu ARGUMENTS…` on this folder and database."""
        code = "from gangmu.cli.main import main; main()"
        settings = {**self.environment, **options.pop("environment", {})}
        return subprocess.run(
            [sys.executable, "-c", code, *arguments],
            env=settings,
            capture_output=True,
            text=True,
            timeout=300,
            **options,
        )

    def python(self, code: str, *arguments: str) -> str:
        """What a few lines print that run in this installation."""
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], env=self.environment, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self) -> Service:
        self.port = free_port()
        code = "from gangmu.cli.main import main; main()"
        command = [sys.executable, "-c", code, "serve", "--port", str(self.port), *self.arguments]
        with (self.data / "serve.log").open("wb") as log:
            self.process = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        until(lambda: "Press Ctrl-C" in self.log() or self.process.poll() is not None, "the service starts")
        assert self.process.poll() is None, self.log()
        return self

    def log(self) -> str:
        return (self.data / "serve.log").read_text(errors="replace")

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(WITHIN)

    def kill(self) -> None:
        """As `kill -9` of the one process that was started."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(WITHIN)

    def children(self, module: str = "") -> list[int]:
        """The processes of this service whose command names the module."""
        assert self.process is not None
        return [pid for pid in processes(self.process.pid) if module in command_of(pid)]

    def healthy(self) -> bool:
        try:
            return self.get("/healthz").status == 200
        except OSError:
            return False

    def get(self, path: str, by: str = "") -> Answer:
        return self.ask("GET", path, by=by)

    def post(self, path: str, by: str, **values: Any) -> Answer:
        """A form, sent with the token that the page before would have held."""
        return self.ask("POST", path, urlencode(values).encode(), "application/x-www-form-urlencoded", by=by)

    def upload(self, path: str, by: str, name: str, content: bytes) -> Answer:
        edge = "edge-of-a-part"
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{edge}--\r\n".encode()
        return self.ask("POST", path, body, f"multipart/form-data; boundary={edge}", by=by)

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "", *, by: str = "") -> Answer:
        token = "t" * 32
        headers = {"Cookie": f"csrftoken={token}", "X-CSRFToken": token, "Connection": "close"}
        if by:
            headers["Cookie"] += f"; sessionid={self.known['sessions'][by]}"
        if kind:
            headers["Content-Type"] = kind
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WITHIN)
        try:
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            return Answer(
                response.status, response.read().decode(errors="replace"), response.headers.get("Location", "")
            )
        except http.client.HTTPException as broken:
            raise ConnectionError(str(broken)) from broken
        finally:
            connection.close()


def processes(parent: int) -> list[int]:
    """The children of a process."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(stat.read_text().rsplit(")", 1)[1].split()[1]) == parent:
                found.append(int(stat.parent.name))
        except OSError:
            continue  # ended meanwhile
    return found


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


class Cluster:
    """A PostgreSQL of our own that may be stopped and started again."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self.binaries, self.folder, self.port = binaries, folder, free_port()

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        self.run("pg_ctl", "--pgdata=data", "--wait", "--log=log", f"--options={options}", "start")

    def make(self) -> Cluster:
        self.run(
            "initdb",
            "--pgdata=data",
            "--username=gangmu",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        self.start()
        return self

    def stop(self, mode: str = "fast") -> None:
        self.run("pg_ctl", "--pgdata=data", "--wait", f"--mode={mode}", "stop")

    def sql(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def url(self, database: str) -> str:
        return f"postgres://gangmu@127.0.0.1:{self.port}/{database}"

    def run(self, program: str, *arguments: str) -> None:
        # The server refuses to run as root, as containers do.
        owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*owner, str(self.binaries / program), *arguments]
        with (self.folder / "commands.log").open("ab") as log:
            subprocess.run(
                command, cwd=self.folder, check=True, stdout=log, stderr=log, stdin=subprocess.DEVNULL, umask=0o077
            )


def postgres_binaries() -> Path | None:
    roots = [Path("/usr/lib/postgresql"), Path("/opt/homebrew/opt/postgresql"), Path("/usr/local/pgsql")]
    found = sorted(file for root in roots if root.is_dir() for file in root.rglob("initdb"))
    named = shutil.which("initdb")
    return found[-1].parent if found else Path(named).parent if named else None


@contextmanager
def served(service: Service) -> Iterator[Service]:
    try:
        yield service.start()
    finally:
        service.stop()


def number_in(location: str) -> int:
    found = re.search(r"/(\d+)/", location)
    assert found, location
    return int(found[1])

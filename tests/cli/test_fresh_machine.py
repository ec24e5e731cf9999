"""The way from a fresh folder to a real system, as the READMEs tell it and as `./start` itself goes on."""

from __future__ import annotations

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECTION = {"README.md": "## For real", "README.zh-CN.md": "## 正式使用"}
NEEDED = [
    "start",
    "pyproject.toml",
    "requirements.lock",
    "requirements-build.lock",
    "package.json",
    "package-lock.json",
]


class Machine:
    """A copy of the project with its environment in place, and a home of its own."""

    def __init__(self, folder: Path) -> None:
        self.project, self.home = folder / "project", folder / "home"
        self.home.mkdir()
        shutil.copytree(ROOT / "gangmu", self.project / "gangmu", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(ROOT / ".ci", self.project / ".ci")
        shutil.copytree(ROOT / "schemes/city-demo", self.project / "schemes/city-demo")
        for name in (*NEEDED, "hatch_build.py"):
            shutil.copy(ROOT / name, self.project)
        environment = self.project / ".venv"
        environment.mkdir()
        for name in ("bin", "lib", "pyvenv.cfg"):
            (environment / name).symlink_to((ROOT / ".venv" / name).resolve())
        self.run(
            "source .ci/house.sh; stamp .venv/stamps/assets $(hatch_inputs);"
            "stamp .venv/stamps/requirements $(digest requirements.lock requirements-build.lock pyproject.toml)"
        )

    @property
    def environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not re.match("GANGMU_|DATABASE_URL|DJANGO_", name)}
        return own | {"HOME": str(self.home), "PYTHONPATH": str(self.project), "PYTHONUTF8": "1"}

    def run(self, *lines: str) -> str:
        """What these lines print, one after another in one shell; the first that fails ends it."""
        command = ["bash", "-ec", "\n".join(lines)]
        ended = subprocess.run(
            command, cwd=self.project, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    @contextmanager
    def serving(self, *lines: str) -> Iterator[str]:
        """The sign-in page, while the last of these lines runs the system on a free port."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = ["bash", "-ec", "\n".join([*lines[:-1], f"exec {lines[-1]} --port {port}"])]
        server = subprocess.Popen(
            command, cwd=self.project, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
        )
        try:
            assert server.stdout is not None
            assert any("Gangmu is running" in line for line in server.stdout), "it did not start"
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=30) as page:
                yield page.read().decode()
        finally:
            server.terminate()
            server.communicate(timeout=60)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def people(folder: Path) -> list[str]:
    with sqlite3.connect(folder / "gangmu.sqlite3") as database:
        return sorted(username for (username,) in database.execute("SELECT username FROM org_user"))


def commands(readme: str) -> list[str]:
    section = (ROOT / readme).read_text("utf-8").split(f"\n{SECTION[readme]}\n")[1].split("\n## ")[0]
    return [line.split("#")[0].strip() for line in re.findall(r"^    (\S.*)$", section, re.MULTILINE)]


@pytest.mark.slow
def test_for_real_works_word_by_word_where_the_demo_was_started_first(machine: Machine) -> None:
    assert machine.run("./start --setup").endswith("To run it: ./start\n")
    demo = people(machine.project / "data")
    assert {"office", "reporter"} <= set(demo)
    real = machine.home / "gangmu-data"
    for readme in SECTION:
        folder, set_up, found, start = commands(readme)
        told = machine.run(folder, set_up)
        assert f"GANGMU_DATA={real} .venv/bin/gangmu found --name" in told
        assert told.endswith(f"To run it: GANGMU_DATA={real} ./start --empty\n")
        told = machine.run(folder, found)
        assert len(re.findall(r"^  \S+\t(?:xitong|anquan|shenji)\t\S+$", told, re.MULTILINE)) == 3
        with machine.serving(folder, start) as page:
            assert "某某市人民政府" in page
            assert "示例账号" not in page
        assert "gangmu found" not in machine.run(folder, "./start --setup"), "an offer to those who are there"
        (real / "gangmu.sqlite3").unlink()
    assert "gangmu found" in machine.run(folder, "./start --setup"), "the folder stays one of a real system"
    assert people(real) == []
    assert people(machine.project / "data") == demo

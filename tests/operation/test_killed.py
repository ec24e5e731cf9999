"""`kill -9` at moments that nobody chose: what was acknowledged is there, nothing is half-written, nothing is stuck.

KILLS=100 pytest tests/operation/test_killed.py        # as many points as one likes; KILLS_SEED repeats a run
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.operation.service import Service, processes, runs, until
from tests.operation.test_tasks import begun

KILLS = int(os.environ.get("KILLS", "6"))
SEED = int(os.environ.get("KILLS_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
ROWS = 60
LONGEST = 2.5  # seconds from the start of the work to the kill

LOOK = """
import hashlib, json, sys, time, django; django.setup()
from django_tasks_db.models import DBTaskResult
from gangmu.assessment.models import ScoringRun
from gangmu.base import files
from gangmu.base.models import StoredFile
from gangmu.keeping import leftovers
from gangmu.progress.models import Evidence, Report
from gangmu.targets.models import Target, TargetImport
def whole(one):
    return hashlib.sha256(files.path_of(one.sha256).read_bytes()).hexdigest() == one.sha256
json.dump({
    "reports": {str(one.target_id): str(one.value) for one in Report.objects.all()},
    "evidence": list(Evidence.objects.values_list("file__sha256", flat=True)),
    "damaged": [one.sha256 for one in StoredFile.objects.all() if not whole(one)],
    "runs": ScoringRun.objects.count(),
    "imports": {str(one.pk): [one.state, one.total, one.name] for one in TargetImport.objects.all()},
    "written": list(Target.objects.filter(plan=sys.argv[1]).values_list("name", flat=True)),
    "tasks": list(DBTaskResult.objects.values_list("status", flat=True)),
}, sys.stdout)
leftovers.remove(leftovers.find(now=time.time() + 2 * leftovers.AGE))
"""


@dataclass
class People:
    """Everybody at work at once, each noting what the service said was done, until told to stop."""

    service: Service
    folder: Path
    stop: threading.Event = field(default_factory=threading.Event)
    values: dict[str, list[str]] = field(default_factory=dict)
    """Of each target: the value acknowledged last, and after it those that were sent since without an answer."""
    evidence: list[str] = field(default_factory=list)
    imports: list[int] = field(default_factory=list)
    runs: int = 0
    backups: list[Path] = field(default_factory=list)
    backing_up: subprocess.Popen[bytes] | None = None
    number: int = 0

    def work(self) -> list[threading.Thread]:
        verbs: list[Callable[[], None]] = [self.report, self.upload, self.import_list, self.assess, self.back_up]
        threads = [threading.Thread(target=self.again, args=(verb,), daemon=True) for verb in verbs]
        for one in threads:
            one.start()
        return threads

    def all_at_work(self) -> bool:
        reported = any(known[0] for known in self.values.values())
        return bool(reported and self.evidence and self.imports and self.runs and self.backups)

    def again(self, verb: Callable[[], None]) -> None:
        while not self.stop.is_set():
            try:
                verb()
            except (OSError, AssertionError):
                time.sleep(0.1)  # cut off in the middle, or asked while nobody was there

    def grid(self) -> dict[str, str]:
        page = self.service.get(f"/reports/due/?period={self.service.known['period']}", by="reporter")
        return dict(re.findall(r'name="version-(\d+-\d+)" value="([^"]*)"', page.text))

    def report(self) -> None:
        key, token = random.choice(sorted(self.grid().items()))
        self.number += 1
        target, value = key.split("-")[0], str(self.number % 20 + 1)
        self.values.setdefault(target, [""]).append(value)
        form = {f"version-{key}": token, f"value-{key}": value, "period": self.service.known["period"]}
        if self.service.post("/reports/due/", "reporter", **form).status == 302:
            self.values[target] = [value]

    def upload(self) -> None:
        key = random.choice(sorted(self.grid()))  # a report takes twenty files
        opened = self.service.post("/reports/due/", "reporter", open=key, period=self.service.known["period"])
        assert opened.status == 302
        content = b"%PDF-1.4\n" + os.urandom(3 * 2**20) + b"\n%%EOF\n"
        page = opened.location.split("?")[0].split("#")[0]
        if self.service.upload(f"{page}evidence/", "reporter", "佐证.pdf", content).status == 302:
            self.evidence.append(hashlib.sha256(content).hexdigest())

    def import_list(self) -> None:
        self.imports.append(begun(self.service, rows=ROWS, mark=f"{time.monotonic_ns()}号"))
        time.sleep(0.3)

    def assess(self) -> None:
        path = f"/scores/{self.service.known['assessment']}/"
        page = self.service.get(path, by="assessor").text
        version = re.search(r'name="version"[^>]*value="(\d+)"', page) or re.search(
            r'value="(\d+)"[^>]*name="version"', page
        )
        month = re.search(r'<option value="(\d{4}-\d\d-\d\d)"', page)
        assert version
        assert month
        before = page.count("/scores/runs/")
        sent = self.service.post(f"{path}run/", "assessor", version=version[1], month=month[1])
        if sent.status == 302 and self.service.get(path, by="assessor").text.count("/scores/runs/") > before:
            self.runs += 1

    def back_up(self) -> None:
        file = self.folder / f"{time.monotonic_ns()}.tar.gz"
        code = "from gangmu.cli.main import main; main()"
        self.backing_up = subprocess.Popen(
            [sys.executable, "-c", code, "backup", str(file)],
            env=self.service.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        if self.backing_up.wait() == 0:
            self.backups.append(file)


def strike(people: People, chance: random.Random) -> str:
    """Kill somebody; tells whom."""
    service, victim = people.service, chance.choice(["serve", "pages", "worker", "all", "backup"])
    assert service.process is not None
    family = [service.process.pid, *processes(service.process.pid)]
    if victim in ("pages", "worker"):
        family = service.children(f"gangmu.config.{victim}")[:1]
    elif victim == "serve":
        family = family[:1]
    elif victim == "backup":
        family = []
    backup = people.backing_up
    if victim in ("backup", "all") and backup is not None and backup.poll() is None:
        family.append(backup.pid)
    for pid in family:
        os.kill(pid, signal.SIGKILL)
    return victim


def looked_at(service: Service) -> dict[str, Any]:
    return dict(json.loads(service.python(LOOK, str(service.known["draft"]))))


def settled(service: Service) -> bool:
    found = looked_at(service)
    moving = [state for state, *_rest in found["imports"].values() if state == "running"]
    return not moving and not set(found["tasks"]) & {"READY", "RUNNING"}


@pytest.mark.slow
def test_nothing_is_lost_half_written_or_stuck(service: Service, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    folder = tmp_path / "backups"
    folder.mkdir()
    people = People(service, folder)
    service.start()
    for point in range(KILLS):
        people.stop.clear()
        threads = people.work()
        if not point:
            until(people.all_at_work, "everything was done at least once before the first blow")
        time.sleep(chance.uniform(0.2, LONGEST))
        where = f"seed {SEED}, point {point}: {strike(people, chance)}"
        people.stop.set()
        if (
            service.process is not None
            and service.process.poll() is None
            and "serve" not in where
            and "all" not in where
        ):
            until(service.healthy, f"{where}: the service answers again by itself")
        for one in threads:
            one.join(300)
        restarted(service)
        check(people, where)
        counted = {"files": people.evidence, "lists": people.imports, "backups": people.backups}
        told = {what: len(done) for what, done in counted.items()} | {"runs": people.runs}
        sys.stderr.write(f"{where}: well; acknowledged so far {told}\n")
    service.stop()


def restarted(service: Service) -> None:
    """As after a crash of the machine: what runs ends, and is started again."""
    assert service.process is not None
    children = processes(service.process.pid)
    service.kill()
    until(lambda: not any(runs(child) for child in children), "nothing runs on")
    service.start()


def check(people: People, where: str) -> None:
    service = people.service
    until(lambda: settled(service), f"{where}: no import and no task stays behind")
    found = looked_at(service)
    assert found["damaged"] == [], where
    assert set(people.evidence) <= set(found["evidence"]), where
    for target, possible in people.values.items():
        if possible[0]:
            stored = Decimal(found["reports"].get(target, "-1"))
            assert stored in {Decimal(value) for value in possible}, (where, target, stored, possible)
    assert found["runs"] >= people.runs, where
    written = found["written"]
    for pk, (state, total, name) in found["imports"].items():
        mark = name.removesuffix(".csv")
        mine = sum(one.startswith(mark) for one in written)
        assert mine == (total if state == "done" else 0), (where, pk, state)
    assert {str(pk) for pk in people.imports} <= set(found["imports"]), where
    assert [one for one in people.backups if not one.is_file()] == [], where
    left = [*(service.data / "files" / "incoming").iterdir(), *service.data.glob("backup-*")]
    assert left == [], where
    verified = service.command("audit", "verify")
    assert verified.returncode == 0, (where, verified.stdout, verified.stderr)

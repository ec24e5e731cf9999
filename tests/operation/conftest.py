"""Real processes on data folders of their own, filled once and copied for each test."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.operation.service import Cluster, Service, postgres_binaries

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def today() -> None:
    """Processes of their own know nothing of a day that stands still."""


def made_once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that `make` fills, by whichever worker asks first; the others wait for it and take the same."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            being_made = folder.with_suffix(".being-made")
            shutil.rmtree(being_made, ignore_errors=True)
            being_made.mkdir()
            make(being_made)
            being_made.rename(folder)
    return folder


@pytest.fixture(scope="session")
def static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Static files, collected once."""

    def make(folder: Path) -> None:
        assert Service(folder).command("manage", "collectstatic", "--noinput", "-v0").returncode == 0

    return made_once(tmp_path_factory, "collected", make) / "static"


def filled(service: Service, static: Path) -> Service:
    """Migrated, with the small city in it."""
    made = service.command("manage", "migrate", "-v0")
    assert made.returncode == 0, made.stderr
    shutil.copytree(static, service.data / "static")
    told = subprocess.run(
        [sys.executable, "-m", "tests.operation.fill"],
        env=service.environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0, told.stderr
    service.known = json.loads(told.stdout)
    return service


@pytest.fixture(scope="session")
def original(static: Path, tmp_path_factory: pytest.TempPathFactory) -> Service:
    def make(folder: Path) -> None:
        (folder / "data").mkdir()
        known = filled(Service(folder / "data"), static).known
        (folder / "known.json").write_text(json.dumps(known), "utf-8")

    folder = made_once(tmp_path_factory, "original", make)
    return Service(folder / "data", known=json.loads((folder / "known.json").read_text("utf-8")))


@pytest.fixture
def service(original: Service, tmp_path: Path) -> Iterator[Service]:
    """A city on SQLite of one's own, not yet served; whatever still runs is ended afterwards."""
    shutil.copytree(original.data, tmp_path / "data")
    made = Service(tmp_path / "data", known=original.known)
    yield made
    made.kill()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL of our own, which tests restart; other tests' database stays as it is."""
    binaries = postgres_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL on this machine: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="gangmu-cluster-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    made = Cluster(binaries, folder).make()
    yield made
    made.stop("immediate")
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def original_on_postgres(cluster: Cluster, static: Path, tmp_path_factory: pytest.TempPathFactory) -> Service:
    cluster.sql("CREATE DATABASE original")
    return filled(Service(tmp_path_factory.mktemp("original-pg"), cluster.url("original")), static)


@pytest.fixture
def on_postgres(cluster: Cluster, original_on_postgres: Service, tmp_path: Path) -> Iterator[Callable[[], Service]]:
    """`on_postgres()` is one more machine on one and the same database and one folder of files."""
    cluster.sql("CREATE DATABASE ours TEMPLATE original")
    made: list[Service] = []

    def another() -> Service:
        data = tmp_path / f"node-{len(made)}"
        shutil.copytree(original_on_postgres.data, data)
        (tmp_path / "files").mkdir(exist_ok=True)
        shutil.rmtree(data / "files")
        (data / "files").symlink_to(tmp_path / "files")
        made.append(Service(data, cluster.url("ours"), original_on_postgres.known))
        return made[-1]

    yield another
    for one in made:
        one.kill()
    cluster.sql("DROP DATABASE ours WITH (FORCE)")

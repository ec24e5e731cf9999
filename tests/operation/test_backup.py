"""A backup is made while people write, is checked, opens only to whom it is for, and comes back as it was."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import stat
import tarfile
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from gangmu.base.errors import Refused
from gangmu.keeping.archive import Key
from gangmu.keeping.backup import rotate
from gangmu.keeping.restoring import restore
from tests.operation.service import Cluster, Service, served

pytestmark = pytest.mark.slow
PDF = b"%PDF-1.4\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"


def with_evidence(service: Service, content: bytes = PDF) -> Path:
    """A file that a row names, put there by the action itself."""
    code = (
        "import sys, django; django.setup()\n"
        "from django.db import transaction\n"
        "from gangmu.base import files\n"
        "print(files.store(bytes.fromhex(sys.argv[1]), 'application/pdf').sha256)"
    )
    told = service.python(code, content.hex())
    return service.data / "files" / told.strip()[:2] / told.strip()


def moved(service: Service, data: Path) -> Service:
    """The same service with nothing in its place yet."""
    return Service(data, known=service.known)


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_everything_comes_back(service: Service, tmp_path: Path) -> None:
    evidence = with_evidence(service)
    made = service.command("backup", str(tmp_path / "ours.tar.gz"))
    assert made.returncode == 0, made.stderr
    assert mode(tmp_path / "ours.tar.gz") == 0o600
    fresh = moved(service, tmp_path / "fresh")
    back = fresh.command("restore", str(tmp_path / "ours.tar.gz"))
    assert back.returncode == 0, back.stderr
    assert (fresh.data / "files" / evidence.parent.name / evidence.name).read_bytes() == PDF
    assert (fresh.data / "secret_key").read_text() == (service.data / "secret_key").read_text()
    verified = [one.command("audit", "verify").stdout for one in (service, fresh)]
    assert verified[0] == verified[1]
    assert [one.name for one in fresh.data.glob("restoring-*")] == []
    assert [one.name for one in service.data.glob("backup-*")] == []


def test_a_place_in_use_is_never_overwritten(service: Service, tmp_path: Path) -> None:
    assert service.command("backup", str(tmp_path / "ours.tar.gz")).returncode == 0
    refused = service.command("restore", str(tmp_path / "ours.tar.gz"))
    assert refused.returncode == 1
    assert "不会覆盖" in refused.stderr
    again = service.command("backup", str(tmp_path / "ours.tar.gz"))
    assert (again.returncode, "不会覆盖" in again.stderr) == (1, True)


def test_a_system_set_up_and_never_used_takes_a_backup(service: Service, tmp_path: Path) -> None:
    assert service.command("backup", str(tmp_path / "ours.tar.gz")).returncode == 0
    fresh = moved(service, tmp_path / "fresh")
    assert fresh.command("manage", "migrate", "-v0").returncode == 0
    back = fresh.command("restore", str(tmp_path / "ours.tar.gz"))
    assert back.returncode == 0, back.stderr


def test_a_damaged_archive_is_refused_and_puts_nothing_in_place(service: Service, tmp_path: Path) -> None:
    with_evidence(service, PDF + os.urandom(50_000))
    archive = tmp_path / "ours.tar.gz"
    assert service.command("backup", str(archive)).returncode == 0
    whole = archive.read_bytes()
    for number, broken in enumerate((whole[: len(whole) // 2], whole[:-9000] + bytes(9000), b"nothing of ours")):
        archive.write_bytes(broken)
        fresh = moved(service, tmp_path / f"fresh-{number}")
        refused = fresh.command("restore", str(archive))
        assert (refused.returncode, "Traceback" in refused.stderr) == (1, False), refused.stderr
        assert not (fresh.data / "gangmu.sqlite3").exists()


def rebuilt(archive: Path, to: Path, change: Callable[[dict[str, bytes]], None], link: str = "") -> Path:
    """A copy of an archive, with parts changed, and maybe a link of this name that leads to the database."""
    with tarfile.open(archive) as packed:
        parts = {one.name: packed.extractfile(one).read() for one in packed}
    change(parts)
    with tarfile.open(to, "w:gz") as packed:
        for name, content in parts.items():
            one = tarfile.TarInfo(name)
            one.size = len(content)
            packed.addfile(one, io.BytesIO(content))
        if link:
            one = tarfile.TarInfo(link)
            one.type, one.linkname = tarfile.SYMTYPE, "database"
            packed.addfile(one)
    return to


def manifest_with(**changed: object) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        parts["manifest.json"] = json.dumps({**json.loads(parts["manifest.json"]), **changed}).encode()

    return change


def database_after(statement: str, **changed: object) -> Callable[[dict[str, bytes]], None]:
    """Whoever has an archive that is not sealed can change what is in it, and its digest."""

    def change(parts: dict[str, bytes]) -> None:
        with closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(parts["database"])
            database.execute(statement)
            database.commit()
            parts["database"] = database.serialize()
        manifest_with(database_sha256=hashlib.sha256(parts["database"]).hexdigest(), **changed)(parts)

    return change


GARBAGE = b"no database"
HOSTILE = {
    "no secret key": lambda parts: parts.pop("secret_key"),
    "an empty secret key": lambda parts: parts.update(secret_key=b"\n"),
    "a secret key that is no text": lambda parts: parts.update(secret_key=b"\xff\xfe"),
    "a secret key that is a folder": lambda parts: parts.update({"secret_key/a": parts.pop("secret_key")}),
    "a program": lambda parts: parts.update({"files/a.py": b"x"}),
    "an absolute name": lambda parts: parts.update({"/a": b"x"}),
    "a name that leads out": lambda parts: parts.update({"../a": b"x"}),
    "a file that no row names": lambda parts: parts.update({"files/00/" + "0" * 64: b"x"}),
    "a deep manifest": lambda parts: parts.update({"manifest.json": b"[" * 100_000}),
    "no files": manifest_with(files=7),
    "files without names": manifest_with(files=[[1, 2]]),
    "a head that is none": manifest_with(head=7),
    "signs for a terminal": manifest_with(government="\x1b]0;x\x07"),
    "no database": lambda parts: (
        parts.update(database=GARBAGE),
        manifest_with(database_sha256=hashlib.sha256(GARBAGE).hexdigest())(parts),
    ),
    "a trigger": database_after("CREATE TRIGGER later AFTER INSERT ON base_event BEGIN DELETE FROM base_event; END"),
}


@pytest.fixture(scope="module")
def archive(original: Service, tmp_path_factory: pytest.TempPathFactory) -> Path:
    service = Service(tmp_path_factory.mktemp("archived") / "data")
    shutil.copytree(original.data, service.data)
    with_evidence(service)
    made = tmp_path_factory.mktemp("archive") / "ours.tar.gz"
    assert service.command("backup", str(made)).returncode == 0
    return made


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_archive_is_refused_and_puts_nothing_in_place(
    archive: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], None]
) -> None:
    hostile = rebuilt(archive, tmp_path / "hostile.tar.gz", change)
    refuses(hostile, tmp_path)


def test_an_archive_with_a_link_is_refused(archive: Path, tmp_path: Path) -> None:
    without = rebuilt(archive, tmp_path / "a.tar.gz", lambda parts: parts.pop("secret_key"), link="secret_key")
    refuses(without, tmp_path)


def refuses(hostile: Path, tmp_path: Path) -> None:
    data = tmp_path / "fresh"
    with pytest.raises(Refused):
        restore(hostile, data, f"sqlite:///{data / 'gangmu.sqlite3'}", Key())
    assert [one.name for one in data.iterdir()] == []
    assert {one.name for one in tmp_path.iterdir()} <= {"fresh", "hostile.tar.gz", "a.tar.gz"}


@pytest.mark.parametrize("head", ["", f"0:{'0' * 64}"])
def test_forged_data_are_found_whatever_head_the_archive_tells(service: Service, tmp_path: Path, head: str) -> None:
    assert service.command("backup", str(tmp_path / "ours.tar.gz")).returncode == 0
    change = database_after("UPDATE org_user SET name = 'forged'", head=head)
    forged = rebuilt(tmp_path / "ours.tar.gz", tmp_path / "forged.tar.gz", change)
    told = moved(service, tmp_path / "fresh").command("restore", str(forged))
    assert (told.returncode, "请不要使用" in told.stderr) == (1, True), told.stderr


def test_a_damaged_or_missing_file_is_told_and_no_backup_pretends_to_be_whole(service: Service, tmp_path: Path) -> None:
    evidence = with_evidence(service)
    evidence.chmod(0o600)
    evidence.write_bytes(b"forged")
    refused = service.command("backup", str(tmp_path / "ours.tar.gz"))
    assert refused.returncode == 1
    assert evidence.name in refused.stderr
    evidence.unlink()
    refused = service.command("backup", str(tmp_path / "ours.tar.gz"))
    assert (refused.returncode, evidence.name in refused.stderr) == (1, True)
    assert list(tmp_path.glob("ours*")) == []


class TestSealed:
    def test_with_a_passphrase(self, service: Service, tmp_path: Path) -> None:
        (tmp_path / "words").write_text("一句很长的口令 with words\n")
        (tmp_path / "other").write_text("another\n")
        archive = tmp_path / "ours.sealed.tar"
        made = service.command("backup", str(archive), "--passphrase-file", str(tmp_path / "words"))
        assert made.returncode == 0, made.stderr
        assert b"SQLite" not in archive.read_bytes()
        fresh = moved(service, tmp_path / "fresh")
        for arguments, told in (
            ((), "--passphrase-file"),
            (("--passphrase-file", str(tmp_path / "other")), "口令不对"),
        ):
            refused = fresh.command("restore", str(archive), *arguments)
            assert (refused.returncode, told in refused.stderr) == (1, True), refused.stderr
        back = fresh.command("restore", str(archive), "--passphrase-file", str(tmp_path / "words"))
        assert back.returncode == 0, back.stderr

    def test_for_a_key_that_the_server_does_not_have(self, service: Service, tmp_path: Path) -> None:
        import pyrage

        mine, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
        (tmp_path / "mine").write_text(f"# created: today\n{mine}\n")
        (tmp_path / "other").write_text(f"{other}\n")
        archive = tmp_path / "ours.tar.gz.age"
        assert service.command("backup", str(archive), "--recipient", str(mine.to_public())).returncode == 0
        fresh = moved(service, tmp_path / "fresh")
        for arguments, told in (((), "--identity"), (("--identity", str(tmp_path / "other")), "打不开")):
            refused = fresh.command("restore", str(archive), *arguments)
            assert (refused.returncode, told in refused.stderr) == (1, True), refused.stderr
        assert fresh.command("restore", str(archive), "--identity", str(tmp_path / "mine")).returncode == 0


def test_the_newest_stay(tmp_path: Path) -> None:
    names = [
        f"gangmu-2026110{day}-030000{ending}" for day, ending in enumerate((".tar.gz", ".tar.gz.age", ".sealed.tar"))
    ]
    for name in (*names, "gangmu-notes.txt", "other.tar.gz"):
        (tmp_path / name).touch()
    assert [one.name for one in rotate(tmp_path, 2)] == names[:1]
    assert {one.name for one in tmp_path.iterdir()} == {*names[1:], "gangmu-notes.txt", "other.tar.gz"}


def test_while_people_upload(service: Service, tmp_path: Path) -> None:
    """Whatever moment it is of, no file is named that is not in it: the check inside would refuse it otherwise."""
    folder = tmp_path / "backups"
    folder.mkdir()
    with served(service):
        ended = threading.Event()

        def write() -> None:
            number = 0
            while not ended.is_set():
                number += 1
                body = PDF + str(number).encode()
                with_evidence(service, body)

        writer = threading.Thread(target=write)
        writer.start()
        try:
            for _ in range(2):
                made = service.command("backup", str(folder), "--keep", "5")
                assert made.returncode == 0, made.stderr
        finally:
            ended.set()
            writer.join()
    archives = sorted(folder.iterdir())
    assert len(archives) == 2
    fresh = moved(service, tmp_path / "fresh")
    assert fresh.command("restore", str(archives[-1])).returncode == 0


def test_on_postgresql(on_postgres: Callable[[], Service], cluster: Cluster, tmp_path: Path) -> None:
    service = on_postgres()
    with_evidence(service)
    made = service.command("backup", str(tmp_path / "ours.tar.gz"))
    assert made.returncode == 0, made.stderr
    refused = Service(tmp_path / "sqlite").command("restore", str(tmp_path / "ours.tar.gz"))
    assert (refused.returncode, "postgresql" in refused.stderr) == (1, True)
    cluster.sql("CREATE DATABASE back")
    try:
        fresh = Service(tmp_path / "fresh", cluster.url("back"))
        back = fresh.command("restore", str(tmp_path / "ours.tar.gz"))
        assert back.returncode == 0, back.stderr
        assert fresh.command("audit", "verify").stdout == service.command("audit", "verify").stdout
        again = Service(tmp_path / "again", cluster.url("back")).command("restore", str(tmp_path / "ours.tar.gz"))
        assert (again.returncode, "不会覆盖" in again.stderr) == (1, True)
    finally:
        cluster.sql("DROP DATABASE back WITH (FORCE)")
    assert cluster.sql("SELECT datname FROM pg_database WHERE datname LIKE 'gangmu_check%'") == []

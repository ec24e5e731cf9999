"""What `gangmu doctor` finds, what `serve` mends and refuses before it starts, and that both say the cure."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest
from django.db import connections
from django.db.backends.utils import CursorWrapper
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from gangmu.base import files
from gangmu.base.audit import record
from gangmu.base.models import Installation, StoredFile
from gangmu.keeping import checks, leftovers, modes
from tests.operation.service import Service


@pytest.fixture
def data(tmp_path: Path, settings) -> Path:
    """A data folder of one's own."""
    settings.DATA = tmp_path
    settings.SECRET_KEY = "x" * 50
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "files" / "incoming"
    settings.STATIC_ROOT = tmp_path / "static"
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").touch()
    return tmp_path


def age(file: Path, days: float) -> Path:
    os.utime(file, (time.time() - days * 86400,) * 2)
    return file


def one(check: checks.Check) -> checks.Finding:
    (found,) = check()
    return found


class TestModes:
    def test_what_others_could_read_is_closed(self, tmp_path: Path) -> None:
        folder = tmp_path / "files"
        folder.mkdir(mode=0o755)
        (folder / "evidence").touch()
        for place, wide in ((tmp_path, 0o755), (folder, 0o755), (folder / "evidence", 0o444)):
            place.chmod(wide)
        assert set(modes.open_to_others(tmp_path)) == {tmp_path, folder, folder / "evidence"}
        assert modes.close_to_others(tmp_path) == 3
        assert list(modes.open_to_others(tmp_path)) == []
        assert stat.S_IMODE((folder / "evidence").stat().st_mode) == 0o400

    def test_nothing_that_is_written_is_open_to_others(self, data: Path, db: None) -> None:
        """The mask is set with the settings, before anything is written."""
        kept = files.path_of(files.store(b"evidence", "application/pdf").sha256)
        (data / "anything").touch()
        assert [place for place in (kept, kept.parent, data / "anything") if place.stat().st_mode & 0o077] == []

    @pytest.mark.slow
    def test_an_older_installation_is_mended_at_the_start(self, service: Service) -> None:
        (service.data / "gangmu.sqlite3").chmod(0o644)
        service.data.chmod(0o755)
        assert service.command("doctor", "--start").returncode == 0
        assert [file for file in (service.data, service.data / "gangmu.sqlite3") if file.stat().st_mode & 0o077] == []


@pytest.mark.django_db
class TestLeftovers:
    def test_what_was_interrupted_long_ago_goes_and_what_is_written_now_stays(self, data: Path) -> None:
        old = [age_of(data / "files" / "incoming-abc", 2), age_of(files.incoming() / "x.upload.pdf", 2)]
        new = age_of(files.incoming() / "y.upload.pdf", 0)
        (data / "backup-xyz").mkdir()
        old.append(age(data / "backup-xyz", 2))
        found = leftovers.find()
        assert set(found.all) == set(old)
        assert one(checks.remains).sign == checks.WARNING
        leftovers.remove(found)
        assert new.exists()
        assert [file for file in old if file.exists()] == []
        assert one(checks.remains).sign == checks.OK

    def test_a_whole_file_goes_only_when_no_row_names_it_and_the_database_knows_younger_ones(self, data: Path) -> None:
        orphan, named = (files.path_of(files.store(content, "application/pdf").sha256) for content in (b"a", b"b"))
        StoredFile.objects.filter(sha256=orphan.name).delete()
        age(orphan, 2)
        age(named, 2)
        assert leftovers.find().orphans == (orphan,)
        StoredFile.objects.update(stored_at=timezone.now() - timezone.timedelta(days=9))
        assert leftovers.find().orphans == ()  # the folder is ahead of this database
        StoredFile.objects.all().delete()
        assert leftovers.find().orphans == ()  # a database that knows nothing is not asked

    def test_an_upload_is_written_where_leftovers_are_looked_for(self, data: Path, monkeypatch) -> None:
        def killed(*_arguments: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(os, "replace", killed)
        monkeypatch.setattr(Path, "unlink", lambda *_a, **_k: None)
        with pytest.raises(KeyboardInterrupt):
            files.store(b"half", "application/pdf")
        assert len(list(files.incoming().iterdir())) == 1


def age_of(file: Path, days: float) -> Path:
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"half")
    return age(file, days)


@pytest.mark.django_db
class TestChecks:
    def test_a_system_in_order_has_nothing_bad(self, data: Path, city: object) -> None:
        found = list(checks.examined())
        assert [finding for finding in found if finding.sign == checks.BAD] == []
        assert len(found) >= 12

    def test_whatever_is_not_well_says_the_cure(self, data: Path, settings) -> None:
        settings.ALLOWED_HOSTS, settings.HTTPS, settings.DEBUG = ["mubiao.example"], False, True
        settings.SECRET_KEY = "short"
        Installation.objects.create(is_demo=True)
        (data / "static" / "staticfiles.json").unlink()
        found = [finding for check in (*checks.BEFORE, *checks.BESIDES) for finding in check()]
        unwell = [finding for finding in found if finding.sign != checks.OK]
        assert len(unwell) >= 5
        assert [finding for finding in unwell if not finding.todo] == []

    def test_a_database_that_cannot_be_written_is_told(self, data: Path, monkeypatch) -> None:
        from django.db import OperationalError

        execute = CursorWrapper.execute

        def refusing(self: CursorWrapper, sql: str, *arguments: object) -> object:
            if sql.startswith("INSERT"):
                raise OperationalError("attempt to write a readonly database")
            return execute(self, sql, *arguments)

        monkeypatch.setattr(CursorWrapper, "execute", refusing)
        found = one(checks.database)
        assert (found.sign, "不能写入" in found.what) == (checks.BAD, True)

    def test_a_folder_that_cannot_be_written_is_told(self, data: Path, settings) -> None:
        (data / "taken").touch()
        settings.FILE_UPLOAD_TEMP_DIR = data / "taken"
        assert one(checks.folder).sign == checks.BAD

    def test_a_full_disk_is_told(self, data: Path, monkeypatch) -> None:
        monkeypatch.setattr("shutil.disk_usage", lambda _place: type("Usage", (), {"free": 50 * 2**20}))
        assert one(checks.disk).sign == checks.BAD

    def test_a_missing_file_is_named(self, data: Path) -> None:
        kept = files.path_of(files.store(b"evidence", "application/pdf").sha256)
        assert one(checks.files).sign == checks.OK
        kept.unlink()
        found = one(checks.files)
        assert (found.sign, kept.name[:12] in found.what) == (checks.BAD, True)

    def test_a_clock_that_went_back_is_told(self, data: Path, city) -> None:
        import datetime as dt

        import time_machine
        from django.db import transaction

        with time_machine.travel(timezone.now() + dt.timedelta(days=8)), transaction.atomic():
            record(by=None, verb="one", about=Installation(pk=1))
        assert one(checks.clock).sign == checks.BAD

    def test_a_task_that_nobody_does_is_told(self, data: Path) -> None:
        now = timezone.now()
        DBTaskResult.objects.create(
            status="RUNNING", started_at=now, args_kwargs={}, task_path="x", worker_ids=["gone"], run_after=now
        )
        assert one(checks.tasks).sign == checks.WARNING


def test_health_is_not_well_without_the_database(client: Client, monkeypatch) -> None:
    def away(*_arguments: object, **_named: object) -> None:
        from django.db import OperationalError

        raise OperationalError("away")

    monkeypatch.setattr(connections["default"], "cursor", away)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (503, b"not ok\n")


@pytest.mark.slow
class TestCommand:
    def test_is_in_the_language_of_the_terminal(self, service: Service) -> None:
        chinese, english = (
            service.command("doctor", environment={"LC_ALL": name}) for name in ("C.UTF-8", "en_US.UTF-8")
        )
        assert (chinese.returncode, english.returncode) == (0, 0), chinese.stdout
        assert "没有后台任务进程在运行" in chinese.stdout
        assert "No process for background tasks runs" in english.stdout

    def test_serve_refuses_to_start_where_something_is_bad(self, service: Service) -> None:
        (service.data / "static" / "staticfiles.json").unlink()
        refused = service.command("serve", "--port", "1")
        assert refused.returncode == 1
        refused = service.command("doctor", "--start")
        assert (refused.returncode, "./start --setup" in refused.stderr) == (1, True)

"""Files handed in are kept once, whole, and unchanged."""

import io
import shutil

import pytest

from gangmu.base import files
from gangmu.base.errors import Refused
from gangmu.base.models import StoredFile

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


def test_what_was_stored_is_read_back():
    kept = files.store("一月完成".encode(), "text/plain")
    assert files.read(kept).decode() == "一月完成"
    assert kept.size == 12


def test_the_same_content_is_kept_once(folder):
    first = files.store(b"same", "text/plain")
    second = files.store(io.BytesIO(b"same"), "application/octet-stream")
    assert first == second
    assert StoredFile.objects.count() == 1
    assert [path.name for path in folder.rglob("*") if path.is_file()] == [first.sha256]


def test_a_changed_file_is_not_handed_out():
    kept = files.store(b"right", "text/plain")
    path = files.path_of(kept.sha256)
    path.chmod(0o600)
    path.write_bytes(b"wrong")
    with pytest.raises(Refused, match="不一致"):
        files.read(kept)


def test_a_lost_file_is_named_as_lost():
    kept = files.store(b"lost", "text/plain")
    files.path_of(kept.sha256).unlink()
    with pytest.raises(Refused, match="找不到"):
        files.open_file(kept)


def test_a_broken_upload_leaves_nothing_behind(folder):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            raise OSError("connection lost")

    with pytest.raises(OSError, match="connection lost"):
        files.store(Broken(b"x"), "text/plain")
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_files_never_take_the_last_room_of_the_disk(folder, monkeypatch):
    kept = files.store(b"before", "text/plain")
    usage = shutil.disk_usage(folder)
    monkeypatch.setattr(shutil, "disk_usage", lambda place: usage._replace(free=files.KEPT_FREE + 4))
    files.store(b"four", "text/plain")
    with pytest.raises(Refused, match="磁盘快满了"):
        files.store(b"fives", "text/plain")
    assert files.read(kept) == b"before"
    assert len([path for path in folder.rglob("*") if path.is_file()]) == StoredFile.objects.count() == 2

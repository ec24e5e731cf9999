"""`gangmu backup`: one archive of everything, made while the system runs, and restored beside before it counts."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from gangmu.base.errors import Refused
from gangmu.base.models import Installation
from gangmu.keeping import archive, restoring
from gangmu.keeping.archive import Key, Manifest, Seal
from gangmu.keeping.databases import PostgreSQL, SQLite, database
from gangmu.keeping.leftovers import SCRATCH

PREFIX = "gangmu-"
NOTE = "last_backup.json"  # in the data folder, for `gangmu doctor`


def backup(place: Path, *, seal: Seal, keep: int = 0) -> tuple[Path, Manifest]:
    """Back up into a file, or into a folder under a name of today, and tell what is in it.

    The archive is complete, checked and on disk before it has its name. In a folder, `keep` is how many of our archives
    stay, the newest. Raises Refused with the reason; then nothing is left behind and nothing old was removed.
    """
    target = place / f"{PREFIX}{timezone.localtime():%Y%m%d-%H%M%S}{seal.ending}" if place.is_dir() else place
    if target.exists():
        raise Refused(_("“%(file)s”已经存在，不会覆盖") % {"file": target})
    with _scratch() as scratch:
        found = database(os.environ.get("DATABASE_URL", ""), settings.DATA)
        manifest = _pack(scratch, found)
        _check(scratch, found)
        partial = target.with_name(f"{target.name}.partial")
        try:
            with archive.secured(partial) as stream:
                archive.seal(scratch / "packed.tar.gz", stream, seal)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(partial, target)
        except OSError as error:
            raise Refused(_("不能写入“%(file)s”：%(told)s") % {"file": target, "told": error.strerror}) from error
        finally:
            partial.unlink(missing_ok=True)
    _note(target, manifest)
    if place.is_dir() and keep:
        rotate(place, keep)
    return target, manifest


@contextlib.contextmanager
def _scratch() -> Iterator[Path]:
    """A folder in the data folder, where room was checked and nobody else may look."""
    root = Path(settings.DATA)
    folder = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=root))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _pack(scratch: Path, found: SQLite | PostgreSQL) -> Manifest:
    dump = scratch / archive.DATABASE
    contents = found.dump(dump)
    _check_room(scratch, dump.stat().st_size + sum(size for _sha256, size in contents.files))
    manifest = Manifest(
        made_at=timezone.localtime().isoformat(timespec="seconds"),
        version=version("gangmu"),
        database=found.kind,
        database_sha256=archive.digest_of(dump),
        head=contents.head,
        government=getattr(Installation.objects.first(), "name", ""),
        files=contents.files,
    )
    archive.write(scratch / "packed.tar.gz", manifest, dump, settings.SECRET_KEY, Path(settings.MEDIA_ROOT))
    return manifest


def _check_room(scratch: Path, needed: int) -> None:
    """The archive and its restored copy lie here at the same time."""
    free = shutil.disk_usage(scratch).free
    if free < 2 * needed:
        told = {"free": free // 2**20, "needed": 2 * needed // 2**20}
        raise Refused(_("数据文件夹所在磁盘剩余 %(free)d MB，备份和检查需要 %(needed)d MB") % told)


def _check(scratch: Path, found: SQLite | PostgreSQL) -> None:
    """Restore it beside, as one would after a loss, and verify."""
    place = scratch / "restored"
    place.mkdir()
    with contextlib.ExitStack() as ending:
        url = f"sqlite:///{place / 'gangmu.sqlite3'}"
        if isinstance(found, PostgreSQL):
            url = ending.enter_context(found.beside(f"gangmu_check_{secrets.token_hex(4)}"))
        manifest = restoring.restore(scratch / "packed.tar.gz", place, url, Key())
        restoring.verify(place, url, manifest)


def _note(target: Path, manifest: Manifest) -> None:
    told = {"at": manifest.made_at, "file": str(target.resolve()), "head": manifest.head}
    (Path(settings.DATA) / NOTE).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def rotate(folder: Path, keep: int) -> list[Path]:
    """Remove all but the newest of our archives in a folder, and return what went."""
    ours = sorted(one for one in folder.glob(f"{PREFIX}????????-??????.*") if one.name.endswith(archive.ENDINGS))
    old = ours[:-keep]
    for one in old:
        one.unlink()
    return old

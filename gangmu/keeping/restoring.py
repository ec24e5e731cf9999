"""`gangmu restore`: an archive back into an empty folder and database, complete and verified, or not at all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from django.utils.translation import gettext as _

from gangmu.base.errors import Refused
from gangmu.keeping import archive
from gangmu.keeping.archive import Key, Manifest
from gangmu.keeping.databases import PostgreSQL, SQLite, database

# What `./start --setup` makes and a system that was never used may hold.
UNUSED = {"static", "stamps", "workers", "secret_key", "gangmu.sqlite3", "gangmu.sqlite3-wal", "gangmu.sqlite3-shm"}


def restore(file: Path, data: Path, url: str, key: Key) -> Manifest:
    """Put everything of an archive in place: files and secret key in the folder, the database where `url` says.

    All is unpacked and checked beside before anything is put in place. Raises Refused when the place is in use, the
    archive not whole; what was there stays.
    """
    found = database(url, data)
    check_unused(data, found)
    if not file.is_file():
        raise Refused(_("没有这个文件：%(file)s") % {"file": file})
    data.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix="restoring-", dir=data))
    try:
        manifest = archive.unpack(file, scratch, key)
        if manifest.database != found.kind:
            told = {"kind": manifest.database, "ours": found.kind}
            raise Refused(_("备份里是 %(kind)s 数据库，而 DATABASE_URL 指的是 %(ours)s") % told)
        found.fill(scratch / archive.DATABASE)
        shutil.rmtree(data / "files", ignore_errors=True)
        (scratch / "files").mkdir(exist_ok=True)
        os.replace(scratch / "files", data / "files")
        os.replace(scratch / archive.SECRET, data / archive.SECRET)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return manifest


def check_unused(data: Path, found: SQLite | PostgreSQL) -> None:
    """Nothing is ever overwritten that somebody may still need."""
    extra = {one.name for one in data.iterdir()} - UNUSED - {"files"} if data.is_dir() else set()
    extra = {name for name in extra if not name.startswith(("restoring-", "backup-"))}
    kept = any(one.is_file() for one in (data / "files").rglob("*")) if (data / "files").is_dir() else False
    if kept or extra:
        raise Refused(
            _("“%(folder)s”里已经有数据（%(what)s），不会覆盖：请用 GANGMU_DATA 指一个新的空文件夹")
            % {"folder": data, "what": "files" if kept else sorted(extra)[0]}
        )
    if found.used():
        raise Refused(_("数据库里已经有数据，不会覆盖：请用一个新的空数据库"))


def verify(data: Path, url: str, manifest: Manifest) -> None:
    """`gangmu audit verify` on what was restored, in a process of its own that knows nothing else. Raises Refused."""
    environment = {name: value for name, value in os.environ.items() if name != "GANGMU_SECRET"}
    environment |= {"GANGMU_DATA": str(data), "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "gangmu.config.settings"}
    if not url:
        del environment["DATABASE_URL"]
    code = "from gangmu.cli.main import main; main()"
    noted = [] if not manifest.head or manifest.head.startswith("0:") else ["--noted", manifest.head]
    command = [sys.executable, "-c", code, "audit", "verify", *noted]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if told.returncode:
        raise Refused(_("恢复出来的数据没有通过留痕核对：%(told)s") % {"told": (told.stderr or told.stdout).strip()})

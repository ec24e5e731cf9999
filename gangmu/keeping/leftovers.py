"""What killed uploads and backups left behind: told by `gangmu doctor`, removed when `gangmu serve` starts.

Only what nothing can need any more: unfinished copies, and whole files that no row names though the database knows
younger ones. A file younger than all that the database knows may belong to a newer database, and stays.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Max

from gangmu.base.files import incoming
from gangmu.base.models import StoredFile

AGE = 24 * 3600.0  # seconds; no upload and no backup takes that long
SCRATCH = "backup-"  # folders in the data folder in which backups are made
_KEPT = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Leftovers:
    unfinished: tuple[Path, ...]
    orphans: tuple[Path, ...]

    @property
    def all(self) -> tuple[Path, ...]:
        return self.unfinished + self.orphans

    @property
    def bytes(self) -> int:
        return sum(one.stat().st_size for one in self.all if one.is_file())


def find(*, now: float | None = None) -> Leftovers:
    """What was left more than a day ago."""
    before = (time.time() if now is None else now) - AGE
    root = Path(settings.MEDIA_ROOT)
    places = (incoming().glob("*"), root.glob("incoming-*"), Path(settings.DATA).glob(f"{SCRATCH}*"))
    unfinished = [one for place in places for one in place if _written(one) < before]
    return Leftovers(tuple(unfinished), tuple(_orphans(root, before)))


def remove(found: Leftovers) -> None:
    for one in found.all:
        if one.is_dir():
            shutil.rmtree(one, ignore_errors=True)
        else:
            one.unlink(missing_ok=True)


def _orphans(root: Path, before: float) -> list[Path]:
    youngest = StoredFile.objects.aggregate(Max("stored_at"))["stored_at__max"]
    if youngest is None:
        return []
    before = min(before, youngest.timestamp())
    old = [one for one in stored(root) if _written(one) < before]
    known = set(StoredFile.objects.values_list("sha256", flat=True)) if old else set()
    return [one for one in old if one.name not in known]


def stored(root: Path) -> list[Path]:
    """Every whole file below the folder of files."""
    return [one for folder in root.glob("??") for one in folder.iterdir() if _KEPT.fullmatch(one.name)]


def _written(file: Path) -> float:
    try:
        return os.lstat(file).st_mtime
    except OSError:
        return float("inf")  # gone meanwhile

"""Everything below the data folder is read by its owner only."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def open_to_others(*places: Path) -> Iterator[Path]:
    """Folders and files, at the places and below, that accounts of this machine other than the owner may enter, read or
    write. What lies in a closed folder is found too: it would be open again with the folder."""
    for place in places:
        if place.is_symlink() or not place.exists():
            continue
        below = (Path(root) / name for root, folders, files in os.walk(place) for name in (*folders, *files))
        for one in (place, *below):
            try:
                mode = one.lstat().st_mode
            except OSError:
                continue  # gone meanwhile
            if mode & OTHERS and not stat.S_ISLNK(mode):
                yield one


def close_to_others(*places: Path) -> int:
    """Mend what an older version, or a hand, left open. Returns how many were mended; what belongs to another account
    stays, and `open_to_others` goes on telling it."""
    mended = 0
    for one in list(open_to_others(*places)):
        try:
            one.chmod(stat.S_IMODE(one.stat().st_mode) & ~OTHERS)
        except OSError:
            continue
        mended += 1
    return mended

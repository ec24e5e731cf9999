"""How much of an input is looked at: its length is known before any pattern runs over it."""

from __future__ import annotations

import struct
import zipfile
from typing import Protocol

from django.utils.translation import gettext as _

SHORT = 60
"""Signs of a number with its unit, of a day, of a period: the longest that people write have some thirty."""
_SHOWN = 20
_ENTRY = b"PK\x01\x02"
_MOST_ENTRIES = 10_000
_CHUNK = 1024 * 1024


class Readable(Protocol):
    """A file to read from the beginning."""

    def read(self, size: int = ..., /) -> bytes: ...
    def seek(self, offset: int, whence: int = ..., /) -> int: ...


def overlong(text: str, most: int = SHORT) -> str:
    """Why this text is too long to be read as one value; "" when it is not. Costs nothing, however long it is."""
    if len(text) <= most:
        return ""
    return _("“%(start)s…”有 %(count)d 个字，这里最多 %(most)d 个字；请检查是不是填错了格") % {
        "start": text[:_SHOWN],
        "count": len(text),
        "most": most,
    }


def unkeepable(text: str) -> bool:
    """Whether the text holds what no database keeps and nobody types: NUL, or half of a surrogate pair."""
    if "\x00" in text:
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def check_entries(package: Readable) -> None:
    """Raises BadZipFile for a zip that lists more parts than any document has: each becomes an object in memory."""
    package.seek(0)
    count, tail = 0, b""
    while chunk := package.read(_CHUNK):
        window = tail + chunk
        count += window.count(_ENTRY)
        tail = window[-(len(_ENTRY) - 1) :]
    package.seek(0)
    if count > _MOST_ENTRIES:
        raise zipfile.BadZipFile(f"{count} entries")


def check_sectors(container: Readable) -> None:
    """Raises OSError for an old Office file that claims a larger table of sectors than it has room for.

    olefile believes the claim, and would read one sector over and over.
    """
    container.seek(0)
    header = container.read(76)
    size = container.seek(0, 2)
    container.seek(0)
    if len(header) < 76 or struct.unpack_from("<I", header, 44)[0] > size // (512 * 128) + 110:
        raise OSError("no such table of sectors")

"""Who is alive: each worker holds a lock under its name that vanishes with it, however it ends.

On PostgreSQL the lock is an advisory one on a connection of its own, so that several machines see one another; on
SQLite it is a lock on a file in the data folder, as there is one machine only.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, connections

_LOOK_AFTER = 5.0  # seconds between two looks at the own lock
_SPACE = 0x67616E67  # sets these locks apart from other advisory ones


@contextmanager
def holding(name: str) -> Iterator[None]:
    """Alive under this name until the block or the process ends."""
    with _advisory_lock(name) if connection.vendor == "postgresql" else _file_lock(name):
        yield


def lives(name: str) -> bool:
    """Whether somebody holds this name at this moment."""
    if connection.vendor != "postgresql":
        return _file_is_locked(name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_SPACE, _number(name)])
        free = cursor.fetchone()[0]
        if free:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_SPACE, _number(name)])
    return not free


def living() -> int:
    """How many hold a name at this moment, on whichever machine."""
    if connection.vendor != "postgresql":
        return sum(_file_is_locked(file.name) for file in _file_of("any").parent.glob("*"))
    with connection.cursor() as cursor:
        here = "(SELECT oid FROM pg_database WHERE datname = current_database())"
        cursor.execute(
            f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND database = {here}",  # noqa: S608
            [_SPACE],
        )
        return int(cursor.fetchone()[0])


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big", signed=True)


@contextmanager
def _advisory_lock(name: str) -> Iterator[None]:
    """A process that loses the lock, with the connection or the whole database, ends before it does work that another
    takes over."""
    own = connections.create_connection("default")
    with own.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [_SPACE, _number(name)])
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(_LOOK_AFTER):
            try:
                with own.cursor() as cursor:
                    cursor.execute("SELECT 1")
            except DatabaseError:
                os._exit(1)

    # Django keeps a connection to the thread that made it, unless told that it is handed over.
    own.inc_thread_sharing()
    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()
        own.close()


def _file_of(name: str) -> Path:
    return Path(settings.DATA) / "workers" / name


@contextmanager
def _file_lock(name: str) -> Iterator[None]:
    file = _file_of(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            yield
        finally:
            file.unlink(missing_ok=True)


def _file_is_locked(name: str) -> bool:
    """A file that nobody locks was left by somebody who is gone, and goes too."""
    try:
        with _file_of(name).open("r+") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _file_of(name).unlink(missing_ok=True)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False

"""The two kinds of database, asked from outside Django: dumped, filled, and looked at before there are settings."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import dj_database_url
from django.db.backends.sqlite3._functions import register
from django.utils.translation import gettext as _

from gangmu.base.errors import Refused

_FILES = "SELECT sha256, size FROM base_storedfile ORDER BY sha256"
_HEAD = "SELECT number, digest FROM base_chainhead"
_USED = "SELECT (SELECT count(*) FROM org_user) + (SELECT count(*) FROM base_event)"


@dataclass(frozen=True)
class Contents:
    """What a dump holds: the files that its rows name, as digest and size, and the head of its audit chain."""

    files: tuple[tuple[str, int], ...]
    head: str


class Database(Protocol):
    kind: str

    def dump(self, to: Path) -> Contents:
        """Write the whole database as it is at one moment, while others go on writing, and tell what is in it."""

    def fill(self, dump: Path) -> None:
        """Put a dump in place of an empty database."""

    def used(self) -> bool:
        """Whether there are people or events in it."""


def database(url: str, data: Path) -> SQLite | PostgreSQL:
    """The database that DATABASE_URL names, or the one in the data folder."""
    settings: dict[str, Any] = dict(dj_database_url.parse(url or f"sqlite:///{data / 'gangmu.sqlite3'}"))
    if settings["ENGINE"].endswith("sqlite3"):
        return SQLite(Path(settings["NAME"]))
    return PostgreSQL(settings)


@dataclass(frozen=True)
class SQLite:
    file: Path
    kind: str = "sqlite"

    def dump(self, to: Path) -> Contents:
        with closing(sqlite3.connect(self.file)) as source, closing(sqlite3.connect(to)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            return Contents(tuple(copy.execute(_FILES)), _head(copy.execute(_HEAD).fetchone()))

    def fill(self, dump: Path) -> None:
        if broken := _broken(dump):
            raise Refused(_("备份里的数据库已损坏：%(told)s") % {"told": broken})
        self.file.parent.mkdir(parents=True, exist_ok=True)
        for beside in ("-wal", "-shm"):
            self.file.with_name(self.file.name + beside).unlink(missing_ok=True)
        shutil.copyfile(dump, self.file.with_suffix(".partial"))
        os.replace(self.file.with_suffix(".partial"), self.file)

    def used(self) -> bool:
        if not self.file.exists() or not self.file.stat().st_size:
            return False
        try:
            with closing(sqlite3.connect(self.file)) as found:
                return bool(found.execute(_USED).fetchone()[0])
        except sqlite3.OperationalError:
            return False  # no such table
        except sqlite3.DatabaseError:
            return True  # something else


def _broken(dump: Path) -> str:
    """What is wrong with a database of SQLite, also what the system never puts there and would run unseen."""
    try:
        with closing(sqlite3.connect(dump)) as copy:
            register(copy)  # constraints call functions of Django
            found = [line for (line,) in copy.execute("PRAGMA quick_check(1)") if line != "ok"]
            found += (
                name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view')")
            )
    except sqlite3.DatabaseError as error:
        return str(error)
    return ascii(found[0]) if found else ""


@dataclass(frozen=True)
class PostgreSQL:
    settings: dict[str, Any]
    kind: str = "postgresql"

    def dump(self, to: Path) -> Contents:
        """The list of files and the dump see one moment: a snapshot that one connection lends to the other."""
        with self._connected() as connection:
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            snapshot = connection.execute("SELECT pg_export_snapshot()").fetchone()[0]
            self._run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={to}")
            files = tuple((sha256, size) for sha256, size in connection.execute(_FILES))
            return Contents(files, _head(connection.execute(_HEAD).fetchone()))

    def fill(self, dump: Path) -> None:
        options = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", "--clean", "--if-exists")
        self._run("pg_restore", *options, f"--dbname={self.settings['NAME']}", str(dump))

    def used(self) -> bool:
        with self._connected() as connection:
            if connection.execute("SELECT to_regclass('org_user')").fetchone()[0] is None:
                return False
            return bool(connection.execute(_USED).fetchone()[0])

    @contextmanager
    def beside(self, name: str) -> Iterator[str]:
        """The URL of a database of its own on the same server, gone afterwards. Raises Refused where none may be."""
        import psycopg

        with self._connected() as connection:
            try:
                connection.execute(f'CREATE DATABASE "{name}"')
            except psycopg.Error as error:
                raise Refused(str(error).strip()) from error
        try:
            yield self._url(name)
        finally:
            with self._connected() as connection:
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _url(self, name: str) -> str:
        from urllib.parse import quote, urlencode

        told = self.settings
        who = quote(told["USER"], safe="") + (f":{quote(told['PASSWORD'], safe='')}" if told["PASSWORD"] else "")
        where = f"{quote(told['HOST'], safe='')}:{told['PORT'] or 5432}"
        options = f"?{urlencode(told['OPTIONS'])}" if told.get("OPTIONS") else ""
        return f"postgres://{who}@{where}/{quote(name, safe='')}{options}"

    def _connected(self) -> Any:
        import psycopg

        told = self.settings
        try:
            return psycopg.connect(
                dbname=told["NAME"], user=told["USER"] or None, password=told["PASSWORD"] or None,
                host=told["HOST"] or None, port=told["PORT"] or None, autocommit=True, **told.get("OPTIONS", {}),
            )  # fmt: skip
        except psycopg.Error as error:
            raise Refused(_("连不上数据库：%(told)s") % {"told": str(error).strip()}) from error

    def _run(self, program: str, *arguments: str) -> None:
        """The password goes by the environment: arguments are seen by everybody on the machine."""
        path = shutil.which(program)
        if path is None:
            raise Refused(
                _("没有找到 %(program)s：请安装 PostgreSQL 客户端（Debian：apt-get install postgresql-client）")
                % {"program": program}
            )
        names = {"NAME": "PGDATABASE", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "HOST": "PGHOST", "PORT": "PGPORT"}
        told = {variable: str(self.settings[name]) for name, variable in names.items() if self.settings.get(name)}
        told |= {f"PG{name.upper()}": str(value) for name, value in self.settings.get("OPTIONS", {}).items()}
        done = subprocess.run(  # noqa: S603
            [path, *arguments], env={**os.environ, **told}, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise Refused(
                _("%(program)s 没有成功：%(told)s") % {"program": program, "told": done.stderr.strip()[-500:]}
            )


def _head(row: tuple[int, str] | None) -> str:
    return f"{row[0]}:{row[1]}" if row else ""

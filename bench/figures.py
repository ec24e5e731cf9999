"""One measured figure as a row of the table, and the facts of the machine that it was measured on."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

HEAD = "| what | measured | bar | |\n| --- | ---: | ---: | --- |"


@dataclass(frozen=True)
class Figure:
    """`bar` is the most that is allowed; None where nothing was promised."""

    what: str
    measured: float
    unit: str
    bar: float | None = None

    @property
    def good(self) -> bool:
        return self.bar is None or self.measured <= self.bar

    @property
    def row(self) -> str:
        bar = "" if self.bar is None else f"{self.bar:g} {self.unit}"
        digits = (1 if self.measured >= 1 else 2) if self.unit == "s" else 0
        verdict = "" if self.bar is None else "ok" if self.good else "MISSED"
        return f"| {self.what} | {self.measured:.{digits}f} {self.unit} | {bar} | {verdict} |"


def told(figures: Iterable[Figure]) -> bool:
    """Print each as soon as it is known; True when every one holds its bar."""
    good = True
    for figure in figures:
        print(figure.row, flush=True)
        good = good and figure.good
    return good


def machine() -> str:
    """Cores, system, Python and database in a line; the load says how much else was going on."""
    url = os.environ.get("DATABASE_URL", "")
    database = url.split(":")[0] if url else f"SQLite {sqlite3.sqlite_version}"
    load = f"load {os.getloadavg()[0]:.1f} when it began"
    return " · ".join(
        [f"{os.cpu_count()} cores", platform.system(), f"Python {platform.python_version()}", database, load]
    )

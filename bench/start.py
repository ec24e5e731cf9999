"""`./start` in a fresh clone: to the sign-in page from nothing, and again; run by `python -m bench start`.

Packages come from the registries that pip and npm are set up with, without pip's cache: the network counts.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure, told
from bench.server import await_page, free_port

HERE = Path(__file__).parent.parent
FIRST, SECOND = 120.0, 5.0


def main() -> bool:
    return told(measured())


def measured() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="gangmu-start-") as folder:
        clone = Path(folder) / "gangmu"
        subprocess.run(["git", "clone", "--quiet", str(HERE), str(clone)], check=True)
        yield Figure("`./start` in a fresh clone: to the sign-in page", started(clone), "s", FIRST)
        yield Figure("`./start` the second time: to the sign-in page", started(clone), "s", SECOND)


def started(clone: Path) -> float:
    port = free_port()
    ours = ("DATABASE_URL", "GANGMU_DATA", "VIRTUAL_ENV", "DJANGO_SETTINGS_MODULE", "PYTHONPATH")
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    began = time.perf_counter()
    server = subprocess.Popen(
        ["./start", "--port", str(port)],
        cwd=clone,
        env=environment | {"PIP_NO_CACHE_DIR": "1"},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        await_page(port, server, within=600)
        return time.perf_counter() - began
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


if __name__ == "__main__":
    sys.exit(not main())

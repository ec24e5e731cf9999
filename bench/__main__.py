"""Every figure that was promised, measured on a throw-away demo city and printed as a table.

    .venv/bin/python -m bench                 everything; `start` clones the project, and needs the package registries
    .venv/bin/python -m bench pages import    only these

The city goes into a new folder that is removed afterwards, or, when DATABASE_URL is set, into that database, which
must be empty. Exit code 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.figures import HEAD, Figure, machine, told

GANGMU = str(Path(sys.executable).parent / "gangmu")
PARTS = {
    "pages": "bench.pages",
    "import": "bench.import_targets",
    "server": "bench.server",
    "scoring": "bench.scoring",
    "elsewhere": "bench.scoring_elsewhere",
    "workbook": "bench.workbook",
    "simulation": "bench.simulation",
    "season": "bench.season",
    "reports": "bench.reports",
    "start": "bench.start",
}


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("parts", nargs="*", metavar="PART", help=f"any of {', '.join(PARTS)}; all when none is named")
    chosen = options.parse_args().parts or list(PARTS)
    if wrong := [part for part in chosen if part not in PARTS]:
        options.error(f"{', '.join(wrong)}: no such part; there are {', '.join(PARTS)}")
    print(f"{machine()}\n\n{HEAD}", flush=True)
    with tempfile.TemporaryDirectory(prefix="gangmu-bench-") as folder:
        os.environ["GANGMU_DATA"] = folder
        good = told([demo_city()]) if {"pages", "import", "server"} & set(chosen) else True
        for part in chosen:
            good = subprocess.run([sys.executable, "-m", PARTS[part]], check=False).returncode == 0 and good
    return 0 if good else 1


def demo_city() -> Figure:
    manage = [GANGMU, "manage"]
    for arguments in (["migrate", "--noinput"], ["collectstatic", "--noinput"]):
        subprocess.run([*manage, *arguments], check=True, stdout=subprocess.DEVNULL)
    began = time.perf_counter()
    subprocess.run([*manage, "load_demo"], check=True, stdout=subprocess.DEVNULL)
    return Figure("loading the demo city", time.perf_counter() - began, "s")


if __name__ == "__main__":
    sys.exit(main())

"""How much memory scoring takes at most, as the operating system sees it: Python does not count the digits of numbers.

As a program it scores what it is given on its input, and prints by how many kilobytes that raised its peak.
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
from pathlib import Path

from gangmu.scoring import evaluate, read_facts
from tests.scoring.building import Rows, checked_scheme

# What runs away ends here, and the test fails, before the machine suffers.
MOST_BYTES = 4 << 30


def growth(text: str, rows: Rows) -> float:
    """Megabytes that scoring these facts adds, in a process of its own."""
    run = subprocess.run(
        [sys.executable, "-m", __name__], input=json.dumps([text, rows]), capture_output=True, text=True, timeout=120,
        cwd=Path(__file__).parents[2], check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-2_000:]
    return float(json.loads(run.stdout)["kilobytes"]) / 1024


def peak() -> int:
    """Kilobytes held at most. Not `ru_maxrss`, which begins with the peak of the process that started this one."""
    found = re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text("ascii"))
    assert found is not None
    return int(found[1])


def measure() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    text, rows = json.load(sys.stdin)
    scheme = checked_scheme(text)
    before = peak()
    result = evaluate(scheme, read_facts(scheme, rows))
    for table in scheme.tables.values():
        for column in table.computed:
            result.evaluation.column(table.name, column)
    problems = len(result.problems)
    sys.stdout.write(json.dumps({"kilobytes": peak() - before, "problems": problems}))


if __name__ == "__main__":
    measure()

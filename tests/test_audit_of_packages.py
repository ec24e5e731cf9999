"""What `./test` says about known vulnerabilities is what was looked at."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / ".ci/audit.py"
CLEAN = {"name": "click", "version": "8.5.1", "vulns": []}
BAD = {"name": "lark", "version": "1.2", "vulns": [{"id": "GHSA-1", "fix_versions": ["1.3"]}]}
SKIPPED = {"name": "numpy", "skip_reason": "Dependency not found on the index"}


def told(report: str) -> str:
    return subprocess.run([sys.executable, SCRIPT], input=report, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    ("packages", "line"),
    [
        ([CLEAN, CLEAN], "✓ pip-audit: no known vulnerability in 2 packages\n"),
        ([SKIPPED, SKIPPED], "– pip-audit knew none of 2 packages: nothing was checked for known vulnerabilities\n"),
        ([], "– pip-audit knew none of 0 packages: nothing was checked for known vulnerabilities\n"),
        ([CLEAN, SKIPPED], "– pip-audit: no known vulnerability in 1 packages, 1 not checked\n"),
        (
            [CLEAN, BAD, SKIPPED],
            "– pip-audit: 1 known vulnerabilities, which does not fail the run: lark 1.2 (GHSA-1)\n",
        ),
    ],
    ids=["all clean", "all skipped", "none at all", "some skipped", "one bad"],
)
def test_only_what_was_checked_is_confirmed(packages: list[dict[str, object]], line: str) -> None:
    assert told(json.dumps({"dependencies": packages, "fixes": []})) == line


@pytest.mark.parametrize("report", ["", "Traceback …", "[]", "{}"])
def test_no_answer_is_told_as_none(report: str) -> None:
    assert told(report) == "– pip-audit gave no answer: nothing was checked for known vulnerabilities\n"

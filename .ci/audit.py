"""One line about what pip-audit found, from its JSON on standard input: a check that checked nothing is no ✓."""

from __future__ import annotations

import json
import sys


def verdict(report: str) -> str:
    """What the summary of `./test` says; `report` is what pip-audit printed, perhaps nothing."""
    try:
        packages = json.loads(report)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return "– pip-audit gave no answer: nothing was checked for known vulnerabilities"
    checked = [package for package in packages if "skip_reason" not in package]
    bad = [f"{one['name']} {one['version']} ({flaw['id']})" for one in checked for flaw in one["vulns"]]
    if bad:
        return f"– pip-audit: {len(bad)} known vulnerabilities, which does not fail the run: {', '.join(bad)}"
    if not checked:
        return f"– pip-audit knew none of {len(packages)} packages: nothing was checked for known vulnerabilities"
    if unknown := len(packages) - len(checked):
        return f"– pip-audit: no known vulnerability in {len(checked)} packages, {unknown} not checked"
    return f"✓ pip-audit: no known vulnerability in {len(checked)} packages"


if __name__ == "__main__":
    sys.stdout.write(verdict(sys.stdin.read()) + "\n")

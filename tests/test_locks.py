"""Lock files are closed: what a locked package requires is locked too, so that `./start` asks no index what is newest.

`pip install --no-deps` takes just what the locks name; the installed packages' own metadata say what they require, with
the extras that somebody asks for and the markers that hold for a Python. A package that another Python has at another
version is taken to require there what the installed one requires.
"""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
RUNTIME = PROJECT["project"]["dependencies"]
WANTED = {
    "requirements.lock": RUNTIME,
    "requirements-dev.lock": RUNTIME + PROJECT["project"]["optional-dependencies"]["dev"],
    "requirements-build.lock": PROJECT["build-system"]["requires"],
}


def holds(marker: Marker | None, python: str, extra: str = "") -> bool:
    of_python = {"python_version": python, "python_full_version": f"{python}.9", "extra": extra} if python else {}
    return marker is None or marker.evaluate({"extra": extra, **of_python})


def pinned(lock: str, python: str = "") -> dict[str, str]:
    """Name → version of the lines that hold for a Python, this one when none is named."""
    lines = re.findall(r"^([\w.-]+)==([^\s;\\]+)(?: *; *([^\\\n]+?))?(?: *\\)?$", lock, re.MULTILINE)
    return {
        canonicalize_name(name): version
        for name, version, marker in lines
        if holds(Marker(marker) if marker else None, python)
    }


def of_installed(name: str) -> list[str]:
    return importlib.metadata.requires(name) or []


def gaps(
    locked: dict[str, str],
    wanted: Iterable[str],
    requires: Callable[[str], list[str]] = of_installed,
    python: str = "",
) -> set[str]:
    """What is wanted, directly or by something locked, and not locked at a fitting version."""
    found, seen = set(), set()
    waiting = [("pyproject.toml", Requirement(line)) for line in wanted]
    while waiting:
        asking, requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name not in locked or not requirement.specifier.contains(locked[name], prereleases=True):
            found.add(f"{asking} requires {requirement}, locked is {locked.get(name)}")
            continue
        for extra in {"", *requirement.extras} - {done for package, done in seen if package == name}:
            seen.add((name, extra))
            asked = [Requirement(line) for line in requires(name)]
            waiting += [(name, one) for one in asked if holds(one.marker, python, extra)]
    return found


@pytest.mark.parametrize("file", WANTED)
def test_what_is_installed_is_what_is_locked(file: str) -> None:
    locked = pinned((ROOT / file).read_text())
    assert {name: importlib.metadata.version(name) for name in locked} == locked, "run ./test, which installs the locks"


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
@pytest.mark.parametrize("file", WANTED)
def test_everything_that_a_locked_package_requires_is_locked(file: str, python: str) -> None:
    locked = pinned((ROOT / file).read_text(), python)
    assert gaps(locked, WANTED[file], python=python) == set(), "run .ci/lock"


@pytest.mark.parametrize(
    ("lock", "gap"),
    [
        ("a==1\nb==2\nc==3\n", set()),
        ("a==1\nc==3\n", {"a requires b[fast]>=2, locked is None"}),
        ("a==1\nb==1.9\nc==3\n", {"a requires b[fast]>=2, locked is 1.9"}),
        ("a==1\nb==2 \\\n    --hash=sha256:0\n", {"b requires c; extra == \"fast\", locked is None"}),
        ("a==1\nb==2\nc==3 ; python_version < '3'\n", {"b requires c; extra == \"fast\", locked is None"}),
    ],
    ids=["closed", "missing", "too old", "missing for an extra", "only for another Python"],
)  # fmt: skip
def test_a_gap_is_told(lock: str, gap: set[str]) -> None:
    requires = {
        "a": ["b[fast]>=2", "d; python_version < '3'"],
        "b": ['c; extra == "fast"', 'e; extra == "slow"'],
        "c": [],
    }
    assert gaps(pinned(lock), ["a"], requires.__getitem__) == gap


@pytest.mark.parametrize("package", ["coverage", "asgiref", "numpy", "pycparser"])
def test_a_line_taken_out_of_the_lock_is_missed(package: str) -> None:
    locked = pinned((ROOT / "requirements-dev.lock").read_text())
    del locked[package]
    assert any(f"requires {package}" in gap for gap in gaps(locked, WANTED["requirements-dev.lock"]))

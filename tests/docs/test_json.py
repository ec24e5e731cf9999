"""Every entry that a command prints as JSON is on the page that says what it holds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gangmu.cli.main import main

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "json.md").read_text("utf-8")
COUNTY = ROOT / "schemes" / "county-2013"
SCHEME, FACTS = COUNTY / "scheme.yaml", COUNTY / "cases" / "facts"
# Entries that are called as the scheme calls its columns, grades and tables.
NAMED = ("exact", "grades", "awards", "tables")
COMMANDS = {
    "score": ("score", SCHEME, FACTS),
    "explain": ("explain", SCHEME, FACTS, "--unit", "U1", "--column", "受奖"),
    "scheme diff": ("scheme", "diff", SCHEME, "NEW"),
    "scheme backtest": ("scheme", "backtest", "NEW", FACTS, "--against", SCHEME),
    "simulate": ("simulate", SCHEME, FACTS, "--vary", "all=±10%", "--spread", "实绩=5%", "--draws", "20"),
}


def entries(value: Any, published: frozenset[str]) -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            if name not in published:
                yield name
                yield from entries(part, published) if name not in NAMED else ()
    elif isinstance(value, list):
        for part in value:
            yield from entries(part, published)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_entry_is_on_the_page(command, tmp_path):
    new = tmp_path / "new.yaml"
    new.write_text(SCHEME.read_text("utf-8").replace("重点: {value: 40", "重点: {value: 50"), "utf-8")
    words = [str(new) if word == "NEW" else str(word) for word in COMMANDS[command]]
    printed = json.loads(CliRunner().invoke(main, [*words, "--json"]).stdout)
    published = frozenset({"front", "总分", "等次", "名次", "受奖", "奖金"})
    section = PAGE.split(f"## `gangmu {command}`\n")[1].split("\n## ")[0]
    told = set(re.findall(r"`([^`]+)`", section)) | ({"old", "new"} if "backtest" in command else set())
    if command == "scheme backtest":
        del printed["comparison"]
        told.add("comparison")
    assert sorted(set(entries(printed, published)) - told) == []

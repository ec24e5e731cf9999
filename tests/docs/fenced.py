"""What the documents show and the tests run: fenced blocks, and tables of examples.

A fenced block whose first line names a file (```yaml 办法.yaml) is that file; a ```console block holds commands behind
`$ ` and what they print. `python -m tests.docs.fenced PAGE…` writes the output of today into the pages.
"""

from __future__ import annotations

import csv
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from click.testing import CliRunner

from gangmu.cli.main import main

FENCE = re.compile(r"^```(?P<kind>\w+)(?: (?P<file>\S+))?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, the file it stands for (or nothing), its text and its first line on the page."""

    kind: str
    file: str
    text: str
    line: int


@dataclass(frozen=True)
class Sheet:
    """A Markdown table: its headings and its rows."""

    headings: list[str]
    rows: list[list[str]]


def blocks(page: str) -> list[Block]:
    return [_block(page, found) for found in FENCE.finditer(page)]


def _block(page: str, found: re.Match[str]) -> Block:
    return Block(found["kind"], found["file"] or "", found["text"], page.count("\n", 0, found.start()) + 1)


def sheets(markdown: str) -> Iterator[Sheet]:
    for lines in re.findall(r"(?:^\|.*\n)+", markdown, re.MULTILINE):
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines.splitlines()]
        yield Sheet(rows[0], rows[2:])


def write(block: Block, folder: Path) -> None:
    target = folder / block.file
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(block.text, "utf-8")


def run(console: str, folder: Path) -> str:
    """The commands of a console block with what they print now, run inside `folder`."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        return "".join(
            f"$ {command}\n{_output(command)}" for command in re.findall(r"^\$ (.*)$", console, re.MULTILINE)
        )
    finally:
        os.chdir(before)


def _output(command: str) -> str:
    program, *arguments = shlex.split(command)
    assert program == "gangmu", command
    for argument in arguments[:3]:
        if argument.endswith(".xlsx") and not Path(argument).exists():
            as_workbook(Path(argument))
    outcome = CliRunner().invoke(main, arguments)
    assert outcome.exception is None or isinstance(outcome.exception, SystemExit), outcome.exception
    return outcome.output if outcome.output.endswith("\n") or not outcome.output else outcome.output + "\n"


def as_workbook(file: Path) -> None:
    """What a clerk does by hand: each CSV file of the folder of that name becomes a sheet."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for table in sorted(file.with_suffix("").glob("*.csv")):
        sheet = book.create_sheet(table.stem)
        for row in csv.reader(table.read_text("utf-8").splitlines()):
            sheet.append(row)
    book.save(file)


def renewed(page: str, folder: Path) -> str:
    """The page with the output that its commands give now, files written in their order on the page."""
    parts, end = [], 0
    for found in FENCE.finditer(page):
        block = _block(page, found)
        parts.append(page[end : found.start("text")])
        if block.file:
            write(block, folder)
        parts.append(run(block.text, folder) if block.kind == "console" else block.text)
        end = found.end("text")
    return "".join([*parts, page[end:]])


if __name__ == "__main__":
    for name in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as scratch:
            Path(name).write_text(renewed(Path(name).read_text("utf-8"), Path(scratch)), "utf-8")

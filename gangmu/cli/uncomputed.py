"""Formulas without a stored result, as programs write them: openpyxl gives them as blanks, which they are not."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from openpyxl.utils import column_index_from_string

from gangmu.scoring import Uncomputed

# A cell with a formula and nothing computed; a text that came out empty (t="str") is computed.
CELL = re.compile(
    rb'<c r="([A-Z]+)(\d+)"([^>]*)>\s*<f\b[^>]*?(?:/>|>([^<]*)</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>', re.ASCII
)
CHUNK, LONGEST_CELL = 1 << 20, 1 << 16

Formulas = dict[int, dict[int, str]]


def uncomputed(path: Path, part: str) -> Formulas:
    """Formulas without a result in one sheet of a workbook, by row and column from 1."""
    found: Formulas = {}
    kept = b""
    with zipfile.ZipFile(path) as package, package.open(part) as content:
        while chunk := content.read(CHUNK):
            text = kept + chunk
            for column, row, attributes, formula in CELL.findall(text):
                if b't="str"' not in attributes:
                    place = found.setdefault(int(row), {})
                    written = Uncomputed("=" + (html.unescape(formula.decode()) or "…"))
                    place[column_index_from_string(column.decode())] = written
            kept = text[max(text.rfind(b"<c "), len(text) - LONGEST_CELL) :]
    return found


def with_formulas(rows: Iterable[tuple[object, ...]], formulas: Formulas) -> Iterator[tuple[object, ...]]:
    """The rows of a sheet with the formulas that have no result in place of blanks."""
    for line, row in enumerate(rows, 1):
        there = formulas.get(line)
        yield tuple(there.get(at, cell) for at, cell in enumerate(row, 1)) if there else row

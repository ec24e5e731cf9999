"""Facts as CSV text: headings in the first line, one row a line."""

from __future__ import annotations

import csv
import io


class BadCsv(ValueError):
    """The text is no table; `line` counts from 1."""

    def __init__(self, code: str, line: int, text: str) -> None:
        super().__init__(code)
        self.code, self.line, self.text = code, line, text


def rows_of_csv(text: str) -> list[dict[str, str]]:
    """One dict a line, blank lines left out. Raises BadCsv for repeated headings and cells beyond the headings."""
    lines = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    headings: list[str] = []
    rows: list[dict[str, str]] = []
    try:
        for cells in lines:
            if not any(cell.strip() for cell in cells):
                continue
            if not headings:
                headings = _headings(cells, lines.line_num)
            elif any(cell.strip() for cell in cells[len(headings) :]):
                raise BadCsv("cells beyond headings", lines.line_num, ",".join(cells)[:60])
            else:
                rows.append(dict.fromkeys(headings, "") | dict(zip(headings, cells, strict=False)))
    except csv.Error as error:
        raise BadCsv("not csv", lines.line_num, str(error)) from None
    return rows


def _headings(cells: list[str], line: int) -> list[str]:
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    for position, name in enumerate(names):
        if not name:
            raise BadCsv("empty heading", line, ",".join(names)[:60])
        if name in names[:position]:
            raise BadCsv("heading twice", line, name)
    return names

"""Facts as they stand in a sheet: headings in the first row that holds anything, then one row a line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

# What the column of keys may be called.
KEY_HEADINGS = ("key", "编号")
# So far down a heading is looked for below a title.
TITLE_ROWS = 5

Line = tuple[int, Sequence[object]]


class BadSheet(ValueError):
    """This is no table; `line` is the row as a spreadsheet counts."""

    def __init__(self, code: str, line: int, text: str) -> None:
        super().__init__(code)
        self.code, self.line, self.text = code, line, text


class SheetRows(list[dict[str, object]]):
    """Rows of the sheet or CSV file `file`; `lines` are their numbers there, blank rows and the headings counted."""

    def __init__(self, rows: Iterable[dict[str, object]] = (), lines: Sequence[int] = (), file: str = "") -> None:
        super().__init__(rows)
        self.lines, self.file = tuple(lines), file


def rows_of_lines(filled: Sequence[Line], file: str = "") -> SheetRows:
    """The lines of a sheet that hold anything, as rows.

    Raises BadSheet for a title above the headings, headings that are empty or repeated, and cells beyond them.
    """
    if not filled:
        return SheetRows(file=file)
    check_headings(filled)
    headings = _headings(filled[0])
    for line, cells in filled[1:]:
        if any(_text(cell) for cell in cells[len(headings) :]):
            raise BadSheet("cells beyond headings", line, ",".join(map(_text, cells))[:60])
    rows = (dict.fromkeys(headings, "") | dict(zip(headings, cells, strict=False)) for _, cells in filled[1:])
    return SheetRows(rows, [line for line, _ in filled[1:]], file)


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def check_headings(filled: Sequence[Line]) -> None:
    """Raises BadSheet when a title stands where the headings should be."""
    (line, first), *below = filled[:TITLE_ROWS]
    if _keyed(first):
        return
    wider = _filled(first) == 1 and any(_filled(cells) > 1 for _, cells in below)
    if wider or any(_keyed(cells) for _, cells in below):
        title = next(filter(None, map(_text, first)))
        raise BadSheet("title above headings", line, title[:60])


def _keyed(cells: Sequence[object]) -> bool:
    return any(isinstance(cell, str) and cell.strip() in KEY_HEADINGS for cell in cells)


def _filled(cells: Sequence[object]) -> int:
    return sum(bool(_text(cell)) for cell in cells)


def _headings(heading: Line) -> list[str]:
    line, cells = heading
    names = [_text(cell) for cell in cells]
    while names and not names[-1]:
        names.pop()
    for position, name in enumerate(names):
        if not name:
            raise BadSheet("empty heading", line, ",".join(names)[:60])
        if name in names[:position]:
            raise BadSheet("heading twice", line, name)
    return names

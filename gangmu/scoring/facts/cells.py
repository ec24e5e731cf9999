"""Reading the cells of a column, and noticing per cent signs that seem to be lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from gangmu.scoring.schemes.scheme import Given
from gangmu.scoring.values.incoming import BadValue, read_value

# Texts remembered while a column is read.
REMEMBERED = 10_000
# Between these a bare number beside shares looks as if it lacked its per cent sign: 95 does, 1.05 and 1200 do not.
LIKE_A_SHARE = (2, 200)
# Rows told one by one.
MOST_ROWS = 20


class CellReader:
    """Reads values of a column; the same text is read once, as most columns hold few different ones.

    `share` is the first that has a per cent sign, `bare` the first number that looks as if it lacked one.
    `headings` are the names under which the values come, the column's own first.
    """

    def __init__(self, given: Given, headings: tuple[str, ...]) -> None:
        self.given, self.headings = given, headings
        self.known: dict[str, Any] = {}
        self.share: object = None
        self.bare: object = None

    def cells(self, rows: Sequence[Mapping[str, object]]) -> list[object]:
        first, other = self.headings[0], self.headings[-1]
        return [row[first] if first in row else row.get(other) for row in rows]

    def read(self, written: object) -> Any:
        if type(written) is not str:
            value = read_value(written, self.given.type, self.given.choices)
            self.note(written, value)
            return value
        if written not in self.known:
            if len(self.known) >= REMEMBERED:
                self.known.clear()
            self.known[written] = read_value(written, self.given.type, self.given.choices)
            self.note(written, self.known[written])
        return self.known[written]

    def note(self, written: object, value: Any) -> None:
        if self.given.type != "number" or value is None:
            return
        if _signed(written):
            self.share = self.share or written
        elif self.bare is None and _bare(value):
            self.bare = written

    @property
    def mixed(self) -> bool:
        return self.share is not None and self.bare is not None

    def lacks(self, written: object) -> bool:
        """Whether a cell looks like a share without its sign."""
        try:
            value = None if _signed(written) else read_value(written, self.given.type)
        except BadValue:
            return False
        return value is not None and _bare(value)


def _signed(written: object) -> bool:
    return isinstance(written, str) and written.rstrip().endswith(("%", "％"))


def _bare(value: Any) -> bool:
    return bool(LIKE_A_SHARE[0] < abs(value) <= LIKE_A_SHARE[1])


class LostSign(NamedTuple):
    """`row` is None where a whole column mixes shares and numbers, else the row whose columns differ."""

    code: str
    column: str
    row: int | None
    text: object
    share: object
    bare: object


def lost_signs(mixed: Sequence[CellReader], rows: Sequence[Mapping[str, object]]) -> Iterator[LostSign]:
    """Bare numbers beside shares, in the only column of a table that mixes them. Where several do, as goal and actual
    of many kinds of targets, the columns of one row should be written alike."""
    if len(mixed) == 1:
        (reader,) = mixed
        yield LostSign("shares and numbers", reader.given.name, None, "", reader.share, reader.bare)
        return
    told = 0
    columns = [reader.cells(rows) for reader in mixed]
    for position, row in enumerate(zip(*columns, strict=True)):
        cells = list(zip(mixed, row, strict=True))
        signed = next((written for _, written in cells if _signed(written)), None)
        for reader, written in cells if signed is not None else ():
            if reader.lacks(written) and told < MOST_ROWS:
                told += 1
                yield LostSign("share beside number", reader.given.name, position, written, signed, written)

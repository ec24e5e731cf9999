"""A scheme's text line by line as it is put right: what was wrong, what is only guessed, and where each sign stood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

# Everything that YAML takes for the end of a line.
_LINE_END = re.compile("\r\n|[\r\n\x85\u2028\u2029]")

Edit = tuple[int, int, str]


@dataclass(frozen=True)
class Fault:
    """One thing mistyped: the message's code, the place from 0, and what stands there."""

    code: str
    line: int
    column: int
    text: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Lines:
    """`doubtful` are the lines that hold a guess, or were put away; `lost` is what stood in them."""

    lines: tuple[str, ...]
    faults: tuple[Fault, ...] = ()
    doubtful: frozenset[int] = frozenset()
    lost: tuple[str, ...] = ()
    # Of changed lines: the column in the file of each sign, and of the line's end.
    columns: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str) -> Lines:
        return cls(tuple(_LINE_END.split(text)))

    def __str__(self) -> str:
        return "\n".join(self.lines)

    def indent(self, line: int) -> int:
        text = self.lines[line]
        return len(text) - len(text.lstrip(" "))

    def written(self, lines: Iterable[int]) -> Iterator[int]:
        """Those of some lines that hold more than a comment."""
        return (line for line in lines if self.lines[line].strip() and not self.lines[line].lstrip().startswith("#"))

    def before(self, line: int) -> int | None:
        """The last line above that holds more than a comment."""
        return next(self.written(range(line - 1, -1, -1)), None)

    def column(self, line: int, column: int) -> int:
        """Where sign `column` of a line stands in the file."""
        known = self.columns.get(line)
        return known[min(column, len(known) - 1)] if known else column

    def fault(self, code: str, line: int, column: int, text: str = "", **values: Any) -> Fault:
        """A fault at sign `column` of a line as it is now."""
        return Fault(code, line, self.column(line, column), text, values)

    def edited(self, edits: Mapping[int, Iterable[Edit]], *faults: Fault) -> Lines:
        """Parts of lines, each from a start to an end, replaced; `edits` by line."""
        lines, columns = list(self.lines), dict(self.columns)
        for line, parts in edits.items():
            known = self.columns.get(line, range(len(lines[line]) + 1))
            lines[line], columns[line] = _edited(lines[line], known, parts)
        return replace(self, lines=tuple(lines), columns=columns, faults=(*self.faults, *faults))

    def doubting(self, first: int, last: int) -> Lines:
        """Of lines `first` to `last` nothing more is said, nor of what they name."""
        doubtful = self.doubtful.union(range(first, last + 1))
        return replace(self, doubtful=doubtful, lost=(*self.lost, *self.lines[first : last + 1]))

    def end(self, line: int, indent: int) -> int:
        """The last line from `line` on before one that is set in less than `indent`."""
        after = range(line + 1, len(self.lines))
        return next((each for each in self.written(after) if self.indent(each) < indent), after.stop) - 1

    def shifted(self, first: int, last: int, indent: int, fault: Fault) -> Lines:
        """Lines moved so far that the first one is set in by `indent`."""
        further = indent - self.indent(first)
        written = [line for line in range(first, last + 1) if self.lines[line].strip()]
        edits = {line: [(0, self.indent(line), " " * (self.indent(line) + further))] for line in written}
        return self.edited(edits, fault).doubting(first, last)

    def without(self, line: int, fault: Fault) -> Lines:
        """A line put away with all that is set in below it; the line above may have gone on in it."""
        last = self.end(line, self.indent(line) + 1)
        before = self.before(line)
        kept = self.doubting(line if before is None else before, last)
        blank = ("",) * (last + 1 - line)
        return replace(kept, lines=(*self.lines[:line], *blank, *self.lines[last + 1 :]), faults=(*self.faults, fault))


def _edited(text: str, columns: Sequence[int], edits: Iterable[Edit]) -> tuple[str, tuple[int, ...]]:
    """A line with parts replaced, and the column that each of its signs had."""
    new, moved, done = "", list[int](), 0
    for start, end, put in sorted(edits):
        new += text[done:start] + put
        moved += [*columns[done:start], *[columns[start]] * len(put)]
        done = end
    return new + text[done:], (*moved, *columns[done:])

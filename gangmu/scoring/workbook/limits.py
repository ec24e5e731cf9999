"""What Excel takes: characters, lengths, nesting, names of sheets. Beyond these it opens a file only after a repair."""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST_FORMULA = 8000
DEEPEST_NESTING = 60
MOST_ARGUMENTS = 255
LONGEST_LITERAL = 255
LONGEST_TEXT = 32_767
LONGEST_SHEET_NAME = 31
LARGEST_ROW = 1_048_576
LARGEST_COLUMN = 16_384
# Excel keeps so many significant digits of a number.
DIGITS = 15

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")
_MARKS = re.compile(r"""'[^']*'|"[^"]*"|[(){},]""")
_RESERVED = ("history",)


class TooLong(ValueError):
    """A formula that Excel would not take; the message names the column."""


def clean(text: str) -> str:
    """Text that a cell can hold: without characters that XML forbids, and not longer than Excel allows."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))[:LONGEST_TEXT]


def escaped(text: str) -> str:
    """Text in a cell's XML, where `_x0041_` would be read as a character's number."""
    return _ESCAPED.sub("_x005F_", text)


def sheet_names(wanted: Iterable[tuple[str, str]], own: Iterable[str]) -> dict[str, str]:
    """A legal sheet name for every table, given as (name, label); all differ, also from those in `own`."""
    taken = {*_RESERVED, *(name.casefold() for name in own)}
    found = {}
    for table, label in wanted:
        plain = _NOT_IN_A_NAME.sub("", clean(label or table)).strip("' \t\n") or "表"
        name, number = _cut(plain, ""), 2
        while name.casefold() in taken:
            name, number = _cut(plain, f" {number}"), number + 1
        taken.add(name.casefold())
        found[table] = name
    return found


def _cut(text: str, ending: str) -> str:
    """Text shortened so that it fits with its ending; Excel counts in UTF-16."""
    while len((text + ending).encode("utf-16-le")) > 2 * LONGEST_SHEET_NAME:
        text = text[:-1]
    return text.strip("' ") + ending


def quoted(text: str) -> str:
    """A text inside a formula; a longer one than Excel takes is joined from pieces."""
    plain = clean(text)
    pieces = [plain[i : i + LONGEST_LITERAL] for i in range(0, len(plain), LONGEST_LITERAL)] or [""]
    joined = "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)
    return f"({joined})" if len(pieces) > 1 else joined


def fits(formula: str) -> bool:
    """Whether Excel can hold a formula: its length, its nesting, the arguments of each function."""
    if len(formula) > LONGEST_FORMULA:
        return False
    arguments = [0]
    for mark in _MARKS.findall(formula):
        if mark in "({":
            arguments.append(1)
        elif mark in ")}":
            arguments.pop()
        elif mark == ",":
            arguments[-1] += 1
        if len(arguments) > DEEPEST_NESTING or arguments[-1] > MOST_ARGUMENTS:
            return False
    return True

"""How values and pieces of formulas are spelt in a workbook."""

from __future__ import annotations

import re
from typing import Any

from gmpy2 import mpq

from gangmu.scoring.values.showing import NOT_SCORED
from gangmu.scoring.workbook.limits import DIGITS, clean, quoted

# Excel counts days from 1899-12-30.
EXCEL_EPOCH = 693594
MISSING = "#N/A"
_BARE = re.compile(r"""('[^']*'!|\w+!)?\$?[A-Z]+\$?\d+|\d+(\.\d+)?|"[^"]*\"""")
_OPENING = re.compile(r"[A-Z]*\(")
_MARKS = re.compile(r"""'[^']*'|"[^"]*"|[()]""")


def literal(value: Any, kind: str) -> str:
    """A constant as Excel writes it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return quoted(value)
    if kind == "date":
        return str(int(value) - EXCEL_EPOCH)
    text = _number(mpq(value))
    return f"({text})" if text.startswith("-") else text


def _number(exact: Any) -> str:
    """A number of at most 15 digits as a decimal, as Excel drops the digits behind them; else as a fraction."""
    short = f"{float(exact):.{DIGITS}g}"
    if mpq(short) == exact and "e" not in short:
        return short
    if max(len(str(abs(exact.numerator))), len(str(exact.denominator))) <= DIGITS:
        return f"({exact.numerator}/{exact.denominator})"
    return short.upper()


def array(values: tuple[str, ...]) -> str:
    return "{" + ",".join(quoted(value) for value in values) + "}"


def bracketed(text: str) -> str:
    """A text in brackets, but for an address, a number, a quotation, a call."""
    return text if _BARE.fullmatch(text) or _closed(text) else f"({text})"


def unbracketed(text: str) -> str:
    """A text without the brackets around it."""
    return text[1:-1] if text.startswith("(") and _closed(text) else text


def _closed(text: str) -> bool:
    """Whether the first bracket, with nothing but a function's name before it, closes at the end."""
    if not text.endswith(")") or not _OPENING.match(text):
        return False
    depth = 0
    for found in _MARKS.finditer(text):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if depth == 0:
            return found.end() == len(text)
    return False


def as_excel(value: Any, kind: str) -> Any:
    """A value as a cell holds it; a missing one is an error. The engine's numbers are small enough for a float."""
    if value is None:
        return MISSING
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return clean(value)
    if kind == "date":
        return int(value) - EXCEL_EPOCH
    return float(value)


def is_not_scored(text: str, language: str) -> str:
    """Whether a cell, or each of a range, says that it is not scored; a missing one does not."""
    mark = NOT_SCORED[language].partition("{")[0]
    return f"LEFT({text},{len(mark)})={quoted(mark)}"


def joined(value: Any) -> str:
    """A value as `&` writes it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return clean(value) if isinstance(value, str) else f"{float(value):.{DIGITS}g}"

"""Values as they come in: text from a sheet, numbers and dates from a database, to exact values of a kind.

Numbers are read as exact decimals; a binary float is read as the shortest decimal that stands for it.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import Any

from gmpy2 import mpq

LONGEST_NUMBER = 60
LARGEST_EXPONENT = 99
# Digits that a sheet keeps of a number; of a longer code the last are lost.
SHEET_DIGITS = 15
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)\Z", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?\Z", re.ASCII)
_SCIENTIFIC = re.compile(r"([+-]?\d+(?:\.\d*)?)[eE]([+-]?\d+)\Z", re.ASCII)
_MEASURED = re.compile(r"[+-]?[\d.,]+\s*\D+\Z", re.ASCII)
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?\Z", re.ASCII)
# What spreadsheets write where they could not compute, and formulas that nobody computed.
_ERROR = re.compile(r"#(DIV/0|N/A|NAME|NULL|NUM|REF|VALUE|SPILL|CALC|FIELD|GETTING_DATA)[!?]?\Z")
_FORMULA = re.compile(r"=[^=\s]")
_YES = frozenset({"yes", "true", "是", "1", "y", "√", "有"})
_NO = frozenset({"no", "false", "否", "0", "n", "×", "无"})


class BadValue(ValueError):
    """A value that cannot be read as its kind; `code` names the message."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Uncomputed(str):
    """A formula that a sheet holds without a result; a text that begins with = is a text."""


class Shown(str):
    """A number as a sheet shows it, 0012 or 12亿元: keys and texts are read like that, numbers are what it means."""

    meant: str

    def __new__(cls, text: str, meant: str) -> Shown:
        shown = super().__new__(cls, text)
        shown.meant = meant
        return shown


def read_value(value: Any, type_name: str, choices: tuple[str, ...] = ()) -> Any:
    """The exact value, None for a blank. Numbers and dates (as day numbers) are mpq. Raises BadValue."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if type_name == "number":
        return _number(value)
    if type_name == "yes/no":
        return _yes_no(value)
    if type_name == "date":
        return _date(value)
    text = as_text(value)
    if choices and text not in choices:
        raise BadValue(_reason(text, "not a choice"))
    if spoilt(text):
        raise BadValue(spoilt(text))
    return text


def as_text(value: Any) -> str:
    """What a cell says, as keys and texts are read; a day without its time."""
    if type(value) is str:
        return value.strip()
    if isinstance(value, str):
        return value if isinstance(value, (Uncomputed, Shown)) else value.strip()
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).removesuffix(" 00:00:00") if isinstance(value, datetime) else str(value).strip()


def spoilt(text: str) -> str:
    """The code of the message on what a spreadsheet left in place of a value; empty for any text."""
    if type(text) is Uncomputed:
        return "formula without value"
    if type(text) is Shown and len(text.meant.strip("-").replace(".", "")) > SHEET_DIGITS:
        return "digits lost"
    return "sheet error" if text.startswith("#") and _ERROR.match(text) else ""


def _reason(text: str, code: str) -> str:
    """Why a text that is none of its kind is not: a formula, for one."""
    return spoilt(text) or ("formula without value" if _FORMULA.match(text) else code)


def _number(value: Any) -> Any:
    if type(value) is str:
        text = value
        if not _PLAIN.match(text):
            return _forgiven(text)
        if len(text) > LONGEST_NUMBER:
            raise BadValue("number too long")
        return _exact(text)
    if isinstance(value, Shown):
        return _number(value.meant)
    if isinstance(value, bool):
        raise BadValue("not a number")
    if isinstance(value, float):
        return _number_of_float(value)
    try:
        return _fraction(value) if hasattr(value, "numerator") else _number(str(value))
    except (TypeError, ValueError, OverflowError) as error:
        raise error if isinstance(error, BadValue) else BadValue("not a number") from None


def _exact(plain: str) -> Any:
    """Digits with or without a sign; gmpy2 does not take a plus."""
    return mpq(plain.removeprefix("+"))


def _fraction(value: Any) -> Any:
    exact = mpq(value)
    if max(exact.numerator.bit_length(), exact.denominator.bit_length()) > 4 * LONGEST_NUMBER:
        raise BadValue("number too long")
    return exact


def _number_of_float(value: float) -> Any:
    if value != value or value in (float("inf"), float("-inf")):
        raise BadValue("not finite")
    return _number(repr(value))


def _forgiven(text: str) -> Any:
    """What a clerk types: full-width digits, thousands separators, per cent; the rest is refused with its reason."""
    plain = unicodedata.normalize("NFKC", text).strip().replace("−", "-")
    if len(plain) > LONGEST_NUMBER:
        raise BadValue("number too long")
    if plain.endswith("%"):
        return _forgiven(plain[:-1].rstrip()) / 100 if not plain[:-1].rstrip().endswith("%") else _refuse(plain)
    if _GROUPED.match(plain):
        plain = plain.replace(",", "")
    if _PLAIN.match(plain):
        return _exact(plain)
    scientific = _SCIENTIFIC.match(plain)
    if scientific:
        if abs(int(scientific[2])) > LARGEST_EXPONENT:
            raise BadValue("number too long")
        return _exact(scientific[1].rstrip(".")) * mpq(10) ** int(scientific[2])
    return _refuse(plain)


def _refuse(plain: str) -> Any:
    if plain.lower() in ("nan", "inf", "-inf", "+inf", "infinity", "-infinity"):
        raise BadValue("not finite")
    raise BadValue(_reason(plain, "number with unit" if _MEASURED.match(plain) else "not a number"))


def _yes_no(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = as_text(value)
    if text.lower() in _YES:
        return True
    if text.lower() in _NO:
        return False
    raise BadValue(_reason(text, "not yes or no"))


def _date(value: Any) -> Any:
    if isinstance(value, datetime):
        return mpq(value.date().toordinal())
    if isinstance(value, date):
        return mpq(value.toordinal())
    found = _DATE.match(unicodedata.normalize("NFKC", str(value)).strip())
    if not found:
        raise BadValue(_reason(as_text(value), "not a date"))
    try:
        return mpq(date(*(int(part) for part in found.groups())).toordinal())
    except ValueError:
        raise BadValue("not a date") from None

"""Values as people read them: decimals as text, never through a binary float."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

from gmpy2 import mpq

from gangmu.scoring.values.kinds import Kind


def decimal(value: Any, digits: int) -> str:
    """A number with exactly `digits` decimals, halves away from zero."""
    exact = mpq(value)
    top, bottom = exact.numerator, exact.denominator
    whole = (abs(top) * (2 * 10**digits) + bottom) // (2 * bottom)
    text = str(whole).rjust(digits + 1, "0")
    sign = "-" if top < 0 and whole else ""
    return f"{sign}{text[:-digits]}.{text[-digits:]}" if digits else sign + text


def brief(value: Any, digits: int = 4) -> str:
    """A number with at most `digits` decimals, without trailing zeros."""
    if getattr(value, "denominator", 0) == 1:
        return str(int(value))
    text = decimal(value, digits)
    return text.rstrip("0").rstrip(".") if "." in text else text


def visible(value: Any) -> str:
    """A difference, briefly; with more decimals where it would else be shown as none."""
    texts = (brief(value, digits) for digits in (4, 8, 16))
    return next((text for text in texts if text != "0"), fraction(value))


def fraction(value: Any) -> str:
    """An exact number as `n/d`, or `n` when whole."""
    return str(mpq(value))


NOT_SCORED = {"zh": "不计分（{}）", "en": "not scored ({})"}


def not_scored(reason: str, language: str = "zh") -> str:
    """A result that is none, with its reason."""
    return NOT_SCORED[language].format(reason)


def shown(
    value: Any, kind: Kind, digits: int, language: str = "zh", *, reason: str = "", percent: int | None = None
) -> str:
    """Any value of a column, a number with so many decimals, or with those of `percent` as per cent; a missing one is a
    dash, or with a reason not scored."""
    if value is None and reason:
        return not_scored(reason, language)
    if value is None:
        return "—"
    if kind.name == "yes/no":
        return {"zh": ("否", "是"), "en": ("no", "yes")}[language][bool(value)]
    if kind.name == "date":
        return date_text(value)
    if kind.name == "number" and percent is not None:
        return f"{decimal(value * 100, percent)}%"
    if kind.name == "number":
        return brief(value) if kind.whole else decimal(value, digits)
    return str(value)


def date_text(value: Any) -> str:
    return date.fromordinal(max(1, min(int(value), date.max.toordinal()))).isoformat()


def width(text: str, doubtful: int = 1) -> int:
    """How many columns a text takes: Chinese characters two, marks that combine with the one before none.

    Signs such as — and “ are as wide as the font makes them: one column in a terminal, two in a Chinese font.
    """
    sizes = {"W": 2, "F": 2, "A": doubtful}
    signs = (sign for sign in text if not unicodedata.combining(sign))
    return sum(sizes.get(unicodedata.east_asian_width(sign), 1) for sign in signs)

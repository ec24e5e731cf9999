"""The engine as pages and the interface see it: a scheme's text checked in the reader's language."""

from __future__ import annotations

from django.utils.translation import get_language

from gangmu.scoring import Chapter, Checked, Neighbour, SchemeProblem, Step, method_words, read_scheme
from gangmu.scoring import Scheme as Method

__all__ = ["Checked", "Method", "Neighbour", "SchemeProblem", "Step", "check_text", "in_words", "spoken"]


def spoken() -> str:
    """The engine's language that the reader of this page reads."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def check_text(text: str, *, file: str = "") -> Checked:
    """The scheme, or everything wrong with its text."""
    return read_scheme(text, file=file, language=spoken())


def in_words(method: Method) -> list[Chapter]:
    """The method as an issued document would tell it, in the reader's language."""
    return list(method_words(method, spoken()))

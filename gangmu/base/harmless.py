"""Text that a spreadsheet program would run as a formula, made text again. No Django: the commands use it too."""

from __future__ import annotations

import re

_DANGEROUS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?%?")


def harmless(text: str) -> str:
    """The text with an apostrophe before it, when it would be a formula in a CSV file; numbers stay as they are."""
    return "'" + text if _DANGEROUS.match(text) and not _NUMBER.fullmatch(text) else text

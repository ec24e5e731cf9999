"""What was mistyped where a text is not YAML: full-width signs, tabs, a colon inside a text."""

from __future__ import annotations

import re

from gangmu.scoring.problems.problem import Spot

_FULL_WIDTH_COLON = re.compile(r"\s*(?:- )?[^\s:#'\"{\[：]+\s*(：)")
_COLON_IN_TEXT = re.compile(r"\s*[^\s:#]+: +[^'\"{\[|>#\s].*?(: |:$)")


def mistyped(text: str, line: int, file: str = "") -> tuple[str, Spot, str] | None:
    """The message's code, the place and the sign, looked for in `line` (from 1) and the line with content before it."""
    lines = text.split("\n")
    before = next((number for number in range(line - 1, 0, -1) if lines[number - 1].strip()), 0)
    for number in (line, before):
        found = _in_line(lines[number - 1]) if 0 < number <= len(lines) else None
        if found is not None:
            code, column = found
            return code, Spot(number, column + 1, file), lines[number - 1][column].strip()
    return None


def _in_line(line: str) -> tuple[str, int] | None:
    indent = line[: len(line) - len(line.lstrip())]
    if "\t" in indent:
        return "tab", indent.index("\t")
    colon = _FULL_WIDTH_COLON.match(line)
    if colon:
        return "full-width colon", colon.start(1)
    opened = min((place for place in (line.find("{"), line.find("[")) if place >= 0), default=-1)
    if opened >= 0:
        signs = {"，": "full-width comma", "：": "full-width colon"}
        return next(((signs[sign], at) for at, sign in enumerate(line) if at > opened and sign in signs), None)
    inside = _COLON_IN_TEXT.match(line)
    return ("colon in text", inside.start(1)) if inside else None

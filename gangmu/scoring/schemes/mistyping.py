"""What was meant where a text is not YAML, so that everything else in it can be checked too.

A parser stops at the first fault and cannot say what to do about it. Here a few guesses are made at what was meant, the
one that lets the parser read furthest is taken, and the line is put away where none helps.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice, takewhile

from gangmu.scoring.schemes.lines import Edit, Fault, Lines

# So often something is put right at most, and so many characters are parsed on the way.
MOST_ROUNDS = 30
MOST_PARSED = 1_000_000

_NAME = r"[^\s:：#'\"{}\[\]｛｝【】,，]+"
_START = r"\s*(?:- +)?"
_ENTRY = re.compile(rf"{_START}(?:{_NAME}|'[^']*'|\"[^\"]*\")\s*: +(?=\S)|{_START}- +(?=\S)")
_COLON = re.compile(rf"{_START}{_NAME}\s*(：\s*|:[\u3000\u00a0]+|:(?=[^\s:/]))")
_NO_COLON = re.compile(rf"{_START}(?=\w){_NAME}(\s*=\s*|\s+|$)")
_BRACKETS = re.compile(r"(?:^|: *|：|- +)(?=[\[{｛【［])")
# In brackets: what is quoted, the colon after a name, the comma before another name, and the brackets.
_IN_BRACKETS = re.compile(
    rf"'[^']*'|\"[^\"]*\"|(?<=[{{,，、｛])\s*{_NAME}(?: {_NAME})*(?P<colon>：\s*|:(?=[^\s:/]))"
    rf"|(?P<comma>[，、]\s*)(?=(?:{_NAME}|'[^']*'|\"[^\"]*\")\s*[:：])|(?P<bracket>[｛｝【】［］])"
)
_BLANKS = {"\t": ("tab", "  "), "\u3000": ("wide space", "  ")}
_PLAIN_BRACKETS = {"｛": "{", "｝": "}", "【": "[", "】": "]", "［": "[", "］": "]"}
_SIGN_CODES = {"colon": "full-width colon", "comma": "full-width comma", "bracket": "full-width bracket"}


# Where a parser cannot go on in a text; where a quoted text or a list has no end, the place at which it begins.
Parse = Callable[[str], Fault | None]


def put_right(text: str, parse: Parse) -> tuple[Lines, Fault | None]:
    """The text as it was meant with its faults, and None; where there are too many, also the next one.

    `parse` says where a parser stops in a text; a text that it reads is left as it is.
    """
    typed = Lines.of(text)
    stop = parse(str(typed))
    left = MOST_PARSED // (len(text) + 1)
    for _ in range(MOST_ROUNDS):
        if stop is None or left <= 0:
            break
        known = [(guess, parse(str(guess))) for guess in islice(_guesses(typed, stop), left)]
        best = max(known, key=lambda one: _reach(one[1]), default=None)
        if best is None or _reach(best[1]) <= _reach(stop):
            if stop.code == "no scheme":
                break
            fault = typed.fault(stop.code, stop.line, stop.column, stop.text, **stop.values)
            away = typed.without(stop.line, fault)
            best = away, parse(str(away))
        typed, stop = best
        left -= len(known) + 1
    return typed, stop


def _reach(stop: Fault | None) -> tuple[float, int]:
    return (stop.line, stop.column) if stop is not None else (float("inf"), 0)


def _guesses(typed: Lines, stop: Fault) -> Iterator[Lines]:
    """What may have been meant, the likeliest first; the fault may lie in the line before, where a text went on.

    About the same line is guessed but once.
    """
    if stop.code == "nested too deep":
        return
    before = typed.before(stop.line)
    odd = next((line for line in range(stop.line, -1, -1) if typed.lines[line].count('"') % 2), None)
    lines = [line for line in dict.fromkeys((stop.line, before, odd)) if line is not None]
    lines = [line for line in lines if line not in typed.doubtful]
    beginning = _beginning(typed, stop.line)
    if beginning is not None and beginning not in (*lines, *typed.doubtful):
        yield from (meant for meant in (_signs(typed, beginning),) if meant is not None)
    for guess in (_signs, _signs_around, _colon_added, _quoted):
        yield from (meant for line in lines if (meant := guess(typed, line)) is not None)
    for alone in (True, False):
        for line in lines[:2]:
            yield from _aligned(typed, line, [typed.indent(stop.line), *_indents_above(typed, line)], alone)


def _beginning(typed: Lines, line: int) -> int | None:
    """The entry above on the line's level; with a mistyped colon its text of several lines runs on to here."""
    above = typed.written(range(line - 1, -1, -1))
    return next((each for each in above if typed.indent(each) <= typed.indent(line)), None)


def _signs(typed: Lines, *lines: int) -> Lines | None:
    """Tabs, wide blanks and full-width signs of lines replaced by plain ones."""
    found = {line: slips for line in lines if (slips := _slips(typed.lines[line]))}
    faults = [
        typed.fault(code, line, start, typed.lines[line][start:end].strip())
        for line, slips in found.items()
        for code, (start, end, _) in slips
    ]
    edits = {line: [edit for _, edit in slips] for line, slips in found.items()}
    return typed.edited(edits, *faults) if found else None


def _signs_around(typed: Lines, line: int) -> Lines | None:
    """The same in all lines around that have such signs: names with full-width colons are one long text to YAML."""
    above = takewhile(lambda each: _slips(typed.lines[each]), typed.written(range(line - 1, -1, -1)))
    below = takewhile(lambda each: _slips(typed.lines[each]), typed.written(range(line + 1, len(typed.lines))))
    lines = [*above, line, *below]
    return _signs(typed, *lines) if len(lines) > 1 else None


def _slips(text: str) -> list[tuple[str, Edit]]:
    return [*_blanks(text), *_separators(text)]


def _blanks(text: str) -> Iterator[tuple[str, Edit]]:
    """A line's tabs, and the other blanks in front of it that are no spaces."""
    front = len(text) - len(text.lstrip())
    for at, sign in enumerate(text[:front]):
        if sign != " ":
            code, spaces = _BLANKS.get(sign, ("wide space", " "))
            yield code, (at, at + 1, spaces)
    yield from (("tab", (at, at + 1, " ")) for at in range(front, len(text)) if text[at] == "\t")


def _separators(text: str) -> Iterator[tuple[str, Edit]]:
    """Full-width signs where a plain one separates, and colons that stick to what follows."""
    words = text.strip()
    if words.startswith("＃"):
        yield "full-width hash", (text.index("＃"), text.index("＃") + 1, "#")
    if words in ("---", "..."):
        yield "one document", (0, len(text), "")
    colon = _COLON.match(text)
    if colon:
        code = "full-width colon" if colon[1].startswith("：") else "no space after colon"
        yield code, (*colon.span(1), ": " if colon.end() < len(text) else ":")
    brackets = _BRACKETS.search(text)
    for found in _IN_BRACKETS.finditer(text, brackets.end()) if brackets else ():
        kind = found.lastgroup
        if kind == "bracket":
            yield _SIGN_CODES[kind], (*found.span(), _PLAIN_BRACKETS[found[0]])
        elif kind is not None:
            code = "no space after colon" if found[kind] == ":" else _SIGN_CODES[kind]
            yield code, (*found.span(kind), ": " if kind == "colon" else ", ")


def _colon_added(typed: Lines, line: int) -> Lines | None:
    """A name and what follows it, with the colon that is missing between them."""
    found = _NO_COLON.match(typed.lines[line])
    if found is None:
        return None
    new = ": " if found.end() < len(typed.lines[line]) else ":"
    fault = typed.fault("no colon", line, found.start(1), typed.lines[line].strip()[:40])
    return typed.edited({line: [(*found.span(1), new)]}, fault).doubting(line, line)


def _quoted(typed: Lines, line: int) -> Lines | None:
    """The content of a line as one text, where it begins or goes on with a sign that means something else to YAML."""
    text = typed.lines[line].rstrip()
    entry = _ENTRY.match(text)
    if entry is None:
        return None
    start, content = entry.end(), text[entry.end() :]
    fault = _unfit(typed, line, start, content)
    edits = [(start + at, start + at + 1, "''") for at, sign in enumerate(content) if sign == "'"]
    ends = [(start, start, "'"), (len(text), len(text), "'")]
    return typed.edited({line: [*ends, *edits]}, fault).doubting(line, line) if fault is not None else None


def _unfit(typed: Lines, line: int, start: int, content: str) -> Fault | None:
    """Why a content cannot stand without quotes of its own."""
    sign = content[0]
    if sign in "'\"":
        code = "text not closed" if content.count(sign) % 2 else "text after quotes"
    elif sign in "[{" and content.count('"') % 2:
        last = content.rindex('"')
        code, start, content = "text not closed", start + last, content[last:]
    elif sign in "[{":
        code = "bracket not closed"
    elif sign in "&*":
        code = "no anchors"
    elif sign in "@`%!|>?-":
        code = "special start"
    else:
        second = re.search(r":(?: |$)", content)
        return typed.fault("colon in text", line, start + second.start(), ":") if second else None
    return typed.fault(code, line, start, content[:40])


def _indents_above(typed: Lines, line: int) -> list[int]:
    """How deep the lines above are set in, level by level, the nearest first, and one level more."""
    found: list[int] = []
    number = typed.before(line)
    while number is not None and (not found or found[-1] > 0):
        indent = typed.indent(number)
        if not found or indent < found[-1]:
            found.append(indent)
        number = typed.before(number)
    return [*found, found[0] + 2] if found else []


def _aligned(typed: Lines, line: int, indents: list[int], alone: bool) -> Iterator[Lines]:
    """A line set in like others, those nearest to it first; alone, or with all that follows on its level and below."""
    spaces = typed.indent(line)
    last = line if alone else typed.end(line, spaces)
    for wanted in sorted(dict.fromkeys(indents), key=lambda each: (abs(each - spaces), -each)):
        if wanted != spaces:
            text = typed.lines[line].strip()[:40]
            fault = typed.fault("bad indent", line, spaces, text, spaces=spaces, wanted=wanted)
            yield typed.shifted(line, last, wanted, fault)

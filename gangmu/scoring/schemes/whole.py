"""A scheme together with what it includes, written as one text that needs no other file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from gangmu.scoring.problems.problem import Reporter, SchemeProblem
from gangmu.scoring.schemes.including import Find, Includer
from gangmu.scoring.schemes.layout import Item


def whole_text(
    text: str, *, file: str = "", language: str = "zh", included: Find | None = None
) -> tuple[str, tuple[SchemeProblem, ...]]:
    """The text itself when it includes nothing; else everything in one text.

    `included` is as in `read_scheme`. The text is empty where a file is missing or cannot be read, and the problems say
    why; whether the whole is right is for `read_scheme` to say.
    """
    reporter = Reporter(file, language)
    top = Includer(reporter, included).read(text)
    if top is None or reporter.failed:
        return "", reporter.sorted()
    return ("\n".join(_written(top)) if top.merged is not None else text), ()


def _written(item: Item, indent: str = "") -> Iterator[str]:
    """The entries of a mapping, those that one file alone makes up as they stand there."""
    for key, value in item.pairs():
        if value.merged is None:
            yield from _moved(key, value, indent)
        else:
            yield from (f"{indent}{comment}" for comment in _comments(key))
            yield f"{indent}{_slice(key, key)}:"
            yield from _written(value, f"{indent}  ")
        if not indent and value.is_mapping:
            yield ""


def _moved(key: Item, value: Item, indent: str) -> Iterator[str]:
    """One entry as its file has it, set in as deep as it stands now, below the comments above it."""
    column = key.node.start_mark.column
    yield from (f"{indent}{comment}" for comment in _comments(key))
    first, *others = _slice(key, value).split("\n")
    # Comments behind an entry stand above the next one, unless they are lines of a text.
    while value.style not in ("|", ">") and others and others[-1].lstrip().startswith("#"):
        others.pop()
    yield indent + first
    for line in others:
        own = len(line) - len(line.lstrip(" "))
        yield (indent + line[min(own, column) :]).rstrip()


def _comments(key: Item) -> list[str]:
    """The comments directly above an entry that has a line of its own."""
    lines, number = key.source.lines.lines, key.node.start_mark.line
    if lines[number][: key.node.start_mark.column].strip():
        return []
    above = takewhile(lambda line: line.lstrip().startswith("#"), reversed(lines[:number]))
    return [line.strip() for line in above][::-1]


def _slice(first: Item, last: Item) -> str:
    return first.source.text[first.node.start_mark.index : last.node.end_mark.index].rstrip()

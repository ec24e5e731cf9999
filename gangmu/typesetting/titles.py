"""A title in lines of like length (7.3.1: meaning whole, lengths fitting, in the shape of a trapezium or a rhombus)."""

from __future__ import annotations

_NOT_FIRST = set("，。、；：？！）》〉」』”’％%的和与及")
_NOT_LAST = set("《（〈「『“‘")
_GOOD_AFTER = ("关于印发", "关于", "年度", "人民政府", "办公室", "》的")


def in_lines(title: str, most: int) -> list[str]:
    """The title cut so that no line has more signs than `most`; where it says line ends itself, just those."""
    if "\n" in title:
        return title.split("\n")
    if len(title) <= most:
        return [title]
    lines, rest = -(-len(title) // most), title
    found = []
    while lines > 1 and len(rest) > 1:
        cut = _cut(rest, most, -(-len(rest) // lines))
        found.append(rest[:cut])
        rest, lines = rest[cut:], lines - 1
    return [*found, *([rest] if len(rest) <= most else in_lines(rest, most))]


def _cut(text: str, most: int, wanted: int) -> int:
    """Where to cut, near the wanted length: not within a number, a book title's mark or before a closing sign."""
    places = [at for at in range(max(wanted - 6, 1), min(most, len(text) - 1) + 1) if _may_cut(text, at)]
    return min(places, key=lambda at: _cost(text, at, wanted), default=min(wanted, most))


def _may_cut(text: str, at: int) -> bool:
    left, right = text[at - 1], text[at]
    both_digits = left.isascii() and left.isalnum() and ((right.isascii() and right.isalnum()) or right == "年")
    return right not in _NOT_FIRST and left not in _NOT_LAST and not both_digits


def _cost(text: str, at: int, wanted: int) -> float:
    head = text[:at]
    torn = head.count("《") > head.count("》")
    return abs(at - wanted) - (3 if head.endswith(_GOOD_AFTER) else 0) + (4 if torn else 0)

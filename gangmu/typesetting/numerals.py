"""Numbers in Chinese writing, and the marks of headings."""

from __future__ import annotations

from collections.abc import Iterable

_DIGITS = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    """1 to 99 as 一 to 九十九; beyond in digits."""
    if not 1 <= number <= 99:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def mark_of(level: int, number: int) -> str:
    """How GB/T 9704 (7.3.3) marks a heading: 一、（一）1.（1）."""
    return {1: f"{in_chinese(number)}、", 2: f"（{in_chinese(number)}）", 3: f"{number}.", 4: f"（{number}）"}[level]


def heading_marks(levels: Iterable[int]) -> list[str]:
    """The marks of headings of these levels in order; a heading begins the count of those below it anew."""
    counts = [0, 0, 0, 0]
    marks = []
    for level in levels:
        counts[level - 1] += 1
        counts[level:] = [0] * (len(counts) - level)
        marks.append(mark_of(level, counts[level - 1]))
    return marks

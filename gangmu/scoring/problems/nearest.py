"""The known word that a written one was probably meant to be."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from heapq import nlargest
from itertools import islice

# Who has more names, or longer ones, is not helped by a guess among them.
MOST_WORDS = 500
LONGEST_WORD = 40
# Words that share most letters with the written one; only these are compared letter by letter.
MOST_COMPARED = 40


def nearest(word: str, known: Iterable[str], likeness: float = 0.5) -> str:
    """The known word most like `word`, empty when none is near. Case and full-width letters make no difference."""
    folded: dict[str, str] = {}
    for each in islice(known, MOST_WORDS):
        folded.setdefault(_folded(each), each)
    written = _folded(word)
    letters = {*written}

    def shared(each: str) -> float:
        other = {*each}
        return len(letters & other) / len(letters | other) if each else 0

    likely = nlargest(MOST_COMPARED, folded, key=shared)
    found = difflib.get_close_matches(written, likely, n=1, cutoff=likeness)
    return folded[found[0]] if found else ""


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word[:LONGEST_WORD]).casefold()[:LONGEST_WORD]

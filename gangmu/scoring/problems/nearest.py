"""The known word that a written one was probably meant to be."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from itertools import islice

# Who has more names, or longer ones, is not helped by a guess among them.
MOST_WORDS = 500
LONGEST_WORD = 100


def nearest(word: str, known: Iterable[str], likeness: float = 0.5) -> str:
    """The known word most like `word`, empty when none is near. Case and full-width letters make no difference."""
    folded: dict[str, str] = {}
    for each in islice(known, MOST_WORDS):
        folded.setdefault(_folded(each), each)
    found = difflib.get_close_matches(_folded(word[:LONGEST_WORD]), folded, n=1, cutoff=likeness)
    return folded[found[0]] if found else ""


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()

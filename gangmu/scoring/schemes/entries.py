"""The entries of a scheme's sections: what every part of the file has in common, whatever it says."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gangmu.scoring.formulas.grammar import WORDS
from gangmu.scoring.functions.naming import CLAUSES
from gangmu.scoring.problems.nearest import nearest
from gangmu.scoring.problems.problem import Reporter
from gangmu.scoring.schemes.layout import Item

NAME = re.compile(r"[^\W\d]\w*\Z")
STUCK_COLON = re.compile(r"(?<=\w)[：:]")
COLON_CODES = {"：": "full-width colon", ":": "no space after colon"}
# How much of a word must agree with one that is known, to be read as that one.
ALMOST_CERTAIN = 0.75


class Entries:
    """Reads mappings and lists, and tells what is wrong with them."""

    def __init__(self, reporter: Reporter) -> None:
        self.reporter = reporter

    def entries(self, item: Item, what: str, elsewhere: Iterable[str] = ()) -> list[tuple[Item, Item]]:
        """The pairs of a mapping; duplicates and other shapes are reported.

        Where one of the names that belong `elsewhere` stands here, indents are wrong, and nothing after it is read.
        """
        if not item.is_mapping:
            self.no_mapping(item, what)
            return []
        pairs = list(item.pairs())
        first = next((at for at, (key, _) in enumerate(pairs) if key.text in elsewhere), len(pairs))
        if first < len(pairs):
            self.reporter.add("out of place", pairs[first][0].spot, pairs[first][0].text, section=what)
            self.lose(*(part for pair in pairs[first:] for part in pair))
        seen: dict[str, Item] = {}
        return [(key, value) for key, value in pairs[:first] if self.is_name(key, value, seen)]

    def no_mapping(self, item: Item, what: str) -> None:
        self.lose(item)
        colons = list(STUCK_COLON.finditer(item.text)) if not item.quoted else []
        for colon in colons:
            self.reporter.add(COLON_CODES[colon[0]], item.place(colon.start()), colon[0])
        if not colons:
            self.reporter.add("mapping wanted", item.spot, item.text[:40], section=what)

    def is_name(self, key: Item, value: Item, seen: dict[str, Item]) -> bool:
        """Whether an entry has a name of its own; tells why not."""
        if not value.written and self.colon_stuck(key):
            self.lose(key)
        elif not key.is_scalar or not key.text:
            self.reporter.add("name wanted", key.spot, key.text)
        elif key.text in seen:
            self.reporter.add("duplicate name", key.spot, key.text, line=seen[key.text].spot.line)
            self.lose(value)
        else:
            seen[key.text] = key
            return True
        return False

    def colon_stuck(self, key: Item) -> bool:
        """Whether a colon sticks to a name, full-width or without a space; tells so. To YAML it is part of the name."""
        colon = STUCK_COLON.search(key.text) if not key.quoted else None
        if colon:
            self.reporter.add(COLON_CODES[colon[0]], key.place(colon.start()), colon[0])
        return colon is not None

    def lose(self, *items: Item) -> None:
        """What stands in something that is not understood is missed elsewhere; that is not said again."""
        self.reporter.lose(item.written for item in items)

    def unknown(self, code: str, key: Item, known: Iterable[str], value: Item | None = None) -> str:
        """Tells that a word is not known here; gives the one that was certainly meant, empty when there is none."""
        known = list(known)
        self.reporter.add(code, key.spot, key.text, near=self.reporter.near(key.text, known), known=known)
        meant = nearest(key.text, known, ALMOST_CERTAIN)
        if not meant:
            self.lose(key, *([value] if value is not None else []))
        return meant

    def named(self, key: Item) -> bool:
        """Whether a name can be used in formulas; tells why not."""
        if not NAME.match(key.text):
            if not self.colon_stuck(key):
                self.reporter.add("bad name", key.spot, key.text)
            self.lose(key)
            return False
        if key.text in WORDS or key.text in CLAUSES:
            self.reporter.add("reserved name", key.spot, key.text)
            return False
        return True

    def details(self, parts: list[tuple[Item, Item]], known: Iterable[str]) -> dict[str, Item]:
        """What is said about an entry, by name; names that are not known are told."""
        for name, _ in parts:
            if name.text not in known:
                self.unknown("unknown detail", name, known)
        return {name.text: part for name, part in parts}

    def listed(self, item: Item) -> list[Item] | None:
        """The texts of a list; None after telling what is wrong with it.

        Full-width commas would make one text of several, curly quotes a part of it.
        """
        if not item.is_sequence:
            self.reporter.add("list wanted", item.spot, item.text[:40])
            return None
        parts = [part for part in item.items() if part.is_scalar]
        signs = "[，、“”]" if len(parts) == 1 else "[，“”]"
        wrong = [(part, found) for part in parts if not part.quoted and (found := re.search(signs, part.text))]
        for part, found in wrong:
            code = "curly quotes" if found[0] in "“”" else "full-width comma"
            self.reporter.add(code, part.place(found.start()), found[0])
            self.lose(part)
        return None if wrong else parts

    def distinct(self, item: Item) -> list[Item]:
        """The names of a list, each once; tells those that occur again."""
        found: dict[str, Item] = {}
        for part in self.listed(item) or ():
            first = found.setdefault(part.text, part)
            if first is not part:
                self.reporter.add("duplicate name", part.spot, part.text, line=first.spot.line)
        return list(found.values())

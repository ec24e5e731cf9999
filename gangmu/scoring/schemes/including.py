"""Schemes that include a shared part and override it: two texts laid over one another before anything is read.

    title: 港口区考核办法
    include: city.yaml              the file beside this one
    parameters: {重点: 45}           what is named again takes the place of what the shared part says

Parameters, scales, published lists and columns are replaced one by one, under the same name and in the same place;
tables are joined; title, year, decimals and components are replaced. A shared part may include another one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from gangmu.scoring.problems.problem import Reporter
from gangmu.scoring.schemes.layout import Item, compose

Find = Callable[[str], str | None]
Pairs = tuple[tuple[Item, Item], ...]

DEEPEST = 5
# How many levels below a section are joined entry by entry; what lies deeper is replaced as a whole.
JOINED = {"parameters": 1, "scales": 1, "publish": 1, "headline": 1, "tables": 3}
# At this level above its end a table holds its `given` and `computed`.
COLUMNS = 2
EITHER = {"given": "computed", "computed": "given"}


class Includer:
    """Reads a scheme's text and those that it includes. `find` gives a text by its name, None when there is none."""

    def __init__(self, reporter: Reporter, find: Find | None) -> None:
        self.reporter = reporter
        self.find = find
        self.hash = hashlib.sha256()

    def digest(self) -> str:
        """SHA-256 of the scheme's text, or of all texts with their names when it includes others."""
        return self.hash.hexdigest()

    def read(self, text: str) -> Item | None:
        """The whole scheme as one mapping; None after telling why there is none."""
        self.hash.update(text.encode("utf-8", "surrogatepass"))
        top = compose(text, self.reporter)
        return self.whole(top, (self.reporter.file.rpartition("/")[2],)) if top is not None else None

    def whole(self, top: Item, files: tuple[str, ...]) -> Item | None:
        """`top` laid over what it includes; `files` were entered on the way to it, the last one holds it."""
        lines = [(key, value) for key, value in top.pairs() if key.text == "include"]
        if not lines:
            return top
        for key, _ in lines[1:]:
            self.reporter.add("duplicate name", key.spot, key.text, line=lines[0][0].spot.line)
        shared = self.shared(lines[0][1], files)
        own = _without(top, "include")
        return None if shared is None else laid_over(shared, own)

    def shared(self, item: Item, files: tuple[str, ...]) -> Item | None:
        """The part that an `include` line names; None after telling what is wrong with the line."""
        name = item.text
        text = self.find(name) if self.find is not None and _is_plain(name) else None
        code = self.fault(name, text, files)
        if code or text is None:
            circle = " → ".join((*files, name))
            self.reporter.add(code, item.spot, name, circle=circle, deepest=DEEPEST)
            return None
        self.hash.update(f"\0{name}\0{text}".encode("utf-8", "surrogatepass"))
        folder, slash, _ = self.reporter.file.rpartition("/")
        top = compose(text, self.reporter, f"{folder}{slash}{name}")
        if top is not None and not top.is_mapping:
            self.reporter.add("mapping wanted", top.spot, top.text[:40], section=name)
            return None
        return self.whole(top, (*files, name)) if top is not None else None

    def fault(self, name: str, text: str | None, files: tuple[str, ...]) -> str:
        if self.find is None:
            return "include not here"
        if not _is_plain(name):
            return "include beside"
        if name in files:
            return "include circle"
        if len(files) > DEEPEST:
            return "include too deep"
        return "include missing" if text is None else ""


def included_name(text: str) -> str:
    """The file that a scheme's text includes; empty when it includes none, or cannot be read."""
    top = compose(text, Reporter("", "zh"))
    pairs = top.pairs() if top is not None and top.is_mapping else ()
    return next((value.text for key, value in pairs if key.text == "include"), "")


def _is_plain(name: str) -> bool:
    """A file's name without a way to it, so that a scheme cannot reach into other folders."""
    return bool(name) and not name.startswith(".") and not any(sign in name for sign in "/\\:\0")


def _without(top: Item, name: str) -> Item:
    return Item(top.node, top.source, tuple(pair for pair in top.pairs() if pair[0].text != name))


def laid_over(shared: Item, own: Item) -> Item:
    """The shared part with everything that `own` names in its place."""
    return _joined(shared, own, lambda key: JOINED.get(key, 0))


def _joined(shared: Item, own: Item, depth: Callable[[str], int]) -> Item:
    """Two mappings as one, `depth` levels below an entry; of a name that occurs twice in `own`, both remain."""
    mine = {key.text: (key, value) for key, value in reversed(list(own.pairs()))}
    pairs: list[tuple[Item, Item]] = []
    placed: set[int] = set()
    for key, value in shared.pairs():
        if key.text not in mine:
            pairs.append((key, value))
            continue
        again, replaced = mine[key.text]
        if id(again.node) not in placed:
            placed.add(id(again.node))
            pairs.append((again, _entry(value, replaced, depth(key.text))))
    pairs += [pair for pair in own.pairs() if id(pair[0].node) not in placed]
    return Item(own.node, own.source, tuple(pairs))


def _entry(shared: Item, own: Item, levels: int) -> Item:
    if not levels or not shared.is_mapping or not own.is_mapping:
        return own
    kept = _unless_moved(shared, own) if levels == COLUMNS else shared
    return _joined(kept, own, lambda _: levels - 1)


def _unless_moved(shared: Item, own: Item) -> Item:
    """A table's shared part without the columns that were facts and are computed now, or the other way round."""
    moved = {
        EITHER[key.text]: {name.text for name, _ in value.pairs()} for key, value in own.pairs() if key.text in EITHER
    }
    pairs: list[tuple[Item, Item]] = []
    for key, value in shared.pairs():
        names = moved.get(key.text, set())
        kept = tuple(pair for pair in value.pairs() if pair[0].text not in names)
        pairs.append((key, Item(value.node, value.source, kept) if names else value))
    return Item(shared.node, shared.source, tuple(pairs))

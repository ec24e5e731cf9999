"""YAML with places: mappings, sequences and scalars that know the line and column each character came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, MappingStartEvent, ScalarEvent, SequenceStartEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from gangmu.scoring.problems.problem import Reporter, Spot
from gangmu.scoring.schemes.mistyping import mistyped

LONGEST_TEXT = 1_000_000
DEEPEST_NESTING = 20


@dataclass(frozen=True)
class Item:
    """One YAML node; `source` is the whole file's text, `file` its name when it is included by another.

    `merged` are the entries of a mapping that two files make up together.
    """

    node: Node
    source: str
    file: str = ""
    merged: tuple[tuple[Item, Item], ...] | None = None

    @property
    def spot(self) -> Spot:
        mark = self.node.start_mark
        return Spot(mark.line + 1, mark.column + 1, self.file)

    @property
    def is_scalar(self) -> bool:
        return isinstance(self.node, ScalarNode)

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.node, MappingNode)

    @property
    def in_braces(self) -> bool:
        return isinstance(self.node, MappingNode) and bool(self.node.flow_style)

    @property
    def is_sequence(self) -> bool:
        return isinstance(self.node, SequenceNode)

    @property
    def text(self) -> str:
        """A scalar's text exactly as written (`25%`, `1.50`), empty for a bare key."""
        return str(self.node.value) if self.is_scalar else ""

    @property
    def style(self) -> str:
        """The quote or block sign a scalar is written with, empty when it is plain."""
        return str(self.node.style or "") if isinstance(self.node, ScalarNode) else ""

    @property
    def quoted(self) -> bool:
        return self.style in ("'", '"')

    def pairs(self) -> Iterator[tuple[Item, Item]]:
        if self.merged is not None:
            yield from self.merged
        elif self.is_mapping:
            for key, value in self.node.value:
                yield Item(key, self.source, self.file), Item(value, self.source, self.file)

    def items(self) -> Iterator[Item]:
        if self.is_sequence:
            for value in self.node.value:
                yield Item(value, self.source, self.file)

    def place(self, offset: int) -> Spot:
        """Where character `offset` of a scalar's text stands in the file, also in folded and quoted scalars."""
        start, end = self.node.start_mark.index, self.node.end_mark.index
        raw = self.source[start:end]
        skip = len(raw) - len(raw.split("\n", 1)[-1]) if self.style in ("|", ">") else int(self.quoted)
        wanted = sum(not character.isspace() for character in self.text[:offset])
        position = skip
        for position in range(skip, len(raw)):
            if not raw[position].isspace():
                if wanted == 0:
                    break
                wanted -= 1
        line = self.node.start_mark.line + raw.count("\n", 0, position)
        newline = raw.rfind("\n", 0, position)
        column = position - newline - 1 if newline >= 0 else self.node.start_mark.column + position
        return Spot(line + 1, column + 1, self.file)


def compose(text: str, reporter: Reporter, file: str = "") -> Item | None:
    """The top of a YAML text, or None after telling why it cannot be read."""
    if len(text) > LONGEST_TEXT:
        reporter.add("file too long", Spot(1, 1, file), longest=LONGEST_TEXT)
        return None
    try:
        if not _is_plain(text, reporter, file):
            return None
        node = _loader().compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        spot = Spot(mark.line + 1, mark.column + 1, file) if mark else Spot(1, 1, file)
        found = mistyped(text, spot.line, file)
        if found is not None:
            reporter.add(found[0], found[1], found[2])
            return None
        reporter.add("not yaml", spot, _line(text, spot.line), why=str(error.problem or error.context or ""))
        return None
    except (YAMLError, ValueError, AttributeError, IndexError) as error:
        reporter.add("not yaml", Spot(1, 1, file), why=str(error).split("\n")[0])
        return None
    if node is None:
        reporter.add("empty file", Spot(1, 1, file))
        return None
    return Item(node, text, file)


def _loader() -> Any:
    return YAML(typ="safe", pure=True)


def _is_plain(text: str, reporter: Reporter, file: str) -> bool:
    """No anchors, which could make a small file large, and no deep nesting."""
    level = 0
    for event in _loader().parse(text):
        anchor = getattr(event, "anchor", None)
        spot = Spot(event.start_mark.line + 1, event.start_mark.column + 1, file)
        if isinstance(event, AliasEvent) or (
            anchor and isinstance(event, (ScalarEvent, MappingStartEvent, SequenceStartEvent))
        ):
            reporter.add("no anchors", spot, str(anchor))
            return False
        level += isinstance(event, (MappingStartEvent, SequenceStartEvent))
        level -= type(event).__name__ in ("MappingEndEvent", "SequenceEndEvent")
        if level > DEEPEST_NESTING:
            reporter.add("nested too deep", spot, deepest=DEEPEST_NESTING)
            return False
    return True


def _line(text: str, number: int) -> str:
    lines = text.split("\n")
    return lines[number - 1].strip()[:60] if 0 < number <= len(lines) else ""

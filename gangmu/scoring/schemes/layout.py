"""YAML with places: mappings, sequences and scalars that know the line and column each character came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import DocumentStartEvent, NodeEvent, ScalarEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from gangmu.scoring.problems.problem import Reporter, Spot
from gangmu.scoring.schemes.lines import Fault, Lines
from gangmu.scoring.schemes.mistyping import put_right

LONGEST_TEXT = 200_000
DEEPEST_NESTING = 20
# A fault while the parser reads one of these lies where that begins: its end was not found.
_BEGINNING = ("while scanning a quoted scalar", "while scanning a simple key", "while parsing a flow")


class Source(NamedTuple):
    """The text that was parsed, the lines it was typed in, and the file's name when another includes it."""

    text: str
    lines: Lines
    file: str = ""

    def spot(self, line: int, column: int) -> Spot:
        """Where a sign of the parsed text, counted from 0, stands in the file."""
        return Spot(line + 1, self.lines.column(line, column) + 1, self.file)


@dataclass(frozen=True)
class Item:
    """One YAML node and what it was read from.

    `merged` are the entries of a mapping that two files make up together.
    """

    node: Node
    source: Source
    merged: tuple[tuple[Item, Item], ...] | None = None

    @property
    def spot(self) -> Spot:
        mark = self.node.start_mark
        return self.source.spot(mark.line, mark.column)

    @property
    def written(self) -> str:
        """The text as it stands in the file, with its quotes."""
        return self.source.text[self.node.start_mark.index : self.node.end_mark.index]

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
                yield Item(key, self.source), Item(value, self.source)

    def items(self) -> Iterator[Item]:
        if self.is_sequence:
            for value in self.node.value:
                yield Item(value, self.source)

    def place(self, offset: int) -> Spot:
        """Where character `offset` of a scalar's text stands in the file, also in folded and quoted scalars."""
        raw = self.written
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
        return self.source.spot(line, column)


def compose(text: str, reporter: Reporter, file: str = "") -> Item | None:
    """The top of a YAML text as far as it can be understood; None after telling why there is nothing to read."""
    if len(text) > LONGEST_TEXT:
        reporter.add("file too long", Spot(1, 1, file), longest=LONGEST_TEXT)
        return None
    lines, stop = put_right(text, _stop)
    for fault in (*lines.faults, *([stop] if stop is not None else [])):
        reporter.add(fault.code, Spot(fault.line + 1, fault.column + 1, file), fault.text, **fault.values)
    if stop is not None:
        return None
    reporter.lose(lines.lost, (line + 1 for line in lines.doubtful), file)
    node = _loader().compose(str(lines))
    if node is None and not lines.faults:
        reporter.add("empty file", Spot(1, 1, file))
    return Item(node, Source(str(lines), lines, file)) if node is not None else None


def _loader() -> Any:
    return YAML(typ="safe", pure=True)


def _stop(text: str) -> Fault | None:
    """Where a text cannot be parsed, refers to another place in it (which could make it very large) or is too deep."""
    level = documents = 0
    try:
        for event in _loader().parse(text):
            mark = event.start_mark
            documents += isinstance(event, DocumentStartEvent)
            if documents > 1:
                return Fault("one document", mark.line, mark.column, "---")
            if isinstance(event, NodeEvent) and event.anchor:
                return Fault("no anchors", mark.line, mark.column, str(event.anchor))
            if level == 0 and isinstance(event, ScalarEvent):
                return Fault("no scheme", mark.line, mark.column, event.value[:40])
            level += type(event).__name__ in ("MappingStartEvent", "SequenceStartEvent")
            level -= type(event).__name__ in ("MappingEndEvent", "SequenceEndEvent")
            if level > DEEPEST_NESTING:
                return Fault("nested too deep", mark.line, mark.column, values={"deepest": DEEPEST_NESTING})
    except MarkedYAMLError as error:
        begins = str(error.context).startswith(_BEGINNING)
        mark = (error.context_mark if begins else error.problem_mark) or error.problem_mark
        return Fault("not yaml", mark.line, mark.column) if mark is not None else Fault("not yaml", 0, 0)
    except (YAMLError, ValueError, AttributeError, IndexError):
        return Fault("not yaml", 0, 0)
    return None

"""The nouns of a paper. Each is frozen and holds only what can be printed, so what is signed is what is read."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

MAIN = 4
"""Levels of headings, from 一、 to （1）."""


class Form(StrEnum):
    """Which format of the standard a paper is laid out in."""

    DOCUMENT = "document"  # 文件: red head, number in the middle
    LETTER = "letter"  # 函: double red lines, number on the right
    MINUTES = "minutes"  # 纪要
    BULLETIN = "bulletin"  # 通报
    PLEDGE = "pledge"  # 责任书: no head, two sides that sign
    TABLE = "table"  # 表格: one table on landscape pages


_DROPPED = {"Cc", "Cf", "Cs"}  # controls, marks that turn or hide what stands beside them, halves of a sign


def printable(text: str) -> str:
    """The text without signs that have no shape on paper; line ends stay, other white space becomes a space.

    Among what goes are the marks of direction, with which a text reads other than it is stored.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").replace("\xa0", " ")
    return "".join(sign for sign in text if sign == "\n" or not _without_shape(sign))


def _without_shape(sign: str) -> bool:
    return unicodedata.category(sign) in _DROPPED or ord(sign) & 0xFFFE == 0xFFFE or "\ufdd0" <= sign <= "\ufdef"


class _Printed:
    """Leaves out of every text what cannot be printed, and takes a bare text for one of a single piece."""

    def __post_init__(self) -> None:
        for one in fields(self):  # type: ignore[arg-type]
            object.__setattr__(self, one.name, self._held(one, getattr(self, one.name)))

    def _held(self, one: Any, value: Any) -> Any:
        if isinstance(value, str) and not isinstance(value, StrEnum):
            value = printable(value)
        if one.type == "Inline" and isinstance(value, (str, Figure)):
            value = (value,)
        if isinstance(value, tuple):
            value = tuple(printable(piece) if isinstance(piece, str) else piece for piece in value)
        return value


@dataclass(frozen=True)
class Figure(_Printed):
    """A number in a text that says where it comes from.

    `of` is what kind of thing it is (a count, a standing, a score, an observation), `key` which one, in the words of
    the stage that composed it; `as_of` the day on which it was so. `text` is what is printed.
    """

    text: str
    of: str
    key: str
    as_of: dt.date | None = None


Inline = tuple[str | Figure, ...]
"""A text in pieces; where one is built, a bare text may be given for it."""


@dataclass(frozen=True)
class Heading(_Printed):
    """A heading of level 1 to 4. Its mark (一、（一）1.（1）) is counted when it is laid out, never typed."""

    level: int
    text: Inline

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 1 <= self.level <= MAIN:
            raise ValueError(f"a heading of level {self.level}")


@dataclass(frozen=True)
class Paragraph(_Printed):
    """A paragraph; `lead` is printed before it in black, as 出席： in minutes."""

    text: Inline
    lead: str = ""
    centred: bool = False


@dataclass(frozen=True)
class Items(_Printed):
    """A list: each item a paragraph, numbered or not."""

    items: tuple[Inline, ...]
    numbered: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "items", _each_inline(self.items))


@dataclass(frozen=True)
class Column(_Printed):
    """A column of a table; `width` is its part of the whole, `align` is left, centre or right."""

    title: str
    width: int
    align: str = "left"

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.width < 1 or self.align not in {"left", "centre", "right"}:
            raise ValueError(f"a column of width {self.width}, {self.align}")


@dataclass(frozen=True)
class Table(_Printed):
    """A table whose head is repeated on each page. A row of a single cell goes across all columns."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Inline, ...], ...]
    caption: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "caption", printable(self.caption))
        object.__setattr__(self, "rows", tuple(_each_inline(row) for row in self.rows))
        if wrong := next((row for row in self.rows if len(row) not in {1, len(self.columns)}), None):
            raise ValueError(f"a row of {len(wrong)} cells under {len(self.columns)} columns")


@dataclass(frozen=True)
class Picture(_Printed):
    """A picture or chart as PNG, with the words that stand for it; `width` in mm, the full width when 0."""

    png: bytes
    caption: str
    width: int = 0


@dataclass(frozen=True)
class PageBreak:
    """What follows begins a page."""


Block = Heading | Paragraph | Items | Table | Picture | PageBreak


@dataclass(frozen=True)
class Attachment(_Printed):
    """附件: begins a page of its own, on landscape paper where a wide table wants it."""

    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True)
class Signatory(_Printed):
    """Who signs: of a paper the body alone; of a letter of responsibility each side, its office and person."""

    body: str
    office: str = ""
    person: str = ""


@dataclass(frozen=True)
class Paper(_Printed):
    """A paper. `mark` is the red head where it is not the body and 文件; a line end in the title breaks it there."""

    form: Form
    body: str
    title: str
    mark: str = ""
    number: str = ""
    addressees: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    signatories: tuple[Signatory, ...] = ()
    date: dt.date | None = None
    note: str = ""
    copies: tuple[str, ...] = ()
    printed_by: str = ""
    printed_on: dt.date | None = None


def text_of(inline: Inline | str | Figure) -> str:
    """What is printed of a text in pieces."""
    if isinstance(inline, (str, Figure)):
        inline = (inline,)
    return "".join(piece if isinstance(piece, str) else piece.text for piece in inline)


def figures_of(paper: Paper) -> Iterator[Figure]:
    """Every number with a source, in the order of the text."""
    for blocks in (paper.blocks, *(one.blocks for one in paper.attachments)):
        for block in blocks:
            for inline in inlines_of(block):
                yield from (piece for piece in inline if isinstance(piece, Figure))


def inlines_of(block: Block) -> Iterator[Inline]:
    """The texts of a block, in order."""
    if isinstance(block, (Heading, Paragraph)):
        yield block.text
    elif isinstance(block, Items):
        yield from block.items
    elif isinstance(block, Table):
        for row in block.rows:
            yield from row


def _each_inline(texts: Iterable[Any]) -> tuple[Inline, ...]:
    return tuple(_inline(text) for text in texts)


def _inline(text: Any) -> Inline:
    pieces = (text,) if isinstance(text, (str, Figure)) else tuple(text)
    return tuple(printable(piece) if isinstance(piece, str) else piece for piece in pieces)

"""Elements of Word's language: pieces of text and paragraphs with everything that decides how they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from gangmu.typesetting import measures
from gangmu.typesetting.fonts import Faces
from gangmu.typesetting.paper import Inline, text_of


def el(tag: str, attributes: Mapping[str, Any] | None = None, *inside: Element) -> Element:
    """An element of the w: language with its attributes and what stands in it."""
    made: Element = OxmlElement(f"w:{tag}")
    for name, value in (attributes or {}).items():
        made.set(qn(f"w:{name}"), str(value))
    made.extend(inside)
    return made


@dataclass(frozen=True)
class Type:
    """How signs look: kind of type by its name in the standard, size by its Chinese number or in points."""

    face: str = "仿宋"
    size: str | float = "三号"
    colour: str = ""
    closer: int = measures.CLOSER  # twips between signs, so that 28 of 三号 fill a line

    @property
    def points(self) -> float:
        return self.size if isinstance(self.size, float) else measures.points(self.size)


TEXT = Type()


@dataclass(frozen=True)
class Stand:
    """How a paragraph stands. `first`, `left`, `right` and `hanging` are in signs of its own size, `line` in twips.

    A line of 0 grows with what stands in it, for tables and pictures, which an exact line would cut.
    """

    align: str = "both"
    first: float = 0
    left: float = 0
    right: float = 0
    hanging: float = 0
    line: int = measures.LINE
    before: int = 0
    keep: bool = False  # on one page with the next
    page: bool = False  # begins a page


class Marks:
    """Pieces and paragraphs in the typefaces of one file."""

    def __init__(self, faces: Faces) -> None:
        self.faces = faces

    def look(self, type_: Type) -> Element:
        """Digits, quotes and dashes are in the Chinese typeface as the rest, which Word would not do by itself."""
        face, half_points = self.faces[type_.face], round(type_.points * 2)
        names = {"ascii": face, "hAnsi": face, "eastAsia": face, "cs": face, "hint": "eastAsia"}
        parts = [el("rFonts", names)]
        if type_.colour:
            parts.append(el("color", {"val": type_.colour}))
        if type_.closer:
            parts.append(el("spacing", {"val": type_.closer}))
        return el("rPr", None, *parts, el("sz", {"val": half_points}), el("szCs", {"val": half_points}))

    def run(self, text: str, type_: Type = TEXT) -> list[Element]:
        """The text in one look; a line end in it breaks the line."""
        made = []
        for at, line in enumerate(text.split("\n")):
            if at:
                made.append(el("r", None, self.look(type_), el("br")))
            if line:
                piece = el("t")
                piece.text = line
                piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                made.append(el("r", None, self.look(type_), piece))
        return made

    def field(self, instruction: str, type_: Type) -> list[Element]:
        """What Word computes by itself, as the number of the page."""
        asked = el("instrText")
        asked.text = f" {instruction} "
        shown = el("t")
        shown.text = "1"
        parts = (el("fldChar", {"fldCharType": "begin"}), asked, el("fldChar", {"fldCharType": "separate"}), shown)
        return [el("r", None, self.look(type_), one) for one in (*parts, el("fldChar", {"fldCharType": "end"}))]

    def paragraph(self, *runs: Element, stand: Stand, type_: Type = TEXT, extra: tuple[Element, ...] = ()) -> Element:
        """`extra` are properties of this paragraph alone: a frame, lines around it."""
        return el("p", None, _properties(stand, type_, extra), *runs)

    def text(self, text: Inline | str, stand: Stand, type_: Type = TEXT) -> Element:
        return self.paragraph(*self.run(text_of(text), type_), stand=stand, type_=type_)

    def blank(self, line: int = measures.LINE, keep: bool = False) -> Element:
        return self.paragraph(stand=Stand(line=line, keep=keep))


_ORDER = ("keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "pBdr", "tabs")
"""Word wants the properties of a paragraph in this order; those that follow are always the same."""


def _properties(stand: Stand, type_: Type, extra: tuple[Element, ...]) -> Element:
    flags = [
        *([el("keepNext")] if stand.keep else []),
        *([el("pageBreakBefore")] if stand.page else []),
        el("widowControl", {"val": 0}),  # 22 lines on every page
        *extra,
    ]
    flags.sort(key=lambda one: _ORDER.index(one.tag.rpartition("}")[2]))
    spacing: dict[str, object] = {"before": stand.before, "after": 0}
    spacing |= {"line": stand.line, "lineRule": "exact"} if stand.line else {"line": 240, "lineRule": "auto"}
    return el(
        "pPr",
        None,
        *flags,
        el("autoSpaceDE", {"val": 0}),  # Word would widen the space between Chinese and digits
        el("autoSpaceDN", {"val": 0}),
        el("adjustRightInd", {"val": 0}),
        el("snapToGrid", {"val": 0}),
        el("spacing", spacing),
        el("ind", _indents(stand, type_)),
        el("jc", {"val": stand.align}),
    )


def _indents(stand: Stand, type_: Type) -> dict[str, int]:
    """Both in hundredths of a sign, which Word prefers, and in twips for programs that do not know signs."""
    sign = round(type_.points * 20) + type_.closer
    signs = {"left": stand.left, "right": stand.right, "firstLine": stand.first, "hanging": stand.hanging}
    told: dict[str, int] = {}
    for name, count in signs.items():
        if count:
            told |= {f"{name}Chars": round(count * 100), name: round(count * sign)}
    return told

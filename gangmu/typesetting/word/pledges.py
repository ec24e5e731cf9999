"""The foot of a letter of responsibility: both sides beside one another, with room to sign and a day each."""

from __future__ import annotations

from docx.oxml.xmlchemy import BaseOxmlElement as Element

from gangmu.typesetting.paper import Paper, Signatory
from gangmu.typesetting.word.marks import Marks, Stand, el

ROOM = 1000
"""Twips left for a hand to write in."""


def two_sides(paper: Paper, marks: Marks, width: int) -> Element:
    """A table without lines, a column for each side."""
    sides = paper.signatories
    each = width // max(len(sides), 1)
    cells = [
        el("tc", None, el("tcPr", None, el("tcW", {"w": each, "type": "dxa"})), *_side(one, marks)) for one in sides
    ]
    grid = el("tblGrid", None, *(el("gridCol", {"w": each}) for _side_ in sides))
    told = el("tblPr", None, el("tblW", {"w": width, "type": "dxa"}), el("tblLayout", {"type": "fixed"}))
    return el("tbl", None, told, grid, el("tr", None, el("trPr", None, el("cantSplit")), *cells))


def _side(one: Signatory, marks: Marks) -> list[Element]:
    stand = Stand("left")
    return [
        marks.text(f"{one.body}（盖章）", stand),
        marks.text(f"{one.office}（签字）：", Stand("left", before=ROOM // 2)),
        marks.text(one.person, Stand("left", line=ROOM)),
        marks.text("　　　　年　　月　　日", stand),
    ]

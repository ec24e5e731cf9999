"""A table: columns by their parts of the width, a head that is repeated, rows that no page cuts in two."""

from __future__ import annotations

from itertools import pairwise

from docx.oxml.xmlchemy import BaseOxmlElement as Element

from gangmu.typesetting.paper import Column, Inline, Table
from gangmu.typesetting.word.marks import Marks, Stand, Type, el

MANY = 6
"""Columns from which on the type is smaller."""
_ALIGN = {"left": "left", "centre": "center", "right": "right"}
_PADDING = 80  # twips left and right in a cell


def table(block: Table, marks: Marks, width: int) -> Element:
    """The table, as wide in twips as said."""
    size = "五号" if len(block.columns) >= MANY else "小四"
    widths = _widths(block.columns, width)
    grid = el("tblGrid", None, *(el("gridCol", {"w": one}) for one in widths))
    head = [
        _cell((column.title,), marks, one, "centre", Type("黑体", size, closer=0))
        for column, one in zip(block.columns, widths, strict=True)
    ]
    made = el("tbl", None, _properties(width), grid, _row(head, repeated=True))
    for row in block.rows:
        made.append(_row(_cells(row, block.columns, marks, widths, Type(size=size, closer=0))))
    return made


def _cells(
    row: tuple[Inline, ...], columns: tuple[Column, ...], marks: Marks, widths: list[int], type_: Type
) -> list[Element]:
    if len(row) == 1 and len(columns) > 1:
        across = Type("黑体", type_.size, closer=0)
        return [_cell(row[0], marks, sum(widths), "left", across, span=len(columns))]
    return [
        _cell(text, marks, one, column.align, type_) for text, one, column in zip(row, widths, columns, strict=True)
    ]


def _widths(columns: tuple[Column, ...], width: int) -> list[int]:
    """In twips, adding up to the whole: each column ends where its parts so far end."""
    parts, ends, done = sum(column.width for column in columns), [0], 0
    for column in columns:
        done += column.width
        ends.append(width * done // parts)
    return [end - begin for begin, end in pairwise(ends)]


def _properties(width: int) -> Element:
    line = {"val": "single", "sz": 4, "space": 0, "color": "000000"}
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    return el(
        "tblPr",
        None,
        el("tblW", {"w": width, "type": "dxa"}),
        el("jc", {"val": "center"}),
        el("tblBorders", None, *(el(side, line) for side in sides)),
        el("tblLayout", {"type": "fixed"}),
        el("tblCellMar", None, *(el(side, {"w": _PADDING, "type": "dxa"}) for side in ("left", "right"))),
    )


def _row(cells: list[Element], *, repeated: bool = False) -> Element:
    told = [el("cantSplit"), *([el("tblHeader")] if repeated else [])]
    return el("tr", None, el("trPr", None, *told), *cells)


def _cell(text: Inline, marks: Marks, width: int, align: str, type_: Type, span: int = 1) -> Element:
    told = [el("tcW", {"w": width, "type": "dxa"})]
    if span > 1:
        told.append(el("gridSpan", {"val": span}))
    stand = Stand(_ALIGN[align], line=0, before=0)
    return el("tc", None, el("tcPr", None, *told, el("vAlign", {"val": "center"})), marks.text(text, stand, type_))

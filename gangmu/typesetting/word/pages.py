"""Sections of a file and the number on each page: a dash either side, odd ones right and even ones left."""

from __future__ import annotations

from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element
from docx.shared import Mm

from gangmu.typesetting import measures as m
from gangmu.typesetting.paper import Form, Paper
from gangmu.typesetting.word.marks import Marks, Stand, Type, el

NUMBER = Type("宋体", "四号", closer=0)
NUMBER_LINE = 320  # twips; the dash stands in its middle
_HALF = NUMBER_LINE / 20 / m.POINTS / 2
FOOTER = m.BOTTOM - m.PAGE_NUMBER_BELOW_AREA - _HALF
"""From the edge of the page to the end of the line of the number, so that its dash is 7 mm below the type area."""
_SIGN = m.SIZES["四号"] / m.POINTS
_TURNED = 40
"""Length in mm of the room for a number that stands along the side of a landscape page."""


def begin(document: Document, *, landscape: bool, first: bool) -> None:
    """A section that begins a page; the first one is there already."""
    section = document.sections[-1] if first else document.add_section(WD_SECTION.NEW_PAGE)
    width, height = m.PAGE
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(height), Mm(width)) if landscape else (Mm(width), Mm(height))
    # Turned to the right, the page has on top what was its left edge: the binding (8, 横排表格).
    edges = (m.LEFT, m.TOP, m.RIGHT, m.BOTTOM) if landscape else (m.TOP, m.RIGHT, m.BOTTOM, m.LEFT)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = (Mm(one) for one in edges)
    section.gutter = Mm(0)
    section.header_distance, section.footer_distance = Mm(15), Mm(m.RIGHT / 2 if landscape else FOOTER)


def number_all(document: Document, paper: Paper, marks: Marks) -> None:
    """Footers of every section; the first page of a letter shows no number (10.1)."""
    turned_before = None
    for at, section in enumerate(document.sections):
        section.different_first_page_header_footer = at == 0 and paper.form is Form.LETTER
        turned = section.orientation == WD_ORIENT.LANDSCAPE
        if turned == turned_before:
            continue  # as the section before
        turned_before = turned
        for footer, odd in ((section.footer, True), (section.even_page_footer, False)):
            footer.is_linked_to_previous = False
            element = footer._element
            for one in list(element):
                element.remove(one)
            element.append(_along_the_side(marks, odd=odd) if turned else _number(marks, odd=odd))


def _number(marks: Marks, *, odd: bool) -> Element:
    stand = Stand("right" if odd else "left", line=NUMBER_LINE, right=float(odd), left=float(not odd))
    runs = [*marks.run("— ", NUMBER), *marks.field("PAGE", NUMBER), *marks.run(" —", NUMBER)]
    return marks.paragraph(*runs, stand=stand, type_=NUMBER)


def _along_the_side(marks: Marks, *, odd: bool) -> Element:
    """On landscape paper the number is where it would be were the page turned back (8): upright along the left side."""
    left = m.BOTTOM - m.PAGE_NUMBER_BELOW_AREA - _HALF
    top = m.PAGE[0] - m.RIGHT - _SIGN - _TURNED if odd else m.LEFT + _SIGN
    box = parse_xml(_BOX.format(left=Mm(left), top=Mm(top), width=Mm(2 * _HALF), length=Mm(_TURNED), number=1 + odd))
    inside = next(box.iter(qn("w:txbxContent")))
    number = _number(marks, odd=odd)
    number[0].remove(number[0].find(qn("w:ind")))
    inside.append(number)
    return marks.paragraph(el("r", None, box), stand=Stand("left", line=20))


_BOX = """
<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
    xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
    xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
  <mc:Choice Requires="wps"><w:drawing>
    <wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="0" locked="0"
        layoutInCell="1" allowOverlap="1">
      <wp:simplePos x="0" y="0"/>
      <wp:positionH relativeFrom="page"><wp:posOffset>{left}</wp:posOffset></wp:positionH>
      <wp:positionV relativeFrom="page"><wp:posOffset>{top}</wp:posOffset></wp:positionV>
      <wp:extent cx="{width}" cy="{length}"/><wp:wrapNone/><wp:docPr id="{number}" name="{number}"/>
      <a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>
        <wps:cNvSpPr txBox="1"/>
        <wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{length}"/></a:xfrm>
          <a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></wps:spPr>
        <wps:txbx><w:txbxContent/></wps:txbx>
        <wps:bodyPr vert="vert" lIns="0" tIns="0" rIns="0" bIns="0"/>
      </wps:wsp></a:graphicData></a:graphic>
    </wp:anchor>
  </w:drawing></mc:Choice>
</mc:AlternateContent>
"""

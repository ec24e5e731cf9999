"""The text of a paper, block after block."""

from __future__ import annotations

import io
from collections.abc import Sequence

from docx.document import Document
from docx.oxml.xmlchemy import BaseOxmlElement as Element
from docx.shared import Mm

from gangmu.typesetting import measures as m
from gangmu.typesetting.numerals import heading_marks, mark_of
from gangmu.typesetting.paper import Block, Heading, Items, PageBreak, Paragraph, Picture, Table
from gangmu.typesetting.word import pages
from gangmu.typesetting.word.marks import Marks, Stand, Type
from gangmu.typesetting.word.tables import table

INDENTED = Stand(first=2)


class Blocks:
    """A file being written from top to end."""

    def __init__(self, document: Document, marks: Marks, *, landscape: bool) -> None:
        self.document, self.marks, self.landscape = document, marks, landscape
        pages.begin(document, landscape=landscape, first=True)
        self._begins_page = False

    @property
    def width(self) -> int:
        """Of the type area as it lies now, in mm."""
        return m.AREA[1] if self.landscape else m.AREA[0]

    def put(self, *elements: Element) -> None:
        """Before the properties of the last section, which end the file."""
        for one in elements:
            self.document.element.body[-1].addprevious(one)

    def section(self, *, landscape: bool) -> None:
        """A page in a section of its own, where the paper turns."""
        pages.begin(self.document, landscape=landscape, first=False)
        self._end_in_the_last_line()
        self.landscape = landscape

    def _end_in_the_last_line(self) -> None:
        """The properties of a section stand in its last paragraph; one added for them could fall on an empty page."""
        ends = self.document.element.body.xpath("./w:p[w:pPr/w:sectPr]")[-1]
        last = ends.getprevious()
        if last is not None and last.tag == ends.tag:
            last[0].append(ends[0][0])
            ends.getparent().remove(ends)

    def add(self, blocks: Sequence[Block]) -> None:
        levels = [one.level for one in blocks if isinstance(one, Heading)]
        marks = iter(heading_marks(levels))
        for block in blocks:
            self._add(block, next(marks) if isinstance(block, Heading) else "")

    def _add(self, block: Block, mark: str) -> None:
        if isinstance(block, PageBreak):
            self.put(self.marks.paragraph(stand=Stand(page=True, line=20)))
        elif isinstance(block, Heading):
            self._heading(block, mark)
        elif isinstance(block, Paragraph):
            self._paragraph(block)
        elif isinstance(block, Items):
            for number, item in enumerate(block.items, start=1):
                lead = mark_of(3, number) if block.numbered else ""
                self.put(self.marks.text((lead, *item), INDENTED))
        elif isinstance(block, Table):
            self._caption(block.caption, keep=True)
            self.put(table(block, self.marks, m.twips(self.width)), self.marks.blank())
        else:
            self._picture(block)

    def _heading(self, block: Heading, mark: str) -> None:
        type_ = Type(m.LEVELS[block.level])
        self.put(self.marks.text((mark, *block.text), Stand(first=2, keep=True), type_))

    def _paragraph(self, block: Paragraph) -> None:
        lead = self.marks.run(block.lead, Type("黑体")) if block.lead else []
        stand = Stand("center") if block.centred else INDENTED
        whole = self.marks.text(block.text, stand)
        for at, run in enumerate(lead, start=1):
            whole.insert(at, run)
        self.put(whole)

    def _caption(self, caption: str, *, keep: bool) -> None:
        if caption:
            self.put(self.marks.text(caption, Stand("center", keep=keep), Type("黑体", "四号", closer=0)))

    def _picture(self, block: Picture) -> None:
        """In a line that grows: an exact one would show a strip of the picture."""
        holder = self.document.add_paragraph()
        holder.add_run().add_picture(io.BytesIO(block.png), width=Mm(min(block.width or self.width, self.width)))
        stand = self.marks.paragraph(stand=Stand("center", line=0, keep=bool(block.caption)))
        holder._p.insert(0, stand[0])
        self._caption(block.caption, keep=False)

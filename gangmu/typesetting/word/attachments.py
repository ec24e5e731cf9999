"""附件: each on a page of its own, 附件 and its number at the left of the first line, its title in the third."""

from __future__ import annotations

from docx.oxml.xmlchemy import BaseOxmlElement as Element

from gangmu.typesetting import measures as m
from gangmu.typesetting.paper import Attachment, Paper
from gangmu.typesetting.titles import in_lines
from gangmu.typesetting.word.blocks import Blocks
from gangmu.typesetting.word.heads import TITLE, TITLE_LINE
from gangmu.typesetting.word.marks import Stand, Type


def attach(paper: Paper, blocks: Blocks) -> None:
    for number, one in enumerate(paper.attachments, start=1):
        turns = one.landscape != blocks.landscape
        if turns:
            blocks.section(landscape=one.landscape)
        mark = f"附件{number}" if len(paper.attachments) > 1 else "附件"
        blocks.put(blocks.marks.text(mark, Stand(page=not turns), Type("黑体")))
        blocks.put(blocks.marks.blank(), _title(one, blocks), blocks.marks.blank())
        blocks.add(one.blocks)


def _title(one: Attachment, blocks: Blocks) -> Element:
    text = "\n".join(in_lines(one.title, int(blocks.width * m.POINTS / TITLE.points)))
    return blocks.marks.text(text, Stand("center", line=TITLE_LINE), TITLE)

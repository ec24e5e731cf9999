"""A paper in Word: the page and its numbers, the head of each format, the text, tables, and what closes it."""

from __future__ import annotations

import datetime as dt
import io

from docx import Document
from docx.document import Document as Written

from gangmu.typesetting.fonts import FACES, Faces
from gangmu.typesetting.paper import Form, Paper
from gangmu.typesetting.word import attachments, closing, heads, pages, styles
from gangmu.typesetting.word.blocks import Blocks
from gangmu.typesetting.word.closing import on_paper
from gangmu.typesetting.word.heads import mark_of
from gangmu.typesetting.word.marks import Marks

__all__ = ["mark_of", "on_paper", "write"]


def write(paper: Paper, faces: Faces = FACES) -> bytes:
    """The paper as a .docx file, with these typefaces written into it."""
    document, marks = Document(), Marks(faces)
    body = document.element.body
    for one in list(body)[:-1]:
        body.remove(one)
    styles.plain(document, marks)
    _told(document, paper)
    blocks = Blocks(document, marks, landscape=paper.form is Form.TABLE)
    heads.head(paper, blocks)
    blocks.add(paper.blocks)
    closing.sign_off(paper, blocks)
    attachments.attach(paper, blocks)
    closing.close(paper, blocks)
    pages.number_all(document, paper, marks)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _told(document: Written, paper: Paper) -> None:
    """What the file says about itself: the body and the title, and no program."""
    about = document.core_properties
    about.author = about.last_modified_by = paper.body[:255]
    about.title, about.comments, about.language = paper.title.replace("\n", "")[:255], "", "zh-CN"
    on = paper.date or dt.date(2000, 1, 1)
    about.created = about.modified = dt.datetime(on.year, on.month, on.day, tzinfo=dt.UTC)

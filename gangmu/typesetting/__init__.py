"""排版: a paper as a plain structure, laid out in Word as GB/T 9704—2012 wants it.

Enters: a `Paper` of plain values, composed by the stage that knows its matter. Leaves: its canonical spelling and
digest, which are signed and kept, and a Word file. No Django, no database, no clock.
"""

from gangmu.typesetting.fonts import FACES, Faces, fitting
from gangmu.typesetting.numerals import heading_marks
from gangmu.typesetting.paper import (
    MAIN,
    Attachment,
    Block,
    Column,
    Figure,
    Form,
    Heading,
    Inline,
    Items,
    PageBreak,
    Paper,
    Paragraph,
    Picture,
    Signatory,
    Table,
    figures_of,
    printable,
    text_of,
)
from gangmu.typesetting.plain import Unreadable, as_plain, canonical, digest, from_plain
from gangmu.typesetting.word import mark_of, on_paper, write

__all__ = [
    "FACES",
    "MAIN",
    "Attachment",
    "Block",
    "Column",
    "Faces",
    "Figure",
    "Form",
    "Heading",
    "Inline",
    "Items",
    "PageBreak",
    "Paper",
    "Paragraph",
    "Picture",
    "Signatory",
    "Table",
    "Unreadable",
    "as_plain",
    "canonical",
    "digest",
    "figures_of",
    "fitting",
    "from_plain",
    "heading_marks",
    "mark_of",
    "on_paper",
    "printable",
    "text_of",
    "write",
]

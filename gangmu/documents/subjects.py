"""What can be put out for comments, said as plain values: its name as seals have it, its title, its parts.

A stage that has such a thing makes a Subject of it; a page hands that to `open_consultation`. Nothing here knows what
it is about.
"""

from __future__ import annotations

from dataclasses import dataclass

from gangmu import typesetting
from gangmu.documents.models import Paper
from gangmu.org.models import Unit
from gangmu.typesetting import Heading, Items, Paragraph, Table, heading_marks, text_of

SHOWN = 500
"""Signs of a part that are put out; comments need to know which it is."""


@dataclass(frozen=True)
class Subject:
    """`about` as `targets.plan:7`; `items` are key and text of each part, keys unique."""

    about: str
    unit: Unit
    title: str
    items: tuple[tuple[str, str], ...]


def of_paper(paper: Paper) -> Subject:
    """Each paragraph and each row of a table of the text, with the marks of headings."""
    return Subject(f"documents.paper:{paper.pk}", paper.unit, paper.title, tuple(_parts(paper.sheet)))


def _parts(sheet: typesetting.Paper) -> list[tuple[str, str]]:
    headings = [one.level for one in sheet.blocks if isinstance(one, Heading)]
    marks = iter(heading_marks(headings))
    found: list[str] = []
    for block in sheet.blocks:
        if isinstance(block, Heading):
            found.append(next(marks) + text_of(block.text))
        elif isinstance(block, Paragraph):
            found.append(text_of(block.text))
        elif isinstance(block, Items):
            found += [text_of(item) for item in block.items]
    for one in sheet.attachments:
        for table in (block for block in one.blocks if isinstance(block, Table)):
            found += ["，".join(filter(None, map(text_of, row))) for row in table.rows]
    return [(str(number), text[:SHOWN]) for number, text in enumerate(found, start=1) if text]

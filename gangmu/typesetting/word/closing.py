"""What stands below the text: attachments named, who signs and when, a note; and the closing part on the last page."""

from __future__ import annotations

import datetime as dt

from docx.oxml.xmlchemy import BaseOxmlElement as Element

from gangmu.typesetting import measures as m
from gangmu.typesetting.paper import Form, Paper
from gangmu.typesetting.word.blocks import Blocks
from gangmu.typesetting.word.heads import line
from gangmu.typesetting.word.marks import Marks, Stand, Type, el
from gangmu.typesetting.word.pledges import two_sides

CLOSING_LINE = 500
"""Twips."""
SMALL = Type("仿宋", "四号", closer=0)


def sign_off(paper: Paper, blocks: Blocks) -> None:
    """附件说明, 署名, 成文日期, 附注; kept together, so that no page holds a signature alone."""
    if paper.attachments:
        blocks.put(blocks.marks.blank(keep=True), *_named(paper, blocks.marks))
    if paper.form is Form.PLEDGE:
        blocks.put(blocks.marks.blank(keep=True), two_sides(paper, blocks.marks, m.twips(blocks.width)))
    elif paper.signatories or paper.date:
        blocks.put(blocks.marks.blank(keep=True), blocks.marks.blank(keep=True), *_signed(paper, blocks.marks))
    if paper.note:
        blocks.put(blocks.marks.text(f"（{paper.note}）", Stand(left=2)))


def close(paper: Paper, blocks: Blocks) -> None:
    """版记 at the foot of the last page; after landscape pages on a page of its own. A letter's has no lines (10.1)."""
    if not (paper.copies or paper.printed_by):
        return
    if blocks.landscape:
        blocks.section(landscape=False)
        blocks.put(blocks.marks.paragraph(stand=Stand(line=20)))
    blocks.put(_closing(paper, blocks.marks))
    blocks.put(blocks.marks.paragraph(stand=Stand(line=20)))


def on_paper(day: dt.date) -> str:
    """成文日期: the year in full, months and days without a nought before them."""
    return f"{day.year}年{day.month}月{day.day}日"


def _named(paper: Paper, marks: Marks) -> list[Element]:
    """附件：1. …; what runs on stands under the first sign of the name."""
    made = []
    for number, one in enumerate(paper.attachments, start=1):
        mark = f"{number}. " if len(paper.attachments) > 1 else ""
        lead = "附件：" if number == 1 else "　　　"
        hanging = 3 + len(mark) / 2
        stand = Stand(left=2 + hanging, hanging=hanging, keep=number < len(paper.attachments))
        made.append(marks.text(f"{lead}{mark}{one.title}".replace("\n", ""), stand))
    return made


def _signed(paper: Paper, marks: Marks) -> list[Element]:
    """The body in the middle above the date (7.3.5.1); where it is long, the date in the middle below the body."""
    day = on_paper(paper.date) if paper.date else ""
    made = []
    for at, one in enumerate(paper.signatories):
        right = m.DATE_FROM_RIGHT_SIGNS + (_signs(day) - _signs(one.body)) / 2
        last = at == len(paper.signatories) - 1 and not day
        made.append(marks.text(one.body, Stand("right", right=max(right, 0), keep=not last)))
    if day:
        longest = max((_signs(one.body) for one in paper.signatories), default=0.0)
        right = max(float(m.DATE_FROM_RIGHT_SIGNS), (longest - _signs(day)) / 2)
        made.append(marks.text(day, Stand("right", right=right)))
    return made


def _signs(text: str) -> float:
    """The width of a text in Chinese signs; digits take half of one."""
    return sum(0.5 if one.isascii() else 1 for one in text)


def _closing(paper: Paper, marks: Marks) -> Element:
    """A table without sides that floats at the foot of the type area; programs agree on it more than on frames."""
    width = m.twips(m.AREA[0])
    rows = []
    if paper.copies:
        stand = Stand("left", left=4, hanging=3, right=1, line=CLOSING_LINE)
        rows.append(marks.text(f"抄送：{'，'.join(paper.copies)}。", stand, SMALL))
    if paper.printed_by and paper.form is not Form.LETTER:
        rows.append(_printed(paper, marks, width))
    made = el("tbl", None, _floating(width, lines=paper.form is not Form.LETTER))
    made.append(el("tblGrid", None, el("gridCol", {"w": width})))
    for row in rows:
        cell = el("tc", None, el("tcPr", None, el("tcW", {"w": width, "type": "dxa"})), row)
        made.append(el("tr", None, el("trPr", None, el("cantSplit")), cell))
    return made


def _printed(paper: Paper, marks: Marks, width: int) -> Element:
    """The body that printed it on the left, the day on the right, a sign from either side."""
    day = f"{on_paper(paper.printed_on)}印发" if paper.printed_on else ""
    right = el("tabs", None, el("tab", {"val": "right", "pos": width - round(SMALL.points * 20)}))
    runs = [*marks.run(paper.printed_by, SMALL), el("r", None, el("tab")), *marks.run(day, SMALL)]
    return marks.paragraph(*runs, stand=Stand("left", left=1, line=CLOSING_LINE), type_=SMALL, extra=(right,))


def _floating(width: int, *, lines: bool) -> Element:
    place = {"horzAnchor": "margin", "tblpXSpec": "left", "vertAnchor": "margin", "tblpYSpec": "bottom"}
    # In a fixed layout the cells decide how wide it is. LibreOffice lets no table float that says it fills the width.
    told = [el("tblpPr", place), el("tblW", {"w": width - 300, "type": "dxa"})]
    if lines:
        sides = [("top", m.THICK_LINE), ("bottom", m.THICK_LINE), ("insideH", m.THIN_LINE)]
        told.append(el("tblBorders", None, *(el(side, line(thick, "000000")) for side, thick in sides)))
    none = (el(side, {"w": 0, "type": "dxa"}) for side in ("left", "right"))
    return el("tblPr", None, *told, el("tblLayout", {"type": "fixed"}), el("tblCellMar", None, *none))

"""What stands above the text: the red head of each format, the title, the addressees."""

from __future__ import annotations

from docx.oxml.xmlchemy import BaseOxmlElement as Element

from gangmu.typesetting import measures as m
from gangmu.typesetting.paper import Form, Paper
from gangmu.typesetting.titles import in_lines
from gangmu.typesetting.word.blocks import Blocks
from gangmu.typesetting.word.marks import Marks, Stand, Type, el

TITLE = Type("小标宋", "二号", closer=0)
TITLE_LINE = 680  # twips; the standard leaves it free
TITLE_SIGNS = int(m.AREA[0] * m.POINTS / m.SIZES["二号"])
_SEVEN_EIGHTHS = round(m.SIZES["三号"] * 20 * 7 / 8)  # twips between the line of a letter and its number
_EIGHTHS = 8  # of a point, which is how Word counts the thickness of lines


def head(paper: Paper, blocks: Blocks) -> None:
    """Everything above the first block, as the format wants it."""
    {Form.LETTER: _letter, Form.PLEDGE: _bare, Form.TABLE: _bare}.get(paper.form, _red)(paper, blocks)
    if paper.addressees:
        blocks.put(*(blocks.marks.blank() for _line in range(m.ADDRESSEES_BELOW_TITLE_LINES)))
        blocks.put(blocks.marks.text("，".join(paper.addressees) + "：", Stand()))
    elif paper.form is not Form.TABLE:
        blocks.put(blocks.marks.blank())


def mark_of(paper: Paper) -> str:
    """发文机关标志: the body and 文件, or what the paper says itself; a letter has the body alone."""
    if paper.mark:
        return paper.mark
    return paper.body if paper.form is Form.LETTER else f"{paper.body}文件"


def line(thickness: float, colour: str, space: float = 0, kind: str = "single") -> dict[str, object]:
    """A line beside a paragraph: thickness and distance in mm."""
    eighths = max(round(thickness * m.POINTS * _EIGHTHS), 2)
    return {"val": kind, "sz": eighths, "space": round(space * m.POINTS), "color": colour}


def _red(paper: Paper, blocks: Blocks) -> None:
    marks = blocks.marks
    blocks.put(marks.blank(m.twips(m.MARK_BELOW_TOP)), _mark(paper, marks, m.twips(m.AREA[0])))
    blocks.put(*(marks.blank() for _line in range(m.NUMBER_BELOW_MARK_LINES)))
    under = el("pBdr", None, el("bottom", line(m.THICK_LINE, m.RED, m.RED_LINE_BELOW_NUMBER)))
    runs = marks.run(paper.number)
    blocks.put(marks.paragraph(*runs, stand=Stand("center"), extra=(under,)))
    blocks.put(*(marks.blank() for _line in range(m.TITLE_BELOW_LINE_LINES)))
    _title(paper, blocks)


def _letter(paper: Paper, blocks: Blocks) -> None:
    """10.1: the mark near the edge over a double line, another line above the end of the page, the number right."""
    marks, text = blocks.marks, mark_of(paper)
    type_ = _mark_type(text, m.twips(m.LETTER_LINE))
    under = el("pBdr", None, el("bottom", line(1, m.RED, m.LETTER_LINE_BELOW_MARK, "thickThinSmallGap")))
    stand = Stand("center", line=round(type_.points * 20))
    over_the_page = _frame(m.LETTER_MARK_BELOW_EDGE)
    blocks.put(marks.paragraph(*marks.run(text, type_), stand=stand, type_=type_, extra=(over_the_page, under)))
    end = el("pBdr", None, el("bottom", line(1, m.RED, 0, "thinThickSmallGap")))
    at_the_end = _frame(m.PAGE[1] - m.LETTER_LINE_ABOVE_END - 1)
    blocks.put(marks.paragraph(stand=Stand(line=20), extra=(at_the_end, end)))
    blocks.put(marks.paragraph(*marks.run(paper.number), stand=Stand("right", before=_SEVEN_EIGHTHS)))
    blocks.put(marks.blank(), marks.blank())
    _title(paper, blocks)


def _frame(below_edge: float) -> Element:
    """A place on the page itself, as wide as the lines of a letter."""
    beside = (m.PAGE[0] - m.LETTER_LINE) / 2
    at = {"hAnchor": "page", "vAnchor": "page", "x": m.twips(beside), "y": m.twips(below_edge)}
    return el("framePr", {"w": m.twips(m.LETTER_LINE), "hSpace": 0, "wrap": "notBeside", **at})


def _bare(paper: Paper, blocks: Blocks) -> None:
    if paper.number:
        blocks.put(blocks.marks.text(paper.number, Stand("right" if paper.form is Form.PLEDGE else "center")))
    _title(paper, blocks)


def _title(paper: Paper, blocks: Blocks) -> None:
    per_line = TITLE_SIGNS if not blocks.landscape else int(m.AREA[1] * m.POINTS / TITLE.points)
    text = "\n".join(in_lines(paper.title, per_line))
    blocks.put(blocks.marks.text(text, Stand("center", line=TITLE_LINE, keep=True), TITLE))


def _mark(paper: Paper, marks: Marks, width: int) -> Element:
    text = mark_of(paper)
    type_ = _mark_type(text, width)
    return marks.paragraph(*marks.run(text, type_), stand=Stand("center", line=round(type_.points * 20)), type_=type_)


def _mark_type(text: str, width: int) -> Type:
    size = min(m.MARK_LARGEST, float(width // 20 // max(len(text), 1)))
    return Type("小标宋", size, m.RED, closer=0)

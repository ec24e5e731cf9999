"""The measures of GB/T 9704—2012 《党政机关公文格式》, each with the clause it stands in. Lengths are in mm.

The clauses are quoted by number only. Where the standard leaves a choice the comment says what was taken.
"""

from __future__ import annotations

# 5.1 paper, 5.2.1 margins and the type area
PAGE = (210, 297)
TOP, BOTTOM, LEFT, RIGHT = 37, 35, 28, 26
AREA = (156, 225)

# 5.2.3 lines and signs: 22 lines of 28 signs fill the type area
LINES, SIGNS = 22, 28

# 5.2.2 sizes of type by their Chinese number, in points (GB/T 148 has them as 号)
SIZES = {"一号": 26.0, "二号": 22.0, "三号": 16.0, "四号": 14.0, "小四": 12.0, "五号": 10.5}

# 7.2.4 the mark of the issuing body: its top below the top of the type area; size is free, here what fills the width
MARK_BELOW_TOP = 35
MARK_LARGEST = 48.0
# 7.2.5 the number stands two lines below the mark; 7.2.7 the red line 4 mm below the number, as wide as the type area
NUMBER_BELOW_MARK_LINES = 2
RED_LINE_BELOW_NUMBER = 4
# 7.3.1 the title two lines below the red line; 7.3.2 the addressees one line below the title
TITLE_BELOW_LINE_LINES = 2
ADDRESSEES_BELOW_TITLE_LINES = 1
# 7.3.3 typefaces of headings by level
LEVELS = {1: "黑体", 2: "楷体", 3: "仿宋", 4: "仿宋"}
# 7.3.5 the date four signs from the right where a seal is put, the body in the middle above it
DATE_FROM_RIGHT_SIGNS = 4
# 7.4.1 lines of the closing part: first and last 0.35 mm, between 0.25 mm; 7.4.2 its text one sign from either side
THICK_LINE, THIN_LINE = 0.35, 0.25
# 7.5 page numbers: the dash 7 mm below the type area; odd ones a sign from the right, even ones a sign from the left
PAGE_NUMBER_BELOW_AREA = 7
# 10.1 letters: the mark 30 mm below the edge of the page, double lines of 170 mm 4 mm below it and 20 mm above the end
LETTER_MARK_BELOW_EDGE = 30
LETTER_LINE = 170
LETTER_LINE_BELOW_MARK = 4
LETTER_LINE_ABOVE_END = 20
# the colour of head and lines; the standard says red
RED = "FF0000"

POINTS = 72 / 25.4
"""Points in a mm."""


def twips(mm: float) -> int:
    """Twentieths of a point, which is how Word counts."""
    return round(mm * POINTS * 20)


def points(size: str) -> float:
    return SIZES[size]


LINE = int(AREA[1] * POINTS * 20 / LINES)
"""The height of a line in twips, cut so that 22 of them never exceed the type area."""

SIGN = int(AREA[0] * POINTS * 20 / SIGNS)
"""The width of a sign in twips; one of size 三号 is a little wider, so the signs are set that much closer."""

CLOSER = SIGN - round(SIZES["三号"] * 20)

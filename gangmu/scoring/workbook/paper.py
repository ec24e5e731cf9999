"""Paper and screen: widths, heights, and how a sheet is put on A4."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from gangmu.scoring.values.showing import width as columns
from gangmu.scoring.workbook.book import Book, Page

# Widths are counted in digits of the standard font; so many stand on A4 at full size, upright and across.
UPRIGHT, ACROSS = 84, 124
# Smaller than this nobody can read it: the sheet is split into pages side by side.
SMALLEST_SCALE = 0.62
SPLIT_SCALE = 70
LINE_HEIGHT = 15
NARROWEST, WIDEST = 7, 44
LONGEST_HEADER = 60


def wide(text: str) -> int:
    """How wide a text is, in digits."""
    return columns(text, doubtful=2)


def width_for(heading: str, texts: Iterable[str]) -> float:
    """A column's width: its texts on one line as far as that is sensible, its heading on two."""
    content = max((wide(text) for text in texts), default=0)
    return max(NARROWEST, min(WIDEST, max(content + 3, math.ceil(wide(heading) / 2) + 3)))


def lines(text: str, width: float) -> int:
    """How many lines a wrapped text takes; words and closing signs do not break where they should, so a little more."""
    room = max(2.0, width - 1.5)
    return sum(max(1, math.ceil(wide(line) / room)) for line in text.split("\n"))


def height_for(texts: Iterable[tuple[str, float]]) -> float:
    """The height of a row whose texts wrap in columns of these widths."""
    return LINE_HEIGHT * max((lines(text, width) for text, width in texts), default=1) + 3


def lay_out(
    book: Book,
    page: Page,
    widths: Sequence[float],
    *,
    heading: int,
    title: str,
    repeated: int = 0,
    across: bool = False,
) -> None:
    """A4, as many columns on a page as can be read, the rows down to `heading` (from 0) on every page.

    Where columns are split over pages, the first `repeated` stand on each.
    """
    words = book.words
    for number, width in enumerate(widths):
        page.set_column(number, number, width)
    page.set_paper(9)
    page.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
    page.repeat_rows(0 if heading < 2 else heading, heading)
    page.center_horizontally()
    title, top = (text[:LONGEST_HEADER].replace("&", "&&") for text in (title, book.title))
    page.set_header(f"&L&9{' ' if top[:1].isdigit() else ''}{top}&R&9{title}")
    page.set_footer(f"&L&9{words['printed']}&R&9{words['page']}")
    total = sum(widths)
    if total > UPRIGHT or across:
        page.set_landscape()
    if total <= ACROSS / SMALLEST_SCALE:
        page.fit_to_pages(1, 0)
        return
    page.set_print_scale(SPLIT_SCALE)
    page.repeat_columns(0, repeated - 1)
    page.set_v_pagebreaks(_breaks(widths, repeated))


def _breaks(widths: Sequence[float], repeated: int) -> list[int]:
    """Columns before which a new page begins."""
    room, rest = ACROSS / SPLIT_SCALE * 100 - sum(widths[:repeated]), sum(widths[repeated:])
    # Pages of about the same width; a column stands on one page.
    room = min(room, rest / math.ceil(rest / room) + max(widths) / 2)
    breaks, used = [], 0.0
    for number in range(repeated, len(widths)):
        if used + widths[number] > room and used:
            breaks.append(number)
            used = 0.0
        used += widths[number]
    return breaks

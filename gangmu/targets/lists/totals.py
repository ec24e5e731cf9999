"""Whether a row of totals is what the rows above (or below) it come to."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from gangmu.base.quantities import NotANumber, Quantity, format_quantity, parse_quantity
from gangmu.base.sheets import Sheet
from gangmu.targets.lists.aside import GROUP, TABLE, TOTAL, Aside
from gangmu.targets.lists.columns import NODE_MONTHS
from gangmu.targets.lists.headings import Layout
from gangmu.targets.lists.questions import Question

_SUMMED = ("goal", "stretch", "baseline", "points", *NODE_MONTHS)


def differences(sheet: Sheet, layout: Layout, asides: Sequence[Aside], titles: Mapping[str, str]) -> Iterator[Question]:
    """A question for every number of a total that is neither its section's sum nor that of all rows."""
    kinds = {aside.row: aside.kind for aside in asides}
    totals = [aside for aside in asides if aside.kind in (TOTAL, GROUP)]
    for index, field in layout.columns.items():
        if field not in _SUMMED or not totals:
            continue
        column = _Column(sheet, layout, kinds, index)
        for total in totals:
            written = column.number(total.row)
            sums = column.sums(total) if written else []
            if not written or not sums or any(_same(written, one) for one in sums):
                continue
            yield _told(sheet, total, titles[field], written, sums[0])


def _same(written: Quantity, summed: Quantity) -> bool:
    return written.value == summed.value and written.unit in ("", summed.unit)


def _told(sheet: Sheet, total: Aside, title: str, written: Quantity, summed: Quantity) -> Question:
    words = {
        "written": format_quantity(written.value, written.unit),
        "summed": format_quantity(summed.value, summed.unit),
        "gap": format_quantity(written.value - summed.value, written.unit),
    }
    return Question(
        _("写的是 %(written)s，各行相加是 %(summed)s，相差 %(gap)s") % words,
        where=sheet.where(_("第 %(row)d 行“%(title)s”") % {"row": total.row, "title": title}),
        todo=_("请核对各行有没有漏写或写错"),
        level="warning",
        row=total.row,
        column=title,
        value=total.text[:200],
        kind="total",
    )


class _Column:
    """The numbers of one column, and what they come to over a run of rows, at no cost of its length."""

    def __init__(self, sheet: Sheet, layout: Layout, kinds: Mapping[int, str], index: int) -> None:
        self.sheet, self.index = sheet, index
        self.first, self.last = layout.header + 1, len(sheet.rows)
        self.ends = sorted(row for row, kind in kinds.items() if kind in (TOTAL, GROUP, TABLE))
        unit = next((place for place, field in layout.columns.items() if field == "unit_of_measure"), None)
        self.summed = [Decimal(0)]  # of the first rows, one more each
        self.unread = [0]
        self.counted_in: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.rows: list[int] = []
        self.units: list[tuple[str, str]] = []
        for row in range(self.first, self.last + 1):
            text = "" if row in kinds else self._text(row, index)
            self._add(row, text, "" if layout.columns[index] == "points" else self._text(row, unit))

    def _add(self, row: int, text: str, unit: str) -> None:
        number = self.number(row) if text else None
        self.summed.append(self.summed[-1] + (number.value if number else 0))
        self.unread.append(self.unread[-1] + (bool(text) and number is None))
        if number:
            self.rows.append(row)
            self.units.append((number.unit, unit))
            self.counted_in[number.unit, unit].append(row)

    def number(self, row: int) -> Quantity | None:
        """What is written there, when it is exactly one number."""
        try:
            return parse_quantity(self._text(row, self.index))
        except NotANumber:
            return None

    def sums(self, total: Aside) -> list[Quantity]:
        """What this total may be the sum of, the likeliest first: its section, or everything above or below."""
        following = (total.row + 1, self._end_after(total.row))
        if total.kind == GROUP:
            return self._known([following])
        before = bisect_left(self.ends, total.row)
        section = (self.ends[before - 1] + 1 if before else self.first, total.row)
        everything = (self.first, total.row)
        likeliest = [section, everything] if "小计" in total.text else [everything, section]
        return self._known([*likeliest, (total.row + 1, self.last + 1), following])

    def _end_after(self, row: int) -> int:
        after = bisect_right(self.ends, row)
        return self.ends[after] if after < len(self.ends) else self.last + 1

    def _known(self, runs: list[tuple[int, int]]) -> list[Quantity]:
        return [found for run in runs if (found := self._sum(*run))]

    def _sum(self, begin: int, end: int) -> Quantity | None:
        """None without a number, and where one cell cannot be read or is counted in another unit."""
        low, high = bisect_left(self.rows, begin), bisect_left(self.rows, end)
        first, last = begin - self.first, end - self.first
        if low == high or self.unread[last] > self.unread[first]:
            return None
        same = self.counted_in[self.units[low]]
        if bisect_left(same, end) - bisect_left(same, begin) < high - low:
            return None
        return Quantity(self.summed[last] - self.summed[first], "", self.units[low][0])

    def _text(self, row: int, index: int | None) -> str:
        found = self.sheet.row(row)
        return found.cells[index].value.strip() if found and index is not None and index < len(found.cells) else ""

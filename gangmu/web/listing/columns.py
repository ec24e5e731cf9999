"""A column of a list, told once for page, order and export."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape

from gangmu.base.sheets import Column as SheetColumn


@dataclass(frozen=True)
class Column:
    """`text` is what a cell says. `value` is its number or day, for the export and to sort by; `order` sorts otherwise.

    `draw` makes the inside of a cell where text is not enough; it answers for escaping. `field` is the column of the
    database that sorts alike. `spread` gives several columns of the export in the place of this one. `minor` columns
    are left out on a phone; a `fixed` one (boxes to tick, buttons) is neither chosen, sorted by nor exported.
    """

    key: str
    title: Any
    text: Callable[[Any], str]
    value: Callable[[Any], Any] | None = None
    draw: Callable[[Any], str] | None = None
    order: Callable[[Any], Any] | None = None
    field: str = ""
    spread: Callable[[], Mapping[str, Callable[[Any], Any]]] | None = None
    number: bool = False
    shown: bool = True
    minor: bool = False
    fixed: bool = False
    kind: str = ""

    @property
    def always(self) -> bool:
        """What the row is about, and what one does with it, are never left out."""
        return self.fixed or "cell-title" in self.kind

    @property
    def classes(self) -> str:
        marks = (self.kind, "num" if self.number else "", "cell-minor" if self.minor else "")
        return " ".join(filter(None, marks))

    def opening(self) -> str:
        """The start of every cell of this column; made once a page, as one page has a thousand cells."""
        classes = f' class="{self.classes}"' if self.classes else ""
        label = "" if self.fixed or "cell-title" in self.kind else f' data-label="{escape(str(self.title))}"'
        return f"<td{classes}{label}>"

    def inside(self, row: Any) -> str:
        return self.draw(row) if self.draw else escape(self.text(row))

    def sorts_by(self, row: Any) -> Any:
        """What to compare; None where there is nothing."""
        told = (self.order or self.value or self.text)(row)
        return None if told == "" else told

    def written(self) -> Iterator[tuple[SheetColumn, Callable[[Any], Any]]]:
        """The columns of the export, each with what it writes of a row."""
        if self.spread:
            for number, (title, told) in enumerate(self.spread().items()):
                yield SheetColumn(f"{self.key}-{number}", title), told
        else:
            yield SheetColumn(self.key, str(self.title)), self.value or self.text

"""What the cells of an .xlsx refer to: its sheets in their order, the texts they share, their number formats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from .containers import whole_file
from .formats import BUILT_IN, Format
from .parts import Attributes, Parts, Texts, beside

_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_LONGEST_TITLE = 100
_LONGEST_FORMAT = 255


class Place(NamedTuple):
    """A worksheet: its name, the part that holds it, and whether it is hidden."""

    title: str
    part: str
    hidden: bool


@dataclass(frozen=True)
class Contents:
    """The worksheets of a file, and what their cells mean by number."""

    places: tuple[Place, ...]
    texts: tuple[str, ...]
    formats: tuple[Format, ...]


def read_contents(parts: Parts) -> Contents:
    """Raises Problems for a workbook of too many sheets, ValueError for one that contradicts itself."""
    relations, book = _Relations(), _Book()
    parts.read(_RELATIONS, relations)
    parts.read(_WORKBOOK, book)
    texts, styles = _SharedTexts(), _Styles(since_1904=book.since_1904)
    for kind, target in relations.found.values():
        if kind == "sharedStrings" and target in parts:
            parts.read(target, texts)
        elif kind == "styles" and target in parts:
            parts.read(target, styles)
    sheets = [(title, *relations.found.get(key, ("", "")), hidden) for title, key, hidden in book.sheets]
    places = tuple(Place(title, part, hidden) for title, kind, part, hidden in sheets if kind == "worksheet")
    if len(places) > parts.limits.sheets:
        what = _("有 %(count)d 张工作表，超过上限 %(limit)d 张") % {"count": len(places), "limit": parts.limits.sheets}
        raise whole_file(parts.file, what, todo=_("请删去无关的工作表，或分成几个文件"))
    if len({place.part for place in places}) < len(places) or len({place.title for place in places}) < len(places):
        raise ValueError("one sheet under two names, or two under one")
    return Contents(places, tuple(texts.found), styles.formats())


class _Relations:
    """Kind and part by the id under which the workbook names them."""

    def __init__(self) -> None:
        self.found: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found[attributes.get("Id", "")] = kind, beside(_WORKBOOK, attributes.get("Target", ""))

    def end(self, name: str) -> None: ...
    def text(self, piece: str) -> None: ...


class _Book:
    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.since_1904 = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "sheet":
            key = next((value for called, value in attributes.items() if called.endswith(":id")), "")
            title = attributes.get("name", "")[:_LONGEST_TITLE]
            self.sheets.append((title, key, attributes.get("state", "visible") != "visible"))
        elif name == "workbookPr":
            self.since_1904 = attributes.get("date1904", "") in ("1", "true")

    def end(self, name: str) -> None: ...
    def text(self, piece: str) -> None: ...


class _SharedTexts(Texts):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def end(self, name: str) -> None:
        super().end(name)
        if name == "si":
            self.found.append(self.taken())


class _Styles:
    """The number format of each style of cells."""

    def __init__(self, *, since_1904: bool) -> None:
        self._codes: dict[int, str] = {}
        self._of_cells: list[int] = []
        self._inside, self._since_1904 = False, since_1904

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            code = attributes.get("formatCode", "")
            if len(code) > _LONGEST_FORMAT:
                raise ValueError("a number format longer than Excel takes")
            self._codes[int(attributes.get("numFmtId", 0))] = code
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside:
            self._of_cells.append(int(attributes.get("numFmtId", 0)))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._inside = False

    def text(self, piece: str) -> None: ...

    def formats(self) -> tuple[Format, ...]:
        codes = {**BUILT_IN, **self._codes}
        made = {key: Format(codes.get(key, ""), self._since_1904) for key in {0, *self._of_cells}}
        return tuple(made[key] for key in self._of_cells) or (made[0],)

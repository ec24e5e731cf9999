"""The list that an address asks for: order, folded groups, page and columns; and the same as a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from gangmu.base.sheets import Column as SheetColumn
from gangmu.base.sheets import SheetOut, write_csv, write_workbook
from gangmu.org.queries import shown_columns
from gangmu.web.downloads import as_attachment, excel
from gangmu.web.listing.columns import Column
from gangmu.web.paging import rows_a_page
from gangmu.web.requests import Request

PER_PAGE = 50
NAMES = ("plan", "draft", "unit", "alarms", "own", "review")
"""Every list that remembers its columns."""
NO_GROUP = _("未填")
FORMATS = ("xlsx", "csv")


class Entry(NamedTuple):
    """One row before it is read: what `read` needs to know of it, and the key of its group."""

    row: Any
    group: Any = None


@dataclass(frozen=True)
class Listing:
    """What a list is, whatever is asked of it: a name of NAMES, its columns, and the words for a group's key.

    A `plain` one beside the list of a page has no tools and follows nothing that the address asks for.
    """

    name: str
    columns: Sequence[Column]
    group_name: Callable[[Any], str] = str
    size: int = PER_PAGE
    plain: bool = False


@dataclass(frozen=True)
class Heading:
    """A column's head: `url` sorts by it, `sorted` is what aria-sort says."""

    column: Column
    url: str
    sorted: str


@dataclass(frozen=True)
class Group:
    """Rows under one heading as HTML; `count` is of the whole group, also where the page shows part of it or nothing.

    `url` opens a folded group, or folds all.
    """

    name: str
    count: int
    url: str
    opened: bool
    body: SafeString


@dataclass
class Table:
    """A list as `components/listing.html` shows it."""

    listing: Listing
    request: Request
    columns: list[Column]
    sort: str = ""
    falling: bool = False
    page: Page[Any] = field(default_factory=lambda: Paginator([], PER_PAGE).page(1))
    groups: list[Group] = field(default_factory=list)
    grouped: bool = False
    entries: Sequence[Entry] = ()
    read: Callable[[Sequence[Entry]], Sequence[Any]] = tuple
    finish: Callable[[Sequence[Any]], Sequence[Any]] = tuple

    def rows(self, entries: Sequence[Entry]) -> Sequence[Any]:
        return self.finish(self.read(entries))

    @property
    def name(self) -> str:
        return self.listing.name

    @property
    def anchor(self) -> str:
        return f"#{self.name}"

    @property
    def count(self) -> int:
        return len(self.entries)

    @property
    def folded(self) -> bool:
        return self.grouped and "open" in self.request.GET

    @property
    def choosable(self) -> list[Column]:
        return [one for one in self.listing.columns if not one.always]

    @property
    def headings(self) -> list[Heading]:
        found = []
        for column in self.columns:
            mine = column.key == self.sort
            # Numbers are asked for from the largest, words from the first.
            falling = not self.falling if mine else column.number
            told = ("descending" if self.falling else "ascending") if mine else ""
            changes: dict[str, str | None] = {"sort": ("-" if falling else "") + column.key}
            if "group" not in self.request.GET:
                changes |= {"group": "", "open": None}
            url = "" if column.fixed or self.listing.plain else self.address(**changes)
            found.append(Heading(column, url, told))
        return found

    def address(self, **changes: str | None) -> str:
        """This list with something asked otherwise, from its first page."""
        query = self.request.GET.copy()
        for name in ("page", "print", "export", *changes):
            query.pop(name, None)
        for name, value in changes.items():
            if value is not None:
                query[name] = value
        return f"?{query.urlencode()}#{self.name}"

    @property
    def exports(self) -> list[tuple[str, str]]:
        names = {"xlsx": _("Excel 表格"), "csv": _("CSV 文本")}
        return [(str(names[one]), self.address(export=one)) for one in FORMATS]

    @property
    def folding(self) -> tuple[str, str]:
        return self.address(open=None), self.address(open="")


def columns_for(request: Request, listing: Listing) -> list[Column]:
    """Those the person chose once, or the usual ones; in the list's own order."""
    kept = set() if listing.plain else set(shown_columns(request.user, listing.name))
    known = kept & {one.key for one in listing.columns}
    return [one for one in listing.columns if one.always or (one.key in known if known else one.shown)]


def asked_sort(request: Request, listing: Listing) -> tuple[Column | None, bool]:
    """The column asked for, and whether from the largest; unknown ones are passed over."""
    asked = request.GET.get("sort", "")
    if listing.plain:
        return None, False
    column = next((one for one in listing.columns if one.key == asked.removeprefix("-") and not one.fixed), None)
    return column, asked.startswith("-")


def _known(entries: Sequence[Entry]) -> list[Any]:
    return [one.row for one in entries]


def tabled(
    request: Request,
    listing: Listing,
    entries: Sequence[Entry],
    read: Callable[[Sequence[Entry]], Sequence[Any]] = _known,
    *,
    finish: Callable[[Sequence[Any]], Sequence[Any]] = tuple,
    columns: Sequence[Column] | None = None,
    in_order: bool = False,
) -> Table:
    """The list as asked. `entries` are all rows in their usual order, group after group; `read` makes rows of them: of
    those shown only, unless all must be known to be sorted (`in_order`: they are in the order asked for already).
    `finish` adds to the rows shown what only their cells need.
    """
    table = Table(listing, request, list(columns or columns_for(request, listing)), finish=finish)
    column, table.falling = asked_sort(request, listing)
    table.sort = column.key if column else ""
    if column and not in_order:
        entries, read = _sorted(entries, read(entries), column, table.falling), _known
    table.entries, table.read = entries, read
    table.grouped = any(one.group is not None for one in entries)
    table.page = Paginator(_opened(table), rows_a_page(request, listing.size)).get_page(request.GET.get("page"))
    table.groups = _groups(table)
    return table


def _sorted(entries: Sequence[Entry], rows: Sequence[Any], column: Column, falling: bool) -> list[Entry]:
    """Group after group as they came; what has no value stands last in either direction."""
    places = {group: place for place, group in enumerate(dict.fromkeys(one.group for one in entries))}
    found = [Entry(row, one.group) for one, row in zip(entries, rows, strict=True)]
    told = {id(one.row): column.sorts_by(one.row) for one in found}
    found.sort(key=lambda one: _comparable(told[id(one.row)]), reverse=falling)
    return sorted(found, key=lambda one: (places[one.group], told[id(one.row)] is None))


def _comparable(value: Any) -> tuple[bool, Any]:
    return (value is not None, 0 if value is None else value)


def _opened(table: Table) -> Sequence[Entry]:
    """All rows, or those of the one group that is open where the others are folded."""
    if not table.folded:
        return table.entries
    key = table.request.GET["open"]
    return [one for one in table.entries if _key(one.group) == key]


def _key(group: Any) -> str:
    return "-" if group in (None, "") else str(group)


def _groups(table: Table) -> list[Group]:
    openings = [(column.opening(), column.inside) for column in table.columns]
    shown: Any = table.page.object_list
    bodies: dict[Any, SafeString] = {}
    rows = table.rows(shown)
    for group, pairs in groupby(zip(shown, rows, strict=True), key=lambda pair: pair[0].group):
        cells = ["<tr>" + "".join([f"{start}{inside(row)}</td>" for start, inside in openings]) for _one, row in pairs]
        bodies[group] = mark_safe("</tr>\n".join(cells) + "</tr>")
    counts = Counter(one.group for one in table.entries)
    keys = counts if table.folded else bodies
    return [_group(table, key, counts[key], bodies.get(key)) for key in keys]


def _group(table: Table, key: Any, count: int, body: SafeString | None) -> Group:
    name = ""
    if table.grouped:
        name = str(NO_GROUP) if key in (None, "") else table.listing.group_name(key)
    opens = "" if table.folded and body else _key(key)
    return Group(name, count, table.address(open=opens), body is not None, body or SafeString(""))


def export(table: Table, title: str) -> HttpResponse | None:
    """The file that the address asks for: these rows, order and columns, all pages; None when it asks for none."""
    asked = table.request.GET.get("export", "")
    if asked not in FORMATS:
        return None
    written = [one for column in table.columns if not column.fixed for one in column.written()]
    columns = [column for column, _told in written]
    entries = _opened(table) or table.entries
    rows = [{column.field: told(row) for column, told in written} for row in table.rows(entries)]
    if table.grouped:
        columns.insert(0, SheetColumn("group", str(_("分组"))))
        for entry, row in zip(entries, rows, strict=True):
            row["group"] = str(NO_GROUP) if entry.group in (None, "") else table.listing.group_name(entry.group)
    if asked == "csv":
        return as_attachment(
            HttpResponse(write_csv(columns, rows), content_type="text/csv; charset=utf-8"), f"{title}.csv"
        )
    return excel(write_workbook([SheetOut(title[:20], columns, rows)]), title)

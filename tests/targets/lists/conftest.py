"""Lists as governments write them, read without a database: small workbooks, and some twenty units of a city."""

from __future__ import annotations

import io
from dataclasses import replace
from types import SimpleNamespace

import openpyxl
import pytest

from gangmu.base.quantities.units import plain
from gangmu.base.sheets import read_workbook
from gangmu.org.models import Unit
from gangmu.targets.lists import Choices, Former, UnitMatcher, check, propose

YEAR = 2027
UNITS = [
    "市发展和改革委员会",
    "市统计局",
    "市商务局",
    "市教育局",
    "市经济和信息化局",
    "市科学技术局",
    "市财政局",
    "市民政局",
    "市水务局",
    "市人力资源和社会保障局",
    "市卫生健康委员会",
    "市住房和城乡建设局",
    "市交通运输局",
    "市园林和林业局",
    "云州高新区",
    "云州经开区",
    "东湖区",
    "云州海关",
]
LEADERS = {"副市长陈岩": 1, "市长周平": 2}


def workbook(rows, merges=()) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for area in merges:
        book.active.merge_cells(area)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


class Listed:
    """A list as it was read: `goals`, `told(kind)` and so on say it in few words."""

    def __init__(self, sheet, found, guess) -> None:
        self.sheet, self.found, self.guess = sheet, found, guess
        self.drafts = [one.draft for one in found.proposed]

    @property
    def goals(self):
        """(name, goal with unit) of every target, in order; a qualitative one has no goal."""
        return [(one.name, said(one)) for one in self.drafts]

    @property
    def left(self):
        return [(one.row, one.kind) for one in self.found.left]

    @property
    def open(self):
        return [one.title for one in self.found.open_columns]

    @property
    def errors(self):
        return {(one.row, one.kind) for one in self.found.problems if one.level == "error"}

    def told(self, kind):
        return [(one.row, one.what) for one in self.found.problems if one.kind == kind]

    def nodes(self, index=0):
        """(month, planned or words) of the nodes of one target."""
        return [
            (one.due.month, one.content if one.planned is None else plain(one.planned))
            for one in self.drafts[index].nodes
        ]

    def units(self, index=0):
        return [(one.part, UNITS[one.unit - 1]) for one in self.drafts[index].assignments]


def said(draft) -> str:
    return (
        ""
        if draft.goal is None
        else f"{'≤' if draft.direction == 'lower' else ''}{plain(draft.goal)}{draft.unit_of_measure}"
    )


@pytest.fixture
def listed():
    """`listed(row, row, …, merges=[…], chosen={text: number}, header=…, answers=…)`: the list as it is read."""

    def read(*rows, merges=(), chosen=None, former=(), name="目标.xlsx", data=None, mapping=None, **choices) -> Listed:
        sheet = read_workbook(name, data or workbook(rows, merges)).first
        guess = propose(sheet, YEAR)
        units = [Unit(pk=number, name=name, code=f"u{number}") for number, name in enumerate(UNITS, start=1)]
        found = check(
            sheet,
            guess.row,
            mapping or {field: index for index, field in guess.columns.items()},
            replace(Choices(deadline=f"{YEAR}-12-31"), **choices),
            year=YEAR,
            matcher=UnitMatcher(units, chosen or {}, former),
            leaders=LEADERS,
        )
        return Listed(sheet, found, SimpleNamespace(row=guess.row, columns=dict(guess.columns)))

    return read


@pytest.fixture
def ended():
    """市招商促进局, merged into 市商务局."""
    heir = Unit(pk=UNITS.index("市商务局") + 1, name="市商务局")
    return Former(("市招商促进局",), "已于2026年3月1日并入“市商务局”", heir)

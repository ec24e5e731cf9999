"""Official values as tables: a list with a row a value, or a row a year with its months across, in and out again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from gangmu.base.errors import Problem, Refused
from gangmu.base.periods import Period
from gangmu.base.sheets import (
    ROW,
    Column,
    Limits,
    SheetOut,
    as_choice,
    as_number,
    as_text,
    as_whole_number,
    find_header,
    known_headings,
    read_rows,
    read_workbook,
    write_template,
    write_workbook,
)
from gangmu.base.spelling import folded
from gangmu.indicators import policies, queries
from gangmu.indicators.actions import Given
from gangmu.indicators.models import MONTHS, Indicator, Observation
from gangmu.indicators.states import Status
from gangmu.org.models import Unit
from gangmu.org.queries import today

# The page keeps the file between preview and confirmation, so it must stay small; ten thousand rows do.
LIMITS = Limits(size=1_500_000, rows=10_000)
NEW, CHANGED, SAME = "new", "changed", "same"
LEAVE = "leave"
"""The answer for a name that is to be left out."""
_CHINESE = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")


def as_month(text: str) -> Period:
    """2026年5月, 2026-05, 2026年1-2月; the last month of a run counts."""
    period = Period.parse(text)
    if period.kind == "month" or (period.first == 1 and period.kind != "year"):
        return period
    raise Refused(_("“%(text)s”不是月份，请写成 2026年5月 或 2026-05") % {"text": text})


def columns() -> tuple[Column, ...]:
    """The columns of both layouts; what a row leaves empty it does not use."""
    names = {value: str(label) for value, label in Status.choices}
    months = (Column(f"m{month}", *_month_titles(month), parse=as_number(), width=11) for month in MONTHS)
    return (
        Column("indicator", _("指标"), ("指标名称", "项目"), parse=as_text(100), width=26, example="固定资产投资"),
        Column("unit", _("单位"), ("地区", "区县", "县市区", "单位名称"), True, as_text(100), width=20),
        Column("year", _("年度"), ("年份", "年"), parse=as_whole_number, width=8, help=_("各月横排时填")),
        Column("month", _("月份"), ("时间", "统计期", "期别"), parse=as_month, format=_written, example="2026年5月"),
        Column("value", _("数值"), ("数据", "累计数", "实绩", "官方数"), parse=as_number(), width=14, example="128.5"),
        Column("status", _("数据状态"), ("状态",), False, as_choice(names), names.get, choices=tuple(names.values())),
        Column("version", _("第几版"), help=_("只供核对，不读入"), width=8),
        Column("known_since", _("何时已知"), help=_("只供核对，不读入"), width=12),
        *months,
    )  # fmt: skip


def _month_titles(month: int) -> tuple[str, tuple[str, ...]]:
    aliases = (
        [f"{_CHINESE[month - 1]}月", f"1-{month}月", f"1—{month}月", f"1－{month}月"] if month > 1 else ["一月", "元月"]
    )
    return f"{month}月", tuple(aliases)


def _written(month: Any) -> str:
    return f"{month.year}年{month.month}月" if isinstance(month, dt.date) else str(month)


@dataclass(frozen=True)
class Proposed:
    """One value of the table beside what is stored."""

    given: Given
    status: str
    before: Decimal | None = None

    @property
    def name(self) -> str:
        return f"{self.given.indicator} · {self.given.unit.label}"


@dataclass(frozen=True)
class Preview:
    """What a table would do; with a problem of level "error", or a name nobody was asked about, nothing.

    `asked` are names that lead to no indicator or no unit: (kind, text).
    """

    proposed: list[Proposed] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)

    @property
    def wrong(self) -> bool:
        return bool(self.asked) or any(one.level == "error" for one in self.problems)

    @property
    def changes(self) -> list[Proposed]:
        return [one for one in self.proposed if one.status != SAME]

    @property
    def rows(self) -> list[Given]:
        return [one.given for one in self.changes]


@dataclass(frozen=True)
class Names:
    """What names in a table lead to: indicators that the bureau gives, units below its government.

    `answers` are those of the person, (kind, text) → number or "leave".
    """

    indicators: Mapping[str, Indicator]
    units: Mapping[str, Unit]
    answers: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(
        cls, indicators: Iterable[Indicator], units: Iterable[Unit], answers: Mapping[tuple[str, str], str]
    ) -> Names:
        named = {folded(name): one for one in indicators for name in one.names}
        places = {folded(name): one for one in units for name in (one.short_name, one.code, one.name) if name}
        return cls(named, places, answers)

    def find(self, kind: str, text: str) -> Any:
        """The indicator or unit; "leave" when it is left out; None when the person has to be asked."""
        known: Mapping[str, Any] = self.indicators if kind == "indicator" else self.units
        if found := known.get(folded(text)):
            return found
        answer = self.answers.get((kind, text), "")
        return LEAVE if answer == LEAVE else next((one for one in known.values() if str(one.pk) == answer), None)


def preview(
    name: str,
    data: bytes,
    names: Names,
    *,
    default: Indicator | None = None,
    status: str = Status.VERIFIED,
    known_since: dt.date | None = None,
) -> Preview:
    """Read a table and compare it. Raises Problems when the file is no readable table at all.

    `default` is the indicator of a table that has no column for it; `status` that of rows that state none,
    `known_since` the day from which all of it is known (today).
    """
    book = read_workbook(name, data, limits=LIMITS)
    sheet, known = book.first, columns()
    header = find_header(sheet, known_headings(known))
    rows, problems = read_rows(sheet, header, known)
    asked: dict[tuple[str, str], None] = {}
    given = list(_given(rows, names, default, status, asked, problems, sheet.where()))
    proposed, more = _compared(given, sheet.where(), known_since or today())
    told = {one.row for one in problems}
    problems = [*book.warnings, *problems, *(one for one in more if one.row not in told)]
    return Preview(proposed, sorted(problems, key=lambda one: one.row or 0), list(asked))


def _given(
    rows: Sequence[Mapping[str, Any]],
    names: Names,
    default: Indicator | None,
    status: str,
    asked: dict[tuple[str, str], None],
    problems: list[Problem],
    place: str,
) -> Iterator[Given]:
    for row in rows:
        found: dict[str, Any] = {}
        for kind in ("indicator", "unit"):
            text = row.get(kind) or ""
            found[kind] = names.find(kind, text) if text else default if kind == "indicator" else None
            if text and found[kind] is None:
                asked[kind, text] = None
            elif not text and found[kind] is None and kind == "indicator":
                problems.append(_at(row, place, _("没有写是哪个指标"), _("补上“指标”列，或在上面选定一个指标")))
        if None in found.values() or LEAVE in found.values():
            continue
        values = list(_values(row))
        if not values:
            problems.append(_at(row, place, _("没有月份和数值"), _("填“月份”和“数值”，或填“年度”和各月")))
        for month, value in values:
            yield Given(found["indicator"], found["unit"], month, value, row.get("status") or status, row[ROW])


def _values(row: Mapping[str, Any]) -> Iterator[tuple[dt.date, Decimal]]:
    if row.get("month") is not None and row.get("value") is not None:
        yield dt.date(row["month"].year, row["month"].last, 1), row["value"]
    year = row.get("year")
    for month in MONTHS:
        if year and 1949 <= year <= 2099 and row.get(f"m{month}") is not None:
            yield dt.date(year, month, 1), row[f"m{month}"]


def _at(row: Mapping[str, Any], place: str, what: str, todo: str) -> Problem:
    where = place + _("第 %(row)d 行") % {"row": row[ROW]}
    return Problem(what, where=where, todo=todo, row=row[ROW])


def _compared(given: Sequence[Given], place: str, known_since: dt.date) -> tuple[list[Proposed], list[Problem]]:
    """Each value beside the stored one, and everything that the writing would refuse or that is odd."""
    last = queries.last_versions({one.indicator.pk for one in given})
    coming = {(one.indicator.pk, one.unit.pk, one.month): one.value for one in given}
    proposed, problems = [], []
    seen: set[tuple[int, int, dt.date]] = set()
    for one in given:
        key = (one.indicator.pk, one.unit.pk, one.month)
        row, before = (
            Observation(indicator=one.indicator, unit=one.unit, month=one.month, value=one.value),
            last.get(key),
        )
        where = place + _("第 %(row)d 行") % {"row": one.row or 0}
        if key in seen:
            what = _("%(unit)s的“%(name)s”%(month)d 月在表里出现两次") % {
                "unit": one.unit,
                "name": one.indicator,
                "month": one.month.month,
            }
            problems.append(Problem(what, where=where, todo=_("只留一次"), row=one.row))
            continue
        seen.add(key)
        if before is not None and before.value == one.value and before.status == one.status:
            proposed.append(Proposed(one, SAME, before.value))
            continue
        row.status = _status(one, before)
        found = [
            *policies.wrong_with(row, known_since, before, where=where),
            *policies.doubts_about(row, _before(row, last, coming), where=where),
        ]
        problems += [_placed(problem, one.row) for problem in found]
        fresh = Given(one.indicator, one.unit, one.month, one.value, row.status, one.row)
        proposed.append(Proposed(fresh, CHANGED if before else NEW, before.value if before else None))
    return proposed, problems


def _status(one: Given, before: Observation | None) -> str:
    """What changes a value of the year's end is a restatement."""
    return (
        Status.RESTATED
        if before is not None and before.status == Status.FINAL and one.value != before.value
        else one.status
    )


def _before(
    row: Observation, last: Mapping[Any, Observation], coming: Mapping[Any, Decimal | None]
) -> Observation | None:
    """The month published before, as the table has it, else as it is stored."""
    earlier = [month for month in row.indicator.published if month < row.month.month]
    if not earlier:
        return None
    key = (row.indicator_id, row.unit_id, row.month.replace(month=earlier[-1]))
    if key in coming:
        return Observation(indicator=row.indicator, unit=row.unit, month=key[2], value=coming[key])
    return last.get(key)


def _placed(problem: Problem, row: int | None) -> Problem:
    return Problem(problem.what, problem.where, problem.expected, problem.todo, problem.level, row, problem.column)


def template() -> bytes:
    """The empty table with drop-downs and explanations."""
    return write_template(_("官方数"), [one for one in columns() if one.field not in ("version", "known_since")])


def export(indicator: Indicator, known: queries.Values, units: Iterable[Unit]) -> bytes:
    """Every value of these units as known now; comes back unchanged."""
    names = {unit.pk: unit.name for unit in units}
    rows = [
        {
            "indicator": indicator.name, "unit": names[unit], "month": month, "value": one.value,
            "status": one.status, "version": one.number, "known_since": one.known_since,
        }
        for (unit, month), one in sorted(known.items(), key=lambda item: (item[0][0], item[0][1]))
        if unit in names and one.value is not None
    ]  # fmt: skip
    wanted = [one for one in columns() if not one.field.startswith("m") or one.field == "month"]
    return write_workbook([SheetOut(indicator.name[:25], [one for one in wanted if one.field != "year"], rows)])

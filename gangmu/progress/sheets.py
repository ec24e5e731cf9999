"""Excel of this stage: the monthly grid out and back in, the list under review, and who has reported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gangmu.base.errors import Problem, Refused
from gangmu.base.quantities import plain
from gangmu.base.sheets import (
    ROW,
    Column,
    SheetOut,
    as_code,
    as_number,
    as_text,
    find_header,
    known_headings,
    read_rows,
    read_workbook,
    write_workbook,
)
from gangmu.progress.actions.filling import MOST_WORDS
from gangmu.progress.queries import Coverage, DueRow
from gangmu.progress.states import ReportState
from gangmu.progress.verbs import WRITTEN

TYPED = WRITTEN
"""The columns one fills in; the others tell which row it is."""
LABELS: Mapping[str, Any] = {
    "value": gettext_lazy("累计完成"),
    "words": gettext_lazy("进展情况"),
    "problem": gettext_lazy("存在问题"),
    "next_step": gettext_lazy("下一步打算"),
    "jump_reason": gettext_lazy("异常变动说明"),
}


def grid_columns() -> list[Column]:
    return [
        Column("code", _("编号"), required=True, width=14, parse=as_code(30)),
        Column("name", _("目标名称"), width=30),
        Column("unit_code", _("单位编码"), required=True, width=12, parse=as_code(30)),
        Column("unit", _("填报单位"), width=14),
        Column("measure", _("计量单位"), width=10),
        Column("goal", _("全年目标"), width=12),
        Column("last", _("上期累计"), width=12),
        Column("value", str(LABELS["value"]), aliases=(_("本月累计"),), width=12),
        Column("words", str(LABELS["words"]), parse=as_text(MOST_WORDS), width=40),
        Column("problem", str(LABELS["problem"]), parse=as_text(MOST_WORDS), width=24),
        Column("next_step", str(LABELS["next_step"]), parse=as_text(MOST_WORDS), width=24),
        Column("jump_reason", str(LABELS["jump_reason"]), parse=as_text(300), width=20),
        Column("state", _("状态"), width=10),
    ]


def write_grid(title: str, rows: Iterable[DueRow]) -> bytes:
    """The monthly grid as it is seen; it can be filled in and brought back."""
    notes = _("只填“累计完成”到“异常变动说明”这几列，其余各列用来对号入座，请勿改动；填好后在“本月填报”页导入。")
    return write_workbook([SheetOut(_("本月填报"), grid_columns(), map(_grid_row, rows), title=title, notes=notes)])


def _grid_row(row: DueRow) -> dict[str, Any]:
    target, report = row.target, row.report
    return {
        "code": target.code,
        "name": target.name,
        "unit_code": row.unit.code,
        "unit": row.unit.label,
        "measure": target.measure,
        "goal": row.terms.aim,
        "last": row.last,
        "state": report.get_state_display(),
    } | {name: getattr(report, name) for name in TYPED}


@dataclass(frozen=True)
class Difference:
    """A cell of the file that says something else than what is stored. `text` is as written in the file."""

    row: DueRow
    field: str
    now: str
    text: str

    @property
    def label(self) -> str:
        return str(LABELS[self.field])


def read_grid(name: str, data: bytes, rows: Iterable[DueRow]) -> tuple[list[Difference], list[Problem]]:
    """What the file would change, cell by cell, and everything wrong with it. A blank cell changes nothing."""
    sheet = read_workbook(name, data).first
    columns = grid_columns()
    found, problems = read_rows(sheet, find_header(sheet, known_headings(columns)), columns)
    known = {(row.target.code, row.unit.code): row for row in rows}
    differences: list[Difference] = []
    met: set[tuple[str, str]] = set()
    for line in found:
        where = sheet.where(_("第 %(row)s 行") % {"row": line[ROW]})
        key = (line["code"] or "", line["unit_code"] or "")
        row = known.get(key)
        if not all(key):
            continue
        if row is None or key in met:
            problems.append(_unknown(where, key, row is not None))
            continue
        met.add(key)
        differences += _differences(row, line, where, problems)
    return differences, problems


def _unknown(where: str, key: tuple[str, str], twice: bool) -> Problem:
    if twice:
        return Problem(_("同一个目标、同一个单位写了两行"), where=where, value=key[0], todo=_("请只留一行"))
    what = _("不在本月要填的目标里")
    return Problem(what, where=where, value=" ".join(key), todo=_("请核对编号和单位编码，或删去这一行"))


def _differences(row: DueRow, line: Mapping[str, Any], where: str, problems: list[Problem]) -> list[Difference]:
    found = []
    for field in TYPED:
        text = line[field]
        if text is None:
            continue
        now = getattr(row.report, field)
        try:
            same = (as_number(row.target.measure)(text) if field == "value" else text) == now
        except Refused as refused:
            problems.append(Problem(refused.reason, where=where, column=str(LABELS[field]), value=text))
            continue
        if not same:
            found.append(Difference(row, field, plain(now) if isinstance(now, Decimal) else now or "", text))
    if found and not row.editable:
        what = _("已经提交，现在是“%(state)s”") % {"state": row.report.get_state_display()}
        problems.append(Problem(what, where=where, value=row.target.code, todo=_("要改请先撤回，或请审核人退回")))
        return []
    return found


def write_coverage(found: Coverage) -> bytes:
    """Who has reported, one row a unit, and the reports still missing on a second sheet."""
    columns = [
        Column("unit", _("单位"), width=24),
        Column("expected", _("应报")),
        Column("handed_in", _("已报")),
        Column("missing", _("未报")),
        Column("submitted", str(ReportState.SUBMITTED.label)),
        Column("approved", str(ReportState.APPROVED.label)),
        Column("verified", str(ReportState.VERIFIED.label)),
        Column("returned", str(ReportState.RETURNED.label)),
        Column("late", _("迟报项数")),
        Column("most_days", _("最多迟报天数")),
        Column("reminded", _("最近催报"), width=18),
        Column("served", _("填报员"), width=10),
    ]
    rows = [
        {
            "unit": one.unit.name,
            "expected": one.expected,
            "handed_in": one.handed_in,
            "missing": len(one.missing),
            "late": one.late,
            "most_days": one.most_days,
            "reminded": one.reminded_at,
            "served": "" if one.served else _("没有"),
        }
        | {state: one.states[state] for state in ("submitted", "approved", "verified", "returned")}
        for one in found.units
    ]
    title = _("%(period)s填报进度") % {"period": found.period}
    return write_workbook([SheetOut(_("填报进度"), columns, rows, title=title), _missing(found)])


def _missing(found: Coverage) -> SheetOut:
    columns = [Column("unit", _("单位"), width=24), Column("code", _("编号")), Column("name", _("目标名称"), width=40)]
    rows = [
        {"unit": one.unit.name, "code": target.code, "name": target.name}
        for one in found.units
        for target in one.missing
    ]
    return SheetOut(_("未报清单"), columns, rows)

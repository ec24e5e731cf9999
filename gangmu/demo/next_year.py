"""Next year's plan, just begun: a draft, and a list in Excel that waits to be put right and taken in."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import xlsxwriter

from gangmu.demo import catalogue
from gangmu.demo.organisation import City
from gangmu.targets import actions
from gangmu.targets.models import TargetImport
from gangmu.targets.states import SourceKind

HEADINGS = ("序号", "项目", "目标任务", "计量单位", "上年实绩", "目标值", "分值", "牵头单位", "完成时限")
LISTED = 24
BAD = {5: ("目标值", "约 560 亿元左右"), 11: ("牵头单位", "市发展改革局"), 17: ("分值", "十分")}
"""Row of the list → a cell that a clerk typed wrongly, as clerks do."""


def begin(city: City, year: int) -> TargetImport:
    by = city.person("office")
    plan = actions.create_plan(
        unit=city.units[catalogue.CITY], year=year, title=f"云州市{year}年目标体系（草案）", by=by
    )
    actions.add_source(plan=plan, kind=SourceKind.WORK_REPORT, name=f"云州市{year}年政府工作报告（讨论稿）", by=by)
    upload = actions.start_import(plan=plan, name=f"{year}年目标建议表.xlsx", data=suggestions(year), by=by)
    return actions.check_import(upload=upload, by=by)


def suggestions(year: int) -> bytes:
    """What the bureaus proposed, in one sheet with the headings that such lists have."""
    names = {one.code: one.name for one in catalogue.departments()}
    listed = [one for one in catalogue.municipal_targets() if one.goal is not None and not one.lower and not one.latest]
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": dt.datetime(2020, 1, 1)})
    sheet = book.add_worksheet("建议目标")
    sheet.write_row(0, 0, HEADINGS)
    for number, line in enumerate(listed[:LISTED], start=1):
        goal = (line.goal or Decimal(0)) * Decimal("1.06")
        row: list[object] = [number, line.name, f"{year}年{line.name}", line.measure, float(line.goal or 0)]
        row += [float(round(goal, 1)), 10, names[line.unit], f"{year}-12-31"]
        if number in BAD:
            heading, typed = BAD[number]
            row[HEADINGS.index(heading)] = typed
        sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()

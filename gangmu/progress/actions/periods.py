"""What the target office does: set until when one reports, and remind."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from gangmu.base import audit
from gangmu.base.errors import Denied, Problem, Problems
from gangmu.base.periods import add_working_days, month_end
from gangmu.base.rows import clean_fields
from gangmu.org.models import Unit, User
from gangmu.org.permissions import Permission, served
from gangmu.org.queries import tree_on
from gangmu.progress import policies
from gangmu.progress.models import Reminder, ReportingPeriod
from gangmu.progress.queries import missing_of
from gangmu.progress.verbs import PERIODS
from gangmu.targets.models import Plan

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class DueRule:
    """次月5日 or 当月25日 for every month; a day that is no working day moves to the next one.

    A day past the end of a month means its last day. Reporting opens `open_days` calendar days before the deadline.
    """

    day: int
    next_month: bool = True
    open_days: int = 10

    def dates(self, month: dt.date) -> tuple[dt.date, dt.date]:
        """First and last day on which one reports on this month."""
        later = month_end(month.year, month.month) + ONE_DAY if self.next_month else month
        last = month_end(later.year, later.month)
        due = add_working_days(last.replace(day=min(self.day, last.day)) - ONE_DAY, 1)
        return due - dt.timedelta(days=self.open_days), due

    def __str__(self) -> str:
        return (_("次月%(day)s日") if self.next_month else _("当月%(day)s日")) % {"day": self.day}


@PERIODS.does("open")
def open_period(*, by: User, plan: Plan, month: dt.date, opens: dt.date, due: dt.date) -> ReportingPeriod:
    """Set one month's reporting period."""
    return _open(by, plan, [(month.replace(day=1), opens, due)], "")[0]


def open_year(*, by: User, plan: Plan, rule: DueRule, first: int = 1) -> list[ReportingPeriod]:
    """Set the periods of the months of the plan's year from `first` on that have none yet, by one rule.

    A plan issued late in the year starts where it stands: months before `first` are never asked for.
    """
    if not 1 <= rule.day <= 31:
        raise Problems([Problem(_("没有这一天"), where=_("截止日"), expected=_("1 到 31"), value=str(rule.day))])
    months = [dt.date(plan.year, number, 1) for number in range(first, 13)]
    taken = set(ReportingPeriod.objects.filter(plan=plan).values_list("month", flat=True))
    return _open(by, plan, [(month, *rule.dates(month)) for month in months if month not in taken], str(rule))


def _open(by: User, plan: Plan, dates: list[tuple[dt.date, dt.date, dt.date]], rule: str) -> list[ReportingPeriod]:
    made = []
    with transaction.atomic():
        for month, opens, due in dates:
            _check_dates(plan, month, opens, due)
            period = ReportingPeriod(plan=plan, month=month, opens=opens, due=due)
            with PERIODS.creation("open", by=by, row=period, reason=rule):
                made.append(period)
    return made


def _check_dates(plan: Plan, month: dt.date, opens: dt.date, due: dt.date) -> None:
    where = _("%(year)d年%(month)d月") % {"year": month.year, "month": month.month}
    if month.year != plan.year:
        what = _("不是这个目标体系的年度")
        raise Problems([Problem(what, where=where, expected=_("%(year)s 年的月份") % {"year": plan.year})])
    if due < opens:
        what, todo = _("截止早于开放"), _("请改开放日或截止日")
        raise Problems([Problem(what, where=where, todo=todo, column="due", value=due.isoformat())])


@PERIODS.does("change")
def change_period(*, by: User, period: ReportingPeriod, version: int, opens: dt.date, due: dt.date) -> ReportingPeriod:
    """Another deadline for one month. Lateness of what was already handed in stays as it was counted then."""
    mine = {"opens": opens, "due": due}
    with PERIODS.step("change", by=by, row=period, version=version, mine=mine) as step:
        _check_dates(step.row.plan, step.row.month, opens, due)
        step.row.opens, step.row.due = opens, due
    return step.row


@PERIODS.does("remind")
def remind(*, by: User, period: ReportingPeriod, units: list[Unit], words: str = "") -> list[Reminder]:
    """催报: ask the units that have not reported everything; others, and those where nobody reports, are passed over.

    One event for each unit. Raises Denied, with the cure, when none is left.
    """
    with transaction.atomic():
        grant = PERIODS.check(by, period, "remind")
        missing = missing_of(period, [unit.pk for unit in units])
        owing = [unit for unit in units if missing.get(unit.pk)]
        if not owing:
            raise Denied(_("选中的单位都已经报齐，不用催"))
        reached = served(Permission.REPORT, tree_on())
        made = [
            Reminder(period=period, unit=unit, missing=missing[unit.pk], words=words.strip(), by=by)
            for unit in owing
            if unit.pk in reached
        ]
        if not made:
            raise Denied(policies.unseen(owing))
        for one in made:
            clean_fields(one, where=one.unit.label, exclude=("period", "unit", "by"))
        Reminder.objects.bulk_create(made)
        event = PERIODS.event("remind")
        audit.record_all(
            audit.Entry(by, event, one, grant.role, {}, {"missing": one.missing}, one.words) for one in made
        )
        return made

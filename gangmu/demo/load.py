"""The whole demo city in its order: organisation, last year, this year with its reports, next year's draft, scores."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gangmu.assessment import actions as assessment
from gangmu.base import audit
from gangmu.base.errors import Refused
from gangmu.base.models import Installation, StoredFile
from gangmu.base.queries import keeps_the_demo_out
from gangmu.demo import catalogue, files, indicators, next_year, organisation, plans
from gangmu.demo.catalogue import TargetLine
from gangmu.demo.history import HistoryRow, take_over_history
from gangmu.demo.organisation import City
from gangmu.demo.plans import Made
from gangmu.demo.reports import Reporting
from gangmu.indicators.models import Indicator
from gangmu.org import queries
from gangmu.org.models import Unit, User
from gangmu.progress import actions as progress
from gangmu.targets import actions as targets
from gangmu.targets.models import Plan

SCHEME = Path(__file__).parents[2] / "schemes/city-demo/scheme.yaml"
"""Where the scheme lies in the source tree; an installed package has a copy in `data/`."""
RULE = progress.DueRule(25, next_month=False)
"""One reports until the 25th of the month itself."""


def load(*, today: dt.date | None = None, tell: Callable[[str], None] = lambda step: None) -> City:
    """Fill an empty database. Raises Refused when there is anything in it, or when it is kept for a real system.

    Nothing is written then, or on any error.

    `today` is the day on which the city stands (now, when not said); the same day gives the same city.
    """
    today = today or queries.today()
    if keeps_the_demo_out():
        raise Refused(
            _("这是不带示例的系统，示例城市不会载入；要看示例请另用一个数据文件夹：GANGMU_DATA=新文件夹 ./start")
        )
    if Unit.objects.exists() or User.objects.exists():
        raise Refused(_("数据库里已经有单位或人员，示例城市只能载入空的数据库；请换一个数据目录（GANGMU_DATA）再试"))
    with transaction.atomic(), audit.acting_from("demo"):
        return _load(today, tell)


def _load(today: dt.date, tell: Callable[[str], None]) -> City:
    last = today.replace(day=1) - dt.timedelta(days=1)
    city = organisation.found_city(dt.date(last.year - 1, 1, 1), today)
    Installation.objects.update_or_create(pk=1, defaults={"name": _("云州市目标管理系统"), "is_demo": True})
    tell(_("单位、组别、人员"))
    evidence = files.store_all()
    measured = indicators.make_catalogue(city)
    indicators.give_history(city, measured, last.year)
    tell(_("指标库和历年官方数"))
    _last_year(city, last.year - 1, today)
    tell(_("上年目标与实绩"))
    plan, made = _issued(city, last.year, plans.all_lines(), measured)
    organisation.merge(city, today)
    _this_year(city, plan, made, today, evidence)
    indicators.give_this_year(city, measured, plan.year, today)
    tell(_("本年目标与填报"))
    _assess(city, plan, range(max(1, last.month - 1), last.month + 1))
    next_year.begin(city, plan.year + 1)
    tell(_("考核得分、明年草案"))
    return city


def _issued(
    city: City, year: int, lines: Iterable[TargetLine], measured: Mapping[str, Indicator] | None = None
) -> tuple[Plan, list[Made]]:
    with audit.acting_from("demo", at=timezone.make_aware(dt.datetime(year, 1, 8, 9, 40))):
        plan, made = plans.make_plan(city, year, lines)
        if measured:
            indicators.link(city, measured, made)
            plan.refresh_from_db()
    at = timezone.make_aware(dt.datetime(year, 1, 18, 10, 30))
    by = city.person("office")
    return targets.issue_plan(plan=plan, version=plan.version, by=by, warnings_seen=True, at=at), made


def _last_year(city: City, year: int, today: dt.date) -> None:
    """Only December: the year's verified values."""
    plan, made = _issued(city, year, map(plans.last_year, plans.all_lines()))
    opens, due = RULE.dates(dt.date(year, 12, 1))
    progress.open_period(by=city.person("office"), plan=plan, month=dt.date(year, 12, 1), opens=opens, due=due)
    rows = Reporting(city, plan, made, today).month(12, opens, due)
    take_over_history(by=city.person("office"), plan=plan, rows=rows)
    _assess(city, plan, (12,), final=True)


def _this_year(
    city: City, plan: Plan, made: Sequence[Made], today: dt.date, evidence: Sequence[tuple[str, StoredFile]]
) -> None:
    """Every month up to last month, and what there is of this one."""
    reporting = Reporting(city, plan, made, today, evidence)
    rows: list[HistoryRow] = []
    for month in range(1, 13):
        first = dt.date(plan.year, month, 1)
        opens, due = RULE.dates(first)
        current = first == today.replace(day=1)
        if first > today:
            break
        if current:
            opens = min(opens, max(first, today - dt.timedelta(days=3)))
        progress.open_period(by=city.person("office"), plan=plan, month=first, opens=opens, due=due)
        rows += (reporting.current if current else reporting.month)(month, opens, due)
    take_over_history(by=city.person("office"), plan=plan, rows=rows)


def _assess(city: City, plan: Plan, months: Sequence[int], *, final: bool = False) -> None:
    """Scored month after month by the city's own scheme."""
    scheme = assessment.add_scheme(
        unit=city.units[catalogue.CITY],
        year=plan.year,
        text=scheme_text(plan.year),
        by=city.person("office"),
    )
    made = assessment.create_assessment(
        plan=plan, scheme=scheme, title=f"云州市{plan.year}年度目标考核", by=city.person("assessor")
    )
    for month in months:
        assessment.run_assessment(
            assessment=made, version=made.version, month=dt.date(plan.year, month, 1), by=city.person("assessor")
        )
        made.refresh_from_db()
    if final:
        assessment.finalise(assessment=made, version=made.version, by=city.person("office"))


def scheme_text(year: int) -> str:
    """The demo city's method, dated."""
    packaged = Path(__file__).parent / "data/scheme.yaml"
    text = (packaged if packaged.is_file() else SCHEME).read_text(encoding="utf-8")
    return text.replace("year: 2026", f"year: {year}").replace("示例市目标", "云州市目标")

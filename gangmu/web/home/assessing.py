"""考核: the last run, what is open in it, and what is missing for the next; for the assessment group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from gangmu.assessment.models import ScoringRun
from gangmu.assessment.queries import assessable_plans, visible_assessments
from gangmu.org.permissions import Access, Permission
from gangmu.org.states import Role
from gangmu.progress.models import ReportingPeriod
from gangmu.progress.queries import Coverage, coverage
from gangmu.web.home.administering import Matter

SHOWN = 12


@dataclass(frozen=True)
class Assessing:
    """`open` are the units without a total in the last run; `missing` what the newest month still lacks."""

    run: ScoringRun | None
    open: Sequence[str]
    count: int
    matters: Sequence[Matter]


def assessing(access: Access, periods: Sequence[ReportingPeriod]) -> Assessing | None:
    """At most seven queries; None for who is not of the group."""
    if Role.ASSESSOR not in access.roles:
        return None
    rows = ScoringRun.objects.filter(assessment__in=visible_assessments(access).order_by().values("pk"))
    run = rows.defer("facts", "problems").select_related("assessment__plan", "by").order_by("-at").first()
    units: list[str] = []
    count = 0
    if run:
        without = run.scores.filter(total__isnull=True).select_related("unit").order_by("unit__order", "unit__code")
        units = [one.unit.label for one in without]
        count = run.scores.count()
    return Assessing(run, units[:SHOWN], count, list(_missing(access, run, units, periods)))


def _missing(
    access: Access, run: ScoringRun | None, units: Sequence[str], periods: Sequence[ReportingPeriod]
) -> Iterator[Matter]:
    scores = reverse("assessment:list")
    if run is None:
        if not assessable_plans(access).exists():
            return
        yield Matter(_("还没有算过分：录入考核办法、建立考核，再算分"), scores)
    elif units:
        page = reverse("assessment:run", args=[run.pk])
        yield Matter(_("单位没有总分，数据不全"), page, len(units), alarm=True)
    if not periods or not access.can(Permission.VIEW_TARGETS):
        return
    found: Coverage = coverage(periods[-1], tree=access.tree, reminded=False)
    month = {"period": periods[-1]}
    lacking = sum(len(one.missing) for one in found.units)
    if lacking:
        yield Matter(_("%(period)s还没有报的") % month, reverse("targets:plan", args=[periods[-1].plan_id]), lacking)
    waiting = found.handed_in - found.verified
    if waiting:
        yield Matter(_("%(period)s报了还没有核验的") % month, "", waiting)
    if run and run.month < periods[-1].month and found.verified:
        yield Matter(_("最近一次算分没有用上%(period)s的数据") % month, scores)

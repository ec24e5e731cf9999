"""How units and targets stand today: what is kept of each unit, read with today's deadlines and who answers today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gangmu.org.models import Unit
from gangmu.org.queries import Tree
from gangmu.progress.duties import COUNTED, FURTHEST
from gangmu.progress.lamps import GREY, RED, WORST_FIRST, YELLOW, Lamp, grey, judge
from gangmu.progress.models import Report, ReportingPeriod, Standing
from gangmu.progress.states import ReportState
from gangmu.targets.agreed import is_due, prefetch_terms, terms_on
from gangmu.targets.answering import Held, held_parts
from gangmu.targets.models import Plan, Target
from gangmu.targets.states import Part

TALLIES = {
    RED: _("%(all)d 个单位中 %(n)d 个严重滞后"),
    YELLOW: _("%(all)d 个单位中 %(n)d 个滞后"),
    GREY: _("%(all)d 个单位中 %(n)d 个未报"),
}


@dataclass(frozen=True)
class PartStatus:
    """One part today. `kept` is what the lamp was judged by: None where the month that counts is missing."""

    held: Held
    lamp: Lamp
    kept: Standing | None = None

    @property
    def unit(self) -> Unit:
        """Whose part it is, or was last."""
        return self.held.unit or self.held.assigned

    @property
    def leads(self) -> bool:
        return self.held.part == Part.LEAD


@dataclass(frozen=True)
class Status:
    """A target today: as bad as the worst of its parts. Parts in their order, the lead first."""

    parts: Sequence[PartStatus]

    @property
    def worst(self) -> PartStatus | None:
        """The reddest, of those the furthest behind; a part that was ended counts only where no other is left."""
        live = [one for one in self.parts if one.held.unit] or self.parts
        return min(live, key=lambda one: (WORST_FIRST.index(one.lamp.color), -(one.lamp.behind or 0)), default=None)

    @property
    def lamp(self) -> Lamp:
        return self.worst.lamp if self.worst else grey(gettext("没有牵头或责任单位，无人填报"))

    @property
    def lead(self) -> PartStatus | None:
        """The lead's part, the first one where nobody leads."""
        return self.parts[0] if self.parts else None

    @property
    def color(self) -> str:
        return self.lamp.color

    @property
    def since(self) -> dt.date | None:
        """Since which month the worst part has shown this colour."""
        return self.worst.kept.since if self.worst and self.worst.kept else None

    @property
    def reason(self) -> str:
        """Why: whose part it is, where there are several, and how many stand like it."""
        if self.worst is None or len(self.parts) == 1:
            return self.lamp.reason
        words = {"unit": self.worst.unit.label, "reason": self.lamp.reason, "tally": self.tally}
        return (gettext("%(tally)s；%(unit)s%(reason)s") if self.tally else gettext("%(unit)s%(reason)s")) % words

    @property
    def tally(self) -> str:
        """13 个单位中 3 个严重滞后; empty where one unit answers alone, or all are as they should be."""
        counted = self.counted
        return str(TALLIES[self.color] % {"n": counted[0], "all": counted[1]}) if counted else ""

    @property
    def counted(self) -> tuple[int, int] | None:
        """How many units stand like the worst, and of how many; None where there is nothing to count."""
        live = [one for one in self.parts if one.held.unit]
        if len(live) < 2 or self.color not in TALLIES:
            return None
        return sum(one.lamp.color == self.color for one in live), len(live)

    def of(self, units: Iterable[int]) -> Status:
        """Only the parts that these units answer for."""
        wanted = set(units)
        return Status([one for one in self.parts if one.unit.pk in wanted])


def status(target: Target, today: dt.date) -> Status:
    """One target; see `statuses` for many."""
    return statuses(target.plan, today, targets=[target])[target.pk]


def statuses(
    plan: Plan,
    today: dt.date,
    *,
    targets: Iterable[Target] | None = None,
    held: Sequence[Held] | None = None,
    tree: Tree | None = None,
    periods: Sequence[ReportingPeriod] | None = None,
) -> dict[int, Status]:
    """Target number → how it and each of its parts stand. At most six queries, one more after a reform.

    `targets` narrows to these (all of the plan by default); `held`, the `tree` of today and `periods` (those opened,
    by month) save queries when known already.
    """
    wanted = None if targets is None else {one.pk: one for one in targets}
    if periods is None:
        periods = list(ReportingPeriod.objects.filter(plan=plan, opens__lte=today).order_by("month"))
    if held is None:
        held = held_parts(plan, tree=tree, targets=wanted)
    held = [one for one in held if wanted is None or one.target.pk in wanted]
    found = {one.target.pk: one.target for one in held} | (wanted or {})
    prefetch_terms(found.values())
    rows = Standing.objects.filter(target__plan=plan) if wanted is None else Standing.objects.filter(target__in=wanted)
    kept = {(row.target_id, row.unit_id): row for row in rows}
    expected = _expected(periods, today)
    parts: dict[int, list[PartStatus]] = {pk: [] for pk in found}
    for one in held:
        mine = [kept[one.target.pk, name.pk] for name in one.names if (one.target.pk, name.pk) in kept]
        parts[one.target.pk].append(_part(found[one.target.pk], one, mine, expected))
    return {pk: Status(several) for pk, several in parts.items()}


def _expected(periods: Sequence[ReportingPeriod], today: dt.date) -> list[ReportingPeriod]:
    """The periods of which a report must be there today, the one that counts first: those whose deadline has passed,
    newest first, and before the first deadline what has opened."""
    passed = [one for one in periods if one.due < today]
    return [*reversed(passed), *(one for one in periods if one.due >= today)]


def judged(periods: Sequence[ReportingPeriod], today: dt.date) -> list[ReportingPeriod]:
    """The last period whose deadline has passed and those after it, newest first."""
    passed = [one for one in periods if one.due < today]
    later = [one for one in periods if one.due >= today]
    return [*reversed(later), *passed[-1:]]


def reports_judged(
    periods: Sequence[ReportingPeriod], today: dt.date, units: Iterable[int] | None = None
) -> QuerySet[Report]:
    """The reports of the months that count today, with nothing but what coverage needs."""
    rows = Report.objects.filter(period__in=[one.pk for one in judged(periods, today)])
    if units is not None:
        rows = rows.filter(unit__in=list(units))
    return rows.only(*COUNTED)


def _part(target: Target, held: Held, kept: Sequence[Standing], expected: Sequence[ReportingPeriod]) -> PartStatus:
    """Judged by the latest month handed in, if none is missing since: the first `expected` in which something was due
    must be there today."""
    if ended := held.ended:
        words = {"month": ended.since.month, "day": ended.since.day, "reason": ended.reason}
        return PartStatus(held, grey(gettext("自%(month)d月%(day)d日起按决定终止：%(reason)s") % words))
    last = next((one for one in expected if is_due(target, one.month)), None)
    if last is None:
        words = {"rhythm": terms_on(target, held.tree.on).rhythm}
        early = gettext("还没有到报数的月份：%(rhythm)s报数") % words if expected else gettext("还没有到填报的时候")
        return PartStatus(held, grey(early))
    row = max((one for one in kept if one.month), key=_latest, default=None)
    if row and row.month and row.month >= last.month:
        return PartStatus(held, lamp_of(target, row), row)
    unit = held.acting(last.month, last.due) or held.assigned
    due = gettext("%(month)d月%(day)d日") % {"month": last.due.month, "day": last.due.day}
    words = {"unit": unit.label, "month": last.month.month, "due": due}
    if any(one.returned == last.month for one in kept):
        return PartStatus(held, grey(gettext("%(unit)s的 %(month)s 月填报被退回，还没有重报") % words))
    return PartStatus(held, grey(gettext("%(unit)s的 %(month)s 月填报没有提交，截止 %(due)s") % words))


def _latest(row: Standing) -> tuple[dt.date, int]:
    """Of two names with the same month (from before a reform was entered), the furthest."""
    return row.month or dt.date.min, FURTHEST.index(ReportState(row.state))


def lamp_of(target: Target, row: Standing) -> Lamp:
    """The lamp by a month's value, of a row that has a month."""
    month: dt.date = row.month  # type: ignore[assignment]
    if row.value is None:
        return grey(gettext("%(month)s 月已填报，但没有数值") % {"month": month.month})
    found = judge(target, row.as_of or month, row.value)
    if row.as_of and row.as_of < month:
        number = month.month
        told = gettext("%(month)s 月无数据；%(reason)s")
        return replace(found, tell=lambda: told % {"month": number, "reason": found.reason})
    return found

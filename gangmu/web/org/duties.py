"""What a unit answers for, on its own page: its targets of a year with the unit's own lamp, and those it monitors."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from gangmu.org.models import Unit
from gangmu.org.permissions import Access, access_of
from gangmu.org.queries import today
from gangmu.targets.agreed import prefetch_terms
from gangmu.targets.answering import Held, parts_of, prefetch_parts
from gangmu.targets.models import Plan, Target
from gangmu.targets.queries import targets_of_unit
from gangmu.targets.states import IN_FORCE, Part
from gangmu.web.listing import Listing, Table
from gangmu.web.listing.targets import Line, columns, of_lines, standing
from gangmu.web.requests import Request, whole

LISTING = Listing(
    "unit",
    columns(
        ("name", "part", "goal", "value", "share", "gap", "trend", "lamp"),
        ("code", "kind", "category", "area", "points", "state", "since", "reason", "deadline", "leader"),
    ),
)
WATCHES = "monitoring"


@dataclass(frozen=True)
class Duties:
    """The list, and what else may be asked for: the years, and what the unit monitors instead of answers for."""

    table: Table
    year: int
    years: list[int]
    watches: bool
    counts: dict[bool, int]


def duties(request: Request, unit: Unit) -> Duties:
    """At most twelve queries, whatever the number of targets."""
    access = access_of(request.user)
    found = targets_of_unit(access, unit).prefetch_related(None)
    years = list(found.order_by("-plan__year").values_list("plan__year", flat=True).distinct())
    asked = whole(request.GET.get("year"))
    year = asked if asked in years else next((one for one in years if one <= today().year), today().year)
    targets = list(found.filter(plan__year=year))
    prefetch_parts(targets, access.tree)
    mine = {one.pk: _parts(one, unit, access) for one in targets}
    only_watches = {pk: bool(parts) and {one.part for one in parts} == {Part.MONITORING} for pk, parts in mine.items()}
    watches = request.GET.get("part") == WATCHES
    counts = {kind: sum(one is kind for one in only_watches.values()) for kind in (False, True)}
    shown = [one for one in targets if only_watches[one.pk] is watches]
    table = of_lines(request, LISTING, _lines(shown, unit, access, mine), access)
    return Duties(table, year, years, watches, counts)


def _lines(targets: list[Target], unit: Unit, access: Access, mine: dict[int, list[Held]]) -> list[Line]:
    """Draft targets have no standing yet; every other has the unit's own."""
    prefetch_terms(targets)
    lines: list[Line] = []
    plans: dict[int, Plan] = {one.plan_id: one.plan for one in targets}
    for pk, plan in plans.items():
        of_plan = [one for one in targets if one.plan_id == pk]
        if plan.state not in IN_FORCE:
            lines += [Line(one) for one in of_plan]
        else:
            lines += standing(plan, of_plan, access.tree, unit.pk)
    for line in lines:
        line.parts = _("、").join(_part(one, unit) for one in mine[line.target.pk])
    return lines


def _parts(target: Target, unit: Unit, access: Access) -> list[Held]:
    return [one for one in parts_of(target, access.tree) if any(span.unit == unit for span in one.spans)]


def _part(held: Held, unit: Unit) -> str:
    """牵头, 牵头（接自市商务局）, 牵头（已移交市教育局）."""
    words = {"part": Part(held.part).label, "from": held.assigned.label, "to": held.unit and held.unit.label}
    if held.ended:
        return _("%(part)s（已终止）") % words
    if held.unit and held.unit != unit:
        return _("%(part)s（已移交%(to)s）") % words
    return (_("%(part)s（接自%(from)s）") if held.assigned != unit else "%(part)s") % words

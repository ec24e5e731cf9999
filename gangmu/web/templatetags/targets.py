"""`{% load targets %}`: the table of targets that pages of other stages show."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils.translation import gettext as _

from gangmu.org.models import Unit
from gangmu.org.permissions import access_of
from gangmu.org.queries import Tree, today
from gangmu.progress.queries import Status, statuses
from gangmu.targets.agreed import terms_on
from gangmu.targets.answering import Held, parts_of, prefetch_parts
from gangmu.targets.models import Target
from gangmu.targets.queries import targets_of_unit as found_of
from gangmu.targets.states import IN_FORCE, REPORTING_PARTS, Part
from gangmu.web.targets.columns import Line

register = template.Library()
SHOWN = 100


@register.inclusion_tag("targets/of_unit.html", takes_context=True)
def targets_of_unit(context: RequestContext, unit: Unit) -> dict[str, Any]:
    """Targets in which the unit has a part, with that part; those one may see, newest year first.

    Six queries, and three for each issued plan among them, for how the unit stands there.
    """
    access = access_of(context["request"].user)
    targets = list(found_of(access, unit)[: SHOWN + 1])
    prefetch_parts(targets, access.tree)
    found = _standings(targets[:SHOWN], unit, access.tree)
    rows = []
    for target in targets[:SHOWN]:
        held = [_part(one, unit) for one in parts_of(target, access.tree) if any(s.unit == unit for s in one.spans)]
        line = Line(terms_on(target, today()))
        rows.append({"line": line, "parts": _("、").join(held), "standing": found.get(target.pk)})
    return {"unit": unit, "rows": rows, "more": len(targets) > SHOWN}


def _standings(targets: list[Target], unit: Unit, tree: Tree) -> dict[int, Status]:
    """Target number → the unit's own standing in it; nothing where it has no reporting part, or of a draft."""
    found: dict[int, Status] = {}
    plans = {one.plan_id: one.plan for one in targets if one.plan.state in IN_FORCE}
    for pk, plan in plans.items():
        mine = [one for one in targets if one.plan_id == pk]
        held = [part for one in mine for part in parts_of(one, tree) if part.part in REPORTING_PARTS]
        own = {key: one.of([unit.pk]) for key, one in statuses(plan, today(), targets=mine, held=held).items()}
        found |= {key: one for key, one in own.items() if one.parts}
    return found


def _part(held: Held, unit: Unit) -> str:
    """牵头, 牵头（接自市商务局）, 牵头（已移交市教育局）."""
    words = {"part": Part(held.part).label, "from": held.assigned.label, "to": held.unit and held.unit.label}
    if held.ended:
        return _("%(part)s（已终止）") % words
    if held.unit and held.unit != unit:
        return _("%(part)s（已移交%(to)s）") % words
    return (_("%(part)s（接自%(from)s）") if held.assigned != unit else "%(part)s") % words

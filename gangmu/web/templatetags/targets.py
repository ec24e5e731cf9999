"""`{% load targets %}`: the table of targets that pages of other stages show."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils.translation import gettext as _

from gangmu.org.models import Unit
from gangmu.org.permissions import access_of
from gangmu.targets.queries import targets_of_unit as found_of
from gangmu.targets.states import Part
from gangmu.web.targets.columns import Line

register = template.Library()
SHOWN = 100


@register.inclusion_tag("targets/of_unit.html", takes_context=True)
def targets_of_unit(context: RequestContext, unit: Unit) -> dict[str, Any]:
    """Targets in which the unit has a part, with that part; those one may see, newest year first. Four queries."""
    targets = list(found_of(access_of(context["request"].user), unit)[: SHOWN + 1])
    rows = []
    for target in targets[:SHOWN]:
        held = [Part(one.part).label for one in target.assignments.all() if one.unit_id == unit.pk]
        rows.append({"line": Line(target), "parts": _("、").join(str(part) for part in held)})
    return {"unit": unit, "rows": rows, "more": len(targets) > SHOWN}

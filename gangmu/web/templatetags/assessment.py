"""`{% load assessment %}`: scores that pages of other stages show."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import RequestContext

from gangmu.assessment import queries
from gangmu.org.models import Unit
from gangmu.org.permissions import Permission, access_of

register = template.Library()


@register.inclusion_tag("assessment/unit_panel.html", takes_context=True)
def scores_of_unit(context: RequestContext, unit: Unit) -> dict[str, Any]:
    """The unit's latest score in every assessment, for whoever may see it; one query."""
    access = access_of(context["request"].user)
    may = access.can(Permission.VIEW_SCORES, unit.pk)
    return {"scores": queries.scores_of_unit(access, unit) if may else [], "may": may}

"""`{% load org %}`: links to units, and differences of a table in words."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.template.context import RequestContext
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gangmu.base.sheets import Column
from gangmu.org.differences import Difference
from gangmu.org.models import Unit
from gangmu.org.permissions import Permission, access_of
from gangmu.web.org.transfers import Transfer

register = template.Library()


@register.simple_tag(takes_context=True)
def unit_link(context: RequestContext, unit: Unit) -> str | SafeString:
    """The unit's name, linked to its page for whoever may open it."""
    if unit.pk not in access_of(context["request"].user).units(Permission.VIEW_UNITS):
        return unit.name
    return format_html('<a href="{}">{}</a>', reverse("org:unit", args=[unit.pk]), unit.name)


@register.filter
def changes_in_words(transfer: Transfer, difference: Difference[Any]) -> list[tuple[str, str, str]]:
    """Heading, what is stored and what the file says, for every column that differs."""
    columns = {column.field: column for column in transfer.kit.columns()}
    return [
        (columns[field].title, _in_words(columns[field], before), _in_words(columns[field], after))
        for field, (before, after) in difference.changes.items()
        if difference.stored is not None or after not in (None, "")
    ]


def _in_words(column: Column, value: Any) -> str:
    if value in (None, ""):
        return _("空")
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(column.format(value) if column.format else value)

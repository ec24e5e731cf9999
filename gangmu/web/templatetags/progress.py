"""`{% load progress %}`: quantities, deadlines, and the tables of reports that pages of other stages show."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gangmu.base.periods import describe_deadline, format_date
from gangmu.base.quantities import format_difference, format_quantity, in_points
from gangmu.org.models import Unit
from gangmu.org.permissions import access_of
from gangmu.org.queries import today
from gangmu.progress import queries
from gangmu.progress.lamps import rounded

register = template.Library()


@register.filter
def quantity(value: Decimal | None, unit: str = "") -> str | SafeString:
    """`1,312 亿元`; what is missing says 未报."""
    if value is None:
        return format_html('<span class="missing">{}</span>', _("未报"))
    return format_quantity(value, unit)


@register.filter
def change(value: Decimal | None, unit: str = "") -> str:
    """An increase with its sign, of per cent in 个百分点; empty when there is none."""
    return "" if value is None else format_difference(value, unit if in_points(unit) else "", signed=True)


@register.filter
def percent(share: Decimal | None) -> str:
    return "" if share is None else f"{rounded(share)}%"


@register.filter
def deadline(due: dt.date) -> str:
    """还有 3 个工作日, 今天截止, 已超期 2 个工作日."""
    return describe_deadline(due, today())


@register.filter
def full_date(day: dt.date) -> str:
    """2026年11月20日（周五）."""
    return format_date(day)


@register.inclusion_tag("progress/of_unit.html", takes_context=True)
def reports_of_unit(context: RequestContext, unit: Unit, year: int | None = None) -> dict[str, Any]:
    """Every report of a unit in a year (this year when not said), month by month."""
    year = year or today().year
    reports = queries.reports_of_unit(unit, access_of(context["request"].user), year)
    return {"unit": unit, "year": year, "reports": reports, "late": sum(report.days_late > 0 for report in reports)}

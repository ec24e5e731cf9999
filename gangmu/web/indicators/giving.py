"""Entering a value, and correcting one: both leave what was given before where it is."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gangmu.indicators import actions, policies, queries
from gangmu.indicators.actions import Given
from gangmu.indicators.models import Indicator
from gangmu.org.models import Unit
from gangmu.org.permissions import Access, Permission, access_of
from gangmu.org.queries import today
from gangmu.web.indicators.forms import CorrectionForm, ValueForm, first_of, typed
from gangmu.web.requests import Request, whole
from gangmu.web.saving import posted, saved, status


def _given(request: Request, pk: int) -> tuple[Access, Indicator]:
    access = access_of(request.user)
    row = queries.get_indicator(access, pk)
    access.check(Permission.VERIFY, row.given_by_id)
    policies.check_given(row)
    return access, row


def _back(row: Indicator, unit: Unit | None = None) -> str:
    page = reverse("indicators:indicator", args=[row.pk])
    return f"{page}?unit={unit.pk}" if unit else page


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: Request, pk: int) -> HttpResponse:
    access, row = _given(request, pk)
    start = {"unit": whole(request.GET.get("unit")) or None, "month": request.GET.get("month", "")[:7]}
    form = ValueForm(posted(request), indicator=row, access=access, initial=start)

    def act() -> object:
        data = form.cleaned_data
        given = Given(row, data["unit"], data["month"], data["value"], data["status"])
        return actions.enter_value(given=given, known_since=data["known_since"], note=data["note"], by=request.user)

    if request.method == "POST" and saved(form, act):
        words = {"name": row, "unit": form.cleaned_data["unit"].label}
        messages.success(request, _("已录入“%(name)s”，%(unit)s") % words)
        return redirect(_back(row, form.cleaned_data["unit"]))
    context = {"form": form, "indicator": row, "back": _back(row), "title": _("录入“%(name)s”") % {"name": row}}
    return render(request, "indicators/value.html", context, status=status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Request, pk: int) -> HttpResponse:
    """`?unit=&month=` name the value; a month without one is 404."""
    access, row = _given(request, pk)
    unit, month = Unit.objects.filter(pk=whole(request.GET.get("unit"))).first(), first_of(request.GET.get("month", ""))
    known = queries.value_of(row, unit.pk, month) if unit and month else None
    if unit is None or month is None or known is None or unit.pk not in queries.units_seen(access, row):
        raise Http404
    start = {"value": typed(known.value), "status": known.status, "known_since": today(), "version": known.number}
    form = CorrectionForm(posted(request), indicator=row, access=access, initial=start)

    def act() -> object:
        data = form.cleaned_data
        given = Given(row, unit, month, data["value"], data["status"])
        return actions.correct_value(
            given=given, number=data["version"], reason=data["reason"], known_since=data["known_since"], by=request.user
        )

    if request.method == "POST" and saved(form, act):
        messages.success(request, _("已更正，原来的数仍留着"))
        return redirect(_back(row, unit))
    words = {"name": row, "unit": unit.label, "month": f"{month.year}-{month.month:02d}"}
    context = {
        "form": form,
        "indicator": row,
        "back": _back(row, unit),
        "title": _("更正“%(name)s”：%(unit)s %(month)s") % words,
        "versions": queries.versions(row, unit.pk, month),
    }
    return render(request, "indicators/value.html", context, status=status(form))

"""Bringing a bureau's table: upload, say what unknown names mean, see every value beside the stored one, confirm."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gangmu.base import files
from gangmu.base.errors import Problems
from gangmu.indicators import actions, sheets
from gangmu.indicators.models import Indicator
from gangmu.indicators.sheets import LIMITS, Names, Preview
from gangmu.indicators.states import Origin
from gangmu.org.models import Unit
from gangmu.org.permissions import Permission, access_of
from gangmu.org.queries import today
from gangmu.web.downloads import excel
from gangmu.web.handed_in import NoFile, handed_in, kept
from gangmu.web.indicators.forms import UploadForm
from gangmu.web.requests import Request
from gangmu.web.saving import posted

SHOWN = 300
TYPES = {True: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", False: "text/csv"}


@require_safe
def blank(request: Request) -> HttpResponse:
    access_of(request.user).check(Permission.VERIFY)
    return excel(sheets.template(), _("官方数模板"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: Request) -> HttpResponse:
    """GET asks for a file; POST shows what it would do; POST with `confirmed` does it."""
    access = access_of(request.user)
    access.check(Permission.VERIFY)
    form = UploadForm(
        posted(request), givers=access.units(Permission.VERIFY), initial={"indicator": request.GET.get("indicator")}
    )
    context: dict[str, Any] = {"form": form}
    if request.method != "POST":
        return render(request, "indicators/import.html", context)
    try:
        if not form.is_valid():
            raise NoFile
        name, data = handed_in(request, LIMITS)
        names = _names(request, form.cleaned_data["unit"])
        found = _preview(form, name, data, names)
        seal = _seal(found)
        if "confirmed" in request.POST and not found.wrong and request.POST.get("seal") == seal:
            return _written(request, form, found, data)
    except Problems as refused:
        return render(request, "indicators/import.html", context | {"problems": refused.problems}, status=422)
    except NoFile:
        if "file" not in form.errors and not request.FILES:
            form.add_error("file", _("请选一个文件"))
        return render(request, "indicators/import.html", context, status=422)
    context |= _shown(found, names) | {
        "name": name,
        "data": kept(data),
        "seal": seal,
        "stale": "confirmed" in request.POST,
    }
    return render(request, "indicators/import.html", context, status=422 if found.wrong else 200)


def _names(request: Request, giver: Unit) -> Names:
    """What the bureau gives, the units below its government, and the answers to earlier questions."""
    given = list(Indicator.objects.filter(given_by=giver, numerator=None).select_related("given_by", "unit"))
    tree = access_of(request.user).tree
    below = set().union(*(tree.reach(one.unit_id) for one in given)) if given else set()
    asked = zip(
        request.POST.getlist("kind"), request.POST.getlist("text"), request.POST.getlist("answer"), strict=False
    )
    answers = {(kind, text): answer for kind, text, answer in asked}
    return Names.of(given, Unit.objects.filter(pk__in=below).order_by("order", "code"), answers)


def _preview(form: UploadForm, name: str, data: bytes, names: Names) -> Preview:
    data_of = form.cleaned_data
    return sheets.preview(
        name, data, names,
        default=data_of["indicator"], status=data_of["status"], known_since=data_of["known_since"],
    )  # fmt: skip


def _shown(found: Preview, names: Names) -> dict[str, Any]:
    indicators = {one.pk: one for one in names.indicators.values()}.values()
    units = {one.pk: one for one in names.units.values()}.values()
    options = {"indicator": indicators, "unit": units}
    return {
        "preview": found,
        "shown": found.changes[:SHOWN],
        "asked": [{"kind": kind, "text": text, "options": options[kind]} for kind, text in found.asked],
        "answered": [
            {"kind": kind, "text": text, "answer": answer} for (kind, text), answer in names.answers.items() if answer
        ],
        "doubted": [one for one in found.problems if one.level != "error"],
        "preview_title": "" if found.wrong else _("请确认下面几处"),
    }


def _seal(found: Preview) -> str:
    """What was shown, in short: when the stored data changed meanwhile, the differences are shown again first."""
    told = [(one.name, one.given.month, one.given.value, one.status, one.before) for one in found.proposed]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _written(request: Request, form: UploadForm, found: Preview, data: bytes) -> HttpResponse:
    values = form.cleaned_data
    past = all(one.month < dt.date(today().year, 1, 1) for one in found.rows)
    actions.bring_values(
        unit=values["unit"],
        rows=found.rows,
        origin=Origin.HISTORY if past else Origin.TABLE,
        known_since=values["known_since"],
        note=values["note"],
        file=files.store(data, TYPES[data.startswith(b"PK")]),
        by=request.user,
    )
    messages.success(request, _("已导入 %(count)d 个数") % {"count": len(found.rows)})
    return redirect("indicators:list")

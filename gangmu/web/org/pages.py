"""What the pages of the organisation share: why a button is grey, a form's page, a download."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from gangmu.base.errors import reason_against
from gangmu.org import queries
from gangmu.org.permissions import Access, Permission
from gangmu.web.downloads import excel
from gangmu.web.requests import Request, day_asked
from gangmu.web.saving import status


def chosen_day(request: Request) -> dt.date:
    """The day whose tree is shown; today when none or no day was chosen."""
    return day_asked(request, "on") or queries.today()


def refusal(access: Access, permission: Permission, unit_id: int | None = None) -> str:
    """Why this person may not; empty when allowed."""
    return reason_against(access.check, permission, unit_id)


def form_page(request: Request, form: forms.Form, *, title: str, back: str, **more: Any) -> HttpResponse:
    """One form with its errors and, after a conflict, both versions; `note` explains, `button` names the act."""
    context = {"form": form, "title": title, "back": back, **more}
    return render(request, "org/form.html", context, status=status(form))


def dated_excel(data: bytes, name: str) -> HttpResponse:
    """A download named with today's date."""
    return excel(data, f"{name}-{queries.today():%Y%m%d}")

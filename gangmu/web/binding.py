"""An act that binds: first what and when, then a page that says what will happen, then it is done.

The page promises nothing that would be refused: before it is shown the act is tried and taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from gangmu.base.errors import Denied
from gangmu.web.requests import Request
from gangmu.web.saving import saved, status


def rehearsed(form: forms.Form, act: Callable[[], Any]) -> bool:
    """Whether the action would go through; if not, the form carries the reasons. Nothing is written."""

    def trial() -> bool:
        with transaction.atomic():
            act()
            transaction.set_rollback(True)
        return True

    try:
        return bool(saved(form, trial))
    except Denied as denied:
        form.add_error(None, denied.reason)
        return False


def sentences(*told: str) -> str:
    """One after the other, those that say something; English puts a space between them."""
    return reduce(lambda one, two: _("%(one)s%(two)s") % {"one": one, "two": two}, filter(None, told), "").strip()


def bind(
    request: Request,
    form: forms.Form,
    *,
    title: str,
    back: str,
    act: Callable[[], Any],
    words: Callable[[], Mapping[str, Any]],
    template: str = "org/form.html",
    **more: Any,
) -> HttpResponse:
    """Ask for the details; when they would do, ask again in words; when confirmed, act."""
    context = {"form": form, "title": title, "back": back}
    if request.method == "POST" and form.is_valid():
        if "confirmed" not in request.POST:
            if rehearsed(form, act):
                return render(request, "org/reform.html", context | dict(words()))
        elif saved(form, act):
            messages.success(request, _("已办理：%(title)s") % {"title": title})
            return redirect(back)
    return render(request, template, context | {"button": _("下一步：核对")} | more, status=status(form))

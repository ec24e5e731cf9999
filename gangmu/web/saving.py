"""Sending a form to an action, and showing its refusal where it belongs without losing what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from gangmu.base.errors import Conflict, Problems

REFUSED, CONFLICT = 422, 409


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, even when it is empty; None when nothing was."""
    return request.POST if request.method == "POST" else None


def saved(form: forms.Form, act: Callable[[], Any]) -> Any:
    """What the action returned, or None when it refused; then the form carries the reasons."""
    if not form.is_valid():
        return None
    try:
        return act() or True
    except Problems as refused:
        into_form(form, refused)
    except Conflict as conflict:
        show_both(form, conflict)
    return None


def into_form(form: forms.BaseForm, refused: Problems) -> None:
    """Each problem at its field, the others with their place at the head of the form."""
    for problem in refused.problems:
        name = problem.column if problem.column in form.fields else None
        text = problem.what if name else str(problem)
        if name and problem.expected:
            text = _("；").join([text, problem.expected])
        form.add_error(name, text)


def show_both(form: Any, conflict: Conflict) -> None:
    """Both versions side by side; what was typed stays in the form, and saving again now answers the newer version."""
    form.conflict = [
        {"label": form.fields[name].label, "theirs": shown(form, name, theirs), "mine": shown(form, name, mine)}
        for name, mine in conflict.mine.items()
        if name in form.fields and (theirs := conflict.theirs.get(name)) != mine
    ]
    form.data = form.data.copy()
    form.data["version"] = str(conflict.theirs["version"])
    form.add_error(None, conflict.reason)


def shown(form: forms.Form, name: str, value: Any) -> str:
    """A value as the form's field would show it."""
    choices = dict(getattr(form.fields[name], "choices", ()) or ()) if isinstance(value, str) else {}
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return str(choices.get(value, "" if value is None else value))


def status(form: forms.Form) -> int:
    """The answer's status for a page that shows this form."""
    if getattr(form, "conflict", None) is not None:
        return CONFLICT
    return REFUSED if form.is_bound and form.errors else 200

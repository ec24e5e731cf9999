"""What one may do with a thing, as its page offers it, and doing it: both from the thing's table of verbs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from inspect import signature
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.views.decorators.http import require_POST

from gangmu.base.errors import Conflict, Problem, Problems
from gangmu.base.verbs import Verb, Verbs
from gangmu.org.permissions import access_of
from gangmu.web.requests import Request, whole

TEXT = ("str", "str | None")
"""How an action declares what a form may send it; who acts, and on what, no form says."""


@dataclass(frozen=True)
class Offer:
    """One verb as a form: where it is sent, its own fields (a template, or none), and why it is grey."""

    verb: Verb
    address: str
    refusal: str
    fields: str
    first: bool


def pressed(table: Verbs[Any]) -> list[str]:
    """The verbs that the page of the thing offers; the others have a form or a page of their own."""
    return [verb.name for verb in table if verb.done]


def offers(request: Request, table: Verbs[Any], row: Model, address: Callable[[str], str]) -> list[Offer]:
    """What the row's state allows of the verbs pressed on its page, in the order of the table; the first is the main.

    A verb whose form has fields keeps them in `<app>/acts/<verb>.html`.
    """
    acts = [act for act in table.acts(request.user, row) if act.verb.done]
    folder = f"{row._meta.app_label}/acts"
    return [
        Offer(act.verb, address(act.verb.name), act.refusal, _kept(f"{folder}/{act.verb.name}.html"), number == 0)
        for number, act in enumerate(acts)
    ]


def _kept(name: str) -> str:
    try:
        get_template(name)
    except TemplateDoesNotExist:
        return ""
    return name


def perform(request: Request | HttpRequest, table: Verbs[Any], row: Model, verb: str, **given: Any) -> Any:
    """Call the verb's action with what its form sent: every text that the action asks for by its name, blank where the
    form has none.

    `given` are arguments that the page has read itself (numbers, days, people). Raises whatever the action raises.
    """
    action = table.actions[verb]
    asked = signature(action).parameters
    texts = {
        name: request.POST.get(name, "" if one.default is one.empty else one.default)
        for name, one in asked.items()
        if one.annotation in TEXT
    }
    named = texts | given | {table.called: row}
    if "version" in asked:
        named["version"] = whole(request.POST.get("version"))
    return action(by=request.user, **named)


def acting(
    table: Verbs[Any],
    *,
    page: Callable[..., HttpResponse],
    after: Callable[[Request, Any], str],
    given: Callable[[Request, Any, str], dict[str, Any]],
) -> Callable[..., HttpResponse]:
    """The view that does any verb pressed on a page, by its name; a refusal comes back with all that was typed.

    `page` draws it from request, row, status and problems; `after` is where one goes on; `given` are arguments that are
    no texts.
    """

    @require_POST
    def act(request: Request, pk: int, verb: str) -> HttpResponse:
        row = table.get(access_of(request.user), pk)  # type: ignore[misc]
        if verb not in pressed(table):
            raise Http404
        try:
            perform(request, table, row, verb, **given(request, row, verb))
        except Problems as problems:
            return page(request, row, 422, problems=problems.problems)
        except Conflict as conflict:
            return page(request, row, 409, problems=[Problem(conflict.reason)])
        messages.success(request, str(table.by_name[verb].done))
        return redirect(after(request, row))

    act.table = table  # type: ignore[attr-defined]
    return act

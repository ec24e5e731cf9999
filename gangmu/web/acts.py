"""What one may do with a thing, as its page offers it, and doing it: both from the thing's table of verbs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from inspect import signature
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from gangmu.base.verbs import Verb, Verbs
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


def offers(
    request: Request, table: Verbs[Any], row: Model, address: Callable[[str], str], *, only: set[str]
) -> list[Offer]:
    """What the row's state allows of these verbs, in the order of the table; the first is the main one.

    A verb whose form has fields keeps them in `<app>/acts/<verb>.html`.
    """
    acts = [act for act in table.acts(request.user, row) if act.verb.name in only]
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

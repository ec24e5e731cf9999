"""Every verb of every table as an operation: POST /things/{id}/{verb}, with what its action asks for as the body.

A binding verb has no operation: its page says what will happen, which no program reads. A verb whose action asks for
more than texts, numbers, days and other rows (lists, drafts, files), or answers with a text that is told once, has an
operation or a page of its own.
"""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from inspect import Parameter, signature
from typing import Any, Union, get_args, get_origin, get_type_hints

from django.db.models import Model
from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import create_model

from gangmu.api.requests import Day, Sent, Whole, access, user_of
from gangmu.base.verbs import Verb, Verbs, every_table

KINDS: Mapping[Any, Any] = {str: str, bool: bool, int: Whole, Decimal: Decimal, dt.date: Day}
"""What an action asks for, and how JSON holds it; another row is told by its id."""


class DoneOut(Schema):
    """The thing after the verb; `version` is the one to send next, `state` blank for a thing without states."""

    id: int
    state: str = ""
    version: int | None = None


def routes(tables: Iterable[Verbs[Any]]) -> Router:
    """The operations of these tables."""
    readers = {table.model: table.get for table in every_table() if table.get}
    router = Router(tags=["verbs"])
    for table in tables:
        for verb in table:
            fields = asked(table, verb, readers) if table.get and not verb.binding else None
            if fields is not None:
                body = create_model(f"{table.noun}_{verb.name}".title().replace("_", ""), __base__=Sent, **fields)
                router.post(
                    f"/{table.things}/{{int:pk}}/{verb.name}",
                    response=DoneOut,
                    summary=f"{table.event(verb.name)}: {verb.label}",
                    url_name=table.event(verb.name),
                )(_operation(table, verb, body, readers))
    return router


def asked(table: Verbs[Any], verb: Verb, readers: Mapping[Any, Any]) -> dict[str, Any] | None:
    """Name → (type, default) of the body; None when the verb is no operation of this kind."""
    action = table.actions[verb.name]
    hints, found = get_type_hints(action), {}
    if table.called not in signature(action).parameters or hints.get("return") is str:
        return None
    for name, one in signature(action).parameters.items():
        if name in ("by", table.called):
            continue
        kinds = [kind for kind in _alternatives(hints[name]) if kind is not type(None)]
        kind = kinds[0] if len(kinds) == 1 else None
        told = Whole if kind in readers else KINDS.get(kind)
        if told is None:
            return None
        told = Union[told, None] if len(_alternatives(hints[name])) > 1 else told  # noqa: UP007 -- built at run time
        found[name] = (told, ... if one.default is Parameter.empty else one.default)
    return found


def _alternatives(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)


def _operation(
    table: Verbs[Any], verb: Verb, body: type[Schema], readers: Mapping[Any, Any]
) -> Callable[..., dict[str, Any]]:
    action = table.actions[verb.name]
    rows = {
        name: readers[kind]
        for name, hint in get_type_hints(action).items()
        for kind in _alternatives(hint)
        if name not in ("by", "return", table.called) and kind in readers
    }

    def act(request: HttpRequest, pk: int, sent: Any) -> dict[str, Any]:
        mine = access(request)
        row = table.get(mine, pk)  # type: ignore[misc]
        given = sent.dict()
        # Whose turn it is before what else was named: whoever may not learns nothing of other rows.
        verb.who(user_of(request), row)
        given |= {name: get(mine, given[name]) for name, get in rows.items() if given[name] is not None}
        action(by=user_of(request), **given, **{table.called: row})
        return _told(table.model._default_manager.filter(pk=pk).first() or row, pk)

    act.__annotations__ = {"request": HttpRequest, "pk": int, "sent": body}
    act.__name__ = table.event(verb.name).replace(".", "_")
    return act


def _told(row: Model, pk: int) -> dict[str, Any]:
    return {"id": pk, "state": getattr(row, "state", ""), "version": getattr(row, "version", None)}

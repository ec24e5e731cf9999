"""The table of who may open and send what, read from `matrix.txt`, and how to ask the system the same question."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args, get_type_hints
from urllib.parse import urlencode

from django.db import connection, transaction
from django.db.models import Max
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from gangmu.base.models import Event
from gangmu.base.verbs import every_table
from gangmu.org.models import Unit
from gangmu.web.acts import pressed

FILE = Path(__file__).with_name("matrix.txt")
ROLES = (
    "office",
    "principal",
    "leader",
    "monitor",
    "reporter",
    "head",
    "supervisor",
    "assessor",
    "third_party",
    "system_admin",
    "security_admin",
    "auditor",
    "anonymous",
)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

# What is sent where nothing would be refused as nonsense before anybody asks who it is.
BODIES = {
    "api:create_unit": {"code": "new", "name": "新局", "kind": "department", "parent": "unit", "since": "2026-11-01"},
    "api:give": {"unit": "unit", "month": "2026-05-01", "value": "5"},
}


# Forms that ask for the version first; VERSION is the current one of the row's own thing.
VERSION = "version"
FORMS = {
    **{f"progress:act/{verb}": {"version": VERSION} for verb in ("submit", "withdraw", "approve", "verify")},
    "progress:act/return": {"version": VERSION, "reason": "数据有误"},
    **{f"documents:act/{verb}": {"version": VERSION} for verb in ("check", "archive")},
    **{f"documents:{verb}": {"version": VERSION} for verb in ("number", "issue", "void")},
    "documents:act/return": {"version": VERSION, "reason": "有误"},
    "targets:candidate-reopen": {"version": 2},
    "assessment:compute": {"version": VERSION, "month": "2026-10"},
    "assessment:finalise": {"version": VERSION},
    "listing:columns": {"listing": "plan"},
}
QUERIES = {
    "indicators:correct": {"unit": "unit", "month": "2026-10"},
    "assessment:step": {"column": "总分", "path": ""},
}


@dataclass(frozen=True)
class Row:
    """One line: an address, a method, the thing it is about and whose; what each of ROLES gets."""

    name: str
    method: str
    thing: str
    whose: str
    expected: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.name, self.method, self.thing, self.whose


def read() -> list[Row]:
    """Every line of the table but blank ones and those that begin with #."""
    rows = []
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            name, method, thing, whose, *expected = line.split()
            rows.append(Row(name, method, thing, whose, tuple(expected)))
    return rows


def names(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """Every address of the system by its full name."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
        else:
            table = getattr(pattern.callback, "table", None)  # an address for every verb that its page offers
            verbs = [f"/{verb}" for verb in pressed(table)] if table else [""]
            yield from (f"{prefix}{pattern.name}{verb}" for verb in verbs)


def operations() -> set[tuple[str, str]]:
    """Every API operation by name and method, as ninja knows them."""
    from gangmu.api.urls import api

    return {
        (f"api:{view.url_name or operation.view_func.__name__}", method)
        for _prefix, router in api._routers
        for view in router.path_operations.values()
        for operation in view.operations
        for method in operation.methods
    }


NAMED = {"kind": "department", "code": "new", "username": "new"}
SAMPLES = {str: "数据有误", int: 1, bool: False, Decimal: 1, dt.date: "2026-12-01", Unit: "unit"}


def body_of(name: str, pk: int = 0) -> dict[str, object]:
    """For the operation of a verb, what its action asks for: the version as it is, and of everything else anything."""
    for table in every_table():
        for verb in table:
            if name == f"api:{table.event(verb.name)}":
                hints = get_type_hints(table.actions[verb.name])
                asked = {key: hint for key, hint in hints.items() if key not in ("by", "return", table.called)}
                samples = {key: NAMED.get(key, SAMPLES[(get_args(hint) or (hint,))[0]]) for key, hint in asked.items()}
                current = {"version": table.model.objects.get(pk=pk).version} if "version" in asked else {}
                return samples | current
    return {}


def signed_in(role: str, people: dict) -> Client:
    client = Client(raise_request_exception=False)
    if role != "anonymous":
        client.force_login(people[role], backend=BACKEND)
    return client


# What opening a page may write: the session that holds who is signed in, the shared counts, and the events that
# tell of a refusal or a download (see gangmu.web.trail), which end a chain.
OPENING_WRITES = {
    "django_session",
    "usersessions_usersession",
    "gangmu_cache",
    "base_tally",
    "base_event",
    "base_chainhead",
}
OPENING_TELLS = {"access.refused", "access.download"}


@contextmanager
def writes() -> Iterator[set[str]]:
    """The tables that are written to in here, but those that opening a page may write to; and verbs of other events."""
    found: set[str] = set()

    def watch(execute: Callable, sql: str, parameters: Any, many: bool, context: dict) -> Any:
        if told := re.match(r'\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM)\s+"?(\w+)', sql, re.IGNORECASE):
            found.add(told[1])
        return execute(sql, parameters, many, context)

    last = Event.objects.aggregate(last=Max("number"))["last"] or 0
    with connection.execute_wrapper(watch):
        yield found
    found -= OPENING_WRITES
    found |= set(Event.objects.filter(number__gt=last).values_list("verb", flat=True)) - OPENING_TELLS


def ask(client: Client, row: Row, things: dict[tuple[str, str], int]) -> str:
    """The status that this person gets, and nothing remains of it; for a GET also what it writes, as none may."""
    name, _slash, verb = row.name.partition("/")
    key = () if row.thing == "-" else things[row.thing, row.whose]
    arguments = list(key) if isinstance(key, tuple) else [key]
    address = reverse(name, args=[*arguments, verb] if verb else arguments)
    asked = BODIES.get(row.name, {}) or body_of(row.name, *arguments[:1])
    body = {key: things["unit", "own"] if value == "unit" else value for key, value in asked.items()}
    form = {
        key: things[f"{row.thing}-version", row.whose] if value is VERSION else value
        for key, value in FORMS.get(row.name, {}).items()
    }
    asked = {
        key: things["unit", "own"] if value == "unit" else value for key, value in QUERIES.get(row.name, {}).items()
    }
    query = urlencode(asked)
    cookies = client.cookies.copy()
    with transaction.atomic():
        with writes() as written:
            if body or (row.name.startswith("api:") and row.method == "POST"):
                response = client.generic(row.method, address, json.dumps(body), content_type="application/json")
            elif row.method == "POST":
                response = client.post(address, form, QUERY_STRING=query)
            else:
                response = client.generic(row.method, address, QUERY_STRING=query)
            if response.streaming:
                response.getvalue()  # read to the end, a file is closed
        transaction.set_rollback(True)
    client.cookies = cookies
    return " and writes ".join([str(response.status_code), *sorted(written if row.method == "GET" else ())])

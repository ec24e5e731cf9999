"""The audit chain: every action writes an event in its own transaction, and each event's hash covers the one before.

`record` is called by actions only. `verify` reads the whole chain and names the first event that does not fit.
"""

from __future__ import annotations

import contextvars
import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from gangmu.base.models import ChainHead, Event

START = "0" * 64
ALGORITHMS = ("sha256", "sm3")
COVERED = (
    "number",
    "at",
    "actor_id",
    "actor",
    "role",
    "origin",
    "verb",
    "noun",
    "object_id",
    "object_name",
    "before",
    "after",
    "reason",
    "algorithm",
    "previous",
)

_origin: contextvars.ContextVar[str] = contextvars.ContextVar("origin", default="")


class Actor(Protocol):
    """Whoever acts: an account with a number and a name."""

    @property
    def pk(self) -> Any: ...
    @property
    def name(self) -> str: ...


@contextmanager
def acting_from(origin: str) -> Iterator[None]:
    """Everything recorded inside came from this address (an IP, or `command line`)."""
    token = _origin.set(origin)
    try:
        yield
    finally:
        _origin.reset(token)


@dataclass(frozen=True)
class Entry:
    """What an action says about itself; the chain adds number, time and hash. `about` is the thing acted on."""

    by: Actor | None
    verb: str
    about: models.Model
    role: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    at: dt.datetime | None = None


def record(
    *,
    by: Actor | None,
    verb: str,
    about: models.Model,
    role: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> Event:
    """Write one event. Must run inside the transaction of the change it tells of."""
    return record_all([Entry(by, verb, about, role, before or {}, after or {}, reason)])[0]


def record_all(entries: Iterable[Entry]) -> list[Event]:
    """Write many events of one action, in order. `at` may be given only for history taken over from elsewhere."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit event belongs in the transaction of the change it tells of")
    ChainHead.objects.get_or_create(pk=1)
    head = ChainHead.objects.select_for_update().get(pk=1)
    events = []
    for entry in entries:
        event = _event(entry, head)
        head.number, head.digest = event.number, event.digest
        events.append(event)
    Event.objects.bulk_create(events, batch_size=500)
    head.save()
    return events


def _event(entry: Entry, head: ChainHead) -> Event:
    event = Event(
        number=head.number + 1,
        at=entry.at or timezone.now(),
        actor_id=entry.by.pk if entry.by else None,
        actor=entry.by.name if entry.by else "",
        role=entry.role,
        origin=_origin.get(),
        verb=entry.verb,
        noun=entry.about._meta.label_lower,
        object_id="" if entry.about.pk is None else str(entry.about.pk),
        object_name=str(entry.about)[:300],
        before=plain(entry.before),
        after=plain(entry.after),
        reason=entry.reason,
        algorithm=settings.AUDIT_HASH,
        previous=head.digest,
    )
    event.digest = digest(event)
    return event


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as JSON keeps them: numbers and dates as text, so that nothing is rounded on the way."""
    return {key: _plain(value) for key, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return plain(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return str(value)


def digest(event: Event) -> str:
    """The hash of an event, over every covered column in a fixed order and spelling."""
    values = {name: getattr(event, name) for name in COVERED}
    values["at"] = event.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if event.algorithm not in ALGORITHMS:
        return ""  # no event has it, so one whose algorithm was tampered with never fits
    return hashlib.new(event.algorithm, text.encode()).hexdigest()


@dataclass(frozen=True)
class Verdict:
    """What verification found: how many events fit, and the first that does not, with the reason."""

    checked: int
    head: str
    bad: int | None = None
    reason: str = ""

    @property
    def intact(self) -> bool:
        return self.bad is None


def verify(*, noted: str = "") -> Verdict:
    """Read the chain from its first event and find any change, gap, reordering or loss at the end.

    `noted` is a head written down earlier elsewhere as `number:digest`; the chain must still contain it, which
    shows even a chain that somebody with the database recomputed as a whole.
    """
    previous, expected = START, 1
    noted_number, _, noted_digest = noted.partition(":")
    for event in Event.objects.order_by("number").iterator(chunk_size=2000):
        if reason := _misfit(event, expected, previous):
            return Verdict(expected - 1, previous, min(event.number, expected), reason)
        if noted and event.number == int(noted_number) and event.digest != noted_digest:
            return Verdict(expected - 1, previous, event.number, "digest differs from the one noted elsewhere")
        previous, expected = event.digest, expected + 1
    head = ChainHead.objects.filter(pk=1).first() or ChainHead()
    last = f"{expected - 1}:{previous}"
    if (head.number, head.digest) != (expected - 1, previous):
        return Verdict(expected - 1, last, expected, "events are missing at the end of the chain")
    if noted and int(noted_number) > head.number:
        return Verdict(expected - 1, last, expected, "the chain is shorter than the one noted elsewhere")
    return Verdict(expected - 1, last)


def _misfit(event: Event, expected: int, previous: str) -> str:
    if event.number != expected:
        return f"event {expected} is missing"
    if event.previous != previous:
        return "does not follow the event before it"
    if event.digest != digest(event):
        return "was changed after it was written"
    return ""

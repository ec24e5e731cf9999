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
from django.utils.translation import gettext as _
from django.utils.translation import override

from gangmu.base.errors import Refused
from gangmu.base.models import ChainHead, Event

START = "0" * 64
MOST_DIGITS = 15
"""Of an event's number; nobody will write as many."""
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
    with override(settings.LANGUAGE_CODE):  # the trail is in one language, whatever the actor reads
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
        actor=text(entry.by.name) if entry.by else "",
        role=text(entry.role),
        origin=text(_origin.get())[:100],
        verb=entry.verb,
        noun=entry.about._meta.label_lower,
        object_id="" if entry.about.pk is None else str(entry.about.pk),
        object_name=text(str(entry.about))[:300],
        before=plain(entry.before),
        after=plain(entry.after),
        reason=text(entry.reason),
        algorithm=settings.AUDIT_HASH,
        previous=head.digest,
    )
    event.digest = digest(event)
    return event


def plain(values: Mapping[Any, Any]) -> dict[str, Any]:
    """Values as every database keeps them: numbers and dates as text, so that nothing is rounded on the way."""
    return {text(str(key)): _plain(value) for key, value in values.items()}


def text(value: str) -> str:
    """Text without what PostgreSQL and UTF-8 cannot hold (NUL, halves of a surrogate pair)."""
    return value.replace("\x00", "").encode("utf-8", "replace").decode()


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return text(str(value))
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return plain(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, (bool, int)):
        return value
    return text(str(value))


def digest(event: Event) -> str:
    """The hash of an event, over every covered column in a fixed order and spelling.

    Raises KeyError for an algorithm that is not one of ours.
    """
    values = {name: getattr(event, name) for name in COVERED}
    values["at"] = event.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    spelled = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if event.algorithm not in ALGORITHMS:
        raise KeyError(event.algorithm)
    return hashlib.new(event.algorithm, spelled.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Verdict:
    """What verification found: how many events fit, and the first that does not, with the reason.

    `head` is the last event that fits, as `number:digest`: note it elsewhere and hand it to the next verification.
    """

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
    shows even a chain that somebody with the database recomputed as a whole. Raises Refused when it is not a head.
    Events may be written meanwhile: the head is read before and after.
    """
    known = _heads(noted)
    before = ChainHead.objects.filter(pk=1).first() or ChainHead()
    previous, number = START, 0
    for event in Event.objects.order_by("number").iterator(chunk_size=2000):
        reason = _misfit(event, number + 1, previous)
        if not reason and known.get(event.number, event.digest) != event.digest:
            reason = _("与别处记下的校验值不同，此前的留痕被整体改写过")
        if not reason and event.number == before.number and event.digest != before.digest:
            reason = _("与链头的校验值不同")
        if reason:
            return Verdict(number, f"{number}:{previous}", min(event.number, number + 1), reason)
        previous, number = event.digest, event.number
    after = ChainHead.objects.filter(pk=1).first() or ChainHead()
    head = f"{number}:{previous}"
    if number < max(before.number, *known, 0):
        return Verdict(number, head, number + 1, _("末尾的留痕缺失"))
    if number > after.number or (number == after.number and previous != after.digest):
        return Verdict(min(number, after.number), head, after.number + 1, _("不是由系统写入的"))
    return Verdict(number, head)


def _heads(noted: str) -> dict[int, str]:
    if not noted:
        return {0: START}
    number, _colon, value = noted.strip().partition(":")
    if len(number) > MOST_DIGITS or not number.isdecimal() or len(value) != len(START):
        raise Refused(_("“%(noted)s”不是链头；应形如 序号:64 位校验值") % {"noted": noted[:100]})
    return {0: START, int(number): value.lower()}


def _misfit(event: Event, expected: int, previous: str) -> str:
    if event.number != expected:
        return _("第 %(number)d 条缺失") % {"number": expected}
    if event.previous != previous:
        return _("与前一条接不上")
    if event.algorithm not in ALGORITHMS:
        return _("校验算法“%(name)s”不认识") % {"name": event.algorithm}
    if event.digest != digest(event):
        return _("写入之后被改动过")
    return ""

"""The audit chain: every action writes an event in its own transaction, and each event's hash covers the one before.

`record` is called by actions only. Hashes are signed with a key that lies outside the database, and the last event on
a row seals what the row then said (`seals`). `verify` reads the chain and names the first event that does not fit;
`verification` goes on with rows and files.
"""

from __future__ import annotations

import contextvars
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from gangmu.base import heads
from gangmu.base.errors import Refused
from gangmu.base.models import ChainHead, Event
from gangmu.base.seals import names_of, seal
from gangmu.base.signing import algorithm, algorithms, is_keyed, plain, signature, spell, text

START = "0" * 64
MOST_DIGITS = 15
"""Of an event's number; nobody will write as many."""
TAKEN_OVER = "demo"
"""The origin of events that came from elsewhere with times of their own, as a demo's do."""
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
    "seals",
    "algorithm",
    "previous",
)

_origin: contextvars.ContextVar[str] = contextvars.ContextVar("origin", default="")
_moment: contextvars.ContextVar[dt.datetime | None] = contextvars.ContextVar("moment", default=None)


class Actor(Protocol):
    """Whoever acts: an account with a number and a name."""

    @property
    def pk(self) -> Any: ...
    @property
    def name(self) -> str: ...


@contextmanager
def acting_from(origin: str, *, at: dt.datetime | None = None) -> Iterator[None]:
    """Everything recorded inside came from this address (an IP, or `command line`); `at`, as for entries."""
    tokens = _origin.set(origin), _moment.set(at)
    try:
        yield
    finally:
        _origin.reset(tokens[0])
        _moment.reset(tokens[1])


@dataclass(frozen=True)
class Entry:
    """What an action says about itself; the chain adds number, time, seals and hash. `about` is the thing acted on.

    `changed` are the rows that the action changed, by themselves or in rows that belong to them; `about` when not
    said. An event that only notes something changed nothing and must say so, or it would seal what somebody forged.
    """

    by: Actor | None
    verb: str
    about: models.Model
    role: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    at: dt.datetime | None = None
    changed: Sequence[models.Model] | None = None

    @property
    def rows(self) -> Sequence[models.Model]:
        return (self.about,) if self.changed is None else self.changed


def record(
    *,
    by: Actor | None,
    verb: str,
    about: models.Model,
    role: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    changed: Sequence[models.Model] | None = None,
) -> Event:
    """Write one event, after its change and in the same transaction."""
    return record_all([Entry(by, verb, about, role, before or {}, after or {}, reason, None, changed)])[0]


def record_all(entries: Iterable[Entry]) -> list[Event]:
    """Write many events of one action, in order, after its changes: the last on a row seals it as it stands now.

    `at` may be given only for history taken over from elsewhere.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit event belongs in the transaction of the change it tells of")
    entries, signed = list(entries), algorithm()
    seals = seal([row for entry in entries for row in entry.rows], signed)
    last = {name: place for place, entry in enumerate(entries) for name in names_of(entry.rows)}
    ChainHead.objects.get_or_create(pk=1)
    head = ChainHead.objects.select_for_update().get(pk=1)
    events, before = [], head.number
    with override(settings.LANGUAGE_CODE):  # the trail is in one language, whatever the actor reads
        for place, entry in enumerate(entries):
            mine = {name: seals[name] for name in names_of(entry.rows) if last[name] == place}
            event = _event(entry, head, mine, signed)
            head.number, head.digest = event.number, event.digest
            events.append(event)
    Event.objects.bulk_create(events, batch_size=500)
    head.signature = signature(str(head), signed)
    if heads.is_due(head.number, before, head.noted):
        head.noted = timezone.localdate()
        transaction.on_commit(partial(heads.tell, str(head)))
    head.save()
    return events


def _event(entry: Entry, head: ChainHead, seals: Mapping[str, str], signed: str) -> Event:
    at = entry.at or _moment.get()
    event = Event(
        number=head.number + 1,
        at=at or timezone.now(),
        actor_id=entry.by.pk if entry.by else None,
        actor=text(entry.by.name) if entry.by else "",
        role=text(entry.role),
        origin=TAKEN_OVER if at else text(_origin.get())[:100],
        verb=entry.verb,
        noun=entry.about._meta.label_lower,
        object_id="" if entry.about.pk is None else str(entry.about.pk),
        object_name=text(str(entry.about))[:300],
        before=plain(entry.before),
        after=plain(entry.after),
        reason=text(entry.reason),
        seals=seals,
        algorithm=signed,
        previous=head.digest,
    )
    event.digest = digest(event)
    return event


def digest(event: Event) -> str:
    """The hash of an event, over every covered column in a fixed order and spelling.

    Raises KeyError for an algorithm that is not one of ours, or a key that this server does not have.
    """
    values = {name: getattr(event, name) for name in COVERED}
    values["at"] = event.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    if not event.seals:
        del values["seals"]  # as before there were any
    return signature(spell(values), event.algorithm)


def misfit(event: Event) -> str:
    """Why an event by itself is not as it was written; empty when it is."""
    try:
        fits = digest(event) == event.digest
    except KeyError:
        if is_keyed(event.algorithm):
            return _("签名用的密钥（%(name)s）这台服务器没有，请核对 secret_key 是否换过") % {"name": event.algorithm}
        return _("校验算法“%(name)s”不认识") % {"name": event.algorithm}
    return "" if fits else _("写入之后被改动过")


@dataclass(frozen=True)
class Verdict:
    """What verification found: how many events, rows and files fit, and the first that does not, with the reason.

    `bad` is an event; `where` names a row or file that differs, and `bad` then is the last event that told of it, if
    any. `head` is the last event that fits, as `number:digest`: note it elsewhere and hand it to the next verification.
    """

    checked: int
    head: str
    bad: int | None = None
    reason: str = ""
    where: str = ""
    rows: int = 0
    files: int = 0
    differing: int = 0
    warnings: tuple[str, ...] = ()

    @property
    def intact(self) -> bool:
        return self.bad is None and not self.where


def verify(*, noted: str = "", told: Callable[[Event], None] | None = None) -> Verdict:
    """Read the chain from its first event and find any change, gap, reordering or loss at the end.

    `noted` are heads written down earlier elsewhere as `number:digest`, with blanks between; the chain must still
    contain them, which shows even a chain that was recomputed as a whole. Raises Refused when one is not a head.
    `told` hears each event that fits. Events may be written meanwhile: the head is read before and after.
    """
    known = _heads(noted)
    before = ChainHead.objects.filter(pk=1).first() or ChainHead()
    previous, number, keyed = START, 0, False
    for event in Event.objects.order_by("number").iterator(chunk_size=2000):
        reason = _misfit(event, number + 1, previous)
        if not reason and keyed and not is_keyed(event.algorithm):
            reason = _("没有签名，而前面的都有")
        if not reason and known.get(event.number, event.digest) != event.digest:
            reason = _("与别处记下的校验值不同，此前的留痕被整体改写过")
        if not reason and event.number == before.number and event.digest != before.digest:
            reason = _("与链头的校验值不同")
        if reason:
            return Verdict(number, f"{number}:{previous}", min(event.number, number + 1), reason)
        previous, number, keyed = event.digest, event.number, is_keyed(event.algorithm)
        if told:
            told(event)
    after = ChainHead.objects.filter(pk=1).first() or ChainHead()
    head = f"{number}:{previous}"
    if number < max(before.number, *known, 0):
        return Verdict(number, head, number + 1, _("末尾的留痕缺失"))
    if number > after.number or (number == after.number and previous != after.digest):
        return Verdict(min(number, after.number), head, after.number + 1, _("不是由系统写入的"))
    if keyed and not _signed(after):
        return Verdict(number, head, number, _("链头的签名不对：末尾可能缺了留痕"))
    return Verdict(number, head)


def _signed(head: ChainHead) -> bool:
    """With the key of today or of any earlier day: the last event may be older than today's key."""
    return any(head.signature == signature(str(head), one) for one in algorithms())


def _heads(noted: str) -> dict[int, str]:
    known = {0: START}
    for one in noted.split():
        number, _colon, value = one.partition(":")
        if len(number) > MOST_DIGITS or not number.isdecimal() or len(value) != len(START):
            raise Refused(_("“%(noted)s”不是链头；应形如 序号:64 位校验值") % {"noted": one[:100]})
        known[int(number)] = value.lower()
    return known


def _misfit(event: Event, expected: int, previous: str) -> str:
    if event.number != expected:
        return _("第 %(number)d 条缺失") % {"number": expected}
    if event.previous != previous:
        return _("与前一条接不上")
    return misfit(event)

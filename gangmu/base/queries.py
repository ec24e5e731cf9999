"""Reading the audit chain: who did what to which thing, when; and what kind of system this is."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils import timezone

from gangmu.base.models import Event, Installation
from gangmu.base.veils import VeiledEvents


def search_events(
    *,
    who: str = "",
    verb: str = "",
    noun: str = "",
    object_id: str = "",
    words: str = "",
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> VeiledEvents:
    """Events, the latest first; `until` is the last day included, both in the government's time zone.

    What is still being drafted is veiled.
    """
    events = Event.objects.order_by("-number")
    given = {"verb": verb, "noun": noun, "object_id": object_id}
    events = events.filter(**{name: value for name, value in given.items() if value})
    if who:
        events = events.filter(actor__icontains=who)
    if words:
        events = events.filter(Q(object_name__icontains=words) | Q(reason__icontains=words))
    if since:
        events = events.filter(at__gte=_midnight(since))
    if until:
        events = events.filter(at__lt=_midnight(until + dt.timedelta(days=1)))
    return VeiledEvents(events)


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def event_neighbours(event: Event) -> tuple[int | None, int | None]:
    """The numbers of the events about the same thing just before and after this one."""
    same = Event.objects.filter(noun=event.noun, object_id=event.object_id)
    before = same.filter(number__lt=event.number).order_by("-number").values_list("number", flat=True).first()
    after = same.filter(number__gt=event.number).order_by("number").values_list("number", flat=True).first()
    return before, after


def keeps_the_demo_out() -> bool:
    """Whether this is a real system, founded or set up by `./start --empty`: the demo is never loaded into it."""
    return Installation.objects.filter(pk=1, is_demo=False).exists()

"""What is still being drafted is not for whoever reads the trail: its events say who, when and which kind of thing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, overload

from django.apps import apps
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from gangmu.base.models import Event

AT_ONCE = 400


@dataclass(frozen=True)
class Veil:
    """Stated by a model as `VEIL`: while its row is like this, or gone, these verbs (else all) are veiled."""

    drafting: Q
    verbs: frozenset[str] = frozenset()


class VeiledEvents(Sequence[Event]):
    """Events as the trail's readers see them; a slice costs a query for each kind of thing that may be a draft."""

    def __init__(self, events: QuerySet[Event]) -> None:
        self.events = events

    def __len__(self) -> int:
        return self.events.count()

    @overload
    def __getitem__(self, place: int) -> Event: ...
    @overload
    def __getitem__(self, place: slice) -> list[Event]: ...
    def __getitem__(self, place: int | slice) -> Event | list[Event]:
        if isinstance(place, slice):
            return veil(self.events[place])
        return veil([self.events[place]])[0]


def veil(events: Iterable[Event]) -> list[Event]:
    """The events with what is being drafted taken out; they are for showing only, and must not be saved."""
    told = list(events)
    by_noun: dict[str, list[Event]] = {}
    for event in told:
        by_noun.setdefault(event.noun, []).append(event)
    for noun, about in by_noun.items():
        model = _model(noun)
        if model is None or not hasattr(model, "VEIL"):
            continue
        stated: Veil = model.VEIL
        open_ones = _open(model, stated, {event.object_id for event in about if event.object_id.isdecimal()})
        for event in about:
            if event.object_id not in open_ones and (not stated.verbs or event.verb in stated.verbs):
                event.before, event.after, event.reason = {}, {}, ""
                event.object_name = _("（起草中，提交或下达后才显示）")
    return told


def _model(noun: str) -> Any:
    try:
        return apps.get_model(noun)
    except (LookupError, ValueError):
        return None


def _open(model: type[Model], stated: Veil, numbers: set[str]) -> set[str]:
    ordered, found = sorted(numbers), set()
    for begin in range(0, len(ordered), AT_ONCE):
        rows = model._base_manager.filter(pk__in=ordered[begin : begin + AT_ONCE]).exclude(stated.drafting)
        found |= set(map(str, rows.values_list("pk", flat=True)))
    return found

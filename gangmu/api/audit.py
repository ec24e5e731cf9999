"""The audit chain, for auditors."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema
from ninja.pagination import paginate

from gangmu.api.requests import Day, Words, access, user_of
from gangmu.base.audit import Verdict
from gangmu.base.models import Event
from gangmu.base.queries import search_events
from gangmu.base.veils import veil
from gangmu.org.actions import verify_chain
from gangmu.org.permissions import Permission
from gangmu.org.queries import root_id

router = Router(tags=["audit"])


class EventOut(Schema):
    """One event as it was written; `digest` covers everything else and `previous`.

    What is still being drafted is left out of `before`, `after`, `reason` and `object_name`; the digest covers it.
    """

    number: int
    at: dt.datetime
    actor: str
    role: str
    origin: str
    verb: str
    noun: str
    object_id: str
    object_name: str
    before: dict[str, Any]
    after: dict[str, Any]
    reason: str
    seals: dict[str, str]
    algorithm: str
    previous: str
    digest: str


class VerdictOut(Schema):
    """`bad` is the first event that does not fit, null when the chain is whole.

    `where` names the first row that is not as the chain says; `bad` is then the last event that told of it, if any,
    and `differing` counts such rows. `warnings` are no forgery: a clock that was set back.
    """

    intact: bool
    checked: int
    head: str
    bad: int | None
    reason: str
    where: str
    rows: int
    differing: int
    warnings: list[str]


def _check(request: HttpRequest) -> None:
    access(request).check(Permission.VIEW_AUDIT, root_id())


@router.get("/events", response=list[EventOut], summary="Events, the latest first")
@paginate
def events(
    request: HttpRequest,
    who: Words = "",
    verb: Words = "",
    noun: Words = "",
    object_id: Words = "",
    since: Day | None = None,
    until: Day | None = None,
) -> Any:
    _check(request)
    return search_events(who=who, verb=verb, noun=noun, object_id=object_id, since=since, until=until)


@router.get("/events/{int:number}", response=EventOut, summary="One event")
def event(request: HttpRequest, number: int) -> Any:
    _check(request)
    found = Event.objects.filter(number=number).first()
    if found is None:
        raise Http404
    return veil([found])[0]


@router.post("/verdict", response=VerdictOut, summary="Read the whole chain and tell the first event that does not fit")
def verdict(request: HttpRequest, noted: Words = "") -> Verdict:
    return verify_chain(by=user_of(request), noted=noted)

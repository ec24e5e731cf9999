"""What was done, by whom: the list, one event before and after, the verdict on the chain. For the auditor only."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from gangmu.base import audit
from gangmu.base.errors import Refused
from gangmu.base.models import ChainHead, Event
from gangmu.base.queries import event_neighbours, search_events
from gangmu.base.sheets import Column, SheetOut, write_workbook
from gangmu.base.veils import VeiledEvents, veil
from gangmu.org.actions import verify_chain
from gangmu.org.permissions import Permission, access_of
from gangmu.org.queries import root_id, today
from gangmu.web.audit.words import changes_in_words, noun_in_words, verb_in_words, verbs_in_use
from gangmu.web.downloads import excel
from gangmu.web.paging import page_of
from gangmu.web.requests import Request, day_asked, searched

PER_PAGE = 100
EXPORT_LIMIT = 50_000


def check_auditor(request: Request) -> None:
    """The chain tells of the whole system, so only an auditor at the top of the tree reads it. Raises Denied."""
    access_of(request.user).check(Permission.VIEW_AUDIT, root_id())


def _found(request: Request) -> VeiledEvents:
    asked = {name: searched(request, name) for name in ("who", "verb", "noun", "object_id", "words")}
    return search_events(**asked, since=day_asked(request, "since"), until=day_asked(request, "until"))


@require_safe
def events(request: Request) -> HttpResponse:
    """Seven queries whatever the length."""
    check_auditor(request)
    return render(request, "audit/events.html", _listed(request))


def _listed(request: Request) -> dict[str, Any]:
    page = page_of(request, _found(request), PER_PAGE)
    asked = [name for name in ("who", "verb", "noun", "object_id", "words", "since", "until") if request.GET.get(name)]
    return {
        "page": page,
        "lines": [(event, verb_in_words(event.verb), noun_in_words(event.noun)) for event in page],
        "verbs": verbs_in_use().items(),
        "filtered": asked,
        "object_of": noun_in_words(request.GET.get("noun", "")) if request.GET.get("object_id") else "",
        "head": ChainHead.objects.filter(pk=1).first(),
    }


@require_safe
def event(request: Request, number: int) -> HttpResponse:
    check_auditor(request)
    found = Event.objects.filter(number=number).first()
    if found is None:
        raise Http404
    fits = not audit.misfit(found)
    veil([found])
    before, after = event_neighbours(found)
    context = {
        "event": found,
        "verb": verb_in_words(found.verb),
        "noun": noun_in_words(found.noun),
        "lines": changes_in_words(found),
        "before": before,
        "after": after,
        "fits": fits,
    }
    return render(request, "audit/event.html", context)


@require_POST
def verify(request: Request) -> HttpResponse:
    """Read the whole chain and say what was found."""
    check_auditor(request)
    noted = request.POST.get("noted", "").strip()
    try:
        verdict = verify_chain(by=request.user, noted=noted)
    except Refused as refused:
        context = _listed(request) | {"refusal": refused.reason, "noted": noted}
        return render(request, "audit/events.html", context, status=422)
    bad = Event.objects.filter(number=verdict.bad).first() if verdict.bad is not None else None
    return render(request, "audit/verdict.html", {"verdict": verdict, "bad": bad, "back": reverse("audit:list")})


def _columns() -> tuple[Column, ...]:
    return (
        Column("number", _("序号"), width=8),
        Column("at", _("时间"), width=18, number_format="yyyy-mm-dd hh:mm:ss"),
        Column("actor", _("操作人"), width=14),
        Column("role", _("身份"), width=24),
        Column("origin", _("来源地址"), width=16),
        Column("verb", _("动作"), width=14, format=verb_in_words),
        Column("noun", _("对象类别"), width=10, format=noun_in_words),
        Column("object_name", _("对象"), width=30),
        Column("changes", _("之前 → 之后"), width=60),
        Column("reason", _("理由"), width=30),
        Column("digest", _("校验值"), width=20),
    )


@require_safe
def export(request: Request) -> HttpResponse:
    """What the page shows, filters applied, at most the latest 50,000 events."""
    check_auditor(request)
    names = [column.field for column in _columns() if column.field != "changes"]
    rows = (
        {name: getattr(event, name) for name in names} | {"changes": _changes(event)}
        for event in _found(request)[:EXPORT_LIMIT]
    )
    return excel(write_workbook([SheetOut(_("留痕"), _columns(), rows)]), f"{_('留痕')}-{today():%Y%m%d}")


def _changes(event: Event) -> str:
    lines = [
        _("%(label)s：%(value)s")
        % {"label": line.label, "value": f"{line.before} → {line.after}" if line.before else line.after}
        for line in changes_in_words(event)
    ]
    return "\n".join(lines)

"""One paper: its text as on paper, what one may do with it, its course, and its files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gangmu import typesetting
from gangmu.base import files
from gangmu.base.errors import Problem, Problems, Refused
from gangmu.base.models import Event
from gangmu.documents import opinions, printing, queries
from gangmu.documents.actions.papers import WORD
from gangmu.documents.models import Paper
from gangmu.documents.states import Kind
from gangmu.documents.verbs import PAPERS
from gangmu.org.permissions import Permission, access_of
from gangmu.org.states import Role
from gangmu.web.acts import acting, offers, perform
from gangmu.web.audit.words import is_alarm, verb_in_words
from gangmu.web.documents.figures import strayed
from gangmu.web.documents.shown import parts, said
from gangmu.web.documents.signing import sides_of
from gangmu.web.downloads import as_attachment
from gangmu.web.requests import Request, whole


@require_safe
def paper(request: Request, pk: int) -> HttpResponse:
    return _page(request, queries.get_paper(access_of(request.user), pk))


def _page(request: Request, found: Paper, status: int = 200, **extra: Any) -> HttpResponse:
    acts = [act for act in PAPERS.acts(request.user, found) if not act.verb.done]
    context = {
        "paper": found,
        "sheet": found.sheet,
        "parts": parts(found.sheet),
        "said": said(found.sheet),
        "strayed": strayed(found.sheet),
        "course": _course(found),
        "offers": offers(request, PAPERS, found, lambda verb: reverse("documents:act", args=[found.pk, verb])),
        "links": [(act, _address(act.verb.name, found)) for act in acts],
        "sides": sides_of(request, found) if found.kind == Kind.PLEDGE and found.party else [],
        **_consulting(request, found),
        "has_office": bool(printing.office()),
    }
    return render(request, "documents/paper.html", context | extra, status=status)


def _consulting(request: Request, found: Paper) -> dict[str, Any]:
    """Where it was put out for comments, and the name under which it can be, for whoever writes it."""
    access = access_of(request.user)
    about = f"documents.paper:{found.pk}"
    if not access.can(Permission.WRITE_PAPERS, found.unit_id):
        return {}
    return {"consult_about": about, "consultations": opinions.visible_consultations(access).filter(about=about)}


def _address(verb: str, found: Paper) -> str:
    return reverse(f"documents:{verb}", args=[found.pk])


def _course(found: Paper) -> list[dict[str, Any]]:
    """What was done with it so far, and whose turn it is; edits in a row are told once."""
    told: list[dict[str, Any]] = []
    before = ""
    for event in Event.objects.filter(noun="documents.paper", object_id=str(found.pk)).order_by("number"):
        line = {
            "when": timezone.localtime(event.at).strftime("%Y-%m-%d %H:%M"),
            "who": _("%(name)s（%(more)s）") % {"name": event.actor, "more": event.role},
            "what": verb_in_words(event.verb),
            "detail": _("；").join(filter(None, [event.after.get("number", ""), event.reason])),
            "state": "alarm" if is_alarm(event.verb) else "done",
        }
        if event.verb == before == PAPERS.event("edit"):
            told[-1] = line
        else:
            told.append(line)
        before = event.verb
    if owner := PAPERS.owners.get(found.state):
        told.append({"what": found.get_state_display(), "who": str(Role(owner).label), "state": "now"})
    return told


act = acting(
    PAPERS,
    page=_page,
    after=lambda request, found: reverse("documents:paper", args=[found.pk]),
    given=lambda request, found, verb: {},
)


@require_http_methods(["GET", "HEAD", "POST"])
def number(request: Request, pk: int) -> HttpResponse:
    """The page of its own that says which number it will be, were it given now."""
    found = _for(request, pk, "number")
    registers = list(queries.registers_for(access_of(request.user), found))
    nexts = [(one.pk, one.number(one.last + 1)) for one in registers]
    given = {"register": whole(request.POST.get("register"))}
    return _bind(request, found, "number", given, {"nexts": nexts})


@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: Request, pk: int) -> HttpResponse:
    found = _for(request, pk, "issue")
    return _bind(request, found, "issue", {}, {"strayed": strayed(found.sheet)})


@require_http_methods(["GET", "HEAD", "POST"])
def void(request: Request, pk: int) -> HttpResponse:
    found = _for(request, pk, "void")
    given = {"other": whole(request.POST.get("other"))}
    return _bind(request, found, "void", given, {"others": queries.may_void(found)[:200]})


def _for(request: Request, pk: int, verb: str) -> Paper:
    found = queries.get_paper(access_of(request.user), pk)
    PAPERS.check(request.user, found, verb)
    return found


def _bind(request: Request, found: Paper, verb: str, given: dict[str, Any], more: dict[str, Any]) -> HttpResponse:
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            done = perform(request, PAPERS, found, verb, **given)
            messages.success(request, _("“%(paper)s”%(state)s") % {"paper": done, "state": done.get_state_display()})
            return redirect("documents:paper", found.pk)
        except Problems as refused:
            problems = refused.problems
    context = {"paper": found, "back": reverse("documents:paper", args=[found.pk]), "problems": problems} | more
    return render(request, f"documents/{verb}.html", context, status=422 if problems else 200)


@require_safe
def word(request: Request, pk: int) -> HttpResponse | FileResponse:
    """The Word file: as it was issued, or of a paper in work as it would be now."""
    found = queries.get_paper(access_of(request.user), pk)
    return as_attachment(HttpResponse(_word(found), content_type=WORD), f"{_name(found)}.docx")


@require_safe
def pdf(request: Request, pk: int) -> HttpResponse:
    """The same as PDF, in typefaces that the server has; the page says so where it cannot."""
    found = queries.get_paper(access_of(request.user), pk)
    try:
        made = printing.as_pdf(typesetting.write(found.sheet, printing.faces()))
    except Refused as refused:
        return _page(request, found, 503, problems=[Problem(refused.reason)])
    return as_attachment(HttpResponse(made, content_type="application/pdf"), f"{_name(found)}.pdf")


def _word(found: Paper) -> bytes:
    return files.read(found.file) if found.file else typesetting.write(found.sheet)


def _name(found: Paper) -> str:
    return str(found).replace("/", "／")

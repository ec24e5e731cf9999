"""Signing a letter, the scans of what was signed by hand, and the page on which anybody verifies one by its code."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gangmu.base.errors import Problem, Problems
from gangmu.base.files import open_file
from gangmu.documents import actions, queries, signing
from gangmu.documents.actions.signatures import side_of
from gangmu.documents.models import Paper, Signature
from gangmu.documents.verbs import SIGNATURES
from gangmu.org.permissions import access_of
from gangmu.web.documents.shown import parts, said
from gangmu.web.downloads import as_attachment
from gangmu.web.requests import Request

CODE_SIGNS = 16
MOST_TRIES, WINDOW = 30, 60
"""Codes that are tried from one address in so many seconds."""


def sides_of(request: Request, paper: Paper) -> list[dict[str, Any]]:
    """Each side of a letter: who signed, whether the text still is that one, or why one may not sign here."""
    made = {one.side: one for one in paper.signatures.select_related("person", "file")}
    found = []
    for side, unit in enumerate(signing.sides(paper)):
        told: dict[str, Any] = {"unit": unit, "side": side, "signature": made.get(side)}
        if side in made:
            made[side].paper = paper
            told["holds"] = signing.holds(made[side])
        else:
            empty = Signature(paper=paper, side=side, unit=unit)
            told |= {verb.name: SIGNATURES.refusal(request.user, empty, verb.name) for verb in SIGNATURES}
        found.append(told)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: Request, pk: int, side: int) -> HttpResponse:
    """The whole text, what signing it means, and the password once more."""
    paper, signature = _side(request, pk, side)
    SIGNATURES.check(request.user, signature, "sign")
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            if not ratelimit.consume(request, action="reauthenticate", user=request.user):
                raise Problems([Problem(_("密码错得太多，请过几分钟再试"))])
            read, password = request.POST.get("read", ""), request.POST.get("password", "")
            actions.sign_paper(paper=paper, side=side, read=read, password=password, by=request.user)
            messages.success(request, _("已签署"))
            return redirect("documents:paper", pk)
        except Problems as refused:
            problems = refused.problems
    context = {"signature": signature, "sheet": paper.sheet, "parts": parts(paper.sheet), "said": said(paper.sheet)}
    return _bound(request, "documents/sign.html", paper, problems, context)


@require_http_methods(["GET", "HEAD", "POST"])
def attach(request: Request, pk: int, side: int) -> HttpResponse:
    """Who signed by hand, and the scan."""
    paper, signature = _side(request, pk, side)
    SIGNATURES.check(request.user, signature, "attach")
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            upload = request.FILES.get("file")
            if upload is None:
                raise Problems([Problem(_("没有选文件"), where=_("扫描件"))])
            content, office = cast(BinaryIO, upload.file), request.POST.get("office", "")
            actions.attach_scan(
                paper=paper, side=side, office=office, name=upload.name or "", content=content, by=request.user
            )
            messages.success(request, _("已登记手签"))
            return redirect("documents:paper", pk)
        except Problems as refused:
            problems = refused.problems
    return _bound(request, "documents/attach.html", paper, problems, {"signature": signature})


def _side(request: Request, pk: int, side: int) -> tuple[Paper, Signature]:
    paper = queries.get_paper(access_of(request.user), pk)
    try:
        return paper, side_of(paper, side)
    except Problems as refused:
        raise Http404 from refused


def _bound(
    request: Request, template: str, paper: Paper, problems: tuple[Problem, ...], more: dict[str, Any]
) -> HttpResponse:
    context = {"paper": paper, "back": reverse("documents:paper", args=[paper.pk]), "problems": problems} | more
    return render(request, template, context, status=422 if problems else 200)


@require_safe
def scan(request: Request, pk: int) -> FileResponse:
    """What was signed by hand, for whoever may see the letter."""
    found = Signature.objects.select_related("file").filter(pk=pk).exclude(file=None).first()
    if found is None or found.file is None:
        raise Http404
    paper = queries.get_paper(access_of(request.user), found.paper_id)
    kind = found.file.content_type
    ending = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}.get(kind, "bin")
    return as_attachment(FileResponse(open_file(found.file), content_type=kind), f"{paper}-{found.unit}.{ending}")


def _too_often(request: Request) -> bool:
    """Counted by address and in the database, so that it is one on every node."""
    key = f"verify:{get_adapter(request).get_client_ip(request)}"
    cache.add(key, 0, WINDOW)
    return cache.incr(key) > MOST_TRIES


@login_not_required
@require_safe
def verify(request: Request) -> HttpResponse:
    """For anybody with the code of a letter: which sides signed it, when, and whether the text is still that one.

    No names and no text; tried so often from an address, and no more.
    """
    code = request.GET.get("code", "").strip().upper()[:CODE_SIGNS]
    if code and _too_often(request):
        return render(request, "documents/verify.html", {"code": code, "too_often": True}, status=429)
    paper = queries.by_code(code)
    signed = []
    if paper:
        for one in paper.signatures.select_related("unit"):
            one.paper = paper
            signed.append((one, signing.holds(one)))
    context = {"code": code, "paper": paper, "signed": signed}
    return render(request, "documents/verify.html", context, status=404 if code and not paper else 200)

"""The register of papers: by year, kind and state, searched; and the signs under which numbers are given."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gangmu.base.errors import Problems, reason_against
from gangmu.documents import actions, queries
from gangmu.documents.states import Kind, PaperState
from gangmu.org.permissions import Permission, access_of
from gangmu.org.queries import today
from gangmu.web.documents.forms import RegisterForm
from gangmu.web.paging import page_of
from gangmu.web.requests import MOST_SIGNS, Request, searched, whole
from gangmu.web.saving import into_form

PER_PAGE = 50


@require_safe
def paper_list(request: Request) -> HttpResponse:
    """Every paper one may see, the newest first."""
    access = access_of(request.user)
    seen = queries.visible_papers(access).defer("content")
    wanted = {name: request.GET.get(name, "") for name in ("year", "kind", "state", "about")}
    rows = _filtered(seen, wanted, searched(request))
    years = seen.exclude(dated=None).order_by("-dated__year").values_list("dated__year", flat=True).distinct()
    context: dict[str, Any] = {
        "page": page_of(request, rows.order_by("-dated", "-pk"), PER_PAGE),
        "wanted": wanted,
        "q": searched(request),
        "years": list(years),
        "kinds": Kind.choices,
        "states": PaperState.choices,
        "new_reason": reason_against(access.check, Permission.WRITE_PAPERS),
        "keeps": access.can(Permission.WRITE_PAPERS),
    }
    return render(request, "documents/list.html", context)


def _filtered(rows: Any, wanted: dict[str, str], words: str) -> Any:
    if year := whole(wanted["year"]):
        rows = rows.filter(dated__year=min(year, 9999))
    if wanted["kind"] in Kind.values:
        rows = rows.filter(kind=wanted["kind"])
    if wanted["state"] in PaperState.values:
        rows = rows.filter(state=wanted["state"])
    if about := wanted["about"].strip()[:MOST_SIGNS]:
        rows = rows.filter(about=about)
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(number__icontains=words))
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
def registers(request: Request) -> HttpResponse:
    """The signs of the bodies one writes for, with the last number given; and a form for one more."""
    access = access_of(request.user)
    access.check(Permission.WRITE_PAPERS)
    form = RegisterForm(request.POST or None, access=access, initial={"year": today().year})
    if request.method == "POST" and form.is_valid():
        try:
            register = actions.open_register(by=request.user, **form.cleaned_data)
        except Problems as problems:
            into_form(form, problems)
        else:
            messages.success(request, _("已登记“%(register)s”") % {"register": register})
            return redirect("documents:registers")
    context = {"registers": queries.registers_of(access), "form": form}
    return render(request, "documents/registers.html", context, status=422 if form.errors else 200)

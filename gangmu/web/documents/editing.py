"""A new paper, and the text of a draft as a form."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gangmu import typesetting
from gangmu.documents import actions, editing, queries
from gangmu.documents.states import FORMS
from gangmu.documents.verbs import PAPERS
from gangmu.org.permissions import Permission, access_of
from gangmu.web.documents.forms import NewPaperForm, TextForm
from gangmu.web.requests import Request
from gangmu.web.saving import posted, saved, status


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """A paper that no stage composes, begun with its title."""
    access = access_of(request.user)
    access.check(Permission.WRITE_PAPERS)
    form = NewPaperForm(posted(request), access=access)
    if form.is_valid():
        unit, kind, title = (form.cleaned_data[name] for name in ("unit", "kind", "title"))
        sheet = typesetting.Paper(
            FORMS[kind], unit.name, title, signatories=(typesetting.Signatory(unit.name),), printed_by=unit.name
        )
        paper = actions.draft_paper(unit=unit, kind=kind, sheet=sheet, by=request.user)
        return redirect("documents:edit", paper.pk)
    return render(request, "documents/new.html", {"form": form}, status=status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """The blocks of a draft, one after the other; who was slower sees both texts."""
    paper = queries.get_paper(access_of(request.user), pk)
    PAPERS.check(request.user, paper, "edit")
    sheet = paper.sheet
    start = editing.fields_of(sheet) | {"version": str(paper.version)}
    form = TextForm(posted(request), sheet=sheet, initial=start)

    def save() -> object:
        # Only what was sent: somebody else may have added a part since the form was opened.
        sent = form.fields.keys() & request.POST.keys() - {"version"}
        fields = {name: text for name, text in form.cleaned_data.items() if name in sent}
        return actions.edit_paper(paper=paper, version=form.cleaned_data["version"], fields=fields, by=request.user)

    if request.method == "POST" and saved(form, save):
        messages.success(request, _("已保存“%(paper)s”") % {"paper": form.cleaned_data["title"]})
        return redirect("documents:paper", paper.pk)
    return render(request, "documents/edit.html", {"form": form, "paper": paper}, status=status(form))

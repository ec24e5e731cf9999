"""Which columns of a list a person sees, remembered for the next time."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from gangmu.org import actions
from gangmu.web.listing.table import NAMES
from gangmu.web.requests import Request


@require_POST
def choose(request: Request) -> HttpResponse:
    """Remember the columns ticked (none: the usual ones), and go back to what was seen."""
    name = request.POST.get("listing")
    if name not in NAMES:
        raise Http404
    actions.show_columns(by=request.user, listing=name, columns=request.POST.getlist("column"))
    back = request.POST.get("back", "")
    local = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    return HttpResponseRedirect(f"{back}#{name}" if local else "/")

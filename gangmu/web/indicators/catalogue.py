"""指标库: the list of indicators, and the office's forms to keep it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gangmu.indicators import actions, policies, queries
from gangmu.indicators.models import Indicator
from gangmu.indicators.states import Kind
from gangmu.org.models import Unit
from gangmu.org.permissions import Permission, access_of
from gangmu.org.queries import root_id
from gangmu.web.indicators.forms import IndicatorForm, RedefineForm
from gangmu.web.org.pages import form_page
from gangmu.web.paging import page_of
from gangmu.web.requests import Request, searched, whole
from gangmu.web.saving import posted, saved

ROWS = 50


@require_safe
def listing(request: Request) -> HttpResponse:
    access = access_of(request.user)
    given_by, kind = whole(request.GET.get("given_by")), request.GET.get("kind", "")
    kind = kind if kind in Kind.values else ""
    page = page_of(request, queries.catalogue(access, searched(request), given_by, kind), ROWS)
    seen = access.units(Permission.VIEW_TARGETS) | access.units(Permission.VERIFY)
    last = queries.latest_months([one.pk for one in page], seen)
    context = {
        "page": page,
        "lines": [{"indicator": one, "last": last.get(one.pk)} for one in page],
        "q": searched(request),
        "kind": kind,
        "kinds": Kind.choices,
        "given_by": given_by,
        "givers": Unit.objects.filter(pk__in=Indicator.objects.values("given_by")).order_by("order", "code"),
        "keep_reason": policies.keep_refusal(access, root_id()),
        "gives": Indicator.objects.filter(given_by__in=access.units(Permission.VERIFY)).exists(),
    }
    return render(request, "indicators/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    access = access_of(request.user)
    unit = root_id()
    access.check(Permission.KEEP_INDICATORS, unit)
    form = IndicatorForm(posted(request), government=unit)
    if request.method == "POST":
        act = lambda: actions.create_indicator(  # noqa: E731
            unit=Unit.objects.get(pk=unit), values=form.values(), by=request.user
        )
        if made := saved(form, act):
            messages.success(request, _("已建立指标“%(name)s”") % {"name": made})
            return redirect("indicators:indicator", made.pk)
    return form_page(request, form, title=_("新建指标"), back=reverse("indicators:list"))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    access = access_of(request.user)
    row = queries.get_indicator(access, pk)
    access.check(Permission.KEEP_INDICATORS, row.unit_id)
    form = IndicatorForm(posted(request), government=row.unit_id, initial=IndicatorForm.stored(row))
    if request.method == "POST" and saved(
        form,
        lambda: actions.update_indicator(
            indicator=row, version=form.cleaned_data["version"] or 0, values=form.values(), by=request.user
        ),
    ):
        messages.success(request, _("已保存“%(target)s”") % {"target": form.cleaned_data["name"]})
        return redirect("indicators:indicator", pk)
    title = _("修改指标“%(name)s”") % {"name": row}
    return form_page(request, form, title=title, back=reverse("indicators:indicator", args=[pk]))


@require_http_methods(["GET", "HEAD", "POST"])
def redefine(request: Request, pk: int) -> HttpResponse:
    access = access_of(request.user)
    row = queries.get_indicator(access, pk)
    access.check(Permission.KEEP_INDICATORS, row.unit_id)
    form = RedefineForm(posted(request), initial={"version": row.version})
    if request.method == "POST" and saved(
        form, lambda: actions.redefine_indicator(indicator=row, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("已标记“%(name)s”的口径变更") % {"name": row})
        return redirect("indicators:indicator", pk)
    note = _("变更以前的数留着，但不再用来推算季节规律；各年并列时标出这一月。")
    back = reverse("indicators:indicator", args=[pk])
    return form_page(request, form, title=_("标记“%(name)s”的口径变更") % {"name": row}, back=back, note=note)

"""The groups of a year and their members."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gangmu.base.periods import FIRST_DAY, LAST_DAY
from gangmu.org import actions, queries
from gangmu.org.models import Group
from gangmu.org.permissions import Permission, access_of
from gangmu.org.seen import get_group
from gangmu.web.org.forms import EditGroupForm, GroupForm, MembersForm
from gangmu.web.org.pages import chosen_day, form_page, refusal
from gangmu.web.requests import Request, whole
from gangmu.web.saving import posted, saved, status


@require_safe
def groups(request: Request) -> HttpResponse:
    """Which units are ranked against one another in a year, as of today (for another year: at its end)."""
    access = access_of(request.user)
    access.check(Permission.VIEW_UNITS)
    years = queries.group_years()
    asked = whole(request.GET.get("year"))
    year = asked if FIRST_DAY.year <= asked <= LAST_DAY.year else queries.today().year
    context = {
        "year": year,
        "years": sorted({*years, queries.today().year, year}, reverse=True),
        "groups": queries.groups_with_members(year),
        "visible": access.units(Permission.VIEW_UNITS),
        "manage_reason": refusal(access, Permission.MANAGE_UNITS),
    }
    return render(request, "org/groups.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    access = access_of(request.user)
    access.check(Permission.MANAGE_UNITS)
    start = {"year": request.GET.get("year") or queries.today().year, "order": 0}
    form = GroupForm(posted(request), access=access, initial=start)
    if request.method == "POST":
        made = saved(form, lambda: actions.create_group(by=request.user, **form.cleaned_data))
        if made:
            messages.success(request, _("已建立“%(group)s”组，接下来选成员") % {"group": made.name})
            return redirect("org:group", made.pk)
    return form_page(request, form, title=_("新建组别"), back=reverse("org:groups"))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    access = access_of(request.user)
    group = get_object_or_404(Group, pk=pk)
    access.check(Permission.MANAGE_UNITS)
    fields = ("name", "lead_unit", "order", "version")
    form = EditGroupForm(posted(request), access=access, initial={name: getattr(group, name) for name in fields})
    if request.method == "POST" and saved(
        form, lambda: actions.update_group(by=request.user, group=group, **form.cleaned_data)
    ):
        messages.success(request, _("已保存“%(group)s”组") % {"group": group.name})
        return redirect("org:group", pk)
    title = _("修改“%(group)s”组") % {"group": group.name}
    return form_page(request, form, title=title, back=reverse("org:group", args=[pk]))


@require_http_methods(["GET", "HEAD", "POST"])
def group(request: Request, pk: int) -> HttpResponse:
    """One group: its members from a day on, and everybody who was ever in it."""
    access = access_of(request.user)
    found = get_group(access, pk)
    reason = refusal(access, Permission.MANAGE_UNITS)
    on = chosen_day(request)
    if on.year != found.year:
        on = queries.today() if queries.today().year == found.year else on.replace(year=found.year, month=1, day=1)
    members = found.members.select_related("unit").order_by("unit__order", "unit__code", "since")
    now = [row.unit_id for row in members if row.since <= on and (row.until is None or row.until > on)]
    choices = queries.rankable_units(on, now).filter(pk__in=access.units(Permission.VIEW_UNITS))
    start = {"on": on, "units": now, "version": found.version}
    form = MembersForm(posted(request), units=choices, initial=start)
    if request.method == "POST":
        access.check(Permission.MANAGE_UNITS)
        if saved(form, lambda: actions.set_group_members(by=request.user, group=found, **form.cleaned_data)):
            messages.success(request, _("“%(group)s”组的成员已保存") % {"group": found.name})
            return redirect("org:group", pk)
    context = {
        "group": found,
        "members": members,
        "form": form,
        "manage_reason": reason,
        "visible": access.units(Permission.VIEW_UNITS),
    }
    return render(request, "org/group.html", context, status=status(form))

"""Roles and substitutes: what the security administrator does."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from gangmu.org import actions, policies, queries
from gangmu.org.models import Appointment
from gangmu.org.permissions import ROLES, SEES_PEOPLE, Permission, access_of, people_in_reach
from gangmu.org.seen import get_office, get_person, get_substitution
from gangmu.org.states import Role
from gangmu.web.org.forms import EndForm, OfficeForm, SubstituteForm
from gangmu.web.org.pages import form_page
from gangmu.web.requests import Request
from gangmu.web.saving import posted, saved


@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request: Request, pk: int) -> HttpResponse:
    access = access_of(request.user)
    person = get_person(access, pk)
    access.check(Permission.APPOINT)
    policies.check_not_oneself(request.user, person, _("不能给自己授予身份；请由另一名安全管理员办理"))
    form = OfficeForm(posted(request), access=access, initial={"since": queries.today()})
    if request.method == "POST" and saved(
        form, lambda: actions.appoint(by=request.user, user=person, **form.cleaned_data)
    ):
        messages.success(request, _("任职已登记"))
        return redirect("org:person", pk)
    title = _("授予“%(name)s”身份") % {"name": person.name}
    roles = [(Role(role).label, spec.does) for role, spec in ROLES.items()]
    return form_page(request, form, title=title, back=reverse("org:person", args=[pk]), roles=roles)


def _visible_office(request: Request, pk: int) -> Appointment:
    access = access_of(request.user)
    office = get_office(access, pk)
    access.check(Permission.APPOINT, office.unit_id)
    return office


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Request, pk: int) -> HttpResponse:
    office = _visible_office(request, pk)
    policies.check_not_own_office(request.user, office)
    policies.check_endable(office)
    form = EndForm(posted(request), initial={"on": queries.today(), "version": office.version})
    if request.method == "POST" and saved(
        form, lambda: actions.end_appointment(by=request.user, appointment=office, **form.cleaned_data)
    ):
        messages.success(request, _("任职已结束"))
        return redirect("org:person", office.user_id)
    note = _("结束之日起不再有这项身份；还没有开始的任职会整个撤回。代理随之结束。")
    title = _("结束任职：%(office)s") % {"office": office}
    back = reverse("org:person", args=[office.user_id])
    return form_page(request, form, title=title, back=back, note=note, button=_("结束任职"))


@require_http_methods(["GET", "HEAD", "POST"])
def substitute(request: Request, pk: int) -> HttpResponse:
    office = _visible_office(request, pk)
    policies.check_endable(office)
    people = queries.possible_substitutes(people_in_reach(access_of(request.user), *SEES_PEOPLE), office)
    form = SubstituteForm(posted(request), people=people, initial={"since": queries.today()})
    if request.method == "POST" and saved(
        form, lambda: actions.substitute(by=request.user, appointment=office, **form.cleaned_data)
    ):
        messages.success(request, _("代理已登记"))
        return redirect("org:person", office.user_id)
    note = _("代理人在这段时间里行使这项身份，每一笔留痕都写明代谁办理。")
    title = _("安排代理：%(office)s") % {"office": office}
    return form_page(request, form, title=title, back=reverse("org:person", args=[office.user_id]), note=note)


@require_POST
def end_substitution(request: Request, pk: int) -> HttpResponse:
    row = get_substitution(access_of(request.user), pk)
    office = _visible_office(request, row.appointment_id)
    actions.end_substitution(by=request.user, substitution=row)
    messages.success(request, _("代理已结束"))
    return redirect("org:person", office.user_id)

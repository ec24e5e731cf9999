"""Accounts: the list, one person's page, and what the system administrator does with them."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gangmu.base.errors import reason_against
from gangmu.org import actions, policies, queries
from gangmu.org.models import User
from gangmu.org.permissions import SEES_PEOPLE, Access, Permission, access_of, check_person, people_in_reach
from gangmu.org.seen import get_person
from gangmu.org.sheets import export_people
from gangmu.org.states import Role
from gangmu.web.org.forms import EditPersonForm, PersonForm, ReasonForm
from gangmu.web.org.pages import dated_excel, form_page, refusal
from gangmu.web.paging import page_of
from gangmu.web.requests import Request, searched, whole
from gangmu.web.saving import posted, saved

PER_PAGE = 100


def _found(request: Request, access: Access) -> QuerySet[User]:
    people = people_in_reach(access, *SEES_PEOPLE)
    role = request.GET.get("role", "")
    return queries.search_people(
        people,
        searched(request),
        whole(request.GET.get("unit")) or None,
        role if role in Role.values else "",
    ).order_by("username")


def _check_list(access: Access) -> None:
    if not access.can(Permission.APPOINT):
        access.check(Permission.MANAGE_PEOPLE)


@require_safe
def people(request: Request) -> HttpResponse:
    """Accounts and their offices. Nine queries at most."""
    access = access_of(request.user)
    _check_list(access)
    found = queries.with_offices(_found(request, access))
    page = page_of(request, found, PER_PAGE)
    context = {
        "page": page,
        "roles": Role.choices,
        "filtered": any(request.GET.get(name) for name in ("q", "role", "unit")),
        "people_reason": refusal(access, Permission.MANAGE_PEOPLE),
        "today": queries.today(),
    }
    return render(request, "org/people.html", context)


@require_safe
def export(request: Request) -> HttpResponse:
    """What the page shows, filters applied, as Excel."""
    access = access_of(request.user)
    _check_list(access)
    return dated_excel(export_people(_found(request, access), queries.today()), _("人员"))


@require_safe
def person(request: Request, pk: int) -> HttpResponse:
    """One account with every office and substitution."""
    access = access_of(request.user)
    found = get_person(access, pk)
    manage = reason_against(check_person, request.user, Permission.MANAGE_PEOPLE, found)
    offices = found.appointments.select_related("unit").prefetch_related("substitutions__substitute")
    context = {
        "person": found,
        "is_me": found.pk == request.user.pk,
        "offices": offices.order_by("-since", "pk"),
        "standing_in": found.substitutions.select_related("appointment__unit", "appointment__user").order_by("-since"),
        "today": queries.today(),
        "manage_reason": manage,
        "stop_reason": manage or reason_against(policies.check_account, request.user, found),
        "password_reason": manage or reason_against(policies.check_password_reset, request.user, found),
        "appoint_reason": refusal(access, Permission.APPOINT)
        or reason_against(
            policies.check_not_oneself, request.user, found, _("不能给自己授予身份；请由另一名安全管理员办理")
        ),
    }
    return render(request, "org/person.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    access_of(request.user).check(Permission.MANAGE_PEOPLE)
    form = PersonForm(posted(request))
    if request.method == "POST":
        made = saved(form, lambda: actions.create_person(by=request.user, **form.cleaned_data))
        if made:
            return _tell(request, *made)
    note = _("保存后显示一次初始密码，请当面告知本人；首次登录时必须修改。身份由安全管理员另行授予。")
    return form_page(request, form, title=_("新建账号"), back=reverse("org:people"), note=note)


def _tell(request: Request, person: User, password: str) -> HttpResponse:
    """The one page that shows a password; it is in no address, no message and no session."""
    return render(request, "org/password.html", {"passwords": [(person, password)], "back": person})


def _managed(request: Request, pk: int) -> User:
    found = get_person(access_of(request.user), pk)
    check_person(request.user, Permission.MANAGE_PEOPLE, found)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    found = _managed(request, pk)
    fields = ("username", "name", "phone", "version")
    form = EditPersonForm(posted(request), initial={name: getattr(found, name) for name in fields})
    if request.method == "POST" and saved(
        form, lambda: actions.update_person(by=request.user, person=found, **form.cleaned_data)
    ):
        messages.success(request, _("已保存"))
        return redirect("org:person", pk)
    title = _("修改“%(name)s”的账号") % {"name": found.name}
    return form_page(request, form, title=title, back=reverse("org:person", args=[pk]))


@require_http_methods(["GET", "HEAD", "POST"])
def switch(request: Request, pk: int) -> HttpResponse:
    """Stop an account, or let it sign in again."""
    found = _managed(request, pk)
    stop = found.is_active
    if stop:
        policies.check_account(request.user, found)
    act = actions.deactivate if stop else actions.activate
    form = ReasonForm(posted(request), initial={"version": found.version})
    if request.method == "POST" and saved(form, lambda: act(by=request.user, person=found, **form.cleaned_data)):
        messages.success(request, _("账号已停用") if stop else _("账号已启用"))
        return redirect("org:person", pk)
    title = (_("停用“%(name)s”的账号") if stop else _("启用“%(name)s”的账号")) % {"name": found.name}
    note = _("停用后不能登录，已打开的会话随即结束；任职和以往的记录都保留。") if stop else ""
    back = reverse("org:person", args=[pk])
    return form_page(request, form, title=title, back=back, note=note, button=_("停用") if stop else _("启用"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: Request, pk: int) -> HttpResponse:
    """A new initial password, shown once."""
    found = _managed(request, pk)
    policies.check_password_reset(request.user, found)
    form = ReasonForm(posted(request), initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["reason"]
        return _tell(request, found, actions.reset_password(by=request.user, person=found, reason=given))
    title = _("重置“%(name)s”的密码") % {"name": found.name}
    note = _("新的初始密码只显示一次；本人已打开的会话随即结束，首次登录时必须修改。")
    return form_page(request, form, title=title, back=reverse("org:person", args=[pk]), note=note, button=_("重置密码"))

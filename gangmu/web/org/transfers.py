"""Bringing tables of units and people back: upload, see the differences and every problem, confirm."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gangmu.base.errors import Problems
from gangmu.org import actions
from gangmu.org.models import User
from gangmu.org.permissions import Access, Permission, access_of
from gangmu.org.sheets import APPOINTMENTS, LIMITS, PEOPLE, UNITS, Kit, Preview, preview, template
from gangmu.web.handed_in import NoFile, handed_in, kept
from gangmu.web.org.forms import UploadForm
from gangmu.web.org.pages import dated_excel
from gangmu.web.requests import Request


@dataclass(frozen=True)
class Transfer:
    """One kind of table on its page: where it lives, what it says of itself, and the action that writes it."""

    kit: Kit
    title: Any
    note: Any
    address: str
    template: str
    back: str
    write: Callable[..., Any]


OF_UNITS = Transfer(
    UNITS,
    gettext_lazy("导入单位"),
    gettext_lazy("按编码对照：没有的新建，有的更新；表里没有的单位不动。换上级要写从哪一天起。"),
    "org:units-import",
    "org:units-template",
    "org:units",
    actions.import_units,
)
OF_ACCOUNTS = Transfer(
    PEOPLE,
    gettext_lazy("导入账号"),
    gettext_lazy("按登录名对照，只读登录名、姓名和电话；任职由安全管理员用同一张表导入。新账号的初始密码只显示一次。"),
    "org:people-import",
    "org:people-template",
    "org:people",
    actions.import_people,
)
OF_OFFICES = Transfer(
    APPOINTMENTS,
    gettext_lazy("导入任职"),
    gettext_lazy("按登录名、单位编码、身份和开始日期对照；账号由系统管理员先导入。表里没有的任职不动。"),
    "org:people-import",
    "org:people-template",
    "org:people",
    actions.import_appointments,
)


def _of_people(access: Access) -> Transfer:
    """Accounts and roles are different hands: the same table, each reads its part."""
    if access.can(Permission.APPOINT):
        return OF_OFFICES
    access.check(Permission.MANAGE_PEOPLE)
    return OF_ACCOUNTS


@require_safe
def units_template(request: Request) -> HttpResponse:
    access_of(request.user).check(Permission.MANAGE_UNITS)
    return dated_excel(template(UNITS), _("单位模板"))


@require_safe
def people_template(request: Request) -> HttpResponse:
    _of_people(access_of(request.user))
    return dated_excel(template(PEOPLE), _("人员模板"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def units(request: Request) -> HttpResponse:
    access_of(request.user).check(Permission.MANAGE_UNITS)
    return _transfer(request, OF_UNITS)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: Request) -> HttpResponse:
    return _transfer(request, _of_people(access_of(request.user)))


def _transfer(request: Request, kind: Transfer) -> HttpResponse:
    """GET asks for a file; POST with a file shows what it would do; POST with `confirmed` does it."""
    context: dict[str, Any] = {"transfer": kind, "form": UploadForm(), "back": reverse(kind.back)}
    if request.method != "POST":
        return render(request, "org/import.html", context)
    try:
        name, data = handed_in(request, LIMITS)
        found = preview(kind.kit, name, data)
        seal = _seal(found)
        if "confirmed" in request.POST and not found.wrong and request.POST.get("seal") == seal:
            return _written(request, kind, kind.write(by=request.user, rows=found.rows))
    except Problems as refused:
        return render(request, "org/import.html", context | {"problems": refused.problems}, status=422)
    except NoFile:
        context["form"] = UploadForm(request.POST, request.FILES)
        return render(request, "org/import.html", context, status=422)
    context |= {
        "preview": found,
        "preview_title": "" if found.wrong else _("请确认下面几处"),
        "name": name,
        "data": kept(data),
        "seal": seal,
        "stale": "confirmed" in request.POST and not found.wrong,
    }
    return render(request, "org/import.html", context, status=422 if found.wrong else 200)


def _seal(found: Preview) -> str:
    """What was shown, in short: when the stored data changed meanwhile, the differences are shown again first."""
    told = [(one.row, one.name, one.status, one.changes) for one in found.differences]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _written(request: Request, kind: Transfer, result: Any) -> HttpResponse:
    differences, passwords = result if isinstance(result, tuple) else (result, {})
    count = sum(one.status != "same" for one in differences)
    if passwords:
        people = {person.username: person for person in User.objects.filter(username__in=passwords)}
        told = [(people[username], password) for username, password in passwords.items()]
        return render(request, "org/password.html", {"passwords": told, "back": None})
    messages.success(request, _("已导入，改动 %(count)d 行") % {"count": count})
    return redirect(kind.back)

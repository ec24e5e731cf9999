"""What base.html needs on every page: who is signed in, in which roles, and where one may go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gangmu.base.models import Installation
from gangmu.org.permissions import Permission, access_of


@dataclass(frozen=True)
class Entry:
    """One entry of the navigation; shown to whoever has one of the permissions (to everybody when there are none)."""

    view: str
    label: Any
    icon: str
    permissions: tuple[Permission, ...] = ()


NAVIGATION = (
    Entry("home:workbench", _("工作台"), "home"),
    Entry("targets:plan-list", _("目标体系"), "sitemap", (Permission.VIEW_TARGETS,)),
    Entry("indicators:list", _("指标"), "chart-line", (Permission.VIEW_TARGETS,)),
    Entry("progress:calendar", _("日程"), "calendar-event", (Permission.VIEW_TARGETS,)),
    Entry("progress:due", _("本月填报"), "edit", (Permission.REPORT,)),
    Entry(
        "progress:review",
        _("审核核验"),
        "checklist",
        (Permission.APPROVE, Permission.VERIFY, Permission.MANAGE_PERIODS),
    ),
    Entry("progress:periods", _("填报进度"), "calendar", (Permission.MANAGE_PERIODS,)),
    Entry("assessment:list", _("考核得分"), "chart-bar", (Permission.VIEW_SCORES,)),
    Entry("documents:list", _("公文"), "file-text", (Permission.VIEW_TARGETS,)),
    Entry("org:units", _("组织机构"), "building-community", (Permission.VIEW_UNITS,)),
    Entry("org:people", _("人员账号"), "users", (Permission.MANAGE_PEOPLE, Permission.APPOINT)),
    Entry("audit:list", _("留痕"), "shield-check", (Permission.VIEW_AUDIT,)),
)


def page(request: HttpRequest) -> dict[str, Any]:
    """`navigation`, `is_demo`, `installation_name`, and the roles of whoever is signed in."""
    installation = Installation.objects.filter(pk=1).first() or Installation()
    found: dict[str, Any] = {"installation_name": installation.name, "is_demo": installation.is_demo, "navigation": []}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return found
    access = access_of(user)
    found["my_roles"] = [grant.label for grant, _reach in access.grants]
    seen = [one for one in NAVIGATION if not one.permissions or any(access.can(each) for each in one.permissions)]
    urls = {entry: reverse(entry.view) for entry in seen}
    # One entry may stand below another in the address; the nearest one is where the reader is.
    near = [url for url in urls.values() if request.path == url or (url != "/" and request.path.startswith(url))]
    here = max(near, key=len, default="")
    found["navigation"] = [
        {"url": url, "label": entry.label, "icon": entry.icon, "active": url == here} for entry, url in urls.items()
    ]
    return found

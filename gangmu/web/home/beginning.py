"""启用系统: what is still to be done before a new system runs, who does it, ticked as the data say."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gangmu.base.models import Event, Installation
from gangmu.org.models import Appointment, Place, User
from gangmu.org.permissions import ROLES, Access
from gangmu.org.states import Role
from gangmu.progress.models import ReportingPeriod
from gangmu.targets.models import Plan, Target
from gangmu.targets.queries import visible_plans
from gangmu.targets.states import PlanState


@dataclass(frozen=True)
class Step:
    """One line: what, by whom; `url` only for those whose turn it is."""

    label: str
    help: str
    who: str
    done: bool
    url: str


SEPARATE = [role for role, spec in ROLES.items() if spec.separate]
_governing = Appointment.objects.filter(role__in=SEPARATE).values("user")

# Key, who does it, what, how, page; in the order in which they follow one another. `_done` answers by the key.
STEPS = (
    ("units", Role.SYSTEM_ADMIN, _("建立单位"), _("下载模板，填好各单位，一次导入"), "org:units"),
    ("people", Role.SYSTEM_ADMIN, _("开人员账号"), _("初始密码只显示一次，逐人交付"), "org:people"),
    ("roles", Role.SECURITY_ADMIN, _("授予身份"), _("填报员、负责人、核验员、领导各在其单位"), "org:people"),
    ("office", Role.SECURITY_ADMIN, _("指定目标办"), _("在政府本级授予“目标办”身份"), "org:people"),
    ("verified", Role.AUDITOR, _("校验一次留痕"), _("把显示的链头记在系统之外"), "audit:list"),
    ("plan", Role.OFFICE, _("建立年度目标体系"), _("写明哪一年、叫什么"), "targets:plan-new"),
    ("targets", Role.OFFICE, _("导入或录入目标"), _("用现成的 Excel 清单即可"), "targets:plan"),
    ("issued", Role.OFFICE, _("下达目标"), _("下达后不可再改，先核对"), "targets:plan"),
    ("periods", Role.OFFICE, _("设定填报期"), _("各单位从此按月填报"), "progress:periods"),
)  # fmt: skip


def _done() -> dict[str, bool]:
    """Which steps have been taken, and whether this is the demo, in one query."""
    asked = {
        "demo": Installation.objects.filter(is_demo=True),
        "units": Place.objects.filter(parent__isnull=False),
        "people": User.objects.exclude(pk__in=_governing),
        "roles": Appointment.objects.exclude(role__in=SEPARATE),
        "office": Appointment.objects.filter(role=Role.OFFICE),
        "verified": Event.objects.filter(verb="audit.verify"),
        "plan": Plan.objects.all(),
        "targets": Target.objects.all(),
        "issued": Plan.objects.filter(state=PlanState.ISSUED),
        "periods": ReportingPeriod.objects.all(),
    }
    rows = User.objects.order_by().annotate(**{f"{key}_done": Exists(rows) for key, rows in asked.items()})
    found = rows.values(*(f"{key}_done" for key in asked))[:1].get()
    return {key.removesuffix("_done"): bool(value) for key, value in found.items()}


def steps(access: Access) -> list[Step]:
    """For the three administrators and the target office, until everything is done; none in the demo."""
    if not {role for _key, role, *_rest in STEPS} & set(access.roles):
        return []
    done = _done()
    if done["demo"] or all(done[key] for key, *_rest in STEPS):
        return []
    plan = visible_plans(access).first() if done["plan"] and Role.OFFICE in access.roles else None
    found = []
    for key, role, label, how, page in STEPS:
        mine = not done[key] and role in access.roles
        url = (_plan_url(plan) if page == "targets:plan" else reverse(page)) if mine else ""
        found.append(Step(str(label), str(how), str(role.label), done[key], url))
    return found


def _plan_url(plan: Plan | None) -> str:
    return reverse("targets:plan", args=[plan.pk]) if plan else reverse("targets:plan-list")

"""The verbs of units, groups, accounts, appointments and substitutions, and what of people is only noted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from gangmu.base.rows import clean
from gangmu.base.verbs import Verb, Verbs, Words
from gangmu.org import policies, seen
from gangmu.org.models import Appointment, Group, Place, Substitution, Unit, User
from gangmu.org.permissions import ROLES


def lock_tree() -> None:
    """One reform at a time: two moves, each right by itself, could close a circle together."""
    list(Place.objects.select_for_update().filter(parent__isnull=True).order_by("pk"))


def lock_administrators() -> None:
    """One at a time takes one of the three from office: two at once would each count on the other's being left."""
    roles = [role for role, spec in ROLES.items() if spec.separate]
    list(Appointment.objects.select_for_update().filter(role__in=roles).order_by("pk"))


def _units(numbers: Sequence[int]) -> list[Unit]:
    lock_tree()
    return list(Unit.objects.select_for_update().filter(pk__in=numbers).order_by("pk"))


def _people(numbers: Sequence[int]) -> list[User]:
    lock_administrators()
    return list(User.objects.select_for_update().filter(pk__in=numbers).order_by("pk"))


def _offices(numbers: Sequence[int]) -> list[Appointment]:
    """With the accounts, so that two roles given at once see each other."""
    list(User.objects.select_for_update().filter(appointments__in=numbers).order_by("pk").values("pk"))
    lock_administrators()
    rows = Appointment.objects.select_for_update(of=("self",)).select_related("user", "unit")
    return list(rows.filter(pk__in=numbers).order_by("pk"))


UNITS = Verbs(
    Unit,
    Verb("create", _("新建单位"), policies.may_manage_unit),
    Verb("update", _("修改单位"), policies.may_manage_unit),
    Verb("move", _("调整上级"), policies.may_manage_unit, when=policies.check_in_force),
    Verb("merge", _("并入其他单位"), policies.may_manage_unit, when=policies.check_in_force, binding=True),
    Verb("split", _("分设"), policies.may_manage_unit, when=policies.check_in_force, binding=True),
    Verb("close", _("撤销单位"), policies.may_manage_unit, when=policies.check_in_force, binding=True),
    get=seen.get_unit,
    told=("code", "name", "short_name", "kind", "order"),
    lock=_units,
    check=lambda unit: clean(unit, where=str(unit)),
)

GROUPS = Verbs(
    Group,
    Verb("create", _("新建组别"), policies.may_manage_group),
    Verb("update", _("修改组别"), policies.may_manage_group),
    Verb("set_members", _("调整组别成员"), policies.may_set_members),
    get=seen.get_group,
    told=("year", "name", "lead_unit", "order"),
    check=lambda group: clean(group, where=group.name),
)

PEOPLE = Verbs(
    User,
    Verb("create", _("新建账号"), policies.may_keep_account),
    Verb("update", _("修改账号"), policies.may_keep_account),
    Verb("activate", _("启用账号"), policies.may_keep_account),
    Verb("deactivate", _("停用账号"), policies.may_stop_account),
    Verb("reset_password", _("重置密码"), policies.may_reset_password),
    noun="person",
    things="people",
    get=seen.get_person,
    told=("username", "name", "phone", "made_at"),
    lock=_people,
    check=lambda person: clean(person, where=str(person)),
)

APPOINTMENTS = Verbs(
    Appointment,
    Verb("create", _("授予身份"), policies.may_appoint),
    Verb("update", _("修改任职"), policies.may_change_office, when=policies.check_endable),
    Verb("end", _("结束任职"), policies.may_change_office, when=policies.check_endable),
    get=seen.get_office,
    told=("user", "unit", "role", "title", "since", "until"),
    lock=_offices,
    check=lambda office: clean(office, where=office.user.name),
)

SUBSTITUTIONS = Verbs(
    Substitution,
    Verb("create", _("安排代理"), policies.may_substitute, when=policies.check_office_endable),
    Verb("end", _("停止代理"), policies.may_end_substitution, when=policies.check_substitution_holds),
    get=seen.get_substitution,
    told=("substitute", "since", "until"),
    check=lambda row: clean(row, where=row.substitute.name),
)

TABLES = (UNITS, GROUPS, PEOPLE, APPOINTMENTS, SUBSTITUTIONS)

NOTED: Mapping[str, Words] = {
    "person.change_password": _("修改密码"),
    "person.sign_in": _("登录"),
    "person.sign_in_failed": _("登录失败"),
    "person.sign_in_locked": _("登录失败过多，暂时锁定"),
    "person.sign_out": _("退出登录"),
    "person.end_sessions": _("结束其他登录"),
    "person.second_factor_on": _("开启两步验证"),
    "person.second_factor_off": _("关闭两步验证"),
    "person.second_factor_used": _("通过两步验证"),
    "person.second_factor_failed": _("两步验证数字不对"),
    "person.recovery_codes_made": _("重新生成恢复码"),
    "access.refused": _("被拒绝"),
    "access.download": _("下载或导出"),
    "audit.verify": _("校验留痕"),
    "audit.seal": _("按现状封存"),
}
"""Events of what one does to one's own account, and of what changes nothing: nobody is refused them by a table."""

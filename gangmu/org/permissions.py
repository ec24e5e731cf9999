"""Who may: permission = role × unit subtree. When a verb is possible is each stage's `policies`.

ROLES is the whole table; a person has a permission for a unit when one of the appointments in force (own or as a
substitute) has a role with that permission, and the unit lies in the subtree of the appointment's unit, in the tree in
force on the day, or has ended and is answered for by a unit of that subtree (see `queries.Tree`). The three
administrators (三员分立) see no business data and no role may be joined with theirs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from gangmu.base.errors import Denied
from gangmu.org.models import Appointment, Substitution, Unit, User, in_force, not_over
from gangmu.org.queries import Tree, appointments_of, appointments_on, offices_used, people_used_at, today, tree_on
from gangmu.org.states import Role


class Permission(StrEnum):
    VIEW_UNITS = "view_units"  # the tree, groups, who is appointed where
    VIEW_PHONES = "view_phones"  # the telephone numbers of those in office
    MANAGE_UNITS = "manage_units"  # units, their places, groups
    MANAGE_PEOPLE = "manage_people"  # accounts
    APPOINT = "appoint"  # roles and substitutes
    VIEW_AUDIT = "view_audit"  # the audit chain
    VIEW_TARGETS = "view_targets"  # issued targets, and everything about them
    EDIT_PLAN = "edit_plan"  # draft targets, import, issue
    REPORT = "report"  # fill in and submit
    APPROVE = "approve"  # the head's approval of own unit's reports
    VERIFY = "verify"  # the official value
    KEEP_INDICATORS = "keep_indicators"  # the catalogue of indicators
    MANAGE_PERIODS = "manage_periods"  # open reporting periods, set deadlines
    VIEW_SCORES = "view_scores"
    ASSESS = "assess"  # schemes, scoring runs
    WRITE_PAPERS = "write_papers"  # draft, number, issue, archive papers; registers
    COMMENT = "comment"  # on what is put out for comments, for the own unit
    SIGN = "sign"  # letters of responsibility, for the unit that one leads
    CHECK_PAPERS = "check_papers"  # find a draft right or send it back, by other hands than wrote it


@dataclass(frozen=True)
class RoleSpec:
    """What a role is for, in one sentence for people, and what it may do."""

    does: object
    permissions: frozenset[Permission]
    separate: bool = False  # one of the three administrators: never together with another role


# Those who work with units call one another; who only looks on or keeps the system needs no number.
_SEES = frozenset({Permission.VIEW_UNITS, Permission.VIEW_PHONES, Permission.VIEW_TARGETS, Permission.VIEW_SCORES})

ROLES: Mapping[str, RoleSpec] = {
    Role.OFFICE: RoleSpec(
        gettext_lazy("编制并下达目标，设定填报期，催报，组织考核，起草、编号和印发公文"),
        _SEES
        | {Permission.EDIT_PLAN, Permission.KEEP_INDICATORS, Permission.MANAGE_PERIODS}
        | {Permission.MANAGE_UNITS, Permission.ASSESS}
        | {Permission.WRITE_PAPERS, Permission.CHECK_PAPERS},
    ),
    Role.PRINCIPAL: RoleSpec(
        gettext_lazy("看全局：哪里出了问题，成绩如何；核稿，签署目标责任书"),
        _SEES | {Permission.CHECK_PAPERS, Permission.SIGN},
    ),
    Role.LEADER: RoleSpec(
        gettext_lazy("看分管的目标进展与得分；核稿，签署目标责任书"), _SEES | {Permission.CHECK_PAPERS, Permission.SIGN}
    ),
    Role.MONITOR: RoleSpec(
        gettext_lazy("核验本单位监控的指标，录入核定值"), _SEES | {Permission.VERIFY, Permission.COMMENT}
    ),
    Role.REPORTER: RoleSpec(
        gettext_lazy("按月填报本单位承担的目标，上传佐证"), _SEES | {Permission.REPORT, Permission.COMMENT}
    ),
    Role.HEAD: RoleSpec(
        gettext_lazy("审核本单位的填报，签署目标责任书"),
        _SEES | {Permission.APPROVE, Permission.COMMENT, Permission.SIGN},
    ),
    Role.SUPERVISOR: RoleSpec(gettext_lazy("督查目标进展"), _SEES),
    Role.ASSESSOR: RoleSpec(gettext_lazy("按考核办法算分、核对结果"), _SEES | {Permission.ASSESS}),
    Role.THIRD_PARTY: RoleSpec(
        gettext_lazy("查看目标与进展，提出评估意见"), frozenset({Permission.VIEW_UNITS, Permission.VIEW_TARGETS})
    ),
    Role.SYSTEM_ADMIN: RoleSpec(
        gettext_lazy("维护单位和账号，看不到业务数据"),
        frozenset({Permission.VIEW_UNITS, Permission.MANAGE_UNITS, Permission.MANAGE_PEOPLE}),
        separate=True,
    ),
    Role.SECURITY_ADMIN: RoleSpec(
        gettext_lazy("授予和收回身份，看不到业务数据"),
        frozenset({Permission.VIEW_UNITS, Permission.APPOINT}),
        separate=True,
    ),
    Role.AUDITOR: RoleSpec(
        gettext_lazy("查看并校验留痕，从中看到已提交、已下达内容的前后对照；打不开业务页面"),
        frozenset({Permission.VIEW_UNITS, Permission.VIEW_AUDIT}),
        separate=True,
    ),
}


@dataclass(frozen=True)
class Grant:
    """Why somebody may: the appointment that allows it, and for whom one stands in.

    `role` goes into the audit event, in the language of the installation and not of the reader.
    """

    appointment: Appointment
    standing_in: bool = False

    @property
    def role(self) -> str:
        with override(settings.LANGUAGE_CODE):
            return self.label

    @property
    def label(self) -> str:
        """The role in the language of the reader."""
        text = f"{self.appointment.get_role_display()} · {self.appointment.unit.label}"
        return (
            _("%(role)s（代 %(name)s）") % {"role": text, "name": self.appointment.user.name}
            if self.standing_in
            else text
        )


@dataclass(frozen=True)
class OnServer:
    """Nobody's grant, on the server's command line: whoever may do it there is the operating system's business."""

    role: str = ""


@dataclass(frozen=True)
class Access:
    """Everything one person may do on one day, in the tree of that day. Two queries build it; asking costs none."""

    user: User
    tree: Tree
    grants: tuple[tuple[Grant, frozenset[int]], ...]

    def grant(self, permission: Permission, unit_id: int | None = None) -> Grant | None:
        """The first grant that allows it for the unit (for any when none is named); own ones come first."""
        fitting = [
            grant
            for grant, reach in self.grants
            if permission in ROLES[grant.appointment.role].permissions and (unit_id is None or unit_id in reach)
        ]
        return min(fitting, key=lambda grant: grant.standing_in, default=None)

    def units(self, permission: Permission) -> frozenset[int]:
        """The units for which the person has this permission."""
        reaches = [reach for grant, reach in self.grants if permission in ROLES[grant.appointment.role].permissions]
        return frozenset().union(*reaches)

    def can(self, permission: Permission, unit_id: int | None = None) -> bool:
        return self.grant(permission, unit_id) is not None

    def check(self, permission: Permission, unit_id: int | None = None) -> Grant:
        """The grant, or Denied naming the roles that have this permission."""
        if found := self.grant(permission, unit_id):
            return found
        holders = _("、").join(str(Role(role).label) for role, spec in ROLES.items() if permission in spec.permissions)
        raise Denied(_("您没有这项权限；有权限的是：%(holders)s") % {"holders": holders})

    @property
    def roles(self) -> list[str]:
        return sorted({grant.appointment.role for grant, _reach in self.grants})


def access_of(user: User, on: dt.date | None = None) -> Access:
    """What a person may do on a day (today when not said). Kept on the account object, which lives one request."""
    on = on or today()
    kept = user.__dict__.get("_access")
    if kept and kept[0] == on:
        return kept[1]
    tree = tree_on(on)
    held = appointments_of(user, on) if user.is_active else []
    grants = tuple(
        (Grant(appointment, standing_in), frozenset(tree.reach(appointment.unit_id)))
        for appointment, standing_in in held
        if appointment.unit_id in tree  # an office at a unit that has ended gives nothing
    )
    access = Access(user, tree, grants)
    user.__dict__["_access"] = (on, access)
    return access


def check(user: User, permission: Permission, unit: Unit | int | None = None) -> Grant:
    """What every action asks first; see `Access.check`."""
    unit_id = unit.pk if isinstance(unit, Unit) else unit
    return access_of(user).check(permission, unit_id)


def served(permission: Permission, tree: Tree) -> set[int]:
    """The units for which somebody with an account in use, own or as a substitute, has this permission; one query."""
    roles = [role for role, spec in ROLES.items() if permission in spec.permissions]
    covered = Substitution.objects.filter(in_force(tree.on), substitute__is_active=True).values("appointment_id")
    rows = appointments_on(tree.on).filter(Q(user__is_active=True) | Q(pk__in=covered), role__in=roles)
    units = set(rows.order_by().values_list("unit_id", flat=True))
    return {below for unit in units for below in tree.reach(unit)}


def people_in_reach(access: Access, *permissions: Permission) -> QuerySet[User]:
    """The accounts one may see with any of these permissions: in office at a unit in reach, or in none and made there.

    Who stands in for somebody is in office, too. An account that nobody's unit made is the whole government's.
    """
    if not any(access.can(permission) for permission in permissions):
        return User.objects.none()
    units = frozenset().union(*(access.units(permission) for permission in permissions))
    held, stood_in = people_used_at(units)
    anywhere, stood_in_anywhere = people_used_at(Unit.objects.values_list("pk", flat=True))
    made_here = Q(made_at__in=units) | (Q(made_at=None) if _roots(access.tree) <= units else Q(pk=None))
    idle = ~Q(pk__in=anywhere) & ~Q(pk__in=stood_in_anywhere)
    return User.objects.filter(Q(pk__in=held) | Q(pk__in=stood_in) | (idle & made_here))


SEES_PEOPLE = (Permission.MANAGE_PEOPLE, Permission.APPOINT)
"""Who sees accounts: the administrator of accounts and the one of roles."""


def _roots(tree: Tree) -> frozenset[int]:
    return frozenset(tree.children.get(None, ()))


def check_person(by: User, permission: Permission, person: User) -> Grant:
    """The grant over a person: every unit where the person is in office, or stands in, must be in reach. Raises Denied.

    Of a person without office it is the unit whose administrator made the account.
    """
    access = access_of(by)
    grant = access.check(permission)
    home = frozenset([person.made_at_id] if person.made_at_id else _roots(access.tree))
    for unit_id in {office.unit_id for office in offices_used(person, not_over(today()))} or home:
        grant = access.check(permission, unit_id)
    return grant


def check_seen(by: User, person: User) -> None:
    """Nobody gives an office to an account out of reach. Raises Denied."""
    seen = people_in_reach(access_of(by), *SEES_PEOPLE)
    if not seen.filter(pk=person.pk).exists():
        raise Denied(_("“%(name)s”的账号不在您管理的范围内") % {"name": person.name})

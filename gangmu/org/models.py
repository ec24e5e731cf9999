"""Units, their dated places in the tree, groups of a year, people and their appointments.

Dates are half open: something holds from `since` (inclusive) to `until` (exclusive); no `until` means still.
"""

from __future__ import annotations

import datetime as dt
import re

from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower, Replace
from django.utils.translation import gettext_lazy as _

from gangmu.base.fields import FoldedField
from gangmu.base.seals import Accountable
from gangmu.base.spelling import folded, visible_signs
from gangmu.org.states import Change, Kind, Role

ENDS_AFTER_IT_BEGINS = Q(until__isnull=True) | Q(until__gt=F("since"))
DATES_MESSAGE = _("截止日期必须晚于开始日期")


def in_force(on: dt.date) -> Q:
    """Filter for rows with `since` and `until` that hold on this day."""
    return Q(since__lte=on) & not_over(on)


def not_over(on: dt.date) -> Q:
    """Filter for rows with `until` that hold on this day or begin later."""
    return Q(until__isnull=True) | Q(until__gt=on)


class Unit(models.Model):
    """A government, department, district, town or section. Where it stands in the tree is a `Place`."""

    code = models.CharField(
        _("单位编码"),
        max_length=30,
        unique=True,
        validators=[visible_signs],
        error_messages={"unique": _("这个编码已有单位在用，请换一个")},
    )
    name = models.CharField(_("单位名称"), max_length=100, validators=[visible_signs])
    short_name = models.CharField(_("简称"), max_length=40, blank=True, validators=[visible_signs])
    kind = models.CharField(_("单位类别"), max_length=20, choices=Kind.choices)
    order = models.PositiveIntegerField(_("排序"), default=0)
    version = models.PositiveIntegerField(default=1)
    ACCOUNTABLE = Accountable(
        ("code", "name", "short_name", "kind", "order"),
        {
            "places": ("parent_id", "since", "until"),
            "successors": ("new_id", "on", "change"),
            "former_names": ("name", "short_name", "until"),
        },
    )

    class Meta:
        verbose_name = verbose_name_plural = _("单位")
        ordering = ["order", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="unit_kind", violation_error_message=_("没有这种单位类别")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.short_name or self.name


class FormerName(models.Model):
    """曾用名: what a unit was called until a day (exclusive); papers and reports of earlier days keep it."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="former_names", verbose_name=_("单位"))
    name = models.CharField(_("单位名称"), max_length=100)
    short_name = models.CharField(_("简称"), max_length=40, blank=True)
    until = models.DateField(_("至"))

    class Meta:
        verbose_name = verbose_name_plural = _("曾用名")
        ordering = ["unit", "until"]
        constraints = [models.UniqueConstraint(fields=["unit", "until"], name="former_name_once_a_day")]

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """隶属: where a unit stands in the tree, from when until when. The root has no parent."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="places", verbose_name=_("单位"))
    parent = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="child_places", verbose_name=_("上级单位")
    )
    since = models.DateField(_("自"))
    until = models.DateField(_("至"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("隶属")
        ordering = ["unit", "since"]
        constraints = [
            models.CheckConstraint(
                condition=ENDS_AFTER_IT_BEGINS, name="place_dates", violation_error_message=DATES_MESSAGE
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("unit")),
                name="place_not_under_itself",
                violation_error_message=_("单位不能隶属于自己"),
            ),
            models.UniqueConstraint(fields=["unit", "since"], name="place_one_start"),
            models.UniqueConstraint(fields=["unit"], condition=Q(until__isnull=True), name="place_one_open"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} < {self.parent}"


class Succession(models.Model):
    """机构改革: which unit took over from which, on which day, by merging or splitting."""

    old = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successors", verbose_name=_("原单位"))
    new = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="predecessors", verbose_name=_("新单位"))
    on = models.DateField(_("日期"))
    change = models.CharField(_("方式"), max_length=10, choices=Change.choices)

    class Meta:
        verbose_name = verbose_name_plural = _("机构沿革")
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="succession_once"),
            models.CheckConstraint(condition=~Q(old=F("new")), name="succession_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class Group(models.Model):
    """战线/系统/组: units ranked against one another in one year, run by a lead unit."""

    year = models.PositiveSmallIntegerField(_("年度"))
    name = models.CharField(_("组名"), max_length=60, validators=[visible_signs])
    lead_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="led_groups", verbose_name=_("牵头单位")
    )
    order = models.PositiveIntegerField(_("排序"), default=0)
    version = models.PositiveIntegerField(default=1)
    ACCOUNTABLE = Accountable(("year", "name", "lead_unit_id", "order"), {"members": ("unit_id", "since", "until")})

    class Meta:
        verbose_name = verbose_name_plural = _("考核组别")
        ordering = ["year", "order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "name"], name="group_once_a_year", violation_error_message=_("这一年度已有同名组别")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.name}"


class GroupMember(models.Model):
    """Which group a unit is ranked in, from when until when."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="members", verbose_name=_("组别"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="group_members", verbose_name=_("单位"))
    since = models.DateField(_("自"))
    until = models.DateField(_("至"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("组别成员")
        ordering = ["group", "unit"]
        constraints = [
            models.CheckConstraint(
                condition=ENDS_AFTER_IT_BEGINS, name="group_member_dates", violation_error_message=DATES_MESSAGE
            ),
            models.UniqueConstraint(fields=["group", "unit", "since"], name="group_member_one_start"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} ∈ {self.group}"


# Latin or Chinese, not both, and no other script: what is drawn alike in two of them would be two accounts.
LOGIN_NAME = re.compile(r"[a-z0-9@.+_-]+|[\u3400-\u4dbf\u4e00-\u9fff0-9@.+_-]+")
# Names that would pass as the system itself.
RESERVED = frozenset({"admin", "administrator", "root", "system", "gangmu", "support", "anonymous", "null", "none"})


def login_name(value: str) -> None:
    """A validator of names to sign in with, after folding."""
    if not LOGIN_NAME.fullmatch(value):
        raise ValidationError(_("登录名只能用字母、数字和 @ . + - _，或者只用汉字和数字，不能混用"))
    if value in RESERVED:
        raise ValidationError(_("这个登录名留给系统自己，请换一个"))


def drawn_alike(column: str) -> Func:
    """The column as a reader sees it: in any case, 0 like o, 1 like l, rn like m, vv like w."""
    seen: Func = Lower(column)
    for sign, like in (("0", "o"), ("1", "l"), ("rn", "m"), ("vv", "w")):
        seen = Replace(seen, Value(sign), Value(like))
    return seen


class User(AbstractUser):
    """A person with an account. What the person may do comes from appointments only."""

    username = FoldedField(
        _("登录名"),
        max_length=150,
        unique=True,
        validators=[login_name],
        error_messages={"unique": _("这个登录名已有人在用，请换一个")},
    )
    first_name = last_name = None  # type: ignore[assignment]  # Chinese names are one field
    name = models.CharField(_("姓名"), max_length=50, validators=[visible_signs])
    phone = models.CharField(_("电话"), max_length=30, blank=True, validators=[visible_signs])
    is_demo = models.BooleanField(_("示例账号"), default=False)
    made_at = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("由哪个单位建立")
    )
    password_is_initial = models.BooleanField(_("须修改初始密码"), default=False)
    password_changed_at = models.DateTimeField(_("密码修改时间"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    REQUIRED_FIELDS = ["name"]
    # The password's hash is in the seal only, and a seal tells nothing to who does not have the key.
    ACCOUNTABLE = Accountable(
        (
            *("username", "name", "phone", "email", "password", "password_is_initial", "password_changed_at"),
            *("is_active", "is_staff", "is_superuser", "is_demo", "made_at_id", "date_joined"),
        ),
        {"used_passwords": ("password", "initial")},
    )

    class Meta:
        verbose_name = verbose_name_plural = _("人员")
        ordering = ["username"]
        constraints = [
            models.UniqueConstraint(
                drawn_alike("username"),
                name="user_name_is_unmistakable",
                violation_error_message=_("已有看起来一样的登录名（不分大小写，0 与 o、1 与 l 也算一样），请换一个"),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    @classmethod
    def normalize_username(cls, username: str) -> str:
        return folded(username)

    def get_full_name(self) -> str:
        return self.name

    def check_password(self, raw_password: str | None) -> bool:
        """Looks only: a hash made with fewer rounds stays until the person changes it, for only actions write."""
        return check_password(raw_password, self.password)


class UsedPassword(models.Model):
    """The hash of a password that was replaced, so that it is not chosen again."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="used_passwords", verbose_name=_("人员"))
    password = models.CharField(max_length=128)
    initial = models.BooleanField(default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("用过的密码")
        ordering = ["user", "pk"]

    def __str__(self) -> str:
        return str(self.user)


class Appointment(models.Model):
    """任职: a person has a role at a unit, from when until when; it reaches the unit's whole subtree."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="appointments", verbose_name=_("人员"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="appointments", verbose_name=_("单位"))
    role = models.CharField(_("身份"), max_length=20, choices=Role.choices)
    title = models.CharField(_("职务"), max_length=60, blank=True, validators=[visible_signs])
    since = models.DateField(_("自"))
    until = models.DateField(_("至"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    ACCOUNTABLE = Accountable(
        ("user_id", "unit_id", "role", "title", "since", "until"),
        {"substitutions": ("substitute_id", "since", "until", "reason")},
    )

    class Meta:
        verbose_name = verbose_name_plural = _("任职")
        ordering = ["unit", "role", "user"]
        constraints = [
            models.CheckConstraint(
                condition=ENDS_AFTER_IT_BEGINS, name="appointment_dates", violation_error_message=DATES_MESSAGE
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="appointment_role", violation_error_message=_("没有这种身份")
            ),
            models.UniqueConstraint(
                fields=["user", "unit", "role", "since"],
                name="appointment_once",
                violation_error_message=_("已有相同的任职"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.unit}"


class Substitution(models.Model):
    """代理: somebody acts in another's appointment for a time, and every event says so."""

    appointment = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, related_name="substitutions", verbose_name=_("任职")
    )
    substitute = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="substitutions", verbose_name=_("代理人")
    )
    since = models.DateField(_("自"))
    until = models.DateField(_("至"))
    reason = models.CharField(_("事由"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("代理")
        ordering = ["appointment", "since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("since")), name="substitution_dates", violation_error_message=DATES_MESSAGE
            ),
        ]

    def __str__(self) -> str:
        return f"{self.substitute} ← {self.appointment}"


class ShownColumns(models.Model):
    """列设定: which columns of a list a person likes to see. It binds nobody, so no event tells of it and no seal."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", verbose_name=_("人员"))
    listing = models.CharField(_("列表"), max_length=20)
    columns = models.JSONField(_("显示的列"), default=list)

    class Meta:
        verbose_name = verbose_name_plural = _("列设定")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["person", "listing"], name="columns_once_a_list")]

    def __str__(self) -> str:
        return f"{self.person} · {self.listing}"

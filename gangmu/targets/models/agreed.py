"""A plan, its sources and targets, who has which part in them, and what was agreed from which day on."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gangmu.base.fields import QuantityField
from gangmu.base.seals import Accountable
from gangmu.base.veils import Veil
from gangmu.targets.months import check_kept, in_words, months_of
from gangmu.targets.states import (
    IN_FORCE,
    Accumulation,
    Category,
    Direction,
    Kind,
    Part,
    PlanState,
    SourceKind,
)

FULLY_DONE = Decimal(100)


class Plan(models.Model):
    """目标体系: all targets that one government issues for one year."""

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="plans", verbose_name=_("政府"))
    year = models.PositiveSmallIntegerField(_("年度"))
    title = models.CharField(_("名称"), max_length=120)
    state = models.CharField(_("状态"), max_length=10, choices=PlanState.choices, default=PlanState.DRAFT)
    approved_in = models.CharField(_("审定会议"), max_length=120, blank=True)
    issued_at = models.DateTimeField(_("下达时间"), null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="issued_plans"
    )
    version = models.PositiveIntegerField(default=1)
    ACCOUNTABLE = Accountable(
        ("unit_id", "year", "title", "state", "approved_in", "issued_at", "issued_by_id"),
        {"sources": ("kind", "name", "file_id", "file__sha256", "version")},
    )
    VEIL = Veil(Q(state=PlanState.DRAFT))

    class Meta:
        verbose_name = verbose_name_plural = _("目标体系")
        ordering = ["-year", "unit"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                name="plan_once_a_year",
                violation_error_message=_("这一年度的目标体系已经建立"),
            ),
            models.CheckConstraint(condition=Q(state__in=PlanState.values), name="plan_state"),
            models.CheckConstraint(
                condition=(~Q(state__in=IN_FORCE) & Q(issued_at__isnull=True, issued_by__isnull=True))
                | Q(state__in=IN_FORCE, issued_at__isnull=False, issued_by__isnull=False),
                name="plan_issued_has_when_and_who",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Source(models.Model):
    """来源: a document that targets come from."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="sources", verbose_name=_("目标体系"))
    kind = models.CharField(_("类别"), max_length=20, choices=SourceKind.choices)
    name = models.CharField(_("文件名称"), max_length=200)
    file = models.ForeignKey(
        "base.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("原文")
    )
    version = models.PositiveIntegerField(default=1)
    VEIL = Veil(Q(plan__state=PlanState.DRAFT))

    class Meta:
        verbose_name = verbose_name_plural = _("来源")
        ordering = ["plan", "kind", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "name"], name="source_once_a_plan", violation_error_message=_("已有同名来源")
            )
        ]

    def __str__(self) -> str:
        return self.name


class Target(models.Model):
    """目标: a matter of this year and how it is measured; what must be achieved is said by its `Terms`.

    A qualitative or project target is measured in per cent done, of 100.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="targets", verbose_name=_("目标体系"))
    code = models.CharField(_("编号"), max_length=30)
    name = models.CharField(_("目标名称"), max_length=200)
    task = models.TextField(_("目标任务"), blank=True)
    kind = models.CharField(_("类型"), max_length=15, choices=Kind.choices)
    category = models.CharField(_("类别"), max_length=15, choices=Category.choices, default=Category.KEY)
    area = models.CharField(_("领域"), max_length=60, blank=True)
    points = QuantityField(_("分值"), default=0)
    unit_of_measure = models.CharField(_("计量单位"), max_length=20, blank=True)
    direction = models.CharField(_("方向"), max_length=10, choices=Direction.choices, default=Direction.HIGHER)
    accumulation = models.CharField(
        _("口径"), max_length=12, choices=Accumulation.choices, default=Accumulation.CUMULATIVE
    )
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="led_targets",
        verbose_name=_("分管领导"),
    )
    indicator = models.ForeignKey(
        "indicators.Indicator",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="targets",
        verbose_name=_("指标"),
    )
    measured = models.ForeignKey(
        "org.Unit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("取哪个单位的数"),
    )
    sources = models.ManyToManyField(Source, blank=True, related_name="targets", verbose_name=_("来源"))
    source_note = models.CharField(_("来源条目"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    ACCOUNTABLE = Accountable(
        (
            *("plan_id", "code", "name", "task", "kind", "category", "area", "points", "unit_of_measure", "direction"),
            *("accumulation", "leader_id", "indicator_id", "measured_id", "source_note"),
        ),
        {
            "sources": ("source_id",),
            "assignments": ("unit_id", "part", "person_id"),
            "terms": (
                "since",
                "baseline",
                "goal",
                "stretch",
                "standard",
                "deadline",
                "months_due",
                "basis",
                "decided_at",
                "decided_by_id",
            ),
            "terms__nodes": ("terms__since", "due", "planned", "content"),
        },
    )
    VEIL = Veil(Q(plan__state=PlanState.DRAFT))

    class Meta:
        verbose_name = verbose_name_plural = _("目标")
        ordering = ["plan", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "code"], name="target_code_once", violation_error_message=_("编号重复")
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="target_kind"),
            models.CheckConstraint(condition=Q(category__in=Category.values), name="target_category"),
            models.CheckConstraint(condition=Q(direction__in=Direction.values), name="target_direction"),
            models.CheckConstraint(
                condition=Q(points__gte=0),
                name="target_points_not_negative",
                violation_error_message=_("分值不能是负数"),
            ),
            models.CheckConstraint(
                condition=Q(indicator__isnull=True, measured__isnull=True)
                | Q(indicator__isnull=False, measured__isnull=False),
                name="target_indicator_of_a_unit",
                violation_error_message=_("指标和取哪个单位的数要一起选"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def measure(self) -> str:
        """The unit of measure of everything reported on it."""
        return self.unit_of_measure if self.kind == Kind.QUANTITATIVE else "%"


class Assignment(models.Model):
    """责任分工: a unit's part in a target, and the person there who answers for it."""

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="assignments", verbose_name=_("目标"))
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="assignments", verbose_name=_("单位"))
    part = models.CharField(_("分工"), max_length=12, choices=Part.choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("责任人"),
    )

    class Meta:
        verbose_name = verbose_name_plural = _("责任分工")
        ordering = ["target", "part", "unit"]
        constraints = [
            models.UniqueConstraint(
                fields=["target", "unit", "part"],
                name="assignment_once",
                violation_error_message=_("同一单位的同一分工只能有一次"),
            ),
            models.UniqueConstraint(
                fields=["target"],
                condition=Q(part=Part.LEAD),
                name="assignment_one_lead",
                violation_error_message=_("一个目标只能有一个牵头单位"),
            ),
            models.CheckConstraint(condition=Q(part__in=Part.values), name="assignment_part"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_part_display()}"


class Handover(models.Model):
    """移交: from a day on another unit has this part; without a unit it ends that day, by decision.

    Needed only where a reform does not say it by itself: a change of lead, the unit named at a split, an end.
    """

    assignment = models.ForeignKey(
        Assignment, on_delete=models.CASCADE, related_name="handovers", verbose_name=_("责任分工")
    )
    to = models.ForeignKey(
        "org.Unit",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("接续单位"),
    )
    since = models.DateField(_("自"))
    reason = models.CharField(_("依据或理由"), max_length=200)
    decided_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("办理人")
    )
    ACCOUNTABLE = Accountable(("assignment_id", "to_id", "since", "reason", "decided_at", "decided_by_id"))

    class Meta:
        verbose_name = verbose_name_plural = _("移交")
        ordering = ["assignment", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "since"],
                name="handover_once_a_day",
                violation_error_message=_("这项分工当天已经办过移交"),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="handover_has_reason",
                violation_error_message=_("请写明依据或理由"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment} → {self.to or '—'}"


class Terms(models.Model):
    """约定: what a target binds to from a day on, until the next terms; the first hold from ever.

    A draft plan's targets have one, which is edited with them. The issue fixes it: afterwards no row is changed, and
    what is agreed anew is another row. Read through `agreed.terms_on`.
    """

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="terms", verbose_name=_("目标"))
    since = models.DateField(_("自"))
    baseline = QuantityField(_("上年实绩"), null=True, blank=True)
    goal = QuantityField(_("目标值"), null=True, blank=True)
    stretch = QuantityField(_("争取目标"), null=True, blank=True)
    standard = models.TextField(_("完成标准"), blank=True)
    deadline = models.DateField(_("完成时限"), null=True, blank=True)
    months_due = models.CharField(_("报数月份"), max_length=35, blank=True, validators=[check_kept])
    basis = models.CharField(_("变更依据"), max_length=200, blank=True)  # what decided it; blank: the plan's issue
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("办理人"),
    )

    class Meta:
        verbose_name = verbose_name_plural = _("约定")
        ordering = ["target_id", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["target", "since"], name="terms_once_a_day", violation_error_message=_("同一天起只能有一份约定")
            ),
            models.CheckConstraint(
                condition=Q(basis="", decided_at__isnull=True, decided_by__isnull=True)
                | ~Q(basis="") & Q(decided_at__isnull=False, decided_by__isnull=False),
                name="terms_decided_by_whom_and_why",
                violation_error_message=_("请写明变更依据"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.since}"

    @property
    def aim(self) -> Decimal | None:
        """What the year must reach: the goal, or 100 per cent done of a qualitative or project target."""
        return self.goal if self.target.kind == Kind.QUANTITATIVE else FULLY_DONE

    def is_due(self, month: dt.date) -> bool:
        """Whether a figure of this month exists; a report is asked for only then."""
        return month.month in months_of(self.months_due)

    @property
    def rhythm(self) -> str:
        """每月, 每季度, 3、7、11月."""
        return in_words(self.months_due)


class Node(models.Model):
    """节点: what must be reached by the end of a month or quarter: a value, a state of things, or both."""

    terms = models.ForeignKey(Terms, on_delete=models.CASCADE, related_name="nodes", verbose_name=_("约定"))
    due = models.DateField(_("截止"))
    planned = QuantityField(_("计划累计值"), null=True, blank=True)
    content = models.CharField(_("节点内容"), max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("节点")
        ordering = ["terms_id", "due"]  # not "terms": that sorts by target, plan and unit, four joins
        constraints = [
            models.UniqueConstraint(
                fields=["terms", "due"], name="node_once_a_day", violation_error_message=_("同一天只能有一个节点")
            ),
            models.CheckConstraint(
                condition=Q(planned__isnull=False) | ~Q(content=""),
                name="node_says_something",
                violation_error_message=_("节点要写明计划值或内容"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due} {self.content or self.planned}"

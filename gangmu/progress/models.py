"""Reporting periods, reports with their evidence, and the value the monitoring unit found right."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gangmu.base.fields import QuantityField
from gangmu.base.seals import Accountable
from gangmu.base.veils import Veil
from gangmu.progress.states import EDITABLE, ReportState


class ReportingPeriod(models.Model):
    """填报期: one month of a plan, and until when its reports are in time."""

    plan = models.ForeignKey(
        "targets.Plan", on_delete=models.PROTECT, related_name="periods", verbose_name=_("目标体系")
    )
    month = models.DateField(_("月份"))  # the first day of the month reported on
    opens = models.DateField(_("开放"))
    due = models.DateField(_("截止"))
    version = models.PositiveIntegerField(default=1)
    ACCOUNTABLE = Accountable(("plan_id", "month", "opens", "due"))

    class Meta:
        verbose_name = verbose_name_plural = _("填报期")
        ordering = ["month", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "month"], name="period_once", violation_error_message=_("这个月的填报期已经设定")
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="period_month_is_first_day"),
            models.CheckConstraint(
                condition=Q(due__gte=F("opens")), name="period_dates", violation_error_message=_("截止不能早于开放")
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(year)d年%(month)d月") % {"year": self.month.year, "month": self.month.month}


class Report(models.Model):
    """填报: what one unit says of one target for one month. `value` is cumulative (or the latest, see the target).

    `verified_value` is the official value: the reported one confirmed, or the monitoring unit's own with a reason.
    It is empty when no number was reported and none is known (statistics come out later): missing is never zero.
    """

    target = models.ForeignKey(
        "targets.Target", on_delete=models.PROTECT, related_name="reports", verbose_name=_("目标")
    )
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="reports", verbose_name=_("填报单位"))
    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="reports", verbose_name=_("填报期")
    )
    state = models.CharField(_("状态"), max_length=10, choices=ReportState.choices, default=ReportState.DRAFT)
    value = QuantityField(_("累计完成"), null=True, blank=True)
    words = models.TextField(_("进展情况"), blank=True)
    problem = models.TextField(_("存在问题"), blank=True)
    next_step = models.TextField(_("下一步打算"), blank=True)
    jump_reason = models.CharField(_("异常变动说明"), max_length=300, blank=True)
    submitted_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    first_submitted_at = models.DateTimeField(_("首次提交时间"), null=True, blank=True)  # decides whether it was late
    approved_at = models.DateTimeField(_("审核时间"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    verified_at = models.DateTimeField(_("核验时间"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    verified_value = QuantityField(_("核定值"), null=True, blank=True)
    verified_note = models.CharField(_("核验说明"), max_length=300, blank=True)
    return_reason = models.CharField(_("退回理由"), max_length=300, blank=True)
    days_late = models.PositiveIntegerField(_("迟报天数"), default=0)  # of the first submission, kept for good
    version = models.PositiveIntegerField(default=1)
    ACCOUNTABLE = Accountable(
        (
            *("target_id", "unit_id", "period_id", "state", "value", "words", "problem", "next_step", "jump_reason"),
            *("submitted_at", "submitted_by_id", "first_submitted_at", "approved_at", "approved_by_id"),
            *("verified_at", "verified_by_id", "verified_value", "verified_note", "return_reason", "days_late"),
        ),
        {"evidence": ("file__sha256", "name", "added_at", "added_by_id", "removed_at")},
    )
    VEIL = Veil(Q(state__in=EDITABLE), frozenset({"report.save", "report.add_evidence", "report.remove_evidence"}))

    class Meta:
        verbose_name = verbose_name_plural = _("填报")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["unit", "period", "state"], name="report_due"),
            models.Index(fields=["state"], name="report_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["target", "unit", "period"], name="report_once", violation_error_message=_("这个月已经填报")
            ),
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="report_state_known"),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{verb}_at__isnull": True, f"{verb}_by__isnull": True})
                    | Q(**{f"{verb}_at__isnull": False, f"{verb}_by__isnull": False}),
                    name=f"report_{verb}_when_and_who",
                )
                for verb in ("submitted", "approved", "verified")
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.VERIFIED)
                | Q(verified_at__isnull=False) & (Q(verified_value__isnull=False) | Q(value__isnull=True)),
                name="report_verified_has_value",
                violation_error_message=_("填报了数值的，核验必须有核定值"),
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.RETURNED) | ~Q(return_reason=""),
                name="report_returned_has_reason",
                violation_error_message=_("退回必须写明理由"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target} · {self.unit} · {self.period}"

    @property
    def known_value(self) -> Decimal | None:
        """What counts for now: the official value once verified, until then the one reported."""
        return self.verified_value if self.state == ReportState.VERIFIED else self.value


class Standing(models.Model):
    """进展状态: where the reports of one unit on one target have led; kept by `actions.restand`, never edited.

    It holds what follows from reports alone. Who answers for the part (by the tree of the day) and whether a month is
    missing (by today's deadlines) are read on the day: docs/adr/0020. Shares and gap follow from the value by
    `lamps.lamp` and are not kept a second time. Everything in it can be computed anew, so it is not sealed.
    """

    target = models.ForeignKey(
        "targets.Target", on_delete=models.PROTECT, related_name="standings", verbose_name=_("目标")
    )
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("填报单位"))
    month = models.DateField(_("月份"), null=True)  # the latest handed in; none when all there is was given back
    state = models.CharField(_("状态"), max_length=10, choices=ReportState.choices, blank=True)  # of that month
    value = QuantityField(_("累计完成"), null=True)
    as_of = models.DateField(_("数据月份"), null=True)  # of the value: an earlier month where the latest had no figure
    color = models.CharField(_("红黄绿"), max_length=6, blank=True)
    since = models.DateField(_("起于"), null=True)  # the first month of the unbroken row of this colour
    days_late = models.PositiveIntegerField(_("迟报天数"), default=0)
    returned = models.DateField(_("退回的月份"), null=True)  # the latest given back and not handed in again

    class Meta:
        verbose_name = verbose_name_plural = _("进展状态")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["target", "unit"], name="standing_once")]

    def __str__(self) -> str:
        return f"{self.target} · {self.unit}"


class Evidence(models.Model):
    """佐证材料: a file behind a report."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="evidence", verbose_name=_("填报"))
    file = models.ForeignKey("base.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name=_("文件"))
    name = models.CharField(_("文件名"), max_length=200)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("上传人")
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("佐证材料")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Reminder(models.Model):
    """催报: the office asks a unit for reports of a period that are missing; shown on the unit's workbench."""

    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="reminders", verbose_name=_("填报期")
    )
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="reminders", verbose_name=_("单位"))
    missing = models.PositiveIntegerField(_("未报项数"))  # when it was sent
    words = models.CharField(_("催报内容"), max_length=300, blank=True)
    at = models.DateTimeField(_("时间"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("催报人")
    )

    class Meta:
        verbose_name = verbose_name_plural = _("催报")
        ordering = ["pk"]
        indexes = [models.Index(fields=["unit", "period"], name="reminder_unit")]

    def __str__(self) -> str:
        return f"{self.unit} · {self.period}"

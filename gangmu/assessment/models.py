"""Schemes as they were adopted, an assessment of a plan, and its scoring runs with facts and results."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gangmu.assessment.states import AssessmentState
from gangmu.base.fields import QuantityField
from gangmu.base.quantities import plain
from gangmu.base.seals import Accountable


class Scheme(models.Model):
    """考核办法: the file of one method, word for word. A new wording is a new row; nothing is edited."""

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="schemes", verbose_name=_("政府"))
    year = models.PositiveSmallIntegerField(_("年度"))
    title = models.CharField(_("名称"), max_length=120)
    text = models.TextField(_("办法原文"))
    digest = models.CharField(_("摘要值"), max_length=64)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ACCOUNTABLE = Accountable(("unit_id", "year", "title", "text", "digest", "added_at", "added_by_id"))

    class Meta:
        verbose_name = verbose_name_plural = _("考核办法")
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "digest"], name="scheme_once", violation_error_message=_("同样的办法已经录入")
            )
        ]

    def __str__(self) -> str:
        return self.title


class Assessment(models.Model):
    """考核: one scheme applied to one plan."""

    plan = models.ForeignKey(
        "targets.Plan", on_delete=models.PROTECT, related_name="assessments", verbose_name=_("目标体系")
    )
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="assessments", verbose_name=_("考核办法"))
    title = models.CharField(_("名称"), max_length=120)
    state = models.CharField(_("状态"), max_length=10, choices=AssessmentState.choices, default=AssessmentState.OPEN)
    final = models.ForeignKey(
        "ScoringRun", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("定稿的算分")
    )
    version = models.PositiveIntegerField(default=1)
    ACCOUNTABLE = Accountable(("plan_id", "scheme_id", "title", "state", "final_id"))

    class Meta:
        verbose_name = verbose_name_plural = _("考核")
        ordering = ["-plan__year", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AssessmentState.values), name="assessment_state"),
            models.CheckConstraint(
                condition=Q(state=AssessmentState.FINAL, final__isnull=False)
                | ~Q(state=AssessmentState.FINAL) & Q(final__isnull=True),
                name="assessment_final_has_its_run",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ScoringRun(models.Model):
    """One computation: the facts that went in, the scheme's digest, when and by whom. Never edited."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="runs", verbose_name=_("考核"))
    number = models.PositiveIntegerField(_("次数"))
    month = models.DateField(_("数据截至"))  # first day of the last month whose verified values went in
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("算分人")
    )
    scheme_digest = models.CharField(max_length=64)
    facts = models.JSONField(_("事实"))
    facts_digest = models.CharField(max_length=64)
    problems = models.JSONField(_("问题"), default=list)
    ACCOUNTABLE = Accountable(
        ("assessment_id", "number", "month", "at", "by_id", "scheme_digest", "facts", "facts_digest", "problems")
    )

    class Meta:
        verbose_name = verbose_name_plural = _("算分")
        ordering = ["assessment", "number"]
        constraints = [models.UniqueConstraint(fields=["assessment", "number"], name="run_number_once")]

    def __str__(self) -> str:
        return f"{self.assessment} #{self.number}"


class Score(models.Model):
    """得分: what one unit got in one run. `published` holds the scheme's published columns as shown and exact."""

    run = models.ForeignKey(ScoringRun, on_delete=models.PROTECT, related_name="scores", verbose_name=_("算分"))
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="scores", verbose_name=_("单位"))
    group = models.CharField(_("组别"), max_length=60, blank=True)
    total = QuantityField(_("总分"), null=True, blank=True)  # as published; the exact value is in `exact`
    exact = models.TextField(blank=True)  # a fraction; grows with the number of targets
    grade = models.CharField(_("等次"), max_length=40, blank=True)
    # A shared place may lie between two: 1.5.
    rank = models.DecimalField(_("名次"), max_digits=9, decimal_places=1, null=True, blank=True)
    published = models.JSONField(default=dict)
    ACCOUNTABLE = Accountable(("run_id", "unit_id", "group", "total", "exact", "grade", "rank", "published"))

    class Meta:
        verbose_name = verbose_name_plural = _("得分")
        ordering = ["run", "group", "rank", "unit"]
        constraints = [models.UniqueConstraint(fields=["run", "unit"], name="score_once_a_run")]

    def __str__(self) -> str:
        return f"{self.unit} {self.total}"

    @property
    def unscored(self) -> str:
        """Why the method gives no total on purpose; empty where it gives one, or where facts are missing."""
        return str(self.published.get("unscored", ""))

    @property
    def incomplete(self) -> bool:
        """Whether there is no total because facts are missing."""
        return self.total is None and not self.unscored

    @property
    def place(self) -> str:
        """The rank as people write it; empty when there is none."""
        return "" if self.rank is None else plain(self.rank)

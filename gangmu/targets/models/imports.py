"""An Excel list of targets on its way in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gangmu.base.veils import Veil
from gangmu.targets.states import ImportState, PlanState


class TargetImport(models.Model):
    """An Excel list on its way into a draft plan: uploaded, columns matched, checked, then written as a whole.

    `mapping` is field → column, from 0; `choices` holds what the person decided (defaults, answers, rows left out);
    `rows` are the drafts that the preview showed, and exactly those are written. `found` is what the last check found
    besides problems: units to decide about, rows and columns that are not read.
    """

    plan = models.ForeignKey(
        "targets.Plan", on_delete=models.PROTECT, related_name="imports", verbose_name=_("目标体系")
    )
    file = models.ForeignKey("base.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("文件名"), max_length=200)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.UPLOADED)
    sheet = models.CharField(_("工作表"), max_length=100, blank=True)
    header = models.PositiveIntegerField(_("表头行"), default=1)
    mapping = models.JSONField(_("列对应"), default=dict)
    choices = models.JSONField(_("选择"), default=dict)
    rows = models.JSONField(_("各行"), default=list)
    problems = models.JSONField(_("问题"), default=list)
    found = models.JSONField(_("另外看到的"), default=dict, blank=True)
    total = models.PositiveIntegerField(_("总行数"), default=0)
    done = models.PositiveIntegerField(_("已处理"), default=0)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("导入人")
    )
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    VEIL = Veil(Q(plan__state=PlanState.DRAFT))

    class Meta:
        verbose_name = verbose_name_plural = _("目标导入")
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=Q(state__in=ImportState.values), name="target_import_state")]

    def __str__(self) -> str:
        return self.name

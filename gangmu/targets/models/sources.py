"""The items of a document that targets come from, and the targets that its text seems to state."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gangmu.base.fields import QuantityField
from gangmu.base.seals import Accountable
from gangmu.base.veils import Veil
from gangmu.targets.states import CandidateState, PlanState, Sense

PATH = " / "
"""What stands between the headings above an item."""


class SourceItem(models.Model):
    """来源条目: one numbered passage of a source that says what must be done, and the targets that carry it.

    `number` counts from 1 in the order of the text, `label` is the number as printed there, `path` the headings above.
    """

    source = models.ForeignKey("targets.Source", on_delete=models.CASCADE, related_name="items", verbose_name=_("来源"))
    number = models.PositiveIntegerField(_("序号"))
    label = models.CharField(_("原文编号"), max_length=20, blank=True)
    path = models.CharField(_("所在部分"), max_length=300, blank=True)
    text = models.TextField(_("原文"))
    targets = models.ManyToManyField(
        "targets.Target", blank=True, related_name="source_items", verbose_name=_("落实的目标")
    )
    set_aside = models.CharField(_("不列目标的理由"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    ACCOUNTABLE = Accountable(
        ("source_id", "number", "label", "path", "text", "set_aside"), {"targets": ("target_id",)}
    )
    VEIL = Veil(Q(source__plan__state=PlanState.DRAFT))

    class Meta:
        verbose_name = verbose_name_plural = _("来源条目")
        ordering = ["source", "number"]
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="source_item_number_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.number}"


class Candidate(models.Model):
    """候选目标: what a passage seems to state, until a person takes it as a target or drops it.

    `relation` is one of = ≥ ≤ > < ≈ ~, `part_of` the number (from 0) of the candidate of this item whose part it is,
    `start` and `end` its clause in the item's text, `doubts` what the person is asked.
    """

    item = models.ForeignKey(SourceItem, on_delete=models.CASCADE, related_name="candidates", verbose_name=_("条目"))
    number = models.PositiveIntegerField(_("序号"))
    start, end = models.PositiveIntegerField(), models.PositiveIntegerField()
    name = models.CharField(_("目标名称"), max_length=200)
    sense = models.CharField(_("含义"), max_length=10, choices=Sense.choices)
    relation = models.CharField(_("关系"), max_length=1)
    value = QuantityField(_("目标值"), null=True, blank=True)
    upper = QuantityField(_("区间上限"), null=True, blank=True)
    stretch = QuantityField(_("争取目标"), null=True, blank=True)
    reference = models.CharField(_("参照"), max_length=40, blank=True)
    unit_of_measure = models.CharField(_("计量单位"), max_length=20, blank=True)
    deadline = models.DateField(_("完成时限"))
    part_of = models.PositiveIntegerField(_("其中"), null=True, blank=True)
    doubts = models.JSONField(_("请确认"), default=list, blank=True)
    state = models.CharField(_("状态"), max_length=8, choices=CandidateState.choices, default=CandidateState.OPEN)
    target = models.ForeignKey(
        "targets.Target", on_delete=models.SET_NULL, null=True, blank=True, related_name="candidates"
    )
    version = models.PositiveIntegerField(default=1)
    VEIL = Veil(Q(item__source__plan__state=PlanState.DRAFT))

    class Meta:
        verbose_name = verbose_name_plural = _("候选目标")
        ordering = ["item", "number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="candidate_number_once"),
            models.CheckConstraint(condition=Q(state__in=CandidateState.values), name="candidate_state"),
        ]

    def __str__(self) -> str:
        return self.name

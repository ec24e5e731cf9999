"""协商: what the office and a unit offer one another for the unit's target, round by round, until both agree."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gangmu.base.fields import QuantityField
from gangmu.base.seals import Accountable
from gangmu.base.veils import Veil
from gangmu.targets.states import PlanState, Side, TalkState


class Negotiation(models.Model):
    """One for each unit that leads a target or answers for it; the other side of the last offer accepts or counters."""

    assignment = models.OneToOneField(
        "targets.Assignment", on_delete=models.CASCADE, related_name="negotiation", verbose_name=_("责任分工")
    )
    state = models.CharField(_("状态"), max_length=10, choices=TalkState.choices, default=TalkState.TO_UNIT)
    version = models.PositiveIntegerField(default=1)
    ACCOUNTABLE = Accountable(
        ("assignment_id", "state"),
        {"rounds": ("number", "side", "goal", "stretch", "argument", "by_id", "at")},
    )
    VEIL = Veil(Q(assignment__target__plan__state=PlanState.DRAFT))

    class Meta:
        verbose_name = verbose_name_plural = _("协商")
        ordering = ["assignment"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=TalkState.values), name="negotiation_state"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment.target} · {self.assignment.unit}"


class Round(models.Model):
    """轮次: one side's offer: goal and stretch value, and the argument for them."""

    negotiation = models.ForeignKey(
        Negotiation, on_delete=models.CASCADE, related_name="rounds", verbose_name=_("协商")
    )
    number = models.PositiveIntegerField(_("轮次"))
    side = models.CharField(_("提出方"), max_length=6, choices=Side.choices)
    goal = QuantityField(_("目标值"), null=True, blank=True)
    stretch = QuantityField(_("争取目标"), null=True, blank=True)
    argument = models.TextField(_("理由"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("提出人")
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = _("协商轮次")
        ordering = ["negotiation", "number"]
        constraints = [models.UniqueConstraint(fields=["negotiation", "number"], name="round_number_once")]

    def __str__(self) -> str:
        return f"{self.negotiation} {self.number}"

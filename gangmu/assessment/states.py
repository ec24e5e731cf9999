"""The states of an assessment."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class AssessmentState(models.TextChoices):
    OPEN = "open", _("算分中")
    FINAL = "final", _("已定稿")


MOVES: Mapping[str, Mapping[str, str]] = {
    AssessmentState.OPEN: {"run": AssessmentState.OPEN, "finalise": AssessmentState.FINAL},
    AssessmentState.FINAL: {},
}
OWNERS = {AssessmentState.OPEN: "office", AssessmentState.FINAL: None}

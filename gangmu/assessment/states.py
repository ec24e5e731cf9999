"""The states of an assessment."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AssessmentState(models.TextChoices):
    OPEN = "open", _("算分中")
    FINAL = "final", _("已定稿")

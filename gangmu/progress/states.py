"""The states of a report, who has it in hand in each, and the moves between them."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportState(models.TextChoices):
    DRAFT = "draft", _("填报中")
    SUBMITTED = "submitted", _("待审核")
    APPROVED = "approved", _("待核验")
    VERIFIED = "verified", _("已核验")
    RETURNED = "returned", _("已退回")


MOVES: Mapping[str, Mapping[str, str]] = {
    ReportState.DRAFT: {"save": ReportState.DRAFT, "submit": ReportState.SUBMITTED},
    ReportState.RETURNED: {"save": ReportState.RETURNED, "submit": ReportState.SUBMITTED},
    ReportState.SUBMITTED: {
        "approve": ReportState.APPROVED,
        "return": ReportState.RETURNED,
        "withdraw": ReportState.DRAFT,
    },
    ReportState.APPROVED: {"verify": ReportState.VERIFIED, "return": ReportState.RETURNED},
    ReportState.VERIFIED: {},
}
# whose to-do a report is: a role of org.states.Role
OWNERS: Mapping[str, str | None] = {
    ReportState.DRAFT: "reporter",
    ReportState.RETURNED: "reporter",
    ReportState.SUBMITTED: "head",
    ReportState.APPROVED: "monitor",
    ReportState.VERIFIED: None,
}
EDITABLE = (ReportState.DRAFT, ReportState.RETURNED)
HANDED_IN = (ReportState.SUBMITTED, ReportState.APPROVED, ReportState.VERIFIED)

"""The verbs of a report, the files behind it included, and of a reporting period."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from gangmu.base import rows
from gangmu.base.verbs import Verb, Verbs
from gangmu.org.queries import tree_on
from gangmu.org.states import Role
from gangmu.progress import policies, queries
from gangmu.progress.models import Report, ReportingPeriod
from gangmu.progress.states import EDITABLE, ReportState
from gangmu.targets.answering import prefetch_parts

WRITTEN = ("value", "words", "problem", "next_step", "jump_reason")
"""What the reporter writes."""

UNCHECKED = ("target", "unit", "period", "submitted_by", "approved_by", "verified_by")
"""References that come from the code, not from what was typed; looking each up would cost a query."""


def _lock(numbers: Sequence[int]) -> list[Report]:
    """The reports, locked until the transaction ends, with all that policies look at; three queries."""
    rows = (
        Report.objects.select_for_update(of=("self",))
        .select_related("target__plan", "unit", "period")
        .filter(pk__in=numbers)
        .order_by("pk")
    )
    found = list(rows)
    prefetch_parts([row.target for row in found], tree_on())
    return found


REPORTS = Verbs(
    Report,
    Verb("save", _("保存"), policies.may_fill, {one: one for one in EDITABLE}, policies.check_open),
    Verb("add_evidence", _("上传佐证材料"), policies.may_fill, {one: one for one in EDITABLE}, policies.check_runs),
    Verb("remove_evidence", _("删去佐证材料"), policies.may_fill, {one: one for one in EDITABLE}, policies.check_runs),
    Verb(
        "submit",
        _("提交"),
        policies.may_fill,
        dict.fromkeys(EDITABLE, ReportState.SUBMITTED),
        policies.check_open,
        done=_("已提交，等待负责人审核。"),
        icon="send",
    ),
    Verb(
        "approve",
        _("审核通过"),
        policies.may_approve,
        {ReportState.SUBMITTED: ReportState.APPROVED},
        policies.check_runs,
        done=_("已审核通过，转监控单位核验。"),
        icon="check",
    ),
    Verb(
        "verify",
        _("核验"),
        policies.may_verify,
        {ReportState.APPROVED: ReportState.VERIFIED},
        policies.check_runs,
        done=_("已核验，核定值生效。"),
        icon="rubber-stamp",
    ),
    Verb(
        "return",
        _("退回"),
        policies.may_return,
        {ReportState.SUBMITTED: ReportState.RETURNED, ReportState.APPROVED: ReportState.RETURNED},
        policies.check_runs,
        reason=_("退回要写明理由，请写清哪里要改"),
        done=_("已退回填报单位。"),
        alarm=True,
        icon="arrow-back-up",
    ),
    Verb(
        "withdraw",
        _("撤回"),
        policies.may_fill,
        {ReportState.SUBMITTED: ReportState.DRAFT},
        policies.check_runs,
        done=_("已撤回，可以修改后再提交。"),
        icon="arrow-back-up",
    ),
    owners={
        ReportState.DRAFT: Role.REPORTER,
        ReportState.RETURNED: Role.REPORTER,
        ReportState.SUBMITTED: Role.HEAD,
        ReportState.APPROVED: Role.MONITOR,
    },
    get=queries.get_report,
    told=("state", *WRITTEN, "days_late", "verified_value"),
    lock=_lock,
    check=lambda report: rows.clean_fields(report, where=str(report.target), exclude=UNCHECKED),
)

PERIODS = Verbs(
    ReportingPeriod,
    Verb("open", _("设定填报期"), policies.may_set_periods, when=policies.check_plan_of),
    Verb("change", _("调整填报期"), policies.may_set_periods, when=policies.check_plan_of),
    Verb("remind", _("催报"), policies.may_set_periods, when=policies.check_has_begun),
    noun="period",
    get=queries.get_period,
    told=("opens", "due"),
    lock=lambda numbers: (
        ReportingPeriod.objects.select_for_update(of=("self",)).select_related("plan").filter(pk__in=numbers)
    ),
)

TABLES = (REPORTS, PERIODS)

"""The verbs of a plan, of the documents it draws on, and of its targets, and of lists on their way in."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from gangmu.base import rows
from gangmu.base.verbs import Verb, Verbs
from gangmu.org.states import Role
from gangmu.targets import policies, queries
from gangmu.targets.models import Candidate, Negotiation, Plan, Source, SourceItem, Target, TargetImport
from gangmu.targets.snapshots import snapshot
from gangmu.targets.states import EDITED, CandidateState, ImportState, PlanState, TalkState

UNTYPED = ("plan", "file", "by", "mapping", "choices", "rows", "problems", "found")
"""What of an import the code writes by itself."""

PLANS = Verbs(
    Plan,
    Verb("create", _("建立目标体系"), policies.may_edit_plan),
    Verb(
        "consult",
        _("征求意见"),
        policies.may_edit_plan,
        {PlanState.DRAFT: PlanState.CONSULTED},
        policies.check_has_targets,
        binding=True,
        icon="speakerphone",
    ),
    Verb(
        "spread",
        _("预分解"),
        policies.may_edit_plan,
        {PlanState.DRAFT: PlanState.SPREAD, PlanState.CONSULTED: PlanState.SPREAD},
        policies.check_has_targets,
        binding=True,
        icon="sitemap",
    ),
    Verb(
        "approve",
        _("审定"),
        policies.may_edit_plan,
        {PlanState.SPREAD: PlanState.APPROVED},
        policies.check_has_targets,
        reason=_("请写明审定的会议和日期"),
        binding=True,
        icon="square-check",
    ),
    Verb(
        "take_back",
        _("退回编制"),
        policies.may_edit_plan,
        dict.fromkeys((PlanState.CONSULTED, PlanState.SPREAD, PlanState.APPROVED), PlanState.DRAFT),
        reason=_("请写明退回的理由"),
        alarm=True,
        icon="arrow-back-up",
    ),
    Verb(
        "issue",
        _("下达"),
        policies.may_edit_plan,
        {PlanState.DRAFT: PlanState.ISSUED, PlanState.APPROVED: PlanState.ISSUED},
        policies.check_has_targets,
        binding=True,
        icon="send",
    ),
    Verb(
        "close",
        _("结束"),
        policies.may_edit_plan,
        {PlanState.ISSUED: PlanState.CLOSED},
        policies.check_year_over,
        binding=True,
        icon="lock",
    ),
    get=queries.get_plan,
    owners=dict.fromkeys((*EDITED, PlanState.APPROVED, PlanState.ISSUED), Role.OFFICE),
    told=("state",),
)

SOURCES = Verbs(
    Source,
    Verb("add", _("添加来源"), policies.may_edit_part_of_plan, when=policies.check_plan_is_draft),
    Verb("read", _("读入原文"), policies.may_edit_part_of_plan, when=policies.check_readable, icon="file-text"),
    get=queries.get_source,
    told=("plan", "kind", "name"),
)

ITEMS = Verbs(
    SourceItem,
    Verb("link", _("对应目标"), policies.may_edit_item, when=policies.check_item_in_draft),
    Verb("set_aside", _("不列目标"), policies.may_edit_item, when=policies.check_item_in_draft),
    noun="item",
    get=queries.get_item,
    told=("set_aside",),
    lock=lambda numbers: (
        SourceItem.objects.select_for_update(of=("self",)).select_related("source__plan").filter(pk__in=numbers)
    ),
)

CANDIDATES = Verbs(
    Candidate,
    Verb(
        "take",
        _("采用"),
        policies.may_edit_candidate,
        {CandidateState.OPEN: CandidateState.TAKEN},
        policies.check_candidate_in_draft,
        icon="check",
    ),
    Verb(
        "drop",
        _("不采用"),
        policies.may_edit_candidate,
        {CandidateState.OPEN: CandidateState.DROPPED},
        policies.check_candidate_in_draft,
    ),
    Verb(
        "reopen",
        _("重新考虑"),
        policies.may_edit_candidate,
        {CandidateState.DROPPED: CandidateState.OPEN, CandidateState.TAKEN: CandidateState.OPEN},
        policies.check_reopened,
    ),
    owners={CandidateState.OPEN: Role.OFFICE, CandidateState.DROPPED: Role.OFFICE, CandidateState.TAKEN: Role.OFFICE},
    told=("state", "target"),
    lock=lambda numbers: (
        Candidate.objects.select_for_update(of=("self",)).select_related("item__source__plan").filter(pk__in=numbers)
    ),
)


NEGOTIATIONS = Verbs(
    Negotiation,
    Verb("open", _("开始协商"), policies.may_speak_for_office, when=policies.check_talked_about),
    Verb("propose", _("提出建议"), policies.may_speak_for_unit, when=policies.check_talked_about),
    Verb(
        "offer",
        _("再提方案"),
        policies.may_speak_for_office,
        {TalkState.TO_UNIT: TalkState.TO_UNIT, TalkState.TO_OFFICE: TalkState.TO_UNIT},
        policies.check_talked_about,
    ),
    Verb(
        "counter",
        _("提出异议"),
        policies.may_speak_for_unit,
        {TalkState.TO_UNIT: TalkState.TO_OFFICE, TalkState.TO_OFFICE: TalkState.TO_OFFICE},
        policies.check_talked_about,
    ),
    Verb(
        "accept",
        _("接受"),
        policies.may_speak_for_unit,
        {TalkState.TO_UNIT: TalkState.AGREED},
        policies.check_talked_about,
        icon="check",
    ),
    Verb(
        "agree",
        _("同意"),
        policies.may_speak_for_office,
        {TalkState.TO_OFFICE: TalkState.AGREED},
        policies.check_talked_about,
        icon="check",
    ),
    Verb(
        "reopen",
        _("重新协商"),
        policies.may_speak_for_office,
        {TalkState.AGREED: TalkState.TO_UNIT},
        policies.check_talked_about,
        reason=_("请写明重新协商的理由"),
        alarm=True,
    ),
    owners={TalkState.TO_UNIT: Role.HEAD, TalkState.TO_OFFICE: Role.OFFICE, TalkState.AGREED: Role.OFFICE},
    told=("state",),
    lock=lambda numbers: (
        Negotiation.objects.select_for_update(of=("self",))
        .select_related("assignment__unit", "assignment__target__plan")
        .filter(pk__in=numbers)
    ),
)


def _lock(numbers: Sequence[int]) -> list[Target]:
    """The targets and their plan, locked: a plan is not issued while one of its targets is being written."""
    found = list(Target.objects.select_for_update().filter(pk__in=numbers).order_by("pk"))
    plans = {plan.pk: plan for plan in Plan.objects.select_for_update().filter(pk__in={one.plan_id for one in found})}
    for one in found:
        one.plan = plans[one.plan_id]
    return found


def _lock_imports(numbers: Sequence[int]) -> list[TargetImport]:
    """The imports and their plan, locked: a plan is not issued while a list is written into it."""
    of = TargetImport.objects.filter(pk__in=numbers).values("plan")
    plans = {plan.pk: plan for plan in Plan.objects.select_for_update().filter(pk__in=of)}
    found = list(TargetImport.objects.select_for_update().filter(pk__in=numbers).order_by("pk"))
    for one in found:
        one.plan = plans[one.plan_id]
    return found


TARGETS = Verbs(
    Target,
    Verb("create", _("录入目标"), policies.may_edit_part_of_plan, when=policies.check_plan_is_draft),
    Verb("update", _("修改目标"), policies.may_edit_part_of_plan, when=policies.check_plan_is_draft),
    Verb("lay_out", _("按季节展开"), policies.may_edit_part_of_plan, when=policies.check_plan_is_draft),
    Verb("delete", _("删除目标"), policies.may_edit_part_of_plan, when=policies.check_plan_is_draft, alarm=True),
    Verb("hand_over", _("移交分工"), policies.may_edit_part_of_plan, when=policies.check_plan_runs),
    Verb(
        "amend",
        _("变更目标内容"),
        policies.may_edit_part_of_plan,
        when=policies.check_plan_runs,
        reason=_("请写明变更理由"),
    ),
    get=queries.get_target,
    lock=_lock,
    theirs=snapshot,
)

IMPORTS = Verbs(
    TargetImport,
    Verb("upload", _("上传导入文件"), policies.may_edit_part_of_plan, when=policies.check_plan_is_draft),
    Verb(
        "guess",
        _("识别导入文件的列"),
        policies.may_edit_part_of_plan,
        {ImportState.UPLOADED: ImportState.UPLOADED, ImportState.CHECKED: ImportState.UPLOADED},
        policies.check_plan_is_draft,
    ),
    Verb(
        "check",
        _("检查导入内容"),
        policies.may_edit_part_of_plan,
        {ImportState.UPLOADED: ImportState.CHECKED, ImportState.CHECKED: ImportState.CHECKED},
        policies.check_plan_is_draft,
    ),
    Verb(
        "start",
        _("开始导入"),
        policies.may_edit_part_of_plan,
        {ImportState.CHECKED: ImportState.RUNNING},
        policies.check_plan_is_draft,
    ),
    Verb(
        "finish",
        _("完成导入"),
        policies.may_edit_part_of_plan,
        {ImportState.RUNNING: ImportState.DONE},
        policies.check_plan_is_draft,
    ),
    Verb("fail", _("导入失败"), policies.may_fail_import, {ImportState.RUNNING: ImportState.FAILED}, alarm=True),
    Verb(
        "discard",
        _("放弃导入"),
        policies.may_edit_part_of_plan,
        dict.fromkeys((ImportState.UPLOADED, ImportState.CHECKED, ImportState.RUNNING), ImportState.FAILED),
        policies.check_plan_is_draft,
    ),
    noun="import",
    get=queries.get_import,
    called="upload",
    owners=dict.fromkeys((ImportState.UPLOADED, ImportState.CHECKED, ImportState.RUNNING), Role.OFFICE),
    told=("state",),
    lock=_lock_imports,
    check=lambda row: rows.clean_fields(row, where=row.name, exclude=UNTYPED),
)

TABLES = (PLANS, SOURCES, ITEMS, CANDIDATES, TARGETS, NEGOTIATIONS, IMPORTS)

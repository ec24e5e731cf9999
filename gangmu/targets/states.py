"""Words of a plan, its targets and its imports."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlanState(models.TextChoices):
    DRAFT = "draft", _("编制中")
    CONSULTED = "consulted", _("征求意见")
    SPREAD = "spread", _("预分解")
    APPROVED = "approved", _("已审定")
    ISSUED = "issued", _("已下达")
    CLOSED = "closed", _("已结束")


EDITED = (PlanState.DRAFT, PlanState.CONSULTED, PlanState.SPREAD)
"""Targets are written; once the meeting has approved them, only after the plan was taken back."""
TALKED_ABOUT = (PlanState.CONSULTED, PlanState.SPREAD)
"""Units see what is meant for them and negotiate it."""
IN_FORCE = (PlanState.ISSUED, PlanState.CLOSED)


class Side(models.TextChoices):
    OFFICE = "office", _("目标办")
    UNIT = "unit", _("责任单位")


class TalkState(models.TextChoices):
    """Whose word is awaited, or that both have given theirs."""

    TO_UNIT = "to_unit", _("待单位回应")
    TO_OFFICE = "to_office", _("待目标办回应")
    AGREED = "agreed", _("已达成一致")


class Kind(models.TextChoices):
    QUANTITATIVE = "quantitative", _("定量")
    QUALITATIVE = "qualitative", _("定性")
    PROJECT = "project", _("项目")


class Category(models.TextChoices):
    KEY = "key", _("重点")
    ROUTINE = "routine", _("常规")
    SHARED = "shared", _("通用")
    STABILITY = "stability", _("稳定")


class Direction(models.TextChoices):
    HIGHER = "higher", _("越大越好")
    LOWER = "lower", _("越小越好")


class Accumulation(models.TextChoices):
    """How the values of the months make the value of the year."""

    CUMULATIVE = "cumulative", _("累计数")
    LATEST = "latest", _("时点数")


class SourceKind(models.TextChoices):
    PROVINCE = "province", _("省定目标")
    WORK_REPORT = "work_report", _("政府工作报告")
    FIVE_YEAR_PLAN = "five_year_plan", _("五年规划")
    CONGRESS = "congress", _("党代会、人代会决议")
    OTHER = "other", _("其他")


class Sense(models.TextChoices):
    """How a candidate's value is meant; a growth is against the year before."""

    LEVEL = "level", _("水平")
    GROWTH = "growth", _("增幅")
    LIMIT = "limit", _("上限")
    COUNT = "count", _("数量")
    RELATIVE = "relative", _("相对")


class CandidateState(models.TextChoices):
    OPEN = "open", _("待确认")
    TAKEN = "taken", _("已采用")
    DROPPED = "dropped", _("不采用")


class Part(models.TextChoices):
    """What a unit has to do with a target."""

    LEAD = "lead", _("牵头")
    RESPONSIBLE = "responsible", _("责任")
    COOPERATING = "cooperating", _("配合")
    MONITORING = "monitoring", _("监控")


REPORTING_PARTS = (Part.LEAD, Part.RESPONSIBLE)
ASSESSED_PARTS = (Part.LEAD, Part.RESPONSIBLE, Part.COOPERATING)


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("待对应列")
    CHECKED = "checked", _("已检查")
    RUNNING = "running", _("正在导入")
    DONE = "done", _("已导入")
    FAILED = "failed", _("未导入")

"""Kinds of unit and roles: the words of the organisation. What a role may do is the table in `permissions`."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    GOVERNMENT = "government", _("政府")
    DEPARTMENT = "department", _("市直部门")
    DISTRICT = "district", _("区县")
    TOWN = "town", _("乡镇街道")
    SECTION = "section", _("内设机构")
    OTHER = "other", _("其他单位")


class Role(models.TextChoices):
    OFFICE = "office", _("目标办")
    PRINCIPAL = "principal", _("主要领导")
    LEADER = "leader", _("分管领导")
    MONITOR = "monitor", _("监控单位核验员")
    REPORTER = "reporter", _("责任单位填报员")
    HEAD = "head", _("责任单位负责人")
    SUPERVISOR = "supervisor", _("督查室")
    ASSESSOR = "assessor", _("考核组")
    THIRD_PARTY = "third_party", _("第三方")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    SECURITY_ADMIN = "security_admin", _("安全管理员")
    AUDITOR = "auditor", _("审计员")


class Change(models.TextChoices):
    MERGE = "merge", _("并入")
    SPLIT = "split", _("分设")

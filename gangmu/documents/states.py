"""Words of a paper, and which format of the standard each kind is laid out in."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from gangmu.typesetting import Form


class PaperState(models.TextChoices):
    DRAFT = "draft", _("起草中")
    CHECKED = "checked", _("已核稿")
    NUMBERED = "numbered", _("已编号")
    ISSUED = "issued", _("已印发")
    ARCHIVED = "archived", _("已归档")
    VOID = "void", _("已作废")


class Kind(models.TextChoices):
    NOTICE = "notice", _("通知")
    DECISION = "decision", _("决定")
    BULLETIN = "bulletin", _("通报")
    LETTER = "letter", _("函")
    MINUTES = "minutes", _("纪要")
    METHOD = "method", _("办法")
    PLEDGE = "pledge", _("目标责任书")
    TABLE = "table", _("表格")


class ConsultationState(models.TextChoices):
    OPEN = "open", _("征求意见中")
    CLOSED = "closed", _("已答复")


class Outcome(models.TextChoices):
    ADOPTED = "adopted", _("采纳")
    PARTLY = "partly", _("部分采纳")
    REJECTED = "rejected", _("不采纳")


class How(models.TextChoices):
    PASSWORD = "password", _("系统内签署，重新输入密码")
    SCAN = "scan", _("手签，附扫描件")


FORMS: Mapping[str, Form] = {
    Kind.NOTICE: Form.DOCUMENT,
    Kind.DECISION: Form.DOCUMENT,
    Kind.BULLETIN: Form.BULLETIN,
    Kind.LETTER: Form.LETTER,
    Kind.MINUTES: Form.MINUTES,
    Kind.METHOD: Form.DOCUMENT,
    Kind.PLEDGE: Form.PLEDGE,
    Kind.TABLE: Form.TABLE,
}

IN_WORK = (PaperState.DRAFT, PaperState.CHECKED, PaperState.NUMBERED)
"""Not yet for whoever does not work on it."""
OUT = (PaperState.ISSUED, PaperState.ARCHIVED)

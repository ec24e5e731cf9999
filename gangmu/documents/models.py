"""Registers and the papers in them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gangmu import typesetting
from gangmu.base.seals import Accountable
from gangmu.base.veils import Veil
from gangmu.documents.states import IN_WORK, ConsultationState, How, Kind, Outcome, PaperState

_WITHOUT_NUMBER = (PaperState.DRAFT, PaperState.CHECKED)


def _person(label: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class Register(models.Model):
    """发文登记: the numbers that a body gives in a year under one 机关代字, from 1 on without gaps."""

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="registers", verbose_name=_("发文机关"))
    sign = models.CharField(_("机关代字"), max_length=20)
    year = models.PositiveSmallIntegerField(_("年度"))
    last = models.PositiveIntegerField(_("最后一号"), default=0)
    version = models.PositiveIntegerField(default=1)
    ACCOUNTABLE = Accountable(("unit_id", "sign", "year", "last"))

    class Meta:
        verbose_name = verbose_name_plural = _("发文登记")
        ordering = ["-year", "sign"]
        constraints = [
            models.UniqueConstraint(
                fields=["sign", "year"],
                name="register_once_a_year",
                violation_error_message=_("这个机关代字本年度已经登记过"),
            ),
            models.CheckConstraint(
                condition=~Q(sign=""), name="register_has_sign", violation_error_message=_("请填写机关代字")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sign}〔{self.year}〕"

    def number(self, serial: int) -> str:
        """发文字号: six-cornered brackets, no nought before the number, no 第 (GB/T 9704, 7.2.5)."""
        return f"{self.sign}〔{self.year}〕{serial}号"


class Paper(models.Model):
    """公文: its text as a plain structure, the digest of that, and where it stands.

    `about` names the thing that it was composed for, as seals do (`targets.plan:7`). `party` is the unit that a letter
    is agreed with, for whose eyes it is then; with its `code` anybody may verify who signed it. `file` is the Word file
    as it was issued.
    """

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="papers", verbose_name=_("发文机关"))
    kind = models.CharField(_("文种"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("标题"), max_length=200)
    content = models.JSONField(_("正文"))
    digest = models.CharField(_("文本摘要"), max_length=64)
    state = models.CharField(_("状态"), max_length=10, choices=PaperState.choices, default=PaperState.DRAFT)
    about = models.CharField(_("事由"), max_length=60, blank=True)
    party = models.ForeignKey(
        "org.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("对方单位")
    )
    register = models.ForeignKey(
        Register, on_delete=models.PROTECT, null=True, blank=True, related_name="papers", verbose_name=_("发文登记")
    )
    serial = models.PositiveIntegerField(_("序号"), null=True, blank=True)
    number = models.CharField(_("文号"), max_length=40, blank=True)
    dated = models.DateField(_("成文日期"), null=True, blank=True)
    drafted_by, edited_by = _person(_("起草人")), _person(_("修改人"))
    checked_by, issued_by = _person(_("核稿人")), _person(_("印发人"))
    drafted_at = models.DateTimeField(_("起草时间"), auto_now_add=True)
    issued_at = models.DateTimeField(_("印发时间"), null=True, blank=True)
    file = models.ForeignKey(
        "base.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("印发稿")
    )
    code = models.CharField(_("查验码"), max_length=16, unique=True, null=True, blank=True)
    voided_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="voids", verbose_name=_("作废依据")
    )
    version = models.PositiveIntegerField(default=1)
    ACCOUNTABLE = Accountable(
        (
            *("unit_id", "kind", "title", "content", "digest", "state", "about", "party_id", "register_id", "serial"),
            *("number", "dated", "drafted_by_id", "drafted_at", "edited_by_id", "checked_by_id", "issued_by_id"),
            *("issued_at", "file_id", "file__sha256", "code", "voided_by_id"),
        )
    )
    VEIL = Veil(Q(state__in=IN_WORK))

    class Meta:
        verbose_name = verbose_name_plural = _("公文")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["register", "serial"], name="paper_number_once", violation_error_message=_("文号重复")
            ),
            models.CheckConstraint(condition=Q(state__in=PaperState.values), name="paper_state"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="paper_kind"),
            models.CheckConstraint(
                condition=Q(state__in=_WITHOUT_NUMBER, register=None, serial=None, number="")
                | (~Q(state__in=_WITHOUT_NUMBER) & ~Q(number="") & Q(register__isnull=False, serial__isnull=False)),
                name="paper_numbered_has_number",
            ),
            models.CheckConstraint(
                condition=Q(state=PaperState.VOID, voided_by__isnull=False)
                | (~Q(state=PaperState.VOID) & Q(voided_by__isnull=True)),
                name="paper_void_by_another",
                violation_error_message=_("作废要写明由哪份公文作废"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    @cached_property
    def sheet(self) -> typesetting.Paper:
        """The text as it stands in this row; `write` changes both."""
        return typesetting.from_plain(self.content)

    def write(self, sheet: typesetting.Paper) -> None:
        """Take over this text with its digest; the caller saves."""
        self.content, self.digest = typesetting.as_plain(sheet), typesetting.digest(sheet)
        self.title = sheet.title.replace("\n", "")
        self.__dict__["sheet"] = sheet


class Signature(models.Model):
    """签署: that somebody stands for one side of a paper in exactly this text.

    `side` counts the paper's signatories from 0, of which the last is the other side; `digest` is that of the text that
    was read. `file` is the scan of what was signed by hand.
    """

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="signatures", verbose_name=_("公文"))
    side = models.PositiveSmallIntegerField(_("哪一方"))
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("单位"))
    person = _person(_("签署人"))
    office = models.CharField(_("身份"), max_length=120)
    digest = models.CharField(_("文本摘要"), max_length=64)
    how = models.CharField(_("方式"), max_length=10, choices=How.choices)
    file = models.ForeignKey(
        "base.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("扫描件")
    )
    signed_at = models.DateTimeField(_("签署时间"), auto_now_add=True)
    ACCOUNTABLE = Accountable(
        (
            *("paper_id", "side", "unit_id", "person_id", "office", "digest", "how"),
            *("file_id", "file__sha256", "signed_at"),
        )
    )

    class Meta:
        verbose_name = verbose_name_plural = _("签署")
        ordering = ["paper", "side", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "side"], name="signature_once_a_side", violation_error_message=_("这一方已经签署")
            ),
            models.CheckConstraint(
                condition=Q(how=How.SCAN, file__isnull=False) | ~Q(how=How.SCAN),
                name="signature_scan_has_file",
                violation_error_message=_("请附扫描件"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.office}"


class Consultation(models.Model):
    """征求意见: something put before units until a day, item by item, each comment answered.

    `about` names it as seals do; `items` are its parts as they were put out (`key`, `text`), so that comments keep
    their place whatever becomes of it, and a unit reads here what it may not yet open.
    """

    unit = models.ForeignKey(
        "org.Unit", on_delete=models.PROTECT, related_name="consultations", verbose_name=_("征求意见的单位")
    )
    title = models.CharField(_("标题"), max_length=200)
    about = models.CharField(_("事由"), max_length=60)
    items = models.JSONField(_("条目"))
    units = models.ManyToManyField("org.Unit", related_name="+", verbose_name=_("征求意见的对象"))
    due = models.DateField(_("截止"))
    state = models.CharField(
        _("状态"), max_length=10, choices=ConsultationState.choices, default=ConsultationState.OPEN
    )
    opened_by = _person(_("发起人"))
    opened_at = models.DateTimeField(_("发起时间"), auto_now_add=True)
    version = models.PositiveIntegerField(default=1)
    ACCOUNTABLE = Accountable(
        ("unit_id", "title", "about", "items", "due", "state", "opened_by_id", "opened_at"), {"units": ("unit_id",)}
    )

    class Meta:
        verbose_name = verbose_name_plural = _("征求意见")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ConsultationState.values), name="consultation_state")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def places(self) -> dict[str, str]:
        """Key → text of what is commented on; blank for the whole."""
        return {"": str(_("整体")), **{item["key"]: item["text"] for item in self.items}}


class Comment(models.Model):
    """意见: what a unit says about one item, and what the office answered."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="comments", verbose_name=_("征求意见")
    )
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+", verbose_name=_("提出单位"))
    place = models.CharField(_("条目"), max_length=60, blank=True)
    text = models.TextField(_("意见"), max_length=2000)
    said_by = _person(_("提出人"))
    said_at = models.DateTimeField(_("提出时间"), auto_now_add=True)
    outcome = models.CharField(_("采纳情况"), max_length=10, choices=Outcome.choices, blank=True)
    answer = models.TextField(_("理由"), max_length=2000, blank=True)
    answered_by = _person(_("答复人"))
    version = models.PositiveIntegerField(default=1)
    ACCOUNTABLE = Accountable(
        (
            *("consultation_id", "unit_id", "place", "text", "said_by_id", "said_at"),
            *("outcome", "answer", "answered_by_id"),
        )
    )

    class Meta:
        verbose_name = verbose_name_plural = _("意见")
        ordering = ["consultation", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""), name="comment_says_something", violation_error_message=_("请写意见")
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=(Outcome.PARTLY, Outcome.REJECTED)) | ~Q(answer=""),
                name="comment_refusal_has_reason",
                violation_error_message=_("部分采纳或不采纳，要写明理由"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}：{self.text[:30]}"

"""The audit chain, stored files, and what kind of installation this is.

No foreign keys: an event outlives what it is about.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from gangmu.base.fields import QuantityField

__all__ = ["CacheEntry", "ChainHead", "Event", "Installation", "QuantityField", "StoredFile", "Tally"]


class Event(models.Model):
    """One thing somebody did: who, in which role, from where, what, before and after.

    `digest` covers every other column and the digest of the event before, so that a change, a gap or a
    reordering shows (see `gangmu.base.audit.verify`). `seals` hold by row what the event left it as
    (see `gangmu.base.seals`).
    """

    number = models.BigIntegerField(_("序号"), primary_key=True)
    at = models.DateTimeField(_("时间"))
    actor_id = models.BigIntegerField(null=True)
    actor = models.CharField(_("操作人"), max_length=100, blank=True)
    role = models.CharField(_("身份"), max_length=200, blank=True)
    origin = models.CharField(_("来源地址"), max_length=100, blank=True)
    verb = models.CharField(_("动作"), max_length=60)
    noun = models.CharField(_("对象类别"), max_length=60)
    object_id = models.CharField(_("对象编号"), max_length=60)
    object_name = models.CharField(_("对象"), max_length=300, blank=True)
    before = models.JSONField(_("之前"), default=dict)
    after = models.JSONField(_("之后"), default=dict)
    reason = models.TextField(_("理由"), blank=True)
    seals = models.JSONField(default=dict)
    algorithm = models.CharField(max_length=30)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = _("留痕")
        ordering = ["number"]
        indexes = [
            models.Index(fields=["noun", "object_id"], name="event_object"),
            models.Index(fields=["actor_id", "number"], name="event_actor"),
            models.Index(fields=["verb", "number"], name="event_verb"),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.verb} {self.object_name}"


class ChainHead(models.Model):
    """The one row that every new event locks, so that events are numbered without gaps or forks."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)
    signature = models.CharField(max_length=64, blank=True)  # so that nobody can set the head back
    noted = models.DateField(null=True)  # when it was last told outside the database

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="chain_head_is_one_row")]

    def __str__(self) -> str:
        return f"{self.number}:{self.digest}"


class StoredFile(models.Model):
    """An uploaded file, kept once under its SHA-256, never executed, served only as a download."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField(_("字节数"))
    content_type = models.CharField(max_length=120)
    stored_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = _("文件")

    def __str__(self) -> str:
        return self.sha256[:12]


class CacheEntry(models.Model):
    """Django's cache in the database: counts of sign-in attempts and used codes, one for all nodes, also later."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "gangmu_cache"

    def __str__(self) -> str:
        return self.cache_key


class Tally(models.Model):
    """How often something happened in the window of time that is open, see `gangmu.base.tallies`."""

    key = models.CharField(max_length=100, primary_key=True)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"


class Installation(models.Model):
    """What this system is: the name of the government it serves, and whether its data are invented."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(_("系统名称"), max_length=100, blank=True)
    is_demo = models.BooleanField(_("示例数据"), default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="installation_is_one_row")]

    def __str__(self) -> str:
        return self.name

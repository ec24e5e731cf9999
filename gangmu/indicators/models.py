"""An indicator, its changes of definition, and the values given for it: never changed, only followed by newer ones."""

from __future__ import annotations

import datetime as dt
import re

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from gangmu.base.fields import QuantityField
from gangmu.base.seals import Accountable
from gangmu.indicators.states import Direction, January, Kind, Origin, Status

MONTHS = tuple(range(1, 13))
MOST_DECIMALS = 6


class Indicator(models.Model):
    """指标: what is measured, once for a government and all below it.

    `aliases` are other names, one a line; `months` those in which it is published. A ratio of two indicators is worked
    out from them, in per cent where that is its unit of measure; one without them is given like any other.
    """

    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="indicators", verbose_name=_("政府"))
    name = models.CharField(_("指标名称"), max_length=100)
    aliases = models.TextField(_("别名"), blank=True, max_length=1000)
    unit_of_measure = models.CharField(_("计量单位"), max_length=20)
    direction = models.CharField(_("方向"), max_length=10, choices=Direction.choices, default=Direction.HIGHER)
    kind = models.CharField(_("口径"), max_length=20, choices=Kind.choices, default=Kind.CUMULATIVE)
    decimals = models.PositiveSmallIntegerField(_("小数位数"), default=2)
    months = models.CharField(_("发布月份"), max_length=30, default="1,2,3,4,5,6,7,8,9,10,11,12")
    january = models.CharField(_("1 月"), max_length=10, choices=January.choices, default=January.APART)
    given_by = models.ForeignKey(
        "org.Unit", on_delete=models.PROTECT, related_name="given_indicators", verbose_name=_("数据提供单位")
    )
    numerator = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("分子指标")
    )
    denominator = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("分母指标")
    )
    definition = models.TextField(_("指标解释"), blank=True, max_length=2000)
    version = models.PositiveIntegerField(default=1)
    ACCOUNTABLE = Accountable(
        (
            *("unit_id", "name", "aliases", "unit_of_measure", "direction", "kind", "decimals", "months", "january"),
            *("given_by_id", "numerator_id", "denominator_id", "definition"),
        ),
        {"breaks": ("since", "what")},
    )

    class Meta:
        verbose_name = verbose_name_plural = _("指标")
        ordering = ["unit", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"], name="indicator_name_once", violation_error_message=_("已有同名指标")
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="indicator_kind"),
            models.CheckConstraint(condition=Q(direction__in=Direction.values), name="indicator_direction"),
            models.CheckConstraint(condition=Q(january__in=January.values), name="indicator_january"),
            models.CheckConstraint(
                condition=Q(decimals__lte=MOST_DECIMALS),
                name="indicator_decimals",
                violation_error_message=_("小数最多 6 位"),
            ),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True, denominator__isnull=True)
                | Q(kind=Kind.RATIO, numerator__isnull=False, denominator__isnull=False)
                & ~Q(numerator=F("denominator")),
                name="indicator_ratio_of_two",
                violation_error_message=_("只有比率才写分子和分母，要写两个不同的指标"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def names(self) -> list[str]:
        """Every name it goes by, its own first."""
        return [self.name, *filter(None, (one.strip() for one in re.split(r"[\n、，,；;]", self.aliases)))]

    @property
    def published(self) -> tuple[int, ...]:
        """The months in which a value is due."""
        listed = {int(one) for one in self.months.split(",") if one.strip().isdecimal()}
        return tuple(month for month in MONTHS if month in listed and (month > 1 or self.january == January.APART))

    @property
    def computed(self) -> bool:
        """Whether its values are worked out from two others."""
        return self.numerator_id is not None


class Break(models.Model):
    """口径变更: from this month on something else is counted; values before it are not comparable."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="breaks", verbose_name=_("指标"))
    since = models.DateField(_("自"))
    what = models.CharField(_("变了什么"), max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = _("口径变更")
        ordering = ["indicator", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "since"],
                name="break_once_a_month",
                violation_error_message=_("这个月已经标记过口径变更"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.since:%Y-%m} {self.what}"


class Delivery(models.Model):
    """报数: values that one bureau gave at one time, one or thousands; what was given is never changed afterwards."""

    unit = models.ForeignKey(
        "org.Unit", on_delete=models.PROTECT, related_name="deliveries", verbose_name=_("数据提供单位")
    )
    origin = models.CharField(_("来源"), max_length=10, choices=Origin.choices, default=Origin.TYPED)
    note = models.CharField(_("依据或说明"), max_length=300, blank=True)
    known_since = models.DateField(_("何时已知"))
    file = models.ForeignKey(
        "base.StoredFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("文件")
    )
    at = models.DateTimeField(_("录入时间"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("录入人")
    )
    ACCOUNTABLE = Accountable(
        ("unit_id", "origin", "note", "known_since", "file_id", "file__sha256", "at", "by_id"),
        {"observations": ("indicator_id", "unit_id", "month", "value", "status", "number")},
    )

    class Meta:
        verbose_name = verbose_name_plural = _("报数")
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(origin__in=Origin.values), name="delivery_origin")]

    def __str__(self) -> str:
        return f"{self.unit} {self.known_since}"


class Observation(models.Model):
    """官方数: the value of an indicator for a unit and month, as given in one delivery; `number` counts its versions.

    Without a value the month was taken back. The value of February holds January where the indicator merges them.
    """

    delivery = models.ForeignKey(
        Delivery, on_delete=models.PROTECT, related_name="observations", verbose_name=_("报数")
    )
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="observations", verbose_name=_("指标")
    )
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="observations", verbose_name=_("单位"))
    month = models.DateField(_("月份"))
    value = QuantityField(_("数值"), null=True, blank=True)
    status = models.CharField(_("数据状态"), max_length=12, choices=Status.choices, default=Status.VERIFIED)
    number = models.PositiveSmallIntegerField(_("第几版"), default=1)

    class Meta:
        verbose_name = verbose_name_plural = _("官方数")
        ordering = ["indicator", "unit", "month", "number"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "unit", "month", "number"], name="observation_version_once"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="observation_status"),
            models.CheckConstraint(condition=Q(month__day=1), name="observation_first_of_month"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.unit} {self.month:%Y-%m}"

    @property
    def at(self) -> tuple[int, dt.date]:
        """Unit and month, by which values are found."""
        return self.unit_id, self.month

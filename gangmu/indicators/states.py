"""Words of indicators and of the values given for them; neither goes through states."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """How the values of the months make the year's; the words of `forecast.Kind`."""

    CUMULATIVE = "cumulative", _("累计数")
    MONTHLY = "monthly", _("当月数")
    LEVEL = "level", _("时点数")
    GROWTH_CUMULATIVE = "growth_cumulative", _("累计增速")
    GROWTH_MONTHLY = "growth_monthly", _("当月增速")
    RATIO = "ratio", _("比率")


class Direction(models.TextChoices):
    HIGHER = "higher", _("越大越好")
    LOWER = "lower", _("越小越好")


class January(models.TextChoices):
    """What is published of January."""

    APART = "apart", _("1 月单独发布")
    MERGED = "merged", _("1—2 月合并发布")
    NEVER = "never", _("1 月不发布")


class Status(models.TextChoices):
    """How sure a value is when it is given."""

    PRELIMINARY = "preliminary", _("初步数")
    VERIFIED = "verified", _("核定数")
    RESTATED = "restated", _("修订数")
    FINAL = "final", _("年终定数")


class Origin(models.TextChoices):
    """Where a delivery comes from."""

    TYPED = "typed", _("录入")
    TABLE = "table", _("部门报表")
    HISTORY = "history", _("历史数据")

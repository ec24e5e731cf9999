"""The verbs of an indicator, and of a delivery of values."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gangmu.base import rows
from gangmu.base.errors import Problems
from gangmu.base.verbs import Verb, Verbs
from gangmu.indicators import policies
from gangmu.indicators.models import Delivery, Indicator


def _check(indicator: Indicator) -> None:
    rows.clean(indicator)
    if wrong := list(policies.wrong_about(indicator)):
        raise Problems(wrong)


TOLD = (
    *("name", "aliases", "unit_of_measure", "direction", "kind", "decimals", "months", "january", "given_by"),
    *("numerator", "denominator", "definition"),
)

INDICATORS = Verbs(
    Indicator,
    Verb("create", _("新建指标"), policies.may_keep),
    Verb("update", _("修改指标"), policies.may_keep),
    Verb("redefine", _("标记口径变更"), policies.may_keep, alarm=True),
    told=TOLD,
    check=_check,
)

DELIVERIES = Verbs(
    Delivery,
    Verb("enter", _("录入官方数"), policies.may_give),
    Verb("correct", _("更正官方数"), policies.may_give, reason=_("请写明为什么更正"), alarm=True),
    Verb("bring", _("导入官方数"), policies.may_give),
    told=("unit", "origin", "note", "known_since"),
)

TABLES = (INDICATORS, DELIVERIES)

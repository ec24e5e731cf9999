"""Who keeps the catalogue, who gives values, and which values may be given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext as _

from gangmu.base.errors import Denied, Problem, reason_against
from gangmu.base.periods import FIRST_DAY, format_date
from gangmu.base.quantities import plain
from gangmu.indicators.models import Delivery, Indicator, Observation
from gangmu.indicators.states import January, Kind, Status
from gangmu.org.models import User
from gangmu.org.permissions import Access, Grant, Permission, access_of
from gangmu.org.queries import today


def may_keep(by: User, indicator: Indicator) -> Grant:
    """The target office of the government whose catalogue it is."""
    return access_of(by).check(Permission.KEEP_INDICATORS, indicator.unit_id)


def may_give(by: User, delivery: Delivery) -> Grant:
    """Whoever verifies official values at the bureau that gives them."""
    return access_of(by).check(Permission.VERIFY, delivery.unit_id)


def keep_refusal(access: Access, unit_id: int | None = None) -> str:
    """Why this person may not keep the catalogue; empty when allowed."""
    return reason_against(access.check, Permission.KEEP_INDICATORS, unit_id)


def give_refusal(access: Access, indicator: Indicator) -> str:
    """Why this person may not give values of the indicator; empty when allowed."""
    return reason_against(check_given, indicator) or reason_against(
        access.check, Permission.VERIFY, indicator.given_by_id
    )


def check_given(indicator: Indicator) -> None:
    """A ratio of two indicators is nobody's to give."""
    if indicator.computed:
        words = {"name": indicator, "top": indicator.numerator, "bottom": indicator.denominator}
        raise Denied(_("“%(name)s”由“%(top)s”除以“%(bottom)s”算出，不录入") % words)


def wrong_about(indicator: Indicator) -> Iterator[Problem]:
    """What the columns of an indicator say against one another."""
    if not indicator.published:
        yield Problem(_("至少要有一个发布月份"), where=str(indicator), column="months")
    for part in (indicator.numerator, indicator.denominator):
        if part is not None and part.computed:
            yield Problem(
                _("“%(name)s”本身是算出来的，不能再作分子或分母") % {"name": part},
                where=str(indicator),
                column="numerator",
            )
        if part is not None and part.unit_id != indicator.unit_id:
            yield Problem(_("分子、分母和比率要在同一个指标库里"), where=str(indicator), column="numerator")


def wrong_with(
    row: Observation, known_since: dt.date, before: Observation | None, *, where: str = ""
) -> Iterator[Problem]:
    """What speaks against a value: its month, when it was known, and the version before it."""
    indicator, month = row.indicator, row.month
    where = where or f"{row}"
    if month < FIRST_DAY or month > today().replace(day=1):
        yield Problem(_("月份还没有到"), where=where, todo=_("请核对年份和月份"), column="month")
    elif month.month not in indicator.published:
        yield Problem(
            _("“%(name)s”这个月不发布") % {"name": indicator}, where=where, todo=_january(row), column="month"
        )
    if known_since > today() or known_since < month:
        expected = _("%(first)s 至今天之间") % {"first": format_date(month)}
        yield Problem(_("何时已知的日期不对"), where=where, expected=expected, column="known_since")
    if before is None:
        if row.status == Status.RESTATED:
            todo = _("第一次给出的数请选其他状态")
            yield Problem(_("还没有可修订的数"), where=where, todo=todo, column="status")
        return
    if known_since < before.delivery.known_since:
        expected = _("不早于上一版的 %(day)s") % {"day": format_date(before.delivery.known_since)}
        yield Problem(_("何时已知早于上一版"), where=where, expected=expected, column="known_since")
    if before.status == Status.FINAL and row.status not in (Status.RESTATED, Status.FINAL):
        yield Problem(_("年终定数只能修订"), where=where, expected=_("数据状态选“修订数”"), column="status")


def _january(row: Observation) -> str:
    if row.month.month == 1 and row.indicator.january == January.MERGED:
        return _("1—2 月合并发布，请填在 2 月")
    months = _("、").join(str(month) for month in row.indicator.published)
    return _("发布月份：%(months)s") % {"months": months}


def doubts_about(row: Observation, last: Observation | None, *, where: str = "") -> Iterator[Problem]:
    """What is odd but may be: a cumulative value below the month before it. `last` is the value published before."""
    if last is None or last.value is None or row.value is None or row.indicator.kind != Kind.CUMULATIVE:
        return
    if row.value < last.value and last.month.year == row.month.year:
        what = _("累计数比 %(month)d 月的 %(value)s 少") % {"month": last.month.month, "value": plain(last.value)}
        yield Problem(what, where=where or str(row), todo=_("确实如此（如年终修订）就继续"), level="warning")

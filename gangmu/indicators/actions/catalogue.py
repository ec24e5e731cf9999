"""The catalogue is kept: an indicator is added, changed, and marked where its definition changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from gangmu.base.errors import Problem, Problems
from gangmu.base.rows import clean
from gangmu.indicators.models import Break, Indicator
from gangmu.indicators.verbs import INDICATORS, TOLD
from gangmu.org.models import Unit, User


@INDICATORS.does("create")
def create_indicator(*, unit: Unit, values: Mapping[str, Any], by: User) -> Indicator:
    """An indicator of a government's catalogue; `values` by the names of its columns."""
    row = Indicator(unit=unit, **{name: values[name] for name in TOLD if name in values})
    with INDICATORS.creation("create", by=by, row=row):
        _check_names(row)
    return row


@INDICATORS.does("update")
def update_indicator(*, indicator: Indicator, version: int, values: Mapping[str, Any], by: User) -> Indicator:
    """Change columns. Kind and unit of measure stay once values were given: those would mean something else."""
    with INDICATORS.step("update", by=by, row=indicator, version=version, mine=values) as step:
        row = step.row
        if row.observations.exists():
            fixed = [
                name
                for name in ("kind", "unit_of_measure")
                if values.get(name, getattr(row, name)) != getattr(row, name)
            ]
            if fixed:
                raise Problems(
                    [
                        Problem(
                            _("已有官方数，不能再改"), where=str(row), todo=_("口径不同的，请另建一个指标"), column=name
                        )
                        for name in fixed
                    ]
                )
        for name in set(values) & set(TOLD):
            setattr(row, name, values[name])
        _check_names(row)
    return row


@INDICATORS.does("redefine")
def redefine_indicator(*, indicator: Indicator, version: int, since: dt.date, what: str, by: User) -> Indicator:
    """From this month on something else is counted; seasons do not look across it."""
    with INDICATORS.step("redefine", by=by, row=indicator, version=version) as step:
        made = Break(indicator=step.row, since=since.replace(day=1), what=what.strip())
        clean(made)
        made.save()
        step.tell(since=made.since, what=made.what)
    return step.row


def _check_names(row: Indicator) -> None:
    """No name leads to two indicators: lists are matched by them."""
    others = Indicator.objects.filter(unit=row.unit_id).exclude(pk=row.pk)
    taken = {name: other for other in others for name in other.names}
    if found := [name for name in row.names if name in taken]:
        raise Problems(
            [
                Problem(
                    _("“%(name)s”已经是“%(other)s”的名称或别名") % {"name": name, "other": taken[name]},
                    where=str(row),
                    column="name" if name == row.name else "aliases",
                )
                for name in found
            ]
        )

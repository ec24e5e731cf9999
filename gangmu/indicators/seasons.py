"""What an indicator's past says of a year to come: its series as `forecast` reads them, and the answer in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gangmu.base.quantities import fixed
from gangmu.forecast import Kind, Season, Series, Similar, Way, season
from gangmu.indicators import queries
from gangmu.indicators.models import Indicator
from gangmu.indicators.states import January

WAYS = {
    Way.TWELFTHS: gettext_lazy("序时"),
    Way.LAST_YEAR: gettext_lazy("上年份额"),
    Way.RECENT: gettext_lazy("近年加权"),
    Way.MEDIAN: gettext_lazy("多年中位"),
    Way.POOLED: gettext_lazy("同类单位"),
    Way.FESTIVAL: gettext_lazy("春节移动"),
}


@dataclass(frozen=True)
class Laid:
    """The season of one unit's series, and why it is proposed in one sentence."""

    season: Season
    sentence: str

    @property
    def way(self) -> str:
        return str(WAYS[self.season.way])


def all_series(indicator: Indicator, known: queries.Values) -> dict[int, Series]:
    """Unit → series, from values as known on some day."""
    told: dict[int, dict[tuple[int, int], float]] = {}
    for (unit, month), one in known.items():
        if one.value is not None:
            told.setdefault(unit, {})[month.year, month.month] = float(one.value)
    breaks = frozenset((one.since.year, one.since.month) for one in indicator.breaks.all())
    together = indicator.january == January.MERGED
    return {
        unit: Series(Kind(indicator.kind), values, frozenset(at for at in values if together and at[1] == 2), breaks)
        for unit, values in told.items()
    }


def season_of(indicator: Indicator, unit_id: int, year: int, on: dt.date | None = None) -> Laid:
    """What is proposed for the unit's year; the other units' series of the same indicator lend strength."""
    return season_in(indicator, all_series(indicator, queries.values(indicator, on=on)), unit_id, year)


def season_in(indicator: Indicator, series: Mapping[int, Series], unit_id: int, year: int) -> Laid:
    """As `season_of`, from series read already. A government is not similar to the units below it."""
    kind = Kind(indicator.kind)
    own = series.get(unit_id, Series(kind, {}))
    others = [one for unit, one in series.items() if unit != indicator.unit_id and unit_id != indicator.unit_id]
    found = season(own, year, Similar(kind, year, others))
    return Laid(found, in_words(found))


def in_words(found: Season) -> str:
    """Which layout is proposed and by how much it erred less than twelfths, on how many years."""
    way, own, even = str(WAYS[found.way]), found.errors.get(found.way), found.errors.get(Way.TWELFTHS)
    if not found.years:
        if found.way == Way.POOLED:
            return _("本单位没有完整年度的数，按同类单位的走势展开")
        return _("没有完整年度的数，只能按序时展开")
    span = _("%(first)d—%(last)d 年") % {"first": found.years[0], "last": found.years[-1]}
    if own is None or even is None or not own.years:
        return _("只有%(span)s可用，还不能检验，按“%(way)s”展开") % {"span": span, "way": way}
    words = {"span": span, "way": way, "own": size(found, own.size), "even": size(found, even.size), "years": own.years}
    if found.way == Way.TWELFTHS:
        return (
            _("用%(span)s的数逐年检验（%(years)d 年），各种办法都不比序时好，按序时展开；推算全年的误差中位数 %(own)s")
            % words
        )
    return _("用%(span)s的数逐年检验（%(years)d 年），“%(way)s”推算全年的误差中位数 %(own)s，序时 %(even)s") % words


def size(found: Season, error: float) -> str:
    """An error in per cent of the year's value, or in points."""
    scale = 1 if found.kind.in_points else 100
    text = fixed(Decimal(str(error * scale)), 1)
    return _("%(n)s 个百分点") % {"n": text} if found.kind.in_points else f"{text}%"

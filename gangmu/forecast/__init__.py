"""预测: how a year may be expected to go. The history of a series goes in; shares by month, their errors and a layout
of the year's goal come out.

Pure: no Django, no clock, no files, no randomness. What is chosen is exact from the shares on; the shares themselves
are statistics, in binary floating point.

    found = season(series, 2026, Similar(series.kind, 2026, all_units))  # candidates, errors, the proposed one
    plan = lay_out(found.kind, goal, found.parts, decimals)
    rush(course, yardstick)                      # 前松后紧
"""

from gangmu.forecast.choosing import Error, Season, Similar, errors_of, season
from gangmu.forecast.festival import SPRING_FESTIVAL
from gangmu.forecast.layouts import Way, twelfths
from gangmu.forecast.plans import Plan, largest_remainder, lay_out
from gangmu.forecast.rush import rush, rush_of_many
from gangmu.forecast.series import Curve, Kind, Series

__all__ = [
    "SPRING_FESTIVAL",
    "Curve",
    "Error",
    "Kind",
    "Plan",
    "Season",
    "Series",
    "Similar",
    "Way",
    "errors_of",
    "largest_remainder",
    "lay_out",
    "rush",
    "rush_of_many",
    "season",
    "twelfths",
]

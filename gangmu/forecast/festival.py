"""The first day of the Spring Festival: it moves between 21 January and 20 February, and work moves with it.

Source: Calendar of the Purple Mountain Observatory (GB/T 33661-2017, Calculation and promulgation of the Chinese
calendar) as published each year; the tests find every year's day again among the State Council's holidays.
"""

from __future__ import annotations

import datetime as dt

_DAYS = """
2000-02-05 2001-01-24 2002-02-12 2003-02-01 2004-01-22 2005-02-09 2006-01-29 2007-02-18 2008-02-07 2009-01-26
2010-02-14 2011-02-03 2012-01-23 2013-02-10 2014-01-31 2015-02-19 2016-02-08 2017-01-28 2018-02-16 2019-02-05
2020-01-25 2021-02-12 2022-02-01 2023-01-22 2024-02-10 2025-01-29 2026-02-17 2027-02-06 2028-01-26 2029-02-13
2030-02-03 2031-01-23 2032-02-11 2033-01-31 2034-02-19 2035-02-08 2036-01-28 2037-02-15 2038-02-04 2039-01-24
2040-02-12 2041-02-01 2042-01-22 2043-02-10 2044-01-30 2045-02-17 2046-02-06 2047-01-26 2048-02-14 2049-02-02
2050-01-23
"""
SPRING_FESTIVAL = {day.year: day for day in map(dt.date.fromisoformat, _DAYS.split())}


def day_of(year: int) -> int | None:
    """Days from New Year to the Spring Festival; None for a year outside the table."""
    day = SPRING_FESTIVAL.get(year)
    return None if day is None else (day - dt.date(year, 1, 1)).days

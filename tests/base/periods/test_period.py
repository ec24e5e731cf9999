"""Periods as published, with January and February as one where the statistics office does so."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gangmu.base.errors import Refused
from gangmu.base.periods import Period


@pytest.mark.parametrize(
    ("text", "code", "kind"),
    [
        ("2026-08", "2026-08", "month"),
        ("2026年8月", "2026-08", "month"),
        ("2026年8月份", "2026-08", "month"),
        ("２０２６年８月", "2026-08", "month"),
        ("2026/8", "2026-08", "month"),
        ("2026-08-01", "2026-08", "month"),
        ("2026年1-2月", "2026-01..02", "span"),
        ("2026年1—11月", "2026-01..11", "span"),
        ("2026年1月至8月", "2026-01..08", "span"),
        ("2020-01..11", "2020-01..11", "span"),
        ("2026年前三季度", "2026-01..09", "span"),
        ("2026年三季度", "2026-Q3", "quarter"),
        ("2026年第3季度", "2026-Q3", "quarter"),
        ("2026-Q3", "2026-Q3", "quarter"),
        ("2026年1-3月", "2026-Q1", "quarter"),
        ("2026年上半年", "2026-H1", "half"),
        ("2026-H2", "2026-H2", "half"),
        ("2026", "2026", "year"),
        ("2026年", "2026", "year"),
        ("2026年全年", "2026", "year"),
    ],
)
def test_understands_every_form(text, code, kind):
    period = Period.parse(text)
    assert (period.code, period.kind) == (code, kind)


@pytest.mark.parametrize(
    "text", ["8月", "2026-13", "2026年13月", "2026年2-1月", "2026-08-15", "三季度", "", "2026年五季度", "0000"]
)
def test_refuses_what_is_no_period(text):
    with pytest.raises(Refused, match="不是统计期，请写成"):
        Period.parse(text)


def test_knows_its_days_months_and_label():
    quarter = Period.parse("2024年一季度")
    assert (quarter.start, quarter.end) == (date(2024, 1, 1), date(2024, 3, 31))
    assert [month.label for month in quarter.months] == ["2024年1月", "2024年2月", "2024年3月"]
    assert Period.parse("2024-02").end == date(2024, 2, 29)
    labels = [str(Period.parse(text)) for text in ("2026-01..02", "2026-H1", "2026-H2", "2026-Q4", "2026")]
    assert labels == ["2026年1-2月", "2026年上半年", "2026年下半年", "2026年四季度", "2026年"]


def test_the_merged_first_months_lie_between_december_and_march():
    merged = Period.parse("2026年1-2月")
    assert (merged.previous.code, merged.next.code) == ("2025-12", "2026-03")


def test_neighbours_are_of_the_same_kind():
    assert Period.parse("2026-Q1").previous.code == "2025-Q4"
    assert Period.parse("2026-H2").next.code == "2027-H1"
    assert Period.parse("2026").previous.code == "2025"


@pytest.mark.parametrize(
    ("kind", "code"), [("month", "2026-11"), ("quarter", "2026-Q4"), ("half", "2026-H2"), ("year", "2026")]
)
def test_the_period_that_holds_a_day(kind, code):
    assert Period.containing(date(2026, 11, 20), kind).code == code


def test_sorts_by_time():
    codes = ["2026-03", "2025-12", "2026-01..02", "2026-01"]
    assert [period.code for period in sorted(map(Period.parse, codes))] == [
        "2025-12",
        "2026-01",
        "2026-01..02",
        "2026-03",
    ]


def test_no_period_reaches_over_the_end_of_the_year():
    with pytest.raises(ValueError, match="no such period"):
        Period(2026, 11, 13)


@given(st.integers(1950, 2098), st.integers(1, 12), st.integers(1, 12))
def test_code_and_label_are_read_back(year, one, other):
    period = Period(year, min(one, other), max(one, other))
    assert Period.parse(period.code) == period == Period.parse(period.label)
    assert period.previous.end < period.start <= period.end < period.next.start

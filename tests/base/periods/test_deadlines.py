"""Deadlines as people write them, and what remains until then in working days."""

from datetime import date, datetime

import pytest

from gangmu.base.errors import Refused
from gangmu.base.periods import (
    add_working_days,
    describe_deadline,
    format_date,
    is_working_day,
    parse_deadline,
    working_days_between,
)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021-08底", date(2021, 8, 31)),
        ("2021-06下旬", date(2021, 6, 30)),
        ("2021-12中旬", date(2021, 12, 20)),
        ("6月下旬", date(2026, 6, 30)),
        ("12中旬", date(2026, 12, 20)),
        ("6月上旬", date(2026, 6, 10)),
        ("2月底", date(2026, 2, 28)),
        ("2024年2月底", date(2024, 2, 29)),
        ("8月底前", date(2026, 8, 31)),
        ("8月底前完成", date(2026, 8, 31)),
        ("截至6月底", date(2026, 6, 30)),
        ("8月", date(2026, 8, 31)),
        ("2021-08", date(2021, 8, 31)),
        ("年底", date(2026, 12, 31)),
        ("年内", date(2026, 12, 31)),
        ("全年", date(2026, 12, 31)),
        ("2025年底", date(2025, 12, 31)),
        ("二季度末", date(2026, 6, 30)),
        ("2021年三季度末前", date(2021, 9, 30)),
        ("上半年", date(2026, 6, 30)),
        ("2026/8/31", date(2026, 8, 31)),
        ("2026-08-31", date(2026, 8, 31)),
        ("2026-08-31 00:00", date(2026, 8, 31)),
        ("２０２６．８．３１", date(2026, 8, 31)),
        ("2026年8月31日前", date(2026, 8, 31)),
        ("8月31日", date(2026, 8, 31)),
        ("27年9月", date(2027, 9, 30)),
        (date(2026, 8, 31), date(2026, 8, 31)),
        (datetime(2026, 8, 31, 12), date(2026, 8, 31)),
    ],
)
def test_understands(text, day):
    assert parse_deadline(text, 2026) == day


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "没有填时限"),
        ("8月前", "分不清包不包括当月，请写成“8月底前”"),
        ("12", "请写成“12月底”这样"),
        ("12-31", "看不出是哪一天"),
        ("2.5", "看不出是哪一天"),
        ("21-08-31", "看不出是哪一天"),
        ("2月30日", "不是存在的日期"),
        ("2021-13底", "不是存在的日期"),
        ("46265", "像是 Excel 的日期序号"),
        ("长期坚持", "没有具体日期"),
        ("按省要求", "没有具体日期"),
        ("月底", "没有写明是哪个月"),
        ("11月中", "请写成“11月中旬”"),
        ("尽快", "没有具体日期"),
        ("333个", "看不出是哪一天"),
    ],
)
def test_refuses_with_the_reason(text, reason):
    with pytest.raises(Refused) as refused:
        parse_deadline(text, 2026)
    assert reason in refused.value.reason


def test_asks_for_the_year_when_nobody_says_it():
    with pytest.raises(Refused, match="没有写明年份"):
        parse_deadline("8月底")


def test_holidays_and_the_days_worked_instead_are_those_of_the_state_council():
    assert not is_working_day(date(2026, 10, 1))
    assert is_working_day(date(2026, 10, 10))  # a Saturday worked for the National Day holiday
    assert working_days_between(date(2026, 9, 30), date(2026, 10, 10)) == 3


def test_a_year_without_published_holidays_counts_monday_to_friday():
    assert working_days_between(date(2030, 1, 1), date(2030, 1, 8)) == 5


def test_working_days_count_from_the_day_after_and_backwards_with_a_minus():
    friday, wednesday = date(2026, 11, 20), date(2026, 11, 25)
    assert working_days_between(friday, wednesday) == 3
    assert working_days_between(wednesday, friday) == -3
    assert working_days_between(friday, friday) == 0
    assert add_working_days(friday, 3) == wednesday
    assert add_working_days(friday, 0) == friday


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2026, 11, 25), "还有 3 个工作日"),
        (date(2026, 11, 20), "今天截止"),
        (date(2026, 11, 22), "还有不到 1 个工作日"),
        (date(2026, 11, 18), "已超期 2 个工作日"),
    ],
)
def test_a_deadline_is_told_in_working_days(due, words):
    assert describe_deadline(due, date(2026, 11, 20)) == words


def test_a_deadline_missed_over_the_weekend():
    assert describe_deadline(date(2026, 11, 20), date(2026, 11, 22)) == "已超期不到 1 个工作日"


def test_dates_carry_their_weekday():
    assert format_date(date(2026, 11, 20)) == "2026年11月20日（周五）"
    assert format_date(date(2026, 3, 1)) == "2026年3月1日（周日）"

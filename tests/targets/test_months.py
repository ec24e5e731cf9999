"""Months in which a figure exists, as people write them."""

import pytest
from django.core.exceptions import ValidationError

from gangmu.base.errors import Refused
from gangmu.targets.months import HALVES, MERGED, NAMED, QUARTERS, YEARLY, check_kept, in_words, months_of, read


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("", ""), ("每月", ""), ("月报", ""), ("按月", ""), ("月度", ""), ("每周", ""), ("每月5日前", ""),
        ("1-2月合并", MERGED), ("每月（1—2月合并）", MERGED), ("1、2月合并报", MERGED),
        ("1至2月合并，其余逐月", MERGED),
        ("季报", QUARTERS), ("每季度", QUARTERS), ("按季", QUARTERS), ("每季度末", QUARTERS),
        ("3、6、9、12月", QUARTERS),
        ("半年", HALVES), ("每半年", HALVES), ("6月、12月", HALVES), ("6 12", HALVES),
        ("年度", YEARLY), ("每年", YEARLY), ("年终", YEARLY), ("12月", YEARLY), ("每年12月", YEARLY),
        ("双月", "02,04,06,08,10,12"), ("每两个月", "02,04,06,08,10,12"), ("3、7、11月", "03,07,11"),
    ],
)  # fmt: skip
def test_what_lists_write_is_understood(written, kept):
    assert read(written) == kept


@pytest.mark.parametrize("written", ["适时", "13月", "0月", "按要求"])
def test_anything_else_is_refused_with_what_may_be_written(written):
    with pytest.raises(Refused, match="看不出是哪几个月；可以写：每月、"):
        read(written)


@pytest.mark.parametrize("kept", [*NAMED, "03,07,11", "02"])
def test_they_are_told_as_they_are_read(kept):
    assert read(in_words(kept)) == kept


@pytest.mark.parametrize("text", ["3,6", "03,06,", "06,03", "13", "00", "x", "01,02,03,04,05,06,07,08,09,10,11,12"])
def test_nothing_else_is_stored(text):
    with pytest.raises(ValidationError):
        check_kept(text)


def test_blank_is_every_month():
    assert months_of("") == set(range(1, 13))
    check_kept("")

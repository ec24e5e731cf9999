"""Counting is one statement, exact, and begins anew in each window."""

from __future__ import annotations

import datetime as dt

import time_machine

from gangmu.base import tallies


def test_each_key_is_counted_by_itself_in_one_statement(db, django_assert_num_queries):
    with django_assert_num_queries(5):
        found = [tallies.count(key, 900) for key in ("a", "a", "b", "a", "b")]
    assert found == [1, 2, 1, 3, 2]


def test_the_next_window_begins_with_one(db, today):
    for _number in range(3):
        tallies.count("a", 900)
    with time_machine.travel(dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC)):
        assert tallies.count("a", 900) == 1

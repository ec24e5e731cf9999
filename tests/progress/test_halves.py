"""Lamps say what every office would write: halves go up, and a line that is reached is not passed."""

import datetime as dt
from decimal import Decimal

import pytest

from gangmu.assessment.losses import rounded
from gangmu.progress.lamps import GREEN, RED, YELLOW, lamp
from gangmu.targets.nodes import spread
from gangmu.targets.states import Direction
from tests.targets.making import terms

JULY = dt.date(2026, 7, 1)


def judged(value, planned="50", goal="100"):
    return lamp(terms(goal=Decimal(goal), unit_of_measure="亿元"), JULY, Decimal(value), Decimal(planned))


@pytest.mark.parametrize(
    ("value", "behind"), [("43.75", "6.3"), ("43.65", "6.4"), ("41.85", "8.2"), ("49.85", "0.2"), ("49.99", "不足 0.1")]
)
def test_points_behind_are_told_with_halves_up(value, behind):
    assert f"落后 {behind} 个百分点" in judged(value).reason


def test_what_was_planned_is_told_with_halves_up():
    limit = terms(goal=Decimal(100), unit_of_measure="吨", direction=Direction.LOWER)
    assert "序时控制数 50.13 吨" in lamp(limit, JULY, Decimal(40), Decimal("50.125")).reason


@pytest.mark.parametrize(("value", "color"), [("50", GREEN), ("49.99", YELLOW), ("40", YELLOW), ("39.99", RED)])
def test_a_line_that_is_just_reached_is_not_passed(value, color):
    assert judged(value).color == color


def test_nodes_and_losses_are_rounded_with_halves_up():
    days = [dt.date(2026, month, 28) for month in (3, 6, 9, 12)]
    nodes = spread(Decimal(10), days)
    assert [node.planned for node in nodes] == [Decimal(3), Decimal(5), Decimal(8), Decimal(10)]
    assert rounded(Decimal("2.5"), 0) == 3
    assert str(rounded(Decimal("0.125"), 2)) == "0.13"

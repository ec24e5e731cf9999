"""A value is told as what it is: a sum is a part of the year's goal, a level or a rate lies above or below it."""

import datetime as dt
from decimal import Decimal

import pytest

from gangmu.progress.lamps import GREEN, RED, YELLOW, lamp
from gangmu.targets.states import Accumulation, Direction, Kind
from tests.targets.making import terms

NOVEMBER = dt.date(2026, 11, 1)
RATE = {"goal": Decimal(79), "unit_of_measure": "%", "accumulation": Accumulation.LATEST}
LEVEL = {"goal": Decimal(10), "unit_of_measure": "万亩", "accumulation": Accumulation.LATEST}
LIMIT = RATE | {"goal": Decimal("4.1"), "direction": Direction.LOWER}
SUM = {"goal": Decimal(24), "unit_of_measure": "所"}
PROJECT = {"kind": Kind.PROJECT, "goal": None, "unit_of_measure": ""}


@pytest.mark.parametrize(
    ("fields", "value", "planned", "color", "told"),
    [
        (RATE, "79.11", None, GREEN, "到 11 月为 79.11%，高于目标 0.11 个百分点"),
        (RATE, "79", None, GREEN, "到 11 月为 79%，与目标持平"),
        (RATE, "78.9", None, YELLOW, "到 11 月为 78.9%，低于目标 0.1 个百分点"),
        (RATE, "78.999", None, YELLOW, "低于目标 0.001 个百分点"),
        (RATE, "78.5", "78.2", GREEN, "到 11 月为 78.5%，高于当月计划 78.2% 0.3 个百分点"),
        (RATE, "60", "78.2", RED, "低于当月计划 78.2% 18.2 个百分点"),
        (RATE, "78.2", "78.2", GREEN, "与当月计划持平"),
        (LEVEL, "9.98", None, YELLOW, "到 11 月为 9.98 万亩，低于目标 0.02 万亩（0.2%）"),
        (LIMIT, "4.2", None, YELLOW, "到 11 月为 4.2%，高于控制目标 0.1 个百分点"),
        (LIMIT, "4", None, GREEN, "低于控制目标 0.1 个百分点"),
        (PROJECT, "73", "91.7", RED, "到 11 月完成 73%；序时应为 91.7%，落后 18.7 个百分点"),
        (PROJECT, "93", "91.7", GREEN, "到 11 月完成 93%；序时应为 91.7%，达到序时"),
        (SUM, "15", "18", RED, "到 11 月完成 15 所，占全年 62.5%；序时应为 75%，落后 12.5 个百分点"),
        (SUM, "24", "18", GREEN, "到 11 月完成 24 所，占全年 100%；序时应为 75%，达到序时"),
        (SUM | {"direction": Direction.LOWER}, "30", "22", RED, "序时控制数 22 所，超出全年控制数的 33.3%"),
    ],
)
def test_every_value_in_its_own_words(fields, value, planned, color, told):
    found = lamp(terms(**fields), NOVEMBER, Decimal(value), None if planned is None else Decimal(planned))
    assert found.color == color
    assert told in found.reason
    if fields is not SUM and "direction" not in fields:
        assert "占全年" not in found.reason


def test_a_list_tells_where_a_level_stands_and_how_much_of_a_sum_is_done():
    assert lamp(terms(**RATE), NOVEMBER, Decimal("79.11"), None).place == "高于目标 0.11 个百分点"
    assert lamp(terms(**SUM), NOVEMBER, Decimal(15), None).place == ""

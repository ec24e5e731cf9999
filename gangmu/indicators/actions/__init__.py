"""The only writers of the catalogue and of official values."""

from .catalogue import create_indicator, redefine_indicator, update_indicator
from .giving import Given, bring_values, correct_value, enter_value

__all__ = [
    "Given",
    "bring_values",
    "correct_value",
    "create_indicator",
    "enter_value",
    "redefine_indicator",
    "update_indicator",
]

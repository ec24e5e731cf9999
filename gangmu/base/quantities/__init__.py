"""Numbers with units of measure, as people type them and as they read them: exact, or refused with the reason.

In comes text from a form or a cell, out go `Decimal` values in the unit the field expects, or `NotANumber` with a
sentence for the person who typed it. Nothing is ever guessed: what could be read in two ways is refused.
"""

from .formatting import format_difference, format_quantity, in_points
from .goals import Goal, GoalReading, Unclear, split_goal
from .parsing import COMPARISONS, Quantity, parse_quantity
from .rounding import STORED_PLACES, fixed, half_up, places_of, plain
from .units import NotANumber, convert, find_unit, unit_names

__all__ = [
    "COMPARISONS",
    "STORED_PLACES",
    "Goal",
    "GoalReading",
    "NotANumber",
    "Quantity",
    "Unclear",
    "convert",
    "find_unit",
    "fixed",
    "format_difference",
    "format_quantity",
    "half_up",
    "in_points",
    "parse_quantity",
    "places_of",
    "plain",
    "split_goal",
    "unit_names",
]

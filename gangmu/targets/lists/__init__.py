"""The Excel lists that targets come in: their columns, and what their rows propose.

Reads only: `actions` keeps what was read and writes the targets. Whatever is not certain is a proposal with a warning.
"""

from .columns import FIELDS, columns_of, template
from .rows import Checked, Choices, check, propose, propose_at
from .units import UnitMatcher

__all__ = ["FIELDS", "Checked", "Choices", "UnitMatcher", "check", "columns_of", "propose", "propose_at", "template"]

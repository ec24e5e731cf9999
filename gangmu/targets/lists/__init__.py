"""The Excel lists that targets come in: their columns, and what their rows propose.

Reads only: `actions` keeps what was read and writes the targets. Whatever is not certain is asked, the same question of
many rows once.
"""

from .aside import WORDS as LEFT_ROWS
from .choices import Choices
from .columns import FIELDS, columns_of, template
from .headings import propose, propose_at
from .questions import KINDS, Question
from .rows import Checked, check
from .units import Former, UnitMatcher

__all__ = [
    "FIELDS",
    "KINDS",
    "LEFT_ROWS",
    "Checked",
    "Choices",
    "Former",
    "Question",
    "UnitMatcher",
    "check",
    "columns_of",
    "propose",
    "propose_at",
    "template",
]

"""Tables that people hand over and take away: .xlsx and .csv, read safely and written to be worked with.

Enters: bytes of a file and the `Column`s a stage knows. Leaves: rows with everything wrong told at once, or bytes.
"""

from .columns import ROW, Column, known_headings, read_rows
from .header import HeaderGuess, find_header
from .reading import read_workbook
from .workbook import Cell, Limits, Merge, Row, Sheet, Workbook

__all__ = [
    "ROW",
    "Cell",
    "Column",
    "HeaderGuess",
    "Limits",
    "Merge",
    "Row",
    "Sheet",
    "Workbook",
    "find_header",
    "known_headings",
    "read_rows",
    "read_workbook",
]

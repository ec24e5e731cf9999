"""Tables that people hand over and take away: .xlsx and .csv, read safely and written to be worked with.

Enters: bytes of a file and the `Column`s a stage knows. Leaves: rows with everything wrong told at once, or bytes.
"""

from .columns import ROW, Column, known_headings, read_rows
from .containers import refuse_large
from .header import HeaderGuess, find_header
from .reading import read_workbook
from .values import as_choice, as_code, as_deadline, as_number, as_quantity, as_text, as_whole_number, as_yes_or_no
from .workbook import Cell, Limits, Merge, Row, Sheet, Workbook
from .writing import SheetOut, write_csv, write_template, write_workbook

__all__ = [
    "ROW",
    "Cell",
    "Column",
    "HeaderGuess",
    "Limits",
    "Merge",
    "Row",
    "Sheet",
    "SheetOut",
    "Workbook",
    "as_choice",
    "as_code",
    "as_deadline",
    "as_number",
    "as_quantity",
    "as_text",
    "as_whole_number",
    "as_yes_or_no",
    "find_header",
    "known_headings",
    "read_rows",
    "read_workbook",
    "refuse_large",
    "write_csv",
    "write_template",
    "write_workbook",
]

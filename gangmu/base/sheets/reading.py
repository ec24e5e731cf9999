"""One way in for every table a person hands over."""

from __future__ import annotations

from .containers import check_size, is_excel
from .delimited import read_csv
from .excel import read_xlsx
from .workbook import Limits, Workbook


def read_workbook(name: str, data: bytes, *, limits: Limits | None = None) -> Workbook:
    """All sheets of an .xlsx or .csv.

    Raises Problems, in plain words and with file, sheet and row, for anything that is not a readable table. A flaw
    in one cell (an error value, a formula without result) stays in that cell and counts only when the cell is used.
    """
    bounds = limits or Limits()
    check_size(name, data, bounds)
    if is_excel(name, data):
        return read_xlsx(name, data, bounds)
    return read_csv(name, data, bounds)

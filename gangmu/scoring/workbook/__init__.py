"""The workbook: live formulas that WPS, Excel and LibreOffice recompute, made from the same typed formulas."""

from __future__ import annotations

from gangmu.scoring.evaluation.results import Result
from gangmu.scoring.formulas.nodes import Aggregate, Peers
from gangmu.scoring.workbook.below import aggregate
from gangmu.scoring.workbook.beside import peers
from gangmu.scoring.workbook.formulas import Translator
from gangmu.scoring.workbook.grid import Grid
from gangmu.scoring.workbook.sheets import TooLong, Writer, lookup_places

__all__ = ["TooLong", "workbook"]


def workbook(result: Result) -> bytes:
    """An .xlsx file: results, one sheet a table, parameters, the method, and a check sheet.

    Every computed cell is a formula; a missing value is #N/A there. Raises TooLong when Excel could not hold a formula.
    """
    grid = Grid(result)
    translator = Translator(grid, lookup_places(result.scheme), {Aggregate: aggregate, Peers: peers})
    return Writer(grid, translator).write()

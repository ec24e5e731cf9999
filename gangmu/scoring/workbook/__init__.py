"""The workbook: live formulas that WPS, Excel and LibreOffice recompute, made from the same typed formulas."""

from __future__ import annotations

from gangmu.scoring.evaluation.results import Result
from gangmu.scoring.formulas.nodes import Aggregate, Peers
from gangmu.scoring.workbook.below import aggregate
from gangmu.scoring.workbook.beside import peers
from gangmu.scoring.workbook.book import Book
from gangmu.scoring.workbook.checks import CheckSheet
from gangmu.scoring.workbook.formulas import Translator
from gangmu.scoring.workbook.grid import Grid, parameter_sheet, table_sheets
from gangmu.scoring.workbook.limits import TooLong
from gangmu.scoring.workbook.method import write_method
from gangmu.scoring.workbook.parameters import ParameterSheet, edited_parameters
from gangmu.scoring.workbook.standings import Standings
from gangmu.scoring.workbook.tables import HELPER_MARK, TableSheet, formulas_of

__all__ = ["HELPER_MARK", "TooLong", "edited_parameters", "parameter_sheet", "table_sheets", "workbook"]


def workbook(result: Result, *, note: str = "") -> bytes:
    """An .xlsx file: results, one sheet a table, parameters, the method, and a check sheet; in the scheme's language.

    Every computed cell is a formula; a missing value is #N/A there. `note` stands below the title, such as the month to
    which the facts reach. Raises TooLong when Excel could not hold a formula or a table.
    """
    grid = Grid(result)
    translator = Translator(grid, {Aggregate: aggregate, Peers: peers})
    formulas = formulas_of(translator, grid)
    book = Book(result)
    Standings(book, translator, note).write()
    for name, sheet in grid.sheets.items():
        TableSheet(book, sheet, formulas[name]).write()
    ParameterSheet(book, grid).write()
    write_method(book)
    CheckSheet(book, translator).write()
    return book.close()

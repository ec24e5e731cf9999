"""比较: this year's method against last year's. Two schemes go in; what changed in meaning comes out, and with facts,
what the change does to every unit.

    compare(old, new).changes               # definition by definition
    backtest(old, new, rows).units          # totals, grades and places under both
"""

from gangmu.scoring.comparison.backtest_words import backtest_lines, backtest_notes, backtest_table, reasons
from gangmu.scoring.comparison.backtesting import Backtest, Effect, Move, TooMuch, backtest
from gangmu.scoring.comparison.book import backtest_book
from gangmu.scoring.comparison.changes import Change, Comparison, Detail, compare
from gangmu.scoring.comparison.report import backtest_data, digits_of
from gangmu.scoring.comparison.telling import change_lines, change_name, comparison_data, comparison_text

__all__ = [
    "Backtest",
    "Change",
    "Comparison",
    "Detail",
    "Effect",
    "Move",
    "TooMuch",
    "backtest",
    "backtest_book",
    "backtest_data",
    "backtest_lines",
    "backtest_notes",
    "backtest_table",
    "change_lines",
    "change_name",
    "compare",
    "comparison_data",
    "comparison_text",
    "digits_of",
    "reasons",
]

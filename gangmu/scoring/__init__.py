"""算分: the scheme language. Text of a scheme and facts go in; scores, grades, ranks and their derivation come out.

Pure: no Django, no clock, no files, no randomness, no logging. `assessment` and the command line are built on it.

    checked = read_scheme(text)                  # every fault at once, in checked.problems
    facts = read_facts(checked.scheme, rows)     # rows: table → list of {"key": …, column: value}
    result = evaluate(checked.scheme, facts)
    result.value("unit", "A01", "总分")           # exact rational
    explain(result, "unit", "A01", "总分")        # derivation tree, as_dict() for pages
"""

from gangmu.scoring.derivation.neighbours import Neighbour
from gangmu.scoring.derivation.steps import Step, explain
from gangmu.scoring.evaluation.results import Result, evaluate
from gangmu.scoring.facts.rows import read_facts
from gangmu.scoring.facts.sheets import BadSheet, SheetRows, rows_of_lines
from gangmu.scoring.facts.tables import Facts
from gangmu.scoring.manual.reference import reference
from gangmu.scoring.problems.nearest import nearest
from gangmu.scoring.problems.problem import FactProblem, SchemeProblem
from gangmu.scoring.schemes.checking import read_scheme
from gangmu.scoring.schemes.headline import Headline, headline
from gangmu.scoring.schemes.including import included_name
from gangmu.scoring.schemes.scheme import Checked, Computed, Given, Parameter, Scheme, Table
from gangmu.scoring.schemes.whole import whole_text
from gangmu.scoring.schemes.words import Chapter, method_text, method_words
from gangmu.scoring.values.incoming import Shown, Uncomputed
from gangmu.scoring.values.showing import brief, decimal, width

__all__ = [
    "BadSheet",
    "Chapter",
    "Checked",
    "Computed",
    "FactProblem",
    "Facts",
    "Given",
    "Headline",
    "Neighbour",
    "Parameter",
    "Result",
    "Scheme",
    "SchemeProblem",
    "SheetRows",
    "Shown",
    "Step",
    "Table",
    "Uncomputed",
    "brief",
    "decimal",
    "evaluate",
    "explain",
    "headline",
    "included_name",
    "method_text",
    "method_words",
    "nearest",
    "read_facts",
    "read_scheme",
    "reference",
    "rows_of_lines",
    "whole_text",
    "width",
]

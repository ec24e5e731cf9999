"""The engine as pages and the interface see it: a scheme's text checked, and formulas in the words of people."""

from __future__ import annotations

import re

from django.utils.translation import get_language

from gangmu.scoring import Checked, SchemeProblem, Step, read_scheme
from gangmu.scoring import Scheme as Method
from gangmu.scoring.functions import BY_NAME

__all__ = ["Checked", "Method", "SchemeProblem", "Step", "Wording", "check_text", "spoken"]

CLAUSES = {"where": "其中", "within": "组内", "of": "按", "otherwise": "空则", "ties": "并列"}
JOINS = {"and": "且", "or": "或", "not": "非"}
FUNCTIONS = {name: one.aliases[0] for name, one in BY_NAME.items() if name.isascii() and one.aliases}
WORDS = FUNCTIONS | CLAUSES | JOINS
"""Chinese words that the language itself accepts in place of the English ones."""
TOKEN = re.compile(r'"[^"]*"|[A-Za-z_][A-Za-z_0-9]*')


def spoken() -> str:
    """The engine's language that the reader of this page reads."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def check_text(text: str, *, file: str = "") -> Checked:
    """The scheme, or everything wrong with its text."""
    return read_scheme(text, file=file, language=spoken())


class Wording:
    """Turns a scheme's formulas into what people call things: the labels of columns, Chinese functions and clauses."""

    def __init__(self, method: Method) -> None:
        labels = {
            given.name: given.label
            for table in method.tables.values()
            for given in table.given.values()
            if given.label and given.label != given.name
        }
        self.words = WORDS | labels if method.language == "zh" else labels

    def of(self, formula: str) -> str:
        """What stands in quotes stays."""
        return TOKEN.sub(lambda match: self.words.get(match[0], match[0]), formula)

"""Names of functions and clause words in the language of a reader: the one place that gives them.

Texts of this project name them in English; a Chinese reader is told the Chinese ones, which formulas understand alike.
"""

from __future__ import annotations

import re

from gangmu.scoring.functions import ALL
from gangmu.scoring.functions.definition import Definition

# clause word as written → the word
CLAUSES = {
    "where": "where", "其中": "where", "within": "within", "组内": "within", "of": "of", "按": "of",
    "among": "among", "限于": "among", "by": "by", "依": "by", "per": "per", "每": "per",
    "drop": "drop", "去掉": "drop",
    "ties": "ties", "并列": "ties", "otherwise": "otherwise", "空则": "otherwise",
    "rounding": "rounding", "取整": "rounding",
}  # fmt: skip
FUNCTIONS = {definition.name: definition.called("zh") for definition in ALL}
CLAUSE_WORDS = {word: twin for twin, word in CLAUSES.items() if twin != word}
# Mentioned without brackets; other names, such as of and date, mean something else where no formula is written.
BARE = {"if", "coalesce", "missing", "band", "ladder", "sum", "count", "mean", "share", "mean_of", "rank", "worst",
        "step_down", "interpolate", "progressive", "lookup", "where", "within", "among", "otherwise"}  # fmt: skip
_CALLED = re.compile(r"(?<![\w{.])[a-z_]+(?=\()")
_WORD = re.compile(r"(?<![\w{.])[a-z_]+(?![\w}(.])")


def in_sentence(text: str, language: str) -> str:
    """A sentence of ours that mentions functions and clause words."""
    return _named(text, {word: {**FUNCTIONS, **CLAUSE_WORDS}[word] for word in BARE}) if language == "zh" else text


def in_formula(text: str, language: str) -> str:
    """A formula of ours, where every clause word is one."""
    return _named(text, CLAUSE_WORDS) if language == "zh" else text


def signature(definition: Definition, language: str) -> str:
    """How a function is called."""
    return in_formula(definition.told(language), language)


def _named(text: str, words: dict[str, str]) -> str:
    called = _CALLED.sub(lambda found: FUNCTIONS.get(found[0], found[0]), text)
    return _WORD.sub(lambda found: words.get(found[0], found[0]), called)

"""What people write in a formula who are used to other signs: Excel's, a programmer's, or an office's own words."""

from __future__ import annotations

import re
import unicodedata

# (what is written, what it should be); the first that fits where a formula cannot be read on.
SIGNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), right)
    for pattern, right in (
        (r"[=＝]\s*[>＞]|[>＞]\s+[=＝]", ">="),
        (r"[=＝]\s*[<＜]|[<＜]\s+[=＝]", "<="),
        (r"[=＝]\s*[!！]|[!！]\s+[=＝]|[>＞]\s*[<＜]|[<＜]\s+[>＞]", "<>"),
        (r"[=＝]\s+[=＝]", "="),
        (r"[&＆]{2}|∧", "and"),
        (r"[|｜]{1,2}|∨", "or"),
        (r"(?<=[\w'])[!！](?=[\w$])", "."),
        (r"[!！]|¬", "not"),
        (r"[—―‒]+", "-"),
        (r"[;；]", ","),
        (r"[{｛【]", "("),
        (r"[}｝】]", ")"),
        (r"√", "sqrt(…)"),
        (r"[?？]", "if(…, …, …)"),
        (r"[:：]", "/"),
        (r"(?<=\d)[.．]{2,}(?=\d)|[~～]", ","),
        (r"(?<![\w)）])[.．](?=\d)", "0."),
        (r"(?<=\d)\s*。(?=\d)", "."),
        (r"∈", "in"),
        (r"‰", "÷ 1000"),
        (r"[²³]", "^ 2"),
    )
)
# Words for operators.
_WORDS = {
    ">=": "大于或等于 大于等于 不低于 不少于 不小于 达到 至少",
    "<=": "小于或等于 小于等于 不高于 不超过 不大于 不多于 至多",
    ">": "高于 大于 超过 多于", "<": "低于 小于 少于 不足", "=": "等于 is", "<>": "不等于 不是",
    "+": "加上 加", "-": "减去 减", "*": "乘以 乘 的 x X", "/": "除以",
    "and": "而且 同时 以及 和 与 AND And", "or": "OR Or", "not": "NOT Not", "in": "IN In between 介于",
}  # fmt: skip
OPERATORS = dict(
    sorted(
        ((word, operator) for operator, words in _WORDS.items() for word in words.split()),
        key=lambda pair: -len(pair[0]),
    )
)
CLAUSE_WORDS = {
    "when": "where", "条件": "where", "如果": "where", "group": "within", "组": "within", "分组": "within",
    "按组": "within", "over": "of", "占": "of", "weight": "by", "权重": "by",
}  # fmt: skip
# Spreadsheets round towards zero and away from it, here it is down and up.
_TO_ZERO = 'if(… < 0, round(…, …, "up"), round(…, …, "down"))'
_FROM_ZERO = 'if(… < 0, round(…, …, "down"), round(…, …, "up"))'
# Functions of spreadsheets under other names, and how the same is said here.
SPREADSHEET = {
    "AND": "… and …", "OR": "… or …", "NOT": "not …", "XOR": "… <> …", "TRUE": "yes", "FALSE": "no",
    "SUMIF": "sum(… where …)", "SUMIFS": "sum(… where …)", "SUMPRODUCT": "sum(… * …)", "COUNTIF": "count(where …)",
    "COUNTIFS": "count(where …)", "COUNTA": "count(where not missing(…))", "AVERAGE": "mean(…)", "AVG": "mean(…)",
    "AVERAGEIF": "mean(… where …)", "AVERAGEIFS": "mean(… where …)",
    "MAXIFS": "max(… where …)", "MINIFS": "min(… where …)",
    "VLOOKUP": "lookup(…, …)", "HLOOKUP": "lookup(…, …)", "XLOOKUP": "lookup(…, …)", "IFS": "band(…) / ladder(…)",
    "SWITCH": "lookup(…, …)", "IFERROR": "coalesce(…, …)", "IFNA": "coalesce(…, …)", "ISBLANK": "missing(…)",
    "ROUNDUP": _FROM_ZERO, "ROUNDDOWN": _TO_ZERO, "INT": "floor(…)", "TRUNC": _TO_ZERO,
    "CEILING": "ceil(… / …) * …", "POWER": "… ^ …", "MEDIAN": "median(…)",
    "STDEVP": "stdev(…)", "STDEV": "stdev(…) * sqrt(count(…) / (count(…) - 1))",
    "STDEV.S": "stdev(…) * sqrt(count(…) / (count(…) - 1))", "STDEV.P": "stdev(…)", "MOD": "… - floor(… / …) * …",
    "SUBTOTAL": "sum(…)", "ISNA": "missing(…)", "ISERROR": "missing(…)",
    "TRIMMEAN": "trimmed_mean(… drop …)", "CONCAT": "join(…, …)", "CONCATENATE": "join(…, …)",
    "RANK": "rank(… within …)", "RANK.AVG": 'rank(… ties "average")', "PERCENTRANK": "percentile(…)",
    "DATEDIF": "days(…, …)",
}  # fmt: skip
# Those that have no counterpart here, and the message about each.
_NOWHERE = {
    "TEXT", "LEFT", "RIGHT", "MID", "LEN", "FIND", "SEARCH", "TRIM", "SUBSTITUTE", "REPLACE", "VALUE", "INDEX", "MATCH",
    "OFFSET", "INDIRECT", "CHOOSE", "ROW", "ROWS", "COLUMN", "COLUMNS", "TODAY", "NOW", "YEAR", "MONTH", "DAY", "RAND",
    "RANDBETWEEN", "NA", "QUARTILE", "PERCENTILE", "TRANSPOSE", "ISNUMBER", "ISTEXT",
}  # fmt: skip
NOWHERE = dict.fromkeys(_NOWHERE, "function nowhere") | dict.fromkeys(("LARGE", "SMALL"), "place nowhere")
_TRUTHS = {"TRUE": "yes", "FALSE": "no"}
_BLANKS = frozenset(("空", "空白", "空值", "NULL", "NONE", "NA", "BLANK"))
_CELL = re.compile(r"\$?[A-Z]{1,2}\$?\d{1,7}")
# How a condition told in a sentence begins and goes on: if x > 1 then 2.
SENTENCE = re.compile(r"\s*(若|如果|假如)(?!\s*[(（])")
IF = ("若", "如果", "if")
THEN = ("则", "否则", "那么", "then", "else")


def sign_at(formula: str, place: int) -> tuple[int, str, str] | None:
    """The sign of another language that stands at or just before a place: its start, itself, and the right one."""
    for pattern, right in SIGNS:
        for found in pattern.finditer(formula, max(0, place - 3)):
            if found.start() <= place < found.end():
                return found.start(), found[0], right
    return None


def word_at(word: str) -> tuple[str, str] | None:
    """The word for an operator that a name is or begins with, and the operator."""
    for written, operator in OPERATORS.items():
        if word == written or (len(written) > 1 and not written.isascii() and word.startswith(written)):
            return written, operator
    return None


def word_inside(name: str) -> tuple[str, str] | None:
    """The word for an operator in the middle of a name, and the operator."""
    for written, operator in OPERATORS.items():
        if len(written) > 1 and not written.isascii() and name.find(written) > 0:
            return written, operator
    return None


def spreadsheet(name: str) -> str:
    """How a spreadsheet's function, also one such as RANK.EQ, is written here; empty when it is none."""
    written = unicodedata.normalize("NFKC", name).upper()
    return SPREADSHEET.get(written, SPREADSHEET.get(written.split(".")[0], ""))


def name_slip(name: str) -> tuple[str, str] | None:
    """The message about a name that is none, and what is right: a truth, a blank, a cell, a small number above."""
    if name.upper() in _TRUTHS:
        return "other sign", _TRUTHS[name.upper()]
    if name.upper() in _BLANKS:
        return "blank as value", ""
    if name[-1] in "²³":
        return "other sign", f"{name[:-1]} ^ {unicodedata.digit(name[-1])}"
    return ("cell reference", "") if _CELL.fullmatch(name) else None


def cell_at(formula: str, place: int) -> bool:
    """Whether a sign belongs to the address of cells: A1:B2, $A$1, [@column]."""
    around = formula[max(0, place - 12) : place + 12]
    return formula[max(0, place - 1) : place + 1] == "[@" or (
        formula[place] in ":：$" and _CELL.search(around) is not None
    )

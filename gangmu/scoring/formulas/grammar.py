"""The grammar of formulas: text in, a syntax tree out, or one problem with its place.

Chinese punctuation, full-width digits and curly quotes are read as their plain twins.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedEOF, UnexpectedToken, v_args

from gangmu.scoring.formulas.slips import (
    CLAUSE_WORDS,
    IF,
    NOWHERE,
    SENTENCE,
    THEN,
    cell_at,
    sign_at,
    spreadsheet,
    word_at,
    word_inside,
)
from gangmu.scoring.formulas.syntax import Among, At, Call, Clause, Name, Number, Operation, Syntax, Text, Truth, depth
from gangmu.scoring.functions import BY_NAME
from gangmu.scoring.functions.naming import CLAUSES
from gangmu.scoring.problems.nearest import nearest

LONGEST = 4000
DEEPEST = 120

WORDS = {
    "and": "AND", "且": "AND", "并且": "AND", "or": "OR", "或": "OR", "或者": "OR", "not": "NOT", "非": "NOT",
    "in": "IN", "属于": "IN", "at": "AT", "yes": "YES", "no": "NO", "true": "YES", "false": "NO",
    "是": "YES", "否": "NO",
}  # fmt: skip
COMPARISONS = {
    "=": "=",
    "==": "=",
    "<>": "<>",
    "!=": "<>",
    "≠": "<>",
    "≤": "<=",
    "≥": ">=",
    "<=": "<=",
    ">=": ">=",
    "<": "<",
    ">": ">",
}

STRINGS = r""""[^"\n]*"|'[^'\n]*'|“[^“”\n]*”|‘[^‘’\n]*’|「[^「」\n]*」"""
GRAMMAR = r"""
?start: either
?either: both | either OR both              -> operation
?both: negation | both AND negation         -> operation
?negation: comparison | NOT negation        -> prefix
?comparison: sum
    | sum (COMPARE sum)+                    -> comparison
    | sum IN OPEN arguments CLOSE           -> among
?sum: product | sum (PLUS | MINUS) product  -> operation
?product: sign | product (TIMES | OVER) sign -> operation
?sign: power | (MINUS | PLUS) sign          -> prefix
?power: atom | atom POWER sign              -> operation
?atom: NUMBER                               -> number
    | STRING                                -> text
    | (YES | NO)                            -> truth
    | NAME                                  -> name
    | NAME DOT NAME                         -> qualified
    | NAME OPEN CLOSE                       -> call
    | NAME OPEN arguments COMMA? CLOSE      -> call
    | NAME OPEN arguments COMMA? clauses CLOSE -> call
    | NAME OPEN clauses CLOSE               -> call
    | OPEN either CLOSE                     -> bracket
arguments: argument | arguments COMMA argument
?argument: either | either AT either        -> at
clauses: clause | clauses COMMA? clause
clause: CLAUSE either

NUMBER: /[0-9０-９]+([.．][0-9０-９]+)?(\s*[%％])?/
NAME: /[^\W\d]\w*/
OPEN: /[(（\[［]/
CLOSE: /[)）\]］]/
COMMA: /[,，、]/
PLUS: /[+＋]/
MINUS: /[-－−–]/
TIMES: /[*×＊]/
OVER: /[\/÷／]/
POWER: /\^|＾|\*\*/
COMPARE: /[<＜][=＝>＞]|[>＞][=＝]|[!！=＝][=＝]|[=＝<＜>＞≤≥≠]/
DOT: /[.．]/
%declare AND OR NOT IN AT YES NO CLAUSE
%ignore /[\s　]+/
"""

QUOTES = "\"'“”‘’「」"


class Refused(Exception):
    """A formula that cannot be read: `code` of the message, the place, the text there and what could stand there."""

    def __init__(self, code: str, start: int, text: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.start, self.text, self.values = code, start, text, values


def _keyword(token: Token) -> Token:
    if token.value in WORDS:
        return token.update(type=WORDS[token.value])
    if token.value in CLAUSES:
        return token.update(type="CLAUSE")
    return token


def _span(token: Token) -> tuple[int, int]:
    return token.start_pos or 0, token.end_pos or 0


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


@v_args(inline=True)
class _Build(Transformer[Token, Any]):
    """Called by the parser while it reads, so that no tree is walked recursively."""

    def number(self, token: Token) -> Syntax:
        digits = "".join(_plain(token).split())
        if re.match(r"0\d", digits):
            raise Refused("leading zero", token.start_pos or 0, str(token))
        return Number(*_span(token), digits.rstrip("%"), digits.endswith("%"))

    def text(self, token: Token) -> Syntax:
        return Text(*_span(token), str(token)[1:-1])

    def truth(self, token: Token) -> Syntax:
        return Truth(*_span(token), token.type == "YES")

    def name(self, token: Token) -> Syntax:
        return Name(*_span(token), str(token))

    def qualified(self, table: Token, _dot: Token, column: Token) -> Syntax:
        return Name(_span(table)[0], _span(column)[1], str(column), str(table))

    def bracket(self, opening: Token, inner: Syntax, closing: Token) -> Syntax:
        if _plain(opening) != "(" or _plain(closing) != ")":
            raise Refused("square bracket", opening.start_pos or 0, str(opening))
        return inner

    def operation(self, left: Syntax, operator: Token, right: Syntax) -> Syntax:
        return Operation(left.start, right.end, _operator(operator), (left, right))

    def prefix(self, operator: Token, operand: Syntax) -> Syntax:
        name = {"NOT": "not", "MINUS": "negative", "PLUS": "positive"}[operator.type]
        return Operation(_span(operator)[0], operand.end, name, (operand,)) if name != "positive" else operand

    def comparison(self, *parts: Any) -> Syntax:
        pairs = [
            Operation(parts[i].start, parts[i + 2].end, COMPARISONS[_plain(parts[i + 1])], (parts[i], parts[i + 2]))
            for i in range(0, len(parts) - 2, 2)
        ]
        result: Syntax = pairs[0]
        for pair in pairs[1:]:
            result = Operation(result.start, pair.end, "and", (result, pair))
        return result

    def among(self, operand: Syntax, _in: Token, opening: Token, members: Any, closing: Token) -> Syntax:
        return Among(operand.start, _span(closing)[1], operand, members, _plain(opening), _plain(closing))

    def at(self, result: Syntax, _at: Token, place: Syntax) -> Syntax:
        return At(result.start, place.end, result, place)

    def arguments(self, *parts: Any) -> Any:
        before = parts[0] if isinstance(parts[0], tuple) else ()
        return (*before, *(part for part in parts if isinstance(part, Syntax)))

    def clauses(self, *parts: Any) -> Any:
        before = parts[0] if isinstance(parts[0], list) else []
        return [*before, *(part for part in parts if isinstance(part, Syntax))]

    def clause(self, word: Token, value: Syntax) -> Syntax:
        return Clause(_span(word)[0], value.end, CLAUSES[str(word)], value)

    def call(self, name: Token, opening: Token, *rest: Any) -> Syntax:
        closing = rest[-1]
        if _plain(opening) != "(" or _plain(closing) != ")":
            raise Refused("square bracket", opening.start_pos or 0, str(opening))
        arguments = next((part for part in rest if isinstance(part, tuple)), ())
        clauses = next((part for part in rest if isinstance(part, list)), [])
        return Call(_span(name)[0], _span(closing)[1], str(name), arguments, tuple(clauses))


def _operator(token: Token) -> str:
    return {"PLUS": "+", "MINUS": "-", "TIMES": "*", "OVER": "/", "POWER": "^", "AND": "and", "OR": "or"}[token.type]


_PARSER = Lark(
    f"{GRAMMAR}STRING: /{STRINGS}/\n",
    parser="lalr",
    lexer="basic",
    transformer=_Build(),
    lexer_callbacks={"NAME": _keyword},
    maybe_placeholders=False,
)


def parse(formula: str) -> Syntax:
    """The syntax tree of a formula. Raises Refused when it cannot be read."""
    if len(formula) > LONGEST:
        raise Refused("formula too long", 0, formula[:20] + "…", longest=LONGEST)
    if not formula.strip():
        raise Refused("formula empty", 0, "")
    try:
        tree: Syntax = _PARSER.parse(formula)  # type: ignore[assignment]
    except UnexpectedEOF:
        raise Refused("formula ends early", len(formula), formula[-10:]) from None
    except UnexpectedToken as error:
        raise _unexpected(error, formula) from None
    except UnexpectedCharacters as error:
        raise _strange(error.pos_in_stream or 0, formula) from None
    if depth(tree) > DEEPEST:
        raise Refused("formula too deep", 0, formula[:20] + "…", deepest=DEEPEST)
    return tree


def _strange(place: int, formula: str) -> Refused:
    sign = formula[place]
    if sign in QUOTES:
        return Refused("quote open", place, formula[place : place + 10])
    if sign in "%％":
        product = re.search(r"的[\d.．]+\s*\Z", formula[:place])
        if product:
            return Refused("other sign", product.start(), "的", right="*")
        name = re.search(r"\b[^\W\d]\w*\s*\Z", formula[:place])
        operator = word_inside(name[0].strip()) if name else None
        if name and operator:
            word, right = operator
            return Refused("other word inside", name.start(), name[0].strip(), word=word, right=right)
        return Refused("percent after name", place, sign)
    if cell_at(formula, place):
        return Refused("cell reference", place, sign)
    if sign in "&＆" and formula[place + 1 : place + 2] not in ("&", "＆"):
        return Refused("joining sign", place, sign)
    return _other_sign(formula, place) or Refused("strange character", place, sign)


def _other_sign(formula: str, place: int) -> Refused | None:
    if not formula[place:].strip("；;。，,、 　"):
        return Refused("sign at end", place, formula[place:].strip())
    slip = sign_at(formula, place)
    return Refused("other sign", slip[0], slip[1], right=slip[2]) if slip is not None else None


def _unexpected(error: UnexpectedToken, formula: str) -> Refused:
    token, start = error.token, error.token.start_pos or 0
    if token.type == "$END":
        return _cut_short(formula)
    slip = _other_sign(formula, start)
    if slip is not None:
        return slip
    if "OR" not in error.expected and token.type in _NO_OPERANDS:
        return _operand_wanted(token, start, formula)
    if error.expected == {"OPEN"}:
        return Refused("bad interval", start, str(token))
    if token.type == "CLOSE" and "CLOSE" not in error.expected:
        return Refused("bracket too many" if "COMMA" not in error.expected else "unexpected", start, str(token))
    if token.type == "COMMA":
        return Refused("if in words" if SENTENCE.match(formula) else "comma outside", start, str(token))
    if token.type == "OPEN":
        return _not_called(start, formula)
    if token.type in ("NAME", "NUMBER", "STRING", "CLAUSE", "AT", "YES", "NO"):
        return _no_operator(token, start, formula)
    return Refused("unexpected", start, str(token))


# What cannot begin a number, a text or a condition.
_NO_OPERANDS = ("COMPARE", "AND", "OR", "COMMA", "CLOSE", "TIMES", "OVER", "POWER", "AT", "IN", "DOT")


def _operand_wanted(token: Token, start: int, formula: str) -> Refused:
    """A sign that stands between two things, where the first is missing."""
    text = str(token)
    if token.type in ("AND", "OR") and re.match(r"\s*[(（]", formula[start + len(text) :]):
        return Refused("spreadsheet function", start, text, name=text, right=f"… {text} …")
    if token.type == "COMPARE":
        first = not formula[:start].strip() and _plain(text) in ("=", "==")
        return Refused("leading equals" if first else "comparison alone", start, text)
    return Refused("argument missing" if token.type == "COMMA" else "operand wanted", start, text)


def _not_called(start: int, formula: str) -> Refused:
    """A bracket after what is no function: RANK.EQ(…), 2(a + b)."""
    found = re.search(r"\b([A-Za-z]\w*)[.．]\w+\s*\Z", formula[:start])
    if not found:
        return Refused("operator wanted", start, formula[start], near="")
    name, right = found[0].strip(), spreadsheet(found[0].strip())
    if right:
        return Refused("spreadsheet function", found.start(), name, name=name, right=right)
    code = NOWHERE.get(found[1].upper(), "unknown function")
    return Refused(code, found.start(), name, name=name, near=nearest(found[1], BY_NAME))


def _cut_short(formula: str) -> Refused:
    opened = _opened(formula)
    if opened is not None:
        return Refused("bracket open", opened, formula[opened : opened + 20])
    return Refused("formula ends early", len(formula), formula[-10:])


def _opened(formula: str) -> int | None:
    """Where the first bracket stands that is never closed."""
    places: list[int] = []
    for found in re.finditer(STRINGS + r"|[(（\[［]|[)）\]］]", formula):
        if found[0] in "(（[［":
            places.append(found.start())
        elif found[0] in ")）]］" and places:
            places.pop()
    return places[0] if places else None


def _no_operator(token: Token, start: int, formula: str) -> Refused:
    """Two things side by side: which word or sign was meant between them."""
    text, before = str(token), formula[:start]
    if token.type == "NAME" and (text in IF or text.startswith(THEN)):
        return Refused("if in words", start, text)
    if text == "是":
        return Refused("other sign", start, text, right="=")
    word = word_at(text) if token.type == "NAME" else None
    if word is not None:
        return Refused("other sign", start, word[0], right=word[1])
    if text in CLAUSE_WORDS:
        return Refused("other sign", start, text, right=CLAUSE_WORDS[text])
    glued = [
        word for word in (*WORDS, *CLAUSES) if not word.isascii() and token.type == "NAME" and text.startswith(word)
    ]
    if glued:
        return Refused("glued word", start, text, word=max(glued, key=len))
    if token.type == "NAME" and re.search(r"[\d%％]\s*\Z", before):
        return Refused("unit after number", start, text)
    function = re.search(r"\b([^\W\d]\w*)\s+\Z", before)
    if function and function[1].lower() in BY_NAME and function[1] not in (*WORDS, *CLAUSES):
        conditional = BY_NAME[function[1].lower()].name == "if"
        code = "if in words" if conditional else "function without brackets"
        return Refused(code, start - len(function[0]), function[1])
    if token.type in ("CLAUSE", "AT"):
        return Refused("clause outside" if token.type == "CLAUSE" else "point outside", start, text)
    near = nearest(text, (*WORDS, *CLAUSES), 0.75) if token.type == "NAME" else ""
    return Refused("word unknown" if near else "operator wanted", start, text, near=near)

"""The grammar of formulas: text in, a syntax tree out, or one problem with its place.

Chinese punctuation, full-width digits and curly quotes are read as their plain twins.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedEOF, UnexpectedToken, v_args

from gangmu.scoring.formulas.syntax import Among, At, Call, Clause, Name, Number, Operation, Syntax, Text, Truth, depth

LONGEST = 4000
DEEPEST = 120

WORDS = {
    "and": "AND", "且": "AND", "并且": "AND", "or": "OR", "或": "OR", "或者": "OR", "not": "NOT", "非": "NOT",
    "in": "IN", "属于": "IN", "at": "AT", "yes": "YES", "no": "NO", "true": "YES", "false": "NO",
    "是": "YES", "否": "NO",
}  # fmt: skip
CLAUSES = {
    "where": "where", "其中": "where", "within": "within", "组内": "within", "of": "of", "按": "of",
    "among": "among", "限于": "among", "by": "by", "依": "by", "per": "per", "每": "per",
    "drop": "drop", "去掉": "drop",
    "ties": "ties", "并列": "ties", "otherwise": "otherwise", "空则": "otherwise",
    "rounding": "rounding", "取整": "rounding",
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
STRING: /"[^"\n]*"|'[^'\n]*'|“[^“”\n]*”|‘[^‘’\n]*’|「[^「」\n]*」/
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
        digits = _plain(token).replace(" ", "")
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
    GRAMMAR,
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
        raise Refused("strange character", error.pos_in_stream or 0, formula[error.pos_in_stream or 0]) from None
    if depth(tree) > DEEPEST:
        raise Refused("formula too deep", 0, formula[:20] + "…", deepest=DEEPEST)
    return tree


def _unexpected(error: UnexpectedToken, formula: str) -> Refused:
    token = error.token
    if token.type == "$END":
        opened = sum(_plain(character) in "([" for character in formula) - sum(_plain(c) in ")]" for c in formula)
        return Refused("bracket open" if opened > 0 else "formula ends early", len(formula), formula[-10:])
    if token.type == "CLOSE" and "CLOSE" not in error.expected:
        return Refused(
            "bracket too many" if "COMMA" not in error.expected else "unexpected", token.start_pos or 0, str(token)
        )
    glued = [word for word in WORDS if not word.isascii() and token.type == "NAME" and token.startswith(word)]
    if glued and "PLUS" in error.expected:
        return Refused("glued word", token.start_pos or 0, str(token), word=max(glued, key=len))
    if token.type in ("NAME", "NUMBER", "STRING") and "PLUS" in error.expected:
        return Refused("operator wanted", token.start_pos or 0, str(token))
    return Refused("unexpected", token.start_pos or 0, str(token))

"""Functions of the values of one row as Excel writes them: pieces of formulas in, a formula out."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from gangmu.scoring.formulas.nodes import Constant, Node
from gangmu.scoring.functions.operators import LARGEST_EXPONENT
from gangmu.scoring.functions.rowwise import BETWEEN
from gangmu.scoring.workbook.spelling import array, bracketed

_WHOLE = re.compile(r"\(?(-?\d+)\)?")


def power(base: str, exponent: str) -> str:
    """An error where the engine has no power; LibreOffice knows odd roots of negative numbers."""
    whole = _WHOLE.fullmatch(exponent)
    if whole and abs(int(whole[1])) <= LARGEST_EXPONENT:
        return f"{base}^{exponent}"
    defined = f"AND(ABS({exponent})<={LARGEST_EXPONENT},OR({base}>=0,{exponent}=INT({exponent})))"
    return f"IF({defined},{base}^{exponent},NA())"


def same_text(operator: str, sides: tuple[Node, ...], parts: list[str]) -> str:
    """Excel's own `=` overlooks the case of letters: it does where no two possible texts differ in that alone.

    EXACT never sees an error: LibreOffice may end when it draws such a cell.
    """
    left, right = parts
    choices = [{side.value} if isinstance(side, Constant) else side.kind.choices for side in sides]
    texts = {text for one in choices for text in one or ()}
    if all(one is not None for one in choices) and len({text.casefold() for text in texts}) == len(texts):
        return f"({bracketed(left)}{operator}{bracketed(right)})"
    same = f"IF(ISERROR({bracketed(left)}&{bracketed(right)}),NA(),EXACT({left},{right}))"
    return same if operator == "=" else f"NOT({same})"


def joined_texts(texts: tuple[Node, ...], parts: list[str]) -> str:
    """No text where a part already has the sign between parts, which those never have whose texts are all known."""
    known = [{text.value} if isinstance(text, Constant) else text.kind.choices for text in texts]
    doubtful = [
        part for part, one in zip(parts, known, strict=True) if one is None or any(BETWEEN in str(text) for text in one)
    ]
    text = f'&"{BETWEEN}"&'.join(map(bracketed, parts))
    return (
        f'IF(ISNUMBER(FIND("{BETWEEN}",{"&".join(map(bracketed, doubtful))})),NA(),{text})' if doubtful else f"({text})"
    )


def comparison(operator: str, kind: str, parts: list[str], certain: int) -> str:
    left, right = parts
    if kind == "yes/no":
        return f"({bracketed(left)}{operator}{bracketed(right)})"
    return f"(ROUND({bracketed(left)}-{bracketed(right)},{certain}){operator}0)"


def rounded(text: str, digits: int, certain: int) -> str:
    """Halves away from zero, whoever computes; the binary stray is cut where a half is exact, then ROUND decides."""
    scaled = f"{bracketed(text)}*10^{digits}" if digits else text
    snapped = f"ROUND({scaled},{max(1, certain - max(digits, 0))})"
    return f"ROUND({snapped},0)/10^{digits}" if digits else f"ROUND({snapped},0)"


def _round(parts: list[str], options: dict[str, Any]) -> str:
    digits, mode, certain = int(options.get("digits", 0)), options.get("mode", "half-up"), options["certain"]
    if mode == "half-up":
        return f"({rounded(parts[0], digits, certain)})"
    scaled = f"ROUND({bracketed(parts[0])}*10^{digits},{max(1, certain - max(digits, 0))})"
    if mode == "half-even":
        return f"(IF({scaled}-INT({scaled})=0.5,2*ROUND({scaled}/2,0),ROUND({scaled},0))/10^{digits})"
    return f"(INT({scaled})/10^{digits})" if mode == "down" else f"(-INT(-{scaled})/10^{digits})"


def _floor(parts: list[str], options: dict[str, Any]) -> str:
    return f"INT(ROUND({parts[0]},{options['certain']}))"


def _ceil(parts: list[str], options: dict[str, Any]) -> str:
    return f"(-INT(-ROUND({parts[0]},{options['certain']})))"


def _cases(parts: list[str], options: dict[str, Any]) -> str:
    text = parts[-1]
    for position in reversed(range(len(options["operators"]))):
        sides = [parts[0], parts[2 * position + 1]]
        condition = comparison(options["operators"][position], "number", sides, options["certain"])
        text = f"IF({condition},{parts[2 * position + 2]},{text})"
    return text


def _clamp(parts: list[str], options: dict[str, Any]) -> str:
    """Bounds in the wrong order leave no result; where both are written out, their order is known here."""
    x, low, high = parts
    text = f"MIN(MAX({x},{low}),{high})"
    written = all(re.fullmatch(r"[\d.]+", bound) for bound in (low, high))
    return text if written and float(low) <= float(high) else f"IF({bracketed(low)}>{bracketed(high)},NA(),{text})"


def _interpolate(parts: list[str], options: dict[str, Any]) -> str:
    x = bracketed(parts[0])
    pairs = [bracketed(part) for part in parts[1:]]
    points = list(zip(pairs[::2], pairs[1::2], strict=True))
    text = points[-1][0]
    for (low, low_at), (high, high_at) in reversed(list(pairwise(points))):
        line = f"{low}+({x}-{low_at})*({high}-{low})/({high_at}-{low_at})"
        text = f"IF({x}>={high_at},{text},IF({x}<={low_at},{low},{line}))"
    value, place = points[0]
    return _where_rising(f"IF({x}<={place},{value},{text})", points, options["certain"])


def _where_rising(text: str, points: list[tuple[str, str]], certain: int) -> str:
    """The text, but an error where a point is missing or the places do not rise; those written out were checked."""
    places, values = [place for _, place in points], [value for value, _ in points if not _written(value)]
    sure = [f"ROUND({high}-{low},{certain})>0" for low, high in pairwise(places) if not _written(low + high)]
    sure += [f"ISNUMBER({'+'.join(values)})"] if values else []
    return f"IF(AND({','.join(sure)}),{text},NA())" if sure else text


def _written(text: str) -> bool:
    """Whether a text is made of written numbers alone."""
    return not re.search("[A-Z]", text)


def _progressive(parts: list[str], options: dict[str, Any]) -> str:
    size, brackets = f"ABS({parts[0]})", [(parts[i], parts[i + 1]) for i in range(1, len(parts), 2)]
    ends = [f",{start}" for _, start in brackets[1:]]
    amounts = [f"MIN({size}{end})" if end else size for end in [*ends, ""]]
    terms = [
        f"{bracketed(rate)}*MAX({amount}-{bracketed(start)},0)"
        for (rate, start), amount in zip(brackets, amounts, strict=True)
    ]
    text = f"(IF({bracketed(parts[0])}<0,-1,1)*({'+'.join(terms)}))"
    points = [(bracketed(rate), bracketed(start)) for rate, start in brackets]
    start = points[0][1]
    text = text if _written(start) else f"IF({start}>=0,{text},NA())"
    return _where_rising(text, points, options["certain"])


def _place(text: str, scale: tuple[str, ...]) -> str:
    """The place of a grade on its scale; letters' case counts and nothing is a pattern, as MATCH would have it."""
    places = ",".join(str(place) for place in range(1, len(scale) + 1))
    return f"LOOKUP(2,1/EXACT({text},{array(scale)}),{{{places}}})"


def _step(parts: list[str], options: dict[str, Any]) -> str:
    scale = options["scale"]
    place = f"{_place(parts[0], scale)}{'+' if options['sign'] > 0 else '-'}INT(ROUND({parts[1]},{options['certain']}))"
    return f"INDEX({array(scale)},1,MIN(MAX({place},1),{len(scale)}))"


def _pick(parts: list[str], options: dict[str, Any]) -> str:
    scale = options["scale"]
    places = ",".join(_place(part, scale) for part in parts)
    return f"INDEX({array(scale)},1,{'MAX' if options['sign'] > 0 else 'MIN'}({places}))"


def coalesce(parts: list[str], options: dict[str, Any]) -> str:
    text = parts[-1]
    for part in reversed(parts[:-1]):
        text = f"IFERROR({part},{text})"
    return text


def _call(name: str) -> Callable[[list[str], dict[str, Any]], str]:
    return lambda parts, options: f"{name}({','.join(parts)})"


REPEATING = frozenset(
    {"ratio", "clamp", "exp", "geomean", "round", "band", "ladder", "interpolate", "progressive", "join"}
)
FUNCTIONS: dict[str, Callable[[list[str], dict[str, Any]], str]] = {
    "negative": lambda p, o: f"(-{bracketed(p[0])})",
    "not": _call("NOT"),
    "ratio": lambda p, o: f"IF({bracketed(p[1])}>0,{bracketed(p[0])}/{bracketed(p[1])},NA())",
    "clamp": _clamp,
    "abs": _call("ABS"),
    "round": _round,
    "floor": _floor,
    "ceil": _ceil,
    "sqrt": _call("SQRT"),
    "ln": _call("LN"),
    "exp": lambda p, o: f"IF(ABS({p[0]})<=100,EXP({p[0]}),NA())",
    "geomean": lambda p, o: f"IF(MIN({','.join(p)})>0,GEOMEAN({','.join(p)}),NA())",
    "min": _call("MIN"),
    "max": _call("MAX"),
    "if": _call("IF"),
    "missing": _call("ISERROR"),
    "coalesce": coalesce,
    "days": lambda p, o: f"INT({bracketed(p[1])}-{bracketed(p[0])})",  # INT as above
    "band": _cases,
    "ladder": _cases,
    "interpolate": _interpolate,
    "progressive": _progressive,
    "step_down": _step,
    "worst": _pick,
    "in": lambda p, o: f"(SUMPRODUCT(1*EXACT({p[0]},{array(o['members'])}))>0)",
}

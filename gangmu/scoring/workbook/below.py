"""Aggregates in Excel: a helper column on the sheet below holds the value of each row that fits, "" for the others.

Rows of one parent stand together, so that each parent has a range of that column; Excel's functions skip texts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from gangmu.scoring.formulas.nodes import Aggregate, Node
from gangmu.scoring.values.showing import not_scored
from gangmu.scoring.workbook.counting import Group, is_plain
from gangmu.scoring.workbook.formulas import Translator
from gangmu.scoring.workbook.spelling import as_excel, bracketed, is_not_scored, joined, literal, unbracketed


def aggregate(translator: Translator, node: Aggregate, table: str, row: int) -> str:
    """The formula of an aggregate in one row."""
    otherwise = _otherwise(translator, node, table, row)
    owners = translator.evaluation.lift(node.table, table)
    first, last = (int(place) for place in np.searchsorted(owners, [row, row + 1]))
    if first == last:
        return bracketed(otherwise)
    spans = [translator.grid.span(node.table, column, first, last - 1) for column in _columns(translator, node)]
    fold, options = FOLDS[node.function.name], dict(node.options)
    if node.otherwise is not None or not any(map(translator.unscored, node.children())):
        return fold(spans, otherwise, options)
    # All rows left out: the last of them says why.
    said = f"LOOKUP(2,1/({is_not_scored(spans[0], translator.language)}),{spans[0]})"
    return _guarded(fold(spans, otherwise, options), spans, f"IFERROR({said},{otherwise})")


def _otherwise(translator: Translator, node: Aggregate, table: str, row: int) -> str:
    if node.otherwise is not None:
        return translator.text(node.otherwise, table, row)
    empty = node.function.empty
    return "NA()" if empty is None else literal(empty, "number")


def _columns(translator: Translator, node: Aggregate) -> list[int]:
    """The helper columns of an aggregate's arguments."""
    name = node.function.name
    texts = [_text(translator, argument, node.table) for argument in node.arguments]
    if name == "count":
        one = "IF(ISERROR({}),NA(),1)" if texts else "1"
        return [_chosen(translator, node, "count", lambda r: one.format(*(t(r) for t in texts)), lambda *cells: 1)]
    if name in ("any", "all"):
        return [_chosen(translator, node, name, lambda row: f"IF({unbracketed(texts[0](row))},1,0)", int)]
    if name == "weighted_mean":
        product = _chosen(translator, node, "product", lambda r: _product(texts, r), lambda a, b: a * b)
        return [product, _chosen(translator, node, "weight", texts[1], lambda a, b: b)]
    if name == "sum_best":
        return _best(translator, node, texts)
    if name == "share":
        first = _chosen(translator, node, "value", texts[0], lambda a, b: a)
        return [first, _chosen(translator, node, "of", texts[1], lambda a, b: b)]
    return [_chosen(translator, node, "value", texts[0], lambda a: a)]


def _product(texts: list[Callable[[int], str]], row: int) -> str:
    return "*".join(bracketed(text(row)) for text in texts)


def _text(translator: Translator, node: Node, table: str) -> Callable[[int], str]:
    return lambda row: translator.text(node, table, row)


def _chosen(
    translator: Translator, node: Aggregate, mark: str, text: Callable[[int], str], value: Callable[..., Any]
) -> int:
    """A helper column with `text` in the rows that fit; `value` makes the stored value of the arguments' values."""
    where = node.where

    def formula(row: int) -> str:
        value = translator.guarded(node.arguments, node.table, row, text(row))
        if where is None:
            return value
        fits = f'IF({unbracketed(translator.plain(where, node.table, row))},{value},"")'
        return translator.guarded([where], node.table, row, fits)

    return translator.grid.helper(
        node.table, (id(node), mark), f"{node.text} {mark}", formula, lambda: _cells(translator, node, value)
    )


def _cells(translator: Translator, node: Aggregate, value: Callable[..., Any]) -> list[Any]:
    """The values of a helper column as cells hold them."""
    kind = node.arguments[0].kind.name if node.arguments and node.function.name != "count" else "number"
    return [as_excel(one, kind) for one in _stored(translator, node, value)]


def _stored(translator: Translator, node: Aggregate, value: Callable[..., Any]) -> list[Any]:
    evaluation = translator.evaluation
    chosen, unknown = evaluation.chosen(node)
    columns = [evaluation.evaluate(argument, node.table, chosen) for argument in node.arguments]
    found: list[Any] = [""] * evaluation.size(node.table)
    for row in unknown:
        found[row] = None
    left = evaluation.left_out(node)
    for row in np.flatnonzero(left.unscored):
        found[row] = not_scored(left.reason(int(row)), translator.language)
    for position, row in enumerate(chosen):
        cells = [column.cell(position) for column in columns]
        found[row] = None if any(cell is None for cell in cells) else value(*cells)
    return found


def _best(translator: Translator, node: Aggregate, texts: list[Callable[[int], str]]) -> list[int]:
    """Of each matter the highest value, where it stands first; "" in the other rows."""
    grid, table = translator.grid, node.table
    digits = translator.certain(node.arguments[:1], table)
    values = _chosen(translator, node, "value", texts[0], lambda a, b: a)
    sures = _chosen(translator, node, "compared", lambda row: f"ROUND({texts[0](row)},{digits})", lambda a, b: a)
    matters = _chosen(translator, node, "matter", lambda row: f'"项 "&{bracketed(texts[1](row))}', _matter)
    plain = is_plain(grid.helper_values(table, matters))
    parents = translator.evaluation.facts.tables[table].parents

    def formula(row: int) -> str:
        first, last = (int(place) for place in np.searchsorted(parents, [parents[row], parents[row] + 1]))
        sure, matter = grid.here(sures, row), grid.here(matters, row)

        def rows(column: int, end: int) -> str:
            return grid.span(table, column, first, end, other_sheet=False)

        higher = Group(rows(matters, last - 1), matter, plain).count((rows(sures, last - 1), ">", sure))
        level = Group(rows(matters, row), matter, plain).count((rows(sures, row), "=", sure))
        text = f'IF({matter}="","",IF({higher}+{level}=1,{grid.here(values, row)},""))'
        return f"IF({translator.says(matter)},{matter},{text})" if translator.unscored(node) else text

    mark, heading = (id(node), "best"), f"{node.text} best"
    return [grid.helper(table, mark, heading, formula, lambda: _stored_best(translator, node))]


def _matter(_value: Any, matter: Any) -> str:
    return f"项 {joined(matter)}"


def _stored_best(translator: Translator, node: Aggregate) -> list[Any]:
    pairs = _stored(translator, node, lambda value, matter: (value, matter))
    parents = translator.evaluation.facts.tables[node.table].parents
    best: dict[tuple[int, Any], int] = {}
    for row, pair in enumerate(pairs):
        if isinstance(pair, tuple):
            matter = int(parents[row]), pair[1]
            best[matter] = row if matter not in best or pair[0] > pairs[best[matter]][0] else best[matter]
    rows = set(best.values())
    cells = ("" if isinstance(pair, tuple) else as_excel(pair, "text") for pair in pairs)
    return [as_excel(pairs[row][0], "number") if row in rows else cell for row, cell in enumerate(cells)]


def _guarded(text: str, spans: list[str], otherwise: str, condition: str = "") -> str:
    """`text` where there are rows, `otherwise` where there are none; errors among the rows come first."""
    enough = condition or f"COUNT({spans[0]})>0"
    return f"IF(ISERROR(SUM({spans[0]})),NA(),IF({enough},{text},{otherwise}))"


def _trimmed(spans: list[str], otherwise: str, options: dict[str, Any]) -> str:
    drop = int(options.get("drop", 1))
    if not drop:
        return _guarded(f"AVERAGE({spans[0]})", spans, otherwise)
    ends = "+".join(f"LARGE({spans[0]},{k})+SMALL({spans[0]},{k})" for k in range(1, drop + 1))
    mean = f"(SUM({spans[0]})-({ends}))/(COUNT({spans[0]})-{2 * drop})"
    kept = _guarded(mean, spans, "NA()", f"COUNT({spans[0]})>{2 * drop}")
    return _guarded(kept, spans, otherwise)


def _share(spans: list[str], otherwise: str, options: dict[str, Any]) -> str:
    weights = f"SUM({spans[1]})"
    return _guarded(f"IF({weights}>0,SUM({spans[0]})/{weights},NA())", spans, otherwise)


def _plain(name: str) -> Callable[[list[str], str, dict[str, Any]], str]:
    return lambda spans, otherwise, options: _guarded(f"{name}({spans[0]})", spans, otherwise)


FOLDS: dict[str, Callable[[list[str], str, dict[str, Any]], str]] = {
    "sum": _plain("SUM"),
    "count": lambda spans, otherwise, options: f"SUM({spans[0]})",
    "mean": _plain("AVERAGE"),
    "min": _plain("MIN"),
    "max": _plain("MAX"),
    "median": _plain("MEDIAN"),
    "stdev": _plain("STDEVP"),
    "share": _share,
    "weighted_mean": _share,
    "trimmed_mean": _trimmed,
    "sum_best": lambda spans, otherwise, options: f"SUM({spans[0]})",
    "any": lambda spans, otherwise, options: f"(SUM({spans[0]})>0)",
    "all": lambda spans, otherwise, options: f"(SUM({spans[0]})=COUNT({spans[0]}))",
}

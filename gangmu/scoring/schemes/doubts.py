"""What a scheme may say, but hardly means: columns nobody uses, and full marks that its formulas cannot bring."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gmpy2 import mpq

from gangmu.scoring.formulas.nodes import Apply, Constant, Named, Node, NotScored
from gangmu.scoring.problems.problem import Reporter
from gangmu.scoring.schemes.binding import Bound
from gangmu.scoring.schemes.deducing import folded_number
from gangmu.scoring.schemes.drafts import Draft

Cell = tuple[str, str]


def tell_unused(
    draft: Draft, reporter: Reporter, bounds: Mapping[Cell, Bound], published: Mapping[str, tuple[str, ...]]
) -> None:
    """Facts that count, and steps, that no formula and no page uses. Those of an included file may be for others.

    A text or a day may stand there for the reader alone, and so may anything that carries a note.
    """
    used = {cell for bound in bounds.values() for cell in bound.uses}
    used |= {(table, name) for table, names in published.items() for name in names}
    used |= {("unit", item.text) for item in (*draft.components, *draft.headline.values())}
    for table in draft.tables.values():
        for name, given in table.given.items():
            spot = draft.spots[f"{table.name} {name}"]
            counts = given.type in ("number", "yes/no") and not given.note
            if counts and not spot.file and (table.name, name) not in used:
                reporter.add("unused given", spot, name, level="warning")
        for name, formula in table.computed.items():
            if not formula.note and not formula.spot.file and (table.name, name) not in used:
                reporter.add("unused step", formula.spot, name, level="warning")


def tell_full_marks(
    draft: Draft, reporter: Reporter, nodes: Mapping[Cell, Node], full_marks: Mapping[str, Any]
) -> None:
    """A part says that it brings more or fewer points than the formula can bring at the most."""
    for name, stated in full_marks.items():
        node = nodes.get(("unit", name))
        most = highest(node) if node is not None else None
        if stated is not None and most is not None and most != stated:
            item = draft.full_marks[name]
            reporter.add("full marks differ", item.spot, name, "warning", stated=_plain(stated), most=_plain(most))


def _plain(value: Any) -> str:
    return str(value) if value.denominator == 1 else str(float(value))


def highest(node: Node) -> Any:
    """The most that a formula can give whatever the facts are; None where they decide, or it cannot be told."""
    fixed = folded_number(node)
    if fixed is not None:
        return mpq(fixed)
    if isinstance(node, Named):
        return highest(node.body)
    if not isinstance(node, Apply) or isinstance(node, Constant):
        return None
    name, parts = node.function.operator or node.function.name, node.arguments
    if name == "+":
        return _every(parts, lambda values: sum(values, mpq(0)))
    if name == "if":
        return _every(_scored(parts[1:]), max)
    if name in ("band", "ladder"):
        return _every(_scored((*parts[2::2], parts[-1])), max)
    if name == "clamp":
        return highest(parts[2])
    if name == "min":
        known = [value for value in map(highest, parts) if value is not None]
        return min(known, default=None)
    if name == "max":
        return _every(parts, max)
    if name == "*" and len(parts) == 2:
        return _product(*parts)
    return None


def _scored(parts: tuple[Node, ...]) -> tuple[Node, ...]:
    return tuple(part for part in parts if not isinstance(part, NotScored))


def _every(parts: tuple[Node, ...], together: Any) -> Any:
    values = [highest(part) for part in parts]
    return None if any(value is None for value in values) else together(values)


def _product(left: Node, right: Node) -> Any:
    """Points times a part: known where one side is fixed and not negative."""
    for fixed, other in ((left, right), (right, left)):
        factor = folded_number(fixed)
        if factor is not None and factor >= 0:
            most = highest(other)
            return None if most is None else factor * most
    return None

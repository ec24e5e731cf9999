"""From text to a checked scheme: read, look up names, order, deduce kinds; all faults at once."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import Any

from gangmu.scoring.formulas.nodes import Node
from gangmu.scoring.problems.messages import WORDS
from gangmu.scoring.problems.problem import Reporter, Spot
from gangmu.scoring.schemes.binding import Binder, Bound
from gangmu.scoring.schemes.calls import call_node
from gangmu.scoring.schemes.deducing import Deducer, number_wanted
from gangmu.scoring.schemes.doubts import tell_full_marks, tell_unused
from gangmu.scoring.schemes.drafts import Draft, Formula
from gangmu.scoring.schemes.headline import ROLES, headline
from gangmu.scoring.schemes.including import Find, Includer
from gangmu.scoring.schemes.layout import Item
from gangmu.scoring.schemes.reading import IMPLICIT, Reader
from gangmu.scoring.schemes.scheme import Checked, Computed, Scheme, Table
from gangmu.scoring.values.incoming import BadValue, read_value
from gangmu.scoring.values.kinds import NAMES, NOT_SCORED, NUMBER, UNKNOWN, Kind

Cell = tuple[str, str]
LONGEST_CHAIN = 100


def read_scheme(text: str, *, file: str = "", language: str = "zh", included: Find | None = None) -> Checked:
    """Reads and checks a scheme. Never raises for what the text says: every fault is in `problems`.

    `included` gives the text of a file that the scheme includes, by the name the scheme writes, and None when there is
    none; without it, a scheme that includes another is refused.
    """
    reporter = Reporter(file, language)
    includer = Includer(reporter, included)
    top = includer.read(text)
    digest = includer.digest()
    scheme = None
    if top is not None:
        draft = Reader(reporter).read(top)
        scheme = _checked(draft, reporter, digest)
    return Checked(None if reporter.failed else scheme, reporter.sorted(), digest)


def _checked(draft: Draft, reporter: Reporter, digest: str) -> Scheme | None:
    _distinct_names(draft, reporter)
    bounds = _bound(draft, reporter)
    order = _ordered(bounds, reporter)
    nodes = _deduced(draft, reporter, bounds, order)
    _unused(draft, reporter, bounds)
    publish = _published(draft, reporter)
    components = _components(draft, reporter, nodes)
    full_marks = _full_marks(draft, reporter)
    stated = _headline(draft, reporter, nodes, publish)
    if reporter.failed:
        return None
    tell_unused(draft, reporter, bounds, publish)
    tell_full_marks(draft, reporter, nodes, full_marks)
    tables = {name: _table(draft, name, nodes) for name in draft.tables}
    marked_by = {name: item.text for name, item in draft.full_marks.items() if item.text in draft.parameters}
    scheme = Scheme(
        draft.title, draft.year, draft.decimals, tables, publish, components, draft.parameters, draft.scales,
        tuple(order), digest, draft.source, reporter.language, full_marks=full_marks, lookups=draft.lookups,
        headline=stated, marked_by=marked_by,
    )  # fmt: skip
    _unsure(draft, reporter, scheme)
    return scheme


def _formulas(draft: Draft) -> list[Formula]:
    return [formula for table in draft.tables.values() for formula in table.computed.values()]


def _distinct_names(draft: Draft, reporter: Reporter) -> None:
    """A parameter must not be called like a column: the reader could not tell which one a formula means."""
    for name in (*draft.parameters, *draft.lookups):
        tables = [table.name for table in draft.tables.values() if table.has(name)]
        if tables:
            reporter.add("parameter like column", draft.spots[name], name, table=tables[0])


def _bound(draft: Draft, reporter: Reporter) -> dict[Cell, Bound]:
    found: dict[Cell, Bound] = {}
    for formula in _formulas(draft):
        if formula.tree is not None:
            found[formula.table, formula.name] = Binder(draft, reporter, formula, formula.tree).bind()
    return found


def _ordered(bounds: dict[Cell, Bound], reporter: Reporter) -> list[Cell]:
    """Columns after all they need; circles are written out and left."""
    graph = {cell: sorted(bound.uses & bounds.keys()) for cell, bound in bounds.items()}
    while True:
        try:
            order = list(TopologicalSorter(graph).static_order())
            break
        except CycleError as error:
            circle: list[Cell] = list(reversed(error.args[1]))
            formula = bounds[circle[0]].formula
            written = " → ".join(_column_name(cell, circle) for cell in circle)
            reporter.add("circle", formula.spot, formula.name, circle=written)
            for cell in circle:
                graph[cell] = []
    _short_chains(bounds, order, graph, reporter)
    return order


def _column_name(cell: Cell, circle: list[Cell]) -> str:
    return cell[1] if len({table for table, _ in circle}) == 1 else f"{cell[0]}.{cell[1]}"


def _short_chains(
    bounds: dict[Cell, Bound], order: list[Cell], graph: dict[Cell, list[Cell]], reporter: Reporter
) -> None:
    length: dict[Cell, int] = {}
    for cell in order:
        length[cell] = 1 + max((length[use] for use in graph[cell]), default=0)
        if length[cell] == LONGEST_CHAIN + 1:
            formula = bounds[cell].formula
            reporter.add("chain too long", formula.spot, formula.name, longest=LONGEST_CHAIN)


def _deduced(draft: Draft, reporter: Reporter, bounds: dict[Cell, Bound], order: list[Cell]) -> dict[Cell, Node]:
    kinds: dict[Cell, Kind] = {
        (table.name, name): given.kind for table in draft.tables.values() for name, given in table.given.items()
    }
    nodes: dict[Cell, Node] = {}
    for cell in order:
        node = Deducer(draft, reporter, bounds[cell], kinds, call_node).deduce()
        if node.kind == UNKNOWN and not reporter.failed:
            reporter.add("unexpected", bounds[cell].formula.spot, cell[1])
        if node.kind == NOT_SCORED:
            reporter.add("never scored", bounds[cell].formula.spot, cell[1])
        if bounds[cell].formula.percent is not None and not NUMBER.accepts(node.kind):
            reporter.add("show no number", bounds[cell].formula.spot, cell[1])
        kinds[cell] = node.kind
        nodes[cell] = node
    return nodes


def _full_marks(draft: Draft, reporter: Reporter) -> dict[str, Any]:
    """Full marks of the components that state them: a number, or a parameter that is one."""
    found: dict[str, Any] = {}
    for name, item in draft.full_marks.items():
        parameter = draft.parameters.get(item.text)
        if parameter is not None and parameter.kind.name == "number":
            found[name] = parameter.value
            continue
        try:
            found[name] = read_value(item.text, "number")
        except BadValue:
            found[name] = None
        if found[name] is None and parameter is None:
            reporter.add("full marks wanted", item.spot, item.text, near=reporter.near(item.text, draft.parameters))
        elif found[name] is None:
            number_wanted(draft, reporter, item.text)
    return found


def _unused(draft: Draft, reporter: Reporter, bounds: dict[Cell, Bound]) -> None:
    """A shared part may hold parameters that not everybody who includes it needs. A faulty formula may use any."""
    if reporter.failed:
        return
    used = {name for bound in bounds.values() for name in bound.parameters}
    used |= {item.text for item in draft.full_marks.values()}
    for name in (*draft.parameters, *draft.lookups):
        if name not in used and not draft.spots[name].file:
            reporter.add("unused parameter", draft.spots[name], name, level="warning")


def _published(draft: Draft, reporter: Reporter) -> dict[str, tuple[str, ...]]:
    for table in draft.publish:
        if table not in draft.tables:
            reporter.add(
                "unknown table",
                draft.spots[f"publish {table}"],
                table,
                name=table,
                near=reporter.near(table, draft.tables),
                known=list(draft.tables),
            )
    found = {name: tuple(table.computed) for name, table in draft.tables.items() if name == "unit"}
    for name, items in draft.publish.items():
        if name in draft.tables:
            found[name] = tuple(_column(draft, reporter, name, item) for item in items)
    if "unit" not in draft.tables and draft.tables:
        reporter.add("no unit table", Spot(1, 1))
    return found


def _column(draft: Draft, reporter: Reporter, table: str, item: Item) -> str:
    columns = [*draft.tables[table].given, *draft.tables[table].computed, *IMPLICIT]
    if item.text not in columns:
        reporter.add("unknown column", item.spot, item.text, table=table, near=reporter.near(item.text, columns))
    return item.text


def _components(draft: Draft, reporter: Reporter, nodes: dict[Cell, Node]) -> tuple[str, ...]:
    if "unit" not in draft.tables:
        return ()
    for item in draft.components:
        name = _column(draft, reporter, "unit", item)
        given = draft.tables["unit"].given.get(name)
        kind = given.kind if given else nodes["unit", name].kind if ("unit", name) in nodes else UNKNOWN
        if not NUMBER.accepts(kind):
            reporter.add("component no number", item.spot, name)
    return tuple(item.text for item in draft.components)


def _headline(
    draft: Draft, reporter: Reporter, nodes: dict[Cell, Node], publish: dict[str, tuple[str, ...]]
) -> dict[str, str]:
    """Published columns of the unit that the scheme calls its total, grade or rank."""
    published = [name for name in publish.get("unit", ()) if ("unit", name) in nodes]
    language = reporter.language
    for role, item in draft.headline.items():
        if _unreadable(draft, item.text):
            continue
        node = nodes.get(("unit", item.text))
        fitting = [name for name in published if ROLES[role].accepts(nodes["unit", name].kind)]
        if item.text not in published or (node and not ROLES[role].accepts(node.kind)):
            called, kind, near = (
                WORDS[language][role],
                NAMES[language][ROLES[role].name],
                reporter.near(item.text, fitting),
            )
            reporter.add("headline column", item.spot, item.text, called=called, kind=kind, known=fitting, near=near)
    return {role: item.text for role, item in draft.headline.items()}


def _unreadable(draft: Draft, column: str) -> bool:
    """Whether the unit has the column, and its formula could not be read, which was told there."""
    table = draft.tables.get("unit")
    return table is not None and column in table.computed and table.computed[column].tree is None


def _unsure(draft: Draft, reporter: Reporter, scheme: Scheme) -> None:
    """Where a scheme says what is published, it should be clear which of it is the total, the grade and the rank."""
    spot = draft.spots.get("publish unit")
    for role, columns in headline(scheme).unsure if spot else ():
        taken, *others = columns
        called = WORDS[reporter.language][role]
        reporter.add("headline unclear", spot or Spot(1, 1), taken, "warning", role=role, called=called, others=others)


def _table(draft: Draft, name: str, nodes: dict[Cell, Node]) -> Table:
    table = draft.tables[name]
    computed = {
        column: Computed(
            column,
            " ".join(formula.item.text.split()),
            nodes[name, column],
            formula.label,
            formula.note,
            formula.decimals,
            formula.percent,
        )
        for column, formula in table.computed.items()
    }
    return Table(name, table.parent, table.given, computed, table.label)

"""What each name of a formula means: a column of this table or an ancestor, a parameter, or rows of a table below."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gangmu.scoring.formulas.expansion import expand
from gangmu.scoring.formulas.grammar import WORDS
from gangmu.scoring.formulas.syntax import Call, Name, Shape, Syntax
from gangmu.scoring.functions import BY_NAME, OVER_ROWS
from gangmu.scoring.functions.definition import Definition
from gangmu.scoring.problems.problem import Reporter
from gangmu.scoring.schemes.drafts import Draft, Formula
from gangmu.scoring.schemes.reading import IMPLICIT, nearest

# Clauses of an aggregate that are read in the row above, not in the rows below.
OUTER_CLAUSES = ("otherwise", "drop")


@dataclass(frozen=True)
class Meaning:
    """`what` is column, parameter, lookup, table or unknown."""

    what: str
    table: str = ""
    name: str = ""


@dataclass
class Bound:
    """The names of one formula, looked up. Keys are identities of syntax nodes, which the tree keeps alive."""

    formula: Formula
    tree: Syntax
    meanings: dict[int, Meaning] = field(default_factory=dict)
    over: dict[int, str] = field(default_factory=dict)
    uses: set[tuple[str, str]] = field(default_factory=set)
    parameters: set[str] = field(default_factory=set)


def function_of(call: Call) -> Definition | None:
    """The function a call means; min and max of one value are taken over the rows below."""
    definition = BY_NAME.get(call.name)
    if definition is not None and len(call.arguments) == 1 and definition.name in OVER_ROWS:
        return OVER_ROWS[definition.name]
    return definition


class Binder:
    """Looks up the names of one formula."""

    def __init__(self, draft: Draft, reporter: Reporter, formula: Formula, tree: Syntax) -> None:
        self.draft = draft
        self.reporter = reporter
        self.formula = formula
        self.function_known = True
        self.bound = Bound(formula, expand(tree, self.report))

    def report(self, code: str, part: Syntax, **values: Any) -> None:
        self.reporter.add(code, self.formula.item.place(part.start), self.formula.text_of(part), **values)

    def bind(self) -> Bound:
        self.visit(self.bound.tree, self.formula.table)
        return self.bound

    def visit(self, part: Syntax, table: str) -> None:
        if isinstance(part, Name):
            self.name(part, table)
        elif isinstance(part, Call):
            self.call(part, table)
        elif isinstance(part, Shape):
            self.visit(part.body, table)
        else:
            for child in part.children():
                self.visit(child, table)

    def call(self, call: Call, table: str) -> None:
        definition = function_of(call)
        if definition is None:
            glued = [word for word in WORDS if not word.isascii() and call.name.endswith(word)]
            near = nearest(call.name, BY_NAME)
            code = "glued word" if glued and not near else "unknown function"
            self.report(code, call, name=call.name, near=near, word=max(glued, key=len, default=""))
            self.function_known = False
        elif definition.name == "lookup":
            self.lookup(call, table)
            return
        below = table
        if definition is not None and definition.style == "aggregate":
            below = self.table_below(call, table)
            self.bound.over[id(call)] = below
        for argument in call.arguments:
            self.visit(argument, below) if below else None
        for clause in call.clauses:
            inner = table if clause.word in OUTER_CLAUSES else below
            self.visit(clause.value, inner) if inner else None
        self.function_known = True

    def lookup(self, call: Call, table: str) -> None:
        """The first argument names a parameter table, the others are values."""
        first, *rest = call.arguments or (call,)
        if isinstance(first, Name):
            self.bound.parameters.add(first.name)
        for argument in rest:
            self.visit(argument, table)

    def name(self, name: Name, table: str) -> None:
        meaning = self.meaning(name, table)
        if meaning is None:
            self.unknown(name, table)
            meaning = Meaning("unknown")
        self.bound.meanings[id(name)] = meaning
        if meaning.what == "column":
            self.bound.uses.add((meaning.table, meaning.name))
        elif meaning.what in ("parameter", "lookup"):
            self.bound.parameters.add(meaning.name)

    def meaning(self, name: Name, table: str) -> Meaning | None:
        for place in (table, *self.draft.ancestors(table)):
            if name.table in ("", place) and self.draft.tables[place].has(name.name):
                return Meaning("column", place, name.name)
        if name.table:
            known = name.table in (table, *self.draft.ancestors(table))
            return Meaning("column", name.table, name.name) if known and name.name in IMPLICIT else None
        if name.name in self.draft.parameters:
            return Meaning("parameter", "", name.name)
        if name.name in self.draft.lookups:
            return Meaning("lookup", "", name.name)
        if name.name in IMPLICIT:
            return Meaning("column", table, name.name)
        if name.name in (table, *self.draft.ancestors(table)):
            return Meaning("table", name.name, "key")
        return None

    def unknown(self, name: Name, table: str) -> None:
        places = [table, *self.draft.ancestors(table)]
        known = [
            column
            for place in places
            for column in (*self.draft.tables[place].given, *self.draft.tables[place].computed)
        ]
        known += [*self.draft.parameters, *self.draft.lookups]
        below = [place for place in self.draft.descendants(table) if self.draft.tables[place].has(name.name)]
        parts = [(word, name.name.split(word)) for word in WORDS if not word.isascii() and word in name.name[1:-1]]
        glued = [word for word, pieces in parts if set(pieces) <= set(known)]
        if below and name.table in ("", below[0]):
            self.report("column below", name, table=below[0]) if self.function_known else None
        elif name.table and name.table not in self.draft.tables:
            self.report("unknown table", name, near=nearest(name.table, self.draft.tables), name=name.table)
        elif glued:
            self.report("glued name", name, word=glued[0])
        else:
            self.report("unknown name", name, near=nearest(name.name, known), table=table)

    def table_below(self, call: Call, table: str) -> str:
        """The table whose rows an aggregate runs over, empty after telling why there is none."""
        names = list(self.names_inside(call))
        definition = function_of(call)
        if not call.arguments and not call.clauses and definition is not None and definition.fewest:
            return ""  # too few arguments: told with the kinds
        below = self.draft.descendants(table)
        fitting = [place for place in below if self.fits(names, place)]
        if len(fitting) == 1:
            return fitting[0]
        if not below:
            self.report("nothing below", call, table=table)
        elif not names:
            self.report("aggregate of nothing", call, known="、".join(below))
        elif fitting:
            self.report("ambiguous table", call, tables="、".join(fitting), example=f"{fitting[0]}.{names[0].name}")
        else:
            self.unknown_below(names, below, call)
        return ""

    def unknown_below(self, names: list[Name], below: list[str], call: Call) -> None:
        nearest_table = max(below, key=lambda place: sum(self.meaning(name, place) is not None for name in names))
        missed = [name for name in names if self.meaning(name, nearest_table) is None]
        for name in missed:
            self.unknown(name, nearest_table)
        if not missed:
            self.report("not below", call, known="、".join(below))

    def fits(self, names: list[Name], place: str) -> bool:
        """Whether all names can be read in a table, and at least one is the table's own."""
        meanings = [self.meaning(name, place) for name in names]
        return None not in meanings and any(meaning is not None and meaning.table == place for meaning in meanings)

    def names_inside(self, call: Call) -> Iterator[Name]:
        """Names of an aggregate's inner formulas, without those of aggregates inside it."""
        stack: list[Syntax] = [*call.arguments, *(c.value for c in call.clauses if c.word not in OUTER_CLAUSES)]
        while stack:
            part = stack.pop()
            if isinstance(part, Name):
                yield part
            elif isinstance(part, Shape):
                stack.append(part.body)
            elif not (isinstance(part, Call) and (function_of(part) or BY_NAME["if"]).style == "aggregate"):
                stack.extend(part.children())

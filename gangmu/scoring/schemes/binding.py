"""What each name of a formula means: a column of this table or an ancestor, a parameter, or rows of a table below."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from gangmu.scoring.formulas.expansion import expand
from gangmu.scoring.formulas.grammar import WORDS
from gangmu.scoring.formulas.slips import NOWHERE, name_slip, spreadsheet, word_inside
from gangmu.scoring.formulas.syntax import Call, Name, Shape, Syntax
from gangmu.scoring.functions import BY_NAME, OVER_ROWS
from gangmu.scoring.functions.definition import Definition
from gangmu.scoring.functions.naming import in_formula
from gangmu.scoring.problems.problem import Reporter
from gangmu.scoring.schemes.drafts import Draft, Formula
from gangmu.scoring.schemes.reading import IMPLICIT

# Clauses of an aggregate that are read in the row above, not in the rows below.
OUTER_CLAUSES = ("otherwise", "drop")
# What the columns that every table has are called by people.
COMMON_WORDS = {"编号": "key", "代码": "key", "名称": "name", "单位名称": "name", "id": "key", "ID": "key"}
COMMON_TABLES = {"单位": "unit", "目标": "target", "组": "group", "考核组": "group"}
# What compares a row with its peers as an aggregate does with the rows below.
AMONG_PEERS = {"max": "best", "min": "lowest", "sum": "total_of", "mean": "mean_of", "count": "count_of"}


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
            self.unknown_function(call)
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

    def unknown_function(self, call: Call) -> None:
        glued = [word for word in WORDS if not word.isascii() and call.name.endswith(word)]
        near, right = self.reporter.near(call.name, BY_NAME), in_formula(spreadsheet(call.name), self.reporter.language)
        if call.name in self.draft.lookups:
            self.report("lookup alone", call, name=call.name)
        elif call.name in self.draft.parameters or any(table.has(call.name) for table in self.draft.tables.values()):
            self.report("column called", call, name=call.name)
        elif right:
            self.report("spreadsheet function", call, name=call.name, right=right)
        elif call.name.lower() in BY_NAME:
            self.report("function in capitals", call, right=call.name.lower())
        elif call.name.upper() in NOWHERE:
            self.report(NOWHERE[call.name.upper()], call, name=call.name)
        elif glued and not near:
            self.report("glued word", call, word=max(glued, key=len))
        else:
            self.report("unknown function", call, name=call.name, near=near)

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
        if self.reporter.full:
            self.report("unknown name", name, near="", table=table)
            return
        places = [table, *self.draft.ancestors(table)]
        known = [column for place in places for column in self.draft.tables[place].columns]
        known += [*self.draft.parameters, *self.draft.lookups]
        below = [place for place in self.draft.descendants(table) if self.draft.tables[place].has(name.name)]
        if below and name.table in ("", below[0]):
            self.report("column below", name, table=below[0]) if self.function_known else None
        elif name.table in self.draft.lookups:
            self.report("lookup alone", name, name=name.table)
        elif name.table and name.table not in self.draft.tables:
            tables = {**self.table_labels(), **{each: each for each in self.draft.tables}}
            near = tables.get(self.reporter.near(name.table, tables), "")
            self.report("unknown table", name, near=near, name=name.table, known=list(self.draft.tables))
        elif not self.other_word(name, places, known):
            near = self.reporter.near(name.name, [*known, *IMPLICIT, *self.draft.tables])
            self.report("unknown name", name, near=near, table=table)

    def other_word(self, name: Name, places: list[str], known: list[str]) -> bool:
        """Tells what a name that nobody knows was meant to be, where its own words show it."""
        parts = [(word, name.name.split(word)) for word in WORDS if not word.isascii() and word in name.name[1:-1]]
        glued = [word for word, pieces in parts if set(pieces) <= set(known)]
        operator = word_inside(name.name)
        meant, slip = self.meant(name.name, places), name_slip(name.name)
        if meant:
            self.report("label not name", name, right=meant)
        elif glued:
            self.report("glued name", name, word=glued[0])
        elif operator:
            self.report("other word inside", name, word=operator[0], right=operator[1])
        elif name.name in self.draft.texts:
            self.report("unquoted text", name, name=name.name)
        elif slip and not self.alike(name.name, known):
            self.report(slip[0], name, right=slip[1])
        else:
            return False
        return True

    def alike(self, word: str, known: list[str]) -> bool:
        """Whether a name that looks like a cell's is one of a family: Q5 where there are Q1 to Q3."""
        near = self.reporter.near(word, known)
        return bool(near) and name_slip(near) == name_slip(word)

    def meant(self, word: str, places: list[str]) -> str:
        """The column or table that is shown under a word, or that everybody calls so."""
        for place in (*places, *self.draft.descendants(places[0])):
            for column, label in self.draft.tables[place].labels.items():
                if label == word:
                    return column if place in places else f"{place}.{column}"
        return self.table_labels().get(word, COMMON_WORDS.get(word, ""))

    def table_labels(self) -> dict[str, str]:
        common = {word: table for word, table in COMMON_TABLES.items() if table in self.draft.tables}
        return common | {table.label: name for name, table in self.draft.tables.items() if table.label}

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
        if self.own_rows(call, names, below):
            return ""
        if not below:
            self.report("nothing below", call, table=table)
        elif not names:
            self.report("aggregate of nothing", call, known=below)
        elif fitting:
            self.report("ambiguous table", call, tables=fitting, example=f"{fitting[0]}.{names[0].name}")
        else:
            self.unknown_below(names, below, call)
        return ""

    def own_rows(self, call: Call, names: list[Name], below: list[str]) -> bool:
        """Tells of an aggregate over columns of its own table, which is one among peers, or a comparison cut short."""
        definition = function_of(call)
        peer = AMONG_PEERS.get(definition.name, "") if definition is not None else ""
        table = self.formula.table
        own = [self.meaning(name, table) for name in names]
        known = all(meaning is not None and meaning.what == "column" for meaning in own)
        if not peer or not own or not known or any(self.fits(names, place) for place in below):
            return False
        text = self.formula.text_of(call.arguments[0]) if call.arguments else ""
        where = [self.formula.text_of(clause.value) for clause in call.clauses if clause.word == "where"]
        right = f"{peer}({text or names[0].name}{' among ' + where[0] if where else ''})"
        code = "own column alone" if peer in ("best", "lowest") else "own column"
        self.report(code, call, function=call.name, right=right, written=text or names[0].name)
        return True

    def unknown_below(self, names: list[Name], below: list[str], call: Call) -> None:
        nearest_table = max(below, key=lambda place: sum(self.meaning(name, place) is not None for name in names))
        missed = [name for name in names if self.meaning(name, nearest_table) is None]
        for name in missed:
            self.unknown(name, nearest_table)
        if not missed:
            self.report("not below", call, known=below)

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

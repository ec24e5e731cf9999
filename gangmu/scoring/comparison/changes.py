"""Two methods compared by meaning, definition by definition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from gangmu.scoring.comparison.inlining import Inlining
from gangmu.scoring.comparison.renaming import renames
from gangmu.scoring.comparison.trees import Symbol
from gangmu.scoring.schemes.headline import ROLES, headline
from gangmu.scoring.schemes.scheme import Computed, Given, Lookup, Parameter, Scheme, Table

# inlined and extracted: a helper column whose formula went into those that used it, or came out of them.
Action = Literal["added", "removed", "changed", "renamed", "inlined", "extracted"]
HARMLESS: dict[Action, Action] = {"removed": "inlined", "added": "extracted"}
# Parts of a definition that tell readers something but never change a result.
WORDING = frozenset({"title", "year", "source", "label", "note", "assumption"})
NOTHING = object()


@dataclass(frozen=True)
class Detail:
    """One part of a definition, before and after; None where it was not there. `aspect` is formula, value, type, …"""

    aspect: str
    old: Any
    new: Any

    @property
    def wording(self) -> bool:
        return self.aspect in WORDING


@dataclass(frozen=True)
class Change:
    """One definition that is not what it was.

    `part` is scheme, parameter, lookup, scale, table, given, computed, publish, components, full marks or
    headline; `table` and
    `name` are those of the new scheme (of the old one when removed); `old_name` differs where it was renamed.
    """

    part: str
    action: Action
    table: str
    name: str
    old_name: str
    details: tuple[Detail, ...] = ()

    @property
    def wording(self) -> bool:
        """Whether only the way of writing changed, nothing that counts."""
        if self.action in ("inlined", "extracted"):
            return True
        return self.action == "changed" and all(detail.wording for detail in self.details)


@dataclass(frozen=True)
class Comparison:
    """Changes in the order of the new scheme, what was removed after what stayed. `names`: old symbol → new symbol."""

    old: Scheme
    new: Scheme
    changes: tuple[Change, ...]
    names: Mapping[Symbol, Symbol]

    @property
    def same(self) -> bool:
        """Whether both methods mean the same: nothing but words differs."""
        return all(change.wording for change in self.changes)


def compare(old: Scheme, new: Scheme) -> Comparison:
    """Both must have been read without errors. A moved line, a comment, spacing or brackets that change nothing, or the
    order of what is added or published are no change."""
    names = renames(old, new)
    changes = (
        *_scheme(old, new), *_settings(old, new, names), *_scales(old, new), *_tables(old, new, names),
        *_lists(old, new, names),
    )  # fmt: skip
    return Comparison(old, new, changes, names)


def _details(aspects: Mapping[str, tuple[Any, Any]]) -> tuple[Detail, ...]:
    return tuple(Detail(aspect, old, new) for aspect, (old, new) in aspects.items() if old != new)


def _scheme(old: Scheme, new: Scheme) -> Iterator[Change]:
    aspects = {name: (getattr(old, name), getattr(new, name)) for name in ("title", "year", "source", "decimals")}
    for detail in _details(aspects):
        yield Change("scheme", "changed", "", detail.aspect, detail.aspect, (detail,))


def _pairs(
    old: Mapping[str, Any], new: Mapping[str, Any], sort: str, table: str, names: Mapping[Symbol, Symbol]
) -> Iterator[tuple[str, str]]:
    """Names that belong together, ('', new) for an added and (old, '') for a removed definition."""
    back = {after: before for before, after in names.items()}
    for name in new:
        before = back.get((sort, table, name), (sort, table, name))[2]
        yield (before if before in old else ""), name
    for name in old:
        if (sort, table, name) not in names and name not in new:
            yield name, ""


def _change(part: str, table: str, pair: tuple[str, str], details: tuple[Detail, ...]) -> Iterator[Change]:
    old, new = pair
    if not old or not new:
        yield Change(part, "added" if new else "removed", table, new or old, old or new, details)
    elif old != new:
        yield Change(part, "renamed", table, new, old, details)
    elif details:
        yield Change(part, "changed", table, new, old, details)


def _settings(old: Scheme, new: Scheme, names: Mapping[Symbol, Symbol]) -> Iterator[Change]:
    for pair in _pairs(old.parameters, new.parameters, "parameter", "", names):
        parameters = old.parameters.get(pair[0]), new.parameters.get(pair[1])
        yield from _change("parameter", "", pair, _remarked(*parameters, "value"))
    for pair in _pairs(old.lookups, new.lookups, "lookup", "", names):
        lookups = old.lookups.get(pair[0]), new.lookups.get(pair[1])
        yield from _change("lookup", "", pair, _remarked(*lookups, "entries"))


def _remarked(old: Parameter | Lookup | None, new: Parameter | Lookup | None, what: str) -> tuple[Detail, ...]:
    aspects = {name: (getattr(old, name, None), getattr(new, name, None)) for name in (what, "note", "assumption")}
    return tuple(
        Detail(each.aspect, _written(old, each), _written(new, each)) if each.aspect == what else each
        for each in _details(aspects)
        if (old and new) or each.aspect == what
    )


def _written(definition: Parameter | Lookup | None, detail: Detail) -> Any:
    """As the author wrote it."""
    if definition is None:
        return None
    return dict(definition.texts) if isinstance(definition, Lookup) else definition.text


def _scales(old: Scheme, new: Scheme) -> Iterator[Change]:
    for pair in _pairs(old.scales, new.scales, "scale", "", {}):
        grades = old.scales.get(pair[0]), new.scales.get(pair[1])
        yield from _change("scale", "", pair, _details({"grades": grades}))


def _tables(old: Scheme, new: Scheme, names: Mapping[Symbol, Symbol]) -> Iterator[Change]:
    inlining = Inlining(old, new, names)
    for pair in _pairs(old.tables, new.tables, "table", "", {}):
        before, after = old.tables.get(pair[0]), new.tables.get(pair[1])
        aspects = {} if before is None or after is None else _aspects(before, after, ("parent", "label"))
        yield from _change("table", pair[1] or pair[0], pair, _details(aspects))
        if after is not None:
            yield from _columns(before or Table(after.name, after.parent, {}, {}), after, inlining)


def _aspects(old: Any, new: Any, names: tuple[str, ...]) -> dict[str, tuple[Any, Any]]:
    return {name: (getattr(old, name), getattr(new, name)) for name in names}


def _columns(old: Table, new: Table, inlining: Inlining) -> Iterator[Change]:
    for pair in _pairs(old.given, new.given, "column", new.name, inlining.names):
        givens = old.given.get(pair[0]), new.given.get(pair[1])
        yield from _change("given", new.name, pair, _given(*givens))
    for pair in _pairs(old.computed, new.computed, "column", new.name, inlining.names):
        columns = old.computed.get(pair[0]), new.computed.get(pair[1])
        for change in _change("computed", new.name, pair, _computed(new.name, *columns, inlining)):
            harmless = ("column", new.name, change.name) in inlining.harmless
            yield replace(change, action=HARMLESS.get(change.action, change.action)) if harmless else change


def _given(old: Given | None, new: Given | None) -> tuple[Detail, ...]:
    if old is None or new is None:
        return (Detail("type", old and old.type, new and new.type),)
    choices = {"choices": (old.choices, new.choices)} if set(old.choices) != set(new.choices) else {}
    return _details({**_aspects(old, new, ("type", "default", "required", "label", "note")), **choices})


def _computed(table: str, old: Computed | None, new: Computed | None, inlining: Inlining) -> tuple[Detail, ...]:
    if old is None or new is None:
        return (Detail("formula", old and old.formula, new and new.formula),)
    same = inlining.same(table, old.node, new.node)
    formula = () if same else (Detail("formula", old.formula, new.formula),)
    return (*formula, *_details(_aspects(old, new, ("decimals", "percent", "label", "note"))))


def _lists(old: Scheme, new: Scheme, names: Mapping[Symbol, Symbol]) -> Iterator[Change]:
    """What is published, and the parts of a total with their full marks, in any order."""
    for table in dict.fromkeys((*new.publish, *old.publish)):
        before = {_named(table, name, names) for name in old.publish.get(table, ())}
        yield from _listed("publish", table, before, set(new.publish.get(table, ())))
    unit = new.unit_table
    before = {_named(unit, name, names) for name in old.components}
    yield from _listed("components", unit, before, set(new.components))
    marks = {_named(unit, name, names): value for name, value in old.full_marks.items()}
    yield from _headline(old, new, names)
    for name in new.components:
        was, now = (None if mark is None else str(mark) for mark in (marks.get(name), new.full_marks.get(name)))
        if name in before and was != now and not _marked_alike(old, new, name, names):
            yield Change("full marks", "changed", unit, name, name, (Detail("value", was, now),))


def _marked_alike(old: Scheme, new: Scheme, name: str, names: Mapping[Symbol, Symbol]) -> bool:
    """Whether one parameter says in both methods how many points a component can bring: its value is told by itself."""
    marked = {_named(new.unit_table, component, names): by for component, by in old.marked_by.items()}
    symbol = ("parameter", "", marked.get(name, ""))
    return name in marked and names.get(symbol, symbol)[2] == new.marked_by.get(name)


def _headline(old: Scheme, new: Scheme, names: Mapping[Symbol, Symbol]) -> Iterator[Change]:
    """Which column is the total, the grade or the place, said or deduced: where none is said, the order of what is
    published can decide."""
    before, after = headline(old), headline(new)
    for role in ROLES:
        was = _named(new.unit_table, getattr(before, role), names)
        now = getattr(after, role)
        if was != now:
            yield Change("headline", "changed", new.unit_table, role, role, (Detail("value", was, now),))


def _named(table: str, name: str, names: Mapping[Symbol, Symbol]) -> str:
    return names.get(("column", table, name), ("column", table, name))[2]


def _listed(part: str, table: str, old: set[str], new: set[str]) -> Iterator[Change]:
    for name in sorted(new - old):
        yield Change(part, "added", table, name, name)
    for name in sorted(old - new):
        yield Change(part, "removed", table, name, name)
